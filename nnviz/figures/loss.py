"""The loss of a run over its steps, as every page with a run shows it."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from nnviz.core import Array
from nnviz.figures import palette
from nnviz.figures.animation import Animation
from nnviz.figures.axes import layout
from nnviz.figures.marks import best_line, here, line, note
from nnviz.figures.numbers import number


def loss_curve(steps: NDArray[np.int_], losses: Array, best: float | None = None, **settings: Any) -> Animation:
    """Return the losses (K,) at steps (K,), drawn as far as the run has come; where they explode, on a log axis.

    `best` is the loss that least squares reaches, a dashed line where it is given; `settings` are Plotly's layout.
    """
    last = max(int(steps[-1]), 1)
    explodes = losses.max() > 20 * max(losses[0], best or 0)
    heights, floor = _logarithmic(losses, best) if explodes else ({"range": [0, 1.08 * max(losses.max(), 1e-9)]}, best)
    answer: dict[str, Any] = {}
    if best is not None:
        beside = {"xref": "paper", "xanchor": "right", "yanchor": "bottom"}
        words = note(f"least squares: {number(best)}", 1, floor, palette.ANSWER, **beside)
        answer = {"shapes": [best_line([0, last], [best, best])], "annotations": [words]}
    return Animation(
        marks=(
            line(steps, losses, palette.ERROR, trail=np.arange(1, len(steps) + 1)),
            here(steps, losses, palette.ERROR),
        ),
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


def _logarithmic(losses: Array, best: float | None) -> tuple[dict[str, Any], float]:
    """Return the settings of an axis for losses over many orders of magnitude, and where on it `best` is written."""
    least = losses.min() if best is None else min(losses.min(), best)
    low = max(least, losses[0] * 1e-3, 1e-12)
    span = [np.log10(low) - 0.2, np.log10(losses.max()) + 0.2]
    return {"type": "log", "range": span, "exponentformat": "power"}, np.log10(max(best or 0, low))
