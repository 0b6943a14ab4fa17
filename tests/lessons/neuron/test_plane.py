"""What a neuron of two inputs looks like: its surface, the plane from above, and the line z = 0 in it."""

import numpy as np
import pytest

from nnviz.core import ACTIVATIONS
from nnviz.lessons.common import HIDDEN
from nnviz.lessons.neuron.pictures import border, height_range
from nnviz.lessons.neuron.scene import neuron_scene
from tests.lessons.neuron.cases import through

FIRST, ABOVE = 1, 2


def test_the_surface_is_the_neuron_and_the_point_lies_on_it(study, scene):
    if study.passes.n != 2:
        return
    surface = scene.animations[FIRST]
    shown = "identity" if study.shows_sum else study.passes.activation
    assert surface.heights.activation == shown
    assert surface.heights.theta.tolist() == study.passes.theta.tolist()
    (point,) = surface.points
    for k in range(len(study.stage)):
        x = study.passes.x[k]
        _, height = through(study, k, [x], shown)
        assert point.places[k] == pytest.approx([*x, height[0]])
    assert (surface.z.low, surface.z.high) == height_range(shown)
    assert point.follows == ("x1", "x2", "z" if study.shows_sum else "a")


def test_the_words_of_the_surface_are_its_numbers(study, scene, read):
    if study.passes.n != 2:
        return
    for k in range(0, len(study.stage), 7):
        height = study.passes.z[k] if study.shows_sum else study.passes.a[k]
        said = scene.animations[FIRST].words[k].replace("x₁", "").replace("x₂", "").replace(", ", "; ")
        assert read(said) == pytest.approx([*study.passes.x[k], height, *study.passes.theta[k]], rel=0.006, abs=1e-9)


def test_seen_from_above_the_line_is_where_z_is_0_and_the_field_is_the_neuron(study, scene, heights):
    if study.passes.n != 2:
        return
    above = scene.animations[ABOVE]
    (field,) = above.fields
    assert field.values.theta.tolist() == study.passes.theta.tolist()
    assert field.values.activation == scene.animations[FIRST].heights.activation
    assert field.plane == (-2, 2, -2, 2)
    picture = field.picture
    assert (picture["x"], picture["x"] + picture["sizex"]) == (-2, 2)
    assert (picture["y"] - picture["sizey"], picture["y"]) == (-2, 2)
    for k in range(len(study.stage)):
        ends = heights(above, 0, k)
        said = above.marks[1].moves.get("text", np.array([above.marks[1].trace["text"]] * len(study.stage)))[k][0]
        if np.isnan(ends).any():
            corners, _ = through(study, k, [[u, v] for u in (-2, 2) for v in (-2, 2)])
            touches = np.abs(corners).min() < 1e-9
            sign = ("≥" if touches else ">") if study.passes.theta[k, -1] > 0 else "≤" if touches else "<"
            assert said == f"z {sign} 0 everywhere"
            assert corners.min() > -1e-9 if sign in ">≥" else corners.max() < 1e-9
        else:
            assert said == " "
            assert np.allclose(through(study, k, ends)[0], 0, atol=1e-9)
    assert above.marks[0].follows == {"x": "zero_x", "y": "zero_y"}


def test_the_bias_alone_moves_the_line_out_of_the_picture(neuron):
    said = neuron_scene(neuron(walk="b", w1=0.2, w2=0.1)).animations[ABOVE].marks[1].moves["text"][:, 0]
    assert {"z < 0 everywhere", " ", "z > 0 everywhere"} < set(said)
    assert said[0] == "z < 0 everywhere"
    assert said[-1] == "z > 0 everywhere"


FLAT = {
    "z = −0.300 everywhere": {"w1": 0, "w2": 0},
    "z = 0 everywhere": {"w1": 0, "w2": 0, "b": 0},
    "z ≥ 0 everywhere": {"w1": 0.5, "w2": 0.5, "b": 2.0},
    "z ≤ 0 everywhere": {"w1": -0.5, "w2": 0.5, "b": -2.0},
    "z > 0 everywhere": {"w1": 0.4, "w2": 0.5, "b": 2.0},
    " ": {"w1": 0.6, "w2": 0.5, "b": 2.0},
}


@pytest.mark.parametrize("said", FLAT)
def test_where_there_is_no_line_what_is_said_of_z_is_true_of_every_place(neuron, said):
    study = neuron(**FLAT[said])
    (text,) = neuron_scene(study).animations[ABOVE].marks[1].trace["text"]
    assert text == said
    z, _ = through(study, 0, np.random.default_rng(0).uniform(-2, 2, (500, 2)))
    corners, _ = through(study, 0, [[u, v] for u in (-2, 2) for v in (-2, 2)])
    z = np.append(z, corners)
    touches = bool((np.abs(z) < 1e-9).any())
    assert {"=": np.ptp(z) == 0, "≥": touches and z.min() > -1e-9, "≤": touches and z.max() < 1e-9,
            ">": z.min() > 1e-9, "<": z.max() < -1e-9, "": z.min() < 0 < z.max()}[said[2:3]]  # fmt: skip


def test_the_plane_has_one_scale_for_both_inputs(scene, study):
    if study.passes.n != 2:
        return
    x, y = (scene.animations[ABOVE].layout[axis] for axis in ("xaxis", "yaxis"))
    assert (y["scaleanchor"], y["scaleratio"]) == ("x", 1)
    assert x["constrain"] == y["constrain"] == "domain", "and no axis is longer for that"


@pytest.mark.parametrize("activation", HIDDEN)
def test_the_ring_on_a_surface_is_where_z_is_0_and_nowhere_else(activation):
    for ring in border(activation):
        below, above = ACTIVATIONS[activation].value(np.array([[-0.01, -1e-9], [0.01, 1e-9]]))
        assert (below <= ring).all()
        assert (above >= ring).all()
        assert (ACTIVATIONS[activation].value(np.linspace(0.1, 10, 100)) > ring).all()
        assert (ACTIVATIONS[activation].value(np.linspace(-5, -0.1, 100)) < ring).all()
    assert bool(border(activation)) == (activation != "relu")


@pytest.mark.parametrize("activation", HIDDEN)
def test_all_heights_of_an_output_are_shown_but_those_beyond_6(activation):
    low, high = height_range(activation)
    a = ACTIVATIONS[activation].value(np.linspace(-6, 6, 1001))
    assert low <= a.min() + 1e-4
    assert a.max() <= high + 0.01
    assert high - low <= 12


def test_colours_say_the_sign_of_the_height(scene, study):
    if study.passes.n != 2:
        return
    surface = scene.animations[FIRST]
    for height, colour in zip(np.linspace(surface.z.low, surface.z.high, 64), surface.table, strict=True):
        red, _, blue = (int(colour.light[i : i + 2], 16) for i in (1, 3, 5))
        assert abs(height) < 0.2 or (blue > red) == (height > 0)
