"""One run down the surface: every figure holds what the loss, computed here by hand, says of that step."""

from dataclasses import dataclass

import numpy as np
import pytest

from nnviz.figures.palette import ERROR, MODEL, PATH, QUIET
from nnviz.lessons import from_link
from nnviz.lessons.descent import LESSON
from nnviz.lessons.descent.surface_question import arrivals, surface_question
from nnviz.lessons.descent.surface_scene import magnified, surface_scene
from nnviz.lessons.descent.surface_study import SurfaceSettings, surface_study
from nnviz.lessons.descent.surface_words import contributions, curvature, last_stop, new_weights, warning
from nnviz.lessons.lines import LINES

SPACE, PLANE, LINE, ALONG_M, ALONG_C = range(5)
RUNS = {
    "a bowl": {},
    "a narrow valley, near the limit": {"data": "four_points", "learning_rate": 0.2, "epochs": 100},
    "from another start": {"data": "curve", "learning_rate": 0.5, "seed": 7},
    "a ravine": {"data": "cars", "learning_rate": 0.005, "epochs": 200},
    "many points": {"data": "faithful", "learning_rate": 0.1, "epochs": 20},
    "out of the valley": {"data": "four_points", "learning_rate": 0.3, "epochs": 20},
    "until no number is left": {"data": "cars", "learning_rate": 10.0, "epochs": 200},
}


@dataclass(frozen=True)
class Case:
    """A run, its figures, and the loss of its sample."""

    study: object
    scene: object

    @property
    def theta(self):
        return self.study.run.theta

    @property
    def seen(self):
        """Return the steps (k,) at which the run is within the plane."""
        ends = np.array([animation.layout["xaxis"]["range"] for animation in self.scene.animations[ALONG_M:]])
        inside = (ends[:, 0] <= self.theta) & (self.theta <= ends[:, 1])
        return np.flatnonzero(inside.all(axis=1))

    def loss(self, m, c):
        x, y = self.study.sample.X[:, 0], self.study.sample.y[:, 0]
        return np.mean((np.asarray(m)[..., None] * x + np.asarray(c)[..., None] - y) ** 2, axis=-1) / 2


@pytest.fixture(scope="module", params=RUNS.values(), ids=RUNS)
def case(request):
    study = surface_study(SurfaceSettings(**request.param))
    return Case(study, surface_scene(study))


def slopes(case, m, c):
    """Return ∂L/∂m and ∂L/∂c at a place by central differences, exact for a quadratic but for rounding."""
    h = 1e-3 * (1 + np.abs([m, c]).max())
    along_m = (case.loss(m + h, c) - case.loss(m - h, c)) / (2 * h)
    return along_m, (case.loss(m, c + h) - case.loss(m, c - h)) / (2 * h)


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
    tops = [one.layout["yaxis"]["range"][1] for one in slices]
    for k, (m, c) in enumerate(case.theta):
        assert (outside[k] != "") == (k not in case.seen)
        for words, top in zip(above, tops, strict=True):
            assert (words[k] != "") == bool(case.loss(m, c) > top)


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


def test_the_numbers_above_are_those_of_the_step(case, read):
    _, line, of_m, of_c, loss = case.scene.readouts
    for k in case.seen[:: max(1, len(case.seen) // 5)]:
        m, c = case.theta[k]
        assert np.allclose(read(line.values[k].replace("− ", "−"))[-2:], [m, c], rtol=0.006, atol=1e-9)
        assert read(loss.values[k])[0] == pytest.approx(case.loss(m, c), rel=0.006)
        steps = -case.study.run.config.learning_rate * np.array(slopes(case, m, c))
        for readout, slope, step in zip((of_m, of_c), slopes(case, m, c), steps, strict=True):
            shown = read(readout.values[k].replace("− ", "−"))
            assert shown[0] == pytest.approx(slope, rel=0.006, abs=1e-7)
            assert shown[1] == pytest.approx(step, rel=0.006, abs=1e-7)


def test_the_rule_below_leads_to_the_next_place_and_says_which_way(case, read):
    for k in case.seen[case.seen < len(case.theta) - 1][:: max(1, len(case.seen) // 5)]:
        before, after = case.theta[k], case.theta[k + 1]
        for line, old, new in zip(new_weights(case.study, k).split("\n\n"), before, after, strict=True):
            formula = line.partition("$ = ")[2].replace("**", "")
            shown = read(formula)
            assert shown[0] == pytest.approx(old, rel=0.006)
            assert shown[-1] == pytest.approx(new, rel=0.006)
            assert line.endswith("grows" if new > old else "shrinks" if new < old else "stays")


def test_the_points_that_push_up_and_down_add_up_to_the_slope(case, read):
    x, y, n = case.study.sample.X[:, 0], case.study.sample.y[:, 0], len(case.study.sample.X)
    for k in case.seen[:: max(1, len(case.seen) // 5)]:
        m, c = case.theta[k]
        each = (m * x + c - y) * x, m * x + c - y
        for row, mine in zip(contributions(case.study, k).split("\n")[2:], each, strict=True):
            smaller, larger, slope, what = [cell.replace("+ ", "").replace("− ", "−") for cell in row.split("|")[2:6]]
            assert np.allclose(read(smaller), [(mine > 0).sum(), n, mine[mine > 0].sum() / n], rtol=0.006, atol=1e-12)
            assert np.allclose(read(larger), [(mine < 0).sum(), n, mine[mine < 0].sum() / n], rtol=0.006, atol=1e-12)
            assert read(slope)[0] == pytest.approx(mine.mean(), rel=0.006, abs=1e-9)
            assert what.strip() == ("shrinks" if mine.mean() > 0 else "grows")


def test_the_answer_is_who_stays_near_from_the_earliest_step(case):
    best = np.polyfit(case.study.sample.X[:, 0], case.study.sample.y[:, 0], 1)
    when = []
    for i in (0, 1):
        near = [abs(theta[i] - best[i]) <= 0.1 * abs(case.theta[0, i] - best[i]) for theta in case.theta]
        when.append(next((k for k in range(len(near)) if all(near[k:])), None))
    assert arrivals(case.study) == when
    m, c = when
    answer = surface_question(case.study).options[surface_question(case.study).answer]
    if m is None and c is None:
        assert answer.startswith("Neither")
    elif m == c:
        assert answer.startswith("Both")
    else:
        assert answer[0] == ("m" if c is None or (m is not None and m < c) else "c")


def test_a_run_that_leaves_is_not_said_to_settle(case):
    x = case.study.sample.X[:, 0]
    limit = 2 / np.linalg.eigvalsh([[np.mean(x * x), np.mean(x)], [np.mean(x), 1]])[-1]
    assert ("above" in curvature(case.study)) == (case.study.run.config.learning_rate > limit)
    assert (warning(case.study) is not None) == (case.study.run.diverged_at is not None)
    end = last_stop(case.study, len(case.theta) - 1)
    assert ("can hold" in end) == (case.study.run.diverged_at is not None)


def test_every_data_set_for_a_line_has_a_surface_that_shows_its_run():
    for name in LINES:
        study = surface_study(SurfaceSettings(data=name, learning_rate=0.001))
        surface = surface_scene(study).animations[SPACE]
        start = surface.points[0].places[0]
        assert surface.x.low < start[0] < surface.x.high
        assert surface.y.low < start[1] < surface.y.high
        assert start[2] < surface.z.high
        assert (surface.heights.values < surface.z.high).mean() > 0.1


def parts(study):
    """Return how far each step is from the best line along the valley and across it (K, 2)."""
    x, y = study.sample.X[:, 0], study.sample.y[:, 0]
    _, directions = np.linalg.eigh([[np.mean(x * x), np.mean(x)], [np.mean(x), 1]])
    return (study.run.theta - np.polyfit(x, y, 1)) @ directions


def test_what_is_said_of_the_runs_for_the_class_is_so():
    narrow, near = (
        parts(surface_study(from_link(SurfaceSettings, LESSON.prefix, one.settings))) for one in LESSON.tries[:2]
    )
    assert "across it first, then crawl along" in LESSON.tries[0].text
    assert abs(narrow[3, 1]) < 0.01 * abs(narrow[0, 1])
    assert 0.9 * abs(narrow[0, 0]) < abs(narrow[3, 0])
    assert "from one side of the valley to the other" in LESSON.tries[1].text
    assert np.all(near[1:20, 1] * near[:19, 1] < 0)
