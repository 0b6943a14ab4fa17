"""The player's modules by themselves: no Streamlit, one empty page, and Python's own results to compare with."""

import base64
from itertools import pairwise

import numpy as np
import pytest

from nnviz.figures.animation import Animation, Blend, Field, Mark, Readout, Scene
from nnviz.figures.pack import pack
from nnviz.figures.palette import MODEL, diverging
from nnviz.figures.timeline import Timeline

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


CORNERS = """async ([heights, size]) => {
  const { lit, Mesh } = await import("./surface_mesh.js");
  const { View } = await import("./surface_view.js");
  const view = new View();
  view.begin(-35, 42);
  view.fit(400, 300);
  const mesh = new Mesh([size, size], { colours: lit([[200, 200, 200]]), rings: [], ink: "#000000" });
  mesh.take(heights, -1, 1);
  const painted = (moves) => {
    const corners = [];
    const to = (x, y) => corners.push([x, y]);
    mesh.paint({ beginPath() {}, moveTo: to, lineTo: to, closePath() {}, fill() {}, stroke() {} }, view, moves);
    return corners;
  };
  const unit = (i) => (2 * i) / (size - 1) - 1;
  const there = heights.map((w, k) => view.place([unit(k % size), unit(Math.floor(k / size)), w]));
  return [painted(false), painted(true), there];
}"""


def test_while_it_moves_a_surface_goes_through_every_second_height_and_at_rest_through_all(modules):
    for size, by in ((5, 2), (4, 1)):  # of four lines, every second would leave out an edge
        heights = np.random.default_rng(2).uniform(-0.4, 0.4, (size, size))
        at_rest, moving, there = map(np.array, modules.evaluate(CORNERS, [heights.ravel().tolist(), size]))
        places = there.reshape(size, size, 2)
        for corners, step in ((at_rest, 1), (moving, by)):
            wanted = places[::step, ::step]
            cells = [
                wanted[j : j + 2, i : i + 2].reshape(4, 2)
                for j in range(len(wanted) - 1)
                for i in range(len(wanted) - 1)
            ]
            got = sorted(cell.mean(axis=0).tolist() for cell in corners.reshape(-1, 4, 2))
            np.testing.assert_allclose(got, sorted(cell.mean(axis=0).tolist() for cell in cells), atol=0.8)
            assert len(corners) == 4 * len(cells)


@pytest.mark.parametrize(("gap", "read"), [(20, "−1.0 −0.5 0.0 0.5 1.0"), (12, "−1.0 0.0 1.0"), (8, "0.0"), (0, "0.0")])
def test_of_an_axis_s_ticks_as_many_are_written_as_have_room(modules, gap, read):
    script = """async (ticks) => (await import("./surface_box.js")).apart(ticks).map(({ text }) => text)"""
    texts = ["−1.0", "−0.5", "0.0", "0.5", "1.0"]
    ticks = [{"place": [40, 200 - gap * k], "text": text, "width": 24} for k, text in enumerate(texts)]
    assert modules.evaluate(script, ticks) == read.split()
    aside = [{**tick, "place": [10 * k, 200]} for k, tick in enumerate(ticks)]
    assert len(modules.evaluate(script, aside)) == 1


@pytest.mark.parametrize(
    ("title", "above"),
    [
        ("The output a as a height: turn it", "The output a as a height · step 3"),
        ("", "step 3"),
        ("κ: 2", "κ: 2 · step 3"),
    ],
)
def test_paper_invites_nobody_to_turn_it(modules, title, above):
    script = """async (title) => (await import("./pictures.js")).headOf(title, { name: "step 3" })"""
    assert modules.evaluate(script, title) == above
