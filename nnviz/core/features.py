"""Input features: what a network of the plane may be given of a place (x₁, x₂), beside or instead of the two alone.

The player paints what neurons see from the same features: each has its twin in assets/player/features.js.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from nnviz.core.arrays import Array
from nnviz.core.checks import check_name


@dataclass(frozen=True)
class Feature:
    """One feature of a place: its name, how it is written, and its value (...) from x₁ (...) and x₂ (...)."""

    name: str
    title: str
    value: Callable[[Array, Array], Array]


_ENTRIES = (
    Feature("x1", "x₁", lambda x1, x2: np.asarray(x1)),
    Feature("x2", "x₂", lambda x1, x2: np.asarray(x2)),
    Feature("x1_squared", "x₁²", lambda x1, x2: np.square(x1)),
    Feature("x2_squared", "x₂²", lambda x1, x2: np.square(x2)),
    Feature("x1_x2", "x₁·x₂", lambda x1, x2: np.multiply(x1, x2)),
    Feature("sin_x1", "sin x₁", lambda x1, x2: np.sin(x1)),
    Feature("sin_x2", "sin x₂", lambda x1, x2: np.sin(x2)),
)
"""Those of TensorFlow Playground, src/playground.ts, INPUTS."""

FEATURES: dict[str, Feature] = {entry.name: entry for entry in _ENTRIES}


def featured(names: tuple[str, ...], X: Array) -> Array:
    """Return the features (N, len(names)) of places X (N, 2). Raises ValueError for a name that is none."""
    X = np.asarray(X, np.float64)
    values = [check_name("feature", name, FEATURES).value(X[:, 0], X[:, 1]) for name in names]
    return np.column_stack(values)
