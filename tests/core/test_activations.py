"""Activations: known values, slopes, safety anywhere, bounds that others rely on."""

from dataclasses import replace
from decimal import Decimal, localcontext

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from nnviz.core import ACTIVATIONS, Network, TrainConfig, multiplied_out, train

ELEMENTWISE = [entry for entry in ACTIVATIONS.values() if not entry.is_joint]
finite = st.floats(allow_nan=False, allow_infinity=False)

# φ(−1), φ(0), φ(2), from tables or a calculator, to 6 decimals
KNOWN = {
    "identity": (-1.0, 0.0, 2.0),
    "threshold": (0.0, 1.0, 1.0),
    "sigmoid": (0.268941, 0.5, 0.880797),
    "tanh": (-0.761594, 0.0, 0.964028),
    "relu": (0.0, 0.0, 2.0),
    "leaky_relu": (-0.01, 0.0, 2.0),
    "elu": (-0.632121, 0.0, 2.0),
    "softplus": (0.313262, 0.693147, 2.126928),
    "gelu": (-0.158808, 0.0, 1.954598),
    "silu": (-0.268941, 0.0, 1.761594),
}


@pytest.mark.parametrize("entry", ELEMENTWISE, ids=lambda entry: entry.name)
def test_known_values(entry) -> None:
    assert np.allclose(entry.value(np.array([-1.0, 0.0, 2.0])), KNOWN[entry.name], atol=6e-7)


def test_gelu_is_near_the_exact_one() -> None:
    from math import erf, sqrt

    z = np.linspace(-6, 6, 241)
    exact = np.array([0.5 * v * (1 + erf(v / sqrt(2))) for v in z])
    assert np.abs(ACTIVATIONS["gelu"].value(z) - exact).max() < 5e-4


@pytest.mark.parametrize("entry", ELEMENTWISE, ids=lambda entry: entry.name)
@given(z=st.lists(finite, min_size=1, max_size=8))
def test_safe_for_any_finite_z(entry, z: list[float]) -> None:
    z = np.array([*z, 1e300, -1e300, 709.0, -745.0, 0.0, -0.0])
    before = z.copy()
    a, buffer = entry.value(z), np.empty_like(z)
    slope = entry.slope(z, a)
    assert np.isfinite(a).all()
    assert np.isfinite(slope).all()
    assert (a >= entry.range[0]).all()
    assert (a <= entry.range[1]).all()
    assert (np.abs(a) <= np.abs(z) + 1).all()  # training relies on this bound when it looks for divergence
    assert entry.value(z, buffer) is buffer
    assert np.array_equal(buffer, a)
    assert entry.slope(z, a, buffer) is buffer
    assert np.array_equal(buffer, slope)
    assert np.array_equal(z, before)


@pytest.mark.parametrize("entry", ELEMENTWISE, ids=lambda entry: entry.name)
def test_slope_is_the_derivative(entry) -> None:
    z, h = np.linspace(-5, 5, 101) + 0.013, 1e-6
    difference = (entry.value(z + h) - entry.value(z - h)) / (2 * h)
    assert np.allclose(entry.slope(z, entry.value(z)), difference, atol=1e-8)


def exact_slope(name: str, z: float) -> Decimal:
    """Return φ'(z) of a smooth one to 700 digits, by the formula its page shows: there nothing cancels to nothing."""
    z, one = Decimal(z), Decimal(1)
    tanh = lambda v: (1 - (-2 * v).exp()) / (1 + (-2 * v).exp())  # noqa: E731
    sigmoid = one / (1 + (-z).exp())
    if name == "gelu":
        pi = Decimal("3.14159265358979323846264338327950288419716939937510")
        scale = (2 / pi).sqrt()
        t = tanh(scale * (z + Decimal("0.044715") * z**3))
        return (1 + t) / 2 + z / 2 * (1 - t * t) * scale * (1 + Decimal("0.134145") * z * z)
    return {
        "sigmoid": sigmoid * (1 - sigmoid),
        "tanh": 1 - tanh(z) ** 2,
        "elu": one if z > 0 else z.exp(),
        "softplus": sigmoid,
        "silu": sigmoid + z * sigmoid * (1 - sigmoid),
    }[name]


@pytest.mark.parametrize("name", ["sigmoid", "tanh", "elu", "softplus", "gelu", "silu"])
@given(z=st.floats(-40, 40))
@example(z=-7.3)
@example(z=-20.9)
@example(z=20.0)
@example(z=-38.0)
@example(z=39.0)
def test_a_slope_keeps_its_digits_and_is_0_only_where_it_is_too_small_for_any_number(name: str, z: float) -> None:
    entry, place = ACTIVATIONS[name], np.array([z])
    (slope,) = entry.slope(place, entry.value(place))
    with localcontext(prec=700):
        exact = exact_slope(name, z)
    if abs(exact) < Decimal("1e-290"):
        assert abs(slope) < 1e-280
    else:
        near_a_zero = 1e-14 if name in ("gelu", "silu") and -2 < z < 0 else 0  # where φ turns round
        floor = 2.3e-16 if name == "sigmoid" and z > 0 else 0  # of a · (1 − a): see `sigmoid_slope`
        assert abs(slope - float(exact)) <= 1e-10 * abs(float(exact)) + near_a_zero + floor
        assert slope != 0
        assert (slope > 0) == (exact > 0) or near_a_zero


@pytest.mark.parametrize(("name", "slope"), [("relu", 0.0), ("leaky_relu", 0.01), ("threshold", 0.0)])
def test_slope_at_the_kink(name: str, slope: float) -> None:
    entry, zero = ACTIVATIONS[name], np.array([0.0])
    assert entry.kinks == (0.0,)
    assert entry.slope(zero, entry.value(zero)) == slope


@pytest.mark.parametrize("z", [-1e300, -1000.0, 37.0, 1000.0, 1e300])
def test_sigmoid_stays_inside(z: float) -> None:
    assert 0.0 < ACTIVATIONS["sigmoid"].value(np.array([z])).item() < 1.0


@given(z=st.lists(finite, min_size=2, max_size=5), shift=st.floats(-50, 50))
def test_softmax_is_a_distribution(z: list[float], shift: float) -> None:
    softmax = ACTIVATIONS["softmax"].value
    a = softmax(np.array([z]) / 10)  # so that differences stay finite
    assert a.sum() == pytest.approx(1.0)
    assert (a >= 0.0).all()
    small = np.array([[0.5, -1.0, 2.0]])
    assert np.allclose(softmax(small + shift), np.exp(small) / np.exp(small).sum(), rtol=1e-12)


def test_every_entry_says_what_a_page_shows() -> None:
    for name, entry in ACTIVATIONS.items():
        assert entry.name == name
        assert all((entry.title, entry.formula, entry.slope_formula, entry.source))


def test_entries_say_truly_what_is_linear_and_what_is_joint() -> None:
    z = np.array([[-2.0, 0.5, 3.0]])
    moved = z + np.array([[0.0, 1.0, 0.0]])
    for entry in ACTIVATIONS.values():
        a = entry.value(z)
        assert entry.is_linear == np.array_equal(a, z)
        assert entry.is_joint == ((entry.value(moved) != a)[0, [0, 2]].any())


def test_new_entry_may_be_linear_and_has_no_array_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(ACTIVATIONS, "line", replace(ACTIVATIONS["identity"], name="line"))
    X, theta = np.ones((4, 2)), np.arange(1.0, 14.0)
    net, known = Network((2, 3, 1), hidden="line", output="line"), Network((2, 3, 1), hidden="identity")
    fwd = net.forward(theta, X)
    assert np.shares_memory(fwd.z[1], fwd.a[1])
    back, same = (n.backward(theta, n.forward(theta, X), X[:, :1], "mse") for n in (net, known))
    assert np.array_equal(back.grad, same.grad)
    assert np.array_equal(multiplied_out(net, theta)[1], multiplied_out(known, theta)[1])


def test_new_entry_may_be_joint_and_is_then_held_to_its_loss(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(ACTIVATIONS, "shares", replace(ACTIVATIONS["softmax"], name="shares"))
    X, y = np.random.default_rng(0).normal(size=(9, 2)), np.eye(3)[np.arange(9) % 3]
    net, known = (Network((2, 4, 3), output=name) for name in ("shares", "softmax"))
    theta, config = net.init("xavier", np.random.default_rng(1)), TrainConfig("cross_entropy", epochs=5)
    assert np.array_equal(train(net, theta, X, y, config).theta, train(known, theta, X, y, config).theta)
    for call, message in (
        (lambda: Network((2, 4, 3), hidden="shares"), "shares may only be the output activation, not a hidden one"),
        (lambda: Network((2, 1), output="shares"), "shares needs at least 2 outputs"),
        (lambda: net.loss(theta, X, y, "mse"), "a shares output needs the loss cross_entropy, not mse"),
        (lambda: net.loss(theta, X, y, "bce"), "a shares output needs the loss cross_entropy, not bce"),
    ):
        with pytest.raises(ValueError, match=message):
            call()


@pytest.mark.parametrize("z", [1.0, 40.0, 1e15, 1e50, 1e300])
def test_silu_s_slope_goes_to_1_and_not_beyond_its_largest(z: float) -> None:
    a = ACTIVATIONS["silu"].value(np.array([z]))
    (slope,) = ACTIVATIONS["silu"].slope(np.array([z]), a)
    assert 0.9 < slope < 1.1
    assert z < 40 or abs(slope - 1) < 1e-12
