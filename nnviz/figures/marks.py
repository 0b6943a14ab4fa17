"""The marks that mean the same everywhere: points, lines, the place where a run stands; and what stands still.

A mark is a trace together with what moves in it, so that no trace is ever addressed by a number.
"""

from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from nnviz.core import Array
from nnviz.figures.animation import Mark, Moves
from nnviz.figures.axes import FONT_SIZE
from nnviz.figures.palette import ANSWER, DATA, ERROR, MODEL, QUIET, Colour

EXACT = {"simplify": False}
"""A line's look for a curve: else Plotly leaves out points that it thinks nobody misses, and bends become corners."""
MANY = 60


def points(x: ArrayLike, y: ArrayLike, moves: Moves | None = None, **settings: Any) -> Mark:
    """Return the datapoints; many are drawn smaller."""
    trace = {
        "type": "scatter",
        "mode": "markers",
        "x": np.asarray(x),
        "y": np.asarray(y),
        "marker": {"color": DATA.light, "size": 9 if np.size(x) <= MANY else 6, "line": {"width": 0}},
        "name": "data",
        **settings,
    }
    return Mark(trace, moves or {})


def line(
    x: ArrayLike,
    y: ArrayLike,
    colour: Colour,
    *,
    width: float = 3,
    moves: Moves | None = None,
    trail: NDArray[np.int_] | None = None,
    **settings: Any,
) -> Mark:
    """Return a line; points that are nan interrupt it."""
    look = {"color": colour.light, "width": width, **settings.pop("line", {})}
    trace = {
        "type": "scatter",
        "mode": "lines",
        "x": np.asarray(x),
        "y": np.asarray(y),
        "line": look,
        "hoverinfo": "skip",
        **settings,
    }
    return Mark(trace, moves or {}, trail)


def here(x: NDArray[Any], y: Array, colour: Colour, **settings: Any) -> Mark:
    """Return the mark of where a run stands: at x (K,), y (K,)."""
    return marker(x[0], y[0], colour, moves={"x": x[:, None], "y": y[:, None]}, **settings)


def marker(x: float, y: float, colour: Colour, moves: Moves | None = None, **settings: Any) -> Mark:
    """Return the mark of one place."""
    look = {"color": colour.light, "size": 14, "line": {"width": 2, "color": "#ffffff"}, **settings.pop("marker", {})}
    trace = {"type": "scatter", "mode": "markers", "x": [x], "y": [y], "marker": look, "hoverinfo": "skip", **settings}
    return Mark(trace, moves or {})


def gone(x: Array, y: Array, words: NDArray[np.str_], colour: Colour) -> Mark:
    """Return what is said, large, at each stop of what has left the figure: `words` (K,), at x (K,), y (K,)."""
    font = {"size": FONT_SIZE + 6, "weight": 700, "color": colour.light}
    first = {"x": x[:1], "y": y[:1], "text": words[:1].tolist()}
    trace = {"type": "scatter", "mode": "text", **first, "textfont": font, "hoverinfo": "skip"}
    return Mark(trace, {"x": x[:, None], "y": y[:, None], "text": words[:, None]})


def line_gone(heights: Array, ends: Array, span: Array, inside: float = 0.06) -> Mark:
    """Return the words that stand where a line has left its figure, given its heights (K, 2) at both ends.

    The figure reaches from `ends[0]` to `ends[1]`, and upwards from `span[0]` to `span[1]`; of its height, the words
    stand so far `inside`.
    """
    above, below = (heights > span[1]).all(axis=1), (heights < span[0]).all(axis=1)
    words = np.where(above, "the line is outside ↑", np.where(below, "the line is outside ↓", ""))
    low, high = span + inside * np.ptp(span) * np.array([1, -1])
    return gone(np.full(len(heights), ends.mean()), np.where(below, low, high), words, MODEL)


def sticks(x: Array, y: Array, heights: Array, **settings: Any) -> Mark:
    """Return the errors as sticks from points x (n,), y (n,) to the heights ŷ (K, n) of each stop.

    While a handle is dragged, they follow the model "line".
    """
    gap = np.full_like(heights, np.nan)
    moves = {"y": np.stack([np.broadcast_to(y, heights.shape), heights, gap], axis=-1).reshape(len(heights), -1)}
    still = line(np.repeat(x, 3), moves["y"][0], ERROR, width=2, moves=moves, **settings)
    return replace(still, follows={"y": "sticks"})


def squares(x: Array, y: Array, heights: Array, aspect: float = 1.0, **settings: Any) -> Mark:
    """Return squares on the sticks from points x (n,), y (n,) to the heights ŷ (K, n), each to the right of its stick.

    They are squares on a screen on which `aspect` units of x are as long as one of y: Plotly keeps them so where the
    y axis has `scaleanchor` "x" and `scaleratio` aspect. While a handle is dragged, they follow the model "line".
    """
    side = aspect * np.abs(heights - y)
    left, right, gap = np.broadcast_to(x, side.shape), x + side, np.full_like(side, np.nan)
    low = np.broadcast_to(y, side.shape)
    corners = {"x": (left, left, right, right, left, gap), "y": (low, heights, heights, low, low, gap)}
    moves = {along: np.stack(of, axis=-1).reshape(len(side), -1) for along, of in corners.items()}
    fill: dict[str, Any] = {"fill": "toself", "fillcolor": ERROR.light, "opacity": 0.25}
    still = line(moves["x"][0], moves["y"][0], ERROR, width=1, moves=moves, **fill, **settings)
    return replace(still, follows={"x": "squares_x", "y": "squares_y"})


def shape(kind: str, colour: Colour, *, width: float = 2, **settings: Any) -> dict[str, Any]:
    """Return a still mark behind the traces: kind "line", "rect" or "path", placed by Plotly's x0, y0, x1, y1 or path.

    What does not move belongs here and not into a trace: while a run plays, Plotly works through all traces of
    a figure for every frame, also those that stay as they are.
    """
    look = {"color": colour.light, "width": width, **settings.pop("line", {})}
    return {"type": kind, "layer": "between", "line": look, **settings}


def best_line(x: ArrayLike, y: ArrayLike) -> dict[str, Any]:
    """Return the dashed line of what least squares reaches, through two points x (2,), y (2,)."""
    (x0, x1), (y0, y1) = np.asarray([x, y], float).tolist()
    return shape("line", ANSWER, line={"dash": "dash"}, x0=x0, x1=x1, y0=y0, y1=y1)


def note(text: str, x: Any, y: Any, colour: Colour = QUIET, **settings: Any) -> dict[str, Any]:
    """Return a label that stands beside what it names, in its colour."""
    font = {"size": FONT_SIZE, "color": colour.light}
    return {"text": text, "x": x, "y": y, "showarrow": False, "font": font, **settings}
