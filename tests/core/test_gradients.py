"""Gradients: against central differences, and against a network worked by hand."""

import numpy as np
import pytest

from nnviz.core import ACTIVATIONS, LOSSES, Network, central_difference

HIDDEN = [name for name, phi in ACTIVATIONS.items() if not phi.is_joint]
# Every hidden activation × every (output, loss) that may go together.
ENDS = [
    (output, loss.name)
    for output, phi in ACTIVATIONS.items()
    for loss in LOSSES.values()
    if (loss.name == phi.needs_loss if phi.is_joint else not loss.outputs or output in loss.outputs)
]


def targets(loss: str, n: int, n_out: int, rng: np.random.Generator) -> np.ndarray:
    y = rng.uniform(0.1, 0.9, (n, n_out))
    return y / y.sum(axis=1, keepdims=True) if LOSSES[loss].targets == "distribution" else y


def away_from_kinks(net: Network, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """θ and X such that no z is within reach of a kink when θ moves by 1e-5."""
    rng = np.random.default_rng(seed)
    for _ in range(1000):
        theta, X = net.init("xavier", rng) + rng.uniform(-0.3, 0.3, net.n_parameters), rng.normal(size=(6, 3))
        fwd = net.forward(theta, X)
        gaps = [
            np.abs(z - kink).min()
            for z, name in zip(fwd.z[1:], net.activations, strict=True)
            for kink in ACTIVATIONS[name].kinks
        ]
        if min(gaps, default=1.0) > 1e-3:
            return theta, X
    raise AssertionError("no point away from the kinks")


@pytest.mark.parametrize("hidden", HIDDEN)
@pytest.mark.parametrize(("output", "loss"), ENDS)
def test_gradient_is_the_central_difference(hidden: str, output: str, loss: str) -> None:
    net = Network((3, 4, 3, 2), hidden=hidden, output=output)
    theta, X = away_from_kinks(net, 1)
    y = targets(loss, 6, 2, np.random.default_rng(2))
    grad = net.backward(theta, net.forward(theta, X), y, loss).grad
    assert np.allclose(grad, central_difference(net, theta, X, y, loss), rtol=1e-6, atol=1e-8)


@pytest.mark.parametrize(("output", "loss"), ENDS)
def test_gradients_of_many_networks_are_those_of_each(output: str, loss: str) -> None:
    net = Network((3, 4, 3, 2), hidden=("tanh", "silu"), output=output)
    rng = np.random.default_rng(3)
    theta, X, y = rng.normal(size=(2, 5, net.n_parameters)), rng.normal(size=(6, 3)), targets(loss, 6, 2, rng)
    back = net.backward(theta, net.forward(theta, X), y, loss)
    assert back.grad.shape == theta.shape
    for i in np.ndindex(2, 5):
        alone = net.backward(theta[i], net.forward(theta[i], X), y, loss)
        assert np.allclose(back.grad[i], alone.grad, rtol=1e-12, atol=1e-14)
        for many, one in zip(back.delta, alone.delta, strict=True):
            assert np.allclose(many[i], one, rtol=1e-12, atol=1e-14)


def test_deltas_are_derivatives_of_one_example_by_z() -> None:
    # Adding ε to b[l][j] adds ε to z[l][n, j] of every example, so for a batch of one the derivative by
    # the bias is δ. And δ[0], the derivative by X, can be had by moving X itself.
    net = Network((3, 4, 2), hidden="tanh", output="sigmoid")
    theta, X = away_from_kinks(net, 4)
    y = targets("bce", 6, 2, np.random.default_rng(5))
    back = net.backward(theta, net.forward(theta, X), y, "bce")
    h = 1e-6
    for n in range(6):
        one = central_difference(net, theta, X[n : n + 1], y[n : n + 1], "bce")
        for layer, (_, b) in enumerate(net.layers(one), start=1):
            assert np.allclose(back.delta[layer][n], b, atol=1e-8)
        for j in range(3):
            move = h * np.eye(3)[j]
            up, down = (net.loss(theta, X[[n]] + s * move, y[[n]], "bce") for s in (1, -1))
            assert back.delta[0][n, j] == pytest.approx((up - down) / (2 * h), abs=1e-8)


def test_network_worked_by_hand() -> None:
    # 2-2-1, relu then identity, half_mse, two examples.
    #   W1 = [[1, 2], [3, −4]]  b1 = [0, 1]   W2 = [[2], [−1]]  b2 = [0.5]
    # x = (1, 2): z1 = (1+6+0, 2−8+1) = (7, −5)   a1 = (7, 0)   ŷ = 14 − 0 + 0.5 = 14.5   y = 10: δ2 =  4.5
    # x = (0, −1): z1 = (−3, 4+1) = (−3, 5)       a1 = (0, 5)   ŷ = 0 − 5 + 0.5 = −4.5    y = −5: δ2 = 0.5
    # δ1 = δ2 W2ᵀ ⊙ (z1 > 0): (9, 0) and (0, −0.5)
    # ∂W2 = mean a1 δ2 = ((7·4.5 + 0)/2, (0 + 5·0.5)/2) = (15.75, 1.25)    ∂b2 = (4.5 + 0.5)/2 = 2.5
    # ∂W1[i, j] = mean xᵢ δ1ⱼ: x₁: (9/2, 0), x₂: (18/2, 0.5/2)             ∂b1 = (4.5, −0.25)
    # loss = (½·4.5² + ½·0.5²)/2 = (10.125 + 0.125)/2 = 5.125
    net = Network((2, 2, 1), hidden="relu", output="identity")
    theta = np.array([1, 2, 3, -4, 0, 1, 2, -1, 0.5])
    X, y = np.array([[1.0, 2.0], [0.0, -1.0]]), np.array([[10.0], [-5.0]])
    fwd = net.forward(theta, X)
    back = net.backward(theta, fwd, y, "half_mse")
    assert np.array_equal(fwd.z[1], [[7, -5], [-3, 5]])
    assert np.array_equal(fwd.a[1], [[7, 0], [0, 5]])
    assert np.array_equal(fwd.a[2], [[14.5], [-4.5]])
    assert np.array_equal(fwd.a[0], X)
    assert np.array_equal(back.delta[2], [[4.5], [0.5]])
    assert np.array_equal(back.delta[1], [[9, 0], [0, -0.5]])
    assert np.array_equal(back.grad, [4.5, 0, 9, 0.25, 4.5, -0.25, 15.75, 1.25, 2.5])
    assert net.loss(theta, X, y, "half_mse") == 5.125
    assert net.loss(theta, X, y, "mse") == 10.25


@pytest.mark.parametrize("logit", [-1e300, -800.0, -40.0, 0.0, 40.0, 800.0, 1e300])
@pytest.mark.parametrize("y", [0.0, 1.0])
def test_bce_delta_is_a_minus_y_however_far_the_logit(logit: float, y: float) -> None:
    net = Network((1, 1), output="sigmoid")
    theta, X, target = np.array([0.0, logit]), np.array([[1.0]]), np.array([[y]])
    back = net.backward(theta, net.forward(theta, X), target, "bce")
    exact = 0.5 * (1.0 + np.tanh(logit / 2)) - y
    assert back.delta[1].item() == pytest.approx(exact, rel=1e-12, abs=1e-15)
    assert np.isfinite(net.loss(theta, X, target, "bce"))


@pytest.mark.parametrize("spread", [0.0, 30.0, 800.0, 1e300])
def test_softmax_delta_is_a_minus_y_however_far_the_logits(spread: float) -> None:
    net = Network((1, 3), output="softmax")
    theta = np.array([0.0, 0.0, 0.0, spread, 0.0, -spread])
    X, y = np.array([[1.0]]), np.array([[0.0, 0.0, 1.0]])
    fwd = net.forward(theta, X)
    back = net.backward(theta, fwd, y, "cross_entropy")
    e1, e2 = np.exp(-min(spread, 700.0)), np.exp(-min(2 * spread, 700.0))
    exact = np.array([1.0, e1, e2]) / (1.0 + e1 + e2) - y[0]
    assert np.allclose(back.delta[1][0], exact, rtol=1e-12, atol=1e-15)
    assert np.isfinite(net.loss(theta, X, y, "cross_entropy"))


@pytest.mark.parametrize("name", ["bce", "cross_entropy"])
def test_losses_with_logarithms_are_finite_at_the_ends(name: str) -> None:
    a, y = np.array([[0.0, 1.0], [1.0, 0.0]]), np.array([[1.0, 0.0], [1.0, 0.0]])
    assert np.isfinite(LOSSES[name].value(a, y)).all()
    assert np.isfinite(LOSSES[name].gradient(a, y)).all()


def test_loss_of_a_known_batch() -> None:
    # bce: −ln 0.8 for y = 1 at a = 0.8, where the logit is ln 4; cross_entropy of three equal outputs is ln 3
    one = np.array([[1.0]])
    bce = Network((1, 1), output="sigmoid").loss(np.array([0.0, np.log(4.0)]), one, one, "bce")
    assert bce == pytest.approx(-np.log(0.8), rel=1e-14)
    even = Network((1, 3), output="softmax").loss(np.zeros(6), one, np.array([[0, 1.0, 0]]), "cross_entropy")
    assert even == pytest.approx(np.log(3.0), rel=1e-14)
    two = Network((1, 2)).loss(np.array([0, 0, 1.0, 3.0]), one, np.array([[0.0, 0.0]]), "mse")
    assert two == 5.0  # the mean over both outputs of 1² and 3²
