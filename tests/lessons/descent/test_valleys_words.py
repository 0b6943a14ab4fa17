"""What is said of two valleys: where runs end, and over which pass a valley can be left; computed by hand."""

import numpy as np
import pytest

from nnviz.lessons.descent import valleys_words
from nnviz.lessons.descent.valleys_question import valley_question
from nnviz.lessons.descent.valleys_scene import valley_scene
from nnviz.lessons.descent.valleys_study import (
    LEFT,
    LEFT_PLACE,
    LOWER_PASS,
    ON_ITS_WAY,
    PASS,
    RIGHT,
    RIGHT_PLACE,
    STARTS,
    ValleySettings,
    valley_of,
    valley_study,
)
from tests.lessons.descent.valleys import hessian, loss


@pytest.fixture(scope="module")
def study():
    return valley_study(ValleySettings())


@pytest.fixture(scope="module")
def scene(study):
    return valley_scene(study)


@pytest.mark.parametrize(
    ("settings", "right"),
    [
        ({}, "In the left valley"),
        ({"w": 0.5}, "In the right valley"),
        ({"w": 3.0, "b": 5.0, "learning_rate": 0.5, "steps": 50}, "Still on its way to one of them"),
    ],
)
def test_the_run_answers_the_question(settings, right, read):
    study = valley_study(ValleySettings(**settings))
    question = valley_question(study)
    assert question.options[question.answer] == right
    assert [reason == "" for reason in question.reasons].index(True) == question.answer
    _, w, b, height, *_ = read(question.why.replace(",", ""))
    assert np.allclose([w, b, height], [*study.mine[-1], loss(study.mine[-1])], rtol=5e-3)
    nearest = np.linalg.norm(study.mine[-1] - [LEFT_PLACE.theta, RIGHT_PLACE.theta], axis=1).argmin()
    assert right.startswith("Still") or ("left", "right")[nearest] in right


@pytest.mark.parametrize(("settings", "side"), [
    ({"w": 3.0, "b": 5.0, "learning_rate": 0.5, "steps": 50}, "right"),
    ({"w": -8.0, "b": -2.0, "learning_rate": 0.5, "steps": 50}, "left"),
    ({"w": -8.0, "b": 5.0, "learning_rate": 0.5, "steps": 50}, "left"),
    ({"w": -7.75, "b": 4.5, "learning_rate": 1.0, "steps": 200}, "left"),
])  # fmt: skip
def test_of_a_run_on_its_way_the_pass_is_named_that_it_could_still_cross(settings, side, read):
    study = valley_study(ValleySettings(**settings))
    assert study.valleys[-1, 0] == ON_ITS_WAY
    why = valley_question(study).why
    *_, height, out = read(why.partition("loss ")[2])
    assert f"out of the {side} valley" in why
    assert height == pytest.approx(loss(study.mine[-1]), rel=5e-3)
    assert out == pytest.approx({"left": PASS.loss, "right": LOWER_PASS.loss}[side], rel=5e-3)
    assert height > out, "as written, too"


def test_the_way_out_that_is_said_of_each_valley_is_that_valley_s(read):
    heights = read(valleys_words.THE_BELIEF)
    assert np.allclose(heights[:2], [loss(PASS.theta), loss(LOWER_PASS.theta)], rtol=5e-3)
    assert heights[1] < heights[0], "on the right it is not enough to be below the pass between the valleys"
    rows = [row.split("|") for row in valleys_words.level_places().splitlines()[2:]]
    for cells, place in zip(rows, (LEFT_PLACE, RIGHT_PLACE, PASS, LOWER_PASS), strict=True):
        shown = [read(cell) for cell in cells[2:6]]
        assert np.allclose(np.concatenate(shown[:3]), [*place.theta, loss(place.theta)], rtol=5e-3)
        assert np.allclose(shown[3], np.linalg.eigvalsh(hessian(place.theta)), rtol=0.06)
        assert ("pass" in cells[1]) == (min(shown[3]) < 0)


def test_readouts_and_words_count_the_runs_in_each_valley(study, scene, read):
    ends = valley_of(study.run.theta[-1, 1:])
    counts = [int((ends == which).sum()) for which in (LEFT, RIGHT, ON_ITS_WAY)]
    assert read(scene.readouts[-1].values[-1]) == counts
    assert sum(counts) == len(STARTS)
    assert min(counts[:2]) > 20
    last = len(study.stops) - 1
    assert read(valleys_words.ends(study, last).replace(",", ""))[:2] == [len(STARTS), counts[0]]
    assert "still on their way" not in valleys_words.ends(study, last)
    early = valley_study(ValleySettings(learning_rate=0.5, steps=50))
    assert "still on their way" in valleys_words.ends(early, len(early.stops) - 1)


def test_what_answers_the_question_is_not_said_before_the_end(study):
    assert not valleys_words.ends(study, len(study.stops) - 2)
