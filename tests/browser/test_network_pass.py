"""The forward pass that the browser paints pictures with, run as it is and held to the core's."""

import numpy as np
import pytest

from nnviz.core import ACTIVATIONS, FEATURES, Network, featured
from nnviz.core.network import Forward
from nnviz.figures.pack import pack
from nnviz.lessons.networks.plane_scene import plane_scene
from nnviz.lessons.networks.plane_study import PlaneSettings, plane_study
from tests.figures.test_pack import unpack

RUN = """async ([net, theta, x1, x2, exact]) => {
  const { NetworkPass } = await import("./network.js");
  const a = new NetworkPass(net, x1, x2, exact).run(Float32Array.from(theta));
  return a.map((layer) => layer.map((unit) => Array.from(unit)));
}"""
ELEMENTWISE = [name for name, entry in ACTIVATIONS.items() if not entry.is_joint]
rng = np.random.default_rng(29)
PLACES = rng.uniform(-6, 6, (120, 2))


def passed(modules, net: Network, theta, features, exact=False) -> list[np.ndarray]:
    """Return a[l] (N, n_l) of each layer as the browser computes them."""
    told = {"sizes": net.sizes, "activations": net.activations, "features": features}
    got = modules.evaluate(RUN, [told, theta.tolist(), PLACES[:, 0].tolist(), PLACES[:, 1].tolist(), exact])
    return [np.array(layer).T for layer in got]


def drawn(net: Network, scale: float) -> np.ndarray:
    """Return a θ of single precision, weights as training leaves them."""
    theta = rng.normal(size=net.n_parameters)
    for W, b in net.layers(theta):
        W *= scale / np.sqrt(len(W))
        b *= 0.5
    return theta.astype(np.float32).astype(np.float64)


def far(net: Network, got: list[np.ndarray], core: Forward) -> float:
    """Return the largest difference of any layer, in parts of the layer's range at these places."""
    certain = np.ones(len(PLACES), bool)  # a threshold may go either way where z is nearly 0
    worst = 0.0
    for layer, name in enumerate(net.activations, 1):
        if name == "threshold":
            certain &= (np.abs(core.z[layer]) > 1e-5).all(axis=1)
        reach = max(np.abs(core.a[layer]).max(), np.ptp(core.a[layer]), 1e-9)
        worst = max(worst, float(np.abs(got[layer] - core.a[layer])[certain].max() / reach))
    assert certain.mean() > 0.9
    return worst


def test_each_activation_of_the_registry_has_its_twin_in_the_pass(modules):
    known = modules.evaluate("async () => (await import('./network.js')).KNOWN")
    missing = set(ACTIVATIONS) - set(known)
    assert not missing, (
        f"{', '.join(missing)} of the registry has no twin in the browser: an elementwise activation has it in "
        "ACTIVATIONS of assets/player/activations.js, a joint one in JOINT of assets/player/network.js"
    )


@pytest.mark.parametrize("exact", [False, True], ids=["pictures", "numbers"])
@pytest.mark.parametrize("name", ELEMENTWISE)
def test_networks_of_up_to_six_layers_are_those_of_the_core(modules, name, exact):
    features = ("x1", "x2", "x1_x2", "sin_x1", "x2_squared")
    X = featured(features, PLACES)
    for depth, scale in ((1, 1.5), (3, 1.2), (6, 1.0)):
        net = Network((len(features), *rng.integers(1, 9, depth).tolist(), 1), name, name)
        theta = drawn(net, scale)
        core = net.forward(theta, X)
        assert far(net, passed(modules, net, theta, features, exact), core) < (1e-9 if exact else 2e-5)


def test_layers_may_differ_and_the_output_may_be_a_softmax(modules):
    net = Network((2, 5, 4, 3), ("relu", "tanh"), "softmax")
    theta = drawn(net, 2.0)
    core = net.forward(theta, PLACES)
    got = passed(modules, net, theta, ("x1", "x2"))
    assert far(net, got, core) < 2e-5
    np.testing.assert_allclose(got[-1].sum(axis=1), 1, atol=1e-12)
    assert (got[-1].argmax(axis=1) == core.a[-1].argmax(axis=1)).mean() > 0.99
    huge = np.full(net.n_parameters, 1e4)
    assert np.isfinite(passed(modules, net, huge, ("x1", "x2"))[-1]).all(), "exponents do not overflow"


def test_each_feature_of_the_registry_is_computed_as_in_the_core(modules):
    script = """async ([x1, x2]) => {
      const { FEATURES } = await import("./features.js");
      return Object.fromEntries(Object.entries(FEATURES).map(([name, f]) => [name, x1.map((x, k) => f(x, x2[k]))]));
    }"""
    got = modules.evaluate(script, [PLACES[:, 0].tolist(), PLACES[:, 1].tolist()])
    assert set(got) == set(FEATURES), "assets/player/features.js has a twin for each feature of the registry"
    for name, values in got.items():
        np.testing.assert_allclose(values, featured((name,), PLACES)[:, 0], atol=1e-12, err_msg=name)


def test_the_rational_tanh_is_that_of_numpy_to_three_parts_in_ten_millions(modules):
    z = np.linspace(-20, 20, 4001)
    got = modules.evaluate("async (z) => z.map((await import('./network.js')).fastTanh)", z.tolist())
    assert np.abs(np.array(got) - np.tanh(z)).max() < 4e-7
    assert np.abs(got).max() <= 1


def test_a_grid_is_the_middles_of_its_cells_from_the_upper_left_on(modules):
    script = """async () => {
      const grid = (await import("./network.js")).gridOf([0, 8, -2, 2], 4);
      return grid.map((one) => Array.from(one));
    }"""
    across, up = modules.evaluate(script)
    assert across[:4] == across[4:8] == [1, 3, 5, 7]
    assert up[::4] == [1.5, 0.5, -0.5, -1.5]


@pytest.mark.parametrize("hidden", [(4, 2), (3,), (8,), (2, 5)], ids=str)
def test_points_are_moved_through_the_layers_as_by_the_core(modules, hidden):
    study = plane_study(PlaneSettings(first=hidden[0], second=hidden[1] if hidden[1:] else "–", epochs=50))
    spec = unpack(pack(plane_scene(study)))["figures"][1]
    told = {name: spec[name] for name in ("sizes", "activations", "features", "stages")}
    script = """async ([spec, theta, x1, x2, positions]) => {
      const { Stages } = await import("./space_stages.js");
      const stages = new Stages(spec, x1, x2);
      stages.take(Float32Array.from(theta));
      return positions.map((position) => stages.between(position).map((values) => Array.from(values)));
    }"""
    last = len(spec["stages"]) - 1
    positions = [*range(last + 1), 0.25, last - 0.5]
    X, theta = study.sample.X, study.theta[30].astype(np.float32).astype(float)
    got = modules.evaluate(script, [told, theta.tolist(), X[:, 0].tolist(), X[:, 1].tolist(), positions])
    fwd, units = study.net.forward(theta, X), []
    for stage in plane_scene(study).animations[1].stages:
        lows, highs = np.transpose(stage.ends)
        places = stage.seen((fwd.z if stage.summed else fwd.a)[stage.layer])
        units.append(2 * (places - lows) / (highs - lows) - 1)
    units += [0.75 * units[0] + 0.25 * units[1], 0.5 * units[last - 1] + 0.5 * units[last]]
    for seen, wanted in zip(got, units, strict=True):
        np.testing.assert_allclose(np.transpose(seen), wanted, atol=1e-9)


@pytest.mark.parametrize("d", [2, 3])
def test_the_output_s_line_or_plane_is_where_its_z_is_0(modules, d):
    script = """async ([stage, weights, bias]) => (await import("./space_stages.js")).parting(stage, weights, bias)"""
    ends = [[-1.0, 3.0], [0.0, 2.0], [-5.0, 1.0]][:d]
    stage, found = {"ends": ends, "basis": np.eye(d).tolist()}, 0
    lows, highs = np.transpose(ends)
    for _ in range(12):
        weights, bias = rng.normal(size=d), rng.normal()
        corners = np.array(modules.evaluate(script, [stage, weights.tolist(), bias]))
        if len(corners):
            found += 1
            places = lows + (corners + 1) / 2 * (highs - lows)
            np.testing.assert_allclose(places @ weights + bias, 0, atol=1e-9)
            assert (np.abs(corners) <= 1 + 1e-9).all()
            assert np.allclose(np.abs(corners).max(axis=1), 1), "it ends at the box"
            assert len(corners) == 2 if d == 2 else len(corners) >= 3
    assert found > 3
    assert modules.evaluate(script, [stage, [1.0] * d, 100.0]) == []
