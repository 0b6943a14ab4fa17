"""The walks that tests of the first part look at, and the same training steps made anew by the core alone."""

import re
from html import unescape

import numpy as np
import plotly.graph_objects as go

from nnviz.core import Network, Sample, TrainConfig, train
from nnviz.figures.network import Drawing, Link, Neuron
from nnviz.figures.numbers import number
from nnviz.lessons.backprop.phases import phases_scene
from nnviz.lessons.backprop.study import Walk

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


def plain(text):
    return unescape(re.sub(r"</?(b|span)\b[^>]*>", "", text))


def factor(value, digits=3):
    return f"({number(value, digits)})" if value < 0 else number(value, digits)


def products(left, right, digits=3):
    return " + ".join(f"{factor(a, digits)}·{factor(b, digits)}" for a, b in zip(left, right, strict=True))
