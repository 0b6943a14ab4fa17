"""Who carried the blame: a whole training, with each neuron's mean |δ| as a strip over its steps."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from nnviz.core import LOSSES, Array, Run
from nnviz.figures import palette
from nnviz.figures.animation import Animation, Field, Readout, Scene, Track
from nnviz.figures.base import figure, line, points
from nnviz.figures.loss import loss_curve
from nnviz.figures.network import HEIGHT, Drawing, Neuron, marks, names, texts
from nnviz.figures.numbers import number

MAX_STOPS = 120
PIXELS = 32
ROW_PIXELS = 8
"""Each row of the strip is sent this many times over: the browser, which smooths pictures, then keeps its edges."""
LARGEST = 42


@dataclass(frozen=True)
class Training:
    """A training run, the data it learned from, and whether each neuron's strip has a scale of its own."""

    run: Run
    X: Array
    y: Array
    labels: tuple[str, ...]
    own_scale: bool

    @cached_property
    def shown(self) -> NDArray[np.int_]:
        """The recorded steps that are on the timeline, as places among them."""
        last = len(self.run.step) - 1
        return np.unique(np.linspace(0, last, min(last + 1, MAX_STOPS)).round().astype(int))

    @property
    def steps(self) -> NDArray[np.int_]:
        """The numbers of the steps on the timeline."""
        steps: NDArray[np.int_] = self.run.step[self.shown]
        return steps

    @cached_property
    def blame(self) -> Array:
        """Each neuron's mean |δ| over all examples at each step shown (stops, neurons but the inputs)."""
        net, theta = self.run.net, self.run.theta[self.shown]
        back = net.backward(theta, net.forward(theta, self.X), self.y, self.run.config.loss)
        return np.concatenate([np.abs(delta).mean(axis=-2) for delta in back.delta[1:]], axis=-1)

    @cached_property
    def depth(self) -> Array:
        """How deep the colour of each neuron is (stops, neurons), 0 to 1: the root of its share of the largest blame.

        The largest is that of all neurons, or of each one. The root keeps small values in sight beside a large one,
        and makes a neuron's area grow in proportion to its blame.
        """
        largest = self.blame.max(axis=0) if self.own_scale else self.blame.max()
        depth: Array = np.sqrt(self.blame / np.where(largest > 0, largest, 1))
        return depth

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The names of the neurons that have a δ."""
        return names(self.run.net.sizes)[self.run.net.sizes[0] :]

    @cached_property
    def losses(self) -> Array:
        """The mean loss over all examples at each step shown."""
        return self.run.net.loss(self.run.theta[self.shown], self.X, self.y, self.run.config.loss)


def blame_scene(training: Training) -> Scene:
    """Return the strips, the network, the fit or boundary, and the loss of a training on one timeline."""
    steps, blame = training.steps, training.blame
    hidden = blame[:, : -training.run.net.sizes[-1]]
    most = hidden.argmax(axis=1)
    largest = [
        f"{training.names[i]}: {number(row[i])}" if row[i] else "none: every δ is 0"
        for i, row in zip(most, hidden, strict=True)
    ]
    loss = loss_curve(steps, training.losses, margin={"l": 60, "r": 10, "t": 30, "b": 40})
    fit = fit_of_curve if training.X.shape[1] == 1 else boundary
    return Scene(
        steps=steps,
        names=np.array([f"step {step:,} of {steps[-1]:,}" for step in steps]),
        animations=(strips(training), network_of_blame(training), fit(training), loss),
        readouts=(
            Readout("Step", np.array([f"{step:,}" for step in steps])),
            Readout("Epoch", np.array([f"{training.run.epoch(int(step)):,}" for step in steps])),
            Readout(f"Loss {LOSSES[training.run.config.loss].formula}", np.array([*map(number, training.losses)]),
                    palette.ERROR),
            Readout("Hidden neuron with most blame, mean |δ|", np.array(largest), palette.ERROR),
        ),
        grid=((0, 1, 2), (0, 1, 3)),
        columns=(1.2, 1, 1),
    )  # fmt: skip


def strips(training: Training) -> Animation:
    """Return each neuron's mean |δ| as a strip, neurons × steps, and a line where the run stands."""
    steps, labels, tops = training.steps, training.names, training.blame.max(axis=0)
    n = len(labels)
    half = (steps[-1] - steps[0]) / max(2 * (len(steps) - 1), 1) or 0.5
    first, last = steps[0] - half, steps[-1] + half
    picture = {
        "xref": "x", "yref": "y", "x": first, "y": -0.5, "sizex": last - first, "sizey": n,
        "xanchor": "left", "yanchor": "top", "sizing": "stretch", "layer": "below",
    }  # fmt: skip
    own = training.own_scale
    beside = [f"{name} ≤ {number(top)}" if own else name for name, top in zip(labels, tops, strict=True)]
    full = "each its own scale" if own else f"full colour {number(tops.max())}, half {number(tops.max() / 4)}"
    chart = figure(
        [
            line([first, last, last, first], [-0.5, -0.5, n - 0.5, n - 0.5], palette.PAGE, width=0,
                 fill="toself", fillcolor=palette.PAGE.light, opacity=0.88),
            line([0, 0], [-0.5, n - 0.5], palette.TEXT, width=2.5),
        ],
        x={"title": "step", "range": [first, last], "zeroline": False, "nticks": 4, "showgrid": False},
        y={"range": [n - 0.5, -0.5], "tickvals": list(range(n)), "ticktext": beside, "zeroline": False,
           "showgrid": False},
        title=f"Mean |δ|: {full}",
        images=[picture],
        margin={"l": 104 if own else 36, "r": 14, "t": 30, "b": 42},
        uirevision=f"{n}{last}",
    )  # fmt: skip
    levels = np.repeat(np.round(255 * training.depth.T).astype(np.uint8), ROW_PIXELS, axis=0)
    covered = np.column_stack([steps, np.full_like(steps, last + 1), np.full_like(steps, last + 1), steps])
    tracks = (
        Track(0, "x", np.minimum(covered, last)),
        Track(1, "x", np.column_stack([steps, steps])),
        Field(0, levels[None], palette.sequential(palette.ERROR)),
    )
    return Animation(chart, tracks, "Each neuron's mean size of δ over the training, neurons by steps")


def network_of_blame(training: Training) -> Animation:
    """Return the network, the area of each neuron and the depth of its colour by its mean |δ|."""
    sizes = training.run.net.sizes
    drawing = Drawing(sizes)
    places = [drawing.place(neuron) for neuron in drawing.neurons]
    n_in = sizes[0]
    ends = [(drawing.place(Neuron(k.layer - 1, k.source)), drawing.place(Neuron(k.layer, k.target)))
            for k in drawing.links]  # fmt: skip
    gap = (np.nan, np.nan)
    x, y = np.array([place for start, end in ends for place in (start, end, gap)]).T
    scale = [[0, palette.PAGE.light], [1, palette.ERROR.light]]
    colours = {"color": [0.0] * (len(places) - n_in), "colorscale": scale, "cmin": 0, "cmax": 1}
    chart = figure(
        [
            line(x, y, palette.GRID, width=1.5),
            marks(places[:n_in], marker={"size": 12, "color": palette.DATA.light}),
            marks(places[n_in:], marker={"size": 12, "line": {"width": 1.5, "color": palette.QUIET.light}, **colours}),
            {
                **texts(places, text=names(sizes)),
                "mode": "markers+text",
                "marker": {"size": LARGEST, "opacity": 0},
                "textposition": "bottom center",
            },
        ],
        x={"range": [0, drawing.width], "visible": False},
        y={"range": [0, HEIGHT], "visible": False},
        margin={"l": 0, "r": 0, "t": 30, "b": 16},
        title="The network: size and colour by mean |δ|",
        uirevision=f"{sizes}",
    )
    diameters = 6 + (LARGEST - 6) * training.depth
    tracks = (
        Track(2, "marker.size", diameters),
        Track(2, "marker.color", training.depth),
    )
    return Animation(chart, tracks, "The network, each neuron's size and colour by its mean size of δ")


def fit_of_curve(training: Training) -> Animation:
    """Return the points of a curve and what the network makes of every x between them."""
    x, y = training.X[:, 0], training.y[:, 0]
    grid = np.linspace(x.min(), x.max(), 64)
    heights = training.run.net.forward(training.run.theta[training.shown], grid[:, None]).a[-1][..., 0]
    room = 0.25 * (y.max() - y.min())
    chart = figure(
        [
            points(x, y, marker={"color": palette.DATA.light, "size": 6}),
            line(grid, heights[0], palette.MODEL, width=4),
        ],
        x={"title": training.labels[0], "zeroline": False, "range": [x.min() - 0.05, x.max() + 0.05], "nticks": 4},
        y={"zeroline": False, "range": [y.min() - room, y.max() + room], "nticks": 4},
        title="The points and the fit",
        margin={"l": 44, "r": 10, "t": 30, "b": 40},
        uirevision="curve",
    )
    return Animation(chart, (Track(1, "y", heights),), "The datapoints and the network's curve at this step")


def boundary(training: Training) -> Animation:
    """Return the points of two classes over what the network answers at every place of the plane."""
    X, y, net = training.X, training.y[:, 0], training.run.net
    reach = 1.1 * np.abs(X).max()
    centres = reach * (2 * np.arange(PIXELS) + 1 - PIXELS) / PIXELS
    across, up = np.meshgrid(centres, centres[::-1])
    grid = np.column_stack([across.ravel(), up.ravel()])
    theta = training.run.theta[training.shown]
    few = np.array_split(theta, -(-len(theta) // 8))  # so few networks at a time stay in a processor's cache
    answers = np.concatenate([net.forward(some, grid).a[-1] for some in few]).reshape(-1, PIXELS, PIXELS)
    levels = np.round(255 * np.clip(answers, 0, 1)).astype(np.uint8)
    picture = {
        "xref": "x", "yref": "y", "x": -reach, "y": reach, "sizex": 2 * reach, "sizey": 2 * reach,
        "sizing": "stretch", "layer": "below", "opacity": 0.75,
    }  # fmt: skip
    edge = {"width": 1, "color": palette.PAGE.light}
    classes = [
        points(X[y == c, 0], X[y == c, 1], marker={"color": colour.light, "size": 7, "symbol": symbol, "line": edge},
               hoverinfo="skip")
        for c, colour, symbol in ((0, palette.NEGATIVE, "diamond"), (1, palette.POSITIVE, "circle"))
    ]  # fmt: skip
    chart = figure(
        classes,
        x={"range": [-reach, reach], "zeroline": False, "nticks": 4, "showgrid": False},
        y={"range": [-reach, reach], "zeroline": False, "nticks": 4, "showgrid": False},
        title="Its answer: ● class 1, ◆ class 0",
        images=[picture],
        margin={"l": 34, "r": 10, "t": 30, "b": 26},
        uirevision=f"{reach}",
    )
    return Animation(chart, (Field(0, levels, palette.diverging()),), "The two classes, and the network's answer")
