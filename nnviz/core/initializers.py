"""Initializers: the weights and biases that a layer starts from."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from nnviz.core.arrays import Array


@dataclass(frozen=True)
class Initializer:
    """One way to start; `draw(rng, fan_in, fan_out)` gives W (fan_in, fan_out) and b (fan_out,)."""

    name: str
    title: str
    formula: str
    source: str
    draw: Callable[[np.random.Generator, int, int], tuple[Array, Array]]


def zeros(rng: np.random.Generator, fan_in: int, fan_out: int) -> tuple[Array, Array]:
    """W = 0, b = 0: the neurons of a layer start alike, and so stay alike."""
    return np.zeros((fan_in, fan_out)), np.zeros(fan_out)


def uniform(rng: np.random.Generator, fan_in: int, fan_out: int) -> tuple[Array, Array]:
    """W ~ U(−0.5, 0.5), b = 0.1."""
    return rng.uniform(-0.5, 0.5, (fan_in, fan_out)), np.full(fan_out, 0.1)


def xavier(rng: np.random.Generator, fan_in: int, fan_out: int) -> tuple[Array, Array]:
    """W ~ U(−r, r) with r = √(6 / (fan_in + fan_out)), b = 0 (Glorot and Bengio, 2010, eq. 16)."""
    r = np.sqrt(6.0 / (fan_in + fan_out))
    return rng.uniform(-r, r, (fan_in, fan_out)), np.zeros(fan_out)


def he(rng: np.random.Generator, fan_in: int, fan_out: int) -> tuple[Array, Array]:
    """W ~ N(0, 2 / fan_in), b = 0 (He, Zhang, Ren and Sun, 2015, eq. 10)."""
    return rng.normal(0.0, np.sqrt(2.0 / fan_in), (fan_in, fan_out)), np.zeros(fan_out)


_ENTRIES = (
    Initializer("zeros", "Zeros", "w = 0, b = 0", "the start that breaks no symmetry", zeros),
    Initializer(
        "uniform", "Uniform", "w ~ U(−0.5, 0.5), b = 0.1",
        "TensorFlow Playground, nn.ts: weights in ±0.5, bias 0.1", uniform,
    ),
    Initializer(
        "xavier", "Xavier", "w ~ U(−r, r), r = √(6 / (fan_in + fan_out)), b = 0",
        "Glorot and Bengio, Understanding the difficulty of training deep feedforward networks, 2010, eq. 16",
        xavier,
    ),
    Initializer(
        "he", "He", "w ~ N(0, 2 / fan_in), b = 0",
        "He, Zhang, Ren and Sun, Delving deep into rectifiers, 2015, eq. 10", he,
    ),
)  # fmt: skip

INITIALIZERS: dict[str, Initializer] = {entry.name: entry for entry in _ENTRIES}
