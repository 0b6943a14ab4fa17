"""The figures and words on activation functions hold the core's own numbers: every trace, at every step."""

import re

import numpy as np
import pytest

from nnviz.core import ACTIVATIONS, Network
from nnviz.figures.palette import DATA, MODEL, QUIET, TEXT
from nnviz.lessons.activation import questions, words
from nnviz.lessons.activation.functions import FLAT, SHAPES, Z_END, flats, word_at
from nnviz.lessons.activation.shapes import X_END, shapes_scene
from nnviz.lessons.activation.study import BIASES, INPUTS, WEIGHTS, ShapeSettings, shape_study

NAMES = [name for name in ACTIVATIONS if name != "softmax"]
VALUES, SLOPES, OUTPUTS = range(3)
Z = np.linspace(-Z_END, Z_END, 1601)


def phi(name, z):
    """Return φ(z), from a neuron with w = 1 and b = 0."""
    z = np.asarray(z, float)
    return Network((1, 1), output=name).forward(np.array([1.0, 0.0]), z.reshape(-1, 1)).a[1].reshape(z.shape)


def slope(name, z):
    """Return φ'(z): what a loss whose derivative by the output is 1 hands back through the neuron."""
    z = np.asarray(z, float).reshape(-1, 1)
    net, theta = Network((1, 1), output=name), np.array([1.0, 0.0])
    forward = net.forward(theta, z)
    return net.backward(theta, forward, forward.a[1] - 1, "half_mse").delta[1][:, 0]


@pytest.fixture(params=NAMES, scope="module")
def name(request):
    return request.param


@pytest.fixture(params=["weight", "bias"], scope="module")
def case(request, name):
    neuron = shape_study(ShapeSettings(name, ("tanh", "relu"), request.param, bias=0.7, weight=0.7, z=-1.3))
    return neuron, shapes_scene(neuron)


def zero_where_it_cancels(z):
    """Return z with 0 where w·x + b is 0 but for rounding: no number of the sweeps is within 10⁻¹² of another."""
    return np.where(np.abs(z) < 1e-12, 0.0, z)


def shown(neuron):
    """Return the functions drawn over z: the one looked at, then the others laid over it."""
    return (neuron.activation, *(name for name in ("tanh", "relu") if name != neuron.activation))


def test_the_weight_goes_from_flat_to_steep_and_the_bias_moves_the_curve_to_the_right():
    weights = shape_study(ShapeSettings(swept="weight", bias=-0.5)).theta
    biases = shape_study(ShapeSettings(swept="bias", weight=2.0)).theta
    assert np.all(np.diff(weights[:, 0]) > 0)
    assert np.all(weights[:, 1] == -0.5)
    assert weights[[0, -1], 0].tolist() == [0.1, 5.0] == [WEIGHTS[0], WEIGHTS[-1]]
    assert np.all(np.diff(-biases[:, 1] / biases[:, 0]) > 0)  # where the neuron switches, x = −b / w
    assert biases[[0, -1], 1].tolist() == [4.0, -4.0] == [BIASES[0], BIASES[-1]]
    assert np.all(biases[:, 0] == 2.0)


def test_the_curves_over_z_are_the_function_and_its_slope(case, plotted):
    neuron, scene = case
    for figure, truth in ((VALUES, phi), (SLOPES, slope)):
        curves = [trace for trace in plotted(scene.animations[figure]).data if trace.mode == "lines"]
        for trace, name in zip(curves, shown(neuron), strict=True):
            x, y = np.array(trace.x, float), np.array(trace.y, float)
            gap = np.isnan(x)
            assert gap.sum() == len(ACTIVATIONS[name].kinks), "no slope is drawn where there is none"
            assert (x[~gap][0], x[~gap][-1]) == (-Z_END, Z_END)
            assert np.allclose(y[~gap], truth(name, x[~gap]), atol=1e-12)
            assert trace.name.startswith(ACTIVATIONS[name].title)


def test_the_inputs_are_where_the_neuron_puts_them_at_every_step(case, drawn, trace_of):
    neuron, scene = case
    net = Network((1, 1), output=neuron.activation)
    dots = [trace_of(animation, DATA, "markers") for animation in scene.animations]
    for k, (w, b) in enumerate(neuron.theta):
        forward = net.forward(np.array([w, b]), INPUTS[:, None])
        z, a = zero_where_it_cancels(forward.z[1][:, 0]), forward.a[1][:, 0]
        a = np.where(z == 0, phi(neuron.activation, 0.0), a)
        values, slopes, outputs = (drawn(scene.animations[i], dots[i], k) for i in range(3))
        assert np.allclose(values, np.column_stack([z, a]), atol=1e-12)
        assert np.allclose(slopes, np.column_stack([z, slope(neuron.activation, z)]), atol=1e-12)
        assert np.allclose(outputs, np.column_stack([INPUTS, a]), atol=1e-12)
        assert np.abs(z).max() <= Z_END, "they stay on the axis"


def test_the_output_over_x_is_the_neurons_at_every_step(case, drawn, trace_of):
    neuron, scene = case
    animation = scene.animations[OUTPUTS]
    curve = trace_of(animation, MODEL, "lines")
    net = Network((1, 1), output=neuron.activation)
    for k, theta in enumerate(neuron.theta):
        x, y = drawn(animation, curve, k).T
        x, y = x[~np.isnan(x)], y[~np.isnan(x)]
        kinks = [-theta[1] / theta[0] + kink / theta[0] for kink in ACTIVATIONS[neuron.activation].kinks]
        away = np.all([np.abs(x - kink) > 1e-12 for kink in kinks], axis=0) if kinks else np.full(len(x), True)
        assert np.allclose(y[away], net.forward(theta, x[away, None]).a[1][:, 0], atol=1e-9)
        assert x[0] <= -X_END + 1e-9
        assert x[-1] >= X_END - 1e-9


def test_what_is_shaded_is_exactly_where_the_slope_is_nearly_zero(case, drawn, plotted):
    neuron, scene = case
    flat = np.abs(slope(neuron.activation, Z)) < FLAT
    for figure in (VALUES, SLOPES):
        bands = [s for s in plotted(scene.animations[figure]).layout.shapes if s.type == "rect"]
        shaded = np.any([(b.x0 - 1e-9 <= Z) & (b.x1 + 1e-9 >= Z) for b in bands], axis=0) if bands else np.zeros(len(Z))
        assert np.array_equal(shaded.astype(bool), flat)
    (shade,) = [i for i, t in enumerate(plotted(scene.animations[OUTPUTS]).data) if t.fill == "toself"] or [None]
    assert (shade is None) == (not flat.any())
    if shade is None:
        return
    for k, (w, b) in enumerate(neuron.theta):
        x = drawn(scene.animations[OUTPUTS], shade, k)[:, 0].reshape(-1, 5)
        assert np.all(np.isnan(x[:, 4]))
        places = np.linspace(-X_END, X_END, 333)
        near = np.abs(w * places + b)[:, None] - np.abs([f.low for f in flats(neuron.activation)])
        sure = np.abs(near).min(axis=1) > 0.02
        sure &= np.all([np.abs(w * places + b - end) > 0.02 for f in flats(neuron.activation) for end in f[:2]], axis=0)
        inside = np.any([(row[0] <= places) & (places <= row[2]) for row in x], axis=0)
        truly = np.abs(slope(neuron.activation, w * places + b)) < FLAT
        assert np.array_equal(inside[sure], truly[sure]), (k, w, b)


def test_readouts_say_the_neuron_the_flat_inputs_and_the_chosen_z(case, read):
    neuron, scene = case
    net = Network((1, 1), output=neuron.activation)
    texts, flat, here = (readout.values for readout in scene.readouts)
    for k, (w, b) in enumerate(neuron.theta):
        assert read(texts[k].replace("− ", "−"))[:2] == pytest.approx([w, b], abs=0.0051)
        assert ("−" in texts[k]) == (round(b, 2) < 0)
        z = zero_where_it_cancels(net.forward(np.array([w, b]), INPUTS[:, None]).z[1])  # it decides at a kink
        count = int((np.abs(slope(neuron.activation, z)) < FLAT).sum())
        assert flat[k] == f"{count} of 7"
        assert read(scene.timeline.names[k]) == pytest.approx([w if neuron.swept == "weight" else b], abs=0.0051)
        (value,), (rise,) = (read(part) for part in here[k].split(":")[0].split(", "))
        assert value == pytest.approx(float(phi(neuron.activation, -1.3)), rel=0.006)
        assert rise == pytest.approx(float(slope(neuron.activation, -1.3)[0]), rel=0.006)
        assert here[k].endswith(f": {word_at(neuron.activation, -1.3)}")
    assert scene.readouts[2].label == "At z = −1.3"


def test_the_chosen_z_is_marked_at_its_own_height(case, drawn, trace_of):
    neuron, scene = case
    for figure, truth in ((VALUES, phi), (SLOPES, slope)):
        mark = trace_of(scene.animations[figure], TEXT, "markers")
        assert np.allclose(
            drawn(scene.animations[figure], mark, 0), [[-1.3, np.ravel(truth(neuron.activation, -1.3))[0]]]
        )


def test_everything_stays_on_axes_that_do_not_move(case, drawn, trace_of, plotted):
    scene = case[1]
    for animation in scene.animations[:2]:
        low, high = plotted(animation).layout.yaxis.range
        for k in (0, len(scene.timeline) // 2, len(scene.timeline) - 1):
            y = drawn(animation, trace_of(animation, DATA, "markers"), k)[:, 1]
            assert low < y.min()
            assert y.max() < high
        assert not any(attribute.startswith("layout") for mark in animation.marks for attribute in mark.moves)


def test_words_for_the_flat_parts():
    assert [(f.low, f.high, f.word) for f in flats("relu")] == [(-Z_END, 0.0, "slope 0")]
    assert [(f.low, f.high, f.word) for f in flats("threshold")] == [(-Z_END, Z_END, "slope 0")]
    assert [f.word for f in flats("leaky_relu")] == ["leaking"]
    assert [f.word for f in flats("sigmoid")] == ["saturated", "saturated"]
    assert [f.word for f in flats("silu")] == ["saturated", "turning"]
    assert flats("identity") == ()
    assert (word_at("sigmoid", 2.8), word_at("sigmoid", 2.9)) == ("not flat", "saturated")
    words_there = (word_at("relu", 0.0), word_at("relu", 0.1), word_at("threshold", 3.0))
    assert words_there == ("slope 0", "not flat", "slope 0")
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


def test_overlays_are_told_apart_by_their_dashes_and_a_name(plotted):
    scene = shapes_scene(shape_study(ShapeSettings("sigmoid", ("tanh", "relu", "gelu"), "weight", bias=0.0, z=0.0)))
    for animation in scene.animations[:2]:
        overlays = [trace for trace in plotted(animation).data if trace.line.color == QUIET.light]
        assert len({trace.line.dash for trace in overlays}) == 3
    assert plotted(scene.animations[0]).layout.showlegend


def test_the_function_looked_at_is_not_laid_over_itself(plotted):
    scene = shapes_scene(shape_study(ShapeSettings("relu", ("relu", "silu"))))
    for animation in scene.animations[:2]:
        names = [trace.name for trace in plotted(animation).data if trace.mode == "lines"]
        assert names == [ACTIVATIONS["relu"].title, ACTIVATIONS["silu"].title]


def test_all_functions_of_one_z_can_be_looked_at_the_oldest_first():
    assert sorted(SHAPES) == sorted(NAMES)
    assert SHAPES[:3] == ("threshold", "sigmoid", "relu")


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


def test_what_cancels_but_for_rounding_lies_on_the_corner_itself():
    neuron = shape_study(ShapeSettings("relu", swept="bias", weight=1.5))
    (k,) = np.flatnonzero(np.isclose(neuron.theta[:, 1], -0.6))  # 1.5 · 0.4 − 0.6
    assert 1.5 * INPUTS[4] - 0.6 != 0, "a computer rounds"
    assert (neuron.z[k, 4], neuron.a[k, 4], neuron.slope[k, 4]) == (0, 0, 0)
    assert "| 0 | :blue[0] | :orange[0] | slope 0 |" in words.inputs(neuron, int(k))


def test_all_that_is_laid_over_it_is_inside_the_figure(plotted, name):
    others = tuple(other for other in ("elu", "gelu", "identity") if other != name)
    for animation in shapes_scene(shape_study(ShapeSettings(name, others))).animations[:2]:
        figure = plotted(animation)
        low, high = figure.layout.yaxis.range
        for trace in figure.data:
            assert low < np.nanmin(np.array(trace.y, float))
            assert np.nanmax(np.array(trace.y, float)) < high


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
