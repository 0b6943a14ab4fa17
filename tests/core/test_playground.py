"""The laws of the playground's data, over many seeds, and its update, against TensorFlow Playground's own."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nnviz.core import DATASETS, Network, TrainConfig, train

SEEDS = st.integers(0, 10**6)
NOISES = st.sampled_from([0.0, 0.05, 0.25, 0.5])


def drawn(name, seed, noise=0.0):
    return DATASETS[name].make(np.random.default_rng(seed), noise)[:2]


@settings(deadline=None)
@given(SEEDS, NOISES)
def test_circle(seed, noise):
    X, y = drawn("wide_circle", seed, noise)
    r, inner = np.hypot(*X.T), np.arange(500) < 250
    assert X.shape == (500, 2)
    assert r[inner].max() < 2.5 < 3.5 < r[~inner].min()
    assert r.max() < 5
    assert r[inner].mean() == pytest.approx(1.25, abs=0.2), "the radius is uniform, not the area"
    changed = (y[:, 0] > 0) != inner
    assert changed.any() == (noise > 0)
    assert (np.abs(r[changed] - 2.5) <= 5 * noise * math.sqrt(2)).all()


@settings(deadline=None)
@given(SEEDS, NOISES)
def test_xor(seed, noise):
    X, y = drawn("wide_xor", seed, noise)
    assert X.shape == (500, 2)
    assert np.abs(X).min() >= 0.3
    assert np.abs(X).max() <= 5.3
    changed = (y[:, 0] > 0) != (X.prod(axis=1) >= 0)
    assert (np.abs(X[changed]).min(axis=1) <= 5 * noise).all()
    reach = max(5 * noise, 0.3)
    flips = (reach - 0.3) ** 2 / (20 * reach)  # the mean over |x| from 0.3 to 5.3 of what reaches over the axis
    assert changed.mean() == pytest.approx(2 * flips * (1 - flips), abs=0.09)


@settings(deadline=None)
@given(SEEDS, NOISES)
def test_gaussians(seed, noise):
    X, y = drawn("gaussians", seed, noise)
    for sign in (1, -1):
        cloud = X[y[:, 0] == sign]
        assert len(cloud) == 250
        variance = 0.5 + 3.5 * noise / 0.5
        assert cloud.mean(axis=0) == pytest.approx([2 * sign] * 2, abs=5 * math.sqrt(variance / 250))
        assert cloud.var(axis=0) == pytest.approx([variance] * 2, rel=0.5)
    X, y = drawn("four_gaussians", seed, noise)
    assert (y.sum(axis=0) == 125).all()
    assert np.abs(X[y[:, 1] == 1].mean(axis=0) - [-2.5, 2.5]).max() < 5 * math.sqrt(variance / 125)


@settings(deadline=None)
@given(SEEDS, NOISES)
def test_spiral(seed, noise):
    X, y = drawn("spiral", seed, noise)
    arms = X[y[:, 0] == 1], X[y[:, 0] == -1]
    for arm, turned in zip(arms, (1, -1), strict=True):
        for i in (0, 1, 60, 249):
            r, t = 5 * i / 250, 1.75 * 2 * math.pi * i / 250
            place = turned * r * np.array([math.sin(t), math.cos(t)])
            assert np.abs(arm[i] - place).max() <= noise + 1e-12
    assert (noise == 0) == np.allclose(arms[0], -arms[1])


@settings(deadline=None)
@given(SEEDS, NOISES)
def test_values(seed, noise):
    X, y = drawn("plane", seed, noise)
    assert X.shape == (1200, 2)
    assert 5.9 < np.abs(X).max() <= 6
    assert np.abs(y[:, 0] - X.sum(axis=1) / 10).max() <= 1.2 * noise + 1e-12
    X, y = drawn("cones", seed, noise)
    assert np.abs(y).max() <= 1
    if noise == 0:
        for (a, b), value in zip(X[:100], y[:100, 0], strict=True):
            signs = {(-4, 2.5): 1, (0, 2.5): -1, (4, 2.5): 1, (-4, -2.5): -1, (0, -2.5): 1, (4, -2.5): -1}
            each = [sign * max(0, 1 - math.hypot(a - x, b - y) / 2) for (x, y), sign in signs.items()]
            assert value == pytest.approx(max(each, key=abs))


CURVES = {"line": lambda x: 0.6 * x + 0.5, "parabola": lambda x: x * x / 4 - 2.5, "sine": lambda x: 2.5 * math.sin(x),
          "corner": lambda x: abs(x) - 2}  # fmt: skip


@pytest.mark.parametrize("of", CURVES)
@settings(deadline=None, max_examples=20)
@given(SEEDS)
def test_a_curve_parts_what_lies_above_it(of, seed):
    X, y = drawn(f"above_{of}", seed)
    assert np.abs(X).max() <= 5
    assert [value > 0 for value in y[:, 0]] == [b > CURVES[of](a) for a, b in X]
    assert 100 < (y > 0).sum() < 400, "both classes are there"
    assert not np.array_equal(drawn(f"above_{of}", seed, 0.3)[1], y)


def test_iris_is_that_of_scikit_learn():
    from sklearn.datasets import load_iris

    X, y = DATASETS["iris"].make(np.random.default_rng(0))[:2]
    iris = load_iris()
    assert np.array_equal(X, iris.data[:, 2:])
    assert np.array_equal(y.argmax(axis=1), iris.target)


SLOPES = {
    "tanh": (math.tanh, lambda a, z: 1 - a * a),
    "relu": (lambda z: max(0.0, z), lambda a, z: 0 if z <= 0 else 1),
    "sigmoid": (lambda z: 1 / (1 + math.exp(-z)), lambda a, z: a * (1 - a)),
    "identity": (lambda z: z, lambda a, z: 1),
}


def theirs(net, theta, X, y, rate, batch, epochs, kind="", lam=0.0):
    """Return θ after training as nn.ts does: link by link, with its own order of the penalty and its dead links."""
    layers = [(W.tolist(), b.tolist()) for W, b in net.layers(theta.copy())]
    dead, seen = set(), 0
    sums = [([[0.0] * len(b) for _ in W], [0.0] * len(b)) for W, b in layers]
    for inputs, target in [one for _ in range(epochs) for one in zip(X.tolist(), y[:, 0].tolist(), strict=True)]:
        a, z = [inputs], [inputs]
        for (W, b), name in zip(layers, net.activations, strict=True):
            z.append([b[j] + sum(a[-1][i] * W[i][j] for i in range(len(W))) for j in range(len(b))])
            a.append([SLOPES[name][0](one) for one in z[-1]])
        der = [a[-1][0] - target]
        for k in range(len(layers) - 1, -1, -1):
            (W, b), (gW, gb), slope = layers[k], sums[k], SLOPES[net.activations[k]][1]
            delta = [d * slope(a[k + 1][j], z[k + 1][j]) for j, d in enumerate(der)]
            for j, d in enumerate(delta):
                gb[j] += d
                for i in range(len(W)):
                    gW[i][j] += d * a[k][i]
            der = [sum(W[i][j] * delta[j] for j in range(len(b))) for i in range(len(W))]
        seen += 1
        if seen % batch:
            continue
        for k, ((W, b), (gW, gb)) in enumerate(zip(layers, sums, strict=True)):
            for j in range(len(b)):
                b[j] -= rate * gb[j] / batch
                gb[j] = 0.0
                for i in range(len(W)):
                    pull = {"l1": (W[i][j] > 0) - (W[i][j] < 0), "l2": W[i][j]}.get(kind, 0)
                    stepped, gW[i][j] = W[i][j] - rate / batch * gW[i][j], 0.0
                    after = stepped - rate * lam * pull
                    if kind == "l1" and stepped * after < 0:
                        dead.add((k, i, j))
                    W[i][j] = 0.0 if (k, i, j) in dead else after
    return np.concatenate([np.concatenate([np.ravel(W), b]) for W, b in layers]), len(dead)


@pytest.mark.parametrize(("kind", "lam"), [("", 0.0), ("l2", 0.03), ("l1", 0.01), ("l1", 0.1)])
@pytest.mark.parametrize("hidden", ["tanh", "relu", "sigmoid", "identity"])
@pytest.mark.parametrize("data", ["wide_xor", "cones"])
def test_the_way_is_that_of_tensorflow_playground(data, hidden, kind, lam):
    X, y = (rows[:40] for rows in drawn(data, 3))
    X = np.column_stack([X, X[:, 0] ** 2])
    net = Network((3, 4, 2, 1), hidden, "tanh" if data == "wide_xor" else "identity")
    theta = net.init("uniform", np.random.default_rng(1))
    config = TrainConfig("half_mse", "sgd", 0.03, 10, 30, l1_clips=True, **({kind: lam} if kind else {}))
    run = train(net, theta, X, y, config)
    after, dead = theirs(net, theta, X, y, 0.03, 10, 30, kind, lam)
    assert run.theta[-1] == pytest.approx(after, rel=1e-9, abs=1e-11)
    assert (run.theta[-1] == 0).sum() == dead
    assert (dead > 0) == (lam == 0.1) or lam == 0.01


def test_a_weight_that_came_to_zero_stays_there_and_the_record_says_which():
    X, y = drawn("wide_xor", 0)
    net = Network((2, 4, 1), output="tanh")
    run = train(net, net.init("uniform", np.random.default_rng(0)), X, y,
                TrainConfig(epochs=20, l1=0.1, l1_clips=True, optimizer="momentum"))  # fmt: skip
    zero = run.theta == 0
    assert zero[-1].any()
    assert not (zero[:-1] & ~zero[1:]).any()
    assert np.array_equal(run.state[:, -1] == 1, zero)
