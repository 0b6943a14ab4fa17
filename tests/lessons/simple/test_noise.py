"""Fitting noise: training never sees the points held out, each control does something, and what is said is so."""

import re
from dataclasses import replace
from importlib import import_module

import numpy as np
import pytest

from nnviz.core import Network, TrainConfig, train
from nnviz.figures.numbers import number
from nnviz.lessons.simple import noise_words as words
from nnviz.lessons.simple.noise_scene import noise_scene
from nnviz.lessons.simple.noise_study import COUNTS, L2S, NOISES, NoiseSettings, noise_study
from nnviz.lessons.simple.points import points
from tests.arithmetic import plain

DEFAULT = noise_study(NoiseSettings())


def test_training_never_sees_the_points_held_out(monkeypatch):
    before = noise_study(NoiseSettings(l2=1e-3))

    def others(n, noise, waves, seed):
        return points(n, noise, waves, seed)._replace(held_out=points(n, 0.9, waves, 17).held_out)

    monkeypatch.setattr(import_module("nnviz.lessons.simple.noise_study"), "points", others)
    after = noise_study(NoiseSettings(l2=1e-3))
    for name in before.learners:
        assert np.array_equal(before.learners[name].theta, after.learners[name].theta)
        assert not np.allclose(before.learners[name].losses[1], after.learners[name].losses[1])


def test_both_losses_are_the_cores_on_each_set_of_points():
    (X, y), (other_X, other_y) = points(12, 0.3, 1.0, 1)
    net = Network((1, 12, 12, 1))
    run = train(net, net.init("xavier", np.random.default_rng(0)), X, y, TrainConfig("half_mse", "adam", 0.03, 12, 800))
    large = DEFAULT.learners["large"]
    assert np.allclose(large.losses, [run.losses(X, y)[::5], run.losses(other_X, other_y)[::5]])
    assert np.allclose(large.gap, np.diff(large.losses, axis=0)[0])
    place = int(np.argmin(large.losses[1]))
    assert large.lowest[-1] == place
    assert all(large.lowest[k] == np.argmin(large.losses[1][: k + 1]) for k in range(len(large.lowest)))


def gap(**settings):
    return float(noise_study(NoiseSettings(**settings)).learners["large"].gap[-1])


def test_each_control_closes_or_opens_the_gap():
    opened = gap()
    assert gap(n=160) < gap(n=40) < opened / 2
    assert gap(noise=0.1) < opened / 2 < opened < gap(noise=0.5)
    assert gap(l2=1e-3) < opened / 2
    assert gap(early=True) < opened / 2


def test_the_gap_is_the_same_law_for_most_draws():
    for settings in ({"n": 160}, {"l2": 1e-2}, {"noise": 0.0}, {"early": True}):
        smaller = sum(gap(seed=seed, **settings) < gap(seed=seed) for seed in range(8))
        assert smaller >= 7, settings


def test_stopping_early_goes_back_to_the_lowest_and_stays():
    study = noise_study(NoiseSettings(early=True))
    for name, one in study.learners.items():
        free = DEFAULT.learners[name]
        stop, held_out = one.stopped, free.losses[1]
        best = int(np.argmin(held_out[: stop + 1]))
        assert study.steps[stop] - study.steps[best] >= 100
        assert all(study.steps[k] - study.steps[np.argmin(held_out[: k + 1])] < 100 for k in range(stop))
        assert np.array_equal(one.theta[: stop + 1], free.theta[: stop + 1])
        assert (one.theta[stop + 1 :] == free.theta[best]).all()
        assert one.losses[1][-1] == one.losses[1].min()
        said = words._lowest(study, name, one, len(study.steps) - 1)
        assert f"stopped at step {study.steps[stop]}" in said
        assert f"back to step {study.steps[best]}" in said
        assert "stopped" not in words._lowest(study, name, one, stop)


def test_figures_show_the_curves_and_losses_of_the_step():
    small, large, losses = noise_scene(DEFAULT).animations
    for figure, one in zip((small, large), DEFAULT.learners.values(), strict=True):
        held_out, training, answer, curve = figure.marks
        assert np.array_equal(training.trace["x"], DEFAULT.both.training.x[:, 0])
        assert np.array_equal(held_out.trace["y"], DEFAULT.both.held_out.y[:, 0])
        x = curve.trace["x"]
        assert np.allclose(answer.trace["y"], np.sin(np.pi * x / 3))
        at = one.run.net.forward(one.theta[70], x[:, None]).a[-1][:, 0]
        assert np.allclose(curve.moves["y"][70], at)
    for first, one in zip((0, 4), DEFAULT.learners.values(), strict=True):
        training, held_out, lowest, here = losses.marks[first : first + 4]
        assert np.allclose([training.trace["y"], held_out.trace["y"]], one.losses)
        assert lowest.moves["y"][120, 0] == one.losses[1][:121].min()
        assert lowest.moves["x"][120, 0] == DEFAULT.steps[np.argmin(one.losses[1][:121])]
        assert here.moves["y"][120, 0] == one.losses[1][120]


def test_the_lowest_loss_is_not_marked_before_the_run_has_come_there():
    large = DEFAULT.learners["large"]
    lowest = noise_scene(DEFAULT).animations[2].marks[6]
    assert (lowest.moves["x"][:, 0] <= DEFAULT.steps).all()
    assert large.lowest[-1] > 0


@pytest.mark.parametrize("name", ["small", "large"])
def test_it_is_said_to_have_risen_only_where_it_has(name):
    one = DEFAULT.learners[name]
    kinds = set()
    for place in range(len(DEFAULT.steps)):
        said, risen = words._lowest(DEFAULT, name, one, place), one.losses[1][place] > one.losses[1][: place + 1].min()
        assert ("since then it has risen to" in said) == bool(risen)
        assert ("has never been lower" in said) == (not risen)
        kinds.add(bool(risen))
    assert kinds == {True, False}


def test_a_loss_that_has_risen_late_in_its_digits_is_written_with_them():
    study = noise_study(NoiseSettings(20, 0.3, 0.003, seed=0))
    said = plain(words._lowest(study, "small", study.learners["small"], 160))
    lowest, risen = re.search(r"step \d+, (\S+); since then it has risen to (\S+)\.", said).groups()
    assert number(study.learners["small"].losses[1].min()) == number(study.learners["small"].losses[1][-1])
    assert float(lowest) < float(risen)


@pytest.mark.parametrize("seed", range(6))
def test_the_question_is_answered_by_the_losses_at_the_end(seed):
    study = noise_study(NoiseSettings(seed=seed))
    small, large = (one.losses[1][-1] for one in study.learners.values())
    question = words.noise_question(study)
    assert question.options[question.answer] == f"The {'small' if small < large else 'large'} network's"


def test_both_answers_are_met():
    answers = {words.noise_question(noise_study(NoiseSettings(seed=seed))).answer for seed in range(6)}
    answers |= {words.noise_question(noise_study(NoiseSettings(noise=0.0))).answer}
    assert answers == {0, 1}


def test_numbers_of_the_gap_and_the_penalty_are_the_runs(read):
    study = noise_study(NoiseSettings(l2=1e-2))
    for line, one in zip(plain(words.gaps(study, 90)).splitlines()[2:], study.learners.values(), strict=True):
        training, held_out = one.losses[:, 90]
        assert np.allclose(read(line), [held_out, training, held_out - training], rtol=0.006)
    table = plain(words.penalties(study, 90)).splitlines()[4:]
    for row, one in zip(table, study.learners.values(), strict=True):
        half = sum((W**2).sum() for W, _ in one.run.net.layers(one.theta[90])) / 2
        assert np.allclose(read(row), [half, 0.01 * half], rtol=0.006)


def test_without_noise_it_is_said_that_there_is_none():
    assert words.warning(DEFAULT) is None
    assert "No noise" in words.warning(replace(DEFAULT, settings=NoiseSettings(noise=0.0)))
    assert 0.0 in NOISES
    assert 0.0 in L2S
    assert NoiseSettings().n in COUNTS
