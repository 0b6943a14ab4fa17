"""The plane of all lines: each place in it is a slope and an intercept, and the loss lies over it as a bowl."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from nnviz.core import Array, LeastSquares, Run
from nnviz.figures import palette
from nnviz.figures.animation import Animation, Pointing
from nnviz.figures.axes import layout
from nnviz.figures.marks import gone, here, line, note, shape
from nnviz.lessons.line.label import beside_answer
from nnviz.lessons.line.study import LineStudy

RINGS = 9
ARROWS = np.array(["→", "↗", "↑", "↖", "←", "↙", "↓", "↘"])


def plane(study: LineStudy) -> Animation:
    """Return the plane in which each place is a line: the loss as contours, and the path the run took.

    While a place in it is pointed at, its line is drawn on the points.
    """
    answer, stops = study.answer, study.stops
    centre, reach = answer.theta, reach_of(study.run, answer)
    cross = {"size": 24, "color": palette.ANSWER.light}
    at = _drawable(study.run.theta[stops], centre, reach)
    walked = _drawable(study.run.theta[: _left(study.run.theta, centre, reach) + 1], centre, reach)
    return Animation(
        marks=(
            line(walked[:, 0], walked[:, 1], palette.PATH, width=2.5, trail=np.minimum(stops + 1, len(walked))),
            here(at[:, 0], at[:, 1], palette.MODEL),
            gone(*_where_it_left((at - centre) / reach, centre, reach), palette.MODEL),
        ),
        layout=layout(
            x={"title": "slope m", "range": [centre[0] - reach[0], centre[0] + reach[0]], "zeroline": False},
            y={"title": "intercept c", "range": [centre[1] - reach[1], centre[1] + reach[1]], "zeroline": False},
            title="Each place is a line: point at one",
            uirevision=f"{centre}",
            shapes=[ring_shape(ring) for ring in contours(answer, reach)],
            annotations=[
                note("<b>×</b>", centre[0], centre[1], palette.ANSWER, font=cross),
                note("least squares", centre[0], centre[1], palette.ANSWER, **beside_answer((walked - centre) / reach)),
            ],
        ),
        name="The plane of slope m and intercept c, and the path of the run",
        pointing=Pointing(0, answer.theta.tolist(), answer.hessian.tolist(), answer.loss),
    )


def _left(theta: Array, centre: Array, reach: Array) -> int:
    """Return the first step from which a run θ (K, 2) stays outside the plane, or the last one.

    From there on each step of a run that flies off crosses the whole plane: drawn, they would fill it.
    """
    inside = (np.abs(theta - centre) <= reach).all(axis=1)
    return min(int(np.flatnonzero(inside)[-1]) + 1, len(theta) - 1)


def _where_it_left(away: Array, centre: Array, reach: Array) -> tuple[Array, Array, NDArray[np.str_]]:
    """Return where it is said that the mark has left the plane, x (K,) and y (K,), and the words (K,), with an arrow.

    `away` (K, 2) is how far the mark is from the middle, 1 being the edge.
    """
    far = np.abs(away).max(axis=1)
    turn = np.arctan2(away[:, 1], away[:, 0]) / (np.pi / 4)
    words = np.char.add("outside ", ARROWS[turn.round().astype(int) % 8])
    edge = np.where(far > 1, far, np.inf)[:, None]
    place = centre + reach * [0.75, 0.9] * (away / edge)
    return place[:, 0], place[:, 1], np.where(far > 1, words, "")


def _drawable(theta: Array, centre: Array, reach: Array) -> Array:
    """Return θ (K, 2) as it is; beyond 10³⁰ times the plane's reach, a place as far in the same direction.

    SVG's numbers end at 10³⁸: a mark beyond would be drawn in the plane's corner, where the run never was.
    """
    away = theta - centre
    far = np.abs(away / reach).max(axis=1, keepdims=True) / 1e30
    return np.where(far > 1, centre + away / np.maximum(far, 1), theta)


def ring_shape(ring: Array) -> dict[str, Any]:
    """Return a closed curve (n, 2) as a shape that is lightly filled, so that rings within rings grow darker."""
    path = "M" + "L".join(f"{x:.5g},{y:.5g}" for x, y in ring) + "Z"
    return shape("path", palette.QUIET, width=0.75, path=path, fillcolor=palette.GRID.light, opacity=0.4)


def contours(answer: LeastSquares, reach: Array) -> Array:
    """Return (rings, 61, 2): curves of equal loss around the solution, outermost first.

    A line fit's loss is a quadratic bowl, L(θ) = L* + ½ (θ − θ*)ᵀ H (θ − θ*). Along the eigenvectors of H it
    is a sum of squares, so the lines of loss L* + ½ s² lie on an ellipse with half axes s / √λ. Where a whole
    family of lines is equally good (λ = 0), the ellipse ends a thousand times as far away as the plane is shown.
    """
    values, vectors = np.linalg.eigh(answer.hessian)
    angle = np.linspace(0, 2 * np.pi, 61)
    circle = np.column_stack([np.cos(angle), np.sin(angle)])
    corners = np.array([[1, 1], [1, -1]]) * reach
    farthest = np.sqrt(np.einsum("ki,ij,kj->k", corners, answer.hessian, corners).max())
    sizes = farthest * np.arange(RINGS, 0, -1) / RINGS
    values = np.maximum(values, (farthest / (1000 * np.linalg.norm(reach))) ** 2)
    rings: Array = answer.theta + (sizes[:, None, None] * circle / np.sqrt(values)) @ vectors.T
    return rings


def reach_of(run: Run, answer: LeastSquares) -> Array:
    """Return how far from the solution the plane is shown, in m and in c.

    The start is well inside; so is a good part of the ring that it lies on, which is where descent goes.
    """
    away = np.abs(run.theta[0] - answer.theta)
    height = 0.5 * away @ np.abs(answer.hessian) @ away
    ring = np.sqrt(np.maximum(2 * height * np.diag(np.linalg.pinv(answer.hessian)), 0))
    room: Array = np.maximum(1.35 * np.maximum(away, 0.35 * ring), 1e-3 * (1 + np.abs(answer.theta)))
    return room
