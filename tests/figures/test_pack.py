"""What the browser gets is what Python had: a packed scene, taken apart by other means, is the scene."""

import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays

from nnviz.figures.animation import Animation, Blend, Field, Mark, Readout, Scene
from nnviz.figures.pack import pack
from nnviz.figures.palette import ERROR, MODEL, diverging
from nnviz.figures.timeline import Timeline


def scene(moves=None, trail=None, fields=(), pick=None, **settings):
    """Return a scene of one figure with a still mark and one that moves; three steps."""
    still = Mark({"type": "scatter", "x": np.arange(4.0), "y": np.array([1, np.nan, 2, 3]), "text": ("a", None)})
    mark = Mark({"type": "scatter", "x": [np.float64(1)], "name": None}, moves or {}, trail, pick)
    timeline = Timeline(np.array([0, 5, 9]), np.array(["step 0", "step 5", "step 9"]))
    animation = Animation((still, mark), {"title": None}, "a figure – with an é in its name", fields)
    return Scene(timeline, (animation,), **settings)


def unpack(raw):
    """Read [length][JSON][padding][arrays] with NumPy, and give the header with arrays in the places of their marks."""

    def forbidden(constant):
        raise AssertionError(f"no browser reads {constant} as JSON")

    length = int.from_bytes(raw[:4], "little")
    header = json.loads(raw[4 : 4 + length].decode(), parse_constant=forbidden)
    start = 4 + length + -(4 + length) % 8

    def restored(part):
        if isinstance(part, dict) and {"type", "shape", "at"} <= part.keys():
            dtype = np.dtype("<" + part["type"])
            assert part["at"] % 8 == 0, "a typed array starts on a multiple of its size"
            count = int(np.prod(part["shape"]))
            values = np.frombuffer(raw, dtype, count, start + part["at"]).reshape(part["shape"])
            return np.array(part["words"])[values] if "words" in part else values
        if isinstance(part, dict):
            return {key: restored(value) for key, value in part.items()}
        return [restored(value) for value in part] if isinstance(part, list) else part

    return restored(header)


def track_of(values):
    return unpack(pack(scene({"y": values})))["figures"][0]["tracks"][0]


SHAPES = array_shapes(min_dims=1, max_dims=2, max_side=7)


@given(arrays(np.float64, SHAPES, elements=st.floats(allow_infinity=False)))
def test_numbers_arrive_to_single_precision_at_least(values):
    got = track_of(values)["values"].astype(float)
    assert got.shape == values.shape
    assert np.allclose(got, values, rtol=1e-6, atol=1e-37, equal_nan=True)


@given(arrays(np.int64, SHAPES, elements=st.integers(-(2**31), 2**31 - 1)))
def test_whole_numbers_arrive_exactly(values):
    assert np.array_equal(track_of(values)["values"], values)


@given(
    arrays(
        np.str_, SHAPES, elements=st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=8)
    )
)
def test_words_arrive_exactly(values):
    assert np.array_equal(track_of(values)["values"], values)


@given(arrays(np.uint8, st.tuples(st.just(3), st.integers(1, 9), st.integers(1, 9))))
def test_a_field_arrives_with_its_colours_light_and_dark(values):
    table = diverging()
    figure = unpack(pack(scene(fields=(Field({"x": 3}, values, table),))))["figures"][0]
    (got,) = figure["tracks"]
    assert figure["figure"]["layout"]["images"] == [{"x": 3}]
    assert (got["kind"], got["image"]) == ("field", 0)
    assert np.array_equal(got["values"], values)
    assert got["values"].dtype == got["table"].dtype == np.uint8
    for look, colours in enumerate(got["table"]):
        assert ["#" + bytes(colour).hex() for colour in colours] == [colour[look] for colour in table]


def test_a_basis_and_a_trail_arrive():
    basis, values, count = np.array([[1.0, np.nan, 3], [0, 1, 0]]), np.arange(6.0).reshape(3, 2), np.array([0, 2, 3])
    blend = Blend(values, basis)
    trail, track = unpack(pack(scene({"y": blend}, count)))["figures"][0]["tracks"]
    assert (track["kind"], track["trace"], track["attribute"]) == ("track", 1, "y")
    assert np.allclose(track["values"] @ track["basis"], blend.values, equal_nan=True)
    assert (trail["kind"], trail["trace"]) == ("trail", 1)
    assert np.array_equal(trail["count"], count)


@pytest.mark.parametrize("huge", [1e31, 3.3e38, 1.7e308])
def test_numbers_too_large_for_single_precision_stay_finite(huge):
    assert np.array_equal(track_of(np.array([huge, -huge, 1.0]))["values"], [huge, -huge, 1.0])


def test_more_than_65536_different_words_arrive_exactly():
    words = np.array([f"{i}" for i in range(70_000)])
    assert np.array_equal(track_of(words)["values"], words)


def test_the_rest_of_a_scene_arrives():
    readouts = (
        Readout("Loss", np.array(["1.00", "−2.00", "0"]), MODEL),
        Readout("Sentence", np.array(["a", "b", "c"]), wide=True),
    )
    got = unpack(pack(scene(readouts=readouts, grid=((0, 0),), columns=(1, 2), seconds=3.0, autoplay=True)))
    assert got["steps"].tolist() == [0, 5, 9]
    assert got["names"].tolist() == ["step 0", "step 5", "step 9"]
    assert got["figures"][0]["name"] == "a figure – with an é in its name"
    loss, sentence = got["readouts"]
    assert (loss["label"], loss["values"].tolist(), loss["colours"]) == (
        "Loss",
        ["1.00", "−2.00", "0"],
        [list(MODEL[:2])],
    )
    assert (sentence["wide"], sentence["colours"], loss["wide"]) == (True, [], False)
    assert (got["grid"], got["columns"], got["seconds"], got["autoplay"]) == ([[0, 0]], [1, 2], 3.0, True)
    assert got["twins"][ERROR.light] == ERROR.dark
    still, moving = got["figures"][0]["figure"]["data"]
    assert np.array_equal(still["y"]["packed"], [1, np.nan, 2, 3], equal_nan=True)
    assert still["y"]["packed"].dtype == np.float64, "what stays is sent as exactly as it is"
    assert still["text"] == ["a", None]
    assert moving == {"type": "scatter", "x": [1.0]}
    assert got["figures"][0]["figure"]["layout"] == {}


def test_what_a_click_chooses_arrives_with_the_mark_it_belongs_to():
    assert unpack(pack(scene(pick="neuron")))["figures"][0]["picks"] == {"1": "neuron"}
    assert unpack(pack(scene()))["figures"][0]["picks"] == {}


def test_what_figures_share_is_sent_once():
    def size(*fields):
        return len(pack(scene(fields=fields)))

    values = np.random.default_rng(0).integers(0, 255, (3, 20, 20), dtype=np.uint8)
    one = Field({"x": 0}, values, diverging())
    again, other = Field({"x": 1}, values, diverging()), Field({"x": 1}, values[::-1], diverging())
    assert size(one, again) < size(one) + 300
    assert size(one, again) + 1000 < size(one, other) < size(one) + 1500


def test_scenes_are_told_apart_by_their_content():
    values = np.arange(3.0)
    one, same, other = (pack(scene({"y": v})) for v in (values, values.copy(), values + 1e-3))
    assert one == same
    assert unpack(one)["id"] != unpack(other)["id"]


def test_a_run_of_200_steps_takes_less_than_60_kilobytes(fit):
    assert len(pack(fit("four_points", epochs=200).scene)) < 60_000
