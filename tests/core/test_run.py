"""Runs: every update worked out again, batches, and the places of steps in the record."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nnviz.core import MAX_RECORDED, OPTIMIZERS, Network, Run, TrainConfig, train

NET = Network((2, 4, 2, 1), hidden="tanh", output="identity")
RNG = np.random.default_rng(0)
X = RNG.uniform(-1, 1, (23, 2))
Y = np.sin(3 * X[:, :1]) * X[:, 1:]
THETA = NET.init("xavier", RNG)
LINE = Network((1, 1), output="identity")
SLOW = TrainConfig(learning_rate=0.1, batch_size=5, epochs=3)


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
@pytest.mark.parametrize("lead", [(), (3,), (2, 2)])
@pytest.mark.parametrize(
    "extra", [{}, {"shuffle": True, "seed": 3}, {"l1": 0.01, "l2": 0.02}, {"l1": 0.2, "l1_clips": True}]
)
def test_every_update_can_be_worked_out_again_bit_for_bit(optimizer, lead, extra) -> None:
    theta = np.random.default_rng(1).normal(size=(*lead, NET.n_parameters))
    run = train(NET, theta, X, Y, replace(SLOW, optimizer=optimizer, **extra))
    for k in range(len(run.step) - 1):
        update = run.update(k, X, Y)
        assert np.array_equal(update.theta_after, run.theta[k + 1])
        assert np.array_equal(update.state_after, run.state[k + 1])
        if not run.config.is_clipped:
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


def test_refuses_other_data_than_were_trained_on() -> None:
    run = train(NET, THETA, X, Y, SLOW)
    with pytest.raises(ValueError, match="the 23 rows trained on, not 5 and 5"):
        run.update(0, X[:5], Y[:5])
