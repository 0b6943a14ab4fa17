"""What an activation function is like: what it is called here, its slope, and where it is too flat to learn with."""

from typing import NamedTuple

import numpy as np

from nnviz.core import ACTIVATIONS, Array
from nnviz.lessons.common import HIDDEN

FLAT = 0.05
"""A slope smaller than this hardly moves a weight."""
KINDS = ("threshold", "sigmoid", "relu")
"""The three that learn side by side, in the order in which networks came to use them."""
SHAPES = (*KINDS, *(name for name in HIDDEN if name not in KINDS))
Z_END = 8.0
CONVENTION = "by convention"
"""The word for a z at which φ has no slope: what stands for it there."""
READING = {
    "identity": "https://isl.stanford.edu/~widrow/papers/c1960adaptiveswitching.pdf",
    "threshold": "https://doi.org/10.1007/BF02478259",
    "sigmoid": "http://neuralnetworksanddeeplearning.com/chap1.html",
    "tanh": "https://doi.org/10.1007/3-540-49430-8_2",
    "relu": "https://icml.cc/Conferences/2010/papers/432.pdf",
    "leaky_relu": "https://ai.stanford.edu/~amaas/papers/relu_hybrid_icml2013_final.pdf",
    "elu": "https://arxiv.org/abs/1511.07289",
    "softplus": "https://proceedings.neurips.cc/paper/2000/hash/44968aece94f667e4095002d140b5896-Abstract.html",
    "gelu": "https://arxiv.org/abs/1606.08415",
    "silu": "https://arxiv.org/abs/1702.03118",
}
"""Where the source of each can be read."""


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


def breaks(activation: str) -> tuple[tuple[float, str], ...]:
    """Return where φ has no slope, and what is there: a jump, or a corner."""
    found = []
    for kink in ACTIVATIONS[activation].kinks:
        below, above = value_at(activation, np.nextafter(kink, [-np.inf, np.inf]))
        found.append((kink, "jump" if above - below > FLAT else "corner"))
    return tuple(found)


def flats(activation: str) -> tuple[Flat, ...]:
    """Return where on the z axis the slope is nearly zero: where it is 0, and where φ levels off, saturated.

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
        return "slope 0"
    return "turning" if inner else "saturated" if np.ptp(slopes) > 0 else "leaking"


def word_at(activation: str, z: float) -> str:
    """Return in a word how well a neuron learns from an input at this z: not flat, or that of the flat stretch.

    Where φ has no slope, a jump or a corner, the slope is what was agreed on.

    A neuron that is silent at one z is not dead: that is one which is silent for every example.
    """
    if z in ACTIVATIONS[activation].kinks:
        return CONVENTION
    if abs(at(activation, z)[1]) >= FLAT:
        return "not flat"
    nearest = min(flats(activation), key=lambda flat: max(flat.low - z, z - flat.high))
    return nearest.word
