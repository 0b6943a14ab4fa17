"""Two layers with and without bends: their figures and words hold the run's own numbers, at every step shown."""

import re
from dataclasses import replace

import numpy as np
import pytest

from nnviz.core import least_squares
from nnviz.figures.palette import MODEL, QUIET
from nnviz.lessons.activation import questions, words
from nnviz.lessons.activation.fates import ALL_DEAD, DIVERGED, LEARNING, OUTSIDE, SETTLED, START
from nnviz.lessons.activation.learner import Learner
from nnviz.lessons.activation.study import BendSettings, bend_study
from tests.lessons.activation.conftest import at, half_mse, near


def test_the_bent_and_the_straight_curve(bend, drawn, trace_of):
    data = bend.data
    for run, animation in zip(bend.runs, bend.scene.animations, strict=True):
        curve = trace_of(animation, MODEL, "lines")
        for k, step in enumerate(bend.steps):
            x, y = drawn(animation, curve, k).T
            assert x[0] < data.X.min() < data.X.max() < x[-1]
            assert near(y, run.net.forward(at(run, step), x[:, None]).a[-1])


def product(run, step):
    """Return the line that the two layers multiply out into, written out with NumPy alone."""
    (V, b), (W, c) = run.net.layers(at(run, step))
    return np.array([(V @ W)[0, 0], (b @ W + c)[0]])


def test_the_grey_band_is_the_product_of_both_layers(bend, drawn, trace_of):
    straight = bend.runs[0]
    animation = bend.scene.animations[0]
    band = trace_of(animation, QUIET, "lines")
    for k, step in enumerate(bend.steps):
        x, y = drawn(animation, band, k).T
        m, c = product(straight, step)
        assert near(y, m * x + c)


def test_readouts_of_the_product_and_the_losses(bend, read):
    data, straight, scene = bend.data, bend.runs[0], bend.scene
    best = least_squares(data.X, data.y).loss
    for k, step in enumerate(bend.steps):
        m, c = product(straight, step)
        text = scene.readouts[1].values[k].replace("− ", "−")
        assert read(text) == pytest.approx([m, c], rel=0.006)
        two = straight.net.forward(at(straight, step), data.X).a[-1][:, 0]
        size = 1 + np.abs(two).max()
        assert scene.readouts[2].values[k] in ("0", "0 up to rounding"), "they differ by no more than rounding"
        single = m * data.X[:, 0] + c
        assert np.abs(two - single).max() < 1e-13 * size
        losses = [half_mse(run.net.forward(at(run, step), data.X).a[-1], data.y) for run in bend.runs]
        shown = [read(part)[0] for part in scene.readouts[3].values[k].split(" · ")]
        assert shown == pytest.approx(losses, rel=0.006)
        assert losses[0] >= best * (1 - 1e-9), "no line is better than the best one"


@pytest.mark.parametrize("place", [0, 1, 50, -1])
def test_both_matrices_and_their_product_are_those_of_the_step(bend, read, place):
    data, straight, place = bend.data, bend.runs[0], range(len(bend.steps))[place]
    step = int(bend.steps[place])
    (V, b), (W, c) = straight.net.layers(at(straight, step))
    matrices = re.findall(r"begin\{pmatrix\}(.*?)\\end\{pmatrix\}", words.multiplying(bend.study, place))
    line = product(straight, step)
    shown = [[read(cell)[0] for cell in re.split(r"&|\\\\", body)] for body in matrices]
    for numbers, true in zip(shown, (V, b, W, c, line[:1], line[1:]), strict=True):
        assert numbers == pytest.approx(np.ravel(true), rel=0.006, abs=1e-300)
    table = words.agreement(bend.study, place)
    rows = re.findall(r"^\| *([\d−].*) \|$", table, re.M)
    assert len(rows) == 6
    for row in rows:
        x, two, one, difference = (read(cell)[0] for cell in row.split(" | "))
        assert difference == 0, "what rounding leaves is no difference"
        near_x = data.X[np.argmin(np.abs(data.X - x))]
        truth = straight.net.forward(at(straight, step), near_x[None]).a[-1][0, 0]
        assert [two, one] == pytest.approx([truth, truth], rel=0.006, abs=1e-12)


def test_what_is_said_of_each_network_is_true_of_its_run(bend, said, read):
    for run, animation in zip(bend.runs, bend.scene.animations, strict=True):
        losses = [half_mse(run.net.forward(theta, bend.data.X).a[-1], bend.data.y) for theta in run.theta]
        sizes = [gradient_size(run, theta, bend.data) for theta in run.theta]
        top = animation.layout["yaxis2"]["range"][1]
        for word, step in zip(said(animation), bend.steps, strict=True):
            place = min(step, len(run.theta) - 1)
            hidden = run.net.forward(run.theta[place], bend.data.X).a[1]
            dead = (hidden == 0).all(axis=0) if run.net.hidden == "relu" else np.zeros(1, bool)
            if step == 0:
                assert word == START, "it would answer the question"
            elif run.diverged_at is not None and step > run.diverged_at:
                assert word == DIVERGED
            elif dead.all():
                assert word == ALL_DEAD
            elif losses[place] > top:
                assert word.startswith(OUTSIDE)
                assert f"{losses[place]:.2e}"[:3] == f"{read(word)[0]:.2e}"[:3]
            else:
                known = word.split(";")[0]
                assert known in (LEARNING, SETTLED)
                assert (known == SETTLED) == has_settled(sizes, losses, place, run)
                assert (f"{dead.sum()} of {len(dead)} hidden neurons dead" in word) == dead.any()


def gradient_size(run, theta, data):
    with np.errstate(over="ignore", invalid="ignore"):
        grad = run.net.backward(theta, run.net.forward(theta, data.X), data.y, "half_mse").grad
        return float(np.sqrt(np.sum(grad**2)))


def has_settled(sizes, losses, place, run):
    """Return whether from this step to the end the gradient and what the loss has left are small beside the start's."""
    left = np.abs(np.array(losses) - losses[-1])
    small = (np.array(sizes[place:]) <= 1e-3 * sizes[0]).all() and (left[place:] <= 1e-3 * left[0]).all()
    return run.diverged_at is None and bool(small)


@pytest.mark.parametrize(
    ("settings", "answer"),
    [
        (BendSettings(4, 0.3, 0), "Less than a tenth of it"),
        (BendSettings(1, 0.3, 1), "Smaller, from a tenth to four fifths of it"),
        (BendSettings(1, 0.0001, 0), "More than four fifths of it, or even larger"),
    ],
)
def test_the_question_s_answer_is_the_quotient_of_the_losses(settings, answer):
    study = bend_study(settings)
    without, with_relu = (
        half_mse(one.run.net.forward(one.run.theta[-1], study.sample.X).a[-1], study.sample.y)
        for one in (study.straight, study.bent)
    )
    question = questions.bend_question(study)
    assert question.options[question.answer] == answer
    assert question.text.startswith("Both start from the same weights. After 900 steps,")
    low, high = {"More": (0.8, np.inf), "Smaller,": (0.1, 0.8), "Less": (0, 0.1)}[answer.split(" ")[0]]
    assert low <= with_relu / without <= high
    assert questions.warning(study) is None


@pytest.mark.parametrize(
    ("settings", "answer"),
    [
        (BendSettings(4, 2.0, 2), "The layers without an activation"),
        (BendSettings(6, 10.0, 1), "The layers without an activation"),
    ],
)
def test_of_runs_that_fly_off_it_is_asked_which_does_so_first(settings, answer):
    study = bend_study(settings)
    ends = [first_infinite(one.run, study.sample) for one in (study.straight, study.bent)]
    assert ends[0] < ends[1]
    question = questions.bend_question(study)
    assert question.options[question.answer] == answer
    assert "than a tenth" not in " ".join(question.options), "their losses are no measure of bends"
    assert [step for step in range(1, 901) if question.is_told_by(step, 900)] == list(range(ends[0], 901))
    said = questions.warning(study)
    assert f"learning rate {settings.learning_rate:g} " in said
    assert not any(word in said for word in ("ReLU", "activation", f"{ends[0] - 1}")), "it does not answer the question"


@pytest.mark.parametrize(
    ("ends", "answer"), [((7, None), 0), ((None, 7), 1), ((7, 9), 0), ((9, 7), 1), ((7, 7), 2)], ids=str
)
def test_the_first_to_fly_off_is_the_one_whose_last_finite_step_comes_first(ends, answer):
    study = bend_study(BendSettings())
    runs = [replace(one.run, diverged_at=end) for one, end in zip((study.straight, study.bent), ends, strict=True)]
    straight, bent = (Learner(run, study.sample, study.straight.steps) for run in runs)
    question = questions.bend_question(replace(study, straight=straight, bent=bent))
    assert question.answer == answer
    assert [reason == "" for reason in question.reasons] == [place == answer for place in range(3)]


def first_infinite(run, data):
    """Return the first step of a training by hand at which θ or the loss is no finite number any more."""
    theta, rate = run.theta[0], run.config.learning_rate
    with np.errstate(all="ignore"):
        for step in range(1000):
            forward = run.net.forward(theta, data.X)
            if not np.isfinite(theta).all() or not np.isfinite(np.mean((forward.a[-1] - data.y) ** 2)):
                return step
            theta = theta - rate * run.net.backward(theta, forward, data.y, "half_mse").grad
    return 1000


def test_where_the_timeline_leaves_out_steps_or_the_run_has_ended_it_is_said():
    fine, flown = bend_study(BendSettings()), bend_study(BendSettings(6, 10.0, 1))
    assert words.stop_after(fine, 0) == ""
    assert words.stop_after(fine, 84) == "The next stop on the timeline is step 305."
    assert fine.straight.steps[84] == 300
    end = first_infinite(flown.straight.run, flown.sample) - 1
    assert words.stop_after(flown, len(flown.straight.steps) - 1).endswith(f"the last finite numbers, of step {end}.")


def test_both_networks_start_from_the_same_weights_as_the_question_says():
    for hidden, seed in [(1, 0), (4, 0), (6, 7)]:
        study = bend_study(BendSettings(hidden, 0.1, seed), 20)
        assert questions.bend_question(study).text.startswith("Both start from the same weights.")
        assert np.array_equal(study.straight.run.theta[0], study.bent.run.theta[0])
        assert len(np.unique(study.straight.run.theta[0])) > 1
