"""What an activation function is like: what it is called here, its slope, and where it is too flat to learn with."""

from typing import NamedTuple

import numpy as np

from nnviz.core import ACTIVATIONS, Array
from nnviz.lessons.common import HIDDEN

FLAT = 0.05
"""A slope smaller than this hardly moves a weight: the neuron is saturated there, or dead if it is exactly 0."""
KINDS = ("threshold", "sigmoid", "relu")
"""The three that learn side by side, in the order history took them: 1943, the 1980s, 2010."""
SHAPES = (*KINDS, *(name for name in HIDDEN if name not in KINDS))
Z_END = 8.0


class Flat(NamedTuple):
    """A stretch of the z axis where the slope is nearly zero, and the word for it."""

    low: float
    high: float
    word: str


def title(activation: str) -> str:
    """Return an activation's name as a page shows it; the sigmoid goes by two."""
    return "Sigmoid (logistic)" if activation == "sigmoid" else ACTIVATIONS[activation].title


def value_at(activation: str, z: Array) -> Array:
    """Return φ(z), for z of any shape."""
    return ACTIVATIONS[activation].value(z)


def slope_at(activation: str, z: Array) -> Array:
    """Return φ'(z), for z of any shape."""
    return ACTIVATIONS[activation].slope(z, value_at(activation, z))


def at(activation: str, z: float) -> tuple[float, float]:
    """Return φ(z) and φ'(z)."""
    place = np.array([z])
    return float(value_at(activation, place)[0]), float(slope_at(activation, place)[0])


def flats(activation: str) -> tuple[Flat, ...]:
    """Return where on the z axis the slope is nearly zero: dead where it is 0, saturated where φ levels off.

    It is leaking where the slope is small and stays the same, as a leaky ReLU's does, and turning between two
    stretches that are not flat, as GELU and SiLU turn round below zero.
    """
    z = np.linspace(-Z_END, Z_END, 1601)
    slopes = slope_at(activation, z)
    flat = np.concatenate([[False], np.abs(slopes) < FLAT, [False]])
    starts, ends = np.nonzero(flat[1:] & ~flat[:-1])[0], np.nonzero(flat[:-1] & ~flat[1:])[0] - 1
    found = []
    for start, end in zip(starts, ends, strict=True):
        inner = bool(start > 0 and end < len(z) - 1)
        found.append(Flat(float(z[start]), float(z[end]), _word(slopes[start : end + 1], inner)))
    return tuple(found)


def _word(slopes: Array, inner: bool) -> str:
    if not slopes.any():
        return "dead"
    return "turning" if inner else "saturated" if np.ptp(slopes) > 0 else "leaking"


def word_at(activation: str, z: float) -> str:
    """Return in a word how well a neuron learns at this z: alive, or that of the flat stretch it lies in."""
    if abs(at(activation, z)[1]) >= FLAT:
        return "alive"
    nearest = min(flats(activation), key=lambda flat: max(flat.low - z, z - flat.high))
    return nearest.word
