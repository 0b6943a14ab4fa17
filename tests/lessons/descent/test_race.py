"""A race: each racer is the run that its name says, each figure and each sentence true of all of it."""

import numpy as np
import pytest

from nnviz.core import Network, TrainConfig, train
from nnviz.figures.palette import ANSWER, ERROR
from nnviz.lessons import from_link
from nnviz.lessons.descent.race_scene import LOOKS
from nnviz.lessons.descent.race_study import MAX_STEPS, RaceSettings, race_study
from nnviz.lessons.descent.race_words import cut_short
from tests.lessons.descent.races import curvatures

NEURON = Network((1, 1), output="identity")
SPACE, PLANE, LOSSES, SCALE = range(4)


@pytest.fixture
def settings(race):
    return race[0]


@pytest.fixture
def study(race):
    return race[1]


@pytest.fixture
def scene(race):
    return race[2]


def alone(settings, sample):
    """Return the run of each racer, trained for itself: its rate, and θ at each epoch."""
    start = NEURON.init("uniform", np.random.default_rng(settings.seed))
    low, high = curvatures(sample)
    size = len(sample.X)

    def rate(share):
        return 2 / (low + high) if share == "best" else share * 2 / high

    if settings.kind == "rates":
        how = [(rate(share), "sgd", size) for share in settings.rates]
    elif settings.kind == "optimizers":
        own = dict.fromkeys(("rmsprop", "adam"), settings.adaptive_rate)
        how = [(own.get(name, rate(settings.share)), name, size) for name in settings.optimizers]
    else:
        how = [(rate(settings.share), "sgd", size if batch == "all" else batch) for batch in settings.batches]
    for eta, name, batch in how:
        config = TrainConfig(
            "half_mse", name, eta, batch, settings.epochs, seed=settings.seed, shuffle=batch < len(sample.X)
        )
        yield eta, train(NEURON, start, sample.X, sample.y, config, most_recorded=10**5)


def test_each_racer_is_the_run_of_its_own(settings, study):
    for racer, (rate, run) in zip(study.racers, alone(settings, study.sample), strict=True):
        assert racer.rate == pytest.approx(rate, rel=1e-12)
        for k, at in enumerate(racer.at):
            expected = run.at(k * run.steps_per_epoch)
            # at the limit itself and beyond it, rounding grows with the run
            assert np.allclose(at, expected, rtol=1e-6, atol=1e-9 * (1 + np.abs(run.theta[0]).max()))


def test_all_start_from_one_line_and_names_are_told_apart(study):
    assert all(np.array_equal(racer.theta[0], study.racers[0].theta[0]) for racer in study.racers)
    assert len({racer.name for racer in study.racers}) == len(study.racers)
    assert len({look.symbol for look in LOOKS}) == len({look.dash for look in LOOKS}) == len(LOOKS) == 5


def test_paths_and_places_are_those_of_the_racers(study, scene):
    surface, plane = scene.animations[SPACE], scene.animations[PLANE]
    n = len(study.racers)
    for i, racer in enumerate(study.racers):
        path, place = plane.marks[i], plane.marks[n + i]
        walked = np.column_stack([path.trace["x"], path.trace["y"]])
        assert np.allclose(walked, study.bowl.drawable(racer.theta)[: len(walked)])
        assert path.trace["line"]["color"] == place.trace["marker"]["color"] == LOOKS[i].colour.light
        for k, at in enumerate(racer.at):
            if np.abs(study.bowl.outside(at[None])).max() > 1:
                continue
            assert np.allclose([place.moves["x"][k, 0], place.moves["y"][k, 0]], at)
            assert np.allclose(walked[path.trail[k] - 1], at), "the path is drawn to where the run is"
            height = np.mean((at[0] * study.sample.X + at[1] - study.sample.y) ** 2) / 2
            assert np.allclose(surface.points[i].places[k], [*at, height])
            assert np.allclose(surface.paths[i].places[surface.paths[i].trail[k] - 1], [*at, height])


def test_the_losses_are_those_of_all_points(study, scene, read):
    m, c = np.polyfit(study.sample.X[:, 0], study.sample.y[:, 0], 1)
    smallest = np.mean((m * study.sample.X + c - study.sample.y) ** 2) / 2
    n = len(study.racers)
    low, high = (10.0**end for end in scene.animations[LOSSES].layout["yaxis"]["range"])
    for i, racer in enumerate(study.racers):
        for k, at in enumerate(racer.at):
            loss = np.mean((at[0] * study.sample.X + at[1] - study.sample.y) ** 2) / 2
            assert read(scene.readouts[1 + i].values[k])[0] == pytest.approx(loss, rel=0.006)
            drawn = scene.animations[LOSSES].marks[n + i].moves["y"][k, 0]
            if low <= drawn <= high:
                assert drawn == pytest.approx(loss - smallest, rel=1e-4, abs=1e-9 * smallest)
            else:
                assert (loss - smallest < low) == (drawn < low)


def test_the_scale_shows_every_rate_the_limit_and_the_best(study, scene, read):
    low, high = curvatures(study.sample)
    animation = scene.animations[SCALE]
    at = {shape["line"]["color"]: shape["x0"] for shape in animation.layout["shapes"] if shape["x0"] == shape["x1"]}
    assert at == {ERROR.light: pytest.approx(2 / high), ANSWER.light: pytest.approx(2 / (low + high))}
    limit, best = animation.layout["annotations"]
    assert limit["text"].split()[1] != best["text"].split()[1], "they are told apart"
    assert read(limit["text"])[0] == pytest.approx(2 / high, rel=0.006)
    assert read(best["text"])[0] == pytest.approx(2 / (low + high), rel=0.006)
    comparable = [racer for racer in study.racers if not racer.name.startswith(("RMSprop", "Adam"))]
    for racer, mark in zip(comparable, animation.marks, strict=True):
        assert mark.trace["x"] == [racer.rate]
        assert 0 < racer.rate < animation.layout["xaxis"]["range"][1]
    places = [(mark.trace["x"][0], mark.trace["y"][0]) for mark in animation.marks]
    assert len(set(places)) == len(places), "none hides another"


def test_what_does_not_differ_in_a_race_is_forgotten():
    assert RaceSettings(optimizers=("adam",), share=0.5) == RaceSettings()
    assert RaceSettings(kind="optimizers", rates=(0.5,)) == RaceSettings(kind="optimizers")
    assert RaceSettings(kind="batches", adaptive_rate=0.5) == RaceSettings(kind="batches")
    assert RaceSettings(rates=()) == RaceSettings(), "with none chosen the usual ones race"
    link = {"descent_race": "Optimizers", "descent_optimizers": "Adam", "descent_adaptive": "0.2"}
    chosen = from_link(RaceSettings, "descent", link)
    assert (chosen.optimizers, chosen.adaptive_rate) == (("adam",), 0.2)


@pytest.mark.parametrize("data", ["noisy_line", "faithful", "four_points"])
def test_a_race_ends_early_where_a_racer_would_take_too_many_steps_and_says_so(data):
    settings = RaceSettings(data=data, kind="batches", epochs=100)
    study = race_study(settings)
    most = max(len(racer.theta) - 1 for racer in study.racers)
    last = int(study.epochs[-1])
    assert most <= MAX_STEPS
    assert (last < 100) == (cut_short(settings) is not None)
    assert last == 100 or f"epoch {last}" in cut_short(settings)
    assert last == 100 or most + most // last > MAX_STEPS, "one more epoch would be too many"


def test_a_small_batch_trembles():
    study = race_study(RaceSettings(kind="batches"))
    lengths = [np.linalg.norm(np.diff(racer.theta, axis=0), axis=1).sum() for racer in study.racers]
    assert [racer.name.split()[0] for racer in study.racers] == ["1", "10", "all"]
    assert lengths == sorted(lengths, reverse=True)
    assert lengths[0] > 3 * lengths[-1]
