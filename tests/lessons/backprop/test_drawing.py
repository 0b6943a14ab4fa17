"""The drawing of the network: everything in its place, nothing over another, dots that travel the right way."""

from pathlib import Path

import numpy as np
import pytest

from nnviz.figures.network import Drawing, Neuron, layer_name, names
from nnviz.figures.network_marks import BACKWARD, FOOT, FORWARD
from nnviz.lessons.backprop.picture import focus
from tests.lessons.backprop.walks import CASES, Case, plain

WIDE = {**dict.fromkeys(".,:;'′ ", 0.29), **dict.fromkeys("₀₁₂₃₄₅₆₇₈₉⁰¹²³⁴⁵⁶⁷⁸⁹⁻", 0.38), "m": 0.9}


PHONE = 358
"""How many px of a drawing one sees on a screen of 390 px."""


def test_each_link_goes_from_its_source_to_its_target_with_its_number_on_the_way(case):
    data = case.data
    centres = {name: (data[case.rings].x[i], data[case.rings].y[i]) for i, _, _, name in case.neurons()}
    radius = case.drawing.radius
    seen = []
    for place, _, _, _, name in case.links():
        source, target = (np.array(centres[end]) for end in name.split("→"))
        x, y = np.array(data[place].x), np.array(data[place].y)
        assert (x[0], y[0]) == tuple(source)
        assert np.hypot(x[-1] - target[0], y[-1] - target[1]) < radius
        label = np.array([data[case.labels].x[place], data[case.labels].y[place]])
        gap = int(np.flatnonzero(np.isnan(x))[0])
        assert x[gap - 1] < label[0] < x[gap + 1] < target[0]
        assert label[1] == y[gap - 1] == y[gap + 1]
        seen.append(label)
    for i, one in enumerate(seen):
        for other in seen[:i]:
            apart = np.abs(one - other)
            assert apart[0] > 40 or apart[1] >= 1.2 * case.drawing.font, "two numbers overlap"


def box(x, y, text, size, position):
    """Return (left, right, bottom, top) of a text as large as a browser draws it, its line ends as the trace says."""
    lines = [line for line in plain(text).split("<br>") if line.strip()]
    width = size * max(sum(WIDE.get(letter, 0.57) for letter in line) for line in lines)
    height = size * (0.75 + 1.3 * text.count("<br>") * (len(lines) > 1))
    left = x - {"middle left": width, "middle right": 0}.get(position, width / 2)
    return left, left + width, y - height / 2, y + height / 2


def boxes(case, k):
    """Yield what is written at a stop, with where it stands; the legend has the foot for itself."""
    for mark in case.figure.marks[:-1]:
        if "text" in mark.trace["mode"]:
            look = mark.trace
            for x, y, text in zip(look["x"], look["y"], mark.moves["text"][k], strict=True):
                if text.replace("<br>", "").strip():
                    yield text, box(x, y, text, look["textfont"]["size"], look.get("textposition"))


@pytest.mark.parametrize("name", ["default", "large", "softmax", "eight in a layer", "five in a layer",
                                  "six hidden layers"])  # fmt: skip
def test_no_two_labels_overlap_and_none_leaves_the_drawing(name):
    case = Case(**CASES[name])
    width, height = case.figure.least
    for k, (r, _, phase, _, _) in case.stops():
        if r or phase in ("z", "a"):  # nothing is written there that is not at the phases after them
            continue
        written = list(boxes(case, k))
        for i, (text, (left, right, bottom, top)) in enumerate(written):
            assert left >= 0, text
            assert right <= width, text
            assert bottom >= 0, text
            assert top <= height, text
            for other, (left2, right2, bottom2, top2) in written[:i]:
                across, up = min(right, right2) - max(left, left2), min(top, top2) - max(bottom, bottom2)
                assert across <= 1 or up <= 1, f"{text} over {other}"


def test_the_legend_has_room_in_the_foot_at_every_phase(case):
    mark, (width, _) = case.figure.marks[-1], case.figure.least
    look = mark.trace
    for (text,) in mark.moves["text"]:
        left, right, bottom, top = box(look["x"][0], look["y"][0], text, look["textfont"]["size"], None)
        assert (left >= 0, right <= width, bottom >= -FOOT, top <= 0) == (True,) * 4, text


def test_layers_are_lettered_however_many_there_are():
    sizes = (1, *[1] * 54, 1)
    called = names(sizes)
    assert [called[k] for k in (1, 3, 4, 26, 27, 28, 52, 53)] == ["A1", "C1", "D1", "Z1", "AA1", "AB1", "AZ1", "BA1"]
    assert len(set(called)) == len(sizes)
    assert layer_name(sizes, 27) == "hidden layer AA"


def test_dots_travel_the_way_the_numbers_go(case):
    n_links = len(list(case.links()))
    moving = case.figure.marks[n_links : case.rings]
    assert len(moving) == 2 * (len(case.net.sizes) - 1)
    for k, (_, _, phase, now, _) in case.stops():
        ways = {}
        for i, mark in enumerate(moving):
            if mark.moves["opacity"][k]:
                ways.setdefault(i // 2 + 1, set()).add(mark.moves["line.dash"][k])
            else:
                assert mark.moves["line.dash"][k] == "solid"
        both = {layer: {FORWARD, BACKWARD} for layer in range(1, len(case.net.sizes))}
        back = {now + 1: {BACKWARD}} if now + 1 < len(case.net.sizes) else {}
        assert ways == {"z": {now: {FORWARD}}, "delta": back, "gradient": both}.get(phase, {})


def test_the_player_knows_the_dots_by_their_dashes():
    css = (Path(__file__).parents[3] / "assets" / "player" / "player.css").read_text()
    for dash in (FORWARD, BACKWARD):
        assert css.count(f'path.js-line[style*="dasharray: {dash.replace(",", ", ")}"]') >= 2
        assert sum(float(part.removesuffix("px")) for part in dash.split(",")) * 2 == 64
    assert "stroke-dashoffset: 64px" in css  # two whole periods, so that nothing jumps


def test_where_there_is_room_beside_what_is_computed_a_phone_shows_the_neuron_chosen():
    for sizes in ((2, 3, 2, 1), (2, 4, 4, 4, 1)):
        for neuron in (Neuron(layer, 0) for layer in range(1, len(sizes))):
            walk = Case(sizes=sizes, neuron=neuron).walk
            drawing = Drawing(sizes)
            for stop, place in zip(walk.stops, focus(walk), strict=True):
                computing = stop.phase in ("z", "a", "delta")
                wanted = {stop.layer} if computing else set()
                if stop.phase == "start" or (computing and abs(stop.layer - neuron.layer) <= 1):
                    wanted.add(neuron.layer)
                for layer in wanted:
                    away = abs(drawing.place(Neuron(layer, 0))[0] - place * drawing.width)
                    assert away < PHONE / 2 - drawing.radius


def test_the_legend_says_which_number_each_disc_and_each_link_shows(case):
    e, last = case.walk.example, len(case.net.sizes) - 1
    values = {"z": lambda r: case.forward[r].z, "a": lambda r: case.forward[r].a, "δ": lambda r: case.backward[r].delta}
    for k, (r, _, phase, _, _) in case.stops():
        said = plain(case.figure.marks[-1].moves["text"][k][0])
        disc = said.partition("disc: ")[2].partition(" (")[0]
        assert said.endswith({"gradient": "link: gradient", "update": "link: new weight"}.get(phase, "link: weight"))
        which, _, rest = disc.partition(" ")
        where = (
            rest.removesuffix(", else a")
            .removeprefix("in ")
            .removeprefix("at ")
            .removeprefix("from ")
            .removesuffix(" on")
        )
        named = [i for i in range(last + 1) if layer_name(case.net.sizes, i) in (where, f"hidden {where}")]
        sizes = case.at(case.rings + 1, "marker.size", k)
        for layer in range(last + 1):
            drawn = [sizes[place] for place, of, _, _ in case.neurons() if of == layer]
            if phase == "start":
                assert disc == "the input"
                assert any(drawn) == (layer == 0 and bool(case.X[e].any()))
                continue
            if not any(drawn):
                continue
            from_there_on = rest.startswith("from") and named and layer >= named[0]
            shown = np.abs(values[which if layer in named or from_there_on else "a"](r)[layer][e])
            assert np.allclose(np.square(drawn), np.max(np.square(drawn)) * shown / shown.max())
