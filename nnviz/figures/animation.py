"""What the player plays: Plotly figures, and the arrays that move them along one timeline.

Time is always the first axis. Entry `k` of every array belongs to entry `k` of the scene's `steps`.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from nnviz.figures.palette import Colour


@dataclass(frozen=True)
class Track:
    """An attribute of a trace that is set anew at each step.

    `values` is (K,) for one value a step, or (K, n) for one a point; numbers or strings. `attribute` is
    Plotly's own path to it: "y", "text", "marker.color". Where a `basis` (r, n) is given, `values` (K, r) are
    what its rows are multiplied with, and the player adds them up: two numbers a step move a whole line.
    """

    trace: int
    attribute: str
    values: NDArray[Any]
    basis: NDArray[np.float64] | None = None

    @property
    def shown(self) -> NDArray[Any]:
        """What the player sets at each step, (K,) or (K, n)."""
        return self.values if self.basis is None else self.values @ self.basis


@dataclass(frozen=True)
class Trail:
    """A trace that is drawn only as far as the run has come: its first `count[k]` points at step `k`."""

    trace: int
    count: NDArray[np.int_]


@dataclass(frozen=True)
class Field:
    """A value for every place of the plane, painted into `figure.layout.images[image]`.

    `values` (K, height, width) uint8 are places in the colour table `table` (at most 256 colours); the
    first row is the top of the picture. A picture that stays the same all along is sent once: (1, height, width).
    """

    image: int
    values: NDArray[np.uint8]
    table: tuple[Colour, ...]


@dataclass(frozen=True)
class Animation:
    """A figure and what moves in it; `name` says in a few words what it shows.

    One that cannot be read in less than its `least` (width, height) in px scrolls sideways on a small screen, and
    is magnified on a large one, letters and all. Where it scrolls, `focus` (K,) is the part of its width, 0 to 1,
    that is brought to the middle at each step.
    """

    figure: go.Figure
    tracks: tuple[Track | Trail | Field, ...]
    name: str
    least: tuple[int, int] | None = None
    focus: NDArray[np.float64] | None = None


@dataclass(frozen=True)
class Readout:
    """A line of text beside the figures that changes with the step: a label and (K,) strings.

    A `wide` one has a line to itself, for sentences and formulas.
    """

    label: str
    values: NDArray[np.str_]
    colour: Colour | None = None
    wide: bool = False


@dataclass(frozen=True)
class Scene:
    """Everything that follows one timeline.

    `steps` (K,) are the numbers the steps go by, ascending; `names` (K,) say where on the timeline one is,
    in words. Played at normal speed the whole takes `seconds`. `grid` places the figures by their number, row
    by row, where a number that stands twice spans both places: ((0, 1), (0, 2)) is one tall figure beside two;
    `columns` are the widths of the grid's columns in relation to each other. With `autoplay` it plays by itself,
    over and over, unless the visitor has asked their browser for less motion.
    """

    steps: NDArray[np.int_]
    names: NDArray[np.str_]
    animations: tuple[Animation, ...]
    readouts: tuple[Readout, ...] = ()
    grid: tuple[tuple[int, ...], ...] = ((0,),)
    columns: tuple[float, ...] = (1,)
    seconds: float = 8.0
    autoplay: bool = False

    def index(self, step: int) -> int:
        """Return the place on the timeline nearest to `step`; of two equally near, the earlier."""
        return int(np.argmin(np.abs(self.steps - step)))
