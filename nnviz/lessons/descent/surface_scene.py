"""The figures of one run down the surface: in space, from above, the line on its points, and a slice along m and c."""

import numpy as np
from numpy.typing import NDArray

from nnviz.core import Array
from nnviz.figures import palette, timeline
from nnviz.figures.animation import Animation, Blend, Readout, Scene
from nnviz.figures.axes import layout, padded
from nnviz.figures.errors import errors_of_lines
from nnviz.figures.marks import EXACT, best_line, gone, here, line, line_gone, points
from nnviz.figures.numbers import number, signed
from nnviz.figures.plane import arrow, where_it_left
from nnviz.figures.text import equation
from nnviz.lessons.descent.bowl import from_above, in_space, path_on, place_on
from nnviz.lessons.descent.surface_study import SurfaceStudy

NAMES = ("m", "c")
LINE = 2
"""The place of the figure with the datapoints among the scene's figures."""
PLACES = 61
"""At so many places a slice is drawn."""
ARROW = 0.3
"""The first arrow is at least this long, in parts of the plane's reach; the others are magnified as it is."""


def surface_scene(study: SurfaceStudy) -> Scene:
    """Return the figures of a run on one timeline."""
    steps = study.run.step
    return Scene(
        timeline=timeline.of_steps(steps),
        animations=(
            in_space(study.bowl, _words(study), (path_on(study.bowl, study.run.theta, study.stops),),
                     (place_on(study.bowl, study.run.theta),)),
            plane(study),
            line_on_points(study),
            slice_along(study, 0),
            slice_along(study, 1),
        ),
        readouts=(
            Readout("Step", timeline.numbered(steps)),
            Readout("Line ŷ = m·x + c", np.array([equation(*theta) for theta in study.run.theta]), palette.MODEL),
            *_slopes(study),
            Readout("Loss L", np.array([number(loss) for loss in study.losses]), palette.ERROR),
        ),
        grid=((0, 1, 3), (0, 2, 4)),
        columns=(1.15, 1, 1),
    )  # fmt: skip


def _slopes(study: SurfaceStudy) -> tuple[Readout, ...]:
    """Return the slopes and the steps they lead to; of a run that flies off the slopes alone: its numbers are long."""
    if study.bowl.side(study.rate) <= 0:
        return tuple(_of_weight(study, i) for i in (0, 1))
    both = np.array([f"{number(m)}, {number(c)}" for m, c in study.gradients])
    return (Readout("Slopes ∂L/∂m, ∂L/∂c", both, palette.ERROR),)


def _of_weight(study: SurfaceStudy, i: int) -> Readout:
    """Return the slope of the loss along m or c, and the step that it leads to."""
    pairs = zip(study.gradients[:, i], study.steps[:, i], strict=True)
    values = [f"{number(slope)}: {NAMES[i]} {signed(step)}" for slope, step in pairs]
    return Readout(f"Slope ∂L/∂{NAMES[i]}, and the step", np.array(values), palette.ERROR)


def _words(study: SurfaceStudy) -> NDArray[np.str_]:
    """Return what the surface shows at each step (K,), for those who cannot see it."""
    return np.array([
        f"at m = {number(m)}, c = {number(c)} the height is {number(loss)}"
        for (m, c), loss in zip(study.run.theta, study.losses, strict=True)
    ])  # fmt: skip


def magnified(study: SurfaceStudy) -> int:
    """Return how many times as long as the steps their arrows are: 1, 2, 5, 10 …, for the first one to be seen."""
    length = float(np.linalg.norm(study.steps[0])) / study.bowl.reach
    if length >= ARROW or length < 1e-12:
        return 1
    power = 10 ** int(np.floor(np.log10(ARROW / length)))
    return int(next(s * power for s in (1, 2, 5, 10) if s * power * length >= ARROW))


def arrow_tips(study: SurfaceStudy) -> Array:
    """Return where the arrow of the step ends in the plane of m and c, at each step (K, 2)."""
    with np.errstate(over="ignore"):
        tips = np.clip(study.run.theta + magnified(study) * study.steps, -1e300, 1e300)
    return study.bowl.drawable(tips)


def _how_long(study: SurfaceStudy) -> str:
    times = magnified(study)
    return "the step" if times == 1 else f"the step × {times:,}"


def plane(study: SurfaceStudy) -> Animation:
    """Return the plane from above: the path, where the run is, and the step as an arrow."""
    bowl, theta = study.bowl, study.bowl.drawable(study.run.theta)
    walked = bowl.walked(theta)
    marks = (
        line(walked[:, 0], walked[:, 1], palette.PATH, width=2.5, trail=np.minimum(study.stops + 1, len(walked))),
        here(theta[:, 0], theta[:, 1], palette.MODEL),
        arrow(theta, arrow_tips(study), np.full(2, 2 * bowl.reach), palette.PATH),
        bowl.gone(theta),
    )
    title = f"From above; arrow: {_how_long(study)}"
    name = "The plane of m and c from above, with rings of equal loss and the next step"
    return from_above(bowl, marks, title, name, points=LINE)


def line_on_points(study: SurfaceStudy) -> Animation:
    """Return the line of each step on the datapoints, with its errors."""
    x, y, theta = study.sample.X[:, 0], study.sample.y[:, 0], study.bowl.drawable(study.run.theta)
    ends = padded(x, 0.08)
    span = padded(np.concatenate([y, study.run.theta[0] @ [ends, np.ones(2)]]), 0.08)
    best = study.bowl.answer.theta @ [ends, np.ones(2)]
    return Animation(
        marks=(
            errors_of_lines(x, y, theta),
            line(ends, theta[0] @ [ends, np.ones(2)], palette.MODEL, width=4,
                 moves={"y": Blend(theta, np.stack([ends, np.ones(2)]))}),
            line_gone(theta @ [ends, np.ones(2)], ends, span, inside=0.15),
            points(x, y),
        ),
        layout=layout(
            x={"title": study.sample.inputs[0], "range": list(ends)},
            y={"title": study.sample.outputs[0], "range": list(span)},
            title="The same place is this line",
            shapes=[best_line(ends, best)],
            uirevision=f"{ends}{span}",
        ),
        name="The datapoints, and the line that the run is at",
    )  # fmt: skip


def slice_along(study: SurfaceStudy, i: int) -> Animation:
    """Return the loss along m (0) or c (1) through where the run is, with its tangent and the step."""
    bowl, name, other = study.bowl, NAMES[i], NAMES[1 - i]
    at, losses, slope = bowl.drawable(study.run.theta)[:, i], _drawable(study, study.losses), study.gradients[:, i]
    place = np.column_stack([at, losses])
    scale, middle = np.array([2 * bowl.reach, bowl.top]), np.array([bowl.answer.theta[i], 0.5 * bowl.top])
    aside = 0.3 * scale[0] / np.sqrt(1 + (slope * scale[0] / scale[1]) ** 2)
    tangent = {"x": at[:, None] + aside[:, None] * [-1, 1], "y": losses[:, None] + (slope * aside)[:, None] * [-1, 1]}
    tip = np.column_stack([arrow_tips(study)[:, i], losses])
    curve, over = _slices(study, i)
    title = f"{('slope', 'intercept')[i]} {name}"
    return Animation(
        marks=(
            line(over, curve.values[0], palette.QUIET, line=EXACT, moves={"y": curve}),
            line(tangent["x"][0], tangent["y"][0], palette.ERROR, width=3, moves=tangent),
            here(at, losses, palette.MODEL),
            arrow(place, tip, scale, palette.PATH),
            gone(*where_it_left((place - middle) / (0.5 * scale), middle, scale * [0.5, 0.35]), palette.MODEL),
        ),
        layout=layout(
            x={"title": title, "range": bowl.ends[i].tolist(), "zeroline": False},
            y={"title": "loss L", "range": [0, bowl.top], "nticks": 4,
               "tickformat": "~s" if bowl.top >= 1000 else None},
            title=f"Slice along {name}, at the present {other}",
            uirevision=f"{bowl.ends}{bowl.top}",
        ),
        name=f"The loss along {name} at the present {other}, its tangent, and the step in {name}",
    )  # fmt: skip


def _drawable(study: SurfaceStudy, losses: Array) -> Array:
    return np.minimum(losses, 1e30 * study.bowl.top)


def _slices(study: SurfaceStudy, i: int) -> tuple[Blend, Array]:
    """Return the loss along one weight at each step, as what multiplies 1, d and d², and the places (n,) it is over.

    With d the weight's distance from its best value and e that of the other one, the loss of a line is
    L* + ½ (H₁₁ d² + 2 H₁₂ d e + H₂₂ e²): three numbers a step, whatever the number of points.
    """
    answer = study.bowl.answer
    low, high = study.bowl.ends[i].tolist()
    over = np.linspace(low, high, PLACES)
    d, e = over - answer.theta[i], study.bowl.drawable(study.run.theta)[:, 1 - i] - answer.theta[1 - i]
    H = answer.hessian
    weights = np.column_stack([
        answer.loss + 0.5 * H[1 - i, 1 - i] * e**2, H[0, 1] * e, np.full(len(e), 0.5 * H[i, i])
    ])  # fmt: skip
    return Blend(weights, np.stack([np.ones(PLACES), d, d**2])), over
