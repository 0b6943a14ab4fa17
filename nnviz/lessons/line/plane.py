"""The plane of all lines: each place in it is a slope and an intercept, and the loss lies over it as a bowl."""

import numpy as np

from nnviz.core import Array, LeastSquares, Run
from nnviz.figures import palette
from nnviz.figures.animation import Animation, Pointing
from nnviz.figures.axes import layout
from nnviz.figures.marks import gone, here, line, note
from nnviz.figures.plane import contours, drawable, ring_shape, until_it_leaves, where_it_left
from nnviz.lessons.line.label import beside_answer
from nnviz.lessons.line.study import LineStudy


def plane(study: LineStudy) -> Animation:
    """Return the plane in which each place is a line: the loss as contours, and the path the run took.

    While a place in it is pointed at, its line is drawn on the points.
    """
    answer, stops = study.answer, study.stops
    centre, reach = answer.theta, reach_of(study.run, answer)
    cross = {"size": 24, "color": palette.ANSWER.light}
    at = drawable(study.run.theta[stops], centre, reach)
    walked = drawable(study.run.theta[: until_it_leaves(study.run.theta, centre, reach)], centre, reach)
    return Animation(
        marks=(
            line(walked[:, 0], walked[:, 1], palette.PATH, width=2.5, trail=np.minimum(stops + 1, len(walked))),
            here(at[:, 0], at[:, 1], palette.MODEL),
            gone(*where_it_left((at - centre) / reach, centre, reach), palette.MODEL),
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


def reach_of(run: Run, answer: LeastSquares) -> Array:
    """Return how far from the solution the plane is shown, in m and in c.

    The start is well inside; so is a good part of the ring that it lies on, which is where descent goes.
    """
    away = np.abs(run.theta[0] - answer.theta)
    height = 0.5 * away @ np.abs(answer.hessian) @ away
    ring = np.sqrt(np.maximum(2 * height * np.diag(np.linalg.pinv(answer.hessian)), 0))
    room: Array = np.maximum(1.35 * np.maximum(away, 0.35 * ring), 1e-3 * (1 + np.abs(answer.theta)))
    return room
