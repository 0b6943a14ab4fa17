"""The formulas of a walk: their numbers are the core's, and a calculator makes of them what is written."""

import math
import re
from decimal import ROUND_HALF_UP, Decimal
from itertools import product

import numpy as np
import pytest

from nnviz.core import ACTIVATIONS, LOSSES
from nnviz.figures.network import names
from nnviz.figures.numbers import digits_between, number, signed
from nnviz.lessons.backprop import LESSON, words
from nnviz.lessons.backprop.phases import phases_scene
from nnviz.lessons.backprop.questions import largest_delta
from nnviz.lessons.backprop.study import MEAN, ONE, WalkSettings
from nnviz.lessons.network import NetworkSettings
from tests.lessons.backprop.walks import CASES, Case, factor, products

WALKS = [(sizes, hidden, rate, seed, alone) for i, (sizes, hidden) in enumerate(product(
    [(2, 1, 1), (2, 3, 2, 1), (2, 4, 4, 4, 1)], ["tanh", "sigmoid", "relu", "identity"]))
    for rate, seed, alone in [((0.5, 0.0001, 0.02, 2.0)[i % 4], i, False), (0.05, i + 1, True)]]  # fmt: skip


DIGITS = range(3, 8)
"""Three digits, and more where three of numbers that nearly cancel would come to something else."""


def as_many_digits_as_needed(ways):
    """Return the first of the ways to write a formula, with more digits each, that comes within 1 % of its result."""
    for way in ways:
        formula, result = way.split(" = ")[-2:]
        if abs(calculator(formula) - calculator(result)) <= abs(calculator(result)) / 100:
            return way
    return ways[0]


def without_signs(text):
    """Return a text as if each number were equal to what the digits shown come to: that they are is tested below."""
    return text.replace("| ≈ ", "| ").replace("≈", "=")


def test_the_chosen_neurons_formula_has_its_own_numbers(case):
    layer, i = case.walk.neuron
    e, last = case.walk.example, len(case.net.sizes) - 1
    name = next(n for _, k, j, n in case.neurons() if (k, j) == (layer, i))
    for k, (r, p, phase, _, each) in case.stops():
        text = case.scene.readouts[1].values[k]
        if phase in ("gradient", "update"):
            continue
        (W, b), kind = case.net.layers(case.theta[r])[layer - 1], ACTIVATIONS[case.net.activations[layer - 1]]
        z, a, delta = (v[layer][e, i] for v in (case.forward[r].z, case.forward[r].a, case.backward[r].delta))
        slope = kind.slope(np.array([z]), np.array([a]))[0]
        if p < each.index(("z", layer)):
            expected = text  # in letters, and so without numbers
            assert not re.search(r"\d\.|= \d", text)
        elif p < each.index(("a", layer)):
            bias = [signed(b[i], digits) for digits in DIGITS]
            terms = [products(W[:, i], case.forward[r].a[layer - 1][e], digits) for digits in DIGITS]
            expected = as_many_digits_as_needed(
                [f"{name}: z = Σ w·a + b = {t} {b_} = {number(z)}" for t, b_ in zip(terms, bias, strict=True)]
            )
            assert abs(W[:, i] @ case.forward[r].a[layer - 1][e] + b[i] - z) < 1e-9 * max(1, abs(z))
        elif p < each.index(("delta", layer)):
            of = number(z)
            if case.net.activations[layer - 1] == "softmax":
                of = "; ".join(number(every) for every in case.forward[r].z[layer][e])
            expected = f"{name}: a = φ({of}) = {number(a)}, with {kind.formula}"
        elif case.net.activations[layer - 1] == "softmax":
            assert np.isclose(delta, a - case.y[e, i], rtol=1e-12)
            expected = f"{name}: δ = a − y = {number(a)} − {number(case.y[e, i])} = {number(delta)}"
        elif layer == last:
            gradient = LOSSES[case.loss].gradient(case.forward[r].a[-1], case.y)[e, i]
            expected = f"{name}: δ = ∂loss/∂{name} · φ′(z) = {number(gradient)} · {factor(slope)} = {number(delta)}"
        else:
            both = case.net.layers(case.theta[r])[layer][0][i], case.backward[r].delta[layer + 1][e]
            total = number(float(both[0] @ both[1]))
            terms = as_many_digits_as_needed([f"{products(*both, digits)} = {total}" for digits in DIGITS])
            terms = terms.partition(" = ")[0]
            expected = f"{name}: δ = (Σ w·δ) · φ′(z) = ({terms}) · {factor(slope)} = {number(delta)}"
        assert text.replace("≈", "=") == expected  # which of both it is, is tested below


def test_the_chosen_links_formula_is_its_gradient_and_its_step(case):
    layer, i, j = case.walk.link
    name = next(n for _, k, a, b, n in case.links() if (k, a, b) == (layer, i, j))
    for k, (r, _, phase, _, _) in case.stops():
        text = case.scene.readouts[1].values[k]
        old, new = (case.net.layers(case.theta[n])[layer - 1][0][i, j] for n in (r, r + 1))
        grad = case.net.layers(case.backward[r].grad)[layer - 1][0][i, j]
        products = case.backward[r].delta[layer][:, j] * case.forward[r].a[layer - 1][:, i]
        assert np.isclose(products.mean(), grad, rtol=1e-12)
        if phase == "gradient":
            assert text.startswith(f"{name}: ")
            assert text.replace("≈", "=").endswith(f" = {number(grad)}")
        if phase == "update":
            assert text.startswith(f"{name}: ")
            digits = digits_between(old, new)
            more = number(old, digits + (abs(new) < abs(old) / 3))  # where the step takes nearly all of it
            assert f"= {number(old, digits)} − {number(case.rate)} · " in text or f"= {more} − " in text
            assert text.replace("≈", "=").endswith(f" = {number(new, digits)}")
            assert old == new or number(old, digits) != number(new, digits) or digits == 9


def test_the_words_below_hold_the_cores_numbers(case):
    walk, e = case.walk, case.walk.example
    layer, i = walk.neuron
    for r in range(len(walk.updates)):
        W, _ = case.net.layers(case.theta[r])[layer - 1]
        z, a, delta = (v[layer][e, i] for v in (case.forward[r].z, case.forward[r].a, case.backward[r].delta))
        forward = without_signs(words.neuron_forward(walk, r))
        for w, incoming in zip(W[:, i], case.forward[r].a[layer - 1][e], strict=True):
            assert any(
                f":blue[{number(w, n)}] | {number(incoming, n)} | {number(w * incoming, n)} |" in forward
                for n in DIGITS
            )
        assert f"= **{number(z)}**" in forward
        assert f") = **{number(a)}**" in forward
        assert words.neuron_backward(walk, r).endswith(f":orange[**{number(delta)}**]")
        k, s, t = walk.link
        gradient, rest = without_signs(words.link_gradient(walk, r)).split("\n\nThe bias of ")
        for d, incoming in zip(case.backward[r].delta[k][:, t], case.forward[r].a[k - 1][:, s], strict=True):
            assert any(
                f":orange[{number(d, n)}] | {number(incoming, n)} | {number(d * incoming, n)} |" in gradient
                for n in DIGITS
            )
        assert f":orange[**{number(case.net.layers(case.backward[r].grad)[k - 1][0][s, t])}**]" in gradient
        (W, b), (W_after, b_after) = (case.net.layers(case.theta[n])[k - 1] for n in (r, r + 1))
        old, new = W[s, t], W_after[s, t]
        assert gradient.endswith(f":blue[**{number(new, digits_between(old, new))}**]")
        assert f":orange[**{number(case.net.layers(case.backward[r].grad)[k - 1][1][t])}**]" in rest
        assert rest.endswith(f":blue[**{number(b_after[t], digits_between(b[t], b_after[t]))}**]")


@pytest.mark.parametrize("name", ["softmax", "eight in a layer", "two outputs, and a link to one"])
def test_with_several_outputs_the_largest_share_is_found_over_all_of_them(name):
    case = Case(**CASES[name])
    question = largest_delta(case.walk)
    layer = len(case.net.sizes) - 2
    deltas = case.backward[0].delta[layer][case.walk.example]
    best = int(np.abs(deltas).argmax())
    assert question.options[question.answer] == f"{'ABCD'[layer - 1]}{best + 1}"
    back = case.net.layers(case.theta[0])[layer][0][best], case.backward[0].delta[layer + 1][case.walk.example]
    assert f"{question.options[best]}: ({products(*back)}) · " in question.why
    assert f"= **{number(deltas[best])}**" in question.why.replace("≈", "=")
    assert case.walk.stops[question.seen_from] == (0, "delta", layer)


def calculator(text):
    """Return what the numbers in a formula come to as they are written, read without the page's own reader."""
    plain = re.sub(
        "×10([⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+)", lambda p: "e" + p[1].translate(str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789")), text
    )
    plain = plain.translate(str.maketrans({"−": "-", "·": "*", ",": ""}))
    assert re.fullmatch(r"[-+*/().e0-9 ]+", plain), text
    return Decimal(eval(re.sub(r"[0-9][0-9.]*(?:e-?[0-9]+)?", r"Decimal('\g<0>')", plain), {"Decimal": Decimal}))


def right(value, written):
    """Return whether a value, rounded as at school to the digits written, is what is written."""
    places = Decimal(1).scaleb(Decimal(str(calculator(written))).as_tuple().exponent if "." in written else 0)
    shown = calculator(written)
    if "×10" in written:
        mantissa, power = written.split("×10")
        places = Decimal(1).scaleb(-len(mantissa.partition(".")[2])) * calculator(f"1×10{power}")
    return value == 0 if shown == 0 else (value / places).quantize(Decimal(1), ROUND_HALF_UP) * places == shown


@pytest.mark.parametrize(("sizes", "hidden", "rate", "seed", "alone"), WALKS)
def test_what_is_written_under_chosen_is_what_a_calculator_makes_of_it(sizes, hidden, rate, seed, alone):
    settings = NetworkSettings(*sizes[1:-1], *["–"] * (5 - len(sizes)), "half_mse", hidden, seed, rate)
    neurons = [name for name in names(sizes)[2:] if name[-1] in "1ŷ"]
    links = ["x₂→A1", f"A1→{names(sizes)[2 + sizes[1]]}"]
    equal = nearly = 0
    for i, neuron in enumerate(neurons):
        own = f"{i % 4 + 1} of 4"
        walk = LESSON.parts[0].study(WalkSettings(settings, neuron=neuron, link=links[i % 2], example=own,
                                                  gradients=ONE if alone else MEAN))  # fmt: skip
        for line in phases_scene(walk).readouts[1].values:
            said = re.search(r"= ([^=≈]*[0-9][^=≈]*) ([=≈]) (\S+?)(?:, with|$)", line)
            if not said:
                assert "Σ" not in line
                assert not re.search(r"\d\.\d", line)
                continue
            formula, sign, result = said.groups()
            if formula.startswith("φ("):
                z = float(calculator(formula[2:-1]))
                value = Decimal({"tanh": math.tanh(z), "sigmoid": 1 / (1 + math.exp(-z)), "relu": max(z, 0),
                                 "identity": z}["identity" if neuron == "ŷ" else hidden])  # fmt: skip
            else:
                value = calculator(formula)
            equal, nearly = equal + (sign == "="), nearly + (sign == "≈")
            assert right(value, result) == (sign == "=") or formula.startswith(f"{result} "), line
            assert abs(value - calculator(result)) <= Decimal("0.02") * max(abs(calculator(result)), 1), line
            if " − " in formula and "(" not in formula.split(" − ")[0]:  # a weight and its step: the step is seen
                assert formula.split(" − ")[0] != result or " · 0" in formula, line
    assert equal > nearly / 3
