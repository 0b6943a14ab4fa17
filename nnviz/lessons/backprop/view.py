"""One training step seen from one example: the numbers of every formula, and the formulas made of them.

The line beside the figure and the tables below it are both made of these.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import NamedTuple

import numpy as np

from nnviz.core import ACTIVATIONS, LOSSES, Activation, Array, Run, Update
from nnviz.figures.network import Link, Neuron, name_of
from nnviz.figures.numbers import calculated, enough_digits, number, signed
from nnviz.figures.text import FEW, factor, mean_of_column, sum_of_products, terms_digits, worked_out
from nnviz.lessons.backprop.study import Walk
from nnviz.lessons.moves import Move


class Formula(NamedTuple):
    """A formula with its numbers: what is known by which letters, and what it comes to.

    `numbers` has every term written out, `brief` each sum as the one number that it is, both with the digits that
    lead to the `result`; where they do not quite, it is ≈. What no calculator takes (φ, a sum cut short) comes to
    `shown` by the digits shown. `digits` are those of the terms, and
    `total` is what a sum of products comes to in `brief`.
    """

    letters: str
    numbers: str
    brief: str
    result: str
    more: str = ""
    shown: float | Fraction | None = None
    digits: int = 3
    total: str = ""

    @property
    def line(self) -> str:
        """The whole formula as a line of text."""
        return f"{self.letters} = {worked_out(self.numbers, self.result, self.shown)}{self.more}"


class Products(NamedTuple):
    """The terms of a sum of products: the neurons that they belong to, and both factors of each (n,)."""

    names: tuple[str, ...]
    left: Array
    right: Array

    @property
    def total(self) -> float:
        """What they add up to."""
        return float(self.left @ self.right)


@dataclass(frozen=True)
class View:
    """One training step seen from one example."""

    run: Run
    update: Update
    y: Array
    example: int

    @classmethod
    def of(cls, walk: Walk, round: int) -> "View":
        """Return the training step `round` (from 0) of a walk, seen from its example."""
        return cls(walk.run, walk.updates[round], walk.sample.y, walk.example)

    @cached_property
    def layers(self) -> tuple[tuple[Array, Array], ...]:
        """W and b of each layer, before the update."""
        return self.run.net.layers(self.update.theta)

    @cached_property
    def name(self) -> dict[Neuron, str]:
        """What each neuron is called."""
        return name_of(self.run.net.sizes)

    @property
    def last(self) -> int:
        """The number of the output layer."""
        return len(self.run.net.sizes) - 1

    def into(self, neuron: Neuron) -> Products:
        """Return what a neuron's z is made of, apart from its bias: its weights, and the a that they meet."""
        before = neuron.layer - 1
        W, _ = self.layers[before]
        return Products(self._layer(before), W[:, neuron.place], self.update.forward.a[before][self.example])

    def out_of(self, neuron: Neuron) -> Products:
        """Return what comes back to a hidden neuron: its weights to the next layer, and the δ there."""
        after = neuron.layer + 1
        W, _ = self.layers[neuron.layer]
        return Products(self._layer(after), W[neuron.place], self.update.backward.delta[after][self.example])

    def _layer(self, layer: int) -> tuple[str, ...]:
        return tuple(self.name[Neuron(layer, i)] for i in range(self.run.net.sizes[layer]))

    def bias(self, neuron: Neuron) -> float:
        """Return the bias of a neuron."""
        return float(self.layers[neuron.layer - 1][1][neuron.place])

    def values(self, neuron: Neuron) -> tuple[float, float, float]:
        """Return z, a and δ of a neuron."""
        forward, backward = self.update.forward, self.update.backward
        z, a, delta = (
            float(layers[neuron.layer][self.example, neuron.place]) for layers in (forward.z, forward.a, backward.delta)
        )
        return z, a, delta

    def activation(self, neuron: Neuron) -> Activation:
        """Return the activation of a neuron."""
        return ACTIVATIONS[self.run.net.activations[neuron.layer - 1]]

    def slope(self, neuron: Neuron) -> float:
        """Return φ′(z) of a neuron, whose activation is not a joint one."""
        z, a, _ = self.values(neuron)
        return float(self.activation(neuron).slope(np.array([z]), np.array([a]))[0])

    def loss_slope(self, output: Neuron) -> float:
        """Return ∂loss/∂ŷ of an output."""
        gradient = LOSSES[self.run.config.loss].gradient
        return float(gradient(self.update.forward.a[-1], self.y[self.update.batch])[self.example, output.place])

    def products(self, link: Link) -> tuple[Array, Array]:
        """Return δ at a link's end (N,) and a at its start (N,), for every example."""
        delta, a = self.update.backward.delta[link.layer], self.update.forward.a[link.layer - 1]
        return delta[:, link.target], a[:, link.source]

    def of_link(self, link: Link) -> tuple[float, float, float]:
        """Return a link's weight, its gradient, and its weight after the update."""
        old, grad, new = (float(W[link.source, link.target]) for W, _ in self._before_and_after(link.layer))
        return old, grad, new

    def of_bias(self, neuron: Neuron) -> tuple[float, float, float]:
        """Return a neuron's bias, its gradient, and its bias after the update."""
        old, grad, new = (float(b[neuron.place]) for _, b in self._before_and_after(neuron.layer))
        return old, grad, new

    def _before_and_after(self, layer: int) -> list[tuple[Array, Array]]:
        """Return W and b of a layer: before the update, their gradients, and after it."""
        update = self.update
        return [self.run.net.layers(theta)[layer - 1] for theta in (update.theta, update.grad, update.theta_after)]

    def weighted_sum_in_letters(self, neuron: Neuron) -> str:
        """Return the sum that makes z, in letters: w·x₁ + w·x₂ + b."""
        return " + ".join([*(f"w·{name}" for name in self.into(neuron).names), "b"])

    def z(self, neuron: Neuron) -> Formula:
        """Return z = Σ w·a + b."""
        terms, z, bias = self.into(neuron), self.values(neuron)[0], self.bias(neuron)

        def written(digits: int) -> str:
            return f"{sum_of_products(terms.left, terms.right, digits)} {signed(bias, digits)}"

        def brief(digits: int) -> str:
            return f"{number(terms.total, digits)} {signed(bias, digits)}"

        each, both = _enough(written, z), _enough(brief, z)
        total = number(terms.total, both)
        return Formula("z = Σ w·a + b", written(each), brief(both), number(z), digits=each, total=total)

    def a(self, neuron: Neuron) -> Formula:
        """Return a = φ(z); a joint activation takes the z of its whole layer."""
        z, a, _ = self.values(neuron)
        kind = self.activation(neuron)
        layer = self.update.forward.z[neuron.layer][self.example] if kind.is_joint else np.array([z])
        place = neuron.place if kind.is_joint else 0
        written = [number(v) for v in layer]
        shown = float(kind.value(np.array([_read(text) for text in written]))[place])
        of = f"φ({'; '.join(written)})"
        return Formula("a", of, of, number(a), f", with {kind.formula}", shown)

    def delta(self, neuron: Neuron) -> Formula:
        """Return δ = (Σ w·δ of the next layer)·φ′(z); for an output, δ = ∂loss/∂ŷ·φ′(z).

        Of a joint output with its loss (softmax with cross_entropy) δ = a − y.
        """
        _, a, delta = self.values(neuron)
        if self.activation(neuron).is_joint:
            target = factor(float(self.y[self.update.batch][self.example, neuron.place]))
            each = _enough(lambda digits: f"{number(a, digits)} − {target}", delta)
            return Formula("δ = a − y", *2 * (f"{number(a, each)} − {target}",), number(delta))
        slope = factor(self.slope(neuron))
        if neuron.layer == self.last:
            loss = self.loss_slope(neuron)
            letters = f"δ = ∂loss/∂{self.name[neuron]} · φ′(z)"
            return Formula(letters, f"{number(loss)} · {slope}", f"{number(loss)} · {slope}", number(delta))
        back = self.out_of(neuron)
        each = _enough(lambda digits: sum_of_products(back.left, back.right, digits), back.total)
        written = sum_of_products(back.left, back.right, each)
        brief = f"{factor(back.total)} · {slope}"
        return Formula(
            "δ = (Σ w·δ) · φ′(z)", f"({written}) · {slope}", brief, number(delta), digits=each, total=number(back.total)
        )

    def gradient(self, link: Link) -> Formula:
        """Return ∂L/∂w as the mean of δ·a over the examples."""
        deltas, values = self.products(link)
        grad, n = self.of_link(link)[1], len(deltas)

        def written(digits: int) -> str:
            return _over(sum_of_products(deltas, values, digits), n)

        each = _enough(written, grad)
        if n <= FEW:
            return Formula("∂L/∂w = mean of δ·a", written(each), written(each), number(grad), digits=each)
        cut, shown = sum_of_products(deltas[:3], values[:3], each), mean_of_column(deltas * values, each)
        cut = _over(f"{cut} + …", n)
        return Formula("∂L/∂w = mean of δ·a", cut, cut, number(grad), shown=shown, digits=each)

    def bias_gradient(self, neuron: Neuron) -> Formula:
        """Return ∂L/∂b as the mean of δ over the examples: a bias meets no a, or one that is always 1."""
        deltas, grad = self.update.backward.delta[neuron.layer][:, neuron.place], self.of_bias(neuron)[1]
        each = terms_digits(deltas, grad)
        terms = [factor(delta, each) for delta in deltas]
        cut = _over(" + ".join(terms) if len(terms) <= FEW else f"{' + '.join(terms[:3])} + …", len(terms))
        return Formula("∂L/∂b = mean of δ", cut, cut, number(grad), shown=mean_of_column(deltas, each), digits=each)

    def alone(self, link: Link) -> Formula:
        """Return δ·a of the example alone, which is ∂loss/∂w."""
        delta, a = (float(values[self.example]) for values in self.products(link))
        product = f"{number(delta)} · {factor(a)}"
        return Formula("∂loss/∂w = δ·a", product, product, number(delta * a))

    def new_weight(self, link: Link) -> Formula:
        """Return w ← w − η·∂L/∂w, with as many digits as show the step."""
        return _new("w ← w − η · ∂L/∂w", self._move_of(self.of_link(link)))

    def new_bias(self, neuron: Neuron) -> Formula:
        """Return b ← b − η·∂L/∂b, with as many digits as show the step."""
        return _new("b ← b − η · ∂L/∂b", self._move_of(self.of_bias(neuron)))

    def _move_of(self, old_grad_new: tuple[float, float, float]) -> Move:
        return Move(*old_grad_new, number(float(np.min(self.run.config.learning_rate))))


def _new(letters: str, move: Move) -> Formula:
    return Formula(letters, move.formula, move.formula, move.result)


def _enough(written: Callable[[int], str], value: float) -> int:
    """Return with how many digits to write a formula's numbers, so that they come to a value or near it."""
    return enough_digits(lambda digits: calculated(written(digits)), value, exact=False)


def _over(sum_: str, n: int) -> str:
    """Return a mean of n terms whose sum is written."""
    return f"({sum_}) / {n}" if n > 1 else sum_


def _read(written: str) -> float:
    """Return the number that is written."""
    value = calculated(written)
    return math.inf if value is None else float(value)
