"""A scene as bytes, as the player takes it (assets/player/unpack.js): a JSON header, and raw arrays behind it."""

import hashlib
import json
from collections.abc import Iterator
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nnviz.figures.animation import Animation, Blend, Field, Mark, NeuronField, Readout, Scene
from nnviz.figures.button import Button
from nnviz.figures.handle import Handle, Model, Pill
from nnviz.figures.palette import COLOURS, DATA, GRID, PAGE, QUIET, TEXT, Colour
from nnviz.figures.surface import CELLS, Axis, Grid, NeuronGrid, Surface

PLAIN = {str, int, float, bool}
"""What JSON has as it is: most of what a figure is made of."""


def pack(scene: Scene) -> bytes:
    """Return a scene as one `bytes` value: a JSON header with its length in front, and raw arrays."""
    packer = _Packer()
    header = {
        "steps": packer.add(scene.timeline.steps),
        "names": packer.add(scene.timeline.names),
        "seconds": scene.seconds,
        "autoplay": scene.autoplay,
        "grid": scene.grid,
        "columns": scene.columns,
        "figures": [
            _surface(one, packer) if isinstance(one, Surface) else _figure(one, packer) for one in scene.animations
        ],
        "readouts": [_readout(readout, packer) for readout in scene.readouts],
        "model": scene.model and _model(scene.model, packer),
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


class _Packer:
    """Collects arrays one behind the other, each on a multiple of eight bytes, and says where each one lies.

    Equal bytes lie there once, however many figures use them: a table of colours, the steps.
    """

    def __init__(self) -> None:
        self.chunks: list[bytes] = []
        self.size = 0
        self.places: dict[bytes, int] = {}

    def add(self, values: NDArray[Any], exact: bool = False) -> dict[str, Any]:
        """Return the description of `values` that goes into the header; strings become places in a word list."""
        if values.dtype.kind in "UO":
            words, places = np.unique(values.astype(str), return_inverse=True)
            least = np.uint16 if len(words) <= 65_536 else np.uint32
            return {**self.add(places.reshape(values.shape).astype(least)), "words": words.tolist()}
        data: NDArray[Any] = np.ascontiguousarray(values, dtype=values.dtype if exact else _small(values))
        raw = data.tobytes()
        at = self.places.setdefault(raw, self.size)
        if at == self.size:
            self.chunks.append(raw + bytes(-len(raw) % 8))
            self.size += len(self.chunks[-1])
        return {"type": f"{data.dtype.kind}{data.dtype.itemsize}", "shape": data.shape, "at": at}

    def plain(self, value: Any) -> Any:
        """Return a part of a figure as JSON has it: arrays lie with the others, and Python's None is left out."""
        if value.__class__ in PLAIN:
            return value
        if isinstance(value, np.ndarray):
            kept = value.astype(np.int32) if value.dtype.kind == "i" else value
            return {"packed": self.add(kept, exact=True)}
        if isinstance(value, np.generic):
            return value.item()
        if isinstance(value, dict):
            return {key: self.plain(inner) for key, inner in value.items() if inner is not None}
        return [self.plain(inner) for inner in value] if isinstance(value, (list, tuple)) else value


def _small(values: NDArray[Any]) -> type:
    """Return the type to send: single precision draws as well as double, but ends at 10³⁸."""
    if values.dtype.kind == "f":
        return np.float64 if (np.abs(values) > 1e30).any() else np.float32  # nan is not larger
    return np.int32 if values.dtype.kind == "i" else values.dtype.type


def _figure(animation: Animation, packer: _Packer) -> dict[str, Any]:
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
        "buttons": [_button(button) for button in animation.buttons],
    }


def _tracks(trace: int, mark: Mark, packer: _Packer) -> Iterator[dict[str, Any]]:
    """Yield what moves in a mark, with the number that its trace has in its figure: here alone it has one."""
    if mark.trail is not None:
        yield {"kind": "trail", "trace": trace, "count": packer.add(mark.trail)}
    for attribute, values in mark.moves.items():
        track = {"kind": "track", "trace": trace, "attribute": attribute}
        if isinstance(values, Blend):
            yield {**track, "values": packer.add(values.weights), "basis": packer.add(values.basis)}
        else:
            yield {**track, "values": packer.add(values)}


def _field(image: int, field: Field | NeuronField, packer: _Packer) -> dict[str, Any]:
    if isinstance(field, NeuronField):
        heights, shades = _heights(field.values, packer), packer.add(_shades(field.table))
        place = {"plane": field.plane, "span": field.span}
        return {"kind": "neuron", "image": image, "heights": heights, "table": shades, **place}
    values, table = packer.add(field.values), packer.add(_shades(field.table))
    return {"kind": "field", "image": image, "values": values, "table": table}


def _readout(readout: Readout, packer: _Packer) -> dict[str, Any]:
    look = {"colour": readout.colour and readout.colour[:2], "wide": readout.wide}
    return {"label": readout.label, "values": packer.add(readout.values), **look, "follows": readout.follows}


def _model(model: Model, packer: _Packer) -> dict[str, Any]:
    quantities = [{**vars(one), "values": packer.add(one.values, exact=True)} for one in model.quantities]
    return {"name": model.name, "quantities": quantities, "given": packer.plain(dict(model.given))}


def _handle(handle: Handle) -> dict[str, Any]:
    return {"kind": "pill" if isinstance(handle, Pill) else "grip", **vars(handle), "colour": handle.colour[:2]}


def _button(button: Button) -> dict[str, Any]:
    """Return a button as the player shows it: what it sets, Python knows by its name."""
    return {**vars(button), "puts": button.puts is not None}


def _surface(surface: Surface, packer: _Packer) -> dict[str, Any]:
    """Return a surface as assets/player/surface.js takes it."""
    inks = {"text": TEXT[:2], "quiet": QUIET[:2], "grid": GRID[:2], "page": PAGE[:2], "ring": DATA[:2]}
    look = {"rings": surface.rings, "title": surface.title, "turn": surface.turn, "tilt": surface.tilt}
    return {
        "kind": "surface",
        "name": surface.name,
        "words": packer.add(surface.words),
        "axes": [_axis(axis) for axis in (surface.x, surface.y, surface.z)],
        "heights": _heights(surface.heights, packer),
        "table": packer.add(_shades(surface.table)),
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


def _heights(heights: Grid | NeuronGrid, packer: _Packer) -> dict[str, Any]:
    if isinstance(heights, Grid):
        return {"values": packer.add(heights.values)}
    return {**vars(heights), "theta": packer.add(heights.theta), "cells": CELLS}


@cache
def _shades(table: tuple[Colour, ...]) -> NDArray[np.uint8]:
    """Return a colour table as (2, n, 3) bytes: red, green and blue on the light page and on the dark one.

    There are a handful of tables in all; a training of 12 neurons has 25 pictures that use them.
    """
    return np.array([[list(bytes.fromhex(colour[look][1:])) for colour in table] for look in (0, 1)], dtype=np.uint8)


def _json(value: Any) -> bytes:
    return json.dumps(value, allow_nan=False, separators=(",", ":"), ensure_ascii=False).encode()
