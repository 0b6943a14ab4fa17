"""The plane of all lines holds the run's own m and c, and the loss of every line in it."""

import numpy as np
import pytest

from nnviz.core import Network
from nnviz.figures.palette import MODEL, PATH

NEURON = Network((1, 1), output="identity")
POINTS, PLANE, LOSS = range(3)


def kept(case):
    """Return how many places of the path are drawn: until it is outside for good, and the first of these."""
    layout = case.scene.animations[PLANE].layout
    (left, right), (low, high) = layout["xaxis"]["range"], layout["yaxis"]["range"]
    m, c = case.run.theta.T
    return min(int(np.flatnonzero((left <= m) & (m <= right) & (low <= c) & (c <= high))[-1]) + 2, len(m))


def test_the_path_and_the_mark_in_the_plane_are_theta(case, drawn, trace_of):
    animation = case.scene.animations[PLANE]
    path, here = trace_of(animation, PATH, "lines"), trace_of(animation, MODEL, "markers")
    near = np.abs(case.run.theta).max(axis=1) < 1e20
    for place, k in enumerate(case.stops):
        walked, end = drawn(animation, path, place), min(k + 1, kept(case))
        assert np.array_equal(walked[near[:end]], case.run.theta[:end][near[:end]])
        if near[k]:
            assert np.array_equal(drawn(animation, here, place), case.run.theta[[k]])


def test_a_path_that_leaves_is_drawn_until_it_leaves_and_fills_no_plane(fit, drawn, trace_of):
    case = fit(learning_rate=0.3, epochs=1000)
    animation = case.scene.animations[PLANE]
    walked = drawn(animation, trace_of(animation, PATH, "lines"), len(case.stops) - 1)
    assert len(walked) == kept(case) < 10 < len(case.run.step)
    inside = fit(learning_rate=0.2, epochs=300).scene.animations[PLANE]
    assert len(drawn(inside, trace_of(inside, PATH, "lines"), 300)) == 301, "a path that stays is drawn to its end"


def test_a_place_too_far_for_a_browser_is_drawn_far_out_in_its_own_direction(fit, drawn, trace_of):
    case = fit(learning_rate=0.5, epochs=1000)
    animation = case.scene.animations[PLANE]
    here = trace_of(animation, MODEL, "markers")
    seen = np.concatenate([drawn(animation, here, place) for place in range(len(case.stops))])
    assert np.abs(case.run.theta).max() > 1e150
    assert 1e25 < np.abs(seen).max() < 1e35, "far outside, and yet a number that SVG has"
    far = np.abs(case.run.theta).max(axis=1) > 1e20
    assert np.allclose(seen[far, 1] / seen[far, 0], case.run.theta[far, 1] / case.run.theta[far, 0])
    assert np.array_equal(np.sign(seen[far]), np.sign(case.run.theta[far]))


@pytest.mark.parametrize(
    "settings",
    [{"seed": seed, "epochs": 1000, "learning_rate": rate} for seed in (0, 3, 7) for rate in (0.03, 0.1)]
    + [
        {"data": "noisy_line"},
        {"data": "sine"},
        {"optimizer": "momentum"},
        {"optimizer": "adam", "learning_rate": 0.1},
    ],
)
def test_the_path_does_not_run_through_the_words_least_squares(fit, plotted, settings):
    case = fit(**settings)
    layout = plotted(case.scene.animations[PLANE]).layout
    (label,) = (note for note in layout.annotations if note.text == "least squares")
    pixels = np.array([372, 147])  # of the plane, on a screen rather small
    scale = pixels / [np.ptp(layout.xaxis.range), np.ptp(layout.yaxis.range)]
    x, y = label.xshift or 0, label.yshift or 0
    left, half = x - {"left": 0, "center": 38, "right": 76}[label.xanchor or "center"], 8
    walked = (case.run.theta - [label.x, label.y]) * scale
    along = np.linspace(0, 1, 200)[:, None, None]
    path = walked[:-1] + along * np.diff(walked, axis=0)
    inside = (path[..., 0] > left) & (path[..., 0] < left + 76) & (path[..., 1] > y - half) & (path[..., 1] < y + half)
    assert not inside.any()


def in_view(ring, layout):
    """Return places along the parts of a closed curve (n, 2) that lie within the axes."""
    ranges = np.array([layout.xaxis.range, layout.yaxis.range])
    start, way = ring[:-1], np.diff(ring, axis=0)
    with np.errstate(divide="ignore", invalid="ignore"):
        crossings = np.sort((ranges.T[:, None] - start) / way, axis=0)  # where each piece enters and leaves each axis
    enters, leaves = np.nanmax(crossings[0], axis=1).clip(0), np.nanmin(crossings[1], axis=1).clip(max=1)
    seen = enters < leaves
    along = np.linspace(enters[seen], leaves[seen], 7)[..., None]
    return (start[seen] + along * way[seen]).reshape(-1, 2)


def test_rings_join_lines_of_equal_loss(case, plotted):
    layout = plotted(case.scene.animations[PLANE]).layout
    best = NEURON.loss(case.answer.theta, case.sample.X, case.sample.y, "half_mse")
    heights = []
    for shape in layout.shapes:
        ring = np.array([corner.split(",") for corner in shape.path.strip("MZ").split("L")], float)
        places = in_view(ring, layout)
        if len(places):
            above = NEURON.loss(places, case.sample.X, case.sample.y, "half_mse") - best
            assert np.ptp(above) < 0.01 * above.mean()
            heights.append(above.mean())
    assert len(heights) >= 4
    assert np.all(np.diff(heights) < 0), "outermost first, so that the inner ones lie above"


def test_the_plane_is_as_large_as_its_start_needs_and_no_larger(case, plotted):
    layout = plotted(case.scene.animations[PLANE]).layout
    ranges = np.array([layout.xaxis.range, layout.yaxis.range])
    reach = np.ptp(ranges, axis=1) / 2
    assert np.allclose(ranges.mean(axis=1), case.answer.theta, rtol=1e-6)
    away = np.abs(case.run.theta[0] - case.answer.theta)
    assert np.all(away <= 0.75 * reach), "the start is well inside"
    if np.linalg.cond(case.answer.hessian) < 1e6 and np.all(reach > 0.01 * (1 + np.abs(case.answer.theta))):
        angle = np.linspace(0, 2 * np.pi, 2001)
        circle = np.stack([np.cos(angle), np.sin(angle)], axis=1)
        height = np.einsum("ki,ij,kj->k", circle, case.answer.hessian, circle)
        ring = circle * np.sqrt((away @ np.abs(case.answer.hessian) @ away) / height)[:, None]
        seen = np.maximum(away / reach, 0.35 * np.abs(ring).max(axis=0) / reach)
        assert np.allclose(seen, 1 / 1.35, atol=0.01), "either the start or a third of its ring decides"


def test_a_place_pointed_at_has_the_loss_of_its_line(case):
    pointing = case.scene.animations[PLANE].pointing
    places = case.answer.theta + np.array([[0.5, -1.0], [0.0, 2.0], [-3.0, 0.1]])
    away = places - pointing.centre
    loss = pointing.lowest + 0.5 * np.einsum("ki,ij,kj->k", away, np.array(pointing.hessian), away)
    assert pointing.figure == POINTS
    assert np.allclose(loss, NEURON.loss(places, case.sample.X, case.sample.y, "half_mse"), rtol=1e-6)
