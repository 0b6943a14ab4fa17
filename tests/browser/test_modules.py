"""The player's modules by themselves: no Streamlit, one empty page, and Python's own results to compare with."""

import base64
import re
from itertools import pairwise

import numpy as np
import pytest

from nnviz.core import ACTIVATIONS, Network, least_squares
from nnviz.figures.animation import Animation, Blend, Field, Mark, Readout, Scene
from nnviz.figures.assets import PLAYER, PLOTLY_JS
from nnviz.figures.marks import squares, sticks
from nnviz.figures.numbers import number, signed
from nnviz.figures.pack import pack
from nnviz.figures.palette import MODEL, diverging
from nnviz.figures.text import factor
from nnviz.figures.timeline import Timeline
from tests.browser.conftest import visitors

PAGE = "http://127.0.0.1/player/"
KINDS = {".js": "text/javascript", ".css": "text/css"}

# Take bytes apart and give each described array, read place by place, under the path at which it stands in the header.
UNPACKED = """async ([text, start]) => {
  const { unpack, list } = await import("./unpack.js");
  const { header, arrays } = unpack(Uint8Array.from(atob(text), (c) => c.charCodeAt(0)).subarray(start));
  const found = {};
  const look = (part, path) => {
    if (part === null || typeof part !== "object") return;
    const plain = (row) => (ArrayBuffer.isView(row) ? Array.from(row) : row);
    if (Object.hasOwn(part, "at")) found[path] = list(part, arrays).map(plain);
    else for (const [key, value] of Object.entries(part)) look(value, `${path}/${key}`);
  };
  look(header, "");
  return [header, found];
}"""


@pytest.fixture(scope="module")
def modules(browsers):
    """Return an empty page from which the player's modules can be imported, and that has plotly.js."""
    with visitors(browsers) as come:
        page = come(alone=True)
        page.route(f"{PAGE}**", serve)
        page.goto(PAGE)
        yield page


def serve(route):
    name = route.request.url.removeprefix(PAGE)
    file = PLOTLY_JS if name == PLOTLY_JS.name else PLAYER / name
    if name:
        route.fulfill(body=file.read_bytes(), content_type=KINDS[file.suffix])
    else:
        route.fulfill(body="<!doctype html><title>modules</title>", content_type="text/html")


def scene(rng):
    """Return a scene of every kind of track, with numbers of every kind that is sent."""
    K = 7
    trace = {"type": "scatter", "x": rng.normal(size=K), "y": np.array([1, np.nan, 3]), "text": np.array(["ä", "b"])}
    marks = (
        Mark(trace, {"y": rng.normal(size=(K, 3)), "x": np.array([[1e300, -1.0, np.nan]] * K)}),
        Mark({}, {"marker.size": rng.integers(-9, 9, K), "text": rng.choice(["a", "β", "<b>", "−1"], (K, 3))}),
        Mark({}, {"marker.color": rng.choice([MODEL.light, "#123456"], K)}),
        Mark({}, {"y": Blend(rng.normal(size=(K, 2)), rng.normal(size=(2, 5)))}),
        Mark({}, trail=np.arange(K)),
    )
    fields = (Field({}, rng.integers(0, 256, (K, 3, 4), dtype=np.uint8), diverging()),)
    readouts = (Readout("Loss", rng.choice(["0.1", "−2"], K), MODEL), Readout("Words", np.array(["é"] * K), wide=True))
    timeline = Timeline(np.arange(K) * 10, np.array([f"step {k}" for k in range(K)]))
    return Scene(timeline, (Animation(marks, {}, "ünï", fields, (100, 50), rng.random(K)),), readouts)


def arrays_of(animation):
    """Yield where each array of what moves in a figure stands in its header, and the array."""
    moves = [
        moving
        for mark in animation.marks
        for moving in ([mark.trail] if mark.trail is not None else mark.moves.values())
    ]
    for i, values in enumerate(moves):
        path = f"/figures/0/tracks/{i}"
        if isinstance(values, Blend):
            yield from {f"{path}/values": values.weights, f"{path}/basis": values.basis}.items()
        else:
            yield f"{path}/{'count' if values is animation.marks[-1].trail else 'values'}", values
    (field,) = animation.fields
    shades = [[list(bytes.fromhex(colour[look][1:])) for colour in field.table] for look in (0, 1)]
    yield f"/figures/0/tracks/{len(moves)}/values", field.values
    yield f"/figures/0/tracks/{len(moves)}/table", np.array(shades)
    for attribute, values in animation.marks[0].trace.items():
        if attribute != "type":
            yield f"/figures/0/figure/data/0/{attribute}/packed", values


@pytest.mark.parametrize("start", [0, 3])  # behind a cue, a scene lies on no multiple of eight bytes
def test_every_array_of_a_scene_arrives_as_python_packed_it(modules, start):
    given = scene(np.random.default_rng(3))
    (animation,) = given.animations
    header, found = modules.evaluate(UNPACKED, [base64.b64encode(bytes(start) + pack(given)).decode(), start])
    expected = {"/steps": given.timeline.steps, "/names": given.timeline.names, "/figures/0/focus": animation.focus}
    expected |= dict(arrays_of(animation))
    expected |= {f"/readouts/{i}/values": readout.values for i, readout in enumerate(given.readouts)}
    assert found.keys() == expected.keys()
    for path, values in expected.items():
        got = np.array(found[path]).reshape(values.shape)
        if values.dtype.kind == "f":
            np.testing.assert_allclose(got.astype(float), values, rtol=1e-6, err_msg=path)
        else:
            np.testing.assert_array_equal(got, values, err_msg=path)
    assert (header["figures"][0]["name"], header["seconds"], header["grid"]) == ("ünï", 8.0, [[0]])


def test_a_cue_comes_off_the_front_and_leaves_the_scene(modules):
    cue = b'{"take":2}'
    raw = len(cue).to_bytes(4, "little") + cue + b"rest"
    script = """async (bytes) => {
      const [said, rest] = (await import("./unpack.js")).part(Uint8Array.from(bytes));
      return [said, String.fromCharCode(...rest)];
    }"""
    assert modules.evaluate(script, list(raw)) == [{"take": 2}, "rest"]


def test_words_are_read_in_the_colours_of_the_page(modules):
    script = """async ([packed, twins]) => {
      const { reader } = await import("./unpack.js");
      const at = reader(packed, new Uint8Array([1, 0, 1]).buffer, twins);
      return [0, 1, 2].map(at);
    }"""
    packed = {"type": "u1", "shape": [3], "at": 0, "words": ["plain", f"<b style='color:{MODEL.light}'>x</b> #123456"]}
    dark = f"<b style='color:{MODEL.dark}'>x</b> #123456"
    assert modules.evaluate(script, [packed, {MODEL.light: MODEL.dark}]) == [dark, "plain", dark]


def test_what_was_packed_out_of_a_figure_is_put_back_in_its_place(modules):
    given = scene(np.random.default_rng(3))
    script = """async ([text]) => {
      const { restored, unpack } = await import("./unpack.js");
      const { header, arrays } = unpack(Uint8Array.from(atob(text), (c) => c.charCodeAt(0)));
      const { data: [{ type, x, y, text: words }] } = restored(header.figures[0].figure, arrays);
      return [type, x.constructor.name, Array.from(x), Array.from(y), words];
    }"""
    kind, numbers, x, y, words = modules.evaluate(script, [base64.b64encode(pack(given)).decode()])
    trace = given.animations[0].marks[0].trace
    assert (kind, numbers, words) == ("scatter", "Float64Array", ["ä", "b"])
    np.testing.assert_array_equal(x, trace["x"])
    np.testing.assert_array_equal(y, trace["y"])


def test_a_basis_is_blended_as_numpy_multiplies_it(modules):
    rng = np.random.default_rng(5)
    weights, basis = rng.normal(size=(6, 3)), rng.normal(size=(3, 11))
    basis[1, 4] = np.nan
    script = """async ([weights, basis]) => {
      const { blend } = await import("./unpack.js");
      const packed = { type: "f8", shape: [basis.length, basis[0].length], at: 0 };
      const at = blend((k) => weights[k], packed, new Float64Array(basis.flat()).buffer);
      return weights.map((_, k) => Array.from(at(k)));
    }"""
    got = modules.evaluate(script, [weights.tolist(), basis.tolist()])
    np.testing.assert_allclose(np.array(got), weights @ basis, rtol=1e-12, atol=1e-12)


def test_the_place_nearest_to_a_step_is_python_s(modules):
    rng = np.random.default_rng(7)
    cases, tied = [], 0
    for _ in range(40):
        steps = np.unique(rng.integers(0, 60, rng.integers(1, 12)))
        ties = [int(a + b) // 2 for a, b in pairwise(steps) if (a + b) % 2 == 0]
        tied += len(ties)
        cases += [(steps, int(step)) for step in (*ties, *rng.integers(-10, 80, 5), 10**9)]
    assert tied > 20
    expected = [Timeline(steps, np.array([""] * len(steps))).index(step) for steps, step in cases]
    script = """async (cases) => {
      const { nearest } = await import("./timeline.js");
      return cases.map(([steps, step]) => nearest(steps, step));
    }"""
    assert modules.evaluate(script, [[steps.tolist(), step] for steps, step in cases]) == expected


NORMAL = {"last": 200, "seconds": 8, "speed": 1, "loop": False}


@pytest.mark.parametrize(
    ("position", "passed", "settings", "to"),
    [
        (0, 0, {}, 0),
        (0, 40, {}, 1),  # 200 steps in 8 s: one in 40 ms
        (10.5, 20, {}, 11),
        (10, 40, {"speed": 4}, 14),
        (10, 40, {"speed": 0.25}, 10.25),
        (10, 40, {"seconds": 2}, 14),
        (10, 40, {"last": 100}, 10.5),
        (10, 100, {}, 12.5),
        (10, 60_000, {}, 12.5),  # a tab that was in the background goes on from where it was
        (199.5, 40, {}, 200),
        (200, 40, {}, 200),
        (199.5, 40, {"loop": True}, 0),
        (199.5, 10, {"loop": True}, 199.75),
        (0, 16, {"last": 0}, 0),
        (0, 16, {"last": 0, "loop": True}, 0),
    ],
)
def test_the_clock_makes_a_position_of_the_time_that_passed(modules, position, passed, settings, to):
    script = "async (given) => (await import('./clock.js')).advance(...given)"
    assert modules.evaluate(script, [position, passed, {**NORMAL, **settings}]) == pytest.approx(to, abs=1e-12)


# Each of plotly.js's private names that the player moves marks by, and what it takes for granted of it.
SMALL = """async () => {
  const { loadPlotly } = await import("./plotly.js");
  const Plotly = await loadPlotly("plotly-basic.min.js");
  const plot = document.body.appendChild(document.createElement("div"));
  const line = { mode: "lines", x: [0, 1, 2], y: [0, 1, 4], line: { simplify: false } };
  const area = { ...line, fill: "toself", x: [0, 4, 2], y: [0, 0, 2] };
  const layout = { width: 400, height: 300, xaxis: { range: [0, 4] }, yaxis: { range: [0, 8] } };
  await Plotly.newPlot(plot, [line, area, { ...line, mode: "markers" }, { ...line, mode: "markers", xaxis: "x2" },
    { mode: "text", x: [2], y: [2], text: ["said"] }],
    { ...layout, xaxis2: { range: [0, 8], overlaying: "x" } });
  const { xaxis, yaxis } = plot._fullLayout;
  const close = (at, i) => Math.abs(at - [xaxis, yaxis][i].d2p(1)) < 0.02; // to the point (1, 1)
  Object.assign(window, { plot, close });
}"""
ASSUMED = {
    "_fullData": "plot._fullData.map((full) => full.mode).join() === 'lines,lines,markers,markers,text'",
    "_fullData[i].fill": "plot._fullData[0].fill === 'none' && plot._fullData[1].fill === 'toself'",
    "_fullData[i].xaxis": "plot._fullData[0].xaxis === 'x' && plot._fullData[3].xaxis === 'x2'",
    "_fullLayout": "plot._fullLayout.xaxis.range[1] === 4 && plot._fullLayout.xaxis2.range[1] === 8",
    "d2p": """(({ xaxis: x, yaxis: y }) => Math.abs(x.d2p(2) - x._length / 2) < 1e-6 &&
      Math.abs(y.d2p(2) - 0.75 * y._length) < 1e-6)(plot._fullLayout)""",
    ".trace<uid>": "plot._fullData.every((full) => plot.querySelectorAll(`.trace${full.uid}`).length === 1)",
    ".js-line": "plot.querySelectorAll(`.trace${plot._fullData[0].uid} path.js-line`).length === 1",
    ".js-fill": "plot.querySelectorAll(`.trace${plot._fullData[1].uid} path.js-fill`).length === 1",
    ".point": "plot.querySelectorAll(`.trace${plot._fullData[2].uid} path.point`).length === 3",
    ".textpoint": "plot.querySelector(`.trace${plot._fullData[4].uid} .textpoint text`).textContent === 'said'",
    "a line's d": "plot.querySelector('path.js-line').getAttribute('d').match(/[-.0-9]+/g).slice(2, 4).every(close)",
    "a point's transform": """plot.querySelectorAll(`.trace${plot._fullData[2].uid} .point`)[1]
      .getAttribute('transform').match(/[-.0-9]+/g).every(close)""",
}  # fmt: skip


@pytest.fixture(scope="module")
def small(modules):
    """Return the page with a small figure that Plotly drew: `window.plot`."""
    modules.evaluate(SMALL)
    return modules


@pytest.mark.parametrize("name", ASSUMED)
def test_plotly_keeps_the_private_names_that_marks_are_moved_by(small, name):
    script = f"() => {{ try {{ return Boolean({ASSUMED[name]}); }} catch {{ return false; }} }}"
    assert small.evaluate(script), (
        f"This plotly.js no longer has `{name}` as assets/player/plotly.js takes it for granted: change `glide` there."
    )


def test_marks_moved_by_hand_lie_where_plotly_would_have_drawn_them(small):
    script = """async () => {
      const { glide } = await import("./plotly.js");
      const marks = () => plot._fullData.slice(0, 4).map(({ uid, mode }) => mode === "markers"
        ? [...plot.querySelectorAll(`.trace${uid} .point`)].map((mark) => mark.getAttribute("transform"))
        : [...plot.querySelectorAll(`.trace${uid} :is(.js-line, .js-fill)`)].map((mark) => mark.getAttribute("d")));
      const patch = { x: [1.13, 2.37, 3.71], y: [3.19, 2.41, 5.3] };
      const glided = glide(plot, new Map([0, 1, 2, 3].map((i) => [i, patch])));
      const byHand = marks();
      await Plotly.redraw(plot);
      const others = [
        new Map([[0, { text: ["a"] }]]),                 // more than a place
        new Map([[2, { x: [1], y: [3] }]]),                // another number of markers
        new Map([[0, { x: [1, 2], y: [1, 1e9] }]]),      // far outside
      ];
      return [glided, byHand, marks(), others.map((patches) => glide(plot, patches))];
    }"""
    glided, by_hand, drawn, others = small.evaluate(script)
    assert glided
    for ours, theirs in zip(by_hand, drawn, strict=True):
        assert len(ours) == len(theirs) > 0
        for one, other in zip(ours, theirs, strict=True):
            numbers = [[float(n) for n in re.findall(r"-?[\d.]+", text)] for text in (one, other)]
            assert numbers[0] == pytest.approx(numbers[1][: len(numbers[0])], abs=0.02)
    assert others == [False, False, False]


def test_texts_changed_by_hand_stay_what_plotly_would_have_written(small):
    script = """async () => {
      const { glide } = await import("./plotly.js");
      const said = () => plot.querySelector(`.trace${plot._fullData[4].uid} .textpoint text`).textContent;
      const results = [["−1.50"], ["x < y"], ["<b>bold</b>"], [""], ["one", "two"], "z = 3"]
        .map((text) => [glide(plot, new Map([[4, { text }]])), said()]);
      await Plotly.redraw(plot);
      return [results, said()];
    }"""
    results, drawn = small.evaluate(script)
    assert [done for done, _ in results] == [True, False, False, False, False, True]
    assert [said for _, said in results] == ["−1.50"] * 5 + ["z = 3"]
    assert drawn == "z = 3"


# ---- the arithmetic beside the core: activations, models, numbers ----


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
