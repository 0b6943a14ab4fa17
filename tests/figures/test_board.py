"""A board: what cannot be drawn is refused, what is sent is what was given, and what a browser says is checked."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnviz.core import FEATURES, Network, featured
from nnviz.figures.animation import Scene
from nnviz.figures.board import Board, Class, Points, Weights, around_zero, spans_of
from nnviz.figures.button import Button
from nnviz.figures.pack import pack
from nnviz.figures.palette import ERROR, MODEL, TEAL
from nnviz.figures.timeline import Timeline
from tests.figures.test_pack import unpack

K = 3
NET = Network((2, 3, 1), "relu", "tanh")
THETA = np.random.default_rng(0).normal(size=(K, NET.n_parameters))
PLANE = (-6.0, 6.0, -6.0, 6.0)
WORDS = np.array(["one", "two", "three"])


def board(net=NET, theta=THETA, features=("x1", "x1_x2"), spans=((-1.0, 1.0), (-1.0, 1.0)), **settings):
    return Board("a network with a name", net, theta, features, PLANE, spans, WORDS, **settings)


@pytest.mark.parametrize(
    "make",
    [
        lambda: board(theta=THETA[:, :-1]),
        lambda: board(theta=THETA[0]),
        lambda: board(theta=np.where(np.arange(K)[:, None] == 1, np.nan, THETA)),
        lambda: board(features=("x1",)),
        lambda: board(features=("x1", "x3")),
        lambda: board(offered=("x1", "x7")),
        lambda: board(spans=((-1.0, 1.0),)),
        lambda: board(spans=((-1.0, 1.0), (1.0, 1.0))),
        lambda: board(slopes=THETA[:1]),
        lambda: board(dead_from=np.array([1, 2])),
        lambda: board(Network((2, 3, 2), output="softmax"), np.zeros((K, 17)), classes=(Class("a", MODEL),)),
        lambda: Points(np.zeros((4, 3)), np.zeros(4), np.zeros(4, bool)),
        lambda: Points(np.zeros((4, 2)), np.zeros(3), np.zeros(4, bool)),
    ],
)
def test_what_cannot_be_drawn_is_refused(make):
    with pytest.raises(ValueError, match=r"\."):
        make()


def test_a_network_is_sent_as_its_parameters_and_not_as_pictures():
    rng = np.random.default_rng(1)
    points = Points(rng.normal(size=(5, 2)), np.array([0, 1, 0, 1, 1]), np.array([False, True, False, False, True]))
    button = Button("Add a neuron", "+", 1, 0, {"a": 4}, axes=("layer", "head"))
    sides = (Class("−1", ERROR, -1.0), Class("+1", MODEL, 1.0))
    given_ = board(points=points, classes=sides, offered=tuple(FEATURES), slopes=2 * THETA, buttons=(button,))
    (got,) = unpack(pack(Scene(Timeline(np.arange(K), WORDS), (given_,))))["figures"]
    np.testing.assert_allclose(got["theta"], THETA, rtol=1e-6)
    assert got["theta"].dtype == np.float32
    np.testing.assert_allclose(got["slopes"], 2 * THETA, rtol=1e-6)
    assert (got["kind"], got["sizes"], got["activations"]) == ("board", [2, 3, 1], ["relu", "tanh"])
    assert got["names"] == [["x₁", "x₁·x₂"], ["A1", "A2", "A3"], ["ŷ"]]
    assert [one["name"] for one in got["offered"]] == list(FEATURES)
    np.testing.assert_allclose(got["points"]["places"], points.places, rtol=1e-6)
    assert got["points"]["targets"].tolist() == [0, 1, 0, 1, 1]
    assert got["points"]["held"].tolist() == [0, 1, 0, 0, 1]
    assert [kind["target"] for kind in got["classes"]] == [-1, 1]
    assert got["buttons"][0]["puts"] is True
    assert got["heads"] == 1
    assert got["strongest"] == pytest.approx(max(np.abs(W).max() for W, _ in NET.layers(THETA)))


def test_since_when_neurons_are_dead_is_sent_layer_by_layer():
    net = Network((2, 3, 2, 1), "relu")
    one = board(net, np.zeros((K, net.n_parameters)), spans=((-1.0, 1.0),) * 3, dead_from=np.array([3, 0, 1, 3, 2]))
    for drawn, wanted in ((one, [[3, 0, 1], [3, 2]]), (board(), [])):
        (got,) = unpack(pack(Scene(Timeline(np.arange(K), WORDS), (drawn,))))["figures"]
        assert got["dead"] == wanted


def test_outputs_that_are_classes_are_called_as_the_classes_are():
    net = Network((2, 3, 3), "relu", "softmax")
    kinds = tuple(Class(name, colour) for name, colour in (("red", ERROR), ("blue", MODEL), ("green", TEAL)))
    one = board(net, np.zeros((K, net.n_parameters)), classes=kinds)
    (got,) = unpack(pack(Scene(Timeline(np.arange(K), WORDS), (one,))))["figures"]
    assert got["names"][-1] == ["red", "blue", "green"]


def test_the_largest_network_at_300_stops_is_sent_in_less_than_600_kilobytes():
    net = Network((7, *(8,) * 6, 1))
    theta = np.random.default_rng(2).normal(size=(300, net.n_parameters))
    one = Board("the largest network", net, theta, tuple(FEATURES), PLANE, ((-1.0, 1.0),) * 7, np.array(["stays"]))
    assert len(pack(Scene(Timeline(np.arange(300), np.arange(300).astype(str)), (one,)))) < 600_000


@given(st.floats(1e-6, 1e9))
def test_a_span_goes_as_far_as_the_values_and_little_farther(reach):
    low, high = around_zero(reach)
    assert low == -high
    assert reach * (1 - 1e-9) <= high <= 1.11 * reach


def test_spans_hold_every_value_that_they_are_of():
    rng = np.random.default_rng(3)
    X = featured(("x1", "x1_x2"), rng.uniform(-6, 6, (200, 2)))
    net = Network((2, 4, 3, 1), ("relu", "sigmoid"), "identity")
    theta = rng.normal(size=(5, net.n_parameters))
    spans, passed = spans_of(net, theta, X), net.forward(theta, X)
    for (low, high), a in zip(spans, passed.a[1:], strict=True):
        assert low <= a.min() <= a.max() <= high
    assert spans[1] == (-1, 1)
    assert spans_of(net, theta, X, (0.0, 1.0))[-1] == (0, 1)
    assert spans_of(net, 0 * theta, X)[0][1] > 0, "a network that says nothing has colours too"


@pytest.mark.parametrize(
    "said",
    [
        None, [], "x", {}, {"parameter": 1, "value": 0.5}, {"parameter": 9, "value": 0.5, "step": 0},
        {"parameter": -1, "value": 0.5, "step": 0}, {"parameter": True, "value": 0.5, "step": 0},
        {"parameter": 1, "value": float("nan"), "step": 0}, {"parameter": 1, "value": "1", "step": 0},
        {"parameter": 1, "value": 7.0, "step": 0}, {"parameter": 1, "value": 0.5, "step": -1},
        {"parameter": 1.0, "value": 0.5, "step": 0}, {"parameter": 10**400, "value": 0.5, "step": 0},
    ],
)  # fmt: skip
def test_of_a_weight_set_by_hand_only_what_can_be_meant_is_heard(said):
    assert Weights(9, 4.0).read(said) is None


def test_a_weight_set_by_hand_is_heard_with_its_step():
    said = {"parameter": 8, "value": -4, "step": 12, "more": "?"}
    assert Weights(9, 4.0).read(said) == {"parameter": 8, "value": -4.0, "step": 12}


def test_a_point_that_is_drawn_lies_in_the_plane():
    drawn = Weights(0, 2.0, PLANE)
    x1, x2 = PLANE[0], PLANE[3]
    assert drawn.read({"x1": x1, "x2": x2, "step": 3}) == {"x1": x1, "x2": x2, "step": 3}
    for wrong in ({"x1": x1}, {"x1": 99, "x2": x2, "step": 3}, {"x1": "1", "x2": x2, "step": 3},
                  {"x1": float("nan"), "x2": x2, "step": 3}, {"x1": True, "x2": x2, "step": 3},
                  {"x1": x1, "x2": x2, "step": float("inf")}, {"parameter": 0, "value": 1, "step": 0}):  # fmt: skip
        assert drawn.read(wrong) is None
    assert Weights(9, 4.0).read({"x1": x1, "x2": x2, "step": 3}) is None, "this board does not draw"
