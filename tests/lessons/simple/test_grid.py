"""The grid: its shares are those of starts trained one by one, and a start that does not arrive counts as such."""

import math
from dataclasses import replace
from importlib import import_module

import numpy as np
import pytest

from nnviz.core import Network, TrainConfig, train
from nnviz.figures.palette import ANSWER
from nnviz.lessons.simple import grid_words
from nnviz.lessons.simple.grid_scene import grid_scene
from nnviz.lessons.simple.grid_study import AT_ONCE, NAMES, Cell, GridSettings, grid_job, grid_study, trained
from nnviz.lessons.simple.points import points

MODULE = import_module("nnviz.lessons.simple.grid_study")
WAVE = points(60, 0.1, 2.0, seed=0)


def one_by_one(depth, width, activation, start, optimizer="adam", rate=0.03):
    """Return the losses (steps, 16), in training and held out, of starts each trained alone, at every step."""
    net, config = Network((1, *(width,) * depth, 1), activation), TrainConfig("half_mse", optimizer, rate, 60, 300)
    losses = [], []
    for seed in range(16):
        run = train(net, net.init(start, np.random.default_rng(seed)), *WAVE.training, config)
        for of, sample in zip(losses, WAVE, strict=True):
            of.append(run.losses(*sample)[::3])
    return [np.array(of).T for of in losses]


@pytest.fixture(scope="module")
def whole():
    """Return the whole grid."""
    settings = GridSettings()
    job = grid_job(settings)
    return settings, tuple(job.do(piece) for piece in job.pieces)


@pytest.mark.parametrize(("name", "activation", "start"), [("2×4", "tanh", "xavier"), ("4×4", "relu", "he")])
def test_a_place_holds_what_its_starts_do_when_each_is_trained_alone(name, activation, start):
    cell = trained((GridSettings(activation), name))
    losses, held_out = one_by_one(*NAMES[name], activation, start)
    assert np.allclose(cell.losses, losses, rtol=1e-6)
    assert np.allclose(cell.held_out, held_out, rtol=1e-6)
    for target in (0.1, 0.05, 0.02, 0.01):
        assert cell.arrived(target)[-1].sum() == sum(losses[:, start].min() <= target for start in range(16))
    assert np.array_equal(cell.losses[-1, list(cell.shown)], np.sort(cell.losses[-1])[[0, 7, 15]])


def test_points_held_out_change_nothing_of_what_is_trained(monkeypatch):
    before = trained((GridSettings(), "2×2"))
    other = WAVE._replace(held_out=points(60, 0.9, 2.0, seed=5).held_out)
    monkeypatch.setattr(MODULE, "data", lambda: other)
    after = trained((GridSettings(), "2×2"))
    assert np.array_equal(before.losses, after.losses)
    assert np.array_equal(before.curves, after.curves)
    assert not np.allclose(before.held_out, after.held_out)


def cell(losses, seconds=4.8):
    """Return a place with the losses (K, 16) of its starts."""
    nothing = np.zeros((len(losses), 3, 5), np.float32)
    return Cell("1×2", 7, losses, losses, (0, 1, 2), nothing, seconds)


def arriving(*at):
    """Return losses (101, 16) that are below 0.02 from one stop each on, and of the other starts never."""
    losses = np.ones((101, 16))
    for start, stop in enumerate(at):
        losses[stop:, start] = 0.01
    return losses


def test_who_does_not_arrive_counts_in_the_median():
    for arrived, median in ((7, math.inf), (8, math.inf), (9, 30.0), (16, 30.0)):
        study = grid_study(GridSettings(place="1×2"), (cell(arriving(*[10] * arrived)),))
        assert study.median_steps("1×2", 100) == median
        assert study.median_steps("1×2", 9) == math.inf, "nobody is there yet"
        expected = median * 4.8 / 16 / 300
        assert study.median_seconds("1×2", 100) == pytest.approx(expected)
        said = grid_words.places(study, 100)
        assert ("not reached" in said) == math.isinf(median)
        assert f"{arrived} of 16" in said
    mixed = grid_study(GridSettings(place="1×2"), (cell(arriving(*[10] * 8, 20)),))
    assert mixed.median_steps("1×2", 100) == (30 + 60) / 2


def test_a_start_that_was_at_the_target_and_left_it_has_arrived():
    losses = arriving(10)
    losses[20:, 0] = 1.0
    assert cell(losses).arrived(0.02)[[9, 10, 100], 0].tolist() == [False, True, True]


def test_discs_and_words_say_how_many_have_arrived_at_each_stop(whole):
    settings, cells = whole
    study = grid_study(settings, cells[:11])
    figure = grid_scene(study).animations[0]
    discs, rings, words = figure.marks
    assert discs.trace["marker"]["color"] == ANSWER.light
    for place, name in enumerate(NAMES):
        if place >= 11:
            assert (discs.moves["marker.size"][:, place] == 0).all()
            assert set(words.moves["text"][:, place]) == {"?"}
            continue
        count = (np.minimum.accumulate(cells[place].losses) <= 0.02).sum(axis=1)
        assert words.moves["text"][:, place].tolist() == [str(n) for n in count]
        share = (discs.moves["marker.size"][:, place] / rings.trace["marker"]["size"]) ** 2
        assert np.allclose(share, count / 16)
        depth, width = NAMES[name]
        assert (2 ** (discs.trace["x"][place] + 1), 2 ** discs.trace["y"][place]) == (width, depth)


def test_losses_and_curves_are_those_of_the_place_looked_at(whole):
    settings, cells = whole
    study = grid_study(replace(settings, place="4×8"), cells)
    _, losses, fit = grid_scene(study).animations
    drawn = sorted(tuple(mark.trace["y"]) for mark in losses.marks)
    assert 10 ** losses.layout["yaxis"]["range"][1] < 10
    assert np.allclose(drawn, sorted(tuple(of) for of in np.minimum(study.cell.losses, 10).T)), "above 10 is outside"
    net = Network((1, 8, 8, 8, 8, 1), "tanh")
    start = net.init("xavier", np.random.default_rng(study.cell.shown[0]))
    run = train(net, start, *WAVE.training, settings.config, most_recorded=101)
    best = fit.marks[-1]
    outputs = net.forward(run.theta, best.trace["x"][:, None]).a[-1][..., 0]
    assert np.allclose(best.moves["y"], outputs, atol=1e-4)


def test_a_large_place_waits_until_it_is_asked_for_and_a_small_one_does_not():
    for name, (depth, width) in NAMES.items():
        study = grid_study(GridSettings("relu", place=name)) if depth * width > AT_ONCE or name == "1×2" else None
        if study:
            assert (study.cell is None) == (depth * width > AT_ONCE)
            assert "–" in grid_words.places(study, 0) or not study.cells
    assert grid_study(GridSettings()).cell.seconds is None, "nobody measured it"


def test_the_job_is_the_same_for_every_target_and_every_place_looked_at():
    one = grid_job(GridSettings())
    assert grid_job(GridSettings(target=0.1, place="8×8")) == one
    assert grid_job(GridSettings("relu")).key != one.key
    assert [name for _, name in one.pieces] == list(NAMES)
    assert one.seconds <= 30


def test_what_is_said_of_the_whole_grid_is_true_of_it(whole):
    settings, cells = whole
    assert "**Train the whole grid**" in grid_words.said(grid_study(settings, cells[:15]), 100)
    study = grid_study(settings, cells)
    said = grid_words.said(study, 100)
    last = {name: int(count[-1]) for name, count in study.counts.items()}
    assert f"**{min(last.values())} of 16**" in said
    assert f"**{max(last.values())} of 16**" in said
    assert "More layers are not surer" in said

    def grid_of(count):
        return tuple(replace(one, losses=arriving(*[10] * count(*NAMES[one.name]))) for one in cells)

    surer = grid_words.said(grid_study(settings, grid_of(lambda depth, width: depth)), 50)
    assert "Nowhere have fewer starts of a deeper network arrived" in surer
    assert "fewest have arrived with 1 layer of 2 neurons (and in 3 other places): **1 of 16**" in surer
    equal = grid_study(settings, grid_of(lambda *_: 5))
    assert "By step 150, **5 of 16** starts have arrived in every place" in grid_words.said(equal, 50)
    assert "By step 27, **0 of 16** starts have arrived in every place" in grid_words.said(equal, 9)
    less = grid_words.said(grid_study(settings, grid_of(lambda depth, width: 16 - depth)), 100)
    assert "with 1 layer of 2 neurons **15** have, with 8 layers of 2 neurons **8**" in less


@pytest.mark.parametrize(
    ("count", "option"), [(0, "none"), (5, "1 to 5"), (6, "6 to 10"), (15, "11 to 15"), (16, "all 16")]
)
def test_the_question_is_answered_by_the_count(count, option):
    study = grid_study(GridSettings(place="1×2"), (cell(arriving(*[10] * count)),))
    question = grid_words.grid_question(study)
    assert question.options[question.answer] == option
    assert question.seen_from == (30 if count == 16 else None), "all of them can be seen as soon as all are there"


def test_before_a_place_is_trained_it_is_asked_how_many_numbers_it_learns():
    question = grid_words.grid_question(grid_study(GridSettings(place="8×8")))
    assert question.options[question.answer] == f"{Network((1, *(8,) * 8, 1)).n_parameters}"
    assert "1·8 + 8·8" in question.why


def test_what_the_links_for_the_class_say_of_narrow_networks_is_so():
    counts = [
        int(grid_study(settings).counts[settings.place][-1])
        for settings in (GridSettings(place="1×2"), GridSettings("relu", place="4×2"))
    ]
    assert counts[0] == 0
    assert counts[1] <= 2, "hardly a start"


@pytest.mark.filterwarnings("error")
def test_a_place_that_diverges_is_drawn_without_a_complaint():
    cell = trained((GridSettings("relu", "sgd", 5.0), "4×2"))
    assert np.isfinite(cell.curves).all()
    assert np.abs(cell.curves).max() > 1e20


def test_one_layer_is_spoken_of_as_one():
    study = grid_study(GridSettings(place="1×16"))
    assert grid_words.looked_at(study, 0) == "**1 layer of 16 neurons**, 49 weights and biases: not trained yet."
    assert " are trained" not in grid_words.grid_question(study).text
