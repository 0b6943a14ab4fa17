"""A line by hand: which it is, what is kept of it in a link, and where a neuron goes from it."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnviz.core import Network
from nnviz.lessons import from_link
from nnviz.lessons.fit import LESSON, dropped, outlier_dropped
from nnviz.lessons.fit.outlier import WhySettings, why_study
from nnviz.lessons.fit.points import FAR, SMALL, PointSettings, frame_of
from nnviz.lessons.fit.study import (
    FitSettings,
    candidates_of,
    is_outside,
    lines_from_link,
    lines_to_link,
    own_line,
    ranked,
    study,
)
from tests.lessons.fit.cases import FITS, KEPT, own

NEURON = Network((1, 1), output="identity")
finite = st.floats(-FAR, FAR).map(lambda value: float(f"{value:.10g}"))


@pytest.fixture(params=FITS, scope="module")
def fitted(request):
    return study(FITS[request.param])


def test_a_line_that_nobody_has_moved_is_flat_and_below_all_points():
    for name in SMALL:
        settings = FitSettings(PointSettings(name))
        m, c = own_line(settings)
        low = settings.points.sample.y.min()
        assert m == 0
        assert low - frame_of(settings.points.sample).step_y < c <= low
    assert own_line(FitSettings(m=2.5)) == (2.5, 2.0)
    assert own_line(FitSettings(c=-1.0)) == (0.0, -1.0)


def test_a_line_without_a_ring_in_the_figure_is_known():
    assert not is_outside(FitSettings())
    assert is_outside(FitSettings(c=40.0))
    assert is_outside(FitSettings(m=0.1, c=-3.0))
    assert not is_outside(FitSettings(m=40.0, c=-96.0)), "it is steep, but its middle is there"


def test_the_three_lines_are_what_their_description_says():
    lines = candidates_of(PointSettings("four_points").sample)
    assert lines == pytest.approx(np.array([[2 / 3, 4 / 3], [0, 3.5], [1, 1]]))
    upright = candidates_of(own((2, 1), (2, 3), (2, 5)).sample)
    assert upright == pytest.approx(np.array([[0, 3], [0, 3], [0, 3]]))


@given(st.lists(st.tuples(finite, finite), min_size=1, max_size=5))
def test_kept_lines_come_back_from_a_link_as_they_were(lines):
    assert lines_from_link(lines_to_link(tuple(lines))) == tuple(lines)


@pytest.mark.parametrize(
    "text", ["", "1", "1,2,3", "1,nan", "inf,0", "1,2;", "1e9,0", ";".join(["1,2"] * 6), "<script>", "1,2|3,4"]
)
def test_a_link_that_brings_no_kept_lines_brings_none(text):
    assert from_link(FitSettings, "fit", {"fit_kept": text}).kept == ()


def test_kept_lines_are_ranked_by_their_losses_the_best_first():
    settings = FitSettings(kept=KEPT)
    X, y, *_ = settings.points.sample
    order = ranked(settings)
    assert {letter: line for letter, line, _ in order} == dict(zip("ABCD", KEPT, strict=True))
    losses = [np.mean((m * X + c - y) ** 2) / 2 for _, (m, c), _ in order]
    assert [loss for *_, loss in order] == pytest.approx(losses)
    assert losses == sorted(losses)
    assert order[0][:2] == ("C", (0.8, 1.5))


def test_a_neuron_starts_at_one_s_own_line_and_each_stop_is_a_step_of_descent(fitted):
    if fitted.run is None:
        assert np.array_equal(fitted.theta, np.vstack([fitted.own, candidates_of(fitted.sample)]))
        return
    assert np.array_equal(fitted.theta[0], fitted.own)
    X, y, rate = fitted.sample.X, fitted.sample.y, fitted.run.config.learning_rate
    theta, steps = fitted.own, fitted.run.step[fitted.stops]
    for step in range(steps[-1] + 1):
        if step in steps:
            assert fitted.theta[np.searchsorted(steps, step)] == pytest.approx(theta, rel=1e-9, abs=1e-12)
        error = theta[0] * X + theta[1] - y
        theta = theta - rate * np.array([np.mean(error * X), np.mean(error)])


def test_it_has_arrived_only_where_its_loss_is_all_but_the_smallest(fitted):
    if fitted.run is None:
        assert not fitted.arrived
        return
    least = fitted.answer.loss
    size = 1e-12 * np.square(fitted.sample.y).max()
    above = NEURON.loss(fitted.theta, fitted.sample.X, fitted.sample.y, "half_mse") - least
    assert fitted.arrived == (above[-1] <= 1e-4 * above[0] + size)
    assert fitted.arrived or fitted.run.step[fitted.stops[-1]] == fitted.run.step[-1]


def test_there_is_a_run_that_arrives_and_one_that_does_not():
    assert study(FITS["a neuron"]).arrived
    assert study(FITS["a neuron from the best line"]).arrived
    assert not study(FITS["a neuron in a narrow valley"]).arrived


def test_nothing_is_told_of_least_squares_before_it_is_asked_for_or_the_neuron_is_there(fitted):
    told = [fitted.known(place) for place in range(len(fitted.theta))]
    assert told == [fitted.asked or (fitted.arrived and place == len(told) - 1) for place in range(len(told))]
    if fitted.run is None:
        assert any(told) == fitted.asked


def test_one_s_own_best_is_the_best_of_all_one_has():
    fitted = study(FITS["kept lines"])
    assert fitted.best_own == pytest.approx([0.8, 1.5])
    assert study(replace(FITS["kept lines"], kept=())).best_own == pytest.approx([0.7, 2.0])


def test_a_line_that_is_dropped_is_one_s_own_from_the_first_stop_on():
    for settings in (FitSettings(), FitSettings(neuron=True)):
        fitted = study(settings)
        put = dropped(fitted, {"m": 0.5, "c": 1.25})
        again = study(replace(settings, m=put["m"], c=put["c"]))
        assert put[LESSON.parts[0].step] == 0
        assert again.theta[0] == pytest.approx([0.5, 1.25])


def test_an_outlier_that_is_dropped_lies_there_at_the_last_stop():
    settings = WhySettings()
    put = outlier_dropped(why_study(settings), {"x": 1.5, "y": -2.0})
    again = why_study(replace(settings, x=put["x"], y=put["y"]))
    assert put[LESSON.parts[1].step] == len(again.y) - 1
    assert (again.x, again.y[-1]) == (1.5, -2.0)


@pytest.mark.parametrize("name", SMALL)
def test_a_hand_can_reach_the_line_of_least_squares_nearly(name):
    """By the steps in which it moves, one's own line comes within five percent of the smallest loss."""
    sample = PointSettings(name).sample
    frame, answer = frame_of(sample), study(FitSettings(PointSettings(name))).answer
    m = round(answer.theta[0] / frame.step_m) * frame.step_m
    c = round(answer.theta[1] / frame.step_y) * frame.step_y
    assert NEURON.loss(np.array([m, c]), sample.X, sample.y, "half_mse") < 1.05 * answer.loss
