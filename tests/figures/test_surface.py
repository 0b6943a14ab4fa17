"""A surface: its ticks are round, what cannot be drawn is refused, and what is sent is what was given."""

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from nnviz.figures.animation import Scene
from nnviz.figures.pack import pack
from nnviz.figures.palette import ERROR, MODEL, sequential
from nnviz.figures.surface import Axis, Grid, NeuronGrid, Path, Point, Surface
from nnviz.figures.timeline import Timeline
from tests.figures.test_pack import unpack

K = 3
FLAT = Grid(np.arange(6.0).reshape(2, 3))


def surface(heights=FLAT, **settings):
    axes = Axis("x", 0, 2), Axis("y", -1, 1), Axis("z", 0, 5)
    return Surface("a surface with a name", *axes, heights, np.array(["one", "two", "three"]), **settings)


@given(st.floats(-1e6, 1e6), st.floats(1e-6, 1e6))
def test_ticks_are_few_round_numbers_within_the_axis(low, length):
    high = low + length
    assume(high > low and length > 1e-9 * abs(low))
    ticks = Axis("x", low, high).ticks
    places = [at for at, _ in ticks]
    assert 1 <= len(places) <= 6
    assert all(low - 1e-6 * length <= at <= high + 1e-6 * length for at in places)
    for at, text in ticks:
        assert float(text.replace("−", "-").replace(",", "")) == pytest.approx(at, abs=1e-7 * length)


@pytest.mark.parametrize(
    ("axis", "texts"),
    [
        (Axis("x", -2, 2), ["−2", "−1", "0", "1", "2"]),
        (Axis("x", 0, 0.3), ["0.0", "0.1", "0.2", "0.3"]),
        (Axis("x", 0, 24_000), ["0", "5,000", "10,000", "15,000", "20,000"]),
    ],
)
def test_ticks_are_those_that_people_would_choose(axis, texts):
    assert [text for _, text in axis.ticks] == texts


@pytest.mark.parametrize(
    "make",
    [
        lambda: Axis("x", 1, 1),
        lambda: Axis("x", 0, np.inf),
        lambda: surface(Grid(np.zeros(4))),
        lambda: surface(Grid(np.zeros((1, 4)))),
        lambda: surface(Grid(np.array([[0, np.nan], [1, 2]]))),
        lambda: NeuronGrid(np.zeros((K, 2)), "tanh"),
        lambda: NeuronGrid(np.zeros((K, 3)), "softmax"),
        lambda: NeuronGrid(np.zeros((K, 3)), "sine"),
        lambda: surface(paths=(Path(np.zeros((4, 2)), MODEL),)),
        lambda: surface(points=(Point(np.zeros(3), MODEL),)),
    ],
)
def test_what_cannot_be_drawn_is_refused(make):
    with pytest.raises(ValueError, match=r"\."):
        make()


def test_what_moves_is_counted():
    moving = NeuronGrid(np.zeros((7, 3)), "relu")
    assert surface().lengths == {K}
    assert surface(moving, points=(Point(np.zeros((1, 3)), MODEL),)).lengths == {K, 7}
    assert surface(paths=(Path(np.zeros((9, 3)), MODEL, np.zeros(5, int)),)).lengths == {K, 5}
    assert surface(paths=(Path(np.zeros((8, 9, 3)), MODEL),)).lengths == {K, 8}


def test_a_surface_arrives_as_it_was_given():
    rng = np.random.default_rng(0)
    places, point, trail = rng.normal(size=(4, 3)), rng.normal(size=(K, 3)), np.array([1, 2, 4])
    table = sequential(ERROR, 9)
    given = surface(
        paths=(Path(places, ERROR, trail),), points=(Point(point, MODEL, "here"),), rings=(1.0, 2.5), table=table
    )
    (got,) = unpack(pack(Scene(Timeline(np.arange(K), np.array(["a", "b", "c"])), (given,))))["figures"]
    assert (got["kind"], got["name"], got["rings"]) == ("surface", given.name, [1.0, 2.5])
    assert got["words"].tolist() == ["one", "two", "three"]
    assert [axis["title"] for axis in got["axes"]] == ["x", "y", "z"]
    assert [tuple(tick) for tick in got["axes"][0]["ticks"]] == list(given.x.ticks)
    assert np.array_equal(got["heights"]["values"], FLAT.values)
    for look, colours in enumerate(got["table"]):
        assert ["#" + bytes(colour).hex() for colour in colours] == [colour[look] for colour in table]
    (path,), (mark,) = got["paths"], got["marks"]
    np.testing.assert_allclose(path["places"], places, rtol=1e-6)
    assert (path["trail"].tolist(), path["colour"], path["moves"]) == ([1, 2, 4], list(ERROR[:2]), False)
    np.testing.assert_allclose(mark["places"], point, rtol=1e-6)
    assert (mark["label"], mark["follows"]) == ("here", None)


def test_a_neuron_is_sent_as_its_parameters_and_not_as_heights():
    theta = np.random.default_rng(1).normal(size=(K, 3))
    scene = Scene(Timeline(np.arange(K), np.array(["a", "b", "c"])), (surface(NeuronGrid(theta, "elu", "theta")),))
    (got,) = unpack(pack(scene))["figures"]
    np.testing.assert_allclose(got["heights"]["theta"], theta, rtol=1e-6)
    assert (got["heights"]["activation"], got["heights"]["follows"]) == ("elu", "theta")
    assert "values" not in got["heights"]
