"""The formulas of backpropagation with one training step's own numbers, as a line of text."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from nnviz.core import ACTIVATIONS, LOSSES, Array, Run, Update
from nnviz.figures.network import Link, Neuron, name_of
from nnviz.figures.numbers import number, signed


def factor(value: float) -> str:
    """Return a number as a factor: (−0.500) where it is negative."""
    text = number(value)
    return f"({text})" if text.startswith("−") else text


def sum_of_products(left: Array, right: Array) -> str:
    """Return left · right written out: 0.500·0.100 + (−0.200)·1.00."""
    return " + ".join(f"{factor(a)}·{factor(b)}" for a, b in zip(left, right, strict=True))


@dataclass(frozen=True)
class View:
    """One training step seen from one example."""

    run: Run
    update: Update
    y: Array
    example: int

    @cached_property
    def layers(self) -> tuple[tuple[Array, Array], ...]:
        """W and b of each layer, before the update."""
        return self.run.net.layers(self.update.theta)

    def into(self, neuron: Neuron) -> tuple[Array, Array, float]:
        """Return what a neuron's z is made of: weights (n,), the a they meet (n,), and the bias."""
        W, b = self.layers[neuron.layer - 1]
        return W[:, neuron.place], self.update.forward.a[neuron.layer - 1][self.example], float(b[neuron.place])

    def out_of(self, neuron: Neuron) -> tuple[Array, Array]:
        """Return what comes back to a hidden neuron: its weights to the next layer (n,), and the δ there (n,)."""
        return self.layers[neuron.layer][0][neuron.place], self.update.backward.delta[neuron.layer + 1][self.example]

    def values(self, neuron: Neuron) -> tuple[float, float, float]:
        """Return z, a and δ of a neuron."""
        forward, backward = self.update.forward, self.update.backward
        z, a, delta = (
            float(layers[neuron.layer][self.example, neuron.place]) for layers in (forward.z, forward.a, backward.delta)
        )
        return z, a, delta

    def slope(self, neuron: Neuron) -> float:
        """Return φ′(z) of a neuron."""
        z, a, _ = self.values(neuron)
        kind = ACTIVATIONS[self.run.net.activations[neuron.layer - 1]]
        return float(kind.slope(np.array([z]), np.array([a]))[0])

    def loss_slope(self) -> float:
        """Return ∂loss/∂ŷ of the one output."""
        gradient = LOSSES[self.run.config.loss].gradient
        return float(gradient(self.update.forward.a[-1], self.y[self.update.batch])[self.example, 0])

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
        name = name_of(self.run.net.sizes)
        terms = [f"w·{name[Neuron(neuron.layer - 1, i)]}" for i in range(self.run.net.sizes[neuron.layer - 1])]
        return " + ".join([*terms, "b"])

    def z(self, neuron: Neuron) -> str:
        """Return z = Σ w·a + b."""
        w, a, b = self.into(neuron)
        return f"z = Σ w·a + b = {sum_of_products(w, a)} {signed(b)} = {number(self.values(neuron)[0])}"

    def a(self, neuron: Neuron) -> str:
        """Return a = φ(z)."""
        z, a, _ = self.values(neuron)
        return f"a = φ({number(z)}) = {number(a)}, with {self.phi(neuron)}"

    def phi(self, neuron: Neuron) -> str:
        """Return the formula of a neuron's activation."""
        return ACTIVATIONS[self.run.net.activations[neuron.layer - 1]].formula

    def delta(self, neuron: Neuron) -> str:
        """Return δ = (Σ w·δ of the next layer)·φ′(z); for the output, δ = ∂loss/∂ŷ·φ′(z)."""
        slope, delta = factor(self.slope(neuron)), number(self.values(neuron)[2])
        if neuron.layer == len(self.run.net.sizes) - 1:
            return f"δ = ∂loss/∂ŷ · φ′(z) = {number(self.loss_slope())} · {slope} = {delta}"
        return f"δ = (Σ w·δ) · φ′(z) = ({sum_of_products(*self.out_of(neuron))}) · {slope} = {delta}"

    def gradient(self, link: Link) -> str:
        """Return ∂C/∂w as the mean of δ·a over the examples."""
        deltas, values = self.products(link)
        few = len(deltas) <= 4
        text = sum_of_products(deltas, values) if few else f"{sum_of_products(deltas[:3], values[:3])} + …"
        mean = f"({text}) / {len(deltas)}" if len(deltas) > 1 else text
        return f"∂C/∂w = mean of δ·a = {mean} = {number(self.of_link(link)[1])}"

    def new_weight(self, link: Link) -> str:
        """Return w ← w − η·∂C/∂w."""
        old, grad, new = self.of_link(link)
        rate = number(float(np.min(self.run.config.learning_rate)))
        return f"w ← w − η · ∂C/∂w = {number(old)} − {rate} · {factor(grad)} = {number(new)}"
