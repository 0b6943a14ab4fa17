"""The plane of all lines: its rings of equal loss, arrows in it, and what is said of a run that has left it."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from nnviz.core import Array, LeastSquares
from nnviz.figures import palette
from nnviz.figures.animation import Mark
from nnviz.figures.marks import line, shape

RINGS = 9
ARROWS = np.array(["→", "↗", "↑", "↖", "←", "↙", "↓", "↘"])


def where_it_left(away: Array, centre: Array, reach: Array) -> tuple[Array, Array, NDArray[np.str_]]:
    """Return where it is said that the mark has left the plane, x (K,) and y (K,), and the words (K,), with an arrow.

    `away` (K, 2) is how far the mark is from the middle, 1 being the edge.
    """
    far = np.abs(away).max(axis=1)
    turn = np.arctan2(away[:, 1], away[:, 0]) / (np.pi / 4)
    words = np.char.add("outside ", ARROWS[turn.round().astype(int) % 8])
    edge = np.where(far > 1, far, np.inf)[:, None]
    place = centre + reach * [0.75, 0.9] * (away / edge)
    return place[:, 0], place[:, 1], np.where(far > 1, words, "")


def until_it_leaves(theta: Array, centre: Array, reach: Array) -> int:
    """Return how many steps of a run θ (K, 2) are drawn: up to the first one from which on it stays outside the plane.

    From there on each step of a run that flies off crosses the whole plane: drawn, they would fill it.
    """
    inside = (np.abs(theta - centre) <= reach).all(axis=1)
    return min(int(np.flatnonzero(inside)[-1]) + 2, len(theta))


def drawable(theta: Array, centre: Array, reach: Array) -> Array:
    """Return θ (K, 2) as it is; beyond 10³⁰ times the plane's reach, a place as far in the same direction.

    SVG's numbers end at 10³⁸: a mark beyond would be drawn in the plane's corner, where the run never was.
    """
    away = theta - centre
    far = np.abs(away / reach).max(axis=1, keepdims=True) / 1e30
    return np.where(far > 1, centre + away / np.maximum(far, 1), theta)


def ring_shape(ring: Array) -> dict[str, Any]:
    """Return a closed curve (n, 2) as a shape that is lightly filled, so that rings within rings grow darker."""
    path = "M" + "L".join(["%.5g,%.5g"] * len(ring)) % tuple(ring.ravel().tolist()) + "Z"  # all numbers at once
    return shape("path", palette.QUIET, width=0.75, path=path, fillcolor=palette.GRID.light, opacity=0.4)


def contours(answer: LeastSquares, reach: Array, sizes: Array | None = None) -> Array:
    """Return (rings, 61, 2): curves of equal loss around the solution, outermost first.

    They lie at the losses L* + ½ s² of the `sizes` s (rings,), or evenly spaced up to the corner with the largest.

    A line fit's loss is a quadratic bowl, L(θ) = L* + ½ (θ − θ*)ᵀ H (θ − θ*). Along the eigenvectors of H it
    is a sum of squares, so the lines of loss L* + ½ s² lie on an ellipse with half axes s / √λ. Where a whole
    family of lines is equally good (λ = 0), the ellipse ends a thousand times as far away as the plane is shown.
    """
    values, vectors = np.linalg.eigh(answer.hessian)
    angle = np.linspace(0, 2 * np.pi, 61)
    circle = np.column_stack([np.cos(angle), np.sin(angle)])
    corners = np.array([[1, 1], [1, -1]]) * reach
    farthest = np.sqrt(np.einsum("ki,ij,kj->k", corners, answer.hessian, corners).max())
    sizes = farthest * np.arange(RINGS, 0, -1) / RINGS if sizes is None else sizes
    values = np.maximum(values, (farthest / (1000 * np.linalg.norm(reach))) ** 2)
    found: Array = answer.theta + (sizes[:, None, None] * circle / np.sqrt(values)) @ vectors.T
    return found


def arrow(tail: Array, tip: Array, scale: Array, colour: palette.Colour, width: float = 3, **settings: Any) -> Mark:
    """Return an arrow that goes at each stop from `tail` (K, 2) to `tip` (K, 2).

    `scale` (2,) is how long the figure's two axes are: the head has the same shape whichever way it points.
    """
    way = (tip - tail) / scale
    length = np.maximum(np.linalg.norm(way, axis=1, keepdims=True), 1e-30)
    back = way / length * np.minimum(0.05, 0.5 * length)
    aside = 0.5 * back[:, ::-1] * [-1, 1]
    barbs = tip - scale * (back + aside), tip - scale * (back - aside)
    x, y = np.stack([tail, tip, barbs[0], tip, barbs[1]], axis=-1).transpose(1, 0, 2)
    return line(x[0], y[0], colour, width=width, moves={"x": x, "y": y}, **settings)
