"""What one neuron computes at each stop, compared with the core, and which settings make it."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnviz.core import Network
from nnviz.lessons.common import HIDDEN
from nnviz.lessons.neuron import LESSON
from nnviz.lessons.neuron.passes import Passes, zero_line
from nnviz.lessons.neuron.study import NeuronSettings, dropped

TENTHS = st.integers(-20, 20).map(lambda n: n / 10)
NUMBERS = {"x1": -0.7, "x2": 1.5, "x3": 0.4, "w1": 1.3, "w2": -0.6, "w3": -1.9, "b": 0.8}


@pytest.mark.parametrize("activation", HIDDEN)
@pytest.mark.parametrize("inputs", [1, 2, 3])
def test_z_and_a_are_those_of_the_core(neuron, inputs, activation):
    passes = neuron(inputs=inputs, activation=activation, **NUMBERS).passes
    theta = [NUMBERS[f"w{i + 1}"] for i in range(inputs)] + [NUMBERS["b"]]
    forward = Network((inputs, 1), output=activation).forward(
        np.array(theta), np.array([[NUMBERS[f"x{i + 1}"] for i in range(inputs)]])
    )
    assert np.allclose(passes.z, forward.z[1][0, 0], rtol=1e-12)
    assert np.allclose(passes.a, forward.a[1][0, 0], rtol=1e-12)


def test_a_sum_that_only_rounding_keeps_from_zero_is_zero(neuron):
    passes = neuron(x1=1.0, x2=1.0, w1=0.1, w2=0.2, b=-0.3, activation="threshold").passes
    assert 0.1 + 0.2 - 0.3 != 0
    assert not passes.z.any()
    assert (passes.a == 1).all()


@pytest.mark.parametrize("walk", ["w1", "w2", "w3", "b"])
def test_a_sweep_changes_one_number_alone_from_end_to_end(neuron, walk):
    passes = neuron(inputs=3, walk=walk, **NUMBERS).passes
    for name in NUMBERS:
        values = passes.named[name]
        if name == walk:
            assert (values[0], values[-1]) == (-2, 2)
            assert np.all(np.diff(values) > 0)
        else:
            assert (values == NUMBERS[name]).all()


@pytest.mark.parametrize("walk", ["computation", "w2", "b"])
def test_every_number_of_a_timeline_is_one_that_its_handle_can_have(neuron, walk):
    study = neuron(walk=walk, **NUMBERS)
    for quantity in study.passes.model([walk]).quantities:
        assert [quantity.read(value) for value in quantity.values] == pytest.approx(list(quantity.values), abs=1e-12)


def test_what_a_neuron_does_not_have_is_forgotten():
    assert NeuronSettings(inputs=1, x2=1.7, w3=0.2) == NeuronSettings(inputs=1)
    assert NeuronSettings(walk="w1", w1=2.0) == NeuronSettings(walk="w1")
    assert NeuronSettings(walk="w1", w2=2.0) != NeuronSettings(walk="w1")


def test_what_is_dropped_becomes_the_settings_but_for_the_number_that_the_timeline_moves(neuron):
    said = {"x1": 0.1, "x2": 0.2, "w1": 0.3, "w2": 0.4, "b": 0.5}
    assert dropped(neuron(), said) == said
    assert dropped(neuron(walk="w2"), said) == {name: said[name] for name in ("x1", "x2", "w1", "b")}
    declared = {key.removeprefix("neuron_") for key in LESSON.parameters}
    assert set(said) <= declared


@given(TENTHS, TENTHS, TENTHS)
def test_the_line_z_0_ends_on_the_border_and_z_is_0_there_or_of_one_sign_in_the_plane(w1, w2, b):
    theta = np.array([[w1, w2, b]])
    (x,), (y,) = zero_line(theta, -2, 2)
    net = Network((2, 1), output="identity")
    if np.isnan(x).any():
        corners = np.array([[u, v] for u in (-2, 2) for v in (-2, 2)])
        z = net.forward(theta[0], corners).z[1][:, 0]
        assert (z >= -1e-9).all() or (z <= 1e-9).all()
        assert np.isnan([*x, *y]).all()
    else:
        ends = np.column_stack([x, y])
        assert np.allclose(net.forward(theta[0], ends).z[1], 0, atol=1e-9)
        assert np.allclose(np.abs(ends).max(axis=1), 2)
        assert not np.allclose(*ends)


def test_a_line_through_a_corner_alone_has_no_part_in_the_plane_and_one_through_two_corners_has_all():
    x, y = zero_line(np.array([[0.9, 0.1, -2.0], [-0.9, -0.1, 2.0], [0.7, -0.7, 0.0]]), -2, 2)
    assert np.isnan([*x[:2], *y[:2]]).all()
    assert sorted(zip(x[2], y[2], strict=True)) == [(-2, -2), (2, 2)]


def test_the_number_of_an_input_and_of_its_weight_stay_together():
    passes = Passes("identity", np.array([[1.0, 10.0, 100.0, 1000.0]]), np.array([[1.0, 2.0, 3.0]]))
    assert {name: float(values[0]) for name, values in passes.named.items()} == {
        "x1": 1, "x2": 2, "x3": 3, "w1": 1, "w2": 10, "w3": 100, "b": 1000,
        "p1": 1, "p2": 20, "p3": 300, "sum": 321, "z": 1321, "a": 1321,
    }  # fmt: skip
    assert list(passes.filled("{w2:factor}·{x2} {b:signed}")) == ["10.0·2.00 + 1,000"]
