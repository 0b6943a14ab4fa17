"""What each neuron sees: its a at every place of the plane, as a small picture, or for every x, as a small curve."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from nnviz.core import Array, Network
from nnviz.figures import palette
from nnviz.figures.animation import Field, Mark
from nnviz.figures.marks import EXACT, line
from nnviz.lessons.backprop.training import CHUNK, Training

PIXELS, POINTS = 13, 24
"""How many pixels a small picture has from side to side, and how many points a small curve."""
TALL = 0.82
"""How much of its row a small picture or a strip takes."""


def over_the_plane(net: Network, theta: Array, reach: float, pixels: int) -> list[Array]:
    """Return a of layers 1 … L over a grid of the plane from −reach to reach, (stops, pixels, pixels, n) each.

    Values are those at the pixels' centres; the first row is the top.
    """
    centres = reach * (2 * np.arange(pixels) + 1 - pixels) / pixels
    across, up = np.meshgrid(centres, centres[::-1])
    grid = np.column_stack([across.ravel(), up.ravel()])
    few = np.array_split(theta, -(-len(theta) // (CHUNK // 8)))  # so few that their numbers stay in a processor's cache
    passes = [net.forward(some, grid).a[1:] for some in few]
    return [
        np.concatenate(layer).reshape(len(theta), pixels, pixels, -1) for layer in zip(*passes, strict=True)
    ]  # fmt: skip


def reach_of(training: Training) -> float:
    """Return how far the plane is shown in each direction: a tenth further than the points go."""
    return 1.1 * float(np.abs(training.sample.X).max())


def levels(values: Array, low: float, high: float) -> NDArray[np.uint8]:
    """Return the places of values in a colour table that reaches from low to high; beyond them it stays as it is."""
    share = np.clip((values - low) / (high - low), 0, 1)
    return np.round(255 * share).astype(np.uint8)


def pictures(training: Training, x: float, width: float) -> tuple[Field, ...]:
    """Return one small picture a hidden neuron in its row, from −1 (orange) through 0 to 1 (blue), cut there.

    `x` and `width` are in shares of the figure's plot; the rows are those of its y axis.
    """
    layers = over_the_plane(training.run.net, training.theta, reach_of(training), PIXELS)[:-1]
    seen = [layer[..., i] for layer in layers for i in range(layer.shape[-1])]
    return tuple(
        Field(
            picture(x + width / 2, width, row, xanchor="center", sizing="contain"),
            levels(a, -1, 1),
            palette.diverging(),
        )
        for row, a in enumerate(seen)
    )


def curves(training: Training) -> tuple[Mark, ...]:
    """Return one small curve a hidden neuron in its row of the second x axis, from a = −1 to 1, cut there."""
    x = training.sample.X[:, 0]
    grid = np.linspace(x.min(), x.max(), POINTS)
    layers = training.run.net.forward(training.theta, grid[:, None]).a[1:-1]
    seen = [layer[..., i] for layer in layers for i in range(layer.shape[-1])]
    heights = [row - 0.5 * TALL * np.clip(a, -1, 1) for row, a in enumerate(seen)]
    return tuple(
        line(grid, y[0], palette.MODEL, width=2.5, line=EXACT, xaxis="x2", moves={"y": y}) for y in heights
    )  # fmt: skip


def picture(x: float, width: float, row: float, **settings: Any) -> dict[str, Any]:
    """Return where a picture lies, in Plotly's words: in a row of the y axis, `x` and `width` in the x axis' units."""
    return {
        "xref": "paper", "yref": "y", "x": x, "y": row, "sizex": width, "sizey": TALL,
        "xanchor": "left", "yanchor": "middle", "sizing": "stretch", "layer": "below", **settings,
    }  # fmt: skip
