"""Least squares, least distances and central differences: against results known without them."""

import numpy as np
import pytest

from nnviz.core import (
    DATASETS,
    Network,
    TrainConfig,
    central_difference,
    least_distances,
    least_squares,
    multiplied_out,
    train,
)

RNG = np.random.default_rng(0)
CARS = DATASETS["cars"].make(RNG)[:2]


def test_four_points_by_hand() -> None:
    # x = 1 2 3 4, y = 2 3 5 4: x̄ = 2.5, ȳ = 3.5, Sxy = 4, Sxx = 5, so y = 0.8 x + 1.5; the residuals are
    # −0.3, −0.1, 1.1, −0.7 with squares adding up to 1.8. XᵀX / 4 = [[7.5, 2.5], [2.5, 1]].
    X, y, *_ = DATASETS["four_points"].make(RNG)
    best = least_squares(X, y, "mse")
    assert best.theta == pytest.approx([0.8, 1.5])
    assert best.loss == pytest.approx(1.8 / 4)
    assert best.hessian == pytest.approx(2 * np.array([[7.5, 2.5], [2.5, 1.0]]))
    assert best.curvature == pytest.approx(8.5 + np.sqrt(8.5**2 - 4 * 1.25))
    assert best.unique
    half = least_squares(X, y, "half_mse")
    assert half.loss == pytest.approx(best.loss / 2)
    assert half.curvature == pytest.approx(best.curvature / 2)
    assert half.rate_limit == pytest.approx(2 * best.rate_limit)


@pytest.mark.parametrize("loss", ["mse", "half_mse"])
@pytest.mark.parametrize("n_out", [1, 2])
def test_rate_limit_is_where_descent_stops_coming_to_rest(loss: str, n_out: int) -> None:
    X, y = RNG.normal(size=(12, 2)), RNG.normal(size=(12, n_out))
    best = least_squares(X, y, loss)
    net = Network((2, n_out))
    assert best.theta.shape == (net.n_parameters,)
    grad = net.backward(best.theta, net.forward(best.theta, X), y, loss).grad
    assert np.abs(grad).max() < 1e-12
    below, above = (
        train(net, best.theta + 0.1, X, y, TrainConfig(loss, learning_rate=rate, batch_size=12, epochs=2000))
        for rate in (0.99 * best.rate_limit, 1.01 * best.rate_limit)
    )
    assert below.losses(X, y)[-1] == pytest.approx(best.loss, rel=1e-9)
    assert above.losses(X, y)[-1] > 1e3


def test_hessian_is_the_change_of_the_gradient() -> None:
    X, y = RNG.normal(size=(9, 2)), RNG.normal(size=(9, 1))
    net, best = Network((2, 1)), least_squares(X, y, "mse")
    for i in range(3):
        there = best.theta + np.eye(3)[i]
        grad = net.backward(there, net.forward(there, X), y, "mse").grad
        assert np.allclose(grad, best.hessian[i], atol=1e-12)


@pytest.mark.parametrize("x", [[[2.0]], [[2.0], [2.0], [2.0]], [[0.0]]])
def test_degenerate_data_have_a_finite_answer(x: list[list[float]]) -> None:
    X = np.array(x)
    y = np.arange(float(len(X)))[:, None]
    best = least_squares(X, y)
    assert not best.unique
    assert np.isfinite(best.theta).all()
    assert np.isfinite([best.loss, best.curvature, best.rate_limit]).all()
    assert best.loss == pytest.approx(y.var() / 2, abs=1e-12)


def test_cars_diverge_beyond_the_limit() -> None:
    limit = least_squares(*CARS).rate_limit
    config = TrainConfig(learning_rate=(0.95 * limit, 1.05 * limit), batch_size=50, epochs=20_000)
    run = train(Network((1, 1)), np.zeros((2, 2)), *CARS, config)
    assert run.diverged_at[0] == -1
    assert run.diverged_at[1] > 0


def test_central_difference_of_a_parabola_is_exact_up_to_rounding() -> None:
    # y = m x + c at one point (3, 1), from m = 2, c = −1: ŷ = 5, mse' = 2 · 4 · (3, 1)
    grad = central_difference(Network((1, 1)), np.array([2.0, -1.0]), np.array([[3.0]]), np.array([[1.0]]), "mse")
    assert grad == pytest.approx([24.0, 8.0], rel=1e-8)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: least_squares(*CARS, "bce"), "mse or half_mse, not 'bce'"),
        (lambda: least_squares(CARS[0][:, 0], CARS[1]), "shapes"),
        (lambda: least_squares(CARS[0], CARS[1][:3]), "same number"),
        (lambda: least_squares(CARS[0] * np.nan, CARS[1]), "finite"),
        (lambda: central_difference(Network((1, 1)), np.zeros((2, 2)), *CARS, "mse"), r"shape \(2,\)"),
        (lambda: central_difference(Network((1, 1)), np.zeros(2), *CARS, "mse", h=0.0), "h must be"),
    ],
)
def test_refusals(call, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        call()


def test_layers_without_an_activation_multiply_out_into_one() -> None:
    # (x · 2 + 1) · 3 − 4 = 6 x − 1, and two networks at once; then deeper and wider, against the layers themselves.
    chain = Network((1, 1, 1), hidden="identity", output="identity")
    theta = np.array([[2.0, 1.0, 3.0, -4.0], [1.0, 0.0, 0.0, 5.0]])
    assert multiplied_out(chain, theta)[1].tolist() == [[6.0, -1.0], [0.0, 5.0]]
    net = Network((3, 5, 4, 2), hidden="identity", output="identity")
    rng = np.random.default_rng(1)
    theta, X = net.init("xavier", rng), rng.normal(size=(20, 3))
    one, product = multiplied_out(net, theta)
    assert one.sizes == (3, 2)
    assert one.forward(product, X).a[-1] == pytest.approx(net.forward(theta, X).a[-1], abs=1e-14)
    with pytest.raises(ValueError, match="only layers of identity multiply out, not relu, identity"):
        multiplied_out(Network((1, 2, 1), hidden="relu"), np.zeros(7))


def column(*values: float) -> np.ndarray:
    return np.array(values, dtype=float)[:, None]


def test_least_distances_leave_one_point_out_that_lies_far_away() -> None:
    # Four points on y = x and one 15 above it: any other line is at least as far from the four as it gains on the one.
    best = least_distances(column(1, 2, 3, 4, 5), column(1, 2, 3, 4, 20))
    assert best.theta == pytest.approx([1.0, 0.0])
    assert best.total == pytest.approx(15.0)
    assert best.unique
    assert least_distances(column(1, 2, 3, 4, 5), column(1, 2, 3, 4, 2000)).theta == pytest.approx([1.0, 0.0])


def test_lines_that_tie_are_all_named_and_those_between_are_as_good() -> None:
    # Two points above each other on both sides: whatever goes between both pairs has the sum 1 + 1.
    X, y = column(0, 0, 1, 1), column(0, 1, 0, 1)
    best = least_distances(X, y)
    assert not best.unique
    assert best.total == pytest.approx(2.0)
    assert sorted(map(tuple, best.lines.tolist())) == [(-1.0, 1.0), (0.0, 0.0), (0.0, 1.0), (1.0, 0.0)]
    for weights in RNG.dirichlet(np.ones(4), 50):
        m, c = weights @ best.lines
        assert np.abs(m * X + c - y).sum() == pytest.approx(2.0)


@pytest.mark.parametrize("n", [2, 3, 8, 11])
def test_no_line_has_a_smaller_sum_of_distances(n: int) -> None:
    for _ in range(10):
        X, y = RNG.normal(size=(n, 1)), RNG.normal(size=(n, 1))
        best = least_distances(X, y)
        # The sum is convex in (m, c): it is enough to look around.
        lines = best.theta + RNG.normal(size=(500, 2)) * 10.0 ** RNG.integers(-4, 1, (500, 1))
        sums = np.abs(lines[:, :1] * X[:, 0] + lines[:, 1:] - y[:, 0]).sum(axis=1)
        assert sums.min() >= best.total - 1e-12
        assert np.abs(best.theta[0] * X + best.theta[1] - y).sum() == pytest.approx(best.total)
        if best.unique:
            assert sums.min() > best.total


def test_where_all_x_are_equal_the_middle_heights_are_the_best() -> None:
    best = least_distances(column(2, 2, 2, 2), column(7, 1, 3, 5))
    assert best.total == pytest.approx(8.0)
    assert {tuple(line) for line in best.lines.tolist()} == {(0.0, 3.0), (0.0, 5.0)}


@pytest.mark.parametrize(
    ("X", "y"), [([[1.0]], [[1.0]]), ([[1.0], [np.nan]], [[1.0], [2.0]]), (np.ones((3, 2)), np.ones((3, 2)))]
)
def test_least_distances_need_two_points_of_finite_numbers(X: object, y: object) -> None:
    with pytest.raises(ValueError, match="must"):
        least_distances(np.array(X), np.array(y))
