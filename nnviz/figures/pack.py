"""A scene as bytes, as the player takes it (assets/player/unpack.js): a JSON header, and raw arrays behind it."""

import hashlib
import json
from collections.abc import Iterator
from typing import Any

from nnviz.figures.animation import Animation, Blend, Drawn, Field, Mark, NeuronField, Readout, Scene
from nnviz.figures.board import Board
from nnviz.figures.handle import Handle, Model, Pill
from nnviz.figures.pack_board import board, packed_button, space
from nnviz.figures.packer import Packer, shades
from nnviz.figures.palette import COLOURS, DATA, GRID, PAGE, QUIET, TEXT
from nnviz.figures.shares import Made, Shares
from nnviz.figures.space import HiddenSpace
from nnviz.figures.surface import CELLS, Axis, Grid, NeuronGrid, Surface


def pack(scene: Scene) -> bytes:
    """Return a scene as one `bytes` value: a JSON header with its length in front, and raw arrays."""
    packer = Packer()
    header = {
        "steps": packer.add(scene.timeline.steps),
        "names": packer.add(scene.timeline.names),
        "seconds": scene.seconds,
        "autoplay": scene.autoplay,
        "grid": scene.grid,
        "columns": scene.columns,
        "figures": [_drawn(one, packer) for one in scene.animations],
        "readouts": [_readout(readout, packer) for readout in scene.readouts],
        "model": scene.model and _model(scene.model, packer),
        "shares": scene.shares and _shares(scene.shares, packer),
        "twins": {colour.light: colour.dark for colour in COLOURS},
    }
    arrays = b"".join(packer.chunks)
    text = _json(header)
    mark = _json({"id": hashlib.sha256(text + arrays).hexdigest()[:16]})
    front = _long(text[:-1] + b"," + mark[1:])  # the id, which depends on all the rest, becomes the header's last entry
    return front + bytes(-len(front) % 8) + arrays


def part(value: Any) -> bytes:
    """Return a value as JSON with its length in front."""
    return _long(_json(value))


def _long(text: bytes) -> bytes:
    return len(text).to_bytes(4, "little") + text


def _drawn(one: Drawn, packer: Packer) -> dict[str, Any]:
    """Return a figure of any kind as the player takes it."""
    if isinstance(one, Board):
        return board(one, packer)
    if isinstance(one, HiddenSpace):
        return space(one, packer)
    return _surface(one, packer) if isinstance(one, Surface) else _figure(one, packer)


def _figure(animation: Animation, packer: Packer) -> dict[str, Any]:
    tracks = [track for trace, mark in enumerate(animation.marks) for track in _tracks(trace, mark, packer)]
    return {
        "name": animation.name,
        "least": animation.least,
        "focus": None if animation.focus is None else packer.add(animation.focus),
        "figure": packer.plain(animation.figure),
        "tracks": [*tracks, *(_field(image, field, packer) for image, field in enumerate(animation.fields))],
        "aim": animation.pointing and vars(animation.pointing),
        "picks": {trace: mark.pick for trace, mark in enumerate(animation.marks) if mark.pick},
        "follows": {trace: mark.follows for trace, mark in enumerate(animation.marks) if mark.follows},
        "handles": [_handle(handle) for handle in animation.handles],
        "buttons": [packed_button(button) for button in animation.buttons],
    }


def _tracks(trace: int, mark: Mark, packer: Packer) -> Iterator[dict[str, Any]]:
    """Yield what moves in a mark, with the number that its trace has in its figure: here alone it has one."""
    if mark.trail is not None:
        yield {"kind": "trail", "trace": trace, "count": packer.add(mark.trail)}
    for attribute, values in mark.moves.items():
        track = {"kind": "track", "trace": trace, "attribute": attribute}
        if isinstance(values, Made):
            yield {**track, "kind": "made", "output": values.output}
        elif isinstance(values, Blend):
            yield {**track, "values": packer.add(values.weights), "basis": packer.add(values.basis)}
        else:
            yield {**track, "values": packer.add(values)}


def _field(image: int, field: Field | NeuronField, packer: Packer) -> dict[str, Any]:
    if isinstance(field, NeuronField):
        heights, table = _heights(field.values, packer), packer.add(shades(field.table))
        place = {"plane": field.plane, "span": field.span}
        return {"kind": "neuron", "image": image, "heights": heights, "table": table, **place}
    values, table = packer.add(field.values), packer.add(shades(field.table))
    return {"kind": "field", "image": image, "values": values, "table": table}


def _readout(readout: Readout, packer: Packer) -> dict[str, Any]:
    look = {"colour": readout.colour and readout.colour[:2], "wide": readout.wide}
    return {"label": readout.label, "values": packer.add(readout.values), **look, "follows": readout.follows}


def _model(model: Model, packer: Packer) -> dict[str, Any]:
    quantities = [{**vars(one), "values": packer.add(one.values, exact=True)} for one in model.quantities]
    return {"name": model.name, "quantities": quantities, "given": packer.plain(dict(model.given))}


def _shares(shares: Shares, packer: Packer) -> dict[str, Any]:
    """Return a network's shares: θ with all its digits, because a loss is written of it."""
    bends = None if shares.bends is None else packer.add(shares.bends, exact=True)
    return {
        "sizes": shares.net.sizes,
        "activations": shares.net.activations,
        "theta": packer.add(shares.theta, exact=True),
        "bends": bends,
        **{name: packer.plain(getattr(shares, name)) for name in ("x", "X", "y", "point", "names", "below")},
    }


def _handle(handle: Handle) -> dict[str, Any]:
    return {"kind": "pill" if isinstance(handle, Pill) else "grip", **vars(handle), "colour": handle.colour[:2]}


def _surface(surface: Surface, packer: Packer) -> dict[str, Any]:
    """Return a surface as assets/player/surface.js takes it."""
    inks = {"text": TEXT[:2], "quiet": QUIET[:2], "grid": GRID[:2], "page": PAGE[:2], "ring": DATA[:2]}
    look = {"rings": surface.rings, "title": surface.title, "turn": surface.turn, "tilt": surface.tilt}
    return {
        "kind": "surface",
        "name": surface.name,
        "words": packer.add(surface.words),
        "axes": [_axis(axis) for axis in (surface.x, surface.y, surface.z)],
        "heights": _heights(surface.heights, packer),
        "table": packer.add(shades(surface.table)),
        "paths": [
            {"places": packer.add(path.places), "moves": path.places.ndim == 3, "colour": path.colour[:2],
             "width": path.width, "trail": None if path.trail is None else packer.add(path.trail)}
            for path in surface.paths
        ],
        "marks": [
            {**vars(point), "places": packer.add(point.places), "colour": point.colour[:2]} for point in surface.points
        ],
        "inks": inks,
        **look,
    }  # fmt: skip


def _axis(axis: Axis) -> dict[str, Any]:
    return {**vars(axis), "ticks": axis.ticks}


def _heights(heights: Grid | NeuronGrid, packer: Packer) -> dict[str, Any]:
    if isinstance(heights, Grid):
        return {"values": packer.add(heights.values)}
    return {**vars(heights), "theta": packer.add(heights.theta), "cells": CELLS}


def _json(value: Any) -> bytes:
    return json.dumps(value, allow_nan=False, separators=(",", ":"), ensure_ascii=False).encode()
