"""Where the names of the places stand at which neurons bend the curve, so that each can be read."""

import numpy as np
from numpy.typing import NDArray

from nnviz.core import Array

WIDE, HIGH = 340, 240
"""About how large in px the figure of the sum is: between a projector and a phone."""
_NAME = np.array([24, 17])
"""The width and height of a name in px."""
MARK, AWAY = 8, 9
"""How far a mark reaches from its middle in px, and how far off that Plotly writes."""
SIDES = ("top center", "bottom center", "middle right", "middle left",
         "top right", "top left", "bottom right", "bottom left")  # fmt: skip
_ASIDE = {"left": -1, "center": 0, "right": 1, "bottom": -1, "middle": 0, "top": 1}
_MOVES = np.array([[_ASIDE[across], _ASIDE[up]] for up, across in map(str.split, SIDES)])
"""To which side each of SIDES goes across and up (8, 2)."""


def beside(x: Array, y: Array) -> NDArray[np.str_]:
    """Return on which of SIDES the names of places at x, y (K, H) in px stand, at each of K stops.

    From left to right each takes the side on which it covers the fewest names before it, and then the fewest marks;
    of equal sides the first, but that those above and below take turns.
    """
    order = np.argsort(x, axis=1, kind="stable")
    places = np.stack([np.take_along_axis(of, order, axis=1) for of in (x, y)], axis=-1)
    names, rows = np.full(places.shape, np.inf), np.arange(len(x))
    chosen, found = np.empty(x.shape, int), np.empty(x.shape, int)
    for k in range(x.shape[1]):
        ours = places[:, k, None] + _MOVES * (_NAME / 2 + AWAY)
        covered = _near(ours, places, _NAME / 2 + MARK) + places.shape[1] * _near(ours, names[:, :k], _NAME)
        first = np.array([1, 0, *range(2, len(SIDES))]) if k % 2 else np.arange(len(SIDES))
        chosen[:, k] = first[covered[:, first].argmin(axis=1)]
        names[:, k] = ours[rows, chosen[:, k]]
    np.put_along_axis(found, order, chosen, axis=1)
    return np.array(SIDES)[found]


def _near(ours: Array, theirs: Array, room: Array) -> NDArray[np.int_]:
    """Return how many of their places (K, n, 2) are nearer to each of ours (K, m, 2) than the room both ways (K, m)."""
    apart = np.abs(ours[:, :, None] - theirs[:, None])
    near: NDArray[np.int_] = (apart < room).all(axis=-1).sum(axis=-1)
    return near
