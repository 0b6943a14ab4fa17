"""Divergence: where a run ends is found to the step, and nothing recorded is ever nan or inf."""

from dataclasses import replace

import numpy as np
import pytest

from nnviz.core import OPTIMIZERS, Network, TrainConfig, train

NET = Network((2, 4, 2, 1), hidden="tanh", output="identity")
RNG = np.random.default_rng(0)
X = RNG.uniform(-1, 1, (23, 2))
Y = np.sin(3 * X[:, :1]) * X[:, 1:]
THETA = NET.init("xavier", RNG)
LINE = Network((1, 1), output="identity")


def walk_until_not_finite(net: Network, theta: np.ndarray, X, y, rate: float) -> tuple[int, np.ndarray]:
    """The last finite step of full-batch descent and θ there, found by looking at every single step."""
    step = 0
    with np.errstate(all="ignore"):
        while True:
            after = theta - rate * net.backward(theta, net.forward(theta, X), y, "half_mse").grad
            if not np.isfinite(after).all() or not np.isfinite(net.loss(after, X, y, "half_mse")):
                return step, theta
            theta, step = after, step + 1


@pytest.mark.parametrize("epochs", [2000, 40_000])  # every second step recorded, and one in forty
@pytest.mark.parametrize(("rate", "few"), [(2.3, False), (50.0, True)])
def test_divergence_is_found_to_the_step(epochs: int, rate: float, few: bool) -> None:
    data = np.array([[-1.0], [0.0], [1.0]]), np.array([[1.0], [0.0], [2.0]])
    run = train(LINE, np.ones(2), *data, TrainConfig(learning_rate=rate, batch_size=3, epochs=epochs))
    step, theta = walk_until_not_finite(LINE, np.ones(2), *data, rate)
    assert run.diverged_at == step
    assert run.step[-1] == step
    assert (np.diff(run.step) > 0).all()
    assert np.allclose(run.theta[-1], theta, rtol=1e-9)
    assert np.isfinite(run.theta).all()
    assert np.isfinite(run.losses(*data)).all()
    assert (step < 200) == few
    after = run.update(len(run.step) - 1, *data).theta_after
    with np.errstate(all="ignore"):
        lost = not np.isfinite(after).all() or not np.isfinite(LINE.loss(after, *data, "half_mse"))
    assert lost


@pytest.mark.parametrize("optimizer", ["sgd", "momentum"])
def test_divergence_between_recorded_steps_keeps_batches_and_memory(optimizer: str) -> None:
    # 7 batches an epoch in shuffled order, recorded about every 35 steps: where the run ends can only be
    # right if the way between two recorded steps is gone again with the same batches and memory.
    data = X[:20], Y[:20]
    rate = {"sgd": 2.0, "momentum": 3.4}[optimizer]
    config = TrainConfig("half_mse", optimizer, rate, batch_size=3, epochs=5000, seed=4, shuffle=True)
    line = Network((2, 1))
    run = train(line, np.array([1.0, -1.0, 0.5]), *data, config)
    assert run.diverged_at is not None
    assert run.diverged_at > run.step[1] + 7
    k = len(run.step) - 2
    theta, state, step = run.theta[k], run.state[k], int(run.step[k])
    with np.errstate(all="ignore"):
        while True:
            rows = run.batch(step)
            grad = line.backward(theta, line.forward(theta, data[0][rows]), data[1][rows], "half_mse").grad
            move, after = OPTIMIZERS[optimizer].update(grad, state, rate, step + 1)
            loss = line.loss(theta + move, *data, "half_mse")
            if not (np.isfinite(theta + move).all() and np.isfinite(after).all() and np.isfinite(loss)):
                break
            theta, state, step = theta + move, after, step + 1
    assert step == run.diverged_at
    assert np.array_equal(theta, run.theta[-1])
    assert np.array_equal(state, run.state[-1])


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
@pytest.mark.parametrize("rate", [1e3, 1e100, 1e308])
def test_no_rate_makes_a_run_that_is_not_finite(optimizer: str, rate: float) -> None:
    for hidden, loss, output in (("relu", "mse", "identity"), ("tanh", "bce", "sigmoid"), ("silu", "half_mse", "relu")):
        net = Network((2, 4, 2, 1), hidden=hidden, output=output)
        y = (Y > 0).astype(float)
        run = train(net, THETA, X, y, TrainConfig(loss, optimizer, rate, batch_size=5, epochs=40, l2=0.1))
        assert np.isfinite(run.theta).all()
        assert np.isfinite(run.state).all()
        assert np.isfinite(run.losses(X, y)).all()
        assert run.diverged_at is None or run.step[-1] == run.diverged_at


def test_network_that_diverges_stops_alone() -> None:
    rates = (0.01, 50.0, 0.05, 6.0)
    data = np.array([[-1.0], [0.0], [1.0]]), np.array([[1.0], [0.0], [2.0]])
    config = TrainConfig(learning_rate=rates, batch_size=3, epochs=3000, optimizer="momentum")
    theta = np.ones((4, 2))
    run = train(LINE, theta, *data, config)
    alone = [train(LINE, theta[r], *data, replace(config, learning_rate=rates[r])) for r in range(4)]
    assert run.diverged_at.tolist() == [-1 if a.diverged_at is None else a.diverged_at for a in alone]
    assert (run.diverged_at >= 0).tolist() == [False, True, False, True]
    assert run.step[-1] == 3000
    assert np.isfinite(run.theta).all()
    assert np.isfinite(run.losses(*data)).all()
    for r, single in enumerate(alone):
        assert np.allclose(run.theta[-1, r], single.theta[-1], rtol=1e-9)
        held = run.step > single.step[-1]
        assert (run.theta[held, r] == run.theta[-1, r]).all()
    lost = train(LINE, theta[:2], *data, replace(config, learning_rate=(50.0, 6.0)))
    assert lost.step[-1] == lost.diverged_at.max() < 3000
    assert lost.diverged_at.min() >= 0
