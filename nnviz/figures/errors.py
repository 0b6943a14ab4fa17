"""The errors of a line that moves, at all its points: two numbers a stop move all of them."""

import numpy as np

from nnviz.core import Array
from nnviz.figures.animation import Blend, Mark
from nnviz.figures.marks import line
from nnviz.figures.palette import ERROR
from nnviz.figures.timeline import spread

MAX_STICKS = 80


def errors_of_lines(x: Array, y: Array, theta: Array) -> Mark:
    """Return the errors as sticks from the points x (n,), y (n,) to the line of each stop, θ (K, 2).

    Of many points only some have one, and these are thin, so that they do not become a wall.
    """
    shown = spread(len(x), MAX_STICKS)
    look = {"width": 2} if len(shown) <= MAX_STICKS / 2 else {"width": 1, "opacity": 0.7}
    weights = np.column_stack([theta, np.ones(len(theta))])
    moves = {"y": Blend(weights, _stick_basis(x[shown], y[shown]))}
    return line(np.repeat(x[shown], 3), np.zeros(3 * len(shown)), ERROR, moves=moves, **look)


def _stick_basis(x: Array, y: Array) -> Array:
    """Return (3, 3·n): the sticks from each point (x, y) to m·x + c, as what multiplies m, c and 1."""
    nothing, gap = np.zeros_like(x), np.full_like(x, np.nan)
    parts = [(nothing, x, gap), (nothing, np.ones_like(x), gap), (y, nothing, gap)]
    return np.array([np.column_stack(part).ravel() for part in parts])
