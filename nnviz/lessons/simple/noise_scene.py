"""The figures of fitting noise: a small and a large network on the same points, and their losses."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from nnviz.core import Array
from nnviz.figures import marks, palette, timeline
from nnviz.figures.animation import Animation, Mark, Readout, Scene
from nnviz.figures.axes import layout
from nnviz.figures.numbers import number
from nnviz.lessons.simple.looks import Look, curve, fits, log_axis
from nnviz.lessons.simple.noise_study import FINE, SIZES, WAVES, NoiseStudy
from nnviz.lessons.simple.points import wave

COLOURS = {"small": palette.TEAL, "large": palette.MODEL}
SIGNS = {"small": "■", "large": "●"}
SYMBOLS = {"small": "square", "large": "circle"}
LEAST = 1e-6
"""Losses below this are drawn at the lower end of their axis."""


def noise_scene(study: NoiseStudy) -> Scene:
    """Return both fits and the losses on one timeline."""
    gaps = [
        Readout(f"{SIGNS[name]} {name}: gap", np.array([number(gap) for gap in one.gap]), COLOURS[name])
        for name, one in study.learners.items()
    ]
    lowest = [
        Readout(f"{SIGNS[name]} lowest held out", np.array([f"step {study.steps[place]}" for place in one.lowest]),
                COLOURS[name])
        for name, one in study.learners.items()
    ]  # fmt: skip
    return Scene(
        timeline=timeline.of_steps(study.steps),
        animations=(fit(study, "small"), fit(study, "large"), losses(study)),
        readouts=(Readout("Step", timeline.numbered(study.steps)), *gaps, *lowest),
        grid=((0, 1, 2),),
        columns=(1, 1, 1.1),
    )


def fit(study: NoiseStudy, name: str) -> Animation:
    """Return the points with one network's curve, and the wave that they were drawn around."""
    answer = marks.line(FINE, wave(FINE, WAVES), palette.ANSWER, width=2, line={**marks.EXACT, "dash": "dash"})
    mine = curve(FINE, study.learners[name].curve(FINE), Look(COLOURS[name], "solid", SIGNS[name]))
    neurons = sum(SIZES[name][1:-1])
    return fits(
        study.both,
        (answer, mine),
        f"{SIGNS[name]} {name}: {neurons} hidden neurons",
        f"The points, those held out hollow; the wave they were drawn around, dashed; the curve of {neurons} neurons",
    )


def losses(study: NoiseStudy) -> Animation:
    """Return the training and the held-out loss of both networks, with the lowest held-out loss so far of each."""
    steps, last = study.steps, int(study.steps[-1])
    everything = np.clip(np.concatenate([one.losses for one in study.learners.values()]), LEAST, None)
    drawn: list[Mark] = []
    for name, one in study.learners.items():
        training, held_out = np.clip(one.losses, LEAST, None)
        trail = np.arange(len(steps)) + 1
        look: dict[str, Any] = {"width": 2.5, "trail": trail}
        drawn += [
            marks.line(steps, training, COLOURS[name], line={"dash": "dot"}, **look),
            marks.line(steps, held_out, COLOURS[name], **look),
            _lowest(steps[one.lowest], held_out[one.lowest], name),
            marks.here(steps, held_out, COLOURS[name], marker={"size": 10, "symbol": SYMBOLS[name]}),
        ]
    return Animation(
        marks=tuple(drawn),
        layout=layout(
            x={"title": "step", "range": [-0.03 * last, 1.03 * last], "zeroline": False, "nticks": 4},
            y=log_axis(float(everything.min()), float(everything.max())),
            title="Loss: — held out, ··· in training, ◆ lowest",
        ),
        name="The losses of both networks, in training and held out; a diamond marks the lowest held-out loss so far",
    )


def _lowest(steps: NDArray[np.int64], losses: Array, name: str) -> Mark:
    """Return the mark of the lowest held-out loss so far: from there on it has not been lower."""
    look = {"symbol": "diamond", "size": 14}
    colour = COLOURS[name]
    return marks.here(steps, losses, colour, marker=look)
