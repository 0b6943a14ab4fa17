"""A layer as a matrix product Z = X·W + b, filled in three ways: cell by cell, row by row, and all at once.

A step is one multiplication by each worker, who adds the product to the sum of their cell: a cell starts at its
neuron's bias and is done when all inputs are in. The ways differ in nothing but how many workers there are.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from nnviz.core import Array, Network
from nnviz.lessons import Number, common, setting
from nnviz.lessons.parameters import Parameter

EMPTY = -1
"""How many products are in a cell that nobody has begun."""
SPAN, WIDEST = 20, 9
"""Inputs lie within ±2.0, weights and biases within ±0.9, in tenths: so sums are written with two decimals, exactly."""


def _count(name: str, label: str, low: int, high: int, default: int, help: str) -> Parameter:
    return Number(name, label, low=low, high=high, step=1, default=default, help=help)


@dataclass(frozen=True)
class FillSettings:
    """The shape of the layer, and which numbers are in it."""

    points: int = setting(_count("points", "Points (rows of X)", 2, 5, 4, "How many examples go through the layer."))
    inputs: int = setting(_count("inputs", "Inputs (columns of X)", 1, 4, 3, "How many products a sum has."))
    neurons: int = setting(_count("neurons", "Neurons (columns of W)", 2, 6, 4, "How many sums each point needs."))
    seed: int = setting(common.seed("Other numbers"))


@dataclass(frozen=True)
class Way:
    """One way to fill the cells: so many workers do as many cells at once, for so many steps."""

    name: str
    workers: int
    steps: int


@dataclass(frozen=True)
class FillStudy:
    """A layer's inputs X (N, n) and its parameters θ, and at each stop how far each cell of Z (N, m) has come.

    Stop by stop, `way` (K,) is the place of the way shown and `step` (K,) how many of its steps are done.
    """

    net: Network
    theta: Array
    X: Array
    ways: tuple[Way, ...]
    way: NDArray[np.int64]
    step: NDArray[np.int64]

    @property
    def points(self) -> int:
        """N, the rows of X and of Z."""
        return len(self.X)

    @property
    def inputs(self) -> int:
        """How many products a cell has."""
        return self.net.sizes[0]

    @property
    def neurons(self) -> int:
        """The columns of W and of Z."""
        return self.net.sizes[1]

    @property
    def multiplications(self) -> int:
        """How many multiplications the layer takes, whichever way: points · inputs · neurons."""
        return self.points * self.inputs * self.neurons

    @property
    def weights(self) -> tuple[Array, Array]:
        """W (n, m) and b (m,)."""
        return self.net.layers(self.theta)[0]

    @property
    def workers(self) -> NDArray[np.int64]:
        """How many workers there are at each stop (K,)."""
        return np.array([way.workers for way in self.ways])[self.way]

    @cached_property
    def block(self) -> NDArray[np.int64]:
        """Which cells are worked on at each stop (K,): the first ones, the next ones, …; before a step, the first."""
        return np.maximum(self.step - 1, 0) // self.inputs

    @cached_property
    def product(self) -> NDArray[np.int64]:
        """Which product is done at each stop (K,), 0 for the first input; before the first step it is none, −1."""
        return np.where(self.step > 0, (self.step - 1) % self.inputs, -1)

    @cached_property
    def done(self) -> NDArray[np.int64]:
        """How many products are in each cell at each stop (K, N, m); EMPTY where a cell was not begun."""
        cell = np.arange(self.points * self.neurons)
        behind = cell // self.workers[:, None] - self.block[:, None]
        done = np.where(behind < 0, self.inputs, np.where(behind == 0, self.product[:, None] + 1, EMPTY))
        done[self.step == 0] = EMPTY
        return done.reshape(-1, self.points, self.neurons)

    @cached_property
    def z(self) -> Array:
        """What is in each cell at each stop (K, N, m): b + the first `done` of its products; nan where it is empty."""
        masks = np.tri(self.inputs + 1, self.inputs, -1)
        sums = np.stack([self.net.forward(self.theta, self.X * mask).z[1] for mask in masks])
        point, neuron = np.ogrid[: self.points, : self.neurons]
        return np.where(self.done == EMPTY, np.nan, sums[self.done.clip(0), point, neuron])


def ways_of(points: int, inputs: int, neurons: int) -> tuple[Way, ...]:
    """Return the three ways to fill a layer's cells: with one worker, one for each neuron, one for each cell."""
    return (
        Way("cell by cell", 1, points * inputs * neurons),
        Way("row by row", neurons, points * inputs),
        Way("all at once", points * neurons, inputs),
    )


def fill_study(settings: FillSettings) -> FillStudy:
    """Return the layer of these settings, and the stops of all three ways one after the other."""
    rng = np.random.default_rng(settings.seed)
    net = Network((settings.inputs, settings.neurons), output="identity")
    X = _tenths(rng, SPAN, (settings.points, settings.inputs))
    theta = _tenths(rng, WIDEST, (net.n_parameters,))
    ways = ways_of(settings.points, settings.inputs, settings.neurons)
    stops = [np.arange(way.steps + 1) for way in ways]
    way = np.repeat(np.arange(len(ways)), [len(one) for one in stops])
    return FillStudy(net, theta, X, ways, way, np.concatenate(stops))


def _tenths(rng: np.random.Generator, most: int, shape: tuple[int, ...]) -> Array:
    """Return tenths up to `most` of them, above or below 0, and never 0: each product is seen to do something."""
    return np.asarray(rng.integers(1, most + 1, shape) * rng.choice([-1, 1], shape) / 10)
