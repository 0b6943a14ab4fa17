"""Runs side by side: what differs, where they part and which is ahead are the core's; each figure is its run's."""

import re
from dataclasses import replace
from itertools import pairwise

import numpy as np
import plotly.graph_objects as go
import pytest

from nnviz.figures.animation import Blend
from nnviz.figures.board import Board
from nnviz.figures.pack import pack
from nnviz.figures.side import at_places, places_on, shared
from nnviz.lessons import all_lessons
from nnviz.lessons.compare import (
    MOST,
    compare_question,
    compare_scene,
    compare_words,
    compared,
    from_text,
    to_text,
)
from nnviz.lessons.tables import OWN, Table

PARTS = {part.key: part for lesson in all_lessons().values() for part in lesson.parts if part.compared is not None}
LINE = PARTS["line"]
STANDARD = LINE.settings()


def line(*changes):
    settings = [replace(STANDARD, **change) for change in changes]
    return compared(LINE, settings, [LINE.study(one) for one in settings])


def test_the_parts_that_are_compared_have_one_run_and_stop_at_its_steps():
    assert {"line", "descent_surface", "blame", "playground"} <= set(PARTS)
    for part in PARTS.values():
        study = part.study(part.settings())
        course = part.course(study)
        assert np.isin(part.scene(study).timeline.steps, course.steps).all()
        (one,) = part.runs(study)
        here = one.run.index(course.steps * (one.run.steps_per_epoch if course.unit == "epoch" else 1))
        assert (course.theta == one.run.theta[here]).all()
        losses = course.net.loss(course.theta, course.on.X, course.on.y, course.by)
        assert course.losses == pytest.approx(losses, rel=1e-12)


@pytest.mark.parametrize("key", PARTS)
def test_runs_of_each_part_are_drawn_side_by_side(key):
    part = PARTS[key]
    settings = [part.settings(), replace(part.settings(), epochs=20)]
    study = compared(part, settings, [part.study(one) for one in settings])
    scene = compare_scene(study)
    assert len(pack(scene)) > 1000
    for figure in scene.flat:
        go.Figure(figure.figure)
        for mark in figure.marks:
            lengths = [len(v.weights) if isinstance(v, Blend) else len(v) for v in mark.moves.values()]
            assert {*lengths, len(scene.timeline)} == {len(scene.timeline)}
    *pictures, _ = scene.flat
    ranges = [[figure.layout[axis]["range"] for axis in ("xaxis", "yaxis")] for figure in pictures]
    assert all(one == ranges[0] for one in ranges), "on the same axes"
    assert len({one.strongest for one in scene.animations if isinstance(one, Board)}) <= 1, "links on the same scale"
    assert study.parting is None, "a longer run is the same run until the shorter ends"
    assert "They never part" in compare_words(study, 0)


def test_each_line_is_that_of_its_own_run_at_the_step_and_stays_at_its_end():
    study = line({"epochs": 50}, {"learning_rate": 0.1, "epochs": 100})
    scene = compare_scene(study)
    for k, step in enumerate(scene.timeline.steps):
        for figure, (_, run, _) in zip(scene.flat, study.trained, strict=False):
            moved = figure.marks[2].moves["y"]
            assert (moved.weights[k] == run.at(int(step))).all()
    told = {one.label: one.values for one in scene.readouts}
    assert told["A: loss"][-1].endswith("(ended at step 50)")
    assert "ended" not in told["A: loss"][50]
    assert not any("ended" in value for value in told["B: loss"])
    assert (study.losses[0, 50:] == study.losses[0, 50]).all()


def test_what_differs_is_named_and_nothing_else():
    study = line({}, {"learning_rate": 0.1, "optimizer": "adam"}, {"learning_rate": 0.3})
    assert study.differences == {
        "Learning rate η": ("0.03", "0.1", "0.3"), "Optimizer": ("Gradient descent", "Adam", "Gradient descent"),
    }  # fmt: skip
    assert study.titles[1] == "B: learning rate η 0.1, optimizer Adam"
    own = [Table(((0.0, 1.0), (2.0, y)), ("x", "y")) for y in (1.0, 3.0)]
    assert line(*({"data": OWN, "points": one} for one in own)).differences == {"Your own points": ("these", "others")}


@pytest.mark.parametrize(
    ("other", "parting", "said"),
    [
        ({"learning_rate": 0.1}, (0, 1), "part with the first step"),
        ({"seed": 3}, (0, 0), "different from the start"),
        ({"epochs": 50}, None, "never part"),
    ],
)
def test_where_runs_part_is_where_their_parameters_first_differ(other, parting, said):
    study = line({}, other)
    assert study.parting == parting
    assert said in compare_words(study, 0)


def test_a_parting_on_the_way_is_found():
    """With single points in every step, two data sets that differ in one point part where it is first met."""
    rows = tuple((float(i), float(i % 3)) for i in range(8))
    both = [{"data": OWN, "points": Table((*rows[:-1], (7.0, y)), ("x", "y")), "batch_size": 1, "learning_rate": 0.001}
            for y in (1.0, 9.0)]  # fmt: skip
    study = line(*both)
    first, second = (one.run.theta for one in study.trained)
    step = int((first != second).any(axis=1).argmax())
    assert step > 1, "the test needs a step before that"
    assert study.parting == (step - 1, step)
    assert f"Until step {step - 1} they are the same network; at step {step} they part." in compare_words(study, 0)
    assert not study.comparable
    assert "neither is ahead" in compare_words(study, 5)
    assert not [one for one in compare_scene(study).readouts if one.label == "Ahead"]
    assert compare_question(study).answer == 1


def test_who_is_ahead_has_the_smallest_loss_and_level_is_both():
    study = line({}, {"learning_rate": 0.3}, {"learning_rate": 0.1})
    for k, letters in enumerate(study.ahead):
        least = study.losses[:, k].min() * (1 + 1e-8)
        assert letters == " and ".join(np.array(list("ABC"))[study.losses[:, k] <= least])
    assert study.ahead[0] == "A and B and C"
    question = compare_question(study)
    assert question.options[question.answer] == study.ahead[-1]
    for place in (0, 3, len(study.steps) - 1):
        so_far = study.ahead[: place + 1]
        changes = sum(a != b for a, b in pairwise(so_far))
        said = re.search(r"has changed (once|\d+ times) on", compare_words(study, place))
        assert (said and said[1]) == (None if not changes else "once" if changes == 1 else f"{changes} times")


def test_a_link_holds_two_kept_runs_and_gives_them_back():
    runs = (
        STANDARD,
        replace(STANDARD, learning_rate=0.1, data=OWN, points=Table(((1.0, 2.5), (2.0, 3.0)), ("a|~&", "b"))),
    )
    assert from_text(LINE, to_text(LINE, runs)) == runs
    assert to_text(LINE, ()) == ""
    assert from_text(PARTS["blame"], to_text(LINE, runs)) == (), "they are another part's"


@pytest.mark.parametrize(
    "text", ["", "line", "~", "own", "line~" + "rate=1e999&" * 500, "line~%%%|\0|=|[]", "x~" * 999]
)
def test_whatever_stands_in_a_link_gives_allowed_settings(text):
    runs = from_text(LINE, text)
    assert len(runs) < MOST
    assert all(0 < run.learning_rate <= 10 for run in runs)


def test_a_shared_timeline_stops_only_where_each_run_that_goes_on_has_a_stop():
    timelines = [np.arange(0, 101, 5), np.arange(0, 31, 3)]
    steps = shared(timelines)
    assert steps.tolist() == [0, 15, 30, *range(35, 101, 5)]
    for own in timelines:
        assert (own[places_on(own, steps)] == np.minimum(steps, own[-1])).all()
    assert len(shared([np.arange(5000), np.arange(3000)])) == 1000


def test_a_figure_at_places_moves_as_it_did_there():
    figure = LINE.scene(LINE.study(STANDARD)).flat[2]
    places = np.array([0, 7, 7, 3])
    again = at_places(figure, places)
    assert (again.marks[0].trail == figure.marks[0].trail[places]).all()
    assert (again.marks[1].moves["y"] == figure.marks[1].moves["y"][places]).all()
