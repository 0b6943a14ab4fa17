"""Samples: examples to learn from, and how a data set draws them."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from nnviz.core.arrays import Array
from nnviz.core.checks import check_amount

Points = tuple[Array, Array]


class Sample(NamedTuple):
    """Examples to learn from: X (N, n_in), y (N, n_out), and the names of their columns, with units if any."""

    X: Array
    y: Array
    inputs: tuple[str, ...]
    outputs: tuple[str, ...]

    @property
    def rows(self) -> Array:
        """X and y side by side, (N, n_in + n_out)."""
        return np.hstack([self.X, self.y])

    def split(self, share: float, rng: np.random.Generator) -> tuple["Sample", "Sample"]:
        """Return two parts, for training and held out: the rows, shuffled once, of which `share` are for training.

        Each part has at least one row. Raises ValueError for a share that is not between 0 and 1, and for one row.
        """
        if not 0.0 < share < 1.0:
            raise ValueError(f"share must be a number between 0 and 1, not {share!r}")
        if len(self.X) < 2:
            raise ValueError(f"only 2 rows or more can be split, not {len(self.X)}")
        order = rng.permutation(len(self.X))
        n = min(max(round(share * len(order)), 1), len(order) - 1)
        training, held_out = (self._replace(X=self.X[rows], y=self.y[rows]) for rows in (order[:n], order[n:]))
        return training, held_out

    def standardized(self) -> "Sample":
        """Return the same with inputs standardized, see the function `standardized`, and named so."""
        return self._replace(X=standardized(self.X), inputs=tuple(f"{name}, standardized" for name in self.inputs))


@dataclass(frozen=True)
class Dataset:
    """One data set: `points(rng, noise)` draws X (N, n_in), y (N, n_out), and `make` gives them with their names.

    `inputs` and `outputs` name the columns, with units where they have any. `task` is "regression" or
    "classification"; two classes are 0 and 1, or as the source has them −1 and 1, and more of them have a column each
    that is 1 for their own. `noise` is the usual amount of noise, in the unit that the docstring
    of `points` says; None for measured or exact data: these take no noise, and are the same whatever the rng.
    """

    name: str
    title: str
    description: str
    source: str
    inputs: tuple[str, ...]
    outputs: tuple[str, ...]
    task: str
    points: Callable[[np.random.Generator, float], Points]
    noise: float | None = None

    def make(self, rng: np.random.Generator, noise: float | None = None) -> Sample:
        """Return a fresh sample, with the usual amount of noise or another one.

        Raises ValueError for noise that is negative or not finite, or that the data set does not take.
        """
        if noise is not None:
            if self.noise is None:
                raise ValueError(f"{self.name} takes no noise: its data are measured or exact")
            check_amount("noise", noise)
        return Sample(*self.points(rng, (self.noise or 0.0) if noise is None else noise), self.inputs, self.outputs)


def standardized(X: Array) -> Array:
    """Return X (N, n_in) with each column's mean taken away and its standard deviation made 1.

    x' = (x − mean) / std (LeCun, Bottou, Orr and Müller, Efficient BackProp, 1998, section 4.3). A column
    whose values are all equal becomes 0.
    """
    varies = X.max(axis=0) > X.min(axis=0)  # asked this way, because rounding can make their std not quite 0
    centered = np.where(varies, X - X.mean(axis=0), 0.0)
    scaled: Array = centered / np.where(varies, X.std(axis=0), 1.0)
    return scaled
