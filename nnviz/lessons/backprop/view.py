"""One training step seen from one example: the numbers of every formula, and the formulas made of them.

The line beside the figure and the tables below it are both made of these.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np

from nnviz.core import ACTIVATIONS, LOSSES, Activation, Array, Run, Update
from nnviz.figures.network import Link, Neuron, name_of
from nnviz.figures.numbers import number, signed
from nnviz.figures.text import factor, sum_of_products
from nnviz.lessons.backprop.study import Walk


class Formula(NamedTuple):
    """A formula with its numbers: what is known by which letters, and what it comes to.

    `numbers` has every term written out, `brief` each sum as the one number that it is.
    """

    letters: str
    numbers: str
    brief: str
    value: float
    more: str = ""

    @property
    def line(self) -> str:
        """The whole formula as a line of text."""
        return f"{self.letters} = {self.numbers} = {number(self.value)}{self.more}"


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
        old, grad, new = (
            float(self.run.net.layers(theta)[link.layer - 1][0][link.source, link.target])
            for theta in (self.update.theta, self.update.grad, self.update.theta_after)
        )
        return old, grad, new

    def weighted_sum_in_letters(self, neuron: Neuron) -> str:
        """Return the sum that makes z, in letters: w·x₁ + w·x₂ + b."""
        return " + ".join([*(f"w·{name}" for name in self.into(neuron).names), "b"])

    def z(self, neuron: Neuron) -> Formula:
        """Return z = Σ w·a + b."""
        terms, z, bias = self.into(neuron), self.values(neuron)[0], self.bias(neuron)
        written = sum_of_products(terms.left, terms.right)
        brief = f"{number(z - bias)} {signed(bias)}"
        return Formula("z = Σ w·a + b", f"{written} {signed(bias)}", brief, z)

    def a(self, neuron: Neuron) -> Formula:
        """Return a = φ(z); a joint activation takes the z of its whole layer."""
        z, a, _ = self.values(neuron)
        kind = self.activation(neuron)
        of = number(z)
        if kind.is_joint:
            of = "; ".join(number(v) for v in self.update.forward.z[neuron.layer][self.example])
        return Formula("a", f"φ({of})", "φ(z)", a, f", with {kind.formula}")

    def delta(self, neuron: Neuron) -> Formula:
        """Return δ = (Σ w·δ of the next layer)·φ′(z); for an output, δ = ∂loss/∂ŷ·φ′(z).

        Of a joint output with its loss (softmax with cross_entropy) δ = a − y.
        """
        _, a, delta = self.values(neuron)
        if self.activation(neuron).is_joint:
            difference = f"{number(a)} − {factor(float(self.y[self.update.batch][self.example, neuron.place]))}"
            return Formula("δ = a − y", difference, difference, delta)
        slope = factor(self.slope(neuron))
        if neuron.layer == self.last:
            loss = self.loss_slope(neuron)
            letters = f"δ = ∂loss/∂{self.name[neuron]} · φ′(z)"
            return Formula(letters, f"{number(loss)} · {slope}", f"{factor(loss)} · {slope}", delta)
        back = self.out_of(neuron)
        written = sum_of_products(back.left, back.right)
        return Formula("δ = (Σ w·δ) · φ′(z)", f"({written}) · {slope}", f"{factor(back.total)} · {slope}", delta)

    def gradient(self, link: Link) -> Formula:
        """Return ∂C/∂w as the mean of δ·a over the examples."""
        deltas, values = self.products(link)
        few = len(deltas) <= 4
        text = sum_of_products(deltas, values) if few else f"{sum_of_products(deltas[:3], values[:3])} + …"
        mean = f"({text}) / {len(deltas)}" if len(deltas) > 1 else text
        return Formula("∂C/∂w", f"mean of δ·a = {mean}", "mean of δ·a", self.of_link(link)[1])

    def new_weight(self, link: Link) -> Formula:
        """Return w ← w − η·∂C/∂w."""
        old, grad, new = self.of_link(link)
        rate = number(float(np.min(self.run.config.learning_rate)))
        step = f"{rate} · {factor(grad)}"
        return Formula("w ← w − η · ∂C/∂w", f"{number(old)} − {step}", step, new)
