"""The arithmetic that the browser has beside the core, activations, models and numbers, says what Python says."""

import math

import numpy as np
import pytest

from nnviz.core import ACTIVATIONS, Network, least_squares
from nnviz.figures.marks import squares, sticks
from nnviz.figures.numbers import MINUS, number, signed
from nnviz.figures.text import equal_sign, factor


def test_each_activation_is_computed_in_the_browser_as_in_the_core(modules):
    z = np.concatenate([np.linspace(-12, 12, 481), [-750.0, -709, -40, 40, 709, 750]])
    script = """async ([names, z]) => {
      const { ACTIVATIONS } = await import("./activations.js");
      return [Object.keys(ACTIVATIONS), names.map((name) => ACTIVATIONS[name] && z.map(ACTIVATIONS[name]))];
    }"""
    wanted = {name: entry for name, entry in ACTIVATIONS.items() if not entry.is_joint}
    there, got = modules.evaluate(script, [list(wanted), z.tolist()])
    for name, values in zip(wanted, got, strict=True):
        assert values, f"{name} is in the registry: give ACTIVATIONS in assets/player/activations.js its twin"
        expected = wanted[name].value(z)
        np.testing.assert_allclose(values, expected, rtol=1e-12, atol=1e-12, err_msg=name)
    assert set(there) == set(wanted)


@pytest.mark.parametrize("activation", ["tanh", "relu", "gelu"])
def test_the_heights_of_a_neuron_are_those_of_the_core(modules, activation):
    theta, size, plane = [1.3, -0.7, 0.4], (9, 5), [-2.0, 3.0, -1.0, 1.5]
    script = """async ([theta, [columns, rows], plane, name]) => {
      const { neuronHeights } = await import("./activations.js");
      return Array.from(neuronHeights(new Float64Array(columns * rows), [columns, rows], plane, theta, name));
    }"""
    x, y = np.meshgrid(np.linspace(-2, 3, 9), np.linspace(-1, 1.5, 5))
    net = Network((2, 1), output=activation)
    expected = net.forward(np.array(theta), np.column_stack([x.ravel(), y.ravel()])).a[1][:, 0]
    np.testing.assert_allclose(modules.evaluate(script, [theta, size, plane, activation]), expected, atol=1e-12)


MODEL_SAYS = """async ([name, values, given]) => {
  const model = (await import(`./model_${name}.js`))[name];
  return JSON.parse(JSON.stringify(model(values, given), (_, v) => (Number.isNaN(v) ? "nan" : v)));
}"""


def says(modules, name, values, given):
    """Return what a model of the player makes of quantities, with its arrays as NumPy's."""
    plain = {key: value.tolist() if isinstance(value, np.ndarray) else value for key, value in given.items()}
    said = modules.evaluate(MODEL_SAYS, [name, values, plain])
    return {key: np.array(value, float) if isinstance(value, list) else value for key, value in said.items()}


@pytest.mark.parametrize("theta", [(0.7, -1.2), (-2.0, 3.0), (0.0, 0.0)])
def test_a_line_s_errors_and_losses_are_those_of_the_core(modules, theta):
    rng = np.random.default_rng(11)
    x, y, ends = rng.normal(size=7), rng.normal(size=7), np.array([-2.0, 4.0])
    said = says(modules, "line", {"m": theta[0], "c": theta[1]}, {"x": x, "y": y, "ends": ends, "aspect": 0.4})
    net = Network((1, 1), output="identity")
    line = np.array(theta)
    heights = net.forward(line, x[:, None]).a[1][:, 0]
    np.testing.assert_allclose(said["line"], net.forward(line, ends[:, None]).a[1][:, 0], atol=1e-12)
    assert said["loss"] == pytest.approx(float(net.loss(line, x[:, None], y[:, None], "half_mse")), rel=1e-12)
    assert said["total"] == pytest.approx(2 * 7 * said["loss"])
    assert said["absolute"] == pytest.approx(np.abs(heights - y).sum())
    assert [said[f"e{i + 1}"] for i in range(7)] == pytest.approx(list(heights - y))
    assert said["bar"].tolist() == [0, said["loss"]]
    np.testing.assert_allclose(said["sticks"], sticks(x, y, heights[None]).moves["y"][0], atol=1e-12)
    drawn = squares(x, y, heights[None], aspect=0.4).moves
    np.testing.assert_allclose(said["squares_x"], drawn["x"][0], atol=1e-12)
    np.testing.assert_allclose(said["squares_y"], drawn["y"][0], atol=1e-12)


@pytest.mark.parametrize("n", [1, 2, 3])
@pytest.mark.parametrize("activation", ["sigmoid", "threshold", "silu"])
def test_a_neuron_s_numbers_and_curves_are_those_of_the_core(modules, n, activation):
    rng = np.random.default_rng(13)
    x, w, b = rng.normal(size=n), rng.normal(size=n), 0.3
    over = np.linspace(-3, 3, 13)
    values = {"b": b} | {f"x{i + 1}": v for i, v in enumerate(x)} | {f"w{i + 1}": v for i, v in enumerate(w)}
    said = says(modules, "neuron", values, {"activation": activation, "over": over})
    net, theta = Network((n, 1), output=activation), np.append(w, b)
    passed = net.forward(theta, x[None])
    assert (said["z"], said["a"]) == pytest.approx((passed.z[1].item(), passed.a[1].item()), rel=1e-12)
    assert [said[f"p{i + 1}"] for i in range(n)] == pytest.approx(list(w * x))
    assert said["sum"] == pytest.approx(said["z"] - b)
    assert said["theta"].tolist() == theta.tolist()
    swept = np.tile(x, (13, 1))
    swept[:, 0] = over
    curve = net.forward(theta, swept)
    np.testing.assert_allclose(said["line"], curve.z[1][:, 0], atol=1e-12)
    np.testing.assert_allclose(said["curve"], curve.a[1][:, 0], atol=1e-12)


@pytest.mark.parametrize(
    ("w1", "w2", "b"),
    [
        (1, 1, 0),
        (1, 1, 0.5),
        (2, -1, 0.3),
        (0, 1, 0.5),
        (1, 0, -1),
        (-0.2, 3, 1),
        (1, 1, -4),
        (1, 1, -9),
        (0.7, 0.7, 0),
    ],
)
def test_the_line_where_z_is_0_ends_at_the_edges_of_the_plane(modules, w1, w2, b):
    plane = [-2.0, 2.0, -2.0, 2.0]
    values = {"x1": 0, "x2": 0, "w1": w1, "w2": w2, "b": b}
    said = says(modules, "neuron", values, {"activation": "tanh", "plane": plane})
    x, y = said["zero_x"], said["zero_y"]
    if b <= -4:  # it passes the plane, or touches it in one corner, which is no line
        assert np.isnan([x, y]).all()
        return
    np.testing.assert_allclose(w1 * x + w2 * y + b, 0, atol=1e-12)
    assert np.allclose(np.maximum(np.abs(x), np.abs(y)), 2)
    assert (x[0], y[0]) != (x[1], y[1])


def test_the_two_best_lines_are_those_of_least_squares_and_of_least_distances(modules):
    rng = np.random.default_rng(17)
    for _ in range(6):
        x, y, moved = rng.normal(size=6), rng.normal(size=6), rng.normal(size=2) * 3
        said = says(modules, "outlier", {"x": moved[0], "y": moved[1]}, {"x": x, "y": y, "ends": np.array([-1.0, 1])})
        X, Y = np.append(x, moved[0]), np.append(y, moved[1])
        best = least_squares(X[:, None], Y[:, None])
        assert [said["squares_m"], said["squares_c"]] == pytest.approx(list(best.theta), rel=1e-9)
        assert said["total"] == pytest.approx(2 * 7 * best.loss)
        np.testing.assert_allclose(said["squares_line"], best.theta[0] * np.array([-1, 1]) + best.theta[1], rtol=1e-9)
        # No other line has a smaller Σ |ŷ − y|: it is convex in (m, c), so it is enough to look around.
        found = np.array([said["distances_m"], said["distances_c"]])
        around = found + 1e-3 * rng.normal(size=(2000, 2))
        sums = np.abs(around[:, :1] * X + around[:, 1:] - Y).sum(axis=1)
        assert np.abs(found[0] * X + found[1] - Y).sum() == pytest.approx(said["absolute"])
        assert sums.min() >= said["absolute"] - 1e-12


def test_a_browser_writes_numbers_as_python_does(modules):
    rng = np.random.default_rng(19)
    values = [0.0, 1.0, -1.5, 0.0312, 42000.0, 999.5, 0.0005, 0.00009996, 999999.0, 1e6, 1.2e-7, -3e12, 0.1 + 0.2]
    values += list(rng.normal(size=300) * 10.0 ** rng.integers(-9, 9, 300))
    script = """async (values) => {
      const { filled } = await import("./numbers.js");
      return values.map((v) => [filled("{v}", { v }), filled("x {v:signed}", { v }), filled("{v:factor}·2", { v })]);
    }"""
    wanted = [[number(v), f"x {signed(v)}", f"{factor(v)}·2"] for v in values]
    assert modules.evaluate(script, values) == wanted
    script = """async (values) => {
      const { filled } = await import("./numbers.js");
      return values.map((v) => filled("{v:equals} {v:outside} {w:whole}", { v, w: Math.round(v) }));
    }"""
    values = [2.675, 2.665, -1.235, 11.45, 0.5, 1.0, -1.0, 1.01, -1.01, 3.996]
    formulas = [f"{value:+.4f}" for value in values]  # a hand's numbers are shown with all their digits
    assert modules.evaluate(script, values) == [
        f"{equal_sign(formula.replace('-', MINUS).replace('+', ''), number(v))} {number(v)} "
        f"{'outside ↑' if v > 1 else 'outside ↓' if v < -1 else ' '} {f'{math.floor(v + 0.5):d}'.replace('-', MINUS)}"
        for v, formula in zip(values, formulas, strict=True)
    ]
