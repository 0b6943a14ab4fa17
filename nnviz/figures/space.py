"""The spaces that a network moves its points through, layer by layer, drawn by the player (assets/player/space.js)."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nnviz.core import Array, Network
from nnviz.figures.board import Class, Points, Span


@dataclass(frozen=True)
class Stage:
    """How far the points have come: to the a of a layer (0: the inputs), or where `summed` only to its sums z.

    They are seen at (value − `mean` (n,)) · `basis` (n, d); `axes` (d) name these directions, and `ends` (d) are where
    the axes begin and end. `title` says in a few words where the points are.
    """

    layer: int
    summed: bool
    title: str
    axes: tuple[str, ...]
    ends: tuple[Span, ...]
    mean: Array
    basis: Array

    def seen(self, values: Array) -> Array:
        """Return where values (..., n) of the layer are seen (..., d)."""
        return (values - self.mean) @ self.basis


@dataclass(frozen=True)
class HiddenSpace:
    """Points of two classes, moved by the layers of a network from stage to stage; `name` says what it shows.

    `theta` (K, P) are the parameters at the stops, `plane` x₁ low, x₁ high, x₂ low, x₂ high: a net of lines over it
    moves along. All stages have two directions, or all three: these can be turned. Where the last stage shows its layer
    as it is (`parted`), the output's own line or plane is drawn there. `words` (K,) say what it shows.
    """

    name: str
    net: Network
    theta: Array
    features: tuple[str, ...]
    plane: tuple[float, float, float, float]
    points: Points
    classes: tuple[Class, Class]
    stages: tuple[Stage, ...]
    words: NDArray[np.str_]
    parted: bool = True
    title: str = ""

    def __post_init__(self) -> None:
        """Raise ValueError where the parts do not belong together."""
        if self.net.sizes[-1] != 1 or len(self.stages) < 2:
            raise ValueError("A network that parts points of two classes has one output, and two stages or more.")
        d = len(self.stages[0].ends)
        for stage in self.stages:
            n = self.net.sizes[stage.layer]
            if stage.basis.shape != (n, d) or stage.mean.shape != (n,) or {len(stage.axes), len(stage.ends)} != {d}:
                raise ValueError(f"Each stage has {d} directions out of its layer's {n} neurons.")

    @property
    def lengths(self) -> set[int]:
        """Return how many entries each part has that moves with the stops; all are to be the number of stops."""
        return {len(self.theta), len(self.words)}
