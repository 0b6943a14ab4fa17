"""The same layer computed in three ways, and how long each takes here: for sizes that grow, by the processor's clock.

What is timed is this file's own code, run when asked; nothing of it is known before.
"""

import platform
import time
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from nnviz.core import Array

SIZES = (4, 8, 16, 32, 64, 128, 256, 512, 1024)
"""So many inputs, and as many neurons, has the layer."""
POINTS = 64
ROUND, ROUNDS = 0.01, 3
"""A way is timed over and over: runs of at least so many seconds together are a round; the fastest round counts."""
ENOUGH = 1.0
"""After so many seconds there is no further round."""
LONGEST = 1.0
"""A way that is expected to take longer than so many seconds is not timed."""

Layer = Callable[[], object]


@dataclass(frozen=True)
class Timed:
    """Seconds of processor time for one layer in each of WAYS; None where it would have taken too long.

    `when` says when they were measured, in seconds since 1970, and `software` by what.
    """

    seconds: tuple[float | None, ...]
    when: float
    software: str


def in_python(rows: list[list[float]], columns: list[list[float]], biases: list[float]) -> list[list[float]]:
    """Return z of each neuron for each point, neuron by neuron, number by number."""
    z = []
    for column, bias in zip(columns, biases, strict=True):
        of_neuron = []
        for row in rows:
            total = bias
            for x, w in zip(row, column):  # noqa: B905 (to check the lengths would be timed as well)
                total += x * w
            of_neuron.append(total)
        z.append(of_neuron)
    return z


def by_neuron(X: Array, columns: Array, b: Array) -> Array:
    """Return z (m, N) of each neuron for each point, neuron by neuron: columns (m, n) are Wᵀ."""
    z = np.empty((len(columns), len(X)))
    for of_neuron, column, bias in zip(z, columns, b, strict=True):
        np.dot(X, column, out=of_neuron)
        of_neuron += bias
    return z


def as_product(X: Array, W: Array, b: Array) -> Array:
    """Return z (N, m) of all neurons for all points, as one matrix product."""
    z = X @ W
    z += b
    return z


def _python(X: Array, W: Array, b: Array) -> Layer:
    rows, columns, biases = X.tolist(), W.T.tolist(), b.tolist()
    return lambda: in_python(rows, columns, biases)


def _by_neuron(X: Array, W: Array, b: Array) -> Layer:
    columns = np.ascontiguousarray(W.T)
    return lambda: by_neuron(X, columns, b)


def _product(X: Array, W: Array, b: Array) -> Layer:
    return lambda: as_product(X, W, b)


WAYS: dict[str, Callable[[Array, Array, Array], Layer]] = {
    "plain Python, neuron by neuron": _python,
    "NumPy, neuron by neuron": _by_neuron,
    "NumPy, one matrix product": _product,
}
"""The ways, each with what makes it ready: it gets its numbers in the form that suits it, before the clock runs."""


def layer(size: int) -> tuple[Array, Array, Array]:
    """Return the numbers of a layer: X (POINTS, size), W (size, size), b (size,), always the same ones."""
    rng = np.random.default_rng(size)
    return rng.normal(size=(POINTS, size)), rng.normal(size=(size, size)) / np.sqrt(size), rng.normal(size=size)


def multiplications(inputs: int, neurons: int) -> int:
    """Return how many multiplications such a layer takes, whichever way."""
    return POINTS * inputs * neurons


def timed(size: int) -> Timed:
    """Time a layer of this size in each way."""
    numbers = layer(size)
    seconds = tuple(_timed(ready, *numbers) for ready in WAYS.values())
    return Timed(seconds, time.time(), f"Python {platform.python_version()}, NumPy {np.__version__}")


def _timed(ready: Callable[[Array, Array, Array], Layer], X: Array, W: Array, b: Array) -> float | None:
    """Return the seconds of one way; None where one neuron alone says that all of them take too long."""
    one = _round(ready(X, W[:, :1], b[:1]), 1, time.process_time)
    return None if one * len(b) > LONGEST else fastest(ready(X, W, b))


def fastest(run: Layer, clock: Callable[[], float] = time.process_time) -> float:
    """Return the seconds that one run takes in the fastest of some rounds; what else the machine does only adds."""
    runs, took = 1, _round(run, 1, clock)
    while took < ROUND:
        runs *= 2
        took = _round(run, runs, clock)
    rounds = [took]
    while len(rounds) < ROUNDS and sum(rounds) < ENOUGH:
        rounds.append(_round(run, runs, clock))
    return min(rounds) / runs


def _round(run: Layer, runs: int, clock: Callable[[], float]) -> float:
    begun = clock()
    for _ in range(runs):
        run()
    return clock() - begun
