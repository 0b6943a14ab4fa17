"""The figures of why to bend at all: layers without an activation beside the same layers with ReLU."""

import numpy as np
from numpy.typing import NDArray

from nnviz.figures import palette, timeline
from nnviz.figures.animation import Animation, Readout, Scene
from nnviz.figures.axes import padded
from nnviz.figures.marks import best_line, line, note
from nnviz.figures.numbers import number
from nnviz.figures.text import equation
from nnviz.lessons.activation.fates import fates
from nnviz.lessons.activation.panel import Pane, curve, examples, panel, said, top_of_losses, within_reach
from nnviz.lessons.activation.study import BendStudy
from nnviz.lessons.activation.words import up_to_rounding

PLACES = 61
"""At so many places of the input a network's output is drawn."""


def bend_scene(study: BendStudy) -> Scene:
    """Return the two runs side by side, and in numbers what the layers without an activation multiply out into."""
    straight, bent = study.straight, study.bent
    pane = _pane(study)
    losses = zip(straight.losses, bent.losses, strict=True)
    return Scene(
        timeline=timeline.of_steps(straight.steps),
        animations=(straight_panel(study, pane), bent_panel(study, pane)),
        readouts=(
            Readout("Step", timeline.numbered(straight.steps)),
            Readout("Without: multiplied out", np.array([equation(m, c) for m, c in study.product]), palette.MODEL),
            Readout("Two layers minus one, at most", _differences(study)),
            Readout(
                "Loss without · with ReLU",
                np.array([f"{number(without)} · {number(with_relu)}" for without, with_relu in losses]),
                palette.ERROR,
            ),
        ),
        grid=((0, 1),),
        columns=(1, 1),
    )


def _differences(study: BendStudy) -> NDArray[np.str_]:
    pairs = zip(study.largest_difference, study.largest_output, strict=True)
    return np.array([up_to_rounding(difference, size) for difference, size in pairs])


def _pane(study: BendStudy) -> Pane:
    (left, right), (bottom, top) = padded(study.sample.X, 0.06).tolist(), padded(study.sample.y, 0.25).tolist()
    highest = max(top_of_losses(study.straight, study.bent), 1.5 * study.answer.loss)
    return Pane((left, right), (bottom, top), highest)


def straight_panel(study: BendStudy, pane: Pane) -> Animation:
    """Return the layers without an activation, over the one layer they multiply out into, drawn wide."""
    learner, ends = study.straight, np.array(pane.x)
    merged = within_reach(study.outputs_multiplied_out(ends))
    marks = (
        line(ends, merged[0], palette.QUIET, width=13, opacity=0.3, moves={"y": merged}),
        curve(ends, learner.outputs(ends)),
        examples(study.sample),
        said(fates(learner, pane.loss), pane.x[0], pane.y[0], "top right"),
    )
    rule, named = best_of_lines(study)
    band = note("grey: both layers in one", sum(pane.x) / 2, pane.y[1], yanchor="top")
    heading = "Two layers without an activation"
    return panel(heading, learner, pane, marks, shapes=[rule], annotations=[named, band])


def bent_panel(study: BendStudy, pane: Pane) -> Animation:
    """Return the same layers with ReLU between them."""
    learner, x = study.bent, np.linspace(*pane.x, PLACES)
    marks = (
        curve(x, learner.outputs(x)),
        examples(study.sample),
        said(fates(learner, pane.loss), pane.x[0], pane.y[0], "top right"),
    )
    rule, named = best_of_lines(study)
    heading = "The same layers with ReLU between them"
    return panel(heading, learner, pane, marks, shapes=[rule], annotations=[named])


def best_of_lines(study: BendStudy) -> tuple[dict[str, object], dict[str, object]]:
    """Return the loss of the best of all lines, as a dashed line among the losses, and its name."""
    best, steps = study.answer.loss, study.straight.steps
    rule = {**best_line(steps[[0, -1]], [best, best]), "xref": "x2", "yref": "y2"}
    beside = {"xref": "x2 domain", "yref": "y2", "xanchor": "right", "yanchor": "bottom"}
    return rule, note(f"best straight line: {number(best)}", 1, best, palette.ANSWER, **beside)
