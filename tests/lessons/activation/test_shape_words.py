"""The words on the shapes hold the core's own numbers, and call nothing dead for what it does at a single z."""

import re

import numpy as np
import pytest

from nnviz.core import ACTIVATIONS
from nnviz.lessons.activation import questions, words
from nnviz.lessons.activation.functions import FLAT, Z_END, flats, word_at
from nnviz.lessons.activation.shapes import shapes_scene
from nnviz.lessons.activation.study import INPUTS, ShapeSettings, shape_study
from tests.lessons.activation.conftest import phi, slope


def test_words_for_the_flat_parts():
    assert [(f.low, f.high, f.word) for f in flats("relu")] == [(-Z_END, 0.0, "slope 0")]
    assert [(f.low, f.high, f.word) for f in flats("threshold")] == [(-Z_END, Z_END, "slope 0")]
    assert [f.word for f in flats("leaky_relu")] == ["leaking"]
    assert [f.word for f in flats("sigmoid")] == ["saturated", "saturated"]
    assert [f.word for f in flats("silu")] == ["saturated", "turning"]
    assert flats("identity") == ()
    assert (word_at("sigmoid", 2.8), word_at("sigmoid", 2.9)) == ("not flat", "saturated")
    words_there = (word_at("relu", 0.0), word_at("relu", 0.1), word_at("threshold", 3.0))
    assert words_there == ("by convention", "not flat", "slope 0")
    assert (word_at("threshold", 0.0), word_at("leaky_relu", 0.0)) == ("by convention", "by convention")
    assert word_at("gelu", -0.75) == "turning"


def test_every_word_is_explained(name):
    for z in np.linspace(-Z_END, Z_END, 161):
        assert word_at(name, float(z)) in words.WORDS
        assert (word_at(name, float(z)) == "not flat") == (abs(slope(name, z)[0]) >= FLAT)


def test_the_arithmetic_at_the_chosen_z(name, read):
    text = words.chosen(name, 1.7)
    assert ACTIVATIONS[name].formula in text
    assert ACTIVATIONS[name].source in text
    value, rise = (
        read(re.split(mark, text)[1].split("**")[0])[0]
        for mark in (r"φ\(1.70\) [=≈] :blue\[\*\*", r"φ′\(1.70\) [=≈] :orange\[\*\*")
    )
    assert value == pytest.approx(float(phi(name, 1.7)), rel=0.006)
    assert rise == pytest.approx(float(slope(name, 1.7)[0]), rel=0.006)


def table_of(text):
    """Return the cells of a table's head, and its rows."""
    head, _, *rows = [line for line in text.split("\n") if line.startswith("|")]
    return [cell.strip() for cell in head.strip("|").split("|")], rows


@pytest.mark.parametrize("k", [0, 40, 200])
def test_the_table_of_inputs(name, read, k):
    neuron = shape_study(ShapeSettings(name, swept="bias", weight=1.5))
    w, b = neuron.theta[k]
    head, rows = table_of(words.inputs(neuron, k))
    assert all(head)
    assert len(rows) == len(INPUTS)
    for x, row in zip(INPUTS, rows, strict=True):
        z = 0 if abs(w * x + b) < 1e-12 else w * x + b
        expected = [x, z, float(phi(name, z)), float(slope(name, z)[0])]
        word = f"| {word_at(name, z)} |"
        assert row.endswith(word)
        assert read(row.removesuffix(word)) == pytest.approx(expected, rel=0.006, abs=1e-9)


@pytest.mark.parametrize(
    ("settings", "answer"),
    [
        (ShapeSettings("identity"), "None of them"),
        (ShapeSettings("softplus", swept="weight", bias=1.5), "Some, but fewer than half"),
        (ShapeSettings("sigmoid"), "More than half"),
        (ShapeSettings("threshold"), "All of them"),
    ],
)
def test_the_question_s_answer_is_counted_at_the_end_of_the_sweep(settings, answer):
    study = shape_study(settings)
    question = questions.shape_question(study)
    w, b = (5.0, settings.bias) if settings.swept == "weight" else (settings.weight, -4.0)
    count = int((np.abs(slope(settings.activation, w * INPUTS + b)) < FLAT).sum())
    assert question.options[question.answer] == answer
    assert question.why.startswith(f"It is {count} of 7")
    few = [x for x in INPUTS if abs(slope(settings.activation, w * x + b)[0]) < FLAT]
    assert ("are shaded" in question.why) == bool(flats(settings.activation))
    for option, reason in zip(question.options, question.reasons, strict=True):
        assert (reason == "") == (option == answer)
        if reason.startswith("The slope is nearly 0"):
            assert reason.count(",") == len(few) - 1
        elif reason:
            assert reason.count(",") == len(INPUTS) - len(few) - 1


def test_the_question_is_told_from_where_the_count_is_that_of_the_end(name):
    for settings in (ShapeSettings(name), ShapeSettings(name, swept="bias", weight=1.5)):
        study = shape_study(settings)
        question, counts = questions.shape_question(study), [int(text) for text in _counts(study)]
        for k in range(1, len(counts)):
            assert question.is_told_by(k, len(counts) - 1) == (set(counts[k:]) == {counts[-1]}), k


def _counts(study):
    """Return what the readout says at each stop of how many of the inputs lie in the flat part."""
    return [text.split(" of ")[0] for text in shapes_scene(study).readouts[1].values]


def test_a_label_over_a_jump_says_that_there_is_no_slope_and_what_is_taken():
    (label,) = (note["text"] for note in shapes_scene(shape_study(ShapeSettings("threshold"))).animations[1]
                .layout["annotations"])  # fmt: skip
    assert label == "slope 0; at the jump none, taken as 0"
    (label,) = (note["text"] for note in shapes_scene(shape_study(ShapeSettings("relu"))).animations[1]
                .layout["annotations"])  # fmt: skip
    assert label == "slope 0", "its corner lies at the edge"


def test_what_cancels_but_for_rounding_lies_on_the_corner_itself():
    neuron = shape_study(ShapeSettings("relu", swept="bias", weight=1.5))
    (k,) = np.flatnonzero(np.isclose(neuron.theta[:, 1], -0.6))  # 1.5 · 0.4 − 0.6
    assert 1.5 * INPUTS[4] - 0.6 != 0, "a computer rounds"
    assert (neuron.z[k, 4], neuron.a[k, 4], neuron.slope[k, 4]) == (0, 0, 0)
    assert "| 0 | :blue[0] | :orange[0] | by convention |" in words.inputs(neuron, int(k))


def test_each_function_laid_over_it_is_given_in_numbers_at_the_chosen_z(read):
    head, rows = table_of(words.chosen("sigmoid", -0.7, ("elu", "threshold")))
    assert all(head)
    for other, row in zip(("sigmoid", "elu", "threshold"), rows, strict=True):
        expected = [float(phi(other, -0.7)), float(slope(other, -0.7)[0])]
        assert read("".join(row.split("|")[2:4])) == pytest.approx(expected, rel=0.006)


def test_where_there_is_no_slope_it_is_called_a_convention(name):
    text = words.chosen(name, 1.0)
    step = np.diff(phi(name, [-1e-9, 1e-9]))[0]
    bend = np.diff(slope(name, [-1e-9, 1e-9]))[0]
    assert ("φ has a jump" in text) == (step > 0.5)
    assert ("φ has a corner" in text) == (step < 0.5 and abs(bend) > 0.5)
    assert ("is a convention" in text) == (step > 0.5 or abs(bend) > 0.5)


def test_no_neuron_is_called_dead_for_a_single_z(name):
    for neuron in (shape_study(ShapeSettings(name)), shape_study(ShapeSettings(name, swept="bias", weight=1.0))):
        scene = shapes_scene(neuron)
        said = [*(text for readout in scene.readouts for text in readout.values), words.inputs(neuron, 0)]
        said += [note["text"] for animation in scene.animations for note in animation.layout.get("annotations", ())]
        assert not any("dead" in text or "alive" in text for text in said)


def test_a_slope_that_leaks_never_ends():
    assert "a small slope that never ends" in words.WORDS["leaking"]
    assert words.word_at("leaky_relu", -10.0) == "leaking"
    for z in (-10.0, -1e3, -1e9):
        assert slope("leaky_relu", z)[0] == pytest.approx(slope("leaky_relu", -1.0)[0])
        assert slope("leaky_relu", z)[0] > 0.001
