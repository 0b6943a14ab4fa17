"""The drawing of a network: where its neurons and links are, what they are called, and their traces.

Neurons come layer by layer, inputs first; links as they lie in θ: layer by layer, W row by row.
"""

from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise, product
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from nnviz.core import Array, Network
from nnviz.figures.base import note
from nnviz.figures.palette import GRID, QUIET, TEXT

HEIGHT, HEAD = 416, 24
"""The height of the drawing, and of the line with the names of its layers, in px at its least size."""
LETTERS = "ABC"
_LOWER = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")


class Neuron(NamedTuple):
    """A neuron by its layer (0: an input) and its place in it."""

    layer: int
    place: int


class Link(NamedTuple):
    """A link by the layer that it leads to, the place of its source in the layer before, and of its target."""

    layer: int
    source: int
    target: int


@dataclass(frozen=True)
class Drawing:
    """Where the parts of a network of these layer sizes are drawn: the larger, the fewer neurons share the height."""

    sizes: tuple[int, ...]

    @cached_property
    def is_roomy(self) -> bool:
        """Whether no layer has more than three neurons."""
        return max(self.sizes) <= 3

    @property
    def radius(self) -> float:
        """The radius of a neuron in px."""
        return 46 if self.is_roomy else 42

    @property
    def font(self) -> int:
        """The size of the numbers in px."""
        return 16 if self.is_roomy else 14

    @property
    def gap(self) -> float:
        """The distance of the layers from each other."""
        return 225 if self.is_roomy else 196

    @cached_property
    def neurons(self) -> tuple[Neuron, ...]:
        """All neurons, layer by layer, inputs first."""
        return tuple(Neuron(layer, i) for layer, n in enumerate(self.sizes) for i in range(n))

    @cached_property
    def links(self) -> tuple[Link, ...]:
        """All links in the order of their weights in θ."""
        pairs = enumerate(pairwise(self.sizes), 1)
        return tuple(Link(layer, i, j) for layer, (n, m) in pairs for i, j in product(range(n), range(m)))

    @cached_property
    def width(self) -> float:
        """The width of the drawing in its own units."""
        return self.gap * (len(self.sizes) - 1) + 2 * self.margin

    @property
    def margin(self) -> float:
        """The room left and right of the outermost neurons' centres."""
        return self.radius + 20

    @property
    def row(self) -> float:
        """The distance of neurons that lie above each other."""
        return min(135, (HEIGHT - 2 * self.radius - 24) / max(max(self.sizes) - 1, 1))

    def place(self, neuron: Neuron) -> tuple[float, float]:
        """Return the (x, y) of a neuron's centre; y grows upwards, the first neuron of a layer is on top."""
        rows = (self.sizes[neuron.layer] - 1) / 2 - neuron.place
        return self.margin + self.gap * neuron.layer, HEIGHT / 2 + 9 + self.row * rows

    def port(self, link: Link) -> tuple[float, float]:
        """Return the (x, y) of a link's number: those that lead to one neuron stand in a column before it."""
        x, y = self.place(Neuron(link.layer, link.target))
        rows = (self.sizes[link.layer - 1] - 1) / 2 - link.source
        return x - self.radius - self.label_width / 2 - 5, y + 1.5 * self.font * rows

    @property
    def label_width(self) -> float:
        """The room that a link's number takes."""
        return (4.6 if self.is_roomy else 4.9) * self.font

    def course(self, link: Link) -> tuple[list[float], list[float]]:
        """Return the corners (x, y) of a link: straight to its number, a gap for that, and into its target."""
        start = self.place(Neuron(link.layer - 1, link.source))
        end = self.place(Neuron(link.layer, link.target))
        x, y = self.port(link)
        half = self.label_width / 2
        return [start[0], x - half, np.nan, x + half, end[0]], [start[1], y, np.nan, y, y]


def names(sizes: tuple[int, ...]) -> tuple[str, ...]:
    """Return what the neurons are called: x₁ and x₂, then A1, A2 … of the first hidden layer, B1 …, and ŷ."""
    inputs = ["x"] if sizes[0] == 1 else [f"x{i + 1}".translate(_LOWER) for i in range(sizes[0])]
    hidden = [f"{LETTERS[layer]}{i + 1}" for layer, n in enumerate(sizes[1:-1]) for i in range(n)]
    outputs = ["ŷ"] if sizes[-1] == 1 else [f"ŷ{i + 1}".translate(_LOWER) for i in range(sizes[-1])]
    return (*inputs, *hidden, *outputs)


def link_names(sizes: tuple[int, ...]) -> tuple[str, ...]:
    """Return what the links are called: x₁→A1, in the order of their weights in θ."""
    drawing, name = Drawing(sizes), name_of(sizes)
    return tuple(f"{name[Neuron(k - 1, i)]}→{name[Neuron(k, j)]}" for k, i, j in drawing.links)


def name_of(sizes: tuple[int, ...]) -> dict[Neuron, str]:
    """Return each neuron's name."""
    return dict(zip(Drawing(sizes).neurons, names(sizes), strict=True))


def layer_name(sizes: tuple[int, ...], layer: int) -> str:
    """Return what a layer is called: the inputs, hidden layer A, the output."""
    if layer in (0, len(sizes) - 1):
        return "the output" if layer else "the inputs"
    return f"hidden layer {LETTERS[layer - 1]}"


def weights_of(net: Network, theta: Array) -> Array:
    """Return the weights (..., links) out of θ (..., P), or their gradients out of θ's."""
    return np.concatenate([W.reshape(*W.shape[:-2], -1) for W, _ in net.layers(theta)], axis=-1)


def biases_of(net: Network, theta: Array) -> Array:
    """Return the biases (..., neurons but the inputs) out of θ (..., P), or their gradients out of θ's."""
    return np.concatenate([b for _, b in net.layers(theta)], axis=-1)


def canvas(drawing: Drawing) -> dict[str, Any]:
    """Return the axes, margins and column heads of a drawing, as settings for `base.figure`."""
    bare = {"visible": False, "fixedrange": True}
    heads = [
        note(f"{layer_name(drawing.sizes, k).removeprefix('the ')}", drawing.place(Neuron(k, 0))[0], HEIGHT + HEAD / 2)
        for k in range(len(drawing.sizes))
    ]  # fmt: skip
    return {
        "x": {"range": [0, drawing.width], "constrain": "domain", **bare},
        "y": {"range": [0, HEIGHT + HEAD], "scaleanchor": "x", "constrain": "domain", **bare},
        "margin": {"l": 0, "r": 0, "t": 0, "b": 0},
        "annotations": heads,
        "dragmode": False,
    }


def link_traces(drawing: Drawing) -> list[dict[str, Any]]:
    """Return one line a link, in the links' order."""
    return [
        {
            "type": "scatter",
            "mode": "lines",
            "x": np.array(x),
            "y": np.array(y),
            "line": {"color": QUIET.light, "width": 1.5},
            "hoverinfo": "skip",
        }
        for x, y in map(drawing.course, drawing.links)
    ]


def marks(places: list[tuple[float, float]], **settings: Any) -> dict[str, Any]:
    """Return the trace of one mark, or text, at each place."""
    x, y = zip(*places, strict=True)
    return {"type": "scatter", "mode": "markers", "x": x, "y": y, "hoverinfo": "skip", "cliponaxis": False, **settings}


def texts(places: list[tuple[float, float]], size: int = 14, **settings: Any) -> dict[str, Any]:
    """Return the trace of one text centred at each place, with a halo of the page's colour around its letters."""
    halo = ",".join(["0 0 3px #ffffff"] * 4)
    font = {"size": size, "color": TEXT.light, "shadow": halo, **settings.pop("textfont", {})}
    return marks(places, mode="text", textfont=font, **settings)


def sizes_by_amount(values: Array, largest: float) -> NDArray[np.float64]:
    """Return diameters (0 to `largest` px) of discs whose areas are in proportion to |values|; ∞ is the largest."""
    amount = np.abs(values)
    top = np.max(amount, initial=0, where=np.isfinite(amount)) or 1
    share = np.minimum(np.nan_to_num(amount / top, nan=1, posinf=1), 1)
    return largest * np.sqrt(share)


def chosen_marks(drawing: Drawing, neuron: Neuron, link: Link) -> list[dict[str, Any]]:
    """Return the shapes behind the neuron and the link that were chosen."""
    x, y = drawing.place(neuron)
    reach = drawing.radius + 9
    behind = {"layer": "below", "line": {"width": 0}, "fillcolor": GRID.light}
    around = {"type": "circle", "xsizemode": "pixel", "ysizemode": "pixel", "xanchor": x, "yanchor": y}
    corners = (corner for corner in zip(*drawing.course(link), strict=True) if corner[0] == corner[0])
    path = " L".join(f"{x},{y}" for x, y in corners)
    return [
        {"type": "path", "path": f"M{path}", "layer": "below", "line": {"width": 18, "color": GRID.light}},
        {**behind, **around, "x0": -reach, "x1": reach, "y0": -reach, "y1": reach},
    ]
