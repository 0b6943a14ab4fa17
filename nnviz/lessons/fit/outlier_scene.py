"""The figures of Why squares: the points with both best lines, and how far each turns as the outlier goes."""

import numpy as np

from nnviz.core import Array
from nnviz.figures import palette
from nnviz.figures.animation import Animation, Mark, Readout, Scene
from nnviz.figures.axes import layout, padded
from nnviz.figures.handle import Model, Quantity, of_point
from nnviz.figures.marks import here, line, marker, note, points
from nnviz.figures.numbers import number
from nnviz.figures.text import equation
from nnviz.figures.timeline import Timeline
from nnviz.lessons.fit.outlier import STOPS, WhyStudy
from nnviz.lessons.fit.scene import heights_of, written

SQUARES, DISTANCES = palette.ANSWER, palette.MODEL
DASHED = {"dash": "dash"}


def why_scene(study: WhyStudy) -> Scene:
    """Return both figures on the outlier's way."""
    names = np.array([f"outlier at y = {number(y)}" for y in study.y])
    return Scene(
        timeline=Timeline(np.arange(STOPS), names),
        animations=(_lines(study), _slopes(study)),
        readouts=_readouts(study),
        grid=((0, 1),),
        columns=(1.5, 1),
        seconds=6.0,
        model=_model(study),
    )


def _lines(study: WhyStudy) -> Animation:
    """Return the points, the outlier to be dragged, both best lines, and faintly where they were without it."""
    ends = study.wide + np.ptp(study.wide) * np.array([-0.1, 0.1])
    squares, distances = (heights_of(lines, ends) for lines in (study.by_squares, study.by_distances))
    outlier = marker(study.x, study.y[0], palette.DATA, moves={"y": study.y[:, None]})
    marks = (
        line(ends, squares[0], SQUARES, width=2, opacity=0.35, line=DASHED),
        line(ends, distances[0], DISTANCES, width=2, opacity=0.35),
        Mark(line(ends, distances[0], DISTANCES, width=4).trace, {"y": distances}, follows={"y": "distances_line"}),
        Mark(line(ends, squares[0], SQUARES, width=4, line=DASHED).trace, {"y": squares},
             follows={"y": "squares_line"}),
        points(study.frame.x, study.frame.y, hovertemplate="x = %{x:.4~g}<br>y = %{y:.4~g}<extra></extra>"),
        Mark(outlier.trace, outlier.moves, follows={"x": "x", "y": "y"}),
    )  # fmt: skip
    at = {"xref": "paper", "yref": "paper", "xanchor": "left", "yanchor": "top"}
    return Animation(
        marks=marks,
        layout=layout(
            x={"title": study.rest.inputs[0], "range": study.wide.tolist(), "zeroline": False},
            y={"title": study.rest.outputs[0], "range": study.high.tolist(), "zeroline": False},
            title="Drag the ring: it is the outlier",
            annotations=[
                note("<b>- -</b> best by squares", 0.02, 0.99, SQUARES, **at),
                note("<b>—</b> best by distances", 0.02, 0.92, DISTANCES, **at),
            ],
            uirevision=f"{study.frame.x.tobytes()!r}{study.frame.y.tobytes()!r}",
        ),
        name="The points, an outlier that can be dragged, and the best lines by squares and by distances",
        handles=(of_point("outlier", palette.DATA),),
    )


def _slopes(study: WhyStudy) -> Animation:
    """Return the slopes of both lines over the outlier's height, as far as it has come."""
    walked, m = np.arange(STOPS) + 1, np.column_stack([study.by_squares[:, 0], study.by_distances[:, 0]])
    marks = []
    for slope, colour, name, look in zip(
        m.T, (SQUARES, DISTANCES), ("squares_m", "distances_m"), (DASHED, {}), strict=True
    ):
        now = here(study.y, slope, colour)
        marks += [
            line(study.y, slope, colour, trail=walked, line=look),
            Mark(now.trace, now.moves, follows={"x": "y", "y": name}),
        ]
    return Animation(
        marks=tuple(marks),
        layout=layout(
            x={"title": "height y of the outlier", "range": study.high.tolist(), "zeroline": False, "nticks": 5},
            y={"title": "slope m", "range": _room(m).tolist(), "zeroline": False, "nticks": 5},
            title="How far each line turns",
        ),
        name="The slope of the best line by squares and by distances, over the height of the outlier",
    )


def _room(slopes: Array) -> Array:
    """Return the ends of the axis of the slopes: with 0, and with as much to spare as a hand may want."""
    return padded(np.append(slopes, 0.0), 0.25)


def _model(study: WhyStudy) -> Model:
    ends = study.wide + np.ptp(study.wide) * np.array([-0.1, 0.1])
    (left, right), (low, high) = study.wide.tolist(), study.high.tolist()
    return Model(
        "outlier",
        (
            Quantity("x", "x of the outlier", np.array([study.x]), left, right, study.frame.step_x),
            Quantity("y", "y of the outlier", study.y, low, high, study.frame.step_y),
        ),
        {"x": study.frame.x, "y": study.frame.y, "ends": ends},
    )


def _readouts(study: WhyStudy) -> tuple[Readout, ...]:
    equations = [np.array([equation(m, c) for m, c in lines]) for lines in (study.by_squares, study.by_distances)]
    total, absolute = study.sums(study.by_squares)[0], study.sums(study.by_distances)[1]
    ties = [len(one.lines) for one in study.distances]
    sums = [f"{number(a)} (a tie)" if n > 1 else number(a) for a, n in zip(absolute, ties, strict=True)]
    at = np.array([f"({number(study.x)}, {number(y)})" for y in study.y])
    return (
        Readout("Outlier", at, follows="({x}, {y})"),
        Readout("Best by squares", equations[0], SQUARES, follows="ŷ = {squares_m}·x {squares_c:signed}"),
        Readout("its Σ (ŷ − y)²", written(total), SQUARES, follows="{total}"),
        Readout("Best by distances", equations[1], DISTANCES, follows="ŷ = {distances_m}·x {distances_c:signed}"),
        Readout("its Σ |ŷ − y|", np.array(sums), DISTANCES, follows="{absolute}"),
    )
