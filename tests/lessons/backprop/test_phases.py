"""Backpropagation phase by phase: every number that is drawn is the core's, in its place and in its phase."""

import math
import re
from decimal import ROUND_HALF_UP, Decimal
from itertools import product
from pathlib import Path

import numpy as np
import plotly.graph_objects as go
import pytest

from nnviz.core import ACTIVATIONS, LOSSES, Network, Sample, TrainConfig, central_difference, train
from nnviz.figures.network import Drawing, Link, Neuron, layer_name, names
from nnviz.figures.network_marks import BACKWARD, FORWARD
from nnviz.figures.numbers import digits_between, number
from nnviz.figures.palette import NEGATIVE, POSITIVE
from nnviz.lessons.backprop import LESSON, words
from nnviz.lessons.backprop.phases import phases_scene
from nnviz.lessons.backprop.picture import focus, network_phases
from nnviz.lessons.backprop.questions import largest_delta
from nnviz.lessons.backprop.study import MEAN, ONE, Walk, WalkSettings
from nnviz.lessons.networks import NetworkSettings

A1, FIRST = Neuron(1, 0), Link(1, 0, 0)
FOUR = [(1, 0.5, 0), (0.5, -1, 1), (-1, 0.5, 1), (-0.5, -1, 0)]
CLASSES = [(1, 0.5, 1, 0, 0), (0.5, -1, 0, 1, 0), (-1, 0.5, 0, 0, 1), (-0.5, -1, 1, 0, 0)]
SOFTMAX = {"rows": CLASSES, "output": "softmax", "loss": "cross_entropy"}
CASES = {
    "default": {},
    "large": {"sizes": (2, 4, 4, 4, 1), "example": 2, "neuron": Neuron(2, 3), "link": Link(3, 1, 2)},
    "dead neurons": {"sizes": (2, 4, 3, 1), "hidden": "relu", "neuron": Neuron(1, 1)},
    "one example": {"rows": [(3, -2, 0.25)], "loss": "mse", "neuron": Neuron(3, 0), "link": Link(3, 1, 0)},
    "cross-entropy": {"sizes": (2, 1, 1), "loss": "bce", "output": "sigmoid", "neuron": Neuron(2, 0)},
    "eight": {"rows": [(i, -i / 2, i % 3) for i in range(-4, 4)], "hidden": "softplus", "rate": 0.01, "example": 7},
    "softmax": {"sizes": (2, 4, 3), "neuron": Neuron(2, 1), "link": Link(2, 3, 2), "example": 1, **SOFTMAX},
    "two outputs, and a link to one": {
        "sizes": (2, 3, 2),
        "rows": [(1, 2, 3, -1), (0, 1, 1, 2)],
        "loss": "mse",
        "neuron": Neuron(2, 1),
        "link": Link(2, 0, 1),
    },
    "eight in a layer": {"sizes": (2, 8, 8, 8, 8, 3), "neuron": Neuron(4, 7), "link": Link(4, 7, 7), **SOFTMAX},
    "five in a layer": {"sizes": (2, 5, 3, 1), "hidden": "sigmoid", "neuron": Neuron(1, 4)},
    "no hidden layer": {"sizes": (2, 1), "neuron": Neuron(1, 0), "link": Link(1, 1, 0)},
    "six hidden layers": {"sizes": (2, 4, 4, 4, 4, 4, 4, 1), "neuron": Neuron(6, 1), "link": Link(7, 2, 0)},
    "it blows up": {"sizes": (2, 4, 4, 4, 1), "hidden": "relu", "rate": 10.0, "rows": [(10, 10, 10), (10, -10, -10)]},
}
ORDER = [
    ("start", 0), ("z", 1), ("a", 1), ("z", 2), ("a", 2), ("z", 3), ("a", 3), ("loss", 3),
    ("delta", 3), ("delta", 2), ("delta", 1), ("gradient", 0), ("update", 0),
]  # fmt: skip


class Case:
    """A walk, its figure, and the same training steps made anew by the core alone."""

    def __init__(self, sizes=(2, 3, 2, 1), hidden="tanh", output="identity", loss="half_mse", rate=0.5, rows=FOUR,
                 example=0, neuron=A1, link=FIRST):  # fmt: skip
        rows = np.array(rows, float)
        self.X, self.y, self.net, self.loss, self.rate = (
            rows[:, :2],
            rows[:, 2:],
            Network(sizes, hidden, output),
            loss,
            rate,
        )
        self.theta = [self.net.init("xavier", np.random.default_rng(0))]
        config = TrainConfig(loss=loss, learning_rate=rate, batch_size=len(rows), epochs=3)
        sample = Sample(self.X, self.y, ("x₁", "x₂"), ("y",))
        run = train(self.net, self.theta[0], self.X, self.y, config)
        self.walk = Walk(run, sample, example, neuron, link, loss)
        self.drawing = Drawing(sizes)
        self.scene = phases_scene(self.walk)
        self.figure = self.scene.animations[0]
        self.data = go.Figure(self.figure.figure).data
        self.forward, self.backward = [], []
        for _ in self.walk.updates:
            self.forward.append(self.net.forward(self.theta[-1], self.X))
            self.backward.append(self.net.backward(self.theta[-1], self.forward[-1], self.y, loss))
            self.theta.append(self.theta[-1] - rate * self.backward[-1].grad)

    def at(self, trace, attribute, k):
        """Return what a trace's attribute is at stop k."""
        return self.figure.marks[trace].moves[attribute][k]

    def trace(self, names):
        """Return the place of the trace whose points may be clicked by these names."""
        traces = enumerate(self.data)
        (place,) = (i for i, t in traces if t.customdata is not None and tuple(t.customdata) == names)
        return place

    @property
    def neuron_names(self):
        letters = [[f"{'ABCDEF'[k]}{i + 1}" for i in range(n)] for k, n in enumerate(self.net.sizes[1:-1])]
        outputs = ("ŷ",) if self.net.sizes[-1] == 1 else ("ŷ₁", "ŷ₂", "ŷ₃")[: self.net.sizes[-1]]
        return ("x₁", "x₂", *(name for layer in letters for name in layer), *outputs)

    def neurons(self):
        """Yield each neuron's place in the traces, its layer, its place in it, and its name."""
        layers = [(k, i) for k, n in enumerate(self.net.sizes) for i in range(n)]
        for place, ((layer, i), name) in enumerate(zip(layers, self.neuron_names, strict=True)):
            yield place, layer, i, name

    def links(self):
        """Yield each link's place in the traces, the layer it leads to, and the places of its two ends."""
        names = {(k, i): name for _, k, i, name in self.neurons()}
        ends = [(k, i, j) for k in range(1, len(self.net.sizes)) for i in range(self.net.sizes[k - 1])
                for j in range(self.net.sizes[k])]  # fmt: skip
        for place, (k, i, j) in enumerate(ends):
            yield place, k, i, j, f"{names[k - 1, i]}→{names[k, j]}"

    def stops(self):
        """Yield each stop's place on the timeline with what the algorithm does there."""
        n = len(self.net.sizes) - 1
        forward = [(what, k) for k in range(1, n + 1) for what in ("z", "a")]
        each = [
            ("start", 0),
            *forward,
            ("loss", n),
            *(("delta", k) for k in range(n, 0, -1)),
            ("gradient", 0),
            ("update", 0),
        ]
        yield from enumerate(
            (r, p, phase, k, each) for r in range(len(self.walk.updates)) for p, (phase, k) in enumerate(each)
        )

    @property
    def rings(self):
        return self.trace((None, None, *self.neuron_names[2:]))  # inputs compute nothing to be shown

    @property
    def labels(self):
        return self.trace(tuple(name for *_, name in self.links()))


@pytest.fixture(params=CASES, scope="module")
def case(request):
    return Case(**CASES[request.param])


def plain(text):
    return re.sub(r"</?b>", "", text)


def test_the_stops_are_the_algorithm_in_order():
    case = Case()
    assert [(s.phase, s.layer) for s in case.walk.stops] == ORDER * 3
    assert [s.round for s in case.walk.stops] == [0] * 13 + [1] * 13 + [2] * 13
    assert list(case.scene.timeline.steps) == list(range(39))
    assert [name.partition(": ")[0] for name in case.scene.timeline.names[::13]] == [
        f"step {i} of 3" for i in (1, 2, 3)
    ]


def test_every_network_has_its_own_stops_in_that_order(case):
    expected = [(r, phase, k) for _, (r, _, phase, k, _) in case.stops()]
    assert [tuple(stop) for stop in case.walk.stops] == expected
    assert len(case.scene.timeline.names) == len(expected)


def test_neurons_hold_z_a_and_delta_each_from_its_phase_on(case):
    e = case.walk.example
    for k, (r, p, _, _, each) in case.stops():
        texts = case.at(case.rings + 2, "text", k)
        for place, layer, i, _ in case.neurons():
            if not layer:
                assert texts[place] == number(case.X[e, i])
                continue
            known = {
                "z": (each.index(("z", layer)), case.forward[r].z[layer][e, i]),
                "a": (each.index(("a", layer)), case.forward[r].a[layer][e, i]),
                "δ": (each.index(("delta", layer)), case.backward[r].delta[layer][e, i]),
            }
            lines = [f"{letter} {number(value)}" if p >= when else " " for letter, (when, value) in known.items()]
            assert plain(texts[place]) == "<br>".join(lines)
            new = [f"<b>{line}</b>" for line, (when, _) in zip(lines, known.values(), strict=True) if p == when]
            assert re.findall(r"<b>.*?</b>", texts[place]) == new


def test_what_is_computed_now_stands_out(case):
    for k, (_, _, phase, now, _) in case.stops():
        widths = case.at(case.rings, "marker.line.width", k)
        for place, layer, _, _ in case.neurons():
            computed = layer == now and phase in ("z", "a", "delta", "start")
            assert (widths[place] > 3) == computed


def test_the_discs_have_the_sign_and_the_order_of_what_the_neurons_hold(case):
    e = case.walk.example
    for k, (r, p, _, _, each) in case.stops():
        size, colour = (case.at(case.rings + 1, f"marker.{what}", k) for what in ("size", "color"))
        shown = {}
        for place, layer, i, _ in case.neurons():
            values = {"z": case.forward[r].z, "a": case.forward[r].a, "delta": case.backward[r].delta}
            known = [w for w in values if (p >= each.index((w, layer)) if layer else w == "a")]
            if not known:
                assert size[place] == 0
                continue
            value = values[known[-1]][layer][e, i]
            assert colour[place] == (NEGATIVE.light if value < 0 else POSITIVE.light)
            shown.setdefault(layer, []).append((abs(value), size[place]))
        for pairs in shown.values():  # a scale for each layer: its largest is full, whatever the other layers hold
            diameters = [diameter for _, diameter in sorted(pairs)]
            assert np.all(np.diff(diameters) >= -1e-9)
            if max(pairs)[0] > 0:
                full = 2 * case.drawing.radius - 7
                areas = [full**2 * value / max(pairs)[0] for value, _ in pairs]
                assert np.allclose([diameter**2 for _, diameter in pairs], areas)


def on_links(case, r, phase):
    """Return each link's number, and how it is written, at a phase of training step r."""
    theta = {"gradient": case.backward[r].grad, "update": case.theta[r + 1]}.get(phase, case.theta[r])
    layers = case.net.layers(theta)
    values = [layers[k - 1][0][i, j] for _, k, i, j, _ in case.links()]
    return values, [("∂ " if phase == "gradient" else "") + number(v) for v in values]


def test_links_hold_weights_then_gradients_then_the_changed_weights(case):
    for k, (r, _, phase, _, _) in case.stops():
        values, texts = on_links(case, r, phase)
        assert [plain(text) for text in case.at(case.labels, "text", k)] == texts
        colours = [NEGATIVE.light if v < 0 else POSITIVE.light for v in values]
        assert list(case.at(case.labels, "textfont.color", k)) == colours
        assert [case.at(i, "line.color", k) for i in range(len(values))] == colours


def test_links_are_as_wide_as_their_numbers_are_large(case):
    for k, (r, _, phase, _, _) in case.stops():
        values, _ = on_links(case, r, phase)
        widths = np.array([case.at(i, "line.width", k) for i in range(len(values))])
        order = np.argsort(np.abs(values))
        assert np.all(np.diff(widths[order]) >= -1e-9)
        assert 1 < widths.min() <= widths.max() <= 10


def test_the_links_at_work_stand_out(case):
    for k, (_, _, phase, now, _) in case.stops():
        for place, layer, _, _, _ in case.links():
            at_work = {"z": layer == now, "delta": layer == now + 1, "gradient": True, "update": True}.get(phase, False)
            assert (case.at(place, "opacity", k) == 1) == at_work


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


def test_below_each_neuron_stand_name_bias_and_a_slope_of_zero(case):
    e = case.walk.example
    for k, (r, p, phase, _, each) in case.stops():
        theta = {"gradient": case.backward[r].grad, "update": case.theta[r + 1]}.get(phase, case.theta[r])
        texts = case.at(case.rings + 3, "text", k)
        for place, layer, i, name in case.neurons():
            if not layer:
                assert plain(texts[place]) == name
                continue
            bias = f"{'∂b' if phase == 'gradient' else 'b'} {number(case.net.layers(theta)[layer - 1][1][i])}"
            z, a = case.forward[r].z[layer][e, i], case.forward[r].a[layer][e, i]
            slope = ACTIVATIONS[case.net.activations[layer - 1]].slope(np.array([z]), np.array([a]))[0]
            flat = ""
            if slope == 0 and p >= each.index(("a", layer)):
                flat = ", φ′ = 0"
                if case.net.activations[layer - 1] == "relu":
                    flat = ", dead" if (case.forward[r].z[layer][:, i] <= 0).all() else ", silent"
            assert plain(texts[place]) == f"{name}, {bias}{flat}"


def test_silent_on_one_example_is_not_dead():
    case = Case(**CASES["dead neurons"])
    words = [word for k in range(39) for word in case.at(case.rings + 3, "text", k)]
    assert any("silent" in word for word in words)
    assert not any("dead" in word for word in words)  # each of them answers another example


def test_a_neuron_without_a_slope_that_still_answers_is_neither_silent_nor_dead():
    case = Case(hidden="tanh", rows=[(300, 200, 1)])
    words = case.at(case.rings + 3, "text", 10)
    assert any("φ′ = 0" in word for word in words)
    assert not any("silent" in word or "dead" in word for word in words)


def test_the_target_and_from_its_phase_on_the_loss(case):
    e = case.walk.example
    for k, (r, p, _, _, each) in case.stops():
        *targets, loss = case.at(case.rings + 5, "text", k)
        if case.y.shape[1] == 1:
            assert targets == [f"target y = {number(case.y[e, 0])}"]
        else:
            assert targets == [f"{name} = {number(y)}" for name, y in zip(("y₁", "y₂", "y₃"), case.y[e], strict=False)]
        value = LOSSES[case.loss].value(case.forward[r].a[-1], case.y)
        mean = f"<br>mean L {number(case.net.loss(case.theta[r], case.X, case.y, case.loss))}"
        expected = f"loss {number(value[e])}{mean if len(value) > 1 else '<br> '}"
        assert plain(loss) == (expected if p >= each.index(("loss", len(case.net.sizes) - 1)) else " ")


WIDE = {**dict.fromkeys(".,:;'′ ", 0.29), **dict.fromkeys("₀₁₂₃₄₅₆₇₈₉⁰¹²³⁴⁵⁶⁷⁸⁹⁻", 0.38), "m": 0.9}


def box(x, y, text, size, position):
    """Return (left, right, bottom, top) of a text as large as a browser draws it, its line ends as the trace says."""
    lines = [line for line in plain(text).split("<br>") if line.strip()]
    width = size * max(sum(WIDE.get(letter, 0.57) for letter in line) for line in lines)
    height = size * (0.75 + 1.3 * text.count("<br>") * (len(lines) > 1))
    left = x - {"middle left": width, "middle right": 0}.get(position, width / 2)
    return left, left + width, y - height / 2, y + height / 2


def boxes(case, k):
    """Yield what is written at a stop, with where it stands."""
    for mark in case.figure.marks:
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


def test_layers_are_lettered_however_many_there_are():
    sizes = (1, *[1] * 54, 1)
    called = names(sizes)
    assert [called[k] for k in (1, 3, 4, 26, 27, 28, 52, 53)] == ["A1", "C1", "D1", "Z1", "AA1", "AB1", "AZ1", "BA1"]
    assert len(set(called)) == len(sizes)
    assert layer_name(sizes, 27) == "hidden layer AA"


def factor(value):
    return f"({number(value)})" if value < 0 else number(value)


def products(left, right):
    return " + ".join(f"{factor(a)}·{factor(b)}" for a, b in zip(left, right, strict=True))


def test_the_chosen_neurons_formula_has_its_own_numbers(case):
    layer, i = case.walk.neuron
    e, last = case.walk.example, len(case.net.sizes) - 1
    name = next(n for _, k, j, n in case.neurons() if (k, j) == (layer, i))
    for k, (r, p, phase, _, each) in case.stops():
        text = case.scene.readouts[1].values[k]
        if phase in ("gradient", "update"):
            continue
        (W, b), kind = case.net.layers(case.theta[r])[layer - 1], ACTIVATIONS[case.net.activations[layer - 1]]
        z, a, delta = (v[layer][e, i] for v in (case.forward[r].z, case.forward[r].a, case.backward[r].delta))
        slope = kind.slope(np.array([z]), np.array([a]))[0]
        if p < each.index(("z", layer)):
            expected = text  # in letters, and so without numbers
            assert not re.search(r"\d\.|= \d", text)
        elif p < each.index(("a", layer)):
            bias = f"− {number(-b[i])}" if b[i] < 0 else f"+ {number(b[i])}"
            terms = products(W[:, i], case.forward[r].a[layer - 1][e])
            expected = f"{name}: z = Σ w·a + b = {terms} {bias} = {number(z)}"
            assert abs(W[:, i] @ case.forward[r].a[layer - 1][e] + b[i] - z) < 1e-9 * max(1, abs(z))
        elif p < each.index(("delta", layer)):
            of = number(z)
            if case.net.activations[layer - 1] == "softmax":
                of = "; ".join(number(every) for every in case.forward[r].z[layer][e])
            expected = f"{name}: a = φ({of}) = {number(a)}, with {kind.formula}"
        elif case.net.activations[layer - 1] == "softmax":
            assert np.isclose(delta, a - case.y[e, i], rtol=1e-12)
            expected = f"{name}: δ = a − y = {number(a)} − {number(case.y[e, i])} = {number(delta)}"
        elif layer == last:
            gradient = LOSSES[case.loss].gradient(case.forward[r].a[-1], case.y)[e, i]
            expected = f"{name}: δ = ∂loss/∂{name} · φ′(z) = {number(gradient)} · {factor(slope)} = {number(delta)}"
        else:
            terms = products(case.net.layers(case.theta[r])[layer][0][i], case.backward[r].delta[layer + 1][e])
            expected = f"{name}: δ = (Σ w·δ) · φ′(z) = ({terms}) · {factor(slope)} = {number(delta)}"
        assert text.replace("≈", "=") == expected  # which of both it is, is tested below


def test_the_chosen_links_formula_is_its_gradient_and_its_step(case):
    layer, i, j = case.walk.link
    name = next(n for _, k, a, b, n in case.links() if (k, a, b) == (layer, i, j))
    for k, (r, _, phase, _, _) in case.stops():
        text = case.scene.readouts[1].values[k]
        old, new = (case.net.layers(case.theta[n])[layer - 1][0][i, j] for n in (r, r + 1))
        grad = case.net.layers(case.backward[r].grad)[layer - 1][0][i, j]
        products = case.backward[r].delta[layer][:, j] * case.forward[r].a[layer - 1][:, i]
        assert np.isclose(products.mean(), grad, rtol=1e-12)
        if phase == "gradient":
            assert text.startswith(f"{name}: ")
            assert text.replace("≈", "=").endswith(f" = {number(grad)}")
        if phase == "update":
            assert text.startswith(f"{name}: ")
            digits = digits_between(old, new)
            assert f"= {number(old, digits)} − {number(case.rate)} · " in text
            assert text.replace("≈", "=").endswith(f" = {number(new, digits)}")
            assert old == new or number(old, digits) != number(new, digits) or digits == 9


def test_the_words_below_hold_the_cores_numbers(case):
    walk, e = case.walk, case.walk.example
    layer, i = walk.neuron
    for r in range(len(walk.updates)):
        W, _ = case.net.layers(case.theta[r])[layer - 1]
        z, a, delta = (v[layer][e, i] for v in (case.forward[r].z, case.forward[r].a, case.backward[r].delta))
        forward = words.neuron_forward(walk, r).replace("≈", "=")
        for w, incoming in zip(W[:, i], case.forward[r].a[layer - 1][e], strict=True):
            assert f":blue[{number(w)}] | {number(incoming)} | {number(w * incoming)} |" in forward
        assert f"= **{number(z)}**" in forward
        assert f") = **{number(a)}**" in forward
        assert words.neuron_backward(walk, r).endswith(f":orange[**{number(delta)}**]")
        k, s, t = walk.link
        gradient, rest = words.link_gradient(walk, r).split("\n\nThe bias of ")
        for d, incoming in zip(case.backward[r].delta[k][:, t], case.forward[r].a[k - 1][:, s], strict=True):
            assert f":orange[{number(d)}] | {number(incoming)} | {number(d * incoming)} |" in gradient
        assert f":orange[**{number(case.net.layers(case.backward[r].grad)[k - 1][0][s, t])}**]" in gradient
        (W, b), (W_after, b_after) = (case.net.layers(case.theta[n])[k - 1] for n in (r, r + 1))
        old, new = W[s, t], W_after[s, t]
        assert gradient.endswith(f":blue[**{number(new, digits_between(old, new))}**]")
        assert f":orange[**{number(case.net.layers(case.backward[r].grad)[k - 1][1][t])}**]" in rest
        assert rest.endswith(f":blue[**{number(b_after[t], digits_between(b[t], b_after[t]))}**]")


def test_the_check_stands_beside_central_differences(case):
    walk = case.walk
    text = words.gradient_check(walk, 0)
    differences = central_difference(case.net, case.theta[0], case.X, case.y, case.loss, 1e-5)
    layer, i = walk.neuron
    k, s, t = walk.link
    both = [case.net.layers(v) for v in (case.backward[0].grad, differences)]
    for g, d in (
        [v[k - 1][0][s, t] for v in both],
        [v[layer - 1][1][i] for v in both],
        *zip(both[0][layer - 1][0][:, i], both[1][layer - 1][0][:, i], strict=True),
    ):
        assert f":orange[{number(g, 6)}] | {number(d, 6)} | " in text
    errors = words.relative_error(case.backward[0].grad, differences)
    assert f"of all {case.net.n_parameters}: **{number(errors.max(), 2)}**" in text
    assert errors.max() < 1e-4 or "kink" in text


@pytest.mark.parametrize("name", ["softmax", "eight in a layer", "two outputs, and a link to one"])
def test_with_several_outputs_the_largest_share_is_found_over_all_of_them(name):
    case = Case(**CASES[name])
    question = largest_delta(case.walk)
    layer = len(case.net.sizes) - 2
    deltas = case.backward[0].delta[layer][case.walk.example]
    best = int(np.abs(deltas).argmax())
    assert question.options[question.answer] == f"{'ABCD'[layer - 1]}{best + 1}"
    back = case.net.layers(case.theta[0])[layer][0][best], case.backward[0].delta[layer + 1][case.walk.example]
    assert f"{question.options[best]}: ({products(*back)}) · " in question.why
    assert f"= **{number(deltas[best])}**" in question.why.replace("≈", "=")


def test_a_gradient_that_is_wrong_shows():
    assert words.relative_error(np.array([1.0]), np.array([1.1]))[0] > 0.09
    assert words.relative_error(np.array([0.2]), np.array([-0.2]))[0] == 2


def calculator(text):
    """Return what the numbers in a formula come to as they are written, read without the page's own reader."""
    plain = re.sub(
        "×10([⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+)", lambda p: "e" + p[1].translate(str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789")), text
    )
    plain = plain.translate(str.maketrans({"−": "-", "·": "*", ",": ""}))
    assert re.fullmatch(r"[-+*/().e0-9 ]+", plain), text
    return Decimal(eval(re.sub(r"[0-9][0-9.]*(?:e-?[0-9]+)?", r"Decimal('\g<0>')", plain), {"Decimal": Decimal}))


def right(value, written):
    """Return whether a value, rounded as at school to the digits written, is what is written."""
    places = Decimal(1).scaleb(Decimal(str(calculator(written))).as_tuple().exponent if "." in written else 0)
    shown = calculator(written)
    if "×10" in written:
        mantissa, power = written.split("×10")
        places = Decimal(1).scaleb(-len(mantissa.partition(".")[2])) * calculator(f"1×10{power}")
    return value == 0 if shown == 0 else (value / places).quantize(Decimal(1), ROUND_HALF_UP) * places == shown


PHONE = 358
"""How many px of a drawing one sees on a screen of 390 px."""
WALKS = [(sizes, hidden, rate, seed, alone) for i, (sizes, hidden) in enumerate(product(
    [(2, 1, 1), (2, 3, 2, 1), (2, 4, 4, 4, 1)], ["tanh", "sigmoid", "relu", "identity"]))
    for rate, seed, alone in [((0.5, 0.0001, 0.02, 2.0)[i % 4], i, False), (0.05, i + 1, True)]]  # fmt: skip


@pytest.mark.parametrize(("sizes", "hidden", "rate", "seed", "alone"), WALKS)
def test_what_is_written_under_chosen_is_what_a_calculator_makes_of_it(sizes, hidden, rate, seed, alone):
    settings = NetworkSettings(*sizes[1:-1], *["–"] * (5 - len(sizes)), "half_mse", hidden, seed, rate)
    neurons = [name for name in names(sizes)[2:] if name[-1] in "1ŷ"]
    links = ["x₂→A1", f"A1→{names(sizes)[2 + sizes[1]]}"]
    equal = nearly = 0
    for i, neuron in enumerate(neurons):
        own = f"{i % 4 + 1} of 4"
        walk = LESSON.parts[0].study(WalkSettings(settings, neuron=neuron, link=links[i % 2], example=own,
                                                  gradients=ONE if alone else MEAN))  # fmt: skip
        for line in phases_scene(walk).readouts[1].values:
            said = re.search(r"= ([^=≈]*[0-9][^=≈]*) ([=≈]) (\S+?)(?:, with|$)", line)
            if not said:
                assert "Σ" not in line
                assert not re.search(r"\d\.\d", line)
                continue
            formula, sign, result = said.groups()
            if formula.startswith("φ("):
                z = float(calculator(formula[2:-1]))
                value = Decimal({"tanh": math.tanh(z), "sigmoid": 1 / (1 + math.exp(-z)), "relu": max(z, 0),
                                 "identity": z}["identity" if neuron == "ŷ" else hidden])  # fmt: skip
            else:
                value = calculator(formula)
            equal, nearly = equal + (sign == "="), nearly + (sign == "≈")
            assert right(value, result) == (sign == "=") or formula.startswith(f"{result} "), line
            assert abs(value - calculator(result)) <= Decimal("0.02") * max(abs(calculator(result)), 1), line
            if " − " in formula and "(" not in formula.split(" − ")[0]:  # a weight and its step: the step is seen
                assert formula.split(" − ")[0] != result or " · 0" in formula, line
    assert equal > nearly / 3


def test_gradients_that_cancel_are_nothing_and_not_what_rounding_leaves_of_them():
    case = Case(rows=[(1, 2, 1), (0.3, -0.7, 0.3), (-1, -2, -1), (-0.3, 0.7, -0.3), (0, 0, 0)], sizes=(2, 4, 4, 1))
    raw = np.concatenate([b for _, b in case.net.layers(case.backward[0].grad)])
    assert np.any((raw != 0) & (np.abs(raw) < 1e-15)), "a sum that is 0, but for its rounding"
    for k in range(len(case.walk.stops)):
        for trace in (case.labels, case.rings + 2, case.rings + 3):
            assert not re.search("10⁻[¹²]", " ".join(case.at(trace, "text", k)))


def test_a_switch_shows_what_one_example_alone_wants_of_each_weight():
    mean, one = (LESSON.parts[0].study(WalkSettings(example="3 of 4", gradients=which)) for which in (MEAN, ONE))
    alone = Network((2, 3, 2, 1))
    k = next(i for i, stop in enumerate(one.stops) if stop.phase == "gradient")
    X, y = np.array(FOUR)[2:3, :2], np.array(FOUR)[2:3, 2:]
    grad = alone.backward(theta := mean.updates[0].theta, alone.forward(theta, X), y, "half_mse").grad
    said = [f"∂ {number(w)}" for W, _ in alone.layers(grad) for w in W.ravel()]
    labels = {which: next(m for m in network_phases(walk).marks if "A1→B1" in (m.trace.get("customdata") or ()))
              for which, walk in ((MEAN, mean), (ONE, one))}  # fmt: skip
    assert list(labels[ONE].moves["text"][k]) == said
    assert list(labels[MEAN].moves["text"][k]) != said
    assert list(labels[ONE].moves["text"][k + 1]) == list(labels[MEAN].moves["text"][k + 1]), "both step by the mean"
    now, chosen = (readout.values[k] for readout in phases_scene(one).readouts)
    assert "of example 3 alone, of 4" in now
    assert re.sub("≈", "=", chosen).endswith(f"= {number(alone.layers(grad)[0][0][0, 0])}")


def test_the_training_steps_are_counted_from_one():
    case = Case()
    firsts = [text for text, stop in zip(case.scene.readouts[0].values, case.walk.stops, strict=True)
              if stop.phase == "start"]  # fmt: skip
    assert [text.partition(".")[0] for text in firsts] == ["Training step 1", "Training step 2", "Training step 3"]


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


def test_a_run_that_diverges_ends_the_walk_at_its_last_finite_step():
    case = Case(**CASES["it blows up"])
    assert len(case.walk.updates) <= 3
    for mark in case.figure.marks:
        for values in mark.moves.values():
            if values.dtype.kind == "f":
                assert np.isfinite(values).all()
