"""Neurons that learn side by side: their figures and words hold the run's own numbers, at every step shown."""

import re

import numpy as np
import pytest

from nnviz.figures.palette import ERROR, MODEL
from nnviz.lessons.activation import words
from nnviz.lessons.activation.panel import DEAD, DIVERGED
from nnviz.lessons.activation.study import KindSettings, kind_study
from tests.lessons.activation.conftest import EPOCHS, MANY, at, kinds_case, near, taught


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
        for word, step in zip(said(animation), kinds.steps, strict=True):
            net, theta = run.net, at(run, step)
            forward = net.forward(theta, kinds.data.X)
            gradient = net.backward(theta, forward, kinds.data.y, "half_mse").grad
            if run.net.output == "threshold":
                assert word == "slope 0 everywhere: nothing moves"
                assert not gradient.any()
                assert np.array_equal(theta, run.theta[0])
            elif word == DEAD:
                assert forward.z[1].max() <= 0
                assert not gradient.any()
            else:
                over = run.diverged_at is not None and step > run.diverged_at
                assert word == (DIVERGED if over else "learning")
                assert gradient.any()


def test_readouts_of_the_gradients(kinds, read):
    for k, step in enumerate(kinds.steps):
        assert read(kinds.scene.readouts[0].values[k]) == [step]
        assert kinds.scene.timeline.names[k] == f"step {step:,} of {kinds.runs[0].config.epochs:,}"
        for run, readout in zip(kinds.runs, kinds.scene.readouts[1:], strict=True):
            theta = at(run, step)
            grad = run.net.backward(theta, run.net.forward(theta, kinds.data.X), kinds.data.y, "half_mse").grad
            assert read(readout.values[k]) == pytest.approx([grad[0]], rel=0.006)
            assert (readout.values[k] == "0") == (grad[0] == 0)


def by_hand(run, theta, data):
    """Return δ (N,) and the two gradients, without the core's backward pass."""
    x, y = data.X[:, 0], data.y[:, 0]
    z = theta[0] * x + theta[1]
    a, rise = {
        "threshold": lambda: (1.0 * (z >= 0), 0 * z),
        "sigmoid": lambda: (1 / (1 + np.exp(-z)), np.exp(-z) / (1 + np.exp(-z)) ** 2),
        "relu": lambda: (np.maximum(z, 0), 1.0 * (z > 0)),
    }[run.net.output]()
    delta = (a - y) * rise
    return a, rise, delta, [np.mean(delta * x), np.mean(delta)]


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
        for i, row in enumerate(rows):
            expected = [data.X[i, 0], data.y[i, 0], a[i], rise[i], delta[i]]
            assert read(row) == pytest.approx(expected, rel=0.006, abs=1e-12)
        for sign, value, terms in zip(("∂L/∂w", "∂L/∂b"), grad, (delta * data.X[:, 0], delta), strict=True):
            (line,) = (line for line in text.split("\n") if line.startswith(sign))
            written = read(line.split("= (")[1].split(")")[0].replace("− ", "−"))
            assert written == pytest.approx([terms[0], terms[1], terms[-1]], rel=0.006, abs=1e-12)
            shown = read(line.split("**")[1])
            assert shown == pytest.approx([value], rel=0.006, abs=1e-12)
        new = [read(found)[0] for found in re.findall(r":blue\[\*\*(.*?)\*\*\]", text)]
        assert new == pytest.approx(theta - 0.1 * np.array(grad), rel=0.006, abs=1e-12)
        assert new == pytest.approx(after, rel=0.006)


@pytest.mark.parametrize(
    ("rate", "seed", "answer"),
    [(0.1, 0, "It keeps learning"), (0.2, 0, "It dies on the way"), (0.1, 3, "It is dead from the start")],
)
def test_the_question_s_answer_is_what_becomes_of_the_relu(rate, seed, answer):
    study = kind_study(KindSettings(rate, seed))
    question = words.kind_question(study)
    relu = study.learners[-1].run
    silent = np.array([(relu.net.forward(theta, study.sample.X).z[1] <= 0).all() for theta in relu.theta])
    assert (silent[0], silent[-1]) == {
        "It keeps learning": (False, False),
        "It dies on the way": (False, True),
        "It is dead from the start": (True, True),
    }[answer]
    assert question.options[question.answer] == answer
    if answer == "It dies on the way":
        assert question.why.startswith(f"From step {silent.argmax()} on")
