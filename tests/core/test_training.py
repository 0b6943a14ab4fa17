"""Training: the whole path against independent code, and every promise a run makes."""

import pickle
import tracemalloc
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.neural_network import MLPClassifier, MLPRegressor

from nnviz.core import MAX_RECORDED, OPTIMIZERS, Network, Run, TrainConfig, least_squares, train
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


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
@pytest.mark.parametrize("lead", [(), (3,), (2, 2)])
@pytest.mark.parametrize("extra", [{}, {"shuffle": True, "seed": 3}, {"l1": 0.01, "l2": 0.02}])
def test_every_update_can_be_worked_out_again_bit_for_bit(optimizer, lead, extra) -> None:
    theta = np.random.default_rng(1).normal(size=(*lead, NET.n_parameters))
    run = train(NET, theta, X, Y, replace(SLOW, optimizer=optimizer, **extra))
    for k in range(len(run.step) - 1):
        update = run.update(k, X, Y)
        assert np.array_equal(update.theta_after, run.theta[k + 1])
        assert np.array_equal(update.state_after, run.state[k + 1])
        assert np.array_equal(update.theta + update.step, update.theta_after)
        assert np.array_equal(update.backward.grad + update.penalty_grad, update.grad)
        assert np.array_equal(update.forward.a[0].reshape(-1, 2)[: len(update.batch)], X[update.batch])


def test_recorded_states_between_sparse_steps_are_the_right_ones() -> None:
    config = TrainConfig(optimizer="adam", batch_size=5, epochs=700, shuffle=True)  # 3500 steps
    run = train(NET, THETA, X, Y, config)
    k = 413
    again, state = run.theta[k], run.state[k]
    for step in range(run.step[k], run.step[k + 1]):
        rows = run.batch(step)
        grad = NET.backward(again, NET.forward(again, X[rows]), Y[rows], "half_mse").grad
        move, state = OPTIMIZERS["adam"].update(grad, state, config.learning_rate, step + 1)
        again = again + move
    assert np.array_equal(again, run.theta[k + 1])
    assert np.array_equal(state, run.state[k + 1])


@settings(max_examples=40, deadline=None)
@given(n=st.integers(1, 30), batch_size=st.integers(1, 40), shuffle=st.booleans(), seed=st.integers(0, 99))
def test_each_epoch_uses_each_row_once(n: int, batch_size: int, shuffle: bool, seed: int) -> None:
    data = np.arange(n)[:, None] / n, np.zeros((n, 1))
    config = TrainConfig(batch_size=batch_size, epochs=2, shuffle=shuffle, seed=seed)
    run = train(LINE, np.zeros(2), *data, config)
    per_epoch = run.steps_per_epoch
    assert per_epoch == -(-n // batch_size)
    assert run.step[-1] == 2 * per_epoch
    for epoch in range(2):
        rows = [run.batch(step) for step in range(epoch * per_epoch, (epoch + 1) * per_epoch)]
        assert sorted(np.concatenate(rows)) == list(range(n))
        assert all(len(batch) == min(batch_size, n) for batch in rows[:-1])
        if not shuffle:
            assert np.array_equal(np.concatenate(rows), np.arange(n))
    assert [run.epoch(step) for step in (0, per_epoch - 1, per_epoch)] == [0, 0, 1]


def test_shuffle_gives_each_epoch_and_seed_its_own_order() -> None:
    config = replace(SLOW, batch_size=23, shuffle=True)
    run, other = (train(NET, THETA, X, Y, replace(config, seed=seed)) for seed in (0, 1))
    assert not np.array_equal(run.batch(0), run.batch(1))
    assert not np.array_equal(run.batch(0), other.batch(0))


@pytest.mark.parametrize("epochs", [1, 998, 999, 1000, 2500])
def test_recorded_steps(epochs: int) -> None:
    data = np.array([[1.0], [2.0]]), np.array([[1.0], [0.0]])
    run = train(LINE, np.zeros(2), *data, TrainConfig(batch_size=2, epochs=epochs))
    assert len(run.step) == min(epochs + 1, MAX_RECORDED) == len(run.theta) == len(run.state)
    assert (run.step[0], run.step[-1]) == (0, epochs)
    gaps = np.diff(run.step)
    assert gaps.min() >= 1
    assert gaps.max() - gaps.min() <= 1
    every = np.zeros(2)  # a sparse run passes through the same θ as every step taken one by one
    for _ in range(run.step[1]):
        every = every - 0.03 * LINE.backward(every, LINE.forward(every, data[0]), data[1], "half_mse").grad
    assert np.allclose(run.theta[1], every, rtol=1e-14)


@pytest.fixture(scope="module")
def thin() -> Run:
    """5,000 steps, of which each fifth or so is recorded, of two lines at once."""
    data = np.array([[1.0], [2.0]]), np.array([[1.0], [0.0]])
    return train(LINE, np.array([[0.0, 0.0], [1.0, -1.0]]), *data, TrainConfig(batch_size=2, epochs=5000))


@given(step=st.integers(-10, 5100))
def test_index_is_the_nearest_recorded_place_and_the_earlier_of_two(thin: Run, step: int) -> None:
    place = thin.index(step)
    assert type(place) is int
    assert place == np.argmin(np.abs(thin.step - step))  # argmin gives the first of equals
    assert np.array_equal(thin.at(step), thin.theta[place])


@given(steps=st.lists(st.integers(-10, 5100), max_size=20))
def test_index_of_an_array_is_that_of_each(thin: Run, steps: list[int]) -> None:
    places = thin.index(np.array(steps, dtype=np.int64))
    assert places.tolist() == [thin.index(step) for step in steps]
    assert thin.at(np.array(steps, dtype=np.int64)).shape == (len(steps), 2, 2)


@given(recorded=st.sets(st.integers(0, 60), min_size=1), step=st.integers(-5, 70))
def test_index_in_a_record_with_any_gaps(thin: Run, recorded: set[int], step: int) -> None:
    run = replace(thin, step=np.array(sorted(recorded)))
    assert run.index(step) == np.argmin(np.abs(run.step - step))


def test_places_of_the_steps_recorded_are_their_own(thin: Run) -> None:
    assert len(thin.step) == MAX_RECORDED < 5000 == thin.step[-1]
    assert np.array_equal(thin.index(thin.step), np.arange(MAX_RECORDED))
    assert np.array_equal(thin.at(thin.step), thin.theta)
    assert thin.index(5000) == MAX_RECORDED - 1  # where a step taken for a place would lie beyond the record


def test_run_that_ended_early_stays_where_it_ended() -> None:
    data = np.array([[-1.0], [0.0], [1.0]]), np.array([[1.0], [0.0], [2.0]])
    run = train(LINE, np.ones(2), *data, TrainConfig(learning_rate=2.3, batch_size=3, epochs=5000))
    assert run.diverged_at is not None
    assert run.diverged_at < 4000
    assert np.array_equal(run.at(5000), run.theta[-1])
    assert np.array_equal(run.at(np.array([run.diverged_at, 4000, 5000])), run.theta[[-1, -1, -1]])


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


@pytest.mark.parametrize(
    ("optimizer", "hidden"),
    [*((name, "tanh") for name in OPTIMIZERS), ("sgd", "relu"), ("sgd", "sigmoid"), ("sgd", ("leaky_relu", "elu"))],
)
def test_hot_loop_allocates_nothing(optimizer: str, hidden) -> None:
    X = np.random.default_rng(0).normal(size=(500, 2))
    net = Network((2, 8, 8, 1), hidden)
    config = TrainConfig(optimizer=optimizer, batch_size=500, epochs=50, l1=0.01)
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
        ({"loss": "huber"}, "unknown loss 'huber': use one of mse, half_mse"),
        ({"optimizer": "lbfgs"}, "unknown optimizer"),
        ({"learning_rate": -0.1}, "learning_rate must be a finite number of at least 0"),
        ({"learning_rate": float("nan")}, "learning_rate must be"),
        ({"learning_rate": float("inf")}, "learning_rate must be"),
        ({"learning_rate": "fast"}, "learning_rate must be"),
        ({"learning_rate": None}, "learning_rate must be"),
        ({"learning_rate": ()}, "learning_rate must be"),
        ({"learning_rate": (0.1, -0.1)}, "learning_rate must be"),
        ({"batch_size": 0}, "batch_size must be a whole number of at least 1, not 0"),
        ({"batch_size": 2.5}, "batch_size must be"),
        ({"epochs": 0}, "epochs must be"),
        ({"epochs": True}, "epochs must be"),
        ({"seed": -1}, "seed must be a whole number of at least 0"),
        ({"l1": -1.0}, "l1 must be"),
        ({"l2": float("inf")}, "l2 must be"),
        ({"shuffle": 2}, "shuffle must be True or False"),
    ],
)
def test_refuses_a_bad_configuration(arguments, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        TrainConfig(**arguments)


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


def test_refuses_other_data_than_were_trained_on() -> None:
    run = train(NET, THETA, X, Y, SLOW)
    with pytest.raises(ValueError, match="the 23 rows trained on, not 5 and 5"):
        run.update(0, X[:5], Y[:5])


def test_configurations_are_values() -> None:
    config = TrainConfig(learning_rate=[0.1, 0.2])
    assert config == TrainConfig(learning_rate=(0.1, 0.2))
    assert hash(config) == hash(TrainConfig(learning_rate=(0.1, 0.2)))
