"""Vanishing and exploding: sizes of δ are the core's, what foretells them is the formula, and 0 is called 0."""

import re

import numpy as np
import pytest

from nnviz.core import INITIALIZERS
from nnviz.figures.pack import pack
from nnviz.lessons.simple import vanish_words as words
from nnviz.lessons.simple.vanish_scene import LOWEST, vanish_scene
from nnviz.lessons.simple.vanish_study import ACTIVATION_NAMES, DEPTHS, VanishSettings, kinds, vanish_study

X = np.linspace(-3, 3, 8)[:, None]
Y = np.sin(np.pi * X / 3)
SLOPES = {
    "sigmoid": lambda z: np.exp(-z) / (1 + np.exp(-z)) ** 2,
    "tanh": lambda z: 1 - np.tanh(z) ** 2,
    "relu": lambda z: (z > 0) * 1.0,
}


def by_hand(study, place):
    """Return the root mean square of δ in each layer and what foretells its factor, worked out layer by layer."""
    net, theta = study.run.net, study.run.theta[place]
    layers, slope = net.layers(theta), SLOPES[study.settings.activation]
    z = net.forward(theta, X).z
    delta, size, foretold = (z[-1] - Y).astype(np.longdouble), [], []  # whose squares are not 0 so soon
    size.append(np.sqrt((delta**2).mean()))
    for level in range(len(layers) - 1, 0, -1):
        W = layers[level][0]
        rise = slope(z[level])
        delta = (delta @ W.T) * rise
        size.append(np.sqrt((delta**2).mean()))
        foretold.append(np.sqrt(W.shape[1] * (W.astype(np.longdouble) ** 2).mean() * (rise**2).mean()))
    return np.array(size[::-1]), np.array(foretold[::-1])


@pytest.mark.parametrize("activation", ACTIVATION_NAMES)
@pytest.mark.parametrize("initializer", INITIALIZERS)
def test_sizes_and_what_foretells_them_are_the_backward_passes(activation, initializer):
    study = vanish_study(VanishSettings(10, activation, initializer))
    for place in (0, 15, 30):
        size, foretold = by_hand(study, place)
        assert np.allclose(study.sizes[place], size, rtol=1e-9, atol=1e-307)
        assert np.allclose(study.terms.factor[place], foretold, rtol=1e-9, atol=0)
        there, none = size[1:] > 1e-300, size[1:] == 0
        assert np.allclose(study.factors[place][there], size[:-1][there] / size[1:][there])
        assert np.isnan(study.factors[place][none]).all()


def test_a_hundred_layers_are_not_lost_in_squares_too_small_to_hold():
    study = vanish_study(VanishSettings(100, "sigmoid", "uniform"))
    assert 0 < study.sizes[0, 0] < 1e-60
    assert (study.sizes[0] > 0).all()
    first = vanish_scene(study).animations[0].marks[1]
    assert np.allclose(10 ** first.moves["y"][0], study.sizes[0])
    assert len(pack(vanish_scene(study))) < 250_000


def test_what_is_exactly_0_is_marked_as_such_and_nothing_else_is():
    study = vanish_study(VanishSettings(20, "tanh", "zeros"))
    figure = vanish_scene(study).animations[0]
    _, line, zeros, below = figure.marks
    assert np.array_equal(np.isfinite(zeros.moves["y"]), study.sizes == 0)
    assert np.array_equal(np.isfinite(line.moves["y"]), study.sizes > 0)
    assert not np.isfinite(below.moves["y"]).any()
    assert figure.layout["annotations"][0]["text"] == "✕ exactly 0"
    assert np.nanmax(zeros.moves["y"]) < np.nanmin(line.moves["y"])
    alive = vanish_scene(vanish_study(VanishSettings(20, "tanh", "he"))).animations[0]
    assert not alive.layout["annotations"]


def test_what_is_too_small_to_be_drawn_is_not_called_0():
    study = vanish_study(VanishSettings(100, "sigmoid", "zeros"))
    tiny = (study.sizes > 0) & (study.sizes < 10.0**LOWEST)
    assert tiny.any()
    _, _, zeros, below = vanish_scene(study).animations[0].marks
    assert np.array_equal(np.isfinite(below.moves["y"]), tiny)
    assert np.array_equal(np.isfinite(zeros.moves["y"]), study.sizes == 0)


def test_the_typical_factor_lies_below_what_is_foretold_and_the_formula_is_near():
    for kind in kinds():
        if kind.measured is None:
            assert (kind.initializer, kind.alive) == ("zeros", 0)
            continue
        assert 0.75 * kind.foretold < kind.measured < kind.foretold
        assert kind.alive >= 12


def test_the_start_that_is_nearest_to_level_is_named_and_sigmoid_is_far_from_it():
    level = min((kind for kind in kinds() if kind.measured), key=lambda kind: abs(np.log(kind.measured)))
    assert "Nearest to level is **tanh with He**" in words.starts()
    assert (level.activation, level.initializer) == ("tanh", "he")
    assert all(kind.measured < 0.3 for kind in kinds() if kind.measured and kind.activation == "sigmoid")
    draws = np.concatenate([INITIALIZERS["he"].draw(np.random.default_rng(seed), 8, 8)[0] for seed in range(200)])
    assert draws.var() == pytest.approx(2 / 8, rel=0.05)
    assert "16/8 = 2.00 or more, and those of He have 2/8 = 0.250" in words.starts()


def test_larger_weights_explode():
    study = vanish_study(VanishSettings(30, "relu", "he", gain=3.0, learning_rate=1e-4))
    assert study.sizes[0, 0] > 1e6 * study.sizes[0, -1]
    assert "times as large as" in words.all_layers(study, 0)
    assert "times smaller than" in words.all_layers(vanish_study(VanishSettings()), 0)


def test_a_run_that_cannot_go_on_says_so():
    study = vanish_study(VanishSettings(100, "relu", "he", gain=3.0, learning_rate=0.1))
    assert study.run.diverged_at is not None
    assert f"step {study.run.diverged_at}" in words.warning(study)
    assert words.warning(vanish_study(VanishSettings())) is None
    assert len(pack(vanish_scene(study))) > 1000
    assert words.vanish_question(study).why


def test_why_delta_is_0_is_said_only_where_it_is_so():
    zeros = words.all_layers(vanish_study(VanishSettings(10, "tanh", "zeros")), 0)
    assert "**exactly 0** in 9 of 10 layers: the weights that lead on from layer 9 are all 0" in zeros
    tiny = vanish_study(VanishSettings(10, "sigmoid", "zeros"))
    assert tiny.terms.weight[-1, 4] > 0
    assert "smaller than the computer can hold" in words.all_layers(tiny, 30)
    dead = next(
        study
        for seed in range(21)
        if ((study := vanish_study(VanishSettings(100, "relu", "xavier", seed=seed))).sizes[0] == 0).any()
    )
    assert "every neuron's slope is 0 on every point" in words.all_layers(dead, 0)


def test_numbers_of_one_layer_are_the_studys(read):
    study = vanish_study(VanishSettings(20, "tanh", "xavier"))
    said = words.one_layer(study, 3)
    layer, step, high, low, measured, fan_out, squared, slope, foretold = read(said.replace("**", ""))
    at = int(layer) - 1
    assert step == study.run.step[3]
    assert np.allclose([high, low], study.sizes[3, at : at + 2], rtol=0.006)
    assert np.allclose(measured, study.factors[3, at], rtol=0.006)
    assert np.allclose(foretold, np.sqrt(fan_out * squared * slope), rtol=0.01)
    assert "no factor to measure" in words.one_layer(vanish_study(VanishSettings(20, "tanh", "zeros")), 0)


def test_the_question_is_answered_by_the_losses():
    answers = []
    for settings in (
        VanishSettings(),
        VanishSettings(3, "tanh", "xavier"),
        VanishSettings(3, "tanh", "xavier", gain=3.0, learning_rate=0.3, seed=1),
    ):
        study = vanish_study(settings)
        first, last = study.losses[[0, -1]]
        answers.append(words.vanish_question(study).answer)
        assert answers[-1] == (3 if last > first else 0 if last < first / 2 else 1)
    assert answers == [1, 0, 3]
    assert DEPTHS[-1] == 100


def test_a_loss_that_only_rounding_has_changed_is_the_same():
    study = vanish_study(VanishSettings(30, "relu", "xavier"))
    assert study.losses[-1] != study.losses[0]
    question = words.vanish_question(study)
    assert question.options[question.answer] == "The same, to three digits"


def runs_beyond():
    """Return runs whose numbers grow until a ratio, a square or δ itself is more than the computer can hold."""
    return [
        vanish_study(VanishSettings(30, "tanh", "xavier", 0.5, 5.0, 18)),
        vanish_study(VanishSettings(5, "tanh", "xavier", 0.5, 5.0, 11)),
        vanish_study(VanishSettings(3, "relu", "xavier", 1.5, 5.0, 9)),
        vanish_study(VanishSettings(10, "relu", "xavier", 1.5, 3.0, 8)),
        vanish_study(VanishSettings(5, "tanh", "uniform", 1.0, 10.0, 3)),
    ]


@pytest.mark.filterwarnings("error")
def test_what_is_more_than_the_computer_can_hold_is_said_and_breaks_nothing():
    kinds_met = set()
    for study in runs_beyond():
        for place, size in enumerate(study.sizes):
            said, one = words.all_layers(study, place), words.one_layer(study, place)
            assert not {"nan", "undefined"} & set(re.split(r"\W+", said + one))
            assert ("more than the computer can hold" in said) == (not np.isfinite(size).all())
            assert "∞" not in said + one
            beyond = size[0] > 0 and np.isfinite(size).all() and float(size[-1]) / float(size[0]) > 1.7e308
            assert ("more than 10³⁰⁸ times smaller" in said) == beyond
            kinds_met |= {beyond, not np.isfinite(size).all() and "large"}
        scene = vanish_scene(study)
        assert "undefined" not in {value for one in scene.readouts for value in one.values}
        *_, last = scene.animations[0].marks
        if np.isinf(study.sizes).any():
            assert np.array_equal(np.isfinite(last.moves["y"]), np.isinf(study.sizes))
            assert "△ too large to hold" in {note["text"] for note in scene.animations[0].layout["annotations"]}
    assert kinds_met >= {True, "large"}


@pytest.mark.parametrize("depth", DEPTHS)
def test_ticks_stand_at_layers_that_there_are(depth):
    scene = vanish_scene(vanish_study(VanishSettings(depth, "relu")))
    for figure in scene.animations[:2]:
        ticks = figure.layout["xaxis"]["tickvals"]
        assert set(ticks) <= set(range(1, depth + 1))
        assert {1, depth} <= set(ticks)
        assert len(ticks) <= 6
