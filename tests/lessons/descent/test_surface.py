"""One run down the surface: every figure holds what the loss, computed here by hand, says of that step."""

import numpy as np
import pytest

from nnviz.figures.palette import ERROR, MODEL, PATH, QUIET
from nnviz.lessons.descent.surface_scene import magnified, surface_scene
from nnviz.lessons.descent.surface_study import SurfaceSettings, surface_study
from nnviz.lessons.lines import LINES
from tests.lessons.descent.surfaces import ALONG_C, ALONG_M, LINE, PLANE, SPACE, slopes


def the(animation, colour, corners=None):
    """Return the one line of a colour in a figure, of so many corners where they are given, as x (K, n), y (K, n)."""
    (found,) = (
        mark
        for mark in animation.marks
        if mark.trace["mode"] == "lines"
        and mark.trace["line"]["color"] == colour.light
        and corners in (None, len(mark.trace["x"]))
    )
    return tuple(getattr(v, "values", v) for v in (found.moves.get(axis, found.trace[axis]) for axis in "xy"))


def test_the_surface_is_the_loss_of_every_line(case):
    surface = case.scene.animations[SPACE]
    heights = surface.heights.values
    rows, columns = heights.shape
    for row, column in ((0, 0), (0, columns - 1), (rows - 1, 0), (7, 31), (rows - 1, columns - 1)):
        m = surface.x.low + column / (columns - 1) * (surface.x.high - surface.x.low)
        c = surface.y.low + row / (rows - 1) * (surface.y.high - surface.y.low)
        assert heights[row, column] == pytest.approx(case.loss(m, c), rel=1e-9)
    assert (surface.x.title, surface.y.title, surface.z.title) == ("slope m", "intercept c", "loss L")


def test_the_way_on_the_surface_is_the_run_s_and_lies_on_the_ground(case):
    surface = case.scene.animations[SPACE]
    ((path,), (point,)) = surface.paths, surface.points
    ground = case.loss(path.places[:, 0], path.places[:, 1])
    assert np.allclose(path.places[:, 2], ground, rtol=1e-9)
    assert len(path.places) == path.trail[-1]
    for k in case.seen:
        here = [*case.theta[k], case.loss(*case.theta[k])]
        assert np.allclose(point.places[k], here, rtol=1e-9)
        assert np.allclose(path.places[path.trail[k] - 1], here, rtol=1e-9)
    between = path.places[: path.trail[1], :2] - case.theta[0]
    way = case.theta[1] - case.theta[0]
    assert np.allclose(between[:, 0] * way[1], between[:, 1] * way[0], atol=1e-9 * np.square(way).max())


def test_every_ring_is_of_one_loss_and_those_in_space_are_among_them(case, plotted):
    layout = plotted(case.scene.animations[PLANE]).layout
    levels = []
    for shape in layout.shapes:
        ring = np.array([corner.split(",") for corner in shape.path.strip("MZ").split("L")], float)
        losses = case.loss(ring[:, 0], ring[:, 1])
        centre = case.study.bowl.answer
        if np.linalg.cond(centre.hessian) < 200:  # else five digits of a place are too few to tell
            assert np.ptp(losses) < 0.01 * losses.mean()
        levels.append(losses.mean())
    rings = case.scene.animations[SPACE].rings
    assert len(rings) >= 5
    assert np.all(np.diff(rings) > 0)
    for ring in rings:
        assert np.abs(np.array(levels) - ring).min() < 0.01 * ring


def test_the_plane_has_one_scale(case, plotted):
    layout = plotted(case.scene.animations[PLANE]).layout
    assert (layout.yaxis.scaleanchor, layout.yaxis.scaleratio) == ("x", 1)
    surface = case.scene.animations[SPACE]
    assert surface.x.high - surface.x.low == pytest.approx(surface.y.high - surface.y.low)
    assert (layout.xaxis.title.text, layout.yaxis.title.text) == ("slope m", "intercept c")


def test_a_place_pointed_at_has_the_loss_of_its_line(case):
    pointing = case.scene.animations[PLANE].pointing
    places = np.array(pointing.centre) + np.array([[0.5, -1.0], [0.0, 2.0], [-3.0, 0.1]])
    away = places - pointing.centre
    loss = pointing.lowest + 0.5 * np.einsum("ki,ij,kj->k", away, np.array(pointing.hessian), away)
    assert pointing.figure == LINE
    assert np.allclose(loss, case.loss(places[:, 0], places[:, 1]), rtol=1e-6)


def test_the_path_from_above_is_the_run(case):
    path = case.scene.animations[PLANE].marks[0]
    walked = np.column_stack([path.trace["x"], path.trace["y"]])
    assert path.trace["line"]["color"] == PATH.light
    assert np.allclose(walked[case.seen], case.theta[case.seen], rtol=1e-12)
    assert len(walked) == min(case.seen[-1] + 2, len(case.theta)), "until it has left for good"
    assert np.array_equal(path.trail, np.minimum(np.arange(len(case.theta)) + 1, len(walked)))


def test_where_the_run_has_gone_is_said(case):
    plane, *slices = (case.scene.animations[i] for i in (PLANE, ALONG_M, ALONG_C))
    outside, *above = (
        next(mark.moves["text"][:, 0] for mark in one.marks if "text" in mark.moves) for one in (plane, *slices)
    )
    frames = [[one.layout[f"{along}axis"]["range"] for along in "xy"] for one in slices]
    for k, (m, c) in enumerate(case.theta):
        assert (outside[k] != "") == (k not in case.seen)
        for words, at, ((left, right), (_, top)) in zip(above, (m, c), frames, strict=True):
            loss = case.loss(m, c)
            assert (words[k] != "") == bool(at < left or at > right or loss > top)
            if left < at < right and loss > 3 * top:
                assert words[k] == "outside ↑"


def test_where_the_line_has_left_the_points_it_is_said(case):
    figure = case.scene.animations[LINE]
    words = next(mark.moves["text"][:, 0] for mark in figure.marks if "text" in mark.moves)
    ends, (low, high) = (np.array(figure.layout[f"{along}axis"]["range"]) for along in "xy")
    for k, (m, c) in enumerate(case.theta):
        heights = m * ends + c
        way = "↑" if heights.min() > high else "↓" if heights.max() < low else ""
        assert words[k][-1:] == way


def test_an_arrow_is_the_step_to_the_next_place_so_many_times_as_it_says(case):
    animation, times = case.scene.animations[PLANE], magnified(case.study)
    assert animation.layout["title"]["text"].endswith("the step" if times == 1 else f"the step × {times:,}")
    x, y = the(animation, PATH, 5)
    slices = [the(case.scene.animations[i], PATH, 5) for i in (ALONG_M, ALONG_C)]
    for k in case.seen[case.seen < len(case.theta) - 1]:
        step = times * (case.theta[k + 1] - case.theta[k])
        size = np.abs(case.theta[k + 1]).max() * times
        assert np.allclose([x[k, 1] - x[k, 0], y[k, 1] - y[k, 0]], step, rtol=1e-6, atol=1e-12 * size)
        for along, across in zip(slices, step, strict=True):
            assert along[0][k, 1] - along[0][k, 0] == pytest.approx(across, rel=1e-6, abs=1e-12 * size)
            assert along[1][k, 1] == along[1][k, 0] == pytest.approx(case.loss(*case.theta[k]), rel=1e-9)


def test_the_first_arrow_can_be_seen(case):
    step = np.linalg.norm(case.theta[1] - case.theta[0]) * magnified(case.study)
    assert step >= 0.3 * case.study.bowl.reach * (1 - 1e-9)


def test_a_slice_is_the_loss_along_one_weight_at_the_other_s_present_value(case):
    along_m, along_c = (the(case.scene.animations[i], QUIET) for i in (ALONG_M, ALONG_C))
    for k in case.seen:
        m, c = case.theta[k]
        assert np.allclose(along_m[1][k], case.loss(along_m[0], c), rtol=1e-6)
        assert np.allclose(along_c[1][k], case.loss(m, along_c[0]), rtol=1e-6)


def test_a_tangent_touches_its_slice_where_the_run_is_with_the_slope_that_differences_give(case):
    for i, animation in enumerate(case.scene.animations[ALONG_M:]):
        x, y = the(animation, ERROR)
        for k in case.seen:
            m, c = case.theta[k]
            slope = slopes(case, m, c)[i]
            steepest = np.abs(slopes(case, *case.theta[0])).max()
            drawn = (y[k, 1] - y[k, 0]) / (x[k, 1] - x[k, 0])
            assert drawn == pytest.approx(slope, rel=1e-5, abs=1e-7 * steepest)
            assert np.mean(x[k]) == pytest.approx([m, c][i], rel=1e-9)
            assert np.mean(y[k]) == pytest.approx(case.loss(m, c), rel=1e-9)
            assert x[k, 0] < x[k, 1]
            (at,) = (mark for mark in animation.marks if mark.trace["mode"] == "markers")
            place = at.moves["x"][k, 0], at.moves["y"][k, 0]
            assert place == pytest.approx(([m, c][i], case.loss(m, c)), rel=1e-9)


def test_the_line_and_its_errors_are_those_of_the_step(case, drawn, trace_of):
    animation = case.scene.animations[LINE]
    x, y = case.study.sample.X[:, 0], case.study.sample.y[:, 0]
    for k in case.seen[[0, len(case.seen) // 2, -1]]:
        m, c = case.theta[k]
        ends = drawn(animation, trace_of(animation, MODEL, "lines"), k)
        assert np.allclose(ends[:, 1], m * ends[:, 0] + c)
        sticks = drawn(animation, trace_of(animation, ERROR, "lines"), k).reshape(-1, 3, 2)
        assert np.allclose(sticks[:, 1, 1], m * sticks[:, 1, 0] + c)
        assert all(np.isclose(x, at).any() and np.isclose(y, to).any() for at, to in sticks[:, 0])


def test_every_data_set_for_a_line_has_a_surface_that_shows_its_run():
    for name in LINES:
        study = surface_study(SurfaceSettings(data=name, learning_rate=0.001))
        surface = surface_scene(study).animations[SPACE]
        start = surface.points[0].places[0]
        assert surface.x.low < start[0] < surface.x.high
        assert surface.y.low < start[1] < surface.y.high
        assert start[2] < surface.z.high
        assert (surface.heights.values < surface.z.high).mean() > 0.1
