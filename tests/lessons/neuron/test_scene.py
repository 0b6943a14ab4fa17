"""The figures of one neuron hold the core's own numbers: every text, curve, surface and line, at every stop."""

import numpy as np
import pytest

from nnviz.core import ACTIVATIONS
from nnviz.figures.animation import Animation, Mark
from nnviz.figures.handle import Pill
from nnviz.figures.numbers import number
from nnviz.figures.palette import DATA, MODEL, TEXT
from nnviz.lessons.neuron import words
from nnviz.lessons.neuron.scene import neuron_scene
from nnviz.lessons.neuron.study import NeuronSettings, neuron_study
from tests.lessons.neuron.cases import through

LOWERED = str.maketrans("123", "₁₂₃")
DRAWING, FIRST = range(2)


def present(study, k):
    """Return what the core gives at a stop for the present input, with 0 where only rounding is left of z: z and a."""
    (z,), (a,) = through(study, k, [study.passes.x[k]])
    if abs(z) < 1e-12:
        z, a = 0.0, ACTIVATIONS[study.passes.activation].value(np.zeros(1))[0]
    return float(z), float(a)


def known(study, k):
    """Return how many parts of the computation are known at a stop: products, their sum, the bias, and φ."""
    return 4 if study.swept else [4, 1, 2, 3, 4][k]


def expected(study, k):
    """Return the texts that the drawing is to show at a stop, made of the core's numbers."""
    theta, x = study.passes.theta[k], study.passes.x[k]
    z, a = present(study, k)
    parts = known(study, k)
    texts = [f"w{i}·x{i} = {number(w * v)}" for i, w, v in zip("₁₂₃", theta[:-1], x, strict=False)]
    if parts == 2:
        texts += [number(float(theta[:-1] @ x)), "without b"]
    if parts >= 3:
        texts += [f"b·1 = {number(theta[-1])}", number(z), "z"]
    if parts >= 4:
        texts += [number(a), "output a"]
    if study.swept:
        texts.append(f"{study.swept.translate(LOWERED)} = {number(study.passes.named[study.swept][k])}")
    return texts


def test_the_drawing_shows_what_is_computed_and_no_more(study, scene, shown):
    for k in range(len(study.stage)):
        assert sorted(shown(scene.animations[DRAWING], k)) == sorted(expected(study, k))


def test_each_number_that_is_changed_by_hand_stands_by_its_own_row(study, scene):
    pills = {pill.quantity: pill for pill in scene.animations[DRAWING].handles if isinstance(pill, Pill)}
    assert set(pills) == set(study.free)
    weights = sorted((name for name in pills if name[0] == "w"), key=lambda name: -pills[name].y)
    assert weights == sorted(weights), "the first on top"
    for name, pill in pills.items():
        assert pill.symbol == name.translate(LOWERED)
        assert pill.colour == (DATA if name[0] == "x" else MODEL)
        if name[0] == "w":
            assert pill.y == pills["x" + name[1:]].y


def test_the_readouts_are_the_sum_written_out(study, scene, read):
    *terms, z, a = scene.readouts
    for k in range(len(study.stage)):
        w, x = study.passes.theta[k], study.passes.x[k]
        assert len(terms) == study.passes.n + 1
        for readout, pair in zip(terms, [*zip(w, x, strict=False), w[-1:]], strict=True):
            sign = -1 if readout.values[k].startswith("− ") else 1
            assert [sign * value for value in read(readout.values[k].replace("− ", ""))] == pytest.approx(
                list(pair), rel=0.006
            )
        assert terms[-1].values[k][:2] in ("+ ", "− ") or not w[-1]
        total, output = present(study, k)
        if known(study, k) >= 3:
            assert read(z.values[k]) == pytest.approx([total], rel=0.006, abs=1e-12)
        else:
            assert z.values[k] == "= …"
        if known(study, k) >= 4:
            assert read(a.values[k]) == pytest.approx([output], rel=0.006)
        else:
            assert a.values[k] == "…"


def test_line_curve_and_dots_over_one_input_are_the_neurons(study, scene, heights):
    if study.passes.n == 2:
        return
    animation = scene.animations[FIRST]
    sum_line, curve, z_dot, a_dot = range(1, 5)
    for k in range(len(study.stage)):
        over = heights(animation, curve, k)[:, 0]
        rest = np.tile(study.passes.x[k], (len(over), 1))
        rest[:, 0] = over
        z, a = through(study, k, rest)
        assert (over[0], over[-1]) == (-2, 2)
        assert np.allclose(heights(animation, sum_line, k), np.column_stack([over, z]))
        jumps = np.abs(z) < 1e-9  # there rounding decides what a threshold says
        assert np.allclose(heights(animation, curve, k)[~jumps, 1], a[~jumps])
        z, a = through(study, k, [study.passes.x[k]])
        x1 = study.passes.x[k, 0]
        assert np.allclose(heights(animation, z_dot, k), [[x1, z[0]]])
        assert np.allclose(heights(animation, a_dot, k), [[x1, study.passes.a[k]]])


def test_of_three_inputs_it_is_said_that_the_picture_is_a_slice_and_why():
    titles = {}
    for inputs in (1, 3):
        layout = neuron_scene(neuron_study(NeuronSettings(inputs=inputs))).animations[FIRST].layout
        titles[inputs] = layout["title"]["text"]
    assert "slice" not in titles[1]
    assert "A slice (x₂, x₃ held)" in titles[3]
    assert "four directions" in words.PICTURES[3]


def test_a_stop_is_named_by_its_stage_or_by_the_number_that_is_swept(study, scene, read):
    names = scene.timeline.names
    if study.swept:
        values = [read(name.split(" = ")[1])[0] for name in names]
        assert values == pytest.approx(list(study.passes.named[study.swept]), rel=0.006)
        assert all(name.startswith(study.swept.translate(LOWERED)) for name in names)
    else:
        assert [name[:2] for name in names] == ["al", "1:", "2:", "3:", "4:"]


def test_what_lies_outside_the_picture_is_said(neuron):
    study = neuron(inputs=1, walk="b", x1=2.0, w1=2.0)
    said = neuron_scene(study).animations[FIRST].marks[-1].moves["text"][:, 0]
    z = np.array([through(study, k, [[2.0]])[0][0] for k in range(len(said))])
    assert list(said) == ["outside ↑" if one > 4.2 else " " for one in z]
    high = neuron_scene(study).model.given["tall"]
    assert neuron_scene(study).animations[FIRST].marks[-1].follows == {"text": ("{high:outside}",)}
    assert high == neuron_scene(study).animations[FIRST].layout["yaxis"]["range"][1]
    assert len(set(said)) == 2


def test_what_follows_a_handle_is_what_the_scene_says_of_the_same_numbers(study, scene):
    """Filled with the core's numbers, each template is the text of the stop: so names and places agree."""
    names = {name: values[-1] for name, values in study.passes.named.items()}
    for animation in (one for one in scene.animations if isinstance(one, Animation)):
        for mark in animation.marks:
            for k, template in enumerate(mark.follows.get("text", ())):
                if "{" in template and "outside" not in template:
                    filled = template
                    for name, value in names.items():
                        filled = filled.replace(f"{{{name}}}", number(value))
                        filled = filled.replace(f"{{{name}:equals}}", f"= {number(value)}")
                    assert filled == last_text(mark, k)


def last_text(mark: Mark, place: int) -> str:
    return mark.moves["text"][-1][place] if "text" in mark.moves else mark.trace["text"][place]


def test_the_sum_and_the_output_have_the_colours_of_their_pictures(neuron):
    scene = neuron_scene(neuron(inputs=1))
    curves = scene.animations[FIRST]
    assert [mark.trace["line"]["color"] for mark in curves.marks[1:3]] == [TEXT.light, MODEL.light]
    *_, z, a = scene.readouts
    assert (z.colour, a.colour) == (TEXT, MODEL)
