"""Two valleys: both minima, the pass and every run, computed here by hand; and what the figures hold of them."""

from itertools import pairwise, product

import numpy as np
import pytest

from nnviz.core import TrainConfig, train
from nnviz.figures.palette import DATA, ERROR, MAGENTA, MODEL, PATH, TEAL
from nnviz.lessons.descent.valleys_scene import BAND, ROLLING, valley_scene
from nnviz.lessons.descent.valleys_study import (
    ENDLESS,
    LEFT,
    LEFT_PLACE,
    LOWER_PASS,
    ON_ITS_WAY,
    PASS,
    POINTS,
    RATES,
    RIGHT,
    RIGHT_PLACE,
    SIGMOID,
    STARTS,
    STEPS,
    ValleySettings,
    valley_of,
    valley_study,
)
from tests.lessons.descent.valleys import hessian, loss, sigmoid, slopes

SPACE, PLANE, NEURON, LOSS = range(4)


@pytest.fixture(scope="module")
def study():
    return valley_study(ValleySettings())


@pytest.fixture(scope="module")
def scene(study):
    return valley_scene(study)


@pytest.fixture(scope="module")
def everywhere():
    """Return runs from starts all over what can be chosen, at each rate: by rate, θ (steps + 1, n, 2)."""
    starts = np.array(list(product(np.arange(-8, 3.1, 0.5), np.arange(-2, 5.1, 0.5))))
    return {
        rate: train(SIGMOID, starts, POINTS.X, POINTS.y, TrainConfig("half_mse", "sgd", rate, 5, max(STEPS))).theta
        for rate in RATES
    }


@pytest.mark.parametrize(("place", "near", "height"), [
    (LEFT_PLACE, (-5.07, 1.86), 0.1), (RIGHT_PLACE, (-0.43, -0.78), 0.0677),
])  # fmt: skip
def test_both_lowest_places_are_minima(place, near, height):
    assert np.allclose(place.theta, near, atol=0.005)
    assert np.abs(slopes(place.theta)).max() < 1e-12
    curvatures = np.linalg.eigvalsh(hessian(place.theta))
    assert curvatures.min() > 1e-4
    assert np.allclose(place.curvatures, curvatures, atol=1e-8)
    assert place.loss == pytest.approx(loss(place.theta), rel=1e-12) == pytest.approx(height, abs=5e-5)


@pytest.mark.parametrize("place", [PASS, LOWER_PASS])
def test_a_pass_is_level_and_falls_to_both_sides(place):
    assert np.abs(slopes(place.theta)).max() < 1e-12
    low, high = np.linalg.eigvalsh(hessian(place.theta))
    assert low < -1e-3 < 1e-2 < high
    assert place.loss == pytest.approx(loss(place.theta), rel=1e-12)
    for away in (0.3, -0.3):
        assert loss(place.theta + away * place.directions[:, 0]) < place.loss


def test_the_third_way_goes_down_towards_what_is_said_of_it():
    w = -np.geomspace(2, 100, 10)
    losses = loss(np.column_stack([w, 2.5 * w]))
    assert np.all(np.diff(losses) < 0)
    assert losses[-1] == pytest.approx(ENDLESS, rel=1e-6)
    assert ENDLESS < RIGHT_PLACE.loss < LEFT_PLACE.loss


def component(start, height, w, b):
    """Return which nodes (len(b), len(w)) of a fine grid are reached from a place without rising to a height."""
    low = loss(np.stack(np.meshgrid(w, b), axis=-1)) < height
    found = np.zeros_like(low)
    found[np.abs(b - start[1]).argmin(), np.abs(w - start[0]).argmin()] = True
    while True:
        grown = found.copy()
        grown[1:] |= found[:-1]
        grown[:-1] |= found[1:]
        grown[:, 1:] |= found[:, :-1]
        grown[:, :-1] |= found[:, 1:]
        grown &= low
        if (grown == found).all():
            return found
        found = grown


@pytest.mark.parametrize(("which", "place", "height"), [
    (LEFT, LEFT_PLACE, PASS.loss), (RIGHT, RIGHT_PLACE, LOWER_PASS.loss),
])  # fmt: skip
def test_a_valley_is_all_that_is_reached_from_its_lowest_place_without_going_over_the_pass(which, place, height):
    w, b = np.linspace(-14, 6, 401), np.linspace(-9, 9, 361)
    grid = np.stack(np.meshgrid(w, b), axis=-1)
    reached, said = component(place.theta, height, w, b), valley_of(grid) == which
    near_pass = np.abs(loss(grid) - height) < 1e-4  # the grid cannot tell there
    assert reached.sum() > 500
    assert (reached == said)[~near_pass].all()


def test_no_step_leads_up_and_no_run_leaves_its_valley(everywhere):
    steepest = max(np.linalg.eigvalsh(hessian(at))[1] for at in product(np.linspace(-9, 4, 66), np.linspace(-3, 6, 46)))
    assert max(RATES) < 2 / steepest
    for theta in everywhere.values():
        assert np.diff(loss(theta), axis=0).max() < 1e-15
        valleys = valley_of(theta)
        assert np.all((valleys[:-1] == ON_ITS_WAY) | (valleys[1:] == valleys[:-1]))


def test_every_start_that_can_be_chosen_leads_to_one_of_the_two_valleys(everywhere):
    for rate, theta in everywhere.items():
        ends = valley_of(theta[-1])
        third = (loss(theta[-1]) < LOWER_PASS.loss) & (ends == ON_ITS_WAY)
        assert not third.any()
        assert {LEFT, RIGHT} <= set(ends.tolist())
        assert rate < 2 or ON_ITS_WAY not in ends


@pytest.mark.parametrize("settings", [{}, {"w": -3.5, "b": 4.25, "learning_rate": 1.0, "steps": 100}])
def test_every_run_is_gradient_descent_from_its_start(settings):
    settings = ValleySettings(**settings)
    study = valley_study(settings)
    theta = np.concatenate([[[settings.w, settings.b]], STARTS])
    for step in range(settings.steps + 1):
        if step in study.stops:
            assert np.allclose(study.theta[np.flatnonzero(study.stops == step)[0]], theta, atol=1e-9)
        if step < settings.steps:
            theta = theta - settings.learning_rate * slopes(theta)
    assert study.stops[0] == 0
    assert study.stops[-1] == settings.steps


def test_the_surface_is_the_loss_and_what_rolls_lies_on_it(study, scene):
    surface = scene.animations[SPACE]
    rows, columns = surface.heights.values.shape
    w, b = np.linspace(surface.x.low, surface.x.high, columns), np.linspace(surface.y.low, surface.y.high, rows)
    assert np.allclose(surface.heights.values, loss(np.stack(np.meshgrid(w, b), axis=-1)), rtol=1e-12)
    assert surface.heights.values.max() < surface.z.high
    assert surface.heights.values.min() > surface.z.low
    *others, between, mine = surface.points
    assert between.label == "pass"
    assert np.allclose(between.places, [[*PASS.theta, loss(PASS.theta)]])
    for i, point in zip([*ROLLING, 0], [*others, mine], strict=True):
        assert np.allclose(point.places[:, :2], study.run.theta[study.stops, i])
        assert np.allclose(point.places[:, 2], loss(point.places[:, :2]))
    assert len(surface.points) > 10


def test_the_way_in_space_is_what_was_walked_so_far_and_no_more(study, scene):
    (path,) = scene.animations[SPACE].paths
    assert np.allclose(path.places[..., 2], loss(path.places[..., :2]))
    assert np.allclose(path.places[:, 0, :2], study.mine[0])
    assert np.allclose(path.places[:, -1, :2], study.mine[study.stops])
    assert np.allclose(path.places[0, :, :2], study.mine[0])
    k = 20
    walked = study.mine[: study.stops[k] + 1]
    for place in path.places[k, :, :2]:
        pieces = pairwise(walked)
        assert min(off_a_piece(place, *piece) for piece in pieces) < 1e-9


def off_a_piece(place, start, end):
    along = np.clip((place - start) @ (end - start) / max((end - start) @ (end - start), 1e-30), 0, 1)
    return np.linalg.norm(place - start - along * (end - start))


@pytest.mark.parametrize(("which", "colour"), [(LEFT, TEAL), (RIGHT, MAGENTA)])
def test_a_start_is_marked_from_the_stop_at_which_its_run_is_in_a_valley(study, scene, drawn, trace_of, which, colour):
    animation = scene.animations[PLANE]
    trace = trace_of(animation, colour, "markers")
    for k in (0, 1, 10, 25, len(study.stops) - 1):
        at = study.run.theta[study.stops[k], 1:]
        there = STARTS[valley_of(at) == which]
        assert {tuple(place) for place in drawn(animation, trace, k)} == {tuple(start) for start in there}
    assert 20 < len(animation.marks[trace].trace["x"]) < 76


def test_from_above_every_run_is_where_it_is_and_mine_is_told_apart(study, scene, drawn, trace_of):
    animation = scene.animations[PLANE]
    for k in (0, 7, 48):
        step = study.stops[k]
        assert np.allclose(drawn(animation, trace_of(animation, DATA, "markers"), k), study.run.theta[step, 1:])
        assert np.allclose(drawn(animation, trace_of(animation, MODEL, "markers"), k), study.mine[[step]])
        assert np.allclose(drawn(animation, trace_of(animation, PATH, "lines"), k), study.mine[: step + 1])


def test_the_shades_are_bands_of_the_loss_and_the_crosses_stand_at_the_lowest_places(scene, read):
    animation = scene.animations[PLANE]
    (field,) = animation.fields
    (values,) = field.values
    (w_low, w_high), (b_low, b_high) = (animation.layout[f"{along}axis"]["range"] for along in "xy")
    rows, columns = values.shape
    for row, column in ((0, 0), (3, 150), (60, 40), (rows - 1, columns - 1), (80, 100)):
        w = w_low + (column + 0.5) * (w_high - w_low) / columns
        b = b_high - (row + 0.5) * (b_high - b_low) / rows
        shown = 0.05 + values[row, column] / (len(field.table) - 1) * 0.25
        assert shown == pytest.approx(np.floor(loss([w, b]) / BAND) * BAND, abs=0.003)
    crosses = [(note["x"], note["y"]) for note in animation.layout["annotations"] if "×" in note["text"]]
    assert np.abs([slopes(place) for place in crosses]).max() < 1e-12
    assert len(crosses) == 2
    ((w, b),) = ((note["x"], note["y"]) for note in animation.layout["annotations"] if ")(" in note["text"])
    assert np.abs(slopes([w, b])).max() < 1e-12
    assert np.linalg.eigvalsh(hessian([w, b]))[0] < 0, "the pass"
    named = [note["text"] for note in animation.layout["annotations"] if "pass" in note["text"]]
    assert read(*named) == [pytest.approx(loss([w, b]), rel=5e-3)]


def test_the_neuron_and_the_loss_are_those_of_my_run(study, scene, drawn, trace_of):
    animation, curve = scene.animations[NEURON], trace_of(scene.animations[NEURON], MODEL, "lines")
    for k in (0, 9, 48):
        x, y = drawn(animation, curve, k).T
        w, b = study.mine[study.stops[k]]
        assert np.allclose(y, sigmoid(w * x + b), atol=1e-12)
        mark = trace_of(scene.animations[LOSS], ERROR, "markers")
        at = study.stops[k]
        assert np.allclose(drawn(scene.animations[LOSS], mark, k), [[at, loss(study.mine[at])]])
    levels = [shape["y0"] for shape in scene.animations[LOSS].layout["shapes"]]
    assert np.allclose(levels, [loss(LEFT_PLACE.theta), loss(RIGHT_PLACE.theta)])
