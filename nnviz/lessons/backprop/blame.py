"""Who carried the blame: a whole training, with each neuron's mean |δ| as a strip over its steps."""

from typing import Any

import numpy as np

from nnviz.core import LOSSES, Array
from nnviz.figures import palette, timeline
from nnviz.figures.animation import Animation, Field, Readout, Scene
from nnviz.figures.axes import FONT_SIZE, layout
from nnviz.figures.loss import loss_curve
from nnviz.figures.marks import line
from nnviz.figures.network import Drawing, Neuron, names
from nnviz.figures.network_marks import discs, texts
from nnviz.figures.numbers import number
from nnviz.lessons.backprop.answers import boundary, fit_of_curve
from nnviz.lessons.backprop.study import Training

ROW_PIXELS = 8
"""Each row of the strip is sent this many times over: the browser, which smooths pictures, then keeps its edges."""
LARGEST, SMALLEST = 42, 6
STRIPS_HEIGHT, NETWORK_WIDTH = 360, 300
"""How much room in px the strips have from top to bottom, and the network from side to side, on a small screen."""


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
    answers = fit_of_curve if training.sample.X.shape[1] == 1 else boundary
    return Scene(
        timeline=timeline.of_steps(steps),
        animations=(strips(training), network_of_blame(training), answers(training), loss),
        readouts=(
            Readout("Step", timeline.numbered(steps)),
            Readout("Epoch", timeline.numbered(training.run.epoch(steps))),
            Readout(f"Loss {LOSSES[training.run.config.loss].formula}", np.array([*map(number, training.losses)]),
                    palette.ERROR),
            Readout("Hidden neuron with most blame, mean |δ|", np.array(largest), palette.ERROR),
        ),
        grid=((0, 1, 2), (0, 1, 3)),
        columns=(1.2, 1, 1),
    )  # fmt: skip


def strips(training: Training) -> Animation:
    """Return each neuron's mean |δ| as a strip, neurons × steps, and a line where the run stands."""
    steps, tops, own = training.steps, training.blame.max(axis=0), training.own_scale
    n = len(tops)
    half = (steps[-1] - steps[0]) / max(2 * (len(steps) - 1), 1) or 0.5
    first, last = steps[0] - half, steps[-1] + half
    picture = {
        "xref": "x", "yref": "y", "x": first, "y": -0.5, "sizex": last - first, "sizey": n,
        "xanchor": "left", "yanchor": "top", "sizing": "stretch", "layer": "below",
    }  # fmt: skip
    full = "each its own scale" if own else f"full colour {number(tops.max())}, half {number(tops.max() / 4)}"
    levels = np.repeat(np.round(255 * training.depth.T).astype(np.uint8), ROW_PIXELS, axis=0)
    covered = np.column_stack([steps, np.full_like(steps, last + 1), np.full_like(steps, last + 1), steps])
    return Animation(
        marks=(
            line([first, last, last, first], [-0.5, -0.5, n - 0.5, n - 0.5], palette.PAGE, width=0,
                 fill="toself", fillcolor=palette.PAGE.light, opacity=0.88,
                 moves={"x": np.minimum(covered, last)}),
            line([0, 0], [-0.5, n - 0.5], palette.TEXT, width=2.5, moves={"x": np.column_stack([steps, steps])}),
        ),
        layout=layout(
            x={"title": "step", "range": [first, last], "zeroline": False, "nticks": 4, "showgrid": False},
            y={"range": [n - 0.5, -0.5], "zeroline": False, "showgrid": False, **_beside(training, tops)},
            title=f"Mean |δ|: {full}",
            margin={"l": 104 if own else 36, "r": 14, "t": 30, "b": 42},
            uirevision=f"{n}{last}",
        ),
        name="Each neuron's mean size of δ over the training, neurons by steps",
        fields=(Field(picture, levels[None], palette.sequential(palette.ERROR)),),
    )  # fmt: skip


def _beside(training: Training, tops: Array) -> dict[str, Any]:
    """Return the names beside the strips, smaller where there are many, and only every so many beyond that."""
    own, n = training.own_scale, len(tops)
    font = min(FONT_SIZE, max(9, STRIPS_HEIGHT // n))
    every = -(-n * font // STRIPS_HEIGHT)
    beside = [f"{name} ≤ {number(top)}" if own else name for name, top in zip(training.names, tops, strict=True)]
    return {"tickvals": list(range(0, n, every)), "ticktext": beside[::every], "tickfont": {"size": font}}


def network_of_blame(training: Training) -> Animation:
    """Return the network, the area of each neuron and the depth of its colour by its mean |δ|."""
    drawing = Drawing(training.run.net.sizes)
    places, n_in = [drawing.place(neuron) for neuron in drawing.neurons], drawing.sizes[0]
    ends = [(drawing.place(Neuron(k.layer - 1, k.source)), drawing.place(Neuron(k.layer, k.target)))
            for k in drawing.links]  # fmt: skip
    gap = (np.nan, np.nan)
    x, y = np.array([place for start, end in ends for place in (start, end, gap)]).T
    largest = _largest(drawing)
    scale = [[0, palette.PAGE.light], [1, palette.ERROR.light]]
    edge = {"width": 1.5, "color": palette.QUIET.light}
    colours = {"color": [0.0] * (len(places) - n_in), "colorscale": scale, "cmin": 0, "cmax": 1}
    blame = {
        "marker.size": SMALLEST + (largest - SMALLEST) * training.depth,
        "marker.color": training.depth,
    }
    return Animation(
        marks=(
            line(x, y, palette.GRID, width=1.5),
            discs(places[:n_in], marker={"size": 12, "color": palette.DATA.light}),
            discs(places[n_in:], blame, marker={"size": 12, "line": edge, **colours}),
            texts(places, text=names(drawing.sizes), mode="markers+text", textposition="bottom center",
                  marker={"size": largest, "opacity": 0}),
        ),
        layout=layout(
            x={"range": [0, drawing.width], "visible": False},
            y={"range": [0, drawing.height], "visible": False},
            margin={"l": 0, "r": 0, "t": 30, "b": 16},
            title="The network: size and colour by mean |δ|",
            uirevision=f"{drawing.sizes}",
        ),
        name="The network, each neuron's size and colour by its mean size of δ",
    )  # fmt: skip


def _largest(drawing: Drawing) -> int:
    """Return the diameter in px of the most blamed neuron: so large that its neighbours and its name have room."""
    across = 0.85 * NETWORK_WIDTH * drawing.gap / drawing.width
    below = drawing.row - 1.4 * FONT_SIZE
    return int(min(LARGEST, across, below))
