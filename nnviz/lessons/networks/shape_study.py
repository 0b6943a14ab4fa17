"""Configurations: the shapes that a network may have, and how many numbers each of its layers has to learn."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from nnviz.core import Network
from nnviz.lessons import Choice, Text, setting

OWN = "Build one"
MOST_LAYERS, MOST_NEURONS = 100, 16
"""How many layers of weights a network here has at most, and how many neurons, or inputs, a layer."""
DEEP = 3
"""A network is called deep from so many layers of weights on."""
Sizes = tuple[int, ...]
SHAPES: dict[str, Sizes] = {
    "One neuron": (2, 1),
    "One hidden layer": (2, 4, 1),
    "Deep": (2, 4, 4, 3, 1),
    "Wide": (2, 16, 1),
    "Narrow in the middle": (8, 4, 2, 4, 8),
    "100 layers": (2, *[8] * 99, 1),
}
FIRST: Sizes = (2, 3, 1)
"""What one begins with who builds one."""


def read_sizes(text: str) -> Sizes | None:
    """Return the sizes of layers written as 2-4-1, the inputs first, or None where they are no network allowed here."""
    parts = text.split("-") if len(text) <= 3 * (MOST_LAYERS + 1) else []
    if not 2 <= len(parts) <= MOST_LAYERS + 1 or not all(p.isascii() and p.isdigit() and len(p) < 3 for p in parts):
        return None
    sizes = tuple(map(int, parts))
    return sizes if min(sizes) >= 1 and max(sizes) <= MOST_NEURONS else None


def write_sizes(sizes: Sizes) -> str:
    """Return sizes as a link holds them: 2-4-1."""
    return "-".join(map(str, sizes))


@dataclass(frozen=True)
class ShapeSettings:
    """Which configuration is shown: one that has a name, or the layers that a visitor built in the drawing."""

    shape: str = setting(
        Choice("shape", "Configuration", options=(*SHAPES, OWN), default="One hidden layer", look="radio",
               help="Or build one: the buttons in the drawing add and take away neurons and layers.")
    )  # fmt: skip
    layers: Sizes | None = setting(Text("layers", "Layers", meaning=read_sizes, text=write_sizes))

    def __post_init__(self) -> None:
        """Forget the visitor's own layers where another shape is shown: equal studies have equal settings."""
        if self.shape != OWN:
            object.__setattr__(self, "layers", None)

    @property
    def sizes(self) -> Sizes:
        """The sizes of the layers, inputs first."""
        return SHAPES.get(self.shape) or self.layers or FIRST


@dataclass(frozen=True)
class Shape:
    """A network's layers, counted: layer l = 1 … L has weights[l−1] and biases[l−1] to learn."""

    net: Network

    @property
    def sizes(self) -> Sizes:
        """The sizes of the layers, inputs first."""
        return self.net.sizes

    @property
    def n_layers(self) -> int:
        """How many layers of weights there are."""
        return len(self.sizes) - 1

    @property
    def is_deep(self) -> bool:
        """Whether the network is called deep."""
        return self.n_layers >= DEEP

    @cached_property
    def _counts(self) -> tuple[tuple[int, int], ...]:
        return tuple((W.size, b.size) for W, b in self.net.layers(np.zeros(self.net.n_parameters)))

    @property
    def weights(self) -> tuple[int, ...]:
        """How many weights lead into each layer."""
        return tuple(weights for weights, _ in self._counts)

    @property
    def biases(self) -> tuple[int, ...]:
        """How many biases each layer has."""
        return tuple(biases for _, biases in self._counts)

    def so_far(self, layer: int) -> int:
        """Return how many weights and biases the layers up to this one have."""
        return sum(self.weights[:layer]) + sum(self.biases[:layer])


def shape_study(settings: ShapeSettings) -> Shape:
    """Return the network of these settings, counted."""
    return Shape(Network(settings.sizes))


# ---- what the buttons do ---------------------------------------------------------------------------


def resized(sizes: Sizes, layer: int, by: int) -> Sizes | None:
    """Return the sizes with so many neurons more (or less) in a layer; None where that is not allowed."""
    n = sizes[layer] + by
    return (*sizes[:layer], n, *sizes[layer + 1 :]) if 1 <= n <= MOST_NEURONS else None


def with_layer(sizes: Sizes, after: int) -> Sizes | None:
    """Return the sizes with a hidden layer more after this one: as large as a hidden one beside it, or of four."""
    if len(sizes) > MOST_LAYERS:
        return None
    beside = [sizes[layer] for layer in (after, after + 1) if 0 < layer < len(sizes) - 1]
    return (*sizes[: after + 1], max(beside, default=4), *sizes[after + 1 :])


def without_layer(sizes: Sizes, layer: int) -> Sizes | None:
    """Return the sizes without a hidden layer."""
    return (*sizes[:layer], *sizes[layer + 1 :])
