"""The same from many starts: each is the run that the page shows for that seed, and what is said of luck is counted."""

from dataclasses import replace

import numpy as np
import plotly.graph_objects as go
import pytest

from nnviz.figures.pack import pack
from nnviz.lessons import all_lessons
from nnviz.lessons.common import STARTS
from nnviz.lessons.luck import ARRIVED, Luck, is_random, luck, luck_question, luck_scene, luck_words
from nnviz.lessons.parameters import chosen, parameters
from nnviz.lessons.settings import values_of

PARTS = {part.key: part for lesson in all_lessons().values() for part in lesson.parts if part.start}


def with_seed(settings, seed, **more):
    return chosen(type(settings), {**values_of(settings), "seed": seed, **more})


def of(key, seed=0, **changes):
    part = PARTS[key]
    settings = with_seed(part.settings(), seed, **changes)
    return part, settings, luck(part, part.study(settings), seed)


def made(ends, starts=None, seed=0):
    """Return what is said of runs that go straight from these losses to those."""
    ends = np.resize(np.asarray(ends, float), STARTS)
    starts = np.resize(np.asarray(starts if starts is not None else [1.0]), STARTS)
    _, _, some = of("line")
    run = replace(some.run, step=some.run.step[[0, -1]], diverged_at=np.full(STARTS, -1))
    return Luck(run, np.stack([starts, ends]), seed)


def test_the_parts_whose_start_is_drawn_at_random():
    assert {"line", "descent_surface", "blame", "playground"} <= set(PARTS)
    for part in PARTS.values():
        (seed,) = [one for one in parameters(part.settings).values() if one.name == "seed"]
        assert (seed.low, seed.high) == (0, STARTS - 1)
        assert is_random(part, part.study(part.settings()))


def test_where_every_start_is_the_same_nothing_is_random():
    part = replace(PARTS["line"], start=lambda study, seed: np.zeros(2))
    assert not is_random(part, part.study(part.settings()))
    assert not is_random(replace(part, start=None), None)
    zeros = with_seed(PARTS["playground"].settings(), 0, start="zeros", epochs=1)
    assert not is_random(PARTS["playground"], PARTS["playground"].study(zeros))


@pytest.mark.parametrize(
    ("key", "changes"),
    [
        ("line", {}),
        ("line", {"batch": 2, "rate": 0.01}),
        ("blame", {"epochs": 10}),
        ("descent_surface", {}),
        ("playground", {"epochs": 20, "batch": 30, "start": "he"}),
        ("playground", {"epochs": 200, "batch": "all"}),
    ],
)
def test_each_of_them_is_the_run_of_its_seed(key, changes):
    part, settings, study = of(key, 5, **changes)
    assert study.losses.shape == (len(study.steps), STARTS)
    for seed in (0, 5, STARTS - 1):
        one = part.course(part.study(with_seed(settings, seed)))
        assert (study.run.theta[0, seed] == one.theta[0]).all()
        assert np.isin(study.steps, one.steps).all(), "where the one run has a number, too"
        ours = one.losses[np.searchsorted(one.steps, study.steps)]
        assert np.allclose(study.losses[:, seed], ours, rtol=1e-6, atol=1e-12)


@pytest.mark.parametrize("key", PARTS)
def test_the_bundle_is_drawn_and_a_click_on_it_names_its_seed(key):
    _, _, study = of(key, 7)
    scene = luck_scene(study)
    assert len(pack(scene)) > 1000
    for figure in scene.flat:
        go.Figure(figure.figure)
    bundle, ends = scene.flat
    for seed, mark in enumerate(bundle.marks[:STARTS]):
        assert (mark.trace["y"] == study.losses[:, seed]).all()
        assert set(mark.trace["customdata"]) == {str(seed)}
    dots = ends.marks[0]
    for place, name in enumerate(dots.trace["customdata"]):
        assert (dots.moves["y"][:, place] == study.losses[:, int(name)]).all()
    assert (np.diff(dots.moves["y"][-1]) >= 0).all(), "the best end first"
    told = {one.label: one.values for one in scene.readouts}
    assert len(told["Median"]) == len(study.run.step)


def test_best_median_worst_and_the_own_place_are_by_the_loss_at_the_end():
    study = made([0.5, 0.1, *[0.3] * 30], seed=1)
    assert study.named["best"] == 1
    assert study.named["worst"] == 0
    assert study.losses[-1, study.named["median"]] == 0.3
    assert study.rank == 1
    assert "place 1 of 32" in luck_words(study, -1)


def test_to_arrive_is_to_come_nine_tenths_of_the_way_of_the_best():
    study = made([0.2, 0.2 + 0.8 * (1 - ARRIVED) - 1e-9, 0.2 + 0.8 * (1 - ARRIVED) + 1e-9, 0.9], starts=[1.0])
    assert study.arrived.tolist() == [0, STARTS // 2]
    assert "16 of 32 do" in luck_question(study).why


@pytest.mark.parametrize(
    ("ends", "starts", "said", "answer"),
    [
        ([0.2], [1.0], "It was no luck", "All of them"),
        ([0.2, 0.25], [1.0], "Little of it was luck", "All of them"),
        ([0.2, 0.2, 0.2, 0.9], [1.0], "Some of it was luck:** from 24 of 32", "More than half, but not all"),
        ([0.2, 0.9], [1.0], "Much of it was luck:** from no more than 16", "Half or fewer"),
        ([0.1, *[0.9] * 31], [1.0], "Much of it was luck:** from no more than 1 of", "None but the best itself"),
        ([2.0], [1.0], "None of these starts leads down", "None of them"),
        ([2.0, 2.5], [1.0, 1.0, 3.0], "None of these starts leads down", "Some of them"),
    ],
)
def test_how_much_was_luck_is_what_the_ends_say(ends, starts, said, answer):
    study = made(ends, starts)
    assert said in luck_words(study, -1)
    question = luck_question(study)
    assert question.options[question.answer] == answer


def test_runs_that_fly_off_are_counted():
    _, _, study = of("line", 0, rate=10.0, epochs=1000)
    assert study.flew_off == STARTS
    assert f"{STARTS} of them fly off" in luck_words(study, -1)
    assert len(pack(luck_scene(study))) > 1000


def test_before_the_end_nothing_is_said_of_it_but_where_one_is():
    _, _, study = of("blame", 3)
    place = len(study.run.step) // 2
    here = int((study.losses[place] < study.losses[place, 3]).sum()) + 1
    said = luck_words(study, place)
    assert f"your start is at place {here} of {STARTS}" in said
    assert "luck:**" not in said
    assert luck_question(study).why not in said
    assert "luck:**" in luck_words(study, len(study.run.step) - 1)
