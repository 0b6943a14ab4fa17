"""Training: the whole path against independent code, and every promise that the loop makes."""

import pickle
import tracemalloc
from dataclasses import replace

import numpy as np
import pytest
from sklearn.neural_network import MLPClassifier, MLPRegressor

from nnviz.core import OPTIMIZERS, Network, TrainConfig, least_squares, train
from nnviz.core.training import Loop

NET = Network((2, 4, 2, 1), hidden="tanh", output="identity")
RNG = np.random.default_rng(0)
X = RNG.uniform(-1, 1, (23, 2))
Y = np.sin(3 * X[:, :1]) * X[:, 1:]
THETA = NET.init("xavier", RNG)
LINE = Network((1, 1), output="identity")
SLOW = TrainConfig(learning_rate=0.1, batch_size=5, epochs=3)


@pytest.mark.parametrize("optimizer", ["sgd", "momentum", "nesterov"])
def test_whole_training_is_that_of_scikit_learn(optimizer: str) -> None:
    model = MLPRegressor(hidden_layer_sizes=(4, 2), activation="tanh", solver="sgd", learning_rate_init=0.05,
                         alpha=0.0, batch_size=23, momentum=0.0 if optimizer == "sgd" else 0.9,
                         nesterovs_momentum=optimizer == "nesterov", shuffle=False)  # fmt: skip
    model.partial_fit(X, Y.ravel())  # makes the arrays that are now set to our start
    for W, b, (start_W, start_b) in zip(model.coefs_, model.intercepts_, NET.layers(THETA), strict=True):
        W[...], b[...] = start_W, start_b
    for velocity in model._optimizer.velocities:
        velocity[...] = 0.0
    for _ in range(200):
        model.partial_fit(X, Y.ravel())
    run = train(NET, THETA, X, Y, TrainConfig("half_mse", optimizer, 0.05, batch_size=23, epochs=200))
    assert not np.allclose(run.theta[-1], THETA, atol=0.1)
    ours = NET.layers(run.theta[-1])
    for (W, b), their_W, their_b in zip(ours, model.coefs_, model.intercepts_, strict=True):
        assert np.allclose(W, their_W, rtol=1e-6, atol=1e-8)
        assert np.allclose(b, their_b, rtol=1e-6, atol=1e-8)


def test_classification_is_that_of_scikit_learn() -> None:
    labels = (X[:, 0] > 0.1).astype(int)
    model = MLPClassifier((4, 2), activation="relu", solver="sgd", learning_rate_init=0.1, alpha=0.0,
                          batch_size=5, momentum=0.0, nesterovs_momentum=False, shuffle=False)  # fmt: skip
    model.partial_fit(X, labels, classes=[0, 1])
    net = Network((2, 4, 2, 1), hidden="relu", output="sigmoid")
    for W, b, (start_W, start_b) in zip(model.coefs_, model.intercepts_, net.layers(THETA), strict=True):
        W[...], b[...] = start_W, start_b
    for _ in range(50):
        model.partial_fit(X, labels)
    run = train(net, THETA, X, labels[:, None], TrainConfig("bce", "sgd", 0.1, batch_size=5, epochs=50))
    assert np.allclose(net.layers(run.theta[-1])[0][0], model.coefs_[0], rtol=1e-6, atol=1e-8)
    assert np.allclose(net.layers(run.theta[-1])[2][1], model.intercepts_[2], rtol=1e-6, atol=1e-8)


def test_three_steps_worked_by_hand() -> None:
    # y = m x + c from (0, 0), η = 0.5, half_mse, batches of one: (x, y) = (1, 2), (2, 0), (1, 2) …
    #   ŷ = 0, δ = −2: gradient (−2, −2), so m = 1, c = 1
    #   ŷ = 3, δ =  3: gradient ( 6,  3), so m = −2, c = −0.5
    #   ŷ = −2.5, δ = −4.5: gradient (−4.5, −4.5), so m = 0.25, c = 1.75
    data = np.array([[1.0], [2.0]]), np.array([[2.0], [0.0]])
    run = train(LINE, np.zeros(2), *data, TrainConfig(learning_rate=0.5, batch_size=1, epochs=2))
    assert np.array_equal(run.theta[:4], [[0, 0], [1, 1], [-2, -0.5], [0.25, 1.75]])
    assert np.array_equal(run.losses(*data)[:2], [(2 + 0) / 2, (0 + 4.5) / 2])


def test_penalties_act_on_weights_and_not_on_biases() -> None:
    # A point that is already fitted: only the penalty moves θ. η = 0.1: w ← w − 0.1 (0.5 sign w + 2 w)
    theta, one = np.array([-3.0, 3.0]), np.array([[1.0]])
    run = train(LINE, theta, one, 0 * one, TrainConfig(learning_rate=0.1, epochs=1, l1=0.5, l2=2.0))
    assert run.theta[1] == pytest.approx([-3.0 + 0.1 * (0.5 + 6.0), 3.0], rel=1e-14)
    update = run.update(0, one, 0 * one)
    assert np.array_equal(update.penalty_grad, [-6.5, 0.0])
    assert np.array_equal(update.backward.grad, [0.0, 0.0])


def test_same_inputs_same_bits_and_inputs_left_alone() -> None:
    arrays = [THETA.copy(), X.copy(), Y.copy()]
    for array in arrays:
        array.flags.writeable = False
    config = replace(SLOW, optimizer="adam", shuffle=True, l2=0.1)
    run, again = (train(NET, *arrays, config) for _ in range(2))
    assert np.array_equal(run.theta, again.theta)
    assert np.array_equal(run.theta[0], THETA)
    copy = pickle.loads(pickle.dumps(run))
    assert np.array_equal(copy.losses(X, Y), run.losses(X, Y))
    assert copy.net == NET
    assert copy.config == config
    assert not np.shares_memory(run.theta, arrays[0])


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_networks_at_once_go_the_way_of_each_alone(optimizer: str) -> None:
    rng = np.random.default_rng(5)
    theta, rates = rng.normal(size=(4, NET.n_parameters)), (0.01, 0.03, 0.1, 0.0)
    config = replace(SLOW, optimizer=optimizer, learning_rate=rates, shuffle=True, l1=0.01)
    together = train(NET, theta, X, Y, config)
    assert together.theta.shape == (len(together.step), 4, NET.n_parameters)
    assert together.losses(X, Y).shape == (len(together.step), 4)
    for r in range(4):
        alone = train(NET, theta[r], X, Y, replace(config, learning_rate=rates[r]))
        assert np.allclose(together.theta[:, r], alone.theta, rtol=1e-9, atol=1e-11)
    assert np.array_equal(together.theta[-1, 3], theta[3])


@pytest.mark.parametrize(
    ("optimizer", "hidden"),
    [*((name, "tanh") for name in OPTIMIZERS), ("sgd", "relu"), ("sgd", "sigmoid"), ("sgd", ("leaky_relu", "elu"))],
)
def test_hot_loop_allocates_nothing(optimizer: str, hidden) -> None:
    X = np.random.default_rng(0).normal(size=(500, 2))
    net = Network((2, 8, 8, 1), hidden)
    config = TrainConfig(optimizer=optimizer, batch_size=500, epochs=50, l1=0.01, l1_clips=hidden == "tanh")
    loop = Loop(net, net.init("xavier", RNG), X, X[:, :1], config)
    step = np.array([0, 50])
    thetas, states = np.empty((2, net.n_parameters)), np.empty((2, *loop.state.shape))
    loop.record(step, thetas, states)
    tracemalloc.start()
    loop.record(step, thetas, states)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 500 * 8 * 8  # less than one layer's buffer, once: what `record` makes before it loops


def test_gradient_descent_comes_to_rest_at_least_squares() -> None:
    data = np.array([[1.0], [2.0], [3.0], [4.0]]), np.array([[2.0], [3.0], [5.0], [4.0]])
    best = least_squares(*data)
    config = TrainConfig(learning_rate=0.9 * best.rate_limit, batch_size=4, epochs=2000)
    run = train(LINE, np.zeros(2), *data, config)
    assert run.theta[-1] == pytest.approx(best.theta, rel=1e-9)
    assert run.losses(*data)[-1] == pytest.approx(best.loss, rel=1e-9)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((NET, THETA[:-1], X, Y, SLOW), "theta must have shape"),
        ((NET, THETA * np.nan, X, Y, SLOW), "theta must be finite"),
        ((NET, THETA * 1e200, X, Y, SLOW), "theta must be finite and give a finite loss"),
        ((NET, THETA, X[:, :1], Y, SLOW), "X must have shape"),
        ((NET, THETA, X, Y[:-1], SLOW), "same number"),
        ((NET, THETA, X[:0], Y[:0], SLOW), "at least 1"),
        ((NET, THETA, X * np.inf, Y, SLOW), "finite numbers only"),
        ((NET, THETA, X, Y, replace(SLOW, loss="bce")), "bce needs an output activation"),
        ((NET, THETA, X, Y, replace(SLOW, learning_rate=(0.1, 0.2))), "2 learning rates need theta of shape"),
        ((NET, np.stack([THETA] * 3), X, Y, replace(SLOW, learning_rate=(0.1, 0.2))), "2 learning rates"),
    ],
)
def test_refuses_what_cannot_be_trained(arguments, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        train(*arguments)


@pytest.mark.parametrize("rate", [0.1, 30.0])
def test_a_long_run_recorded_whole_has_the_thin_one_within_it(rate):
    config = TrainConfig(learning_rate=rate, batch_size=1, epochs=100)
    thin, whole = (train(NET, THETA, X, Y, config, *most) for most in ((), (5_000,)))
    assert np.array_equal(whole.step, np.arange(len(whole.step)))
    assert whole.diverged_at == thin.diverged_at
    assert np.array_equal(whole.at(thin.step), thin.theta)


def test_a_record_has_room_for_start_and_end_at_least():
    with pytest.raises(ValueError, match="at least 2, not 1"):
        train(NET, THETA, X, Y, SLOW, 1)
