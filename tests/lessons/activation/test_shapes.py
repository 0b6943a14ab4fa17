"""The figures and words on activation functions hold the core's own numbers: every trace, at every step."""

import numpy as np
import pytest

from nnviz.core import ACTIVATIONS, Network
from nnviz.figures.palette import DATA, MODEL, QUIET, TEXT
from nnviz.lessons.activation.functions import FLAT, SHAPES, Z_END, flats, word_at
from nnviz.lessons.activation.shapes import X_END, shapes_scene
from nnviz.lessons.activation.study import BIASES, INPUTS, WEIGHTS, ShapeSettings, shape_study
from tests.lessons.activation.conftest import NAMES, phi, slope

VALUES, SLOPES, OUTPUTS = range(3)
Z = np.linspace(-Z_END, Z_END, 1601)


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


def test_all_that_is_laid_over_it_is_inside_the_figure(plotted, name):
    others = tuple(other for other in ("elu", "gelu", "identity") if other != name)
    for animation in shapes_scene(shape_study(ShapeSettings(name, others))).animations[:2]:
        figure = plotted(animation)
        low, high = figure.layout.yaxis.range
        for trace in figure.data:
            assert low < np.nanmin(np.array(trace.y, float))
            assert np.nanmax(np.array(trace.y, float)) < high
