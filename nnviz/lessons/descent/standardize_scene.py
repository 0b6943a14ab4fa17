"""The figures of why to standardize: a ravine and a bowl, each in space and from above, and both losses."""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from nnviz.figures import timeline
from nnviz.figures.animation import Animation, Readout, Scene
from nnviz.figures.axes import axis
from nnviz.figures.marks import here, line
from nnviz.figures.numbers import number
from nnviz.figures.surface import Surface
from nnviz.lessons.descent.bowl import from_above, in_space, path_on, place_on
from nnviz.lessons.descent.race_scene import LOOKS, losses
from nnviz.lessons.descent.standardize_study import Side, StandardizeStudy

NAMES = ("x as it is", "x standardized")
AXES = (("slope m", "intercept c"), ("slope m′", "intercept c′"))
"""A line of standardized x has other numbers: they are marked."""


def standardize_scene(study: StandardizeStudy) -> Scene:
    """Return the figures of both runs on one timeline."""
    readouts = [
        Readout(f"{LOOKS[i].sign} {NAMES[i]}: loss at η = {number(side.rate)}",
                np.array([number(loss) for loss in side.losses]), LOOKS[i].colour)
        for i, side in enumerate(study.sides)
    ]  # fmt: skip
    return Scene(
        timeline=timeline.of_steps(study.steps),
        animations=(
            *(surface(study, i) for i in (0, 1)),
            *(plane(study, i) for i in (0, 1)),
            losses(study.steps, study.above, "step"),
        ),
        readouts=(Readout("Step", timeline.numbered(study.steps)), *readouts),
        grid=((0, 1, 4), (2, 3, 4)),
        columns=(1, 1, 0.9),
    )


def surface(study: StandardizeStudy, i: int) -> Surface:
    """Return the surface of x as it is (0) or standardized (1), with the run on it."""
    side, colour = study.sides[i], LOOKS[i].colour
    path, point = path_on(side.bowl, side.theta, study.steps, colour), place_on(side.bowl, side.theta, colour)
    drawn = in_space(side.bowl, _words(side), (path,), (point,))
    x, y = (replace(along, title=title) for along, title in zip((drawn.x, drawn.y), AXES[i], strict=True))
    title = f"{LOOKS[i].sign} {NAMES[i]}: κ = {number(side.kappa)}"
    return replace(drawn, x=x, y=y, title=title, name=f"The loss of every line, {NAMES[i]}")


def _words(side: Side) -> NDArray[np.str_]:
    return np.array([f"the run has the height {number(loss)}" for loss in side.losses])


def plane(study: StandardizeStudy, i: int) -> Animation:
    """Return the same from above."""
    side, look = study.sides[i], LOOKS[i]
    theta, walked = side.bowl.drawable(side.theta), side.bowl.walked(side.theta)
    trail = np.minimum(study.steps + 1, len(walked))
    marks = (
        line(walked[:, 0], walked[:, 1], look.colour, width=2.5, trail=trail),
        here(theta[:, 0], theta[:, 1], look.colour, marker={"symbol": look.symbol, "size": 12}),
        side.bowl.gone(theta, look.colour),
    )
    name = f"The plane of all lines from above, {NAMES[i]}, with the path of the run"
    drawn = from_above(side.bowl, marks, f"From above, {NAMES[i]}", name)
    titled = {
        f"{along}axis": axis({**drawn.layout[f"{along}axis"], "title": title})
        for along, title in zip("xy", AXES[i], strict=True)
    }
    return replace(drawn, layout=drawn.layout | titled)
