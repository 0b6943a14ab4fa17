"""Every formula and every row of a table, in all parts of the lessons, is followed with a calculator of the tests' own.

Where the digits shown give the last digit written, it says "=" (or nothing, in a table); where not, "≈".
"""

import re

import numpy as np
import pytest

from nnviz.lessons.activation import words as activation
from nnviz.lessons.activation.questions import kind_question
from nnviz.lessons.activation.study import (
    BendSettings,
    KindSettings,
    ShapeSettings,
    bend_study,
    kind_study,
    shape_study,
)
from nnviz.lessons.backprop import check, training_words, words
from nnviz.lessons.backprop.phases import phases_scene
from nnviz.lessons.backprop.questions import largest_delta
from nnviz.lessons.backprop.training import OWN, SAME, TrainingSettings, training
from nnviz.lessons.line.words import errors, gradients, new_line
from nnviz.lessons.network import NetworkSettings
from tests.arithmetic import calculate, comes_to, plain
from tests.lessons.activation.conftest import NAMES, phi, slope
from tests.lessons.backprop.walks import CASES, Case

NUMBER = r"−?\d[\d,]*(?:\.\d+)?(?:×10[⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+)?"
ARITHMETIC = re.compile(r"[+−·/().,\d×⁻⁰¹²³⁴⁵⁶⁷⁸⁹… ]+$")
PRODUCTS = ("w · a", "w · δ", "δ · a")


def follow(text, f=None, rise=None):
    """Return how many results a text's formulas and tables have; fail at the first that has the wrong sign.

    `f` and `rise` are φ and φ′ where a table has a column of them.
    """
    text = plain(text)
    return sum(map(follow_line, text.splitlines())) + follow_tables(text, f, rise)


def follow_line(line):
    parts, count = re.split(r" ([=≈]) ", line), 0
    for left, sign, right in zip(parts[::2], parts[1::2], parts[2::2], strict=False):
        formula, result = ARITHMETIC.search(left), re.match(rf"{NUMBER}(?=[.,;]? |[.,;]?$)", right)
        if line.startswith("|") or not (formula and result) or "…" in formula[0]:
            continue
        if right[result.end() :][:2] in (" +", " −"):  # the first of the terms of another formula
            continue
        written = formula[0].strip()
        if re.search(r"\d\)? ?[+−·/]", written):
            check_result(written, sign == "=", result[0], line)
            count += 1
    return count


def check_result(formula, equal, result, where):
    """Fail if a result has the wrong sign, or is of another size than what a calculator comes to."""
    shown, said = calculate(formula), calculate(result)
    lost = formula.startswith((f"{result} + ", f"{result} − ")) and shown != said
    assert (comes_to(formula, result) and not lost) == equal, (formula, result, where)
    if not re.search("[⁻⁰]", result):
        assert abs(shown - said) <= abs(said) / 20 or lost or not said or "(ŷ" in where, (formula, result, where)


def follow_tables(text, f, rise):
    count = 0
    for table in re.findall(r"(?:^\|.*\|$\n?)+", text, re.M):
        heads, _, *rows = ([cell.strip() for cell in row.strip("|").split("|")] for row in table.strip().splitlines())
        after = text[text.index(table) + len(table) :]
        for row in rows:
            numbers = [re.sub("^≈ ", "", cell) for cell in row]
            for place, formula in formulas_of(heads, numbers, f, rise):
                if formula is not None:
                    check_cell(formula, row[place], (heads, row))
                    count += 1
        count += follow_columns(heads, rows, after)
    return count


def check_cell(formula, cell, where):
    value, result = (formula, re.sub("^≈ ", "", cell))
    assert comes_to(value, result) == (not cell.startswith("≈")), (formula, cell, where)


def formulas_of(heads, row, f, rise):
    """Yield the places of results in a row, each with the formula of the numbers beside it."""
    last = heads[-1]
    if last in PRODUCTS:
        yield 3, f"({row[1]})·({row[2]})"
    elif last == "error · x":
        yield 3, f"({row[2]}) − ({row[1]})"
        yield 4, f"({row[3]})·({row[0]})"
    elif last in ("δ", "δ · x"):
        yield 4, f"(({row[2]}) − ({row[1]}))·({row[3]})"
        if last == "δ · x":
            yield 5, f"({row[4]})·({row[0]})"
    elif last == "difference":
        yield 3, f"({row[1]}) − ({row[2]})"
    elif last == "error":
        one, other = (calculate(cell) for cell in row[1:3])
        yield 3, f"{abs(one - other) / max(abs(one), abs(other), calculate('0.000001')):f}"
    elif heads[1].startswith("z = "):
        weight, bias = heads[1].removeprefix("z = ").split("·x ")
        yield 1, f"({weight})·({row[0]}) {bias}"
        z = float(calculate(row[1]))
        yield 2, f"{f(z):.17f}".replace("-", "−")
        yield 3, f"{rise(z):.17f}".replace("-", "−")


def follow_columns(heads, rows, after):
    """Follow what a column adds up to, or its mean: said below the table, where the sum is not written out there."""
    last, count = heads[-1], 0
    sums = {"w · a": r"Σ w·a \+ b ([=≈]) (NUMBER) [+−]", "w · δ": r"Σ w·δ ([=≈]) (NUMBER)$"}
    means = {
        "δ · a": ((3, r"mean of δ·a ([=≈]) (NUMBER)$"), (1, r"mean of δ = \(.*…\) / \d+ ([=≈]) (NUMBER)$")),
        "error · x": ((4, r"error · x = \(.*….*\) / \d+ ([=≈]) (NUMBER)$"),
                      (3, r"mean of error = \(.*….*\) / \d+ ([=≈]) (NUMBER)$")),
        "δ · x": ((5, r"mean of δ·x = \(.*….*\) / \d+ ([=≈]) (NUMBER)$"),
                  (4, r"mean of δ = \(.*….*\) / \d+ ([=≈]) (NUMBER)$")),
    }  # fmt: skip
    wanted = [(3, sums[last], 1)] if last in sums else [(*one, len(rows)) for one in means.get(last, ())]
    for place, pattern, n in wanted:
        found = re.search(pattern.replace("NUMBER", NUMBER), after, re.M)
        if not found:
            continue
        total = " + ".join(f"({re.sub('^≈ ', '', row[place])})" for row in rows)
        whole = "more points" not in after
        equal = whole and comes_to(f"({total}) / {n}", found[2])
        assert (found[1] == "=") == equal, (found[0], total)
        if whole and n > 1:
            shown, said = calculate(f"({total}) / {n}"), calculate(found[2])
            assert abs(shown - said) <= abs(said) / 20 or not said, (found[0], total)
        count += 1
    return count


LINES = [{}, {"epochs": 1000, "learning_rate": 0.1}, {"xy": [(-2, 3), (-1, 1), (0, 0.5), (1, -1), (2.5, -4)]},
         {"data": "noisy_line", "epochs": 300}, {"batch_size": 2, "epochs": 50}, {"learning_rate": 0.3, "epochs": 30},
         {"data": "cars", "standardize": True, "learning_rate": 2.0, "epochs": 10}, {"data": "faithful", "epochs": 3},
         {"optimizer": "momentum", "epochs": 30}, {"data": "anscombe_3", "learning_rate": 0.01}]  # fmt: skip


@pytest.mark.parametrize("settings", LINES, ids=str)
def test_a_line_s_arithmetic_can_be_followed(fit, settings):
    study, count = fit(**settings).study, 0
    for step in np.unique([*range(20), *np.linspace(0, len(study.run.step) - 1, 25).astype(int)]):
        if step < len(study.run.step):
            update = study.update(int(step))
            if np.isfinite(update.theta_after).all() and np.abs(update.theta_after).max() < 1e12:
                count += follow(f"{errors(study, update)}\n\n{gradients(update)}\n\n{new_line(study, update)}")
    assert count > 100


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("swept", ["weight", "bias"])
def test_the_arithmetic_of_the_shapes_can_be_followed(name, swept):
    study = shape_study(ShapeSettings(name, ("tanh",), swept, 0.7, 1.3, 0.4))
    count = sum(
        follow(activation.inputs(study, place), lambda z: float(phi(name, z)), lambda z: float(slope(name, z)[0]))
        for place in range(0, len(study.theta), 7)
    )
    assert count > 100


@pytest.mark.parametrize(("rate", "seed"), [(0.1, 0), (0.1, 3), (0.2, 0), (10.0, 0), (1.0, 4), (0.0001, 5)], ids=str)
def test_the_arithmetic_of_learning_with_each_can_be_followed(rate, seed):
    study, count = kind_study(KindSettings(rate, seed)), 0
    for learner in study.learners:
        for place in (*range(12), *range(12, len(learner.steps), 11)):
            for led in (False, True) if place else (False,):
                if np.isfinite(learner.update(place, led).theta_after).all():
                    count += follow(activation.gradient(learner, place, led))
    assert count > 1000
    follow(kind_question(study).why)


def test_the_difference_of_two_layers_and_one_can_be_followed():
    study = bend_study(BendSettings())
    assert sum(follow(activation.agreement(study, place)) for place in range(0, len(study.straight.steps), 5)) > 100


WALKS = [*CASES.values(), *({"sizes": (2, 4, 4, 1), "hidden": hidden, "rate": rate}
         for hidden in ("tanh", "sigmoid", "relu") for rate in (0.02, 0.5))]  # fmt: skip


@pytest.mark.parametrize("settings", WALKS, ids=str)
def test_the_arithmetic_of_a_walk_can_be_followed(settings):
    walk, count = Case(**settings).walk, 0
    for round_ in range(len(walk.updates)):
        if np.isfinite(walk.updates[round_].theta_after).all() and np.abs(walk.updates[round_].theta_after).max() < 1e9:
            for said in (words.neuron_forward, words.neuron_backward, words.link_gradient, check.gradient_check):
                count += follow(said(walk, round_))
    for line in phases_scene(walk).readouts[1].values:
        count += follow_line(line)
    question = largest_delta(walk)
    for said in (question.why, *question.reasons):
        count += sum(follow_line(part) for part in re.split(r"; |\. ", plain(said).replace("\n", " ")))
    assert count > 10


@pytest.mark.parametrize("scale", [SAME, OWN])
@pytest.mark.parametrize("data", ["xor", "circle", "curve"])
def test_what_the_slopes_leave_of_what_comes_back_can_be_followed(data, scale):
    question = training_words.most_blamed(training(TrainingSettings(data, NetworkSettings(), 10, scale)))
    for said in (question.why, *filter(None, question.reasons)):
        for back, share, sign, left in re.findall(
            rf"is ({NUMBER}) on average, and its slopes φ′\(z\) leave ({NUMBER}) % of that: mean \|δ\| (?:([=≈]) )?"
            rf"\*\*({NUMBER})\*\*", said
        ):  # fmt: skip
            check_result(f"{back}·{share} / 100", sign != "≈", left, said)
            break
        else:
            assert "Not all are 0" in said


def test_the_calculator_finds_what_is_wrong():
    row = "| example | δ of A1 | a of x₁ | δ · a |\n|--:|--:|--:|--:|\n| 1 | 0.500 | 0.250 | {} |"
    assert follow(row.format("0.125")) == follow(row.format("≈ 0.126")) == 1
    for cell in ("0.126", "≈ 0.125"):
        with pytest.raises(AssertionError):
            follow(row.format(cell))
    for line in ("w = 1.00 − 0.5 · 0.250 = 0.876", "a: (1.00 + 2.00) / 2 ≈ 1.50"):
        with pytest.raises(AssertionError):
            follow_line(line)
