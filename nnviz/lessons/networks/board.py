"""The network on its board: layer beside layer, each neuron a disc, with the buttons that build it.

A network of many layers is folded in the middle: the first and the last ones are drawn.
"""

from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

import numpy as np

from nnviz.core import Array
from nnviz.figures.button import Button
from nnviz.figures.network import layer_name
from nnviz.lessons.networks.shape_study import OWN, Sizes, resized, with_layer, without_layer, write_sizes

MOST_COLUMNS, AT_EACH_END = 8, 3
"""How many layers are drawn side by side; of more, so many at each end, and the fold between them."""
NAMES, COUNTS, TOP, BOTTOM, FEET = 95.0, 84.5, 77.0, 18.0, (11.5, 5.0)
"""The heights of the rows: the board is 100 high, and a layer's column 1 wide."""
COLUMN, HEIGHT = 112, 280
"""The least room in px of a column, and of the board."""
LARGEST = 28
PITCH = 14.0
"""How large a neuron is drawn at most, in px, and how far apart neurons are at most."""


@dataclass(frozen=True)
class Board:
    """Where the layers of these sizes are drawn."""

    sizes: Sizes

    @cached_property
    def layers(self) -> tuple[int, ...]:
        """The layers that are drawn, inputs (0) first."""
        n = len(self.sizes)
        return tuple(range(n)) if n <= MOST_COLUMNS else (*range(AT_EACH_END), *range(n - AT_EACH_END, n))

    @cached_property
    def folded(self) -> range:
        """The layers that are not."""
        return range(AT_EACH_END, len(self.sizes) - AT_EACH_END if len(self.sizes) > MOST_COLUMNS else AT_EACH_END)

    @property
    def n_columns(self) -> int:
        """How many columns there are, the fold included."""
        return len(self.layers) + bool(self.folded)

    def column(self, layer: int) -> float:
        """Return the x of a layer's middle; for a folded one, that of the fold."""
        if layer < AT_EACH_END or not self.folded:
            return float(layer)
        return float(max(AT_EACH_END, self.n_columns - len(self.sizes) + layer))

    @property
    def across(self) -> tuple[float, float]:
        """The x at which the board begins and ends."""
        return -0.6, self.n_columns - 0.4

    @cached_property
    def pitch(self) -> float:
        """How far apart the neurons of a layer are."""
        return min(PITCH, (TOP - BOTTOM) / max(self.sizes[layer] for layer in self.layers))

    @property
    def disc(self) -> float:
        """The size of a neuron in px."""
        return min(LARGEST, 0.8 * self.pitch * HEIGHT / 100)

    def rows(self, layer: int) -> Array:
        """Return the y of a layer's neurons (n,), the first on top."""
        n = self.sizes[layer]
        return np.asarray((TOP + BOTTOM) / 2 + self.pitch * ((n - 1) / 2 - np.arange(n)))

    def links(self, layer: int) -> tuple[Array, Array]:
        """Return the lines (x, y) that lead into a layer, with gaps between them; out of the fold they are short."""
        ends, x = self.rows(layer), self.column(layer)
        if layer - 1 in self.folded:
            return _stubs(x - 0.3, x, ends)
        starts = self.rows(layer - 1)
        a, b = (grid.ravel() for grid in np.meshgrid(starts, ends, indexing="ij"))
        x0, x1, gap = (np.full(len(a), value) for value in (x - 1, x, np.nan))
        return np.stack([x0, x1, gap], axis=1).ravel(), np.stack([a, b, gap], axis=1).ravel()

    def into_the_fold(self) -> tuple[Array, Array]:
        """Return the short lines from the last layer before the fold towards it."""
        x = self.column(AT_EACH_END - 1)
        return _stubs(x, x + 0.3, self.rows(AT_EACH_END - 1))


def _stubs(start: float, end: float, y: Array) -> tuple[Array, Array]:
    """Return level lines at heights y (n,), with gaps between them."""
    return np.tile([start, end, np.nan], len(y)), np.stack([y, y, np.full(len(y), np.nan)], axis=1).ravel()


def head(sizes: Sizes, layer: int) -> str:
    """Return what is written above a layer: inputs, A, B …, output."""
    return layer_name(sizes, layer).removeprefix("the ").removeprefix("hidden layer ")


def buttons(board: Board) -> tuple[Button, ...]:
    """Return the buttons of the board, layer by layer: one neuron less or more, this layer away, a layer after it."""
    sizes, made = board.sizes, []
    for layer, after in pairwise((*board.layers, None)):
        assert layer is not None
        x, name = board.column(layer), layer_name(sizes, layer)
        one = "input" if layer == 0 else "neuron"
        made += [
            _button(f"Take one {one} away from {name}", "−", x - 0.24, COUNTS, resized(sizes, layer, -1)),
            _button(f"Add one {one} to {name}", "+", x + 0.24, COUNTS, resized(sizes, layer, 1)),
        ]
        if 0 < layer < len(sizes) - 1:
            made.append(_button(f"Take {name} away", "×", x + 0.14, NAMES, without_layer(sizes, layer)))
        if after is not None:
            made.append(_button(f"Add a layer after {name}", "+ layer", x + 0.5, NAMES, with_layer(sizes, layer)))
    return tuple(made)


def _button(name: str, sign: str, x: float, y: float, sizes: Sizes | None) -> Button:
    return Button(name, sign, x, y, None if sizes is None else {"shape": OWN, "layers": write_sizes(sizes)})
