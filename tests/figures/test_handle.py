"""What is dropped comes from a browser: only what a quantity may be is read, and at its steps."""

import numpy as np
import pytest

from nnviz.figures.animation import Animation, Mark, Scene
from nnviz.figures.handle import Model, Pill, Quantity, of_line
from nnviz.figures.marks import squares, sticks
from nnviz.figures.pack import pack
from nnviz.figures.timeline import Timeline
from tests.figures.test_pack import unpack

M = Quantity("m", "slope m", np.array([0.5]), -2, 2, 0.05)
C = Quantity("c", "intercept c", np.array([0.0]), -1, 5, 0.1)
MODEL = Model("line", (M, C), {"x": np.arange(3.0), "y": np.ones(3), "ends": np.array([0.0, 2])})


@pytest.mark.parametrize(
    ("said", "value"),
    [(0.5, 0.5), (0.30000000000000004, 0.3), (0.512, 0.5), (-2, -2.0), (2.0000001, 2.0), (1, 1.0), (0.0, 0.0)],
)
def test_a_number_in_range_is_read_at_the_nearest_step(said, value):
    assert M.read(said) == value


@pytest.mark.parametrize(
    "said",
    [None, "", "0.5", True, float("nan"), float("inf"), -float("inf"), 1e308, 2.5, -2.1, [], [0.5], {}, {"m": 1}],
)
def test_anything_else_is_refused(said):
    assert M.read(said) is None
    assert MODEL.read({"m": said, "c": 1}) is None


@pytest.mark.parametrize("said", [None, "m", 3, [], {}, {"m": 1}, {"c": 1}, {"M": 1, "c": 1}, [("m", 1), ("c", 1)]])
def test_a_drop_without_each_quantity_is_refused(said):
    assert MODEL.read(said) is None


def test_a_drop_is_read_and_what_else_it_holds_is_left_out():
    assert MODEL.read({"m": 1.02, "c": -0.5, "session_state": "x", "z": 9}) == {"m": 1.0, "c": -0.5}


def test_who_drags_an_end_of_a_line_leaves_the_line_where_it_is_at_the_other_one():
    left, middle, right = of_line(np.array([-1.0, 5.0]))
    m, c = 0.4, 1.2
    for grip, fixed in ((left, right), (right, left)):
        at, away = grip.x["1"], fixed.x["1"]
        dm, dc = (3 * grip.moves[name][1] for name in ("m", "c"))
        assert (m + dm) * at + c + dc == pytest.approx(m * at + c + 3)
        assert (m + dm) * away + c + dc == pytest.approx(m * away + c)
    assert middle.moves == {"c": (0.0, 1.0)}


def test_sticks_and_squares_are_as_long_as_the_errors():
    x, y = np.array([0.0, 1, 3]), np.array([1.0, 3, -2])
    heights = np.array([[0.0, 0, 0], [2, 2, 2]])
    drawn = sticks(x, y, heights).moves["y"].reshape(2, 3, 3)
    assert np.array_equal(drawn[:, :, 0], np.broadcast_to(y, (2, 3)))
    assert np.array_equal(drawn[:, :, 1], heights)
    assert np.isnan(drawn[:, :, 2]).all()
    square = squares(x, y, heights, aspect=0.5)
    across, up = (square.moves[along].reshape(2, 3, 6)[..., :5] for along in "xy")
    assert np.array_equal(np.ptp(up, axis=-1), np.abs(heights - y))
    assert np.array_equal(np.ptp(across, axis=-1), 0.5 * np.abs(heights - y))
    assert np.array_equal(across.min(axis=-1), np.broadcast_to(x, (2, 3)))


def test_handles_and_their_model_arrive():
    handles = (*of_line(np.array([0.0, 2])), Pill("m", 1, 2, "m"))
    follower = Mark({"type": "scatter"}, follows={"y": "line", "text": ("{m}", "{c:signed}")})
    animation = Animation((Mark({}), follower), {}, "a figure", handles=handles)
    got = unpack(pack(Scene(Timeline(np.arange(1), np.array(["a"])), (animation,), model=MODEL)))
    (figure,) = got["figures"]
    assert [handle["kind"] for handle in figure["handles"]] == ["grip", "grip", "grip", "pill"]
    assert (figure["handles"][3]["quantity"], figure["handles"][3]["symbol"]) == ("m", "m")
    assert figure["follows"] == {"1": {"y": "line", "text": ["{m}", "{c:signed}"]}}
    first = got["model"]["quantities"][0]
    assert (first["name"], first["low"], first["high"], first["step"]) == ("m", -2, 2, 0.05)
    assert first["values"].tolist() == [0.5]
    assert np.array_equal(got["model"]["given"]["ends"]["packed"], [0, 2])
