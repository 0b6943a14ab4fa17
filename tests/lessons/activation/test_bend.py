"""Two layers with and without bends: their figures and words hold the run's own numbers, at every step shown."""

import re

import numpy as np
import pytest

from nnviz.core import least_squares
from nnviz.figures.palette import MODEL, QUIET
from nnviz.lessons.activation import words
from nnviz.lessons.activation.panel import DEAD, DIVERGED
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
        (difference,) = read(scene.readouts[2].values[k])
        assert 0 <= difference < 1e-13 * size
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
        x, two, one, _ = (read(cell)[0] for cell in row.split(" | "))
        near_x = data.X[np.argmin(np.abs(data.X - x))]
        truth = straight.net.forward(at(straight, step), near_x[None]).a[-1][0, 0]
        assert [two, one] == pytest.approx([truth, truth], rel=0.006, abs=1e-12)


def test_a_run_that_diverged_or_whose_hidden_neurons_all_died_says_so(bend, said):
    for run, animation in zip(bend.runs, bend.scene.animations, strict=True):
        for word, step in zip(said(animation), bend.steps, strict=True):
            over = run.diverged_at is not None and step > run.diverged_at
            assert (word == DIVERGED) == over
            silent = run.net.hidden == "relu" and (run.net.forward(at(run, step), bend.data.X).a[1] == 0).all()
            assert (word == DEAD) == (silent and not over)


@pytest.mark.parametrize(
    ("settings", "answer"),
    [
        (BendSettings(4, 0.3, 0), "Less than a tenth"),
        (BendSettings(1, 0.3, 1), "Smaller, but more than a tenth"),
        (BendSettings(1, 0.0001, 0), "About the same, or worse"),
    ],
)
def test_the_question_s_answer_is_the_quotient_of_the_losses(settings, answer):
    study = bend_study(settings)
    losses = [half_mse(one.run.net.forward(one.run.theta[-1], study.sample.X).a[-1], study.sample.y)
              for one in (study.straight, study.bent)]  # fmt: skip
    quotient = losses[0] / losses[1]
    question = words.bend_question(study)
    assert question.options[question.answer] == answer
    assert question.text.startswith("Both start from the same weights. After 900 steps,")
    low, high = {"About": (0, 1.25), "Smaller,": (1.25, 10), "Less": (10, np.inf)}[answer.split(" ")[0]]
    assert low <= quotient <= high
