"""What is written and asked of one neuron is what the core computes."""

import re
from itertools import pairwise

import numpy as np
import pytest

from nnviz.core import ACTIVATIONS, Network
from nnviz.figures.numbers import calculated, number
from nnviz.figures.palette import DATA, MODEL
from nnviz.lessons.common import HIDDEN
from nnviz.lessons.line import words as line_words
from nnviz.lessons.line.study import NEURON as LINE_NEURON
from nnviz.lessons.neuron import words
from nnviz.lessons.neuron.questions import neuron_question
from nnviz.lessons.neuron.study import ACTIVATION

NUMBERS = {"x1": -0.7, "x2": 1.5, "x3": 0.4, "w1": 1.3, "w2": -0.6, "w3": -1.9, "b": -0.8}


def output(inputs, activation, numbers):
    theta = np.array([*(numbers[f"w{i + 1}"] for i in range(inputs)), numbers["b"]])
    X = np.array([[numbers[f"x{i + 1}"] for i in range(inputs)]])
    return float(Network((inputs, 1), output=activation).forward(theta, X).a[1][0, 0])


@pytest.mark.parametrize("inputs", [1, 2, 3])
def test_the_computation_is_written_as_far_as_it_has_come(neuron, inputs):
    study = neuron(inputs=inputs, **NUMBERS)
    texts = [words.computation(study, place) for place in range(5)]
    assert texts[0] == texts[-1]
    for earlier, later in pairwise(texts[1:]):
        assert later.startswith(earlier)
    assert ["With the bias" in text for text in texts] == [True, False, False, True, True]
    assert ["a = φ(" in text for text in texts] == [True, False, False, False, True]


@pytest.mark.parametrize("activation", HIDDEN)
def test_the_numbers_written_are_those_of_the_core_in_the_colours_of_the_drawing(neuron, activation, read):
    text = words.computation(neuron(inputs=3, activation=activation, **NUMBERS), 4)
    of_terms = text.split("\n\n")[1]
    assert f":{MODEL.word}[1.30]·:{DATA.word}[(−0.700)]" in of_terms
    numbers = read(of_terms)
    assert numbers == pytest.approx([1.3, -0.7, -0.6, 1.5, -1.9, 0.4, -0.8])
    z = 1.3 * -0.7 + -0.6 * 1.5 + -1.9 * 0.4 - 0.8
    assert read(re.search(r"With the bias: .* [=≈] \*\*(.*?)\*\*", text)[1]) == pytest.approx([z], rel=0.006)
    (so_far,) = read(re.search(r"Their sum: .* [=≈] (.*)", text)[1])
    assert so_far == pytest.approx(z + 0.8, rel=0.006)
    line = text.split("With the bias: z = ")[1].split("\n")[0].split(" = ")[0].replace(" ≈ ", " = ").split(" = ")[0]
    assert calculated(re.sub(r":\w+\[(.*?)\]", r"\1", line)) == pytest.approx(z, rel=0.01)
    written = read(text.rsplit("**", 2)[1])
    assert written == pytest.approx([ACTIVATIONS[activation].value(np.array([z]))[0]], rel=0.006)


def test_that_slope_and_intercept_are_weight_and_bias_is_said_here_and_where_they_have_the_other_names():
    assert "slope m is the neuron's weight w, its intercept c the bias b" in line_words.LEGEND
    (weight,), (bias,) = LINE_NEURON.layers(np.array([3.0, 5.0]))[0]
    assert (weight[0], bias) == (3.0, 5.0), "θ of the line is (m, c) in its run, and (w, b) in the network"
    for inputs in (1, 2):
        assert "the slope m is this neuron's weight w₁, the intercept c is its bias b" in words.PICTURES[inputs]


@pytest.mark.parametrize("activation", HIDDEN)
def test_where_phi_decides_is_true(activation):
    """A threshold jumps at z = 0, ReLU begins to rise, a sigmoid is at one half."""
    below, at, above = ACTIVATIONS[activation].value(np.array([-1e-6, 0.0, 1e-6]))
    if activation == "threshold":
        assert (below, at) == (0, 1)
    if activation == "relu":
        assert below == 0 < above
    if activation == "sigmoid":
        assert at == 0.5


CHANGES = [
    {**NUMBERS, "inputs": inputs, "activation": activation, "x1": x1, "w1": w1}
    for inputs in (1, 2, 3)
    for activation in HIDDEN
    for x1 in (-1.0, 0.0, 0.6, 2.0)
    for w1 in (-1.0, 0.4, 2.0)
]


def test_the_answer_is_what_the_core_says_after_the_change(neuron):
    found = set()
    for case in CHANGES:
        inputs, activation = case["inputs"], case["activation"]
        by = 0.5 if case["w1"] <= 1.5 else -0.5
        before, after = output(inputs, activation, case), output(inputs, activation, {**case, "w1": case["w1"] + by})
        question = neuron_question(neuron(**case))
        said = question.options[question.answer]
        found.add(question.answer)
        assert said == (
            "It would stay exactly the same" if before == after
            else "It would change its sign" if before * after < 0
            else "It would grow, and keep its sign" if after > before
            else "It would shrink, and keep its sign"
        ), case  # fmt: skip
    assert found == {0, 1, 2, 3}


@pytest.mark.parametrize(("w1", "asked"), [(1.5, "larger by 0.5 (2.00"), (1.6, "smaller by 0.5 (1.10"),
                                           (2.0, "smaller by 0.5 (1.50"), (-2.0, "larger by 0.5 (−1.50")])  # fmt: skip
def test_only_a_weight_that_a_hand_can_set_is_asked_about(neuron, read, w1, asked):
    study = neuron(**{**NUMBERS, "w1": w1})
    question = neuron_question(study)
    assert asked in question.text
    (quantity,) = (one for one in study.passes.model().quantities if one.name == "w1")
    assert quantity.read(read(question.text.split("(")[1].split(" ")[0])[0]) is not None


@pytest.mark.parametrize(("numbers", "digits"), [({}, 3), ({"x1": 2.0, "x2": 2.0, "w1": 1.5, "w2": 2.0, "b": 2.0}, 4)])
def test_outputs_are_told_as_the_page_writes_them_or_finer_where_they_would_look_alike(neuron, numbers, digits):
    case = {**NUMBERS, **numbers}
    before, after = neuron_question(neuron(**case)).why.rsplit("from ", 1)[1].rstrip(".").split(" to ")
    assert before != after
    assert before == number(output(2, "sigmoid", case), digits)
    by = 0.5 if case["w1"] <= 1.5 else -0.5
    assert after == number(output(2, "sigmoid", {**case, "w1": case["w1"] + by}), digits)


def test_a_change_too_small_for_nine_digits_is_told_as_one(neuron):
    far = {"x1": 2.0, "x2": 2.0, "x3": 2.0, "w1": 1.0, "w2": 2.0, "w3": 2.0, "b": 2.0}
    question = neuron_question(neuron(inputs=3, activation="tanh", **far))
    assert question.answer == 0
    assert "too small to be seen in nine digits" in question.why


def test_the_reason_of_a_change_names_both_sums_and_both_outputs(neuron, read):
    question = neuron_question(neuron(**NUMBERS))
    after = {**NUMBERS, "w1": 1.8}
    z = [1.3 * -0.7 - 0.9 - 0.8, 1.8 * -0.7 - 0.9 - 0.8]
    outputs = [output(2, "sigmoid", NUMBERS), output(2, "sigmoid", after)]
    assert read(question.why.replace(", ", "; ").replace("w₁", "").replace("x₁", "")) == pytest.approx(
        [-0.7, 0.5, -0.7, -0.35, *z, *outputs], rel=0.006
    )


def test_the_answer_of_a_sweep_is_read_off_every_stop(neuron):
    found = set()
    for activation in HIDDEN:
        for walk, x1 in (("w1", 1.5), ("w1", -1.5), ("w1", 0.0), ("b", 1.0)):
            study = neuron(inputs=1, activation=activation, walk=walk, x1=x1, w1=1.0, b=-0.4)
            at = [output(1, activation, {"x1": x1, "w1": w, "b": b}) for w, b in study.passes.theta]
            rises, falls = (np.diff(at) > 1e-12).any(), (np.diff(at) < -1e-12).any()
            question = neuron_question(study)
            found.add(question.answer)
            expected = {(1, 0): "It never falls, and rises", (0, 1): "It never rises, and falls",
                        (1, 1): "It does both", (0, 0): "It stays the same"}[int(rises), int(falls)]  # fmt: skip
            assert question.options[question.answer] == expected, (activation, walk, x1)
    assert found == {0, 1, 2, 3}


def test_where_an_output_turns_round_is_said(neuron, read):
    study = neuron(inputs=1, activation="silu", walk="w1", x1=2.0, b=0.0)
    turn = int(np.argmin([output(1, "silu", {"x1": 2.0, "w1": w, "b": b}) for w, b in study.passes.theta]))
    why = neuron_question(study).why
    assert read(why.replace(", ", "; "))[-1] == pytest.approx(study.passes.theta[turn, 0], rel=0.006)
    assert "z grows with the weight" in why


def test_a_sweep_says_what_it_moves(neuron):
    assert words.what_moves(neuron()) == ""
    assert "a weight turns" in words.what_moves(neuron(walk="w2"))
    assert "a bias shifts" in words.what_moves(neuron(walk="b"))


def test_the_last_stop_of_a_computation_is_the_activation(neuron):
    assert neuron().stage[-1] == ACTIVATION
