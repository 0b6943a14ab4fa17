"""Networks that learn side by side: their figures and words hold the run's own numbers, at every step shown."""

import re

import numpy as np
import pytest

from nnviz.core import DATASETS, Network, TrainConfig, least_squares, train
from nnviz.figures import activation_words as words
from nnviz.figures.bend import bend_scene
from nnviz.figures.learning import DEAD, DIVERGED, FAR, KINDS, Examples, dead, kinds_scene, stops
from nnviz.figures.palette import ERROR, MODEL, QUIET

EPOCHS = 300


def half_mse(a, y):
    with np.errstate(over="ignore"):
        return 0.5 * float(np.mean((a - y) ** 2))


def examples(name, seed):
    X, y, *_ = DATASETS[name].make(np.random.default_rng(seed))
    return Examples(X, y, "x", "y")


def taught(net, data, rate, seed, initializer):
    config = TrainConfig(loss="half_mse", learning_rate=rate, batch_size=len(data.X), epochs=EPOCHS)
    return train(net, net.init(initializer, np.random.default_rng(seed)), data.X, data.y, config)


@pytest.fixture(params=[(0.1, 0), (0.1, 3), (0.2, 1), (10.0, 0)], ids=str, scope="module")
def kinds(request):
    data = examples("practice", 1)
    rate, seed = request.param
    runs = tuple(taught(Network((1, 1), output=name), data, rate, seed, "uniform") for name in KINDS)
    return data, runs, kinds_scene(runs, data)


@pytest.fixture(params=[(4, 0.3, 0), (1, 0.3, 0), (1, 1.0, 2), (6, 10.0, 1)], ids=str, scope="module")
def bend(request):
    data = examples("curve", 0)
    hidden, rate, seed = request.param
    runs = [taught(Network((1, hidden, 1), hidden=name), data, rate, seed, "xavier") for name in ("identity", "relu")]
    return data, runs, bend_scene(*runs, data, least_squares(data.X, data.y))


def at(run, step):
    """Return θ at a step; a run that diverged stays where it ended."""
    return run.theta[min(step, len(run.theta) - 1)]


def near(drawn, true):
    return np.allclose(np.ravel(drawn), np.clip(np.ravel(true), -FAR, FAR), rtol=1e-9, atol=1e-12)


def test_stops_are_steps_of_the_run_with_the_first_ones_each():
    for n_steps in (1, 5, 30, 31, 300, 900):
        step = stops(n_steps)
        assert step[0] == 0
        assert step[-1] == n_steps
        assert np.all(np.diff(step) > 0)
        assert np.array_equal(step[: min(30, n_steps)], np.arange(min(30, n_steps)))


def test_each_neurons_curve_is_what_it_computes(kinds, drawn, trace_of):
    data, runs, scene = kinds
    for run, animation in zip(runs, scene.animations, strict=True):
        curve = trace_of(animation, MODEL, "lines")
        for k, step in enumerate(scene.steps):
            x, y = drawn(animation, curve, k).T
            assert (x[0], x[-1]) == (0.0, data.X.max() + 0.5)
            assert near(y, run.net.forward(at(run, step), x[:, None]).a[1])
            w, b = at(run, step)
            if run.net.output != "sigmoid" and w and 0 < -b / w < x[-1]:
                assert np.abs(x - -b / w).min() < 1e-7, "its kink is drawn where it is"


def test_each_stick_goes_from_the_example_to_the_neuron(kinds, drawn, trace_of):
    data, runs, scene = kinds
    for run, animation in zip(runs, scene.animations, strict=True):
        stick = trace_of_first(animation, ERROR)
        for k, step in enumerate(scene.steps):
            parts = drawn(animation, stick, k).reshape(-1, 3, 2)
            assert np.array_equal(parts[:, :2, 0], np.repeat(data.X, 2, axis=1))
            assert np.array_equal(parts[:, 0, 1], data.y[:, 0])
            assert near(parts[:, 1, 1], run.net.forward(at(run, step), data.X).a[1])
            assert np.all(np.isnan(parts[:, 2, 1]))


def trace_of_first(animation, colour):
    return next(i for i, t in enumerate(animation.figure.data) if t.mode == "lines" and t.line.color == colour.light)


def check_loss(animation, run, data, scene, drawn):
    curve = next(i for i, t in enumerate(animation.figure.data) if t.mode == "lines" and t.yaxis == "y2")
    here = next(i for i, t in enumerate(animation.figure.data) if t.mode == "markers" and t.yaxis == "y2")
    expected = [half_mse(run.net.forward(at(run, s), data.X).a[-1], data.y) for s in scene.steps]
    for k, step in enumerate(scene.steps):
        walked = drawn(animation, curve, k)
        assert np.array_equal(walked[:, 0], scene.steps[: k + 1])
        assert near(walked[:, 1], expected[: k + 1])
        assert near(drawn(animation, here, k), [step, expected[k]])


def test_losses(kinds, bend, drawn):
    for data, runs, scene in (kinds, bend):
        for run, animation in zip(runs, scene.animations, strict=True):
            check_loss(animation, run, data, scene, drawn)


def texts(animation):
    (found,) = (track.shown[:, 0] for track in animation.tracks if getattr(track, "attribute", "") == "text")
    return found


def test_what_is_said_of_each_neuron_is_true(kinds):
    data, runs, scene = kinds
    for run, animation in zip(runs, scene.animations, strict=True):
        for word, step in zip(texts(animation), scene.steps, strict=True):
            net, theta = run.net, at(run, step)
            forward = net.forward(theta, data.X)
            gradient = net.backward(theta, forward, data.y, "half_mse").grad
            if run.net.output == "threshold":
                assert word == "slope 0 everywhere: nothing moves"
                assert not gradient.any()
                assert np.array_equal(theta, run.theta[0])
            elif word == DEAD:
                assert forward.z[1].max() <= 0
                assert not gradient.any()
            else:
                assert word == (DIVERGED if step >= len(run.theta) else "learning")
                assert gradient.any()


def test_both_fates_of_a_relu_happen_among_the_seeds():
    data = examples("practice", 1)
    relu = Network((1, 1), output="relu")
    fates = [dead(run, data, run.step) for run in (taught(relu, data, 0.1, seed, "uniform") for seed in range(21))]
    assert {(bool(fate[0]), bool(fate[-1])) for fate in fates} >= {(False, False), (True, True)}
    fast = taught(relu, data, 0.2, 0, "uniform")
    fate = dead(fast, data, fast.step)
    assert not fate[0]
    assert fate[-1]
    assert np.all(np.diff(fate.astype(int)) >= 0), "what is dead stays dead"


def test_a_neuron_without_any_error_is_not_dead():
    data = Examples(np.array([[1.0], [-1.0]]), np.array([[1.0], [0.0]]), "x", "y")
    net, config = Network((1, 1), output="relu"), TrainConfig(batch_size=2, epochs=3)
    for theta, gone in (([1.0, 0.0], False), ([-1.0, -2.0], True)):
        run = train(net, np.array(theta), data.X, data.y, config)
        assert np.array_equal(run.theta, np.tile(theta, (4, 1))), "neither moves"
        assert dead(run, data, run.step).tolist() == [gone] * 4


def test_readouts_of_the_gradients(kinds, read):
    data, runs, scene = kinds
    for k, step in enumerate(scene.steps):
        assert read(scene.readouts[0].values[k]) == [step]
        assert scene.names[k] == f"step {step} of {EPOCHS}"
        for run, readout in zip(runs, scene.readouts[1:], strict=True):
            theta = at(run, step)
            grad = run.net.backward(theta, run.net.forward(theta, data.X), data.y, "half_mse").grad
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


@pytest.mark.parametrize("step", [0, 1, 7, EPOCHS])
def test_the_arithmetic_of_a_step(step, read):
    data = examples("practice", 1)
    for name in KINDS:
        run = taught(Network((1, 1), output=name), data, 0.1, 0, "uniform")
        text = words.gradient(run, run.update(step, data.X, data.y), data.y)
        a, rise, delta, grad = by_hand(run, run.theta[step], data)
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
        assert new == pytest.approx(run.theta[step] - 0.1 * np.array(grad), rel=0.006, abs=1e-12)
        if step < EPOCHS:
            assert new == pytest.approx(run.theta[step + 1], rel=0.006)


def test_the_bent_and_the_straight_curve(bend, drawn, trace_of):
    data, (straight, bent), scene = bend
    for run, animation in zip((straight, bent), scene.animations, strict=True):
        curve = trace_of(animation, MODEL, "lines")
        for k, step in enumerate(scene.steps):
            x, y = drawn(animation, curve, k).T
            assert x[0] < data.X.min() < data.X.max() < x[-1]
            assert near(y, run.net.forward(at(run, step), x[:, None]).a[-1])


def product(run, step):
    """Return the line that the two layers multiply out into, written out with NumPy alone."""
    (V, b), (W, c) = run.net.layers(at(run, step))
    return np.array([(V @ W)[0, 0], (b @ W + c)[0]])


def test_the_grey_band_is_the_product_of_both_layers(bend, drawn, trace_of):
    _, (straight, _), scene = bend
    animation = scene.animations[0]
    band = trace_of(animation, QUIET, "lines")
    for k, step in enumerate(scene.steps):
        x, y = drawn(animation, band, k).T
        m, c = product(straight, step)
        assert near(y, m * x + c)


def test_readouts_of_the_product_and_the_losses(bend, read):
    data, (straight, bent), scene = bend
    best = least_squares(data.X, data.y).loss
    for k, step in enumerate(scene.steps):
        m, c = product(straight, step)
        text = scene.readouts[1].values[k].replace("− ", "−")
        assert read(text) == pytest.approx([m, c], rel=0.006)
        two = straight.net.forward(at(straight, step), data.X).a[-1][:, 0]
        size = 1 + np.abs(two).max()
        (difference,) = read(scene.readouts[2].values[k])
        assert 0 <= difference < 1e-13 * size
        losses = [half_mse(run.net.forward(at(run, step), data.X).a[-1], data.y) for run in (straight, bent)]
        shown = [read(part)[0] for part in scene.readouts[3].values[k].split(" · ")]
        assert shown == pytest.approx(losses, rel=0.006)
        assert losses[0] >= best * (1 - 1e-9), "no line is better than the best one"


@pytest.mark.parametrize("step", [0, 1, 50, EPOCHS])
def test_both_matrices_and_their_product_are_those_of_the_step(bend, read, step):
    data, (straight, _), _ = bend
    (V, b), (W, c) = straight.net.layers(at(straight, step))
    matrices = re.findall(r"begin\{pmatrix\}(.*?)\\end\{pmatrix\}", words.multiplying(straight, step))
    line = product(straight, step)
    shown = [[read(cell)[0] for cell in re.split(r"&|\\\\", body)] for body in matrices]
    for numbers, true in zip(shown, (V, b, W, c, line[:1], line[1:]), strict=True):
        assert numbers == pytest.approx(np.ravel(true), rel=0.006, abs=1e-300)
    table = words.agreement(straight, step, data.X)
    for row in re.findall(r"^\| *([\d−].*) \|$", table, re.M):
        x, two, one, _ = (read(cell)[0] for cell in row.split(" | "))
        near_x = data.X[np.argmin(np.abs(data.X - x))]
        truth = straight.net.forward(at(straight, step), near_x[None]).a[-1][0, 0]
        assert [two, one] == pytest.approx([truth, truth], rel=0.006, abs=1e-12)


def test_a_run_that_diverged_or_whose_hidden_neurons_all_died_says_so(bend):
    data, runs, scene = bend
    for run, animation in zip(runs, scene.animations, strict=True):
        for word, step in zip(texts(animation), scene.steps, strict=True):
            over = run.diverged_at is not None and step > run.diverged_at
            assert (word == DIVERGED) == over
            silent = run.net.hidden == "relu" and (run.net.forward(at(run, step), data.X).a[1] == 0).all()
            assert (word == DEAD) == (silent and not over)
