"""A board, and a hidden space, as the player takes them (assets/player/board.js, assets/player/space.js)."""

from typing import Any

import numpy as np

from nnviz.core import ACTIVATIONS, FEATURES
from nnviz.figures.board import Board, Class, Points, around_zero, reach
from nnviz.figures.button import Button
from nnviz.figures.network import Neuron, layer_name, name_of, neurons
from nnviz.figures.packer import Packer, shades
from nnviz.figures.palette import DATA, GRID, NEGATIVE, PAGE, POSITIVE, QUIET, TEXT, diverging
from nnviz.figures.space import HiddenSpace, Stage
from nnviz.figures.surface import Axis

INKS = {"text": TEXT, "quiet": QUIET, "grid": GRID, "page": PAGE, "data": DATA, "positive": POSITIVE,
        "negative": NEGATIVE}  # fmt: skip


def board(one: Board, packer: Packer) -> dict[str, Any]:
    """Return a board: what the player needs to run its network, and what it calls each of its parts."""
    net, named = one.net, _names(one)
    labels = [[_label(one, neuron, named) for neuron in layer] for layer in _layers(one)]
    offered = one.offered or one.features
    return {
        "kind": "board",
        "name": one.name,
        "title": one.title,
        "words": packer.add(one.words),
        "sizes": net.sizes,
        "activations": net.activations,
        "titles": [ACTIVATIONS[name].title for name in net.activations],
        "features": one.features,
        "offered": [{"name": name, "title": FEATURES[name].title, "span": _span(one, name)} for name in offered],
        "names": [[named[neuron] for neuron in layer] for layer in _layers(one)],
        "labels": labels,
        "theta": packer.add(one.theta),
        "slopes": None if one.slopes is None else packer.add(one.slopes),
        "dead": [] if one.dead_from is None else _by_layer(one),
        "plane": one.plane,
        "axes": one.axes,
        "spans": one.spans,
        "strongest": one.strongest,
        "reach": reach(one.strongest),
        "table": packer.add(shades(diverging())),
        "points": one.points and _points(one.points, bool(one.classes), packer),
        "classes": [_class(kind) for kind in one.classes],
        "inks": {name: colour[:2] for name, colour in INKS.items()},
        "heads": 1 + max((int(button.y) for button in one.buttons if button.axes[1] == "head"), default=-1),
        "buttons": [packed_button(button) for button in one.buttons],
        "tells": one.tells,
        "draws": one.draws,
        "lean": one.lean,
    }


def _by_layer(one: Board) -> list[list[int]]:
    """Return the stop from which on each neuron of each hidden layer is dead."""
    assert one.dead_from is not None
    return [part.tolist() for part in np.split(one.dead_from, np.cumsum(one.net.sizes[1:-1])[:-1])]


def _span(one: Board, feature: str) -> tuple[float, float]:
    """Return between which values a feature's colours go: as far as it goes on the plane."""
    x0, x1, y0, y1 = one.plane
    x, y = np.meshgrid(np.linspace(x0, x1, 25), np.linspace(y0, y1, 25))
    return around_zero(float(np.abs(FEATURES[feature].value(x, y)).max()))


def packed_button(button: Button) -> dict[str, Any]:
    """Return a button as the player shows it: what it sets, Python knows by its name."""
    return {**vars(button), "puts": button.puts is not None}


def _layers(one: Board) -> list[list[Neuron]]:
    """Return the units layer by layer."""
    return [[n for n in neurons(one.net.sizes) if n.layer == layer] for layer in range(len(one.net.sizes))]


def _names(one: Board) -> dict[Neuron, str]:
    """Return what the units are called: an input as its feature is written, the output of a class as the class is."""
    named = name_of(one.net.sizes)
    named |= {Neuron(0, i): FEATURES[name].title for i, name in enumerate(one.features)}
    if one.net.sizes[-1] > 1:
        named |= {Neuron(len(one.net.sizes) - 1, i): kind.name for i, kind in enumerate(one.classes)}
    return named


def _label(one: Board, neuron: Neuron, named: dict[Neuron, str]) -> str:
    """Return what a unit is called where it stands alone."""
    if neuron.layer == 0:
        return f"Input {named[neuron]}"
    if neuron.layer < len(one.net.sizes) - 1:
        return f"Neuron {named[neuron]}, {layer_name(one.net.sizes, neuron.layer)}"
    return f"Output {named[neuron]}"


def _class(kind: Class) -> dict[str, Any]:
    return {"name": kind.name, "colour": kind.colour[:2], "target": kind.target}


def _points(points: Points, classes: bool, packer: Packer) -> dict[str, Any]:
    targets = points.targets.astype(np.int32) if classes else points.targets
    held = points.held_out.astype(np.uint8)
    return {"places": packer.add(points.places), "targets": packer.add(targets), "held": packer.add(held)}


def space(one: HiddenSpace, packer: Packer) -> dict[str, Any]:
    """Return a hidden space: the player runs its network at the points."""
    return {
        "kind": "space",
        "name": one.name,
        "title": one.title,
        "words": packer.add(one.words),
        "sizes": one.net.sizes,
        "activations": one.net.activations,
        "features": one.features,
        "theta": packer.add(one.theta),
        "plane": one.plane,
        "points": _points(one.points, True, packer),
        "classes": [_class(kind) for kind in one.classes],
        "table": packer.add(shades(diverging())),
        "stages": [_stage(stage) for stage in one.stages],
        "parted": one.parted,
        "inks": {name: colour[:2] for name, colour in INKS.items()},
    }


def _stage(stage: Stage) -> dict[str, Any]:
    """Return a stage, with the ticks of its axes."""
    axes = [
        {"title": title, "ticks": Axis(title, *ends).ticks} for title, ends in zip(stage.axes, stage.ends, strict=True)
    ]
    given = {"layer": stage.layer, "summed": stage.summed, "title": stage.title, "ends": stage.ends, "axes": axes}
    return {**given, "mean": stage.mean.tolist(), "basis": stage.basis.tolist()}
