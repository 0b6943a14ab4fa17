"""Input features: what a network is given of a place (x, y) of the plane."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from nnviz.core.arrays import Array


@dataclass(frozen=True)
class Feature:
    """One feature: `of` takes the coordinates x and y, arrays of one shape, and gives its values there."""

    name: str
    title: str
    of: Callable[[Array, Array], Array]


_ENTRIES = (
    Feature("x", "x", lambda x, y: x),
    Feature("y", "y", lambda x, y: y),
    Feature("x2", "x²", lambda x, y: x * x),
    Feature("y2", "y²", lambda x, y: y * y),
    Feature("xy", "xy", lambda x, y: x * y),
    Feature("sinx", "sin x", lambda x, y: np.sin(x)),
    Feature("siny", "sin y", lambda x, y: np.sin(y)),
)

FEATURES: dict[str, Feature] = {entry.name: entry for entry in _ENTRIES}
"""Those of TensorFlow Playground (playground.ts, INPUTS)."""


def features_of(X: Array, names: Sequence[str]) -> Array:
    """Return the features (N, len(names)) of places X (N, 2)."""
    return np.column_stack([FEATURES[name].of(X[:, 0], X[:, 1]) for name in names])
