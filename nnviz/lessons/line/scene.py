"""The figures of a line fit: the points with the line, the plane of all lines, and the loss."""

from dataclasses import replace

import numpy as np

from nnviz.core import Array
from nnviz.figures import palette, timeline
from nnviz.figures.animation import Animation, Blend, Readout, Scene
from nnviz.figures.axes import layout, padded
from nnviz.figures.errors import MAX_STICKS, errors_of_lines
from nnviz.figures.loss import loss_curve
from nnviz.figures.marks import best_line, line, line_gone, note, points
from nnviz.figures.numbers import number
from nnviz.lessons.line.label import place_of_label
from nnviz.lessons.line.plane import plane
from nnviz.lessons.line.study import LineStudy

EARLIER_LINES = 9


def line_scene(study: LineStudy) -> Scene:
    """Return the three figures of a run on one timeline."""
    run, stops = study.run, study.stops
    steps = run.step[stops]
    return Scene(
        timeline=timeline.of_steps(steps),
        animations=(
            points_and_line(study),
            plane(study),
            loss_curve(run.step, study.losses, float(study.cleared_loss(study.answer.loss)), stops),
        ),
        readouts=(
            Readout("Step", timeline.numbered(steps)),
            Readout("Epoch", timeline.numbered(run.epoch(steps))),
            Readout("Line ŷ = m·x + c", np.array(study.equations(run.theta[stops])), palette.MODEL),
            Readout(
                "Loss L of all points: ½·mean (ŷ − y)²",
                np.array([number(loss) for loss in study.cleared_loss(study.losses[stops]).tolist()]),
                palette.ERROR,
            ),
        ),
        grid=((0, 1), (0, 1), (0, 1), (0, 2), (0, 2)),
        columns=(1, 1),
    )


def opening_scene(study: LineStudy) -> Scene:
    """Return the points and the line alone, playing by itself: the idea of the course at a glance."""
    full = line_scene(study)
    return replace(full, animations=full.animations[:1], grid=((0,),), columns=(1,), autoplay=True)


def points_and_line(study: LineStudy) -> Animation:
    """Return the datapoints, the line of each step, the errors as sticks, and faint earlier lines."""
    run, sample, stops = study.run, study.sample, study.stops
    x, y, theta = sample.X[:, 0], sample.y[:, 0], run.theta[stops]
    ends, height = padded(x, 0.08), _height_range(y, _heights(run.theta[0], x))
    earlier = np.unique(np.geomspace(1, max(len(run.step) - 1, 1), EARLIER_LINES).round().astype(int)) - 1
    passed = 3 * (earlier < stops[:, None]).sum(axis=1)
    best = study.answer.theta[0] * ends + study.answer.theta[1]
    label = place_of_label(study, np.stack([ends, height]), earlier)
    left_out = f", with the errors of {MAX_STICKS} of {len(x):,}" if len(x) > MAX_STICKS else ""
    return Animation(
        marks=(
            line(*_broken(ends, run.theta[earlier]), palette.PATH, width=1.5, opacity=0.35, trail=passed),
            errors_of_lines(x, y, theta),
            line(ends, _heights(run.theta[0], ends), palette.MODEL, width=4,
                 moves={"y": Blend(theta, np.stack([ends, np.ones(2)]))}),
            line_gone(_heights(theta, ends), ends, height),
            points(x, y, hovertemplate="x = %{x:.4~g}<br>y = %{y:.4~g}<extra></extra>"),
        ),
        layout=layout(
            x={"title": sample.inputs[0], "range": list(ends)},
            y={"title": sample.outputs[0], "range": list(height)},
            title=f"The points and the line{left_out}",
            shapes=[best_line(ends, best)],
            annotations=[note("least squares", label.x, label.y, palette.ANSWER, **label.anchors)],
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
