"""The numbers of what else is said of a run: recomputed here from its weights, by arithmetic of its own."""

from itertools import pairwise

import numpy as np
import pytest

from nnviz.lessons.playground.edges import pieces
from nnviz.lessons.playground.findings import findings
from nnviz.lessons.playground.stages import Stage
from tests.lessons.playground.test_findings import near, numbers


def text_of(kind, one):
    """Return the sentence of a kind that is said of a run, and what it advises."""
    return next((found.text, dict(found.puts)) for found in findings(one) if found.kind == kind)


def answers(one, X, phi):
    """Return the output's z and every layer's a of the last θ at inputs, layer by layer."""
    a, theta, each = X, one.theta[-1], [X]
    for k, (n, m) in enumerate(zip(one.net.sizes, one.net.sizes[1:], strict=False)):
        W, b, theta = theta[: n * m].reshape(n, m), theta[n * m : (n + 1) * m], theta[(n + 1) * m :]
        z = a @ W + b
        a = z if k == len(one.net.sizes) - 2 else phi(z)
        each.append(a)
    return each


def test_what_is_wrong_at_rest_is_counted_and_another_start_offered(run):
    one = run(data="wide_xor", layers=(2,))
    z = answers(one, one.points.X[:250], np.tanh)[-1]
    wrong = int(((z >= 0) != (one.points.y[:250] > 0)).sum())
    text, puts = text_of("arrived", one)
    assert f"**{wrong} of 250 training points are wrong**" in text
    assert puts["seed"] == 1
    assert "wrong" not in text_of("arrived", run())[0], "of a run that got them right nothing is said"
    assert not text_of("arrived", run())[1]
    one = run(data="cones", layers=(8, 4), learning_rate=0.1)
    n = one.points.n_training
    z, y = answers(one, one.points.X[:n], np.tanh)[-1], one.points.y[:n]
    explained = 1 - np.sum((y - z) ** 2) / np.sum((y - y.mean()) ** 2)
    assert f"**R² is {explained:.3f}** on the training points" in text_of("arrived", one)[0]


@pytest.mark.parametrize(("rate", "whose"), [(3.0, "Layer B"), (10.0, "The output")])
def test_a_rate_that_saturates_a_layer_says_which_and_ten_times_less_is_better(run, rate, whose):
    one = run(learning_rate=rate)
    _, *layers, z = answers(one, one.points.X[:250], np.tanh)
    slopes = {f"Layer {name}": np.mean(1 - a**2) for name, a in zip("AB", layers, strict=True)}
    slopes["The output"] = np.mean(1 - np.tanh(z) ** 2)
    text, puts = text_of("worse", one)
    assert min(slopes, key=slopes.__getitem__) == whose
    assert f"**{whose} is saturated**" in text
    assert numbers(text)[-1] == near(slopes[whose])
    assert run(learning_rate=puts["rate"]).training_loss[-1] < 0.1 * one.training_loss[-1]


def test_leaps_of_the_loss_are_counted_and_larger_batches_offered(run):
    one = run(batch=1)
    losses = one.training_loss.tolist()
    rises = [after - before for before, after in pairwise(losses)]
    most = max(range(len(rises)), key=rises.__getitem__)
    leaps = sum(rise > losses[0] / 10 for rise in rises)
    text, puts = text_of("spikes", one)
    assert numbers(text) == near([leaps, 300, most + 1, losses[most], losses[most + 1]])
    assert puts == {"batch": 30}
    calm = np.diff(run(batch=30).training_loss)
    assert calm.max() < losses[0] / 10
    assert "spikes" not in {found.kind for found in findings(run(batch=1, stages=(Stage(300, 20, 0.001),)))}


def test_sigmoids_let_through_what_their_slopes_are(run):
    one = run(activation="sigmoid")
    _, *layers, z = answers(one, one.points.X[:250], lambda z: 1 / (1 + np.exp(-z)))
    text, puts = text_of("weak", one)
    wrong = int(((z >= 0) != (one.points.y[:250] > 0)).sum())
    assert numbers(text)[2:] == near([*(np.mean(a * (1 - a)) for a in layers), wrong, 250])
    assert puts["activation"] == "tanh"
    assert "weak" not in {found.kind for found in findings(run(activation="sigmoid", layers=(), data="gaussians"))}


def test_too_strong_a_penalty_offers_a_weaker_one_and_one_that_went_well_does_not(run):
    text, puts = text_of("clipped", run(penalty="l1", penalty_rate=0.01))
    assert "5 are left" in text
    assert puts["penalty_rate"] == 0.003
    assert not text_of("clipped", run(penalty="l1", penalty_rate=0.003))[1]
    assert run(penalty="l1", penalty_rate=0.003).quality(slice(250, 500))[-1] > 0.95


def test_every_slope_of_a_relu_network_is_that_of_a_piece_and_there_are_no_fewer(run):
    one = run(activation="relu")
    X, h = np.random.default_rng(0).uniform(-6, 6, (3000, 2)), 1e-6
    relu = lambda z: np.maximum(z, 0)  # noqa: E731
    z = lambda X: answers(one, X, relu)[-1][:, 0]  # noqa: E731
    slope = np.column_stack([(z(X + step) - z(X - step)) / (2 * h) for step in h * np.eye(2)])
    found = pieces(one)
    away = np.abs(slope[:, None, :] - found).max(axis=-1).min(axis=1)
    assert np.mean(away < 1e-5) > 0.99, "all but those that lie across an edge"
    assert len(np.unique(np.round(slope[away < 1e-5], 4), axis=0)) >= 0.8 * len(found)
    assert f"each of {len(found)} or more" in text_of("edges", one)[0]
