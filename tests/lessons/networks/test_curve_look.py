"""How divide and conquer on a curve is written on: names that can be told apart, scales, and words for every φ."""

import re
from itertools import combinations

import numpy as np
import pytest

from nnviz.lessons.network import NONE
from nnviz.lessons.networks.curve_names import beside
from nnviz.lessons.networks.curve_scene import curve_scene
from nnviz.lessons.networks.curve_study import CurveSettings, curve_study
from nnviz.lessons.networks.curve_words import curve_question, divide, missed

WIDE, HIGH = 24, 17
"""The size of a name in px; it stands so far beside a mark, which is as large as its name is high:"""
OFF = 9


def box(x, y, side):
    """Return the left, right, lower and upper end in px of what is written on a side of a place, as Plotly does it."""
    up, across = side.split()
    left = {"left": x - OFF - WIDE, "center": x - WIDE / 2, "right": x + OFF}[across]
    low = {"top": y + OFF, "middle": y - HIGH / 2, "bottom": y - OFF - HIGH}[up]
    return left, left + WIDE, low, low + HIGH


def covered(one, other):
    """Return whether a box covers another one."""
    return one[0] < other[1] and other[0] < one[1] and one[2] < other[3] and other[2] < one[3]


def overlaps(x, y, sides):
    """Return how many pairs of names cover each other."""
    boxes = [box(*at) for at in zip(x, y, sides, strict=True)]
    return sum(covered(one, other) for one, other in combinations(boxes, 2))


@pytest.mark.parametrize(
    "x", [[0.0, 2], [4.0, 0, 2], [200.0, 0, 6, 4, 2], [0.0, 300], [60.0, 20, 40, 0], [5.0], [0.0, 0, 0, 0]]
)
@pytest.mark.parametrize("slope", [0, 1, -3])
def test_names_of_bends_that_lie_close_together_keep_off_each_other(x, slope):
    x = np.array(x)
    sides = beside(x[None], slope * x[None])[0]
    assert overlaps(x, slope * x, sides) == 0
    if len(x) < 3 or (slope == 0 and len(set(x)) == len(x)):
        assert {side.split()[1] for side in sides[:2]} == {"center"} or len(x) > 2, "above and below is enough for two"


@pytest.mark.parametrize("settings", [{}, {"data": "noisy_line", "first": 8, "epochs": 200}, {"first": 8, "seed": 1}])
def test_names_move_with_their_bends(settings):
    study = curve_study(CurveSettings(**settings))
    figure = curve_scene(study).animations[0]
    mark = next(mark for mark in figure.marks if "textposition" in mark.moves)
    ends = [figure.layout[f"{name}axis"]["range"] for name in "xy"]
    places = [mark.moves["x"], mark.moves["y"].values]
    x, y = ((at - low) / (high - low) * px for at, (low, high), px in zip(places, ends, (340, 240), strict=True))
    sides = mark.moves["textposition"]
    found = [overlaps(*(of[k][(x[k] > 0) & (x[k] < 340)] for of in (x, y, sides))) for k in range(len(x))]
    assert found[0] == found[-1] == 0
    assert np.mean(np.array(found) > 0) < 0.05, "where too many meet for a moment"
    assert mark.trace["textposition"] == sides[0].tolist()
    assert (sides[0] != sides[-1]).any()


@pytest.mark.parametrize("settings", [{"first": 3, "activation": "tanh"}, {}, {"data": "noisy_line", "first": 8}])
def test_the_panels_have_a_scale_and_not_only_a_zero(settings):
    panels = curve_scene(curve_study(CurveSettings(**settings))).animations[1]
    low, high = panels.layout["yaxis"]["range"]
    ticks = panels.layout["yaxis"]["tickvals"]
    assert len(ticks) > 1
    assert 0 in ticks
    assert all(low <= tick <= high for tick in ticks)
    assert max(map(abs, ticks)) > max(-low, high) / 4


@pytest.mark.parametrize("second", [NONE, 3])
def test_of_an_identity_no_shape_but_a_straight_line_is_promised(second):
    said = divide(curve_study(CurveSettings(first=4, second=second, activation="identity", epochs=50)))
    assert "a straight line, for its φ bends nothing" in said
    assert "simple" not in said
    assert "simple" in divide(curve_study(CurveSettings(first=4, second=second, epochs=50)))


def test_a_threshold_jumps_and_does_not_bend():
    jumping, bending = (curve_study(CurveSettings(activation=name, epochs=50)) for name in ("threshold", "relu"))
    assert "it jumps at x =" in missed(jumping, 0)
    assert "it bends at x =" in missed(bending, 0)


def test_two_losses_that_differ_late_are_written_so_that_it_is_seen():
    for seed in range(21):
        study = curve_study(CurveSettings("noisy_line", 2, epochs=50, seed=seed))
        question, without = curve_question(study), study.without(-1)
        said = re.findall(r"A\d (\S+?)[,.]?(?= |$)", question.why)
        assert (said[0] == said[1]) == (without[0] == without[1])
