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
from nnviz.figures.text import equal_sign, factor, lowered

END, STEP, SWEEP = 2.0, 0.1, 0.02
"""Every input, weight and bias goes from −END to END by this step, or by the smaller one while the timeline moves it.

So each is written with all its digits, and so is what they come to, as long as it has no more than three.
"""
_FORMS = {"": number, "signed": signed, "factor": factor, "whole": lambda value: f"{value:g}"}


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
        pieces = re.split(r"\{(\w+):?(\w*)\}", template)
        columns = [self._column(name, form) for name, form in zip(pieces[1::3], pieces[2::3], strict=True)]
        rows = zip(*columns, strict=True) if columns else [()] * len(self.x)
        return np.array(
            ["".join([pieces[0], *(a + b for a, b in zip(row, pieces[3::3], strict=True))]) for row in rows]
        )

    def formula(self, name: str) -> str:
        """Return the template of what a product (p1) or the sum z is made of: {w1:factor}·{x1:factor} {b:signed}."""
        numbers = [name[1:]] if name[0] == "p" else [str(i + 1) for i in range(self.n)]
        products = " + ".join(f"{{w{i}:factor}}·{{x{i}:factor}}" for i in numbers)
        return products if name[0] == "p" else f"{products} {{b:signed}}"

    def _column(self, name: str, form: str) -> list[str]:
        """Return how a number is written at each stop (K,); what equals something has "= " or "≈ " before it."""
        if (name, form) not in self._written:
            values = self.named[name].tolist()
            column = self._equal(name, values) if form == "equals" else list(map(_FORMS[form], values))
            self._written[name, form] = column
        return self._written[name, form]

    def _equal(self, name: str, values: list[float]) -> list[str]:
        """Return "= " or "≈ " with each value, as a calculator says of the digits shown.

        Numbers as a hand sets them are shown with all their digits: then it is off only where what the result leaves
        out begins with a 5, which is rounded away from zero at school, whatever the computer does.
        """
        whole = (np.hstack([self.theta, self.x]).round(2) == np.hstack([self.theta, self.x])).all(axis=1)
        results, away = [number(value) for value in values], [number(value * (1 + 1e-12)) for value in values]
        formulas = [""] * len(values) if whole.all() else self.filled(self.formula(name)).tolist()
        return [
            f"{('=' if result == up else '≈') if exact else equal_sign(formula, result)} {result}"
            for exact, result, up, formula in zip(whole, results, away, formulas, strict=True)
        ]

    @cached_property
    def _written(self) -> dict[tuple[str, str], list[str]]:
        return {}

    def model(self, moving: Collection[str] = (), **given: Any) -> Model:
        """Return what follows the handles: every quantity with its range; the timeline changes those that are `moving`.

        A quantity whose range the timeline goes through has the steps that it takes.
        """
        return Model("neuron", tuple(self._quantity(name, name in moving) for name in names(self.n)),
                     {"activation": self.activation, **given})  # fmt: skip

    def _quantity(self, name: str, moves: bool) -> Quantity:
        values = self.named[name]
        step = SWEEP if moves else STEP
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
