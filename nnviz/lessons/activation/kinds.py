"""The figures of learning with each: one neuron, three activations, the same steps."""

import numpy as np
from numpy.typing import NDArray

from nnviz.core import ACTIVATIONS, Array
from nnviz.figures import palette, timeline
from nnviz.figures.animation import Animation, Readout, Scene
from nnviz.figures.numbers import number
from nnviz.lessons.activation.fates import fates
from nnviz.lessons.activation.functions import title
from nnviz.lessons.activation.learner import Learner, without_residue
from nnviz.lessons.activation.panel import Pane, curve, examples, panel, said, sticks, top_of_losses
from nnviz.lessons.activation.study import KindStudy

SMOOTH = 51
"""At so many places a curve without kinks is drawn."""


def kinds_scene(study: KindStudy) -> Scene:
    """Return one figure for each of the neurons, each with its own activation."""
    steps, learners = study.learners[0].steps, study.learners
    pane = Pane((0.0, float(study.sample.X.max()) + 0.5), (-0.3, 1.75), top_of_losses(*learners))
    return Scene(
        timeline=timeline.of_steps(steps),
        animations=tuple(neuron_panel(learner, pane) for learner in learners),
        readouts=(
            Readout("Step", timeline.numbered(steps)),
            *(Readout(f"{heading(one)}: ∂L/∂w", _by_weight(one), palette.ERROR) for one in learners),
        ),
        grid=((0, 1, 2),),
        columns=(1, 1, 1),
    )


def heading(learner: Learner) -> str:
    """Return what a neuron is called: by its activation."""
    return title(learner.run.net.output)


def _by_weight(learner: Learner) -> NDArray[np.str_]:
    gradients = without_residue(learner.gradients, learner.backward.delta[1][..., 0], learner.sample.X[:, 0])
    return np.array([number(value) for value in gradients[:, 0]])


def neuron_panel(learner: Learner, pane: Pane) -> Animation:
    """Return one neuron's figure: its errors as sticks, its curve, the data, how it fares, and its loss."""
    sample = learner.sample
    marks = (
        sticks(sample, learner.outputs(sample.X[:, 0])),
        curve(*neuron_curve(learner, pane.x)),
        examples(sample),
        said(fates(learner, pane.loss), pane.x[0], pane.y[1], "bottom right"),
    )
    return panel(heading(learner), learner, pane, marks)


def neuron_curve(learner: Learner, ends: tuple[float, float]) -> tuple[Array, Array]:
    """Return one neuron's ŷ = φ(w·x + b) from end to end: places x (n,) or (K, n), and heights (K, n).

    One with a kink is drawn from straight pieces, between the ends and the kink, which lies at x = −b / w.
    """
    name = learner.run.net.output
    if not ACTIVATIONS[name].kinks:
        x = np.linspace(*ends, SMOOTH)
        return x, learner.outputs(x)
    w, b = learner.theta[:, :1], learner.theta[:, 1:]
    kink = np.clip(np.divide(-b, w, out=np.full_like(w, ends[0]), where=w != 0), *ends)
    tiny = 1e-9 * (ends[1] - ends[0])
    low, high = (np.full_like(w, end) for end in ends)
    x = np.hstack([low, np.maximum(kink - tiny, low), np.minimum(kink + tiny, high), high])
    return x, ACTIVATIONS[name].value(w * x + b)
