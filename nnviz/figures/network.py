"""A network on paper: where its neurons and links are drawn, and what they are called. Its marks: network_marks.py.

Neurons come layer by layer, inputs first; links as they lie in θ: layer by layer, W row by row.
"""

from dataclasses import dataclass
from functools import cache, cached_property
from itertools import pairwise, product
from math import ceil
from typing import NamedTuple

import numpy as np

from nnviz.core import Array, Network
from nnviz.figures.text import lowered

LEAST_HEIGHT, LEAST_CELL = 416, 52
ROOM = 2.05
"""How many times as wide as it is high a drawing has room on a laptop, beside the controls."""
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
LINE = 1.2
"""How far apart lines of text stand, in sizes of their font."""


class Neuron(NamedTuple):
    """A neuron by its layer (0: an input) and its place in it."""

    layer: int
    place: int


class Link(NamedTuple):
    """A link by the layer that it leads to, the place of its source in the layer before, and of its target."""

    layer: int
    source: int
    target: int


@cache
def neurons(sizes: tuple[int, ...]) -> tuple[Neuron, ...]:
    """Return all neurons of a network, layer by layer, inputs first."""
    return tuple(Neuron(layer, i) for layer, n in enumerate(sizes) for i in range(n))


@cache
def links(sizes: tuple[int, ...]) -> tuple[Link, ...]:
    """Return all links of a network in the order of their weights in θ."""
    pairs = enumerate(pairwise(sizes), 1)
    return tuple(Link(layer, i, j) for layer, (n, m) in pairs for i, j in product(range(n), range(m)))


@dataclass(frozen=True)
class Drawing:
    """Where the parts of a network of these layer sizes are drawn: the larger, the fewer neurons share the height.

    From five neurons in a layer on, each has a cell of its own: its disc with three lines of numbers, and a line
    below. Then the numbers of the links stand in as many columns as they need for each to have a line to itself.
    """

    sizes: tuple[int, ...]

    @cached_property
    def most(self) -> int:
        """How many neurons the largest layer has."""
        return max(self.sizes)

    @property
    def height(self) -> int:
        """The height of the drawing in px, without its head and foot: few neurons take less, and are magnified."""
        if self.most <= 4:
            return int(max(self.most, 2) * self.row)
        return max(LEAST_HEIGHT, LEAST_CELL * self.most)

    @cached_property
    def _look(self) -> tuple[float, int, float]:
        """The radius of a neuron, the font's size, and the room that a link's number takes, all in px."""
        if self.most <= 3:
            return 46, 16, 4.6 * 16
        if self.most == 4:
            return 43, 16, 4.5 * 16
        cell = self.height / self.most
        font = min(13, int(cell / 5.2))
        return (cell - 1.3 * font) / 2, font, 6.5 * font

    @property
    def radius(self) -> float:
        """The radius of a neuron in px."""
        return self._look[0]

    @property
    def font(self) -> int:
        """The size of the numbers in px."""
        return self._look[1]

    @property
    def label_width(self) -> float:
        """The room that a link's number takes."""
        return self._look[2]

    @property
    def row(self) -> float:
        """The distance of neurons that lie above each other."""
        if self.most > 4:
            return self.height / self.most
        return 2 * self.radius + (28 if self.most < 4 else 17)

    @property
    def gap(self) -> float:
        """The distance of the layers from each other; a few of them spread over the room there is."""
        if self.most > 4:
            return 2 * self.radius + max(map(self.columns, self.sizes[:-1])) * self.label_width + 80
        least = 225 if self.most < 4 else 200
        room = (ROOM * self.height - 2 * self.margin) / (len(self.sizes) - 1)
        return min(max(least, room), 1.3 * least)

    @property
    def caption(self) -> float:
        """How far below a neuron's edge the middle of the line is that says its name and its bias."""
        return 0.65 * self.font if self.most > 4 else 13 if self.most < 4 else 9

    @property
    def below_font(self) -> int:
        """The size of the letters in that line."""
        return min(16 if self.most < 4 else 14, self.font)

    @property
    def legend_font(self) -> float:
        """The size of the letters in the legend, which has one line, as long as the drawing is wide, and above it.

        A drawing that is made smaller, for a low screen, still has them large enough.
        """
        return min(17, self.width / 48.7)

    @property
    def label_pitch(self) -> float:
        """How far apart the numbers of links stand that are above each other, at least."""
        return min(self.columns(n) * self.pitch(n) for n in self.sizes[:-1])

    @property
    def widest(self) -> float:
        """How much wider the widest link is than the narrowest, in px: so that links that are neighbours stay two."""
        return min(7, *(0.8 * self.pitch(n) for n in self.sizes[:-1]))

    @property
    def margin(self) -> float:
        """The room left and right of the outermost neurons' centres."""
        return max(self.radius + 20, 5 * self.font) if self.most > 4 else self.radius + 17

    @property
    def beside(self) -> float:
        """The room right of that for what is said of each output, where there are several."""
        return 10 * self.font if self.sizes[-1] > 1 else 0

    @cached_property
    def width(self) -> float:
        """The width of the drawing in its own units."""
        return self.gap * (len(self.sizes) - 1) + 2 * self.margin + self.beside

    @cached_property
    def neurons(self) -> tuple[Neuron, ...]:
        """All neurons, layer by layer, inputs first."""
        return neurons(self.sizes)

    @cached_property
    def links(self) -> tuple[Link, ...]:
        """All links in the order of their weights in θ."""
        return links(self.sizes)

    def place(self, neuron: Neuron) -> tuple[float, float]:
        """Return the (x, y) of a neuron's centre; y grows upwards, the first neuron of a layer is on top."""
        rows = (self.sizes[neuron.layer] - 1) / 2 - neuron.place
        return self.margin + self.gap * neuron.layer, self.height / 2 + 9 + self.row * rows

    def pitch(self, fan_in: int) -> float:
        """Return how far apart links enter a neuron: as far as lines of text, or closer, so that all reach its disc."""
        return min(1.5 * self.font, (2 * self.radius - self.font) / max(fan_in - 1, 1))

    def columns(self, fan_in: int) -> int:
        """Return in how many columns the numbers of the links stand that lead to one neuron."""
        return ceil(LINE * self.font / self.pitch(fan_in))

    def port(self, link: Link) -> tuple[float, float]:
        """Return the (x, y) of a link's number: those that lead to one neuron stand in columns before it."""
        x, y = self.place(Neuron(link.layer, link.target))
        fan_in = self.sizes[link.layer - 1]
        rows, column = (fan_in - 1) / 2 - link.source, link.source % self.columns(fan_in)
        return x - self.radius - self.label_width * (column + 0.5) - 5, y + self.pitch(fan_in) * rows

    def course(self, link: Link) -> tuple[list[float], list[float]]:
        """Return the corners (x, y) of a link: straight to the numbers' columns and its own, a gap for that, and on."""
        start = self.place(Neuron(link.layer - 1, link.source))
        end = self.place(Neuron(link.layer, link.target))
        x, y = self.port(link)
        half = self.label_width / 2
        columns = self.columns(self.sizes[link.layer - 1])
        way = [end[0] - self.radius - 5 - columns * self.label_width] if columns > 1 else []
        return [start[0], *way, x - half, np.nan, x + half, end[0]], [start[1], *[y for _ in way], y, np.nan, y, y]


def letters(layer: int) -> str:
    """Return what a hidden layer (from 1) is called: A to Z, and then, as a table's columns are, AA, AB, …"""
    before, last = divmod(layer - 1, len(LETTERS))
    return (letters(before) if before else "") + LETTERS[last]


def numbered(name: str, count: int) -> tuple[str, ...]:
    """Return what the inputs or outputs are called: x₁, x₂ …, and x where there is one alone."""
    return (name,) if count == 1 else tuple(f"{name}{lowered(i)}" for i in range(1, count + 1))


@cache
def names(sizes: tuple[int, ...]) -> tuple[str, ...]:
    """Return what the neurons are called: x₁ and x₂, then A1, A2 … of the first hidden layer, B1 …, and ŷ."""
    hidden = [f"{letters(layer)}{i + 1}" for layer, n in enumerate(sizes[1:-1], 1) for i in range(n)]
    return (*numbered("x", sizes[0]), *hidden, *numbered("ŷ", sizes[-1]))


@cache
def link_names(sizes: tuple[int, ...]) -> tuple[str, ...]:
    """Return what the links are called: x₁→A1, in the order of their weights in θ."""
    name = name_of(sizes)
    return tuple(f"{name[Neuron(k - 1, i)]}→{name[Neuron(k, j)]}" for k, i, j in links(sizes))


def name_of(sizes: tuple[int, ...]) -> dict[Neuron, str]:
    """Return each neuron's name."""
    return dict(zip(neurons(sizes), names(sizes), strict=True))


def layer_name(sizes: tuple[int, ...], layer: int) -> str:
    """Return what a layer is called: the inputs, hidden layer A, the output."""
    if layer == 0:
        return "the inputs"
    if layer == len(sizes) - 1:
        return "the output" if sizes[-1] == 1 else "the outputs"
    return f"hidden layer {letters(layer)}"


def weights_of(net: Network, theta: Array) -> Array:
    """Return the weights (..., links) out of θ (..., P), or their gradients out of θ's."""
    return np.concatenate([W.reshape(*W.shape[:-2], -1) for W, _ in net.layers(theta)], axis=-1)


def biases_of(net: Network, theta: Array) -> Array:
    """Return the biases (..., neurons but the inputs) out of θ (..., P), or their gradients out of θ's."""
    return np.concatenate([b for _, b in net.layers(theta)], axis=-1)
