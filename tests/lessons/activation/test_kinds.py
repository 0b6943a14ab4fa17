"""Neurons that learn side by side: their figures and words hold the run's own numbers, at every step shown."""

import re

import numpy as np
import pytest

from nnviz.figures.numbers import agrees, calculated
from nnviz.figures.palette import ERROR, MODEL
from nnviz.lessons.activation import questions, words
from nnviz.lessons.activation.fates import DEAD, LEARNING, OUTSIDE, SETTLED, START
from nnviz.lessons.activation.learner import stops
from nnviz.lessons.activation.study import KindSettings, kind_study
from nnviz.lessons.common import where
from tests.lessons.activation.conftest import (
    EPOCHS,
    MANY,
    at,
    by_hand,
    half_mse,
    has_settled,
    kinds_case,
    near,
    size_and_loss,
    taught,
)


def test_each_neurons_curve_is_what_it_computes(kinds, drawn, trace_of):
    for run, animation in zip(kinds.runs, kinds.scene.animations, strict=True):
        curve = trace_of(animation, MODEL, "lines")
        for k, step in enumerate(kinds.steps):
            x, y = drawn(animation, curve, k).T
            assert (x[0], x[-1]) == (0.0, kinds.data.X.max() + 0.5)
            assert near(y, run.net.forward(at(run, step), x[:, None]).a[1])
            w, b = at(run, step)
            if run.net.output != "sigmoid" and w and 0 < -b / w < x[-1]:
                assert np.abs(x - -b / w).min() < 1e-7, "its kink is drawn where it is"


def test_each_stick_goes_from_the_example_to_the_neuron(kinds, drawn, plotted):
    data = kinds.data
    for run, animation in zip(kinds.runs, kinds.scene.animations, strict=True):
        stick = first_trace(plotted(animation), ERROR)
        for k, step in enumerate(kinds.steps):
            parts = drawn(animation, stick, k).reshape(-1, 3, 2)
            assert np.array_equal(parts[:, :2, 0], np.repeat(data.X, 2, axis=1))
            assert np.array_equal(parts[:, 0, 1], data.y[:, 0])
            assert near(parts[:, 1, 1], run.net.forward(at(run, step), data.X).a[1])
            assert np.all(np.isnan(parts[:, 2, 1]))


def first_trace(figure, colour):
    return next(i for i, t in enumerate(figure.data) if t.mode == "lines" and t.line.color == colour.light)


def test_what_is_said_of_each_neuron_is_true(kinds, said):
    for run, animation in zip(kinds.runs, kinds.scene.animations, strict=True):
        sizes, losses = size_and_loss(run, kinds.data)
        top = animation.layout["yaxis2"]["range"][1]
        for word, step in zip(said(animation), kinds.steps, strict=True):
            net, theta = run.net, at(run, step)
            forward = net.forward(theta, kinds.data.X)
            gradient = net.backward(theta, forward, kinds.data.y, "half_mse").grad
            if run.net.output == "threshold":
                assert word == "slope 0 everywhere: nothing moves"
                assert not gradient.any()
                assert np.array_equal(theta, run.theta[0])
            elif step == 0:
                assert word == START, "it would answer the question"
            elif word == DEAD:
                assert forward.z[1].max() <= 0
                assert not gradient.any()
            elif word.startswith(OUTSIDE):
                assert losses[step] > top
            else:
                assert word == (SETTLED if has_settled(sizes, losses, step) else LEARNING)
                assert gradient.any()
                assert losses[step] <= top


def test_readouts_of_the_gradients(kinds, read):
    for k, step in enumerate(kinds.steps):
        assert read(kinds.scene.readouts[0].values[k]) == [step]
        assert kinds.scene.timeline.names[k] == f"step {step:,} of {kinds.runs[0].config.epochs:,}"
        for run, readout in zip(kinds.runs, kinds.scene.readouts[1:], strict=True):
            theta = at(run, step)
            grad = run.net.backward(theta, run.net.forward(theta, kinds.data.X), kinds.data.y, "half_mse").grad
            assert read(readout.values[k]) == pytest.approx([grad[0]], rel=0.006, abs=1e-12)
            rounding = 1e-12 * np.abs(by_hand(run, theta, kinds.data)[2] * kinds.data.X[:, 0]).mean()
            assert (readout.values[k] == "0") == (abs(grad[0]) <= rounding)


@pytest.mark.parametrize(
    ("epochs", "place"), [(EPOCHS, 0), (EPOCHS, 1), (EPOCHS, 7), (EPOCHS, -1), (MANY, 1), (MANY, 60), (MANY, -1)]
)
def test_the_arithmetic_of_a_step(epochs, place, read):
    case = kinds_case(0.1, 0, epochs)
    data, place = case.data, range(len(case.steps))[place]
    for learner, net in zip(case.learners, case.nets, strict=True):
        theta = at(learner.run, case.steps[place])
        after = taught(net, case.start, data, 0.1, int(case.steps[place]) + 1).theta[-1]
        text = words.gradient(learner, place)
        a, rise, delta, grad = by_hand(learner.run, theta, data)
        rows = re.findall(r"^\| *([\d−].*) \|$", text, re.M)
        assert len(rows) == len(data.X)
        assert "| δ | δ · x |" in text, "what the mean of δ·x is the mean of"
        for i, row in enumerate(rows):
            expected = [data.X[i, 0], data.y[i, 0], a[i], rise[i], delta[i], delta[i] * data.X[i, 0]]
            assert read(row) == pytest.approx(expected, rel=0.006, abs=1e-12)
        for sign, value, terms in zip(("∂L/∂w", "∂L/∂b"), grad, (delta * data.X[:, 0], delta), strict=True):
            (line,) = (line for line in text.split("\n") if line.startswith(sign))
            written = read(line.split("= (")[1].split(")")[0].replace("− ", "−"))
            assert written == pytest.approx([terms[0], terms[1], terms[-1]], rel=0.006, abs=1e-12)
            shown = read(line.split("**")[1])
            assert shown == pytest.approx([value], rel=0.006, abs=1e-12)
        for line in re.findall(r"^[wb] ← .*$", text, re.M):
            left, sign, right = re.match(r"[wb] ← (.*) ([=≈]) :blue\[\*\*(.*)\*\*\]$", line).groups()
            assert (sign == "=") == agrees(calculated(left), right), line
        new = [read(found)[0] for found in re.findall(r":blue\[\*\*(.*?)\*\*\]", text)]
        assert new == pytest.approx(theta - 0.1 * np.array(grad), rel=0.006, abs=1e-12)
        assert new == pytest.approx(after, rel=0.006)


@pytest.mark.parametrize("place", [1, 40, -1])
def test_what_led_to_a_step_can_be_read_too(place):
    case = kinds_case(0.1, 0, EPOCHS)
    place = range(len(case.steps))[place]
    step = int(case.steps[place])
    for learner, net in zip(case.learners, case.nets, strict=True):
        update = learner.update(place, led=True)
        before = taught(net, case.start, case.data, 0.1, step - 1).theta[-1] if step > 1 else case.start
        assert np.array_equal(update.theta, before), "from the step before, whether that is a stop or not"
        assert np.array_equal(update.theta_after, taught(net, case.start, case.data, 0.1, step).theta[-1])
        assert np.array_equal(update.theta_after, learner.theta[place])
    with pytest.raises(ValueError, match="start"):
        case.learners[0].update(0, led=True)


def test_the_steps_that_are_not_stopped_at_are_named():
    steps = kinds_case(0.1, 0, 900).steps
    (at_300,) = np.flatnonzero(steps == 300)
    assert steps[at_300 - 1 : at_300 + 2].tolist() == [295, 300, 305]
    assert where(steps, at_300, led=False).endswith("step 300 to step 301. The next stop on the timeline is step 305.")
    assert where(steps, at_300, led=True).endswith(
        "step 299 to step 300. The stop before this one on the timeline is step 295."
    )
    assert where(steps, 7, led=False) == "This update leads from step 7 to step 8."
    assert where(steps, 7, led=True) == "This update led from step 6 to step 7."
    assert "no update led here" in where(steps, 0, led=True)
    assert "ends here" in where(steps, len(steps) - 1, led=False)


def test_what_comes_through_the_slope_is_said_of_the_examples_of_that_step():
    for rate, seed in [(0.1, 0), (0.1, 3), (0.2, 0)]:
        study = kind_study(KindSettings(rate, seed))
        threshold, sigmoid, relu = study.learners
        for place in range(0, len(relu.steps), 10):
            silent = int((relu.theta[place] @ [study.sample.X[:, 0], np.ones(12)] <= 0).sum())
            text = words.gradient(relu, place)
            assert ("**dead**" in text) == (silent == 12)
            assert f"Silent on {'all 12' if silent == 12 else f'{silent} of 12'} examples" in text or silent == 0
            assert "No slope here is 0" in words.gradient(sigmoid, place)
            assert "w and b never move" in words.gradient(threshold, place)
            assert "= :orange[**0**]" in words.gradient(threshold, place), "a mean of zeros is exactly 0"


@pytest.mark.parametrize(("rate", "seed"), [(0.2, 0), (0.2, 1), (0.5, 1), (10.0, 1)], ids=str)
def test_a_loss_that_shoots_up_is_within_its_figure_or_named_from_then_on(rate, seed, moves, read):
    case = kinds_case(rate, seed, 900)
    start = max(half_mse(run.net.forward(case.start, case.data.X).a[1], case.data.y) for run in case.runs)
    for run, animation in zip(case.runs, case.scene.animations, strict=True):
        losses = [half_mse(run.net.forward(theta, case.data.X).a[1], case.data.y) for theta in run.theta]
        top, highest = animation.layout["yaxis2"]["range"][1], np.maximum.accumulate(losses)
        texts = [moves(animation, i, "text")[:, 0] for i, mark in enumerate(animation.marks) if "text" in mark.moves]
        assert len(texts) == (2 if highest[-1] > top else 1)
        assert highest[-1] <= top or highest[-1] > 4 * start, "nothing is cut that would leave the others a place"
        for word, step in zip(texts[-1] if len(texts) == 2 else (), case.steps, strict=False):
            assert (word != " ") == (highest[step] > top)
            assert word == " " or read(word.split("up to ")[1]) == pytest.approx([highest[step]], rel=0.006)


def test_two_different_numbers_are_not_written_alike():
    for rate, seed in [(0.02, 1), (0.0001, 0), (0.0001, 5), (0.1, 0), (1.0, 4)]:
        study = kind_study(KindSettings(rate, seed))
        sigmoid = study.learners[1]
        for place in (0, 1, len(sigmoid.steps) - 1):
            found = re.search(r"times ([\d.×⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+) to ([\d.×⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+)\.", words.gradient(sigmoid, place))
            assert found is None or found[1] != found[2]
        why = questions.kind_question(study).why
        ends = re.search(r"goes from (\S+) to (\S+)[.,]", why)
        assert ends is None or ends[1] != ends[2], why


def test_a_run_that_settled_has_done_so_up_to_its_own_end():
    assert "up to the end of this run" in questions.kind_question(kind_study(KindSettings(0.1, 0))).why
    assert "up to its own end" in words.FATES


@pytest.mark.parametrize(("epochs", "each", "then"), [(900, 30, 5), (300, 30, 2), (MANY, 30, 29)])
def test_a_timeline_whose_stops_do_not_lie_evenly_says_so(epochs, each, then):
    steps = stops(epochs)
    assert f"at each step up to {each}, then every {then} steps" in words.spacing(steps)
    assert np.array_equal(steps[: each + 1], np.arange(each + 1))
    gaps = np.diff(steps[each:])
    assert (gaps[:-1] == then).all()
    assert gaps[-1] <= then
    assert words.spacing(stops(200)) == ""
