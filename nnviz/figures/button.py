"""Buttons that stand in a drawing, at the thing that they change: for mouse, finger, keys and screen readers."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Button:
    """A button with its middle at (x, y) in the units of a figure's axes, `axes` in Plotly's words ("x2", "y2").

    It may be shifted from there by some px to the right and upwards, as Plotly's notes are.
    `name` says what it does and is unlike any other in its scene; `sign` is what is written on it. Pressed, it sets
    settings of the part: `puts` holds them by their short names, as a lesson's `drops` does. Or it `takes` something
    away, by its name among the scene's shares (nnviz/figures/shares.py), and gives it back: in the browser alone. One
    that has neither stays in its place, pale, and does nothing: it keeps the focus of who has pressed it to the end.
    """

    name: str
    sign: str
    x: float
    y: float
    puts: Mapping[str, Any] | None = None
    takes: str | None = None
    axes: tuple[str, str] = ("x", "y")
    shift: tuple[float, float] = (0.0, 0.0)
