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
    best: tuple[float, Any] = np.inf, None
    for across in np.linspace(0.02, 0.98, 25):
        up = (m * (low[0] + across * span[0]) + c - low[1]) / span[1]
        for above in (True, False):
            left = across - SIZE[0] * ((m > 0) == above)
            box = np.array([[left, left + SIZE[0]], [up, up + SIZE[1]] if above else [up - SIZE[1], up]])
            cost = _covered(box, points, slope, start)
            if (box >= 0).all() and (box <= 1).all() and cost < best[0]:
                best = cost, (across, up, above)
    across, up, above = best[1] or (0.98, float(np.clip(m * frame[0, 1] + c - low[1], 0, span[1]) / span[1]), m > 0)
    x, y = low + span * np.array([across, up])
    return Place(x, y, {"xanchor": "right" if (m > 0) == above else "left", "yanchor": "bottom" if above else "top"})


def _covered(box: Array, points: Array, slope: Array, start: Array) -> float:
    """Return how much lies in a box: points, errors, and the share of lines across it, in parts of the frame."""
    (left, right), (bottom, top) = box
    inside = ((points >= box[:, 0]) & (points <= box[:, 1])).all(axis=1)
    ends = np.stack([slope * left + start, slope * right + start])
    crossed = (ends.min(axis=0) < top) & (ends.max(axis=0) > bottom)
    sticks = points[(points[:, 0] >= left) & (points[:, 0] <= right)]
    first = slope[0] * sticks[:, 0] + start[0]
    stuck = (np.minimum(sticks[:, 1], first) < top) & (np.maximum(sticks[:, 1], first) > bottom)
    return float(POINT * inside.sum() + 10 * crossed.mean() + 0.1 * stuck.sum())


def beside_answer(path: Array) -> dict[str, Any]:
    """Return where the label of the plane's middle stands beside it: where the path crosses it least, else above.

    `path` (n, 2) is the run in the plane, whose edges are at −1 and 1.
    """
    along = np.linspace(0, 1, 50)[:, None, None]
    walked = (path[:-1] + along * np.diff(path, axis=0)).reshape(-1, 2)
    best: tuple[float, dict[str, Any]] = np.inf, {}
    for across, up in ((0, 1), (0, -1), (1, 0), (-1, 0), (1, 1), (1, -1), (-1, 1), (-1, -1)):
        middle = IN_PLANE * [0.65 * across, up] * (1 if across else 0.9)
        crossed = float((np.abs(walked - middle) < IN_PLANE / 2).all(axis=1).mean())
        if crossed < best[0]:
            anchor = {-1: "right", 0: "center", 1: "left"}[across]
            best = crossed, {"xanchor": anchor, "xshift": 12 * across, "yshift": 18 * up}
    return best[1]
