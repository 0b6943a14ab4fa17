"""What the player plays: figures as Plotly's own JSON, and what moves in them along one timeline.

Time is always the first axis. Entry `k` of every array belongs to stop `k` of the scene's timeline.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nnviz.figures.board import Board
from nnviz.figures.button import Button
from nnviz.figures.handle import Handle, Model
from nnviz.figures.palette import Colour
from nnviz.figures.shares import Made, Shares
from nnviz.figures.space import HiddenSpace
from nnviz.figures.surface import NeuronGrid, Surface
from nnviz.figures.timeline import Timeline


@dataclass(frozen=True)
class Blend:
    """Values (K, n) sent as what the rows of a `basis` (r, n) are multiplied with, `weights` (K, r).

    The player adds the products up: two numbers a stop move a whole line.
    """

    weights: NDArray[np.float64]
    basis: NDArray[np.float64]

    @property
    def values(self) -> NDArray[np.float64]:
        """What the player sets at each stop (K, n)."""
        return self.weights @ self.basis


Moves = Mapping[str, NDArray[Any] | Blend | Made]
Follows = Mapping[str, str | tuple[str, ...]]
"""By attribute ("x", "y", "text"), what it is while a handle is dragged: an output of the scene's model by its name, or
for a text, a template for each point (nnviz/figures/handle.py says what there is)."""


@dataclass(frozen=True)
class Mark:
    """A trace of a figure together with what moves in it, and what a click on it chooses.

    `moves` holds by attribute, in Plotly's own words ("y", "text", "marker.color"), what it becomes at each stop:
    (K,) for one value a stop, or (K, n) for one a point; numbers or strings. Where `trail` (K,) is given, the trace
    is drawn only as far as the run has come: its first trail[k] points. A click on a point says that point's
    `customdata`, a value as a link has it, under the word `pick`: what is chosen. `follows` holds while a handle is
    dragged.
    """

    trace: dict[str, Any]
    moves: Moves = field(default_factory=dict)
    trail: NDArray[np.int_] | None = None
    pick: str | None = None
    follows: Follows = field(default_factory=dict)


@dataclass(frozen=True)
class Field:
    """A value for every place of the plane, painted into a picture of the figure.

    `picture` says where it lies, in Plotly's words for an image of the layout. `values` (K, height, width) uint8 are
    places in the colour table `table` (at most 256 colours); the first row is the top of the picture. A picture
    that stays the same all along is sent once: (1, height, width).
    """

    picture: dict[str, Any]
    values: NDArray[np.uint8]
    table: tuple[Colour, ...]


@dataclass(frozen=True)
class NeuronField:
    """What one neuron of two inputs makes of every place of the plane, computed in the browser from θ.

    `picture` and `table` are those of a `Field`; `plane` is x low, x high, y low, y high. The table's colours go evenly
    from the lowest to the highest value of `span`, and what lies outside has the colour of that end.
    """

    picture: dict[str, Any]
    values: NeuronGrid
    plane: tuple[float, float, float, float]
    span: tuple[float, float]
    table: tuple[Colour, ...]


@dataclass(frozen=True)
class Pointing:
    """A plane of lines that can be pointed at: the line of a place (m, c) is drawn in the figure of this number.

    Beside it stands its loss, lowest + ½ (θ − centre)ᵀ hessian (θ − centre) with θ = (m, c).
    """

    figure: int
    centre: list[float]
    hessian: list[list[float]]
    lowest: float


@dataclass(frozen=True)
class Animation:
    """A figure and what moves in it; `name` says in a few words what it shows.

    `marks` are drawn in their order, the first one behind; `layout` is Plotly's. A figure that cannot be read in
    less than its `least` (width, height) in px scrolls sideways on a small screen, and is magnified on a large one,
    letters and all. Where it scrolls, `focus` (K,) is the part of its width, 0 to 1, that is brought to the middle
    at each stop. `handles` are what can be dragged in it; they need the scene's model, axes with a `range`, and no
    `least`. `buttons` stand in it where they belong; their axes need a `range`, too.
    """

    marks: tuple[Mark, ...]
    layout: dict[str, Any]
    name: str
    fields: tuple[Field | NeuronField, ...] = ()
    least: tuple[int, int] | None = None
    focus: NDArray[np.float64] | None = None
    pointing: Pointing | None = None
    handles: tuple[Handle, ...] = ()
    buttons: tuple[Button, ...] = ()

    @property
    def figure(self) -> dict[str, Any]:
        """The figure as Plotly's JSON, as plain dictionaries: its traces and its layout with the fields' pictures."""
        pictures = {"images": [field.picture for field in self.fields]} if self.fields else {}
        return {"data": [mark.trace for mark in self.marks], "layout": {**self.layout, **pictures}}


Drawn = Animation | Surface | Board | HiddenSpace
"""A figure of any kind."""


@dataclass(frozen=True)
class Readout:
    """A line of text beside the figures that changes with the stop: a label and (K,) strings.

    A `wide` one has a line to itself, for sentences and formulas. One that `follows` a template says that while a
    handle is dragged, or while any of the scene's shares is taken away. `colours` (K,) are those of the stops, where it
    has not one `colour` at all of them.
    """

    label: str
    values: NDArray[np.str_]
    colour: Colour | None = None
    wide: bool = False
    follows: str | None = None
    colours: tuple[Colour, ...] = ()


@dataclass(frozen=True)
class Scene:
    """Everything that follows one timeline.

    Played at normal speed the whole takes `seconds`. `grid` places the figures by their number, row by row, where a
    number that stands twice spans both places: ((0, 1), (0, 2)) is one tall figure beside two; `columns` are the
    widths of the grid's columns in relation to each other. With `autoplay` it plays by itself, over and over, unless
    the visitor has asked their browser for less motion. `model` is what follows the handles in its figures, `shares`
    what a network is drawn as the sum of.
    """

    timeline: Timeline
    animations: tuple[Drawn, ...]
    readouts: tuple[Readout, ...] = ()
    grid: tuple[tuple[int, ...], ...] = ((0,),)
    columns: tuple[float, ...] = (1,)
    seconds: float = 8.0
    autoplay: bool = False
    model: Model | None = None
    shares: Shares | None = None

    @property
    def flat(self) -> tuple[Animation, ...]:
        """The figures that Plotly draws."""
        return tuple(one for one in self.animations if isinstance(one, Animation))

    @property
    def buttons(self) -> tuple[Button, ...]:
        """The buttons in all its figures."""
        drawn = (one for one in self.animations if isinstance(one, (Animation, Board)))
        return tuple(button for one in drawn for button in one.buttons)
