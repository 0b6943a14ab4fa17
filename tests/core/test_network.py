"""Networks: θ's layout, leading axes, what is refused, what is left alone."""

import pickle

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nnviz.core import INITIALIZERS, Network


@st.composite
def networks(draw) -> Network:
    sizes = tuple(draw(st.lists(st.integers(1, 5), min_size=2, max_size=5)))
    hidden = tuple(draw(st.sampled_from(["tanh", "relu", "identity", "silu"])) for _ in sizes[2:])
    return Network(sizes, hidden=hidden, output=draw(st.sampled_from(["identity", "sigmoid"])))


@settings(max_examples=60, deadline=None)
@given(net=networks(), lead=st.lists(st.integers(1, 3), max_size=2), n=st.integers(1, 6))
def test_shapes_and_leading_axes(net: Network, lead: list[int], n: int) -> None:
    rng = np.random.default_rng(0)
    theta = rng.normal(size=(*lead, net.n_parameters))
    X, y = rng.normal(size=(n, net.sizes[0])), rng.normal(size=(n, net.sizes[-1]))
    fwd = net.forward(theta, X)
    back = net.backward(theta, fwd, y, "mse")
    for level, width in enumerate(net.sizes):
        for array in (fwd.z[level], fwd.a[level], back.delta[level]):
            assert array.shape == (*lead, n, width)
    assert back.grad.shape == theta.shape
    assert net.loss(theta, X, y, "mse").shape == tuple(lead)
    for i in np.ndindex(*lead):
        assert np.allclose(fwd.a[-1][i], net.forward(theta[i], X).a[-1], rtol=1e-12, atol=1e-14)


@settings(max_examples=60, deadline=None)
@given(net=networks())
def test_layout_is_layer_by_layer_weights_row_by_row_then_biases(net: Network) -> None:
    theta = np.arange(float(net.n_parameters))
    layers = net.layers(theta)
    assert [W.shape for W, _ in layers] == list(zip(net.sizes[:-1], net.sizes[1:], strict=True))
    assert np.array_equal(np.concatenate([np.r_[W.ravel(), b] for W, b in layers]), theta)
    layers[0][0][0, 0] = -7.0  # views, not copies
    assert theta[0] == -7.0


def test_forward_is_a_times_w_plus_b() -> None:
    rng = np.random.default_rng(1)
    net = Network((3, 5, 2), hidden="tanh", output="softplus")
    theta, X = net.init("he", rng), rng.normal(size=(7, 3))
    (W1, b1), (W2, b2) = net.layers(theta)
    hidden = np.tanh(X @ W1 + b1)
    fwd = net.forward(theta, X)
    assert np.allclose(fwd.a[1], hidden, rtol=1e-13)
    assert np.allclose(fwd.z[2], hidden @ W2 + b2, rtol=1e-13)
    assert np.allclose(fwd.a[2], np.log1p(np.exp(hidden @ W2 + b2)), rtol=1e-13)


@pytest.mark.parametrize("lead", [(), (1,), (700,), (7, 99)])
def test_what_is_worked_through_in_chunks_does_not_depend_on_them(lead: tuple[int, ...]) -> None:
    rng = np.random.default_rng(2)
    net = Network((2, 6, 1), output="softplus")
    theta = rng.normal(size=(*lead, net.n_parameters))
    X, y = rng.normal(size=(40, 2)), rng.normal(size=(40, 1))
    fwd = net.forward(theta, X)
    assert np.allclose(net.outputs(theta, X), fwd.a[-1], rtol=1e-12)
    assert np.allclose(net.loss(theta, X, y, "mse"), np.square(fwd.a[-1] - y).mean(axis=(-2, -1)), rtol=1e-12)
    gradients = net.gradients(theta, X, y, "mse")
    assert np.allclose(gradients, net.backward(theta, fwd, y, "mse").grad, rtol=1e-9, atol=1e-12)


def test_what_is_worked_through_in_chunks_may_be_too_large_for_numbers() -> None:
    net, theta = Network((1, 1)), np.array([[1e300, 0.0], [1.0, 0.0]])
    X, y = np.array([[1e10]]), np.array([[0.0]])
    assert np.isinf(net.outputs(theta, X)[:, 0, 0]).tolist() == [True, False]
    assert np.isfinite(net.gradients(theta, X, y, "mse")).tolist() == [[False, False], [True, True]]


def test_passes_leave_their_inputs_alone_and_accept_read_only_ones() -> None:
    rng = np.random.default_rng(3)
    net = Network((2, 3, 2), output="sigmoid")
    arrays = rng.normal(size=(4, net.n_parameters)), rng.normal(size=(5, 2)), rng.uniform(size=(5, 2))
    for array in arrays:
        array.flags.writeable = False
    theta, X, y = arrays
    fwd = net.forward(theta, X)
    a = fwd.a[-1].copy()
    net.backward(theta, fwd, y, "bce")
    assert np.array_equal(fwd.a[-1], a)


def test_networks_are_values() -> None:
    net = Network((2, 3, 1), hidden=("relu",), output="tanh")
    same = Network([2, 3, 1], hidden=["relu"], output="tanh")
    assert net == same
    assert hash(net) == hash(same)
    assert pickle.loads(pickle.dumps(net)) == net
    theta, X = np.ones(net.n_parameters), np.ones((2, 2))
    fwd = net.forward(theta, X)
    again = net.backward(theta, pickle.loads(pickle.dumps(fwd)), np.zeros((2, 1)), "mse")
    assert np.array_equal(again.grad, net.backward(theta, fwd, np.zeros((2, 1)), "mse").grad)


def test_init_draws_from_the_generator_given() -> None:
    net = Network((2, 400, 100, 1))
    for name in INITIALIZERS:
        theta, again = (net.init(name, np.random.default_rng(7)) for _ in range(2))
        assert np.array_equal(theta, again)
    rng = np.random.default_rng(8)
    assert not net.init("zeros", rng).any()
    W, b = net.layers(net.init("uniform", rng))[1]
    assert np.abs(W).max() <= 0.5
    assert W.std() == pytest.approx(0.5 / np.sqrt(3), rel=0.02)
    assert (b == 0.1).all()
    W, b = net.layers(net.init("xavier", rng))[1]
    assert W.std() == pytest.approx(np.sqrt(2 / 500), rel=0.02)
    assert np.abs(W).max() <= np.sqrt(6 / 500)
    assert not b.any()
    W, b = net.layers(net.init("he", rng))[1]
    assert W.std() == pytest.approx(np.sqrt(2 / 400), rel=0.02)
    assert not b.any()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"sizes": (3,)}, "sizes must be two or more"),
        ({"sizes": ()}, "sizes must be two or more"),
        ({"sizes": (2, 0, 1)}, "at least 1"),
        ({"sizes": (2, 1.5)}, "whole numbers"),
        ({"sizes": (2, float("inf"))}, "whole numbers"),
        ({"sizes": "ab"}, "whole numbers"),
        ({"sizes": 3}, "whole numbers"),
        ({"sizes": (2, 3, 1), "hidden": "cosine"}, "unknown activation 'cosine': use one of "),
        ({"sizes": (2, 3, 1), "output": "cosine"}, "unknown activation"),
        ({"sizes": (2, 3, 1), "hidden": ("relu", "relu")}, "names 2 layers"),
        ({"sizes": (2, 3, 1), "hidden": "softmax"}, "may only be the output"),
        ({"sizes": (2, 1), "output": "softmax"}, "at least 2 outputs"),
    ],
)
def test_refuses_what_is_no_network(arguments, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        Network(**arguments)


NET = Network((2, 3, 1))
THETA, X, Y = np.ones(NET.n_parameters), np.ones((4, 2)), np.ones((4, 1))


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: NET.forward(THETA[:-1], X), r"theta must have shape \(..., 13\)"),
        (lambda: NET.forward(np.float64(1.0), X), "theta must have shape"),
        (lambda: NET.layers(THETA[:-1]), "theta must have shape"),
        (lambda: NET.forward(THETA, X[:, :1]), r"X must have shape \(N, 2\)"),
        (lambda: NET.forward(THETA, X[:0]), "N at least 1"),
        (lambda: NET.forward(THETA, X[0]), "X must have shape"),
        (lambda: NET.forward(THETA, X * np.nan), "X must hold finite numbers"),
        (lambda: NET.loss(THETA, X, Y[:2], "mse"), "same number"),
        (lambda: NET.loss(THETA, X, Y * np.inf, "mse"), "y must hold finite numbers"),
        (lambda: NET.loss(THETA, X, Y, "huber"), "unknown loss 'huber': use one of mse"),
        (lambda: NET.loss(THETA, X, Y, "bce"), "bce needs an output activation of sigmoid, not identity"),
        (lambda: NET.loss(THETA, X, Y, "cross_entropy"), "cross_entropy needs an output activation"),
        (lambda: NET.backward(THETA, NET.forward(THETA, X), Y[:2], "mse"), "do not fit"),
        (lambda: NET.backward(THETA, NET.forward(THETA, X), Y[:, [0, 0]], "mse"), "y must have shape"),
        (lambda: NET.gradients(THETA, X, Y[:2], "mse"), "must have the same number"),
        (lambda: NET.outputs(THETA, X[:, [0, 0, 0, 0]]), "X must have shape"),
        (lambda: NET.init("lecun", np.random.default_rng()), "unknown initializer"),
    ],
)
def test_refuses_what_does_not_fit(call, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        call()


def test_refuses_targets_a_loss_is_not_defined_for() -> None:
    sigmoid, softmax = Network((1, 1), output="sigmoid"), Network((1, 2), output="softmax")
    one = np.array([[1.0]])
    with pytest.raises(ValueError, match="from 0 to 1"):
        sigmoid.loss(np.zeros(2), one, 2 * one, "bce")
    with pytest.raises(ValueError, match="add up to 1"):
        softmax.loss(np.zeros(4), one, np.array([[0.5, 0.6]]), "cross_entropy")
    with pytest.raises(ValueError, match="softmax output needs the loss cross_entropy, not mse"):
        softmax.loss(np.zeros(4), one, np.array([[0.5, 0.5]]), "mse")
