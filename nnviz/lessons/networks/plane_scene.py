"""The figures of divide and conquer on the plane: what each neuron sees, and the points' way through the layers."""

import numpy as np
from numpy.typing import NDArray

from nnviz.core import Array, dead_from
from nnviz.figures import timeline
from nnviz.figures.animation import Readout, Scene
from nnviz.figures.board import Board, Class, Points, Span, few, spans_of
from nnviz.figures.network import Neuron, letters, name_of
from nnviz.figures.numbers import number
from nnviz.figures.palette import ERROR, MODEL, NEGATIVE, POSITIVE
from nnviz.figures.space import HiddenSpace, Stage
from nnviz.lessons.networks.plane_study import Plane, Seen

PLANE = (-1.1, 1.1, -1.1, 1.1)
FEATURES = ("x1", "x2")
CLASSES = (Class("class 0", NEGATIVE, 0.0), Class("class 1", POSITIVE, 1.0))
ROOM = 1.06
"""An axis goes so many times as far as the points ever do."""


def plane_scene(study: Plane) -> Scene:
    """Return the figures of a run on one timeline."""
    counted = np.array([f"{right} of {len(study.sample.X)}" for right in study.right])
    readouts = [
        Readout("Step", timeline.numbered(study.steps)),
        Readout("Loss", np.array([number(loss) for loss in study.losses]), ERROR),
        Readout("On the correct side of the output’s line", counted, MODEL),
    ]
    return Scene(
        timeline=timeline.of_steps(study.steps),
        animations=(board(study), space(study)),
        readouts=tuple(readouts),
        grid=((0, 1),),
        columns=(1.6, 1),
    )


def points_of(study: Plane) -> Points:
    """Return the datapoints; all of them are trained on."""
    return Points(study.sample.X, study.sample.y[:, 0], np.zeros(len(study.sample.X), bool))


def board(study: Plane) -> Board:
    """Return the network with what each neuron sees."""
    thetas = study.theta[few(len(study.theta))]
    spans = spans_of(study.net, thetas, study.sample.X, (0.0, 1.0))
    return Board(
        "The network, and what each neuron sees of the plane",
        study.net, study.theta, FEATURES, PLANE, spans, _words(study),
        points_of(study), CLASSES, title="What each neuron sees of the plane",
        dead_from=dead_from(study.net, study.theta, study.sample.X),
    )  # fmt: skip


def _words(study: Plane) -> NDArray[np.str_]:
    n = len(study.sample.X)
    said = zip(study.right, study.losses, strict=True)
    return np.array(
        [f"{right} of {n} points are on the correct side; the loss is {number(loss)}" for right, loss in said]
    )


def space(study: Plane) -> HiddenSpace:
    """Return the points on their way through the layers."""
    return HiddenSpace(
        "The points on their way through the layers, to where the output draws its line",
        study.net, study.theta, FEATURES, PLANE, points_of(study), CLASSES,
        stages(study), _words(study), study.views[-1].whole,
        title="Through the layers (ringed: on the wrong side)",
    )  # fmt: skip


def stages(study: Plane) -> tuple[Stage, ...]:
    """Return the plane, and of each hidden layer its sums z and its outputs a."""
    found = [_stage(study, 0, False)]
    for layer in range(1, len(study.net.sizes) - 1):
        found += [_stage(study, layer, True), _stage(study, layer, False)]
    return tuple(found)


def _stage(study: Plane, layer: int, summed: bool) -> Stage:
    view = study.views[layer]
    values = (study.z if summed else study.a)[layer]
    places = (values - view.mean) @ view.basis
    if layer == 0:
        places = np.array([[PLANE[0], PLANE[2]], [PLANE[1], PLANE[3]]]) @ view.basis / ROOM
    names = _axes(study, layer, summed)
    return Stage(layer, summed, _title(study, layer, summed), names, _ends(places), view.mean, view.basis)


def _ends(places: Array) -> tuple[Span, ...]:
    """Return the ends of the axes for places (..., d): all as long as each other, so that shapes keep their looks."""
    flat = places.reshape(-1, places.shape[-1])
    low, high = flat.min(axis=0), flat.max(axis=0)
    half = ROOM * max(float((high - low).max()) / 2, 1e-6)
    return tuple((float(middle - half), float(middle + half)) for middle in (low + high) / 2)


def _axes(study: Plane, layer: int, summed: bool) -> tuple[str, ...]:
    """Return what the directions are called in which a layer is seen."""
    d, view = study.directions, study.views[layer]
    if not view.whole:
        return tuple(f"component {i + 1}" for i in range(d))
    named, n = name_of(study.net.sizes), study.net.sizes[layer]
    sign = "" if layer == 0 else "z of " if summed else "a of "
    own = [f"{sign}{named[Neuron(layer, i)]}" for i in range(n)]
    return (*own, *[""] * (d - n))


def _title(study: Plane, layer: int, summed: bool) -> str:
    """Return where the points are, in a few words."""
    if layer == 0:
        return "The plane itself: where the points lie"
    letter, view = letters(layer), study.views[layer]
    phi = "its sums z, before φ" if summed else "after φ"
    return f"Layer {letter}: {phi}{_how_seen(study.net.sizes[layer], view, letter)}"


def _how_seen(n: int, view: Seen, letter: str) -> str:
    if view.whole:
        return ""
    d = view.basis.shape[1]
    which = {2: "first two", 3: "first three"}[d]
    return f"; of its {n} directions the {which} principal components of the last step’s {letter}"
