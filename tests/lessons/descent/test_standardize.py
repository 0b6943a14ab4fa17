"""The same points with x as it is and standardized: the line, the Hessian and every step, computed here by hand."""

import re

import numpy as np
import pytest

from nnviz.core import DATASETS
from nnviz.figures.numbers import number
from nnviz.lessons.descent.race_scene import LOOKS
from nnviz.lessons.descent.standardize_scene import standardize_scene
from nnviz.lessons.descent.standardize_study import SAME_RATE, SAME_SHARE, StandardizeSettings, standardize_study
from nnviz.lessons.descent.standardize_words import (
    both_lines,
    hessians,
    standardize_question,
    standardizing,
    warning,
)
from nnviz.lessons.lines import LINES
from tests.arithmetic import comes_to

CASES = {
    "a ravine at one rate": {},
    "at half the limit": {"same": SAME_SHARE, "share": 0.5},
    "one of them flies off": {"learning_rate": 1.0, "epochs": 20},
    "until no number is left": {"data": "cars", "learning_rate": 10.0, "epochs": 200},
    "near the limit": {"data": "faithful", "same": SAME_SHARE, "share": 0.98, "epochs": 100, "seed": 3},
    "above it": {"data": "noisy_line", "same": SAME_SHARE, "share": 1.02, "epochs": 20},
    "a bowl already": {"data": "noisy_line", "learning_rate": 0.5},
    "one at the limit": {"data": "noisy_line", "learning_rate": 2.0, "epochs": 10},
    "both at the limit": {"data": "curve", "learning_rate": 2.0, "epochs": 10},
}


@pytest.fixture(params=CASES.values(), ids=CASES, scope="module")
def settings(request):
    return StandardizeSettings(**request.param)


@pytest.fixture(scope="module")
def study(settings):
    return standardize_study(settings)


@pytest.fixture(scope="module")
def points(settings):
    """Return x, standardized x and y."""
    X, y, *_ = DATASETS[settings.data].make(np.random.default_rng(0))
    x = X[:, 0]
    return x, (x - x.mean()) / np.sqrt(((x - x.mean()) ** 2).mean()), y[:, 0]


def loss(theta, x, y):
    m, c = np.moveaxis(theta, -1, 0)[..., None]
    with np.errstate(over="ignore"):
        return np.mean((m * x + c - y) ** 2, axis=-1) / 2


def hessian(x):
    return np.array([[(x * x).mean(), x.mean()], [x.mean(), 1.0]])


def test_both_start_from_the_same_line(study, points):
    x, other, _ = points
    lines = [theta[0] * at + theta[1] for at, theta in zip((x, other), (s.theta[0] for s in study.sides), strict=True)]
    assert np.allclose(*lines, rtol=1e-9)


def test_both_are_gradient_descent_at_the_rate_that_is_said(settings, study, points):
    x, other, y = points
    for side, at in zip(study.sides, (x, other), strict=True):
        limit = 2 / np.linalg.eigvalsh(hessian(at)).max()
        expected = settings.learning_rate if settings.same == SAME_RATE else settings.share * limit
        assert side.rate == pytest.approx(expected, rel=1e-9)
        theta, size = side.theta[0], np.abs(side.theta).max(axis=1)
        for k in range(min(len(side.theta), 12)):
            if side.diverged_at is not None and k > side.diverged_at:
                break
            assert np.allclose(side.theta[k], theta, atol=1e-8 * size[k])
            error = theta[0] * at + theta[1] - y
            theta = theta - side.rate * np.array([(error * at).mean(), error.mean()])


@pytest.mark.parametrize("data", LINES)
def test_standardized_the_hessian_is_the_identity_and_one_step_at_one_arrives(data):
    study = standardize_study(StandardizeSettings(data=data, learning_rate=1.0))
    X, y, *_ = DATASETS[data].make(np.random.default_rng(0))
    assert np.allclose(study.standardized.bowl.answer.hessian, np.eye(2), atol=1e-12)
    assert study.standardized.kappa == pytest.approx(1, abs=1e-9)
    assert study.raw.kappa == pytest.approx(np.linalg.cond(hessian(X[:, 0])), rel=1e-9)
    best = np.polyfit(X[:, 0], y[:, 0], 1)
    assert np.allclose(study.in_raw(study.standardized.theta[1]), best, rtol=1e-9, atol=1e-9)
    half = standardize_study(StandardizeSettings(data=data, same=SAME_SHARE, share=0.5))
    assert np.allclose(half.standardized.theta, study.standardized.theta, atol=1e-9)


def test_a_line_of_standardized_x_is_the_same_line_of_x(study, points):
    x, other, y = points
    theta = study.standardized.theta[: 1 if study.standardized.losses[-1] > study.standardized.losses[0] else None]
    m, c = np.moveaxis(study.in_raw(theta), -1, 0)[..., None]
    assert np.allclose(m * x + c, theta[:, :1] * other + theta[:, 1:], rtol=1e-9, atol=1e-9)
    assert np.allclose(loss(study.in_raw(theta), x, y), loss(theta, other, y), rtol=1e-8)


def test_each_surface_and_plane_is_that_of_its_own_points(study, points):
    x, other, y = points
    figures = standardize_scene(study).animations
    for i, at in enumerate((x, other)):
        surface, plane, side = figures[i], figures[2 + i], study.sides[i]
        rows, columns = surface.heights.values.shape
        m = np.linspace(surface.x.low, surface.x.high, columns)
        c = np.linspace(surface.y.low, surface.y.high, rows)
        assert np.allclose(surface.heights.values, loss(np.stack(np.meshgrid(m, c), axis=-1), at, y), rtol=1e-9)
        assert np.allclose(surface.points[0].places[0], [*side.theta[0], loss(side.theta[0], at, y)])
        inside = np.abs(side.bowl.outside(side.theta)).max(axis=1) <= 1
        path = plane.marks[0].trace
        walked, last = np.column_stack([path["x"], path["y"]]), np.flatnonzero(inside)[-1]
        assert np.allclose(walked[: last + 1][inside[: last + 1]], side.theta[inside])
        assert len(walked) == min(last + 2, len(side.theta)), "until it has left for good"
        assert np.array_equal(plane.marks[0].trail, np.minimum(study.steps + 1, len(walked)))
        assert path["line"]["color"] == LOOKS[i].colour.light == surface.paths[0].colour.light
        assert ("′" in surface.x.title) == ("′" in plane.layout["xaxis"]["title"]["text"]) == (i == 1)
        ratio = plane.layout["yaxis"]
        assert (ratio["scaleanchor"], ratio["scaleratio"]) == ("x", 1)


def test_the_losses_are_drawn_above_the_smallest(study, points):
    x, other, y = points
    figure = standardize_scene(study).animations[4]
    for i, at in enumerate((x, other)):
        smallest = loss(np.polyfit(at, y, 1), at, y)
        above = loss(study.sides[i].theta, at, y) - smallest
        drawn = np.asarray(figure.marks[i].trace["y"])
        seen = (above > 1e-6 * above[0]) & (above < 1e3 * above[0])
        assert np.allclose(drawn[seen], above[seen], rtol=1e-6)
    assert figure.layout["xaxis"]["title"]["text"] == "step"


def test_the_warning_is_there_exactly_where_a_rate_is_above_its_limit(settings, study, points):
    x, other, _ = points
    ratios = [side.rate * np.linalg.eigvalsh(hessian(at)).max() / 2
              for side, at in zip(study.sides, (x, other), strict=True)]  # fmt: skip
    climbs, _, swings = (warning(study) or "").partition("**Swings")
    swings = swings or (climbs if climbs.startswith("**Swings") else "")
    for name, ratio in zip(("x as it is", "x standardized"), ratios, strict=True):
        assert (name in climbs) == (ratio > 1 + 1e-9)
        assert (name in swings) == (abs(ratio - 1) < 1e-9)


def first_for_good(above):
    """Return the first step from which on no more than a thousandth of the first is left, or None, step by step."""
    found = None
    for k, left in enumerate(above):
        if left > 1e-3 * above[0]:
            found = None
        elif found is None:
            found = k
    return found


def test_the_run_answers_the_question(study, points):
    x, other, y = points
    raw, bowl = (
        first_for_good(loss(side.theta, at, y) - loss(np.polyfit(at, y, 1), at, y))
        for side, at in zip(study.sides, (x, other), strict=True)
    )
    question = standardize_question(study)
    if raw is None and bowl is None:
        right = "Neither in this run"
    elif raw == bowl:
        right = "Both at the same step"
    else:
        right = "● x as it is" if bowl is None or (raw is not None and raw < bowl) else "■ x standardized"
    assert question.options[question.answer] == right
    for when in (raw, bowl):
        assert ("not in this run" if when is None else f"from step {when:,} on") in question.why
    assert [i for i, reason in enumerate(question.reasons) if not reason] == [question.answer]
    for when, reason in zip((raw, bowl), question.reasons, strict=False):
        assert not reason or ("does not get there" if when is None else f"gets there at step {when:,},") in reason
    assert question.reasons[3] == "" or f"{'●' if raw is not None else '■'} x" in question.reasons[3]


def test_each_answer_comes_up_somewhere():
    asked = [
        {}, {"data": "noisy_line", "same": SAME_SHARE, "share": 0.98, "epochs": 10},
        {"data": "noisy_line", "same": SAME_SHARE, "share": 0.75, "epochs": 200},
        {"data": "noisy_line", "same": SAME_SHARE, "share": 0.9, "epochs": 200},
    ]  # fmt: skip
    found = [standardize_question(standardize_study(StandardizeSettings(**one))) for one in asked]
    assert len({question.answer for question in found}) >= 3


def test_the_numbers_in_words_are_those_of_the_points(read):
    study = standardize_study(StandardizeSettings())
    x = np.array([1.0, 2.0, 3.0, 4.0])
    assert "mean of x is 2.50" in standardizing(study)
    assert f"(the standard deviation) {np.std(x):.2f}" in standardizing(study)
    numbers = read(hessians(study, 0).replace(",", ""))
    assert numbers[:8] == [7.5, 2.5, 2.5, 1, 1, 0, 0, 1]
    low, high = np.linalg.eigvalsh(hessian(x))
    for value in (low, high, high / low, 2 / high):
        assert np.isclose(numbers, value, rtol=5e-3).any()
    for row in hessians(study, 0).splitlines():
        for formula, place in (("κ = λmax / λmin", 2), ("limit 2 / λmax", 2)):
            if row.startswith(f"| {formula}"):
                assert ("≈" in row.split("|")[place]) != comes_to(
                    formula.split("=")[-1].removeprefix("limit ").replace("λmax", number(high)).replace(
                        "λmin", number(low)).strip(), re.sub(r"[^\d.,]", "", row.split("|")[place]))  # fmt: skip
    said = both_lines(study, 7)
    m, c = study.in_raw(study.standardized.theta[7])
    assert f"{number(m)}·x" in said.split("which is")[1]
    assert number(c) in said.split("which is")[1]
    assert f"{number(study.raw.theta[7, 0])}·x" in said.split("standardized")[0]


def test_when_a_run_arrived_is_said_at_the_end_and_not_before():
    study = standardize_study(StandardizeSettings())
    above = [loss(study.sides[0].theta, *(np.array(v) for v in ([1, 2, 3, 4], [2, 3, 5, 4]))) - 0.225]
    assert f"| 0.1 % left from step | {first_for_good(above[0])} |" in hessians(study, 50)
    assert "0.1 %" not in hessians(study, 49)
