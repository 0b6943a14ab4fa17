"""The loss of a run over its steps, as every page with a run shows it."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from nnviz.core import Array
from nnviz.figures import palette
from nnviz.figures.animation import Animation, Mark
from nnviz.figures.axes import layout
from nnviz.figures.marks import best_line, gone, here, line, note
from nnviz.figures.numbers import number, power_of_ten

CUT = 1e4
"""A loss that grows beyond this many times what it was at the start leaves the figure: the steps before matter more."""
MOST_TICKS = 3


def loss_curve(
    steps: NDArray[np.int_],
    losses: Array,
    best: float | None = None,
    stops: NDArray[np.int_] | None = None,
    **settings: Any,
) -> Animation:
    """Return the losses (N,) at steps (N,), drawn as far as the run has come; where they explode, on a log axis.

    `stops` (K,) are the places among them where the timeline stops, all of them unless they are given. `best` is the
    loss that least squares reaches, a dashed line where it is given; `settings` are Plotly's layout.
    """
    stops = np.arange(len(steps)) if stops is None else stops
    last = max(int(steps[-1]), 1)
    marks = [line(steps, losses, palette.ERROR, trail=stops + 1), here(steps[stops], losses[stops], palette.ERROR)]
    heights: dict[str, Any] = {"range": [0, 1.08 * max(losses.max(), 1e-9)], "nticks": 4}
    floor = best or 0
    if losses.max() > 20 * max(losses[0], floor):
        heights, floor = _logarithmic(losses, best)
        marks.append(above(losses[stops], last, heights["range"]))
    answer: dict[str, Any] = {}
    if best is not None:
        beside = {"xref": "paper", "xanchor": "right", "yanchor": "bottom"}
        label = note(f"least squares: {number(best)}", 1, floor, palette.ANSWER, **beside)
        answer = {"shapes": [best_line([0, last], [best, best])], "annotations": [label]}
    return Animation(
        marks=tuple(marks),
        layout=layout(
            x={"title": "step", "range": [-0.02 * last, 1.04 * last], "zeroline": False, "nticks": 5},
            y={"title": "loss", "zeroline": False, **heights},
            title="The loss",
            uirevision=f"{last}{losses[0]}",
            **answer,
            **settings,
        ),
        name="The loss at each step",
    )


def above(losses: Array, last: int, span: list[float]) -> Mark:
    """Return the words that stand at the top of a logarithmic axis while the loss (K,) lies above it."""
    words = np.where(losses > 10 ** span[1], "above ↑", "")
    x, y = np.full_like(losses, 0.5 * last), np.full_like(losses, 10 ** (span[1] - 0.2 * (span[1] - span[0])))
    return gone(x, y, words, palette.ERROR)


def _logarithmic(losses: Array, best: float | None) -> tuple[dict[str, Any], float]:
    """Return the settings of an axis for losses over many orders of magnitude, and where on it `best` is written."""
    least = losses.min() if best is None else min(losses.min(), best)
    low = max(least, losses[0] * 1e-3, 1e-12)
    high = min(losses.max(), CUT * max(losses[0], low))
    span = [np.log10(low) - 0.2, np.log10(high) + 0.2]
    powers = np.arange(np.ceil(span[0]), np.floor(span[1]) + 1).astype(int)
    powers = powers[:: -(-len(powers) // MOST_TICKS)]
    ticks = {
        "tickvals": [10.0**power for power in powers.tolist()],
        "ticktext": [power_of_ten(p) for p in powers.tolist()],
    }
    return {"type": "log", "range": span, **ticks}, np.log10(max(best or 0, low))


def height_of(losses: Array, start: float) -> tuple[dict[str, Any], str]:
    """Return the settings of an axis for losses (n,) of runs that start at `start`, and what a title adds to say so."""
    if losses.max() <= 20 * start:
        return {"range": [0, 1.12 * max(losses.max(), 1e-9)], "nticks": 4}, ""
    heights = log_height(losses, start)
    fits = losses.max() <= 10 ** heights["range"][1]
    return heights, "" if fits else ", as far as they fit"


def log_height(losses: Array, start: float) -> dict[str, Any]:
    """Return the settings of a logarithmic axis for losses (n,) of runs that start at `start`."""
    heights, _ = _logarithmic(np.concatenate([[start], losses]), None)
    return heights
