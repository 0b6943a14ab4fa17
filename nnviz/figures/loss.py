"""The loss of a run over its steps, as every page with a run shows it."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nnviz.core import Array
from nnviz.figures import palette
from nnviz.figures.animation import Animation, Mark
from nnviz.figures.axes import layout
from nnviz.figures.marks import best_line, gone, here, line, note, shape
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


def two_losses(
    epochs: NDArray[np.int_],
    training: Array,
    test: Array,
    stops: NDArray[np.int_],
    changes: Sequence[int] = (),
    log: bool = False,
) -> Animation:
    """Return the losses of training and test points (N,) at epochs (N,), drawn as far as the run has come.

    `stops` (K,) are the places among them where the timeline stops, `changes` the epochs at which something was
    changed. Where the losses explode, and where `log` says so, the axis is logarithmic.
    """
    last, both = max(int(epochs[-1]), 1), np.stack([training, test])
    heights: dict[str, Any] = {"range": [0, 1.08 * max(both.max(), 1e-9)], "nticks": 4}
    if log or both.max() > 20 * both[:, 0].max():
        heights = _on_log(both)
    corner: dict[str, Any] = {"xref": "paper", "yref": "paper", "xanchor": "right", "yanchor": "top"}
    return Animation(
        marks=(
            line(epochs, test, palette.TEAL, line={"dash": "dot"}, trail=stops + 1),
            line(epochs, training, palette.ERROR, trail=stops + 1),
            here(epochs[stops], test[stops], palette.TEAL, marker={"symbol": "square", "size": 11}),
            here(epochs[stops], training[stops], palette.ERROR),
        ),
        layout=layout(
            x={"title": "epoch", "range": [-0.02 * last, 1.04 * last], "zeroline": False, "nticks": 4},
            y={"zeroline": False, **heights},
            title="The loss",
            uirevision=f"{last}{both[0, 0]}{log}",
            annotations=[
                note("● training", 1, 1, palette.ERROR, **corner), note("■ test", 1, 0.88, palette.TEAL, **corner)
            ],
            shapes=[shape("line", palette.PATH, line={"dash": "dash"}, x0=at, x1=at, yref="paper", y0=0, y1=1)
                    for at in changes],
        ),
        name="The loss of the training points and of the test points at each epoch",
    )  # fmt: skip


def _on_log(losses: Array) -> dict[str, Any]:
    """Return the settings of a logarithmic axis for losses (n, N), with a few round numbers on it."""
    low = max(float(losses.min()), float(losses[:, 0].max()) * 1e-6, 1e-12)
    high = max(min(float(losses.max()), CUT * float(losses[:, 0].max())), 2 * low)
    span = [np.log10(low) - 0.1, np.log10(high) + 0.1]
    powers = range(int(np.floor(span[0])), int(np.ceil(span[1])) + 1)
    for digits in ((1, 2, 5), (1,)):
        ticks = [digit * 10.0**power for power in powers for digit in digits]
        ticks = [tick for tick in ticks if span[0] <= np.log10(tick) <= span[1]]
        if len(ticks) <= 6:
            break
    ticks = ticks[:: -(-len(ticks) // 6)]
    return {"type": "log", "range": span, "tickvals": ticks, "ticktext": [_tick(tick) for tick in ticks]}


def _tick(value: float) -> str:
    """Return a round number as an axis has it: 0.02, 500, and powers of ten where it is longer."""
    if 1e-3 <= value < 1e4:
        return f"{value:,.4g}"
    power = int(np.floor(np.log10(value) + 1e-9))
    digit = round(value / 10.0**power)
    return power_of_ten(power) if digit == 1 else f"{digit}×{power_of_ten(power)}"


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
