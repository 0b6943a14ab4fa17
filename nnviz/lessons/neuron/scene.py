"""One neuron on its timeline: the drawing, and what it looks like over its inputs."""

import numpy as np
from numpy.typing import NDArray

from nnviz.figures.animation import Readout, Scene
from nnviz.figures.numbers import number
from nnviz.figures.palette import MODEL, TEXT
from nnviz.figures.timeline import Timeline
from nnviz.lessons.neuron.drawing import drawing
from nnviz.lessons.neuron.passes import sign
from nnviz.lessons.neuron.pictures import OVER, PLANE, TALL, curves, from_above, surface
from nnviz.lessons.neuron.study import ACTIVATION, BIAS, NeuronStudy

SECONDS = 2.2
"""How long each stop of the computation is shown: its numbers are read."""
STOPS = ("all of it", "1: each w·x", "2: their sum Σ", "3: the bias b", "4: φ")


def neuron_scene(study: NeuronStudy) -> Scene:
    """Return the drawing, and beside it the curve, the surface with the plane from above, or a slice."""
    passes = study.passes
    drawn = drawing(passes, study.stage, study.free)
    pictures = (surface(study), from_above(study)) if passes.n == 2 else (curves(study),)
    k = len(study.stage)
    return Scene(
        timeline=Timeline(np.arange(k), _names(study)),
        animations=(drawn, *pictures),
        readouts=readouts(study),
        grid=(tuple(range(1 + len(pictures))),),
        columns=(1.2, 1.15, 1.05) if passes.n == 2 else (1.1, 1),
        seconds=8.0 if study.swept else SECONDS * (k - 1),
        model=passes.model(
            [study.swept] if study.swept else [], over=OVER, **({"plane": PLANE} if passes.n == 2 else {"tall": TALL})
        ),
    )


def _names(study: NeuronStudy) -> NDArray[np.str_]:
    if not study.swept:
        return np.array(STOPS)
    values = study.passes.named[study.swept]
    return np.array([f"{sign(study.swept)} = {number(value)}" for value in values])


def readouts(study: NeuronStudy) -> tuple[Readout, ...]:
    """Return the sum as it is written, term by term, each in the colour of its place in the drawing, and the output.

    What is not computed yet is left open.
    """
    passes, stage = study.passes, study.stage
    numbers = [str(i) for i in range(1, passes.n + 1)]
    labels = [f"{sign(f'w{i}')}·{sign(f'x{i}')}" for i in numbers]
    labels[0] = f"z = {labels[0]}"
    terms = [f"{'+ ' if i > '1' else ''}{{w{i}:factor}}·{{x{i}:factor}}" for i in numbers]
    return (
        *(Readout(label, passes.filled(term), TEXT, follows=term) for label, term in zip(labels, terms, strict=True)),
        Readout("b", passes.filled("{b:signed}"), MODEL, follows="{b:signed}"),
        Readout("the sum z", np.where(stage >= BIAS, passes.filled("{z:equals}"), "= …"), TEXT, follows="{z:equals}"),
        Readout("a = φ(z)", np.where(stage >= ACTIVATION, passes.filled("{a}"), "…"), MODEL, follows="{a}"),
    )
