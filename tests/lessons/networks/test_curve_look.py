"""How divide and conquer on a curve is written on: names that can be told apart, scales, and words for every φ."""

import re

import numpy as np
import pytest

from nnviz.lessons.network import NONE
from nnviz.lessons.networks.curve_scene import NAME, beside, curve_scene
from nnviz.lessons.networks.curve_study import CurveSettings, curve_study
from nnviz.lessons.networks.curve_words import curve_question, divide, missed

ACROSS = {"left": (-1.25, -0.25), "center": (-0.5, 0.5), "right": (0.25, 1.25)}
"""From where to where a name goes beside its point, in its own widths."""


def boxes(x, sides, width):
    """Return whether it stands above (H,), and from where to where each name goes (H, 2)."""
    above, along = zip(*(side.split() for side in sides), strict=True)
    return np.array(above), np.array([at + width * np.array(ACROSS[one]) for at, one in zip(x, along, strict=True)])


def overlaps(x, sides, width):
    """Return the largest share of a name that another one covers."""
    above, ends = boxes(x, sides, width)
    covered = [
        (min(ends[i, 1], ends[j, 1]) - max(ends[i, 0], ends[j, 0])) / width
        for i in range(len(x))
        for j in range(i)
        if above[i] == above[j]
    ]
    return max([0.0, *covered])


@pytest.mark.parametrize(
    "x", [[0.0, 0.01], [0.02, 0.0, 0.01], [1.0, 0.0, 0.03, 0.02, 0.01], [0.0, 3.0], [0.3, 0.1, 0.2, 0.0], [5.0]]
)
def test_names_of_bends_that_lie_close_together_keep_off_each_other(x):
    sides = beside(np.array([x]), 0.1)[0]
    assert overlaps(x, sides, 0.1) <= 0.5
    assert overlaps(x, ["top center"] * len(x), 0.1) > 0.5 or len(x) < 3 or max(x) > 0.25


def test_names_move_with_their_bends():
    study = curve_study(CurveSettings("noisy_line", 8, epochs=200))
    mark = next(mark for mark in curve_scene(study).animations[0].marks if "textposition" in mark.moves)
    x, sides = mark.moves["x"], mark.moves["textposition"]
    width = NAME * np.ptp(study.shares.x)
    for k in (0, 60, len(x) - 1):
        inside = np.flatnonzero(np.abs(x[k]) <= 1)
        assert overlaps(x[k][inside], sides[k][inside], width) <= 0.6
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
