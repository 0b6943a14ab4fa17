"""Where the words "least squares" stand: beside their line or their place, where the run leaves room."""

from typing import Any, NamedTuple

import numpy as np

from nnviz.core import Array
from nnviz.figures.timeline import Steps
from nnviz.lessons.line.study import LineStudy

SIZE = np.array([0.28, 0.06])
"""How much of the figure's width and height the words take, on a screen rather small."""
IN_PLANE = np.array([0.5, 0.24])
"""The same of the plane of all lines, in which the frame goes from −1 to 1; a place is half as large again."""
POINT = 3.0
"""What a point under the words weighs; all lines of a run together weigh as much as ten."""


class Place(NamedTuple):
    """Where a label stands, and which of its corners is there."""

    x: float
    y: float
    anchors: dict[str, str]


def place_of_label(study: LineStudy, frame: Array, earlier: Steps) -> Place:
    """Return the place at the line of least squares that is freest; `frame` (2, 2) holds the ends of the axes x and y.

    `earlier` are the steps whose lines stay in the figure; they count as much as those of the timeline.
    """
    low, span = frame[:, 0], np.ptp(frame, axis=1)
    m, c = study.answer.theta
    theta = study.run.theta[np.r_[study.stops[:: -(-len(study.stops) // 50)], earlier]]
    points = (np.column_stack([study.sample.X, study.sample.y]) - low) / span
    slope, start = (theta[:, 0] * span[0] / span[1], (theta[:, 0] * low[0] + theta[:, 1] - low[1]) / span[1])
    across, above = np.repeat(np.linspace(0.02, 0.98, 25), 2), np.tile([True, False], 25)
    up = (m * (low[0] + across * span[0]) + c - low[1]) / span[1]
    left, bottom = across - SIZE[0] * ((m > 0) == above), np.where(above, up, up - SIZE[1])
    right, top = left + SIZE[0], np.where(above, up + SIZE[1], up)
    fit = np.flatnonzero((left >= 0) & (right <= 1) & (bottom >= 0) & (top <= 1))
    if len(fit):
        box = np.array([left, right, bottom, top])[:, fit, None]
        free = fit[np.argmin(_covered(box, points, slope, start))]
        place = float(across[free]), float(up[free]), bool(above[free])
    else:
        place = 0.98, float(np.clip(m * frame[0, 1] + c - low[1], 0, span[1]) / span[1]), bool(m > 0)
    x, y = low + span * np.array(place[:2])
    anchors = {"xanchor": "right" if (m > 0) == place[2] else "left", "yanchor": "bottom" if place[2] else "top"}
    return Place(x, y, anchors)


def _covered(box: Array, points: Array, slope: Array, start: Array) -> Array:
    """Return how much lies in each box (n,): points, errors, and the share of lines across it, in parts of the frame.

    `box` (4, n, 1) are the left, right, lower and upper edges.
    """
    left, right, bottom, top = box
    x, y = points.T
    beside = (x >= left) & (x <= right)
    inside = beside & (y >= bottom) & (y <= top)
    one, other = slope * left + start, slope * right + start
    crossed = (np.minimum(one, other) < top) & (np.maximum(one, other) > bottom)
    first = slope[0] * x + start[0]
    stuck = beside & (np.minimum(y, first) < top) & (np.maximum(y, first) > bottom)
    cost: Array = POINT * inside.sum(axis=1) + 10 * crossed.mean(axis=1) + 0.1 * stuck.sum(axis=1)
    return cost


def beside_answer(path: Array) -> dict[str, Any]:
    """Return where the label of the plane's middle stands beside it: where the path crosses it least, else above.

    `path` (n, 2) is the run in the plane, whose edges are at −1 and 1.
    """
    along = np.linspace(0, 1, 50)[:, None]
    x, y = ((one[:-1] + along * np.diff(one)).ravel() for one in path.T)
    best: tuple[float, dict[str, Any]] = np.inf, {}
    for across, up in ((0, 1), (0, -1), (1, 0), (-1, 0), (1, 1), (1, -1), (-1, 1), (-1, -1)):
        middle = IN_PLANE * [0.65 * across, up] * (1 if across else 0.9)
        within = (np.abs(place - at) < size / 2 for place, at, size in zip((x, y), middle, IN_PLANE, strict=True))
        crossed = np.count_nonzero(np.logical_and(*within)) / max(len(x), 1)
        if crossed < best[0]:
            anchor = {-1: "right", 0: "center", 1: "left"}[across]
            best = crossed, {"xanchor": anchor, "xshift": 12 * across, "yshift": 18 * up}
    return best[1]
