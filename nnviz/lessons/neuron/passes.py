"""What one neuron makes of its inputs at each stop of a timeline, number by number."""

import re
from collections.abc import Collection
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nnviz.core import ACTIVATIONS, Array, Network
from nnviz.figures.handle import Model, Quantity
from nnviz.figures.numbers import cleared, number, signed
from nnviz.figures.text import factor, lowered

END, STEP = 2.0, 0.1
"""Every input, weight and bias goes from −END to END by this step."""
_FORMS = {"": number, "signed": signed, "factor": factor}


@dataclass(frozen=True)
class Passes:
    """One neuron at the K stops of a timeline: its θ = (w₁ … wₙ, b) (K, n + 1), and its inputs x (K, n)."""

    activation: str
    theta: Array
    x: Array

    @property
    def n(self) -> int:
        """How many inputs there are."""
        return int(self.x.shape[1])

    @property
    def products(self) -> Array:
        """What each weight makes of its input, w·x (K, n)."""
        return self.theta[:, :-1] * self.x

    @cached_property
    def z(self) -> Array:
        """The weighted sum (K,), with 0 for what only rounding leaves of it: at a corner of φ that decides."""
        net = Network((self.n, 1), output="identity")
        rows, row = np.unique(self.x, axis=0, return_inverse=True)
        z = net.forward(self.theta, rows).z[1][np.arange(len(row)), row, 0]
        return cleared(z, np.abs(self.products).sum(axis=1) + np.abs(self.theta[:, -1]))

    @cached_property
    def a(self) -> Array:
        """The output φ(z) (K,)."""
        return ACTIVATIONS[self.activation].value(self.z)

    @cached_property
    def named(self) -> dict[str, Array]:
        """Every number of the computation (K,), by the names that the player's model "neuron" gives them."""
        inputs = {f"x{i + 1}": self.x[:, i] for i in range(self.n)}
        weights = {f"w{i + 1}": self.theta[:, i] for i in range(self.n)}
        products = {f"p{i + 1}": self.products[:, i] for i in range(self.n)}
        total = cleared(self.products.sum(axis=1), np.abs(self.products).sum(axis=1))
        return {**inputs, **weights, "b": self.theta[:, -1], **products, "sum": total, "z": self.z, "a": self.a}

    def filled(self, template: str) -> NDArray[np.str_]:
        """Return a template (nnviz/figures/handle.py) with the numbers of each stop (K,)."""

        def at(k: int) -> str:
            return re.sub(r"\{(\w+):?(\w*)\}", lambda part: _FORMS[part[2]](self.named[part[1]][k]), template)

        return np.array([at(k) for k in range(len(self.x))])

    def model(self, moving: Collection[str] = (), **given: Any) -> Model:
        """Return what follows the handles: every quantity with its range; the timeline changes those that are `moving`.

        A quantity whose range the timeline goes through has the steps that it takes.
        """
        return Model("neuron", tuple(self._quantity(name, name in moving) for name in names(self.n)),
                     {"activation": self.activation, **given})  # fmt: skip

    def _quantity(self, name: str, moves: bool) -> Quantity:
        values = self.named[name]
        step = STEP / 4 if moves else STEP
        return Quantity(name, said(name), values if moves else values[:1], -END, END, step)


def names(n: int) -> tuple[str, ...]:
    """Return the names of a neuron's inputs, weights and bias: x1 … xn, w1 … wn, b."""
    return (*(f"x{i + 1}" for i in range(n)), *(f"w{i + 1}" for i in range(n)), "b")


def sign(name: str) -> str:
    """Return how a name is written: w₁ for w1."""
    return name[0] + lowered(int(name[1:])) if name[1:] else name


def said(name: str) -> str:
    """Return what a quantity is called: weight w₁."""
    return f"{ {'x': 'input', 'w': 'weight', 'b': 'bias'}[name[0]] } {sign(name)}"


def title(name: str) -> str:
    """Return what a quantity is called where a control asks for it: Weight w₁."""
    return said(name).capitalize()


def weighted_sum(n: int) -> str:
    """Return z in letters: w₁·x₁ + w₂·x₂ + b."""
    return " + ".join([*(f"w{lowered(i)}·x{lowered(i)}" for i in range(1, n + 1)), "b"])


def zero_line(theta: Array, low: float, high: float) -> tuple[Array, Array]:
    """Return the ends of the line z = 0 within the square from low to high: x₁ (K, 2) and x₂ (K, 2), or nan.

    On an edge one of the inputs is low or high, and w₁·x₁ + w₂·x₂ + b = 0 gives the other.
    """
    ends = np.array([_ends(row[0], row[1], row[2], low, high) for row in theta.tolist()])
    return ends[:, :, 0], ends[:, :, 1]


def _ends(w1: float, w2: float, b: float, low: float, high: float) -> list[tuple[float, float]]:
    """Return both ends of one line; one through a corner meets two edges there, but for rounding in the same place."""
    found = [(edge, -(w1 * edge + b) / w2) for edge in (low, high) if w2]
    found += [(-(w2 * edge + b) / w1, edge) for edge in (low, high) if w1]
    rounded = dict.fromkeys((round(x, 9), round(y, 9)) for x, y in found)
    inside = [place for place in rounded if all(low <= at <= high for at in place)]
    return inside[:2] if len(inside) > 1 else [(np.nan, np.nan)] * 2
