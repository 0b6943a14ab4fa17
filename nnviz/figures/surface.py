"""A surface over a plane, drawn and turned by the player itself (assets/player/surface.js): Plotly's is too slow."""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nnviz.core import ACTIVATIONS, Array
from nnviz.figures.numbers import MINUS
from nnviz.figures.palette import MODEL, Colour, sequential

MOST_TICKS = 5
CELLS = 40
"""A surface that the browser computes has so many cells along each axis, and one grid point more."""


@dataclass(frozen=True)
class Axis:
    """An axis of a surface: its title, and where it begins and ends; its ticks are round numbers."""

    title: str
    low: float
    high: float

    def __post_init__(self) -> None:
        """Raise ValueError where the axis has no length."""
        if not -math.inf < self.low < self.high < math.inf:
            raise ValueError(f"An axis goes from a number to a larger one, not from {self.low} to {self.high}.")

    @property
    def ticks(self) -> tuple[tuple[float, str], ...]:
        """Return the places of the ticks, at most five multiples of 1, 2 or 5 times a power of ten, and their texts."""
        least = (self.high - self.low) / MOST_TICKS
        power = 10.0 ** math.floor(math.log10(least))
        step = next(power * s for s in (1, 2, 5, 10) if power * s >= least * (1 - 1e-9))
        digits = max(0, -math.floor(math.log10(step) + 1e-9))
        first, last = math.ceil(self.low / step - 1e-9), math.floor(self.high / step + 1e-9)
        places = [round(k * step, digits) for k in range(first, last + 1)]
        return tuple((at, f"{at + 0.0:,.{digits}f}".replace("-", MINUS)) for at in places)


@dataclass(frozen=True)
class Grid:
    """Heights that stay: `values` (ny, nx), evenly spaced over both axes from end to end, the lowest y first."""

    values: Array


@dataclass(frozen=True)
class NeuronGrid:
    """Heights φ(w₁·x + w₂·y + b) of one neuron, computed by the browser: `theta` (K, 3) is (w₁, w₂, b) at each stop.

    `activation` is a name of the registry, of an elementwise one. Where `follows` names an output of the scene's model,
    that is θ while a handle is dragged.
    """

    theta: Array
    activation: str
    follows: str | None = None

    def __post_init__(self) -> None:
        """Raise ValueError for an activation that a single neuron cannot have, or θ of another shape."""
        if self.activation not in ACTIVATIONS or ACTIVATIONS[self.activation].is_joint:
            raise ValueError(f"{self.activation!r} is no activation of a single neuron.")
        if self.theta.ndim != 2 or self.theta.shape[1] != 3:
            raise ValueError(f"θ of a neuron of two inputs is (K, 3), not {self.theta.shape}.")


@dataclass(frozen=True)
class Path:
    """A line in a surface's space. `places` (n, 3) stay, or are (K, n, 3) and move with the stops.

    Where `trail` (K,) is given, the line is drawn only as far as the run has come: its first trail[k] places. Whatever
    of it is hidden behind the surface is drawn faintly.
    """

    places: Array
    colour: Colour
    trail: NDArray[np.int_] | None = None
    width: float = 3


@dataclass(frozen=True)
class Point:
    """A place in a surface's space with a mark: `places` (K, 3), or (1, 3) where it stays; a `label` stands beside it.

    One outside the axes is not drawn. Where `follows` names three numbers of the scene's model, the point goes there
    while a handle is dragged.
    """

    places: Array
    colour: Colour
    label: str = ""
    follows: tuple[str, str, str] | None = None


@dataclass(frozen=True)
class Surface:
    """A surface that is turned by hand, with paths and points on it; `name` says in a few words what it shows.

    Heights outside the z axis are cut off, and the surface is open there. Height is also shown by colour, from the
    lowest (the first of the `table`) to the highest, and by `rings` at the heights given. Until the visitor turns it,
    it is seen from `tilt` degrees above the plane and from `turn` degrees: from the y axis's lower end at 0, from the
    x axis's upper end at 90. `words` (K,), or (1,) where they stay, say what it shows, for those who cannot see it.
    """

    name: str
    x: Axis
    y: Axis
    z: Axis
    heights: Grid | NeuronGrid
    words: NDArray[np.str_]
    paths: tuple[Path, ...] = ()
    points: tuple[Point, ...] = ()
    rings: tuple[float, ...] = ()
    title: str = ""
    table: tuple[Colour, ...] = sequential(MODEL, 64)
    turn: float = -35.0
    tilt: float = 42.0

    def __post_init__(self) -> None:
        """Raise ValueError where arrays have a shape that cannot be drawn, or hold what is no number."""
        if isinstance(self.heights, Grid) and (self.heights.values.ndim != 2 or min(self.heights.values.shape) < 2):
            raise ValueError(f"Heights are (ny, nx), two or more along each, not {self.heights.values.shape}.")
        values = self.heights.values if isinstance(self.heights, Grid) else self.heights.theta
        for places in (path.places for path in self.paths):
            if places.ndim not in (2, 3) or places.shape[-1] != 3:
                raise ValueError(f"The places of a path are (n, 3) or (K, n, 3), not {places.shape}.")
        for places in (point.places for point in self.points):
            if places.ndim != 2 or places.shape[1] != 3:
                raise ValueError(f"The places of a point are (K, 3) or (1, 3), not {places.shape}.")
        if not np.isfinite(values).all():
            raise ValueError("The heights of a surface are finite numbers.")

    @property
    def lengths(self) -> set[int]:
        """Return how many entries each part has that moves with the stops; all are to be the number of stops."""
        moving = [self.heights.theta] if isinstance(self.heights, NeuronGrid) else []
        moving += [path.places for path in self.paths if path.places.ndim == 3]
        trails = [len(path.trail) for path in self.paths if path.trail is not None]
        stays = [len(self.words), *(len(point.places) for point in self.points)]
        return {*map(len, moving), *trails, *(n for n in stays if n != 1)}
