"""Which neuron works when, and what for: a whole training on one timeline."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from nnviz.core import LOSSES, Array
from nnviz.figures import palette, timeline
from nnviz.figures.animation import Animation, Mark, Readout, Scene
from nnviz.figures.axes import layout
from nnviz.figures.loss import loss_curve
from nnviz.figures.marks import line, note
from nnviz.figures.network import Neuron, links, names, neurons, weights_of
from nnviz.figures.network_marks import texts
from nnviz.figures.numbers import number
from nnviz.lessons.backprop.answers import boundary, fit_of_curve
from nnviz.lessons.backprop.strips import PALEST, strips
from nnviz.lessons.backprop.training import ZERO, Training

WIDEST, FULL = 9, 4.0
"""The width in px of a link whose weight has at least the size FULL; the square of a link's width grows with |w|."""
FAINTEST = 1 - PALEST
"""The level that the page's own colour would have: a scale from there on gives each level its colour in the strips."""


def blame_scene(training: Training) -> Scene:
    """Return the strips, the network, the fit or boundary, and the loss of a training on one timeline."""
    steps, hidden = training.steps, training.delta[:, : training.n_hidden]
    largest = [
        f"{training.names[i]}: {number(row[i])}" if row[i] else "none: every δ is 0"
        for i, row in zip(hidden.argmax(axis=1), hidden, strict=True)
    ]
    loss = loss_curve(steps, training.losses, margin={"l": 60, "r": 10, "t": 30, "b": 40})
    answers = fit_of_curve if training.sample.X.shape[1] == 1 else boundary
    return Scene(
        timeline=timeline.of_steps(steps),
        animations=(strips(training), network_of_blame(training), answers(training), loss),
        readouts=(
            Readout("Step", timeline.numbered(steps)),
            Readout("Epoch", timeline.numbered(training.run.epoch(steps))),
            Readout(f"Loss L of all {len(training.sample.X)} points, {LOSSES[training.run.config.loss].formula}",
                    np.array([*map(number, training.losses)]), palette.ERROR),
            Readout("Hidden neuron with the largest mean |δ| now", np.array(largest), palette.ERROR),
        ),
        grid=((0, 1, 2), (0, 1, 3)),
        columns=(1.45, 1.2, 0.85),
    )  # fmt: skip


def network_of_blame(training: Training) -> Animation:
    """Return the network with its weights at each step, and each neuron's mean |δ| in the colour of its strip."""
    sizes = training.run.net.sizes
    places, n_in, called = [_place(neuron, sizes) for neuron in neurons(sizes)], sizes[0], names(sizes)
    levels = training.levels[training.places].astype(np.int16)
    scale = [[0, palette.GRID.light], [1e-4, palette.GRID.light], [2e-4, palette.PAGE.light], [1, palette.ERROR.light]]
    size = 42 if max(sizes) < 4 else 32
    disc = {"size": size, "line": {"width": 1.5, "color": palette.QUIET.light}, "cmin": FAINTEST, "cmax": 255}
    amounts = np.array([[number(value, 2) for value in row] for row in training.delta])
    row: dict[str, Any] = {"xref": "paper", "yref": "paper", "yanchor": "bottom", "y": 1.01}
    inputs: dict[str, Any] = {"bgcolor": palette.PAGE.light, "bordercolor": palette.QUIET.light, "borderpad": 4}
    return Animation(
        marks=(
            *_links(training),
            texts(places[n_in:], moves={"marker.color": np.where(levels == ZERO, FAINTEST, levels)}, text=called[n_in:],
                  mode="markers+text", marker={**disc, "colorscale": scale, "color": [0.0] * len(training.names)}),
            texts(places[n_in:], moves={"text": amounts}, text=amounts[0], mode="markers+text",
                  textposition="bottom center", marker={"size": size, "opacity": 0}),
        ),
        layout=layout(
            x={"range": [-0.25, len(sizes) - 0.68], "visible": False},
            y={"range": [-max(sizes) / 2, max(sizes) / 2 - 0.18], "visible": False},
            margin={"l": 0, "r": 0, "t": 54, "b": 24},
            title="Mean |δ|: each its own scale" if training.own_scale else "The network, and mean |δ|",
            annotations=[
                *(note(called[i], *places[i], palette.TEXT, **inputs) for i in range(n_in)),
                note("w > 0", 0.02, **row, xanchor="left", colour=palette.POSITIVE),
                note("w < 0", 0.2, **row, xanchor="left", colour=palette.NEGATIVE),
                note("wider: farther from 0", 0.38, **row, xanchor="left"),
            ],
            uirevision=f"{sizes}",
        ),
        name="The network with its weights at this step, each neuron in the colour of its mean size of δ",
    )  # fmt: skip


def _place(neuron: Neuron, sizes: tuple[int, ...]) -> tuple[float, float]:
    """Return the (x, y) of a neuron: layers side by side, each with the first neuron on top, about the middle."""
    return float(neuron.layer), (sizes[neuron.layer] - 1) / 2 - neuron.place


def _links(training: Training) -> tuple[Mark, ...]:
    """Return one line a link, in the colour of its weight's sign and as wide as its size says, at each step."""
    sizes, weights = training.run.net.sizes, weights_of(training.run.net, training.theta)
    widths = width_of(weights)
    positive, negative = palette.POSITIVE.light, palette.NEGATIVE.light
    colours = np.where(weights > 0, positive, np.where(weights < 0, negative, palette.GRID.light))
    ends = [(_place(Neuron(k - 1, i), sizes), _place(Neuron(k, j), sizes)) for k, i, j in links(sizes)]
    return tuple(
        line([start[0], end[0]], [start[1], end[1]], palette.QUIET, width=float(widths[0, i]), opacity=0.75,
             moves={"line.width": widths[:, i], "line.color": colours[:, i]})
        for i, (start, end) in enumerate(ends)
    )  # fmt: skip


def width_of(weights: Array) -> NDArray[np.float64]:
    """Return how wide links are drawn in px: 0.5 for a weight of 0, and WIDEST from the size FULL on."""
    share: Array = np.sqrt(np.minimum(np.abs(weights) / FULL, 1))
    return 0.5 + (WIDEST - 0.5) * share
