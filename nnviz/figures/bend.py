"""Why a network needs its bends: layers without an activation beside the same layers with ReLU."""

import numpy as np

from nnviz.core import Array, LeastSquares, Run, multiplied_out
from nnviz.figures import palette
from nnviz.figures.animation import Readout, Scene
from nnviz.figures.base import best_line, line, note
from nnviz.figures.learning import (
    DEAD,
    DIVERGED,
    Curve,
    Examples,
    Layer,
    Pane,
    Steps,
    curve_layer,
    data_layer,
    ended,
    panel,
    step_names,
    stops,
    thetas,
    within_reach,
    words_layer,
)
from nnviz.figures.line import equation, padded
from nnviz.figures.numbers import number

PLACES = 61  # places of the input at which a network's output is drawn


def largest_difference(run: Run, data: Examples, step: Steps) -> Array:
    """Return by how much the layers' outputs and those of their product differ most, on the data, at each step."""
    theta = thetas(run, step)
    one, product = multiplied_out(run.net, theta)
    apart = run.net.forward(theta, data.X).a[-1] - one.forward(product, data.X).a[-1]
    return np.asarray(np.abs(apart).max(axis=(1, 2)))


def bend_scene(straight: Run, bent: Run, data: Examples, answer: LeastSquares) -> Scene:
    """Return the two runs side by side; `straight` has no activation, and its product is drawn beneath it."""
    step = stops(straight.config.epochs)
    losses = [run.net.loss(thetas(run, step), data.X, data.y, run.config.loss) for run in (straight, bent)]
    low, high = (float(end) for end in padded(data.X, 0.06))
    bottom, top = (float(end) for end in padded(data.y, 0.25))
    highest = 1.15 * max(min(float(loss.max()), 2 * float(loss[0])) for loss in losses)
    pane = Pane((low, high), (bottom, top), max(highest, 1.5 * answer.loss))
    x = np.linspace(low, high, PLACES)
    curve = Curve(x, bent.net.forward(thetas(bent, step), x[:, None]).a[-1][..., 0])
    product = multiplied_out(straight.net, thetas(straight, step))[1]
    silent = (bent.net.forward(thetas(bent, step), data.X).z[1] <= 0).all(axis=(1, 2))
    fates = [
        np.where(ended(straight, step), DIVERGED, "learning"),
        np.where(ended(bent, step), DIVERGED, np.where(silent, DEAD, "learning")),
    ]
    said = [words_layer(fate, low, bottom, "top right") for fate in fates]
    rule = {**best_line(step[[0, -1]], [answer.loss] * 2), "xref": "x2", "yref": "y2"}
    named = note(f"best straight line: {number(answer.loss)}", 1, answer.loss, palette.ANSWER,
                 xref="x2 domain", yref="y2", xanchor="right", yanchor="bottom")  # fmt: skip
    band = note("grey: both layers in one", (low + high) / 2, top, yanchor="top")
    return Scene(
        steps=step,
        names=step_names(step),
        animations=(
            panel("Two layers without an activation", data, pane, step, losses[0],
                  [*straight_layers(straight, pane, step), data_layer(data), said[0]],
                  shapes=[rule], annotations=[named, band]),
            panel("The same layers with ReLU between them", data, pane, step, losses[1],
                  [curve_layer(curve), data_layer(data), said[1]], shapes=[rule], annotations=[named]),
        ),
        readouts=(
            Readout("Step", np.array([f"{k:,}" for k in step])),
            Readout("Without: multiplied out", np.array([equation(*theta) for theta in product]), palette.MODEL),
            Readout("Largest difference to the two layers",
                    np.array([number(d, 2) for d in largest_difference(straight, data, step)])),
            Readout("Loss without · with ReLU",
                    np.array([f"{number(a)} · {number(b)}" for a, b in zip(*losses, strict=True)]), palette.ERROR),
        ),
        grid=((0, 1),),
        columns=(1, 1),
    )  # fmt: skip


def straight_layers(run: Run, pane: Pane, step: Steps) -> list[Layer]:
    """Return the output of layers without an activation, over the one layer they multiply out into, drawn wide."""
    ends, theta = np.array(pane.x), thetas(run, step)
    one, product = multiplied_out(run.net, theta)
    merged = within_reach(one.forward(product, ends[:, None]).a[-1][..., 0])
    two = run.net.forward(theta, ends[:, None]).a[-1][..., 0]
    wide = line(ends, merged[0], palette.QUIET, width=13, opacity=0.3)
    return [Layer(wide, {"y": (merged, None)}), curve_layer(Curve(ends, two))]
