"""Letters that name curves where these end: beside each end, and apart from each other where ends are close."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from nnviz.core import Array
from nnviz.figures.animation import Mark
from nnviz.figures.palette import Colour

CLOSE = 0.06
"""Ends are close together where they lie no further apart than this part of the figure's width."""
APART = 0.2
"""Letters whose ends are close together stand so far apart, in parts of the figure's height."""
INSIDE = 0.04
"""And each stays so far within the figure."""


def heights_apart(x: Array, y: Array) -> Array:
    """Return where the letters of ends x (R, K), y (R, K) stand in height (R, K), all of it in parts of the figure.

    A letter stands at the height of its end; close ends are named in their own order, from their middle out.
    """
    order = np.argsort(y, axis=0, kind="stable")
    x, at = (np.take_along_axis(values, order, axis=0) for values in (x, np.clip(y, INSIDE, 1 - INSIDE)))
    together = np.abs(x[:, None] - x[None, :]) <= CLOSE  # (R, R, K)
    for _ in x[2:]:
        together |= (together[:, :, None] & together[None]).any(axis=1)
    placed = _upwards(at, together)
    placed -= (together * (placed - at)[None]).sum(axis=1) / together.sum(axis=1)  # around the middle of the ends
    placed = _upwards(np.maximum(placed, INSIDE), together)
    placed = 1 - _upwards(1 - np.minimum(placed, 1 - INSIDE)[::-1], together[::-1, ::-1])[::-1]
    found = np.empty_like(placed)
    np.put_along_axis(found, order, placed, axis=0)
    return found


def _upwards(at: Array, together: NDArray[np.bool_]) -> Array:
    """Return heights (R, K), each no lower than so far above those before it that are `together` (R, R, K) with it."""
    placed = at.copy()
    for j in range(1, len(placed)):
        for i in range(j):
            placed[j] = np.where(together[i, j], np.maximum(placed[j], placed[i] + APART), placed[j])
    return placed


def letters_at(x: Array, y: Array, names: str, colours: tuple[Colour, ...], axes: dict[str, Any]) -> list[Mark]:
    """Return a letter for each of the ends x (R, K), y (R, K) of curves; `axes` are Plotly's, with a range each."""
    (left, right), (low, high) = axes["xaxis"]["range"], axes["yaxis"]["range"]
    log = axes["yaxis"].get("type") == "log"
    y = np.log10(np.maximum(y, 1e-300)) if log else y
    placed = low + (high - low) * heights_apart((x - left) / (right - left), (y - low) / (high - low))
    placed = 10**placed if log else placed
    return [_letter(*one) for one in zip(x, placed, names, colours, strict=False)]


def _letter(x: Array, y: Array, name: str, colour: Colour) -> Mark:
    font = {"size": 16, "weight": 700, "color": colour.light}
    unseen = {"size": 14, "opacity": 0}  # the letter stands clear of the mark of the end
    trace = {"type": "scatter", "mode": "markers+text", "x": x[:1], "y": y[:1], "text": [name], "marker": unseen,
             "textfont": font, "textposition": "middle right", "cliponaxis": False, "hoverinfo": "skip"}  # fmt: skip
    return Mark(trace, {"x": x[:, None], "y": y[:, None]})
