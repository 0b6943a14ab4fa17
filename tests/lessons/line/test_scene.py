"""The line's figures hold the run's own numbers: every trace, at every step."""

from dataclasses import replace

import numpy as np
import pytest

from nnviz.core import Network
from nnviz.figures.palette import ANSWER, DATA, ERROR, MODEL, PATH
from nnviz.figures.text import equation
from nnviz.lessons.line.label import place_of_label
from nnviz.lessons.line.scene import opening_scene, points_and_line
from nnviz.lessons.line.study import LINES

NEURON = Network((1, 1), output="identity")
POINTS, PLANE, LOSS = range(3)


def predictions(case, k, x):
    return NEURON.forward(case.run.theta[k], np.reshape(x, (-1, 1))).a[-1][:, 0]


def pieces(points):
    """Split (n, 2) at the gaps."""
    gaps = np.flatnonzero(np.isnan(points).any(axis=1))
    return [piece[~np.isnan(piece).any(axis=1)] for piece in np.split(points, gaps + 1) if len(piece)]


def test_the_line_of_each_step_is_what_the_neuron_predicts(case, drawn, trace_of):
    animation = case.scene.animations[POINTS]
    line = trace_of(animation, MODEL, "lines")
    for place, k in enumerate(case.stops):
        x, y = drawn(animation, line, place).T
        assert x[0] < case.sample.X.min() <= case.sample.X.max() < x[-1]
        assert np.allclose(y, predictions(case, k, x), rtol=1e-9)


def test_each_stick_goes_from_a_datapoint_to_the_line(case, drawn, trace_of):
    animation = case.scene.animations[POINTS]
    sticks = trace_of(animation, ERROR, "lines")
    known = set(zip(case.sample.X[:, 0], case.sample.y[:, 0], strict=True))
    for place, k in enumerate(case.stops):
        parts = pieces(drawn(animation, sticks, place))
        assert len(parts) == min(len(case.sample.X), 80)
        (x, data), (same_x, line) = np.array(parts).transpose(1, 2, 0)
        assert set(zip(x, data, strict=True)) <= known
        assert np.array_equal(x, same_x)
        assert np.allclose(line, predictions(case, k, x), rtol=1e-9)


def test_earlier_lines_are_lines_the_run_has_passed(case, drawn, trace_of):
    animation = case.scene.animations[POINTS]
    earlier = trace_of(animation, PATH, "lines")
    shown = []
    for place, k in enumerate(case.stops):
        parts = pieces(drawn(animation, earlier, place))
        shown.append(len(parts))
        for x, y in (part.T for part in parts):
            passed = case.run.theta[:k, :1] * x + case.run.theta[:k, 1:]
            assert np.isclose(passed, y, rtol=1e-9).all(axis=1).any()
    assert shown[0] == 0
    assert np.all(np.diff(shown) >= 0)
    assert shown[-1] >= min(len(case.run.step) - 1, 5)


def test_the_datapoints_are_the_data(case, drawn, trace_of):
    animation = case.scene.animations[POINTS]
    shown = drawn(animation, trace_of(animation, DATA, "markers"), 0)
    assert np.array_equal(shown, np.column_stack([case.sample.X, case.sample.y]))


def test_readouts_say_the_numbers_of_their_step(case, read):
    step, epoch, line, loss = (readout.values for readout in case.scene.readouts)
    residual = case.run.theta[:, :1] * case.sample.X[:, 0] + case.run.theta[:, 1:] - case.sample.y[:, 0]
    half_mean_square = np.sum(residual * (residual / (2 * len(case.sample.X))), axis=1)
    per_epoch = -(-len(case.sample.X) // case.run.config.batch_size)
    for place, k in enumerate(case.stops):
        m, c = case.run.theta[k]
        assert read(step[place]) == [case.run.step[k]]
        assert read(epoch[place]) == [case.run.step[k] // per_epoch]
        slope, intercept = line[place].removeprefix("ŷ = ").split("·x ")
        assert read(slope) == pytest.approx([m], rel=0.0051)
        assert read(intercept.replace(" ", "")) == pytest.approx([c], rel=0.0051)
        assert read(loss[place]) == pytest.approx(
            [half_mean_square[k]], rel=0.0051, abs=1e-12 * np.square(case.sample.y).max()
        )


def test_the_timeline_is_the_run_s_steps_in_order(case):
    steps = case.scene.timeline.steps
    assert np.array_equal(case.run.step, np.arange(len(case.run.step))), "every step is recorded"
    assert np.array_equal(steps, case.run.step) or len(steps) == 1000 < len(case.run.step)
    assert np.ptp(np.diff(steps)) <= 1, "evenly"
    assert [name.split()[1] for name in case.scene.timeline.names] == [f"{step:,}" for step in steps]
    assert case.scene.timeline.names[-1].split()[-1] == f"{case.run.step[-1]:,}"


def test_the_answer_is_the_one_numpy_finds(case, plotted):
    X, y = case.sample.X[:, 0], case.sample.y[:, 0]
    scale = np.abs(y).max()
    m, c = np.polyfit(X, y, 1) if np.ptp(X) else case.answer.theta
    (best,) = plotted(case.scene.animations[POINTS]).layout.shapes
    assert best.line.color == ANSWER.light
    assert np.allclose([best.y0, best.y1], [m * best.x0 + c, m * best.x1 + c], rtol=1e-6, atol=1e-9 * scale)
    for mark in plotted(case.scene.animations[PLANE]).layout.annotations:
        assert np.allclose([mark.x, mark.y], [m, c], rtol=1e-6, atol=1e-9 * scale)
    (floor,) = plotted(case.scene.animations[LOSS]).layout.shapes
    smallest = np.mean((m * X + c - y) ** 2) / 2
    assert np.allclose([floor.y0, floor.y1], smallest, rtol=1e-6, atol=1e-12 * scale**2)


def test_axes_hold_what_has_to_be_seen(case, plotted):
    def inside(values, axis):
        low, high = (10.0**limit for limit in axis.range) if axis.type == "log" else axis.range
        return np.all((low <= values) & (values <= high))

    points, plane, loss = (plotted(animation).layout for animation in case.scene.animations)
    assert inside(case.sample.X, points.xaxis)
    assert inside(case.sample.y, points.yaxis)
    for theta in (case.run.theta[0], case.answer.theta):
        assert inside(theta[0], plane.xaxis)
        assert inside(theta[1], plane.yaxis)
    assert inside(case.run.step, loss.xaxis)
    losses = case.run.losses(case.sample.X, case.sample.y)
    assert inside(losses[losses <= 1e4 * losses[0]].max(), loss.yaxis)


def test_names_of_columns_are_shown_as_text(fit, plotted):
    study = fit().study
    sample = study.sample._replace(inputs=("<img src=x onerror=alert(1)>",), outputs=("<b>&amp;" + "y" * 100,))
    layout = plotted(points_and_line(replace(study, sample=sample))).layout
    assert "<" not in layout.xaxis.title.text + layout.yaxis.title.text
    assert layout.xaxis.title.text.startswith("&lt;img")
    assert layout.yaxis.title.text.startswith("&lt;b&gt;&amp;amp;")
    assert layout.yaxis.title.text.endswith("…")


def test_the_opening_is_the_first_figure_of_the_same_run(fit, plotted):
    case = fit("noisy_line")
    opening = opening_scene(case.study)
    (animation,) = opening.animations
    assert plotted(animation) == plotted(case.scene.animations[POINTS])
    assert opening.autoplay


@pytest.mark.parametrize(("m", "c", "text"), [(0.5, -0.25, "ŷ = 0.500·x − 0.250"), (-1, 0, "ŷ = −1.00·x + 0")])
def test_an_equation_is_written_as_people_write_it(m, c, text):
    assert equation(m, c) == text


@pytest.mark.parametrize(("step", "place"), [(0, 0), (1, 0), (2, 1), (1500, 500), (3000, 999), (10**9, 999)])
def test_a_step_at_which_the_timeline_does_not_stop_gives_the_nearest_one(fit, step, place):
    case = fit("noisy_line", batch_size=1, epochs=60)
    assert case.run.step[-1] == 3000
    stops = case.scene.timeline.steps
    assert abs(stops[case.scene.timeline.index(step)] - step) == np.abs(stops - step).min()
    assert abs(case.scene.timeline.index(step) - place) <= 1


def test_the_words_say_where_the_line_and_the_mark_have_gone(fit):
    case = fit(learning_rate=0.5, epochs=1000)
    points, plane, loss = case.scene.animations
    (left, right), (low, high) = points.layout["xaxis"]["range"], points.layout["yaxis"]["range"]
    across, up = plane.layout["xaxis"]["range"], plane.layout["yaxis"]["range"]
    moves = (mark.moves for animation in (points, plane, loss) for mark in animation.marks)
    words = [moving["text"][:, 0] for moving in moves if "text" in moving]
    losses = case.run.losses(case.sample.X, case.sample.y)
    seen = set()
    for k, (m, c) in enumerate(case.run.theta):
        ends = m * left + c, m * right + c
        gone = "↑" if min(ends) > high else "↓" if max(ends) < low else ""
        assert words[0][k] == (f"the line is outside {gone}" if gone else "")
        arrow = words[1][k][-1:]
        assert bool(arrow) == (not (across[0] <= m <= across[1] and up[0] <= c <= up[1]))
        assert not (arrow and arrow in "→↗↘") or m > across[1]
        assert not (arrow and arrow in "←↖↙") or m < across[0]
        assert (words[2][k] == "above ↑") == (losses[k] > 10 ** loss.layout["yaxis"]["range"][1])
        seen |= {words[0][k], arrow, words[2][k]}
    assert {"the line is outside ↑", "the line is outside ↓", "above ↑", ""} < seen
    assert "→" in seen or "↗" in seen


def test_the_words_least_squares_lie_on_no_point(fit, plotted):
    for name in LINES:
        for settings in ({}, {"learning_rate": 0.001}):
            case = fit(name, **settings)
            layout = plotted(case.scene.animations[POINTS]).layout
            (label,) = layout.annotations
            (left, right), (low, high) = layout.xaxis.range, layout.yaxis.range
            wide, tall = 0.18 * (right - left), 0.05 * (high - low)
            x0 = label.x - wide * (label.xanchor == "right")
            y0 = label.y - tall * (label.yanchor == "top")
            assert left <= x0 < x0 + wide <= right
            assert low <= y0 < y0 + tall <= high
            x, y = case.sample.X[:, 0], case.sample.y[:, 0]
            assert ((x > x0) & (x < x0 + wide) & (y > y0) & (y < y0 + tall)).sum() <= (2 if len(x) > 100 else 0)
            (best,) = layout.shapes
            assert label.y == pytest.approx(np.interp(label.x, [best.x0, best.x1], [best.y0, best.y1]))


def test_a_line_that_leaves_no_room_beside_it_has_its_words_where_it_meets_the_right_edge(fit):
    case = fit()
    m, c = case.answer.theta
    # A frame that the line enters just before its right edge: nowhere is there room for the words.
    for x, y in (((0, 1), (m * 0.99 + c, m * 0.99 + c + 0.1)), ((0, 10), (m * 9.9 + c, m * 9.9 + c + abs(m)))):
        low, high = min(y), max(y)
        frame = np.array([x, (low, high)], float)
        place = place_of_label(case.study, frame, np.array([0]))
        assert place.x == pytest.approx(0.98 * x[1])
        assert place.y == pytest.approx(np.clip(m * x[1] + c, low, high))
        assert low < place.y < high
        assert place.anchors == {"xanchor": "right", "yanchor": "bottom"}


def test_the_loss_curve_and_its_mark_are_the_core_s_losses(case, drawn, trace_of):
    animation = case.scene.animations[LOSS]
    curve, here = trace_of(animation, ERROR, "lines"), trace_of(animation, ERROR, "markers")
    loss = NEURON.loss(case.run.theta, case.sample.X, case.sample.y, "half_mse")
    for place, k in enumerate(case.stops):
        x, y = drawn(animation, curve, place).T
        assert np.array_equal(x, case.run.step[: k + 1])
        assert np.allclose(y, loss[: k + 1], rtol=1e-12)
        assert np.allclose(drawn(animation, here, place), [[case.run.step[k], loss[k]]], rtol=1e-12)


def test_a_run_that_explodes_has_a_logarithmic_loss_and_its_floor_on_it(fit, plotted):
    case = fit(learning_rate=0.3, epochs=1000)
    layout = plotted(case.scene.animations[LOSS]).layout
    (label,) = layout.annotations
    assert layout.yaxis.type == "log"
    assert 10**label.y == pytest.approx(case.answer.loss)  # Plotly wants the logarithm of an annotation's place


@pytest.mark.parametrize("settings", [{"learning_rate": 0.3, "epochs": 1000}, {"data": "cars", "learning_rate": 10.0}])
def test_a_loss_that_explodes_leaves_room_for_the_steps_before(fit, plotted, settings):
    case = fit(**settings)
    axis = plotted(case.scene.animations[LOSS]).layout.yaxis
    losses = case.run.losses(case.sample.X, case.sample.y)
    assert losses.max() > 1e100
    assert 1e3 * losses[0] < 10 ** axis.range[1] < 1e5 * losses[0]
    assert 2 <= len(axis.tickvals) <= 5
    assert all(len(text) <= 5 for text in axis.ticktext), "the title beside them stays clear"
    assert all(10 ** axis.range[0] <= value <= 10 ** axis.range[1] for value in axis.tickvals)


def test_the_title_says_how_many_errors_are_drawn(fit):
    for data, left_out in (("four_points", ""), ("noisy_line", ""), ("faithful", ", with the errors of 80 of 272")):
        title = fit(data, epochs=5).scene.animations[POINTS].layout["title"]["text"]
        assert title == f"The points and the line{left_out}"


def test_the_floor_of_the_loss_is_written_beside_it(case, plotted, read):
    (label,) = plotted(case.scene.animations[LOSS]).layout.annotations
    said = read(label.text.removeprefix("least squares: "))
    scale = np.square(case.sample.y).max()
    assert said == pytest.approx([case.answer.loss], rel=0.0051, abs=1e-12 * scale)
