"""The figures of a line fit: the points with the line, the plane of all lines, and the loss."""

from dataclasses import replace
from typing import Any

import numpy as np

from nnviz.core import Array, LeastSquares, Run
from nnviz.figures import palette, timeline
from nnviz.figures.animation import Animation, Blend, Readout, Scene
from nnviz.figures.axes import layout, padded
from nnviz.figures.loss import loss_curve
from nnviz.figures.marks import best_line, line, marker, note, points, shape
from nnviz.figures.numbers import number
from nnviz.figures.text import equation
from nnviz.lessons.line.study import LineStudy

RINGS = 9
MAX_STICKS = 200
EARLIER_LINES = 9


def line_scene(study: LineStudy) -> Scene:
    """Return the three figures of a run on one timeline."""
    run, losses = study.run, study.losses
    return Scene(
        timeline=timeline.of_run(run),
        animations=(
            points_and_line(study),
            plane(run, study.answer),
            loss_curve(run.step, losses, study.answer.loss),
        ),
        readouts=(
            Readout("Step", timeline.numbered(run.step)),
            Readout("Epoch", timeline.numbered(run.epoch(run.step))),
            Readout("Line ŷ = m·x + c", np.array([equation(m, c) for m, c in run.theta]), palette.MODEL),
            Readout("Loss ½·mean (ŷ − y)²", np.array([number(loss) for loss in losses]), palette.ERROR),
        ),
        grid=((0, 1), (0, 2)),
        columns=(1.25, 1),
    )


def opening_scene(study: LineStudy) -> Scene:
    """Return the points and the line alone, playing by itself: the idea of the course at a glance."""
    full = line_scene(study)
    return replace(full, animations=full.animations[:1], grid=((0,),), columns=(1,), autoplay=True)


def points_and_line(study: LineStudy) -> Animation:
    """Return the datapoints, the line of each step, the errors as sticks, and faint earlier lines."""
    run, sample = study.run, study.sample
    x, y = sample.X[:, 0], sample.y[:, 0]
    ends = padded(x, 0.08)
    shown = timeline.spread(len(x), MAX_STICKS)
    earlier = np.unique(np.geomspace(1, max(len(run.step) - 1, 1), EARLIER_LINES).round().astype(int)) - 1
    passed = 3 * (earlier < np.arange(len(run.step))[:, None]).sum(axis=1)
    with_one = np.column_stack([run.theta, np.ones(len(run.step))])
    best = study.answer.theta[0] * ends + study.answer.theta[1]
    top = int(best.argmax())  # at the line's upper end the label stays clear of it
    above = {"xanchor": "right" if top else "left", "yanchor": "bottom"}
    return Animation(
        marks=(
            line(*_broken(ends, run.theta[earlier]), palette.PATH, width=1.5, opacity=0.35, trail=passed),
            line(np.repeat(x[shown], 3), np.zeros(3 * len(shown)), palette.ERROR, width=2,
                 moves={"y": Blend(with_one, _stick_basis(x[shown], y[shown]))}),
            line(ends, _heights(run.theta[0], ends), palette.MODEL, width=4,
                 moves={"y": Blend(run.theta, np.stack([ends, np.ones(2)]))}),
            points(x, y, hovertemplate="x = %{x:.4~g}<br>y = %{y:.4~g}<extra></extra>"),
        ),
        layout=layout(
            x={"title": sample.inputs[0], "range": list(ends)},
            y={"title": sample.outputs[0], "range": list(_height_range(y, _heights(run.theta[0], x)))},
            title="The points and the line",
            shapes=[best_line(ends, best)],
            annotations=[note("least squares", ends[top], best[top], palette.ANSWER, **above)],
            uirevision=f"{x.tobytes()!r:.40}{len(x)}",
        ),
        name="The datapoints, the line at this step, and its error at each point",
    )  # fmt: skip


def _height_range(y: Array, start: Array) -> Array:
    """Return the range in which all points show and, unless it lies too far away, the line at the start."""
    low, high = padded(y, 0.2)
    far = 2 * (high - low)
    low, high = min(low, max(start.min(), low - far)), max(high, min(start.max(), high + far))
    return np.array([low - 0.04 * (high - low), high])


def _heights(theta: Array, x: Array) -> Array:
    heights: Array = theta[..., :1] * x + theta[..., 1:]
    return heights


def _broken(ends: Array, thetas: Array) -> tuple[Array, Array]:
    """Return many lines as one trace: its x and y, with a gap behind each line."""
    gap = np.full((len(thetas), 1), np.nan)
    return np.tile(np.append(ends, np.nan), len(thetas)), np.hstack([_heights(thetas, ends), gap]).ravel()


def _stick_basis(x: Array, y: Array) -> Array:
    """Return (3, 3·n): the sticks from each point (x, y) to m·x + c, as what multiplies m, c and 1."""
    nothing, gap = np.zeros_like(x), np.full_like(x, np.nan)
    parts = [(nothing, x, gap), (nothing, np.ones_like(x), gap), (y, nothing, gap)]
    return np.array([np.column_stack(part).ravel() for part in parts])


def plane(run: Run, answer: LeastSquares) -> Animation:
    """Return the plane in which each place is a line: the loss as contours, and the path the run took."""
    centre, reach = answer.theta, _reach(run, answer)
    cross = {"size": 24, "color": palette.ANSWER.light}
    walked = _drawable(run.theta, centre, reach)
    here = {"x": walked[:, :1], "y": walked[:, 1:]}
    return Animation(
        marks=(
            line(walked[:, 0], walked[:, 1], palette.PATH, width=2.5, trail=np.arange(1, len(run.step) + 1)),
            marker(walked[0, 0], walked[0, 1], palette.MODEL, moves=here),
        ),
        layout=layout(
            x={"title": "slope m", "range": [centre[0] - reach[0], centre[0] + reach[0]], "zeroline": False},
            y={"title": "intercept c", "range": [centre[1] - reach[1], centre[1] + reach[1]], "zeroline": False},
            title="Each place is a line; rings join lines of equal loss",
            uirevision=f"{centre}",
            shapes=[ring_shape(ring) for ring in contours(answer, reach)],
            annotations=[
                note("<b>×</b>", centre[0], centre[1], palette.ANSWER, font=cross),
                note("least squares", centre[0], centre[1], palette.ANSWER, yshift=18),
            ],
        ),
        name="The plane of slope m and intercept c, and the path of the run",
    )


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


def _reach(run: Run, answer: LeastSquares) -> Array:
    """Return how far from the solution the plane is shown, in m and in c.

    The start is well inside; so is a good part of the ring that it lies on, which is where descent goes.
    """
    away = np.abs(run.theta[0] - answer.theta)
    height = 0.5 * away @ np.abs(answer.hessian) @ away
    ring = np.sqrt(np.maximum(2 * height * np.diag(np.linalg.pinv(answer.hessian)), 0))
    room: Array = np.maximum(1.35 * np.maximum(away, 0.35 * ring), 1e-3 * (1 + np.abs(answer.theta)))
    return room
