"""The points of the playground: in the plane, in classes or with values, for training and for the test."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from nnviz.core import DATASETS, Array, Sample, classes_of
from nnviz.core.arrays import Steps

REACH = 6.0
"""The plane goes from −6 to 6 in both directions."""
INNER = 5.0
"""Measured data are scaled to lie within ±5."""


@dataclass(frozen=True)
class Scaling:
    """How measured inputs were brought into the plane: x = (input − middle) / unit, for each column (2,)."""

    middle: Array
    unit: Array


@dataclass(frozen=True)
class Points:
    """The points of a run, those for training first.

    places X (N, 2) lie in the plane; y (N, n_out) are targets, −1 and 1, or one column a class, or values. `n_training`
    of them are learned from, the others test. `classes` are names; none where the targets are values. `axes` name the
    coordinates, and `scaling` says how they were brought into the plane, where they were.
    """

    X: Array
    y: Array
    n_training: int
    classes: tuple[str, ...]
    axes: tuple[str, str]
    scaling: Scaling | None = None

    @property
    def training(self) -> slice:
        """The rows learned from."""
        return slice(0, self.n_training)

    @property
    def test(self) -> slice:
        """The rows that test."""
        return slice(self.n_training, len(self.X))

    @cached_property
    def actual(self) -> Steps:
        """The class (N,) of each point, from 0; for values, all 0."""
        return classes_of(self.y) if self.classes else np.zeros(len(self.y), np.int64)


def points_of(data: str, seed: int, noise: int, share: int) -> Points:
    """Return a data set's points: drawn, shuffled once, then split, `share` % for training.

    `noise` is in percent; measured data take none, and are scaled into the plane. The draw has a generator of its own.
    """
    entry, rng = DATASETS[data], np.random.default_rng((seed, 6))
    sample = entry.make(rng, None if entry.noise is None else noise / 100)
    scaling = None if entry.noise is not None else scaling_of(sample.X)
    if scaling:
        sample = sample._replace(X=(sample.X - scaling.middle) / scaling.unit)
    return split(sample, share, rng, named(entry.task, sample), scaling)


def split(
    sample: Sample, share: int, rng: np.random.Generator, classes: tuple[str, ...], scaling: Scaling | None
) -> Points:
    """Return a sample's rows shuffled, with `share` % of them for training."""
    training, test = sample.split(share / 100, rng)
    X, y = np.concatenate([training.X, test.X]), np.concatenate([training.y, test.y])
    return Points(X, y, len(training.X), classes, (sample.inputs[0], sample.inputs[1]), scaling)


def named(task: str, sample: Sample) -> tuple[str, ...]:
    """Return the names of a sample's classes; none for values."""
    if task == "regression":
        return ()
    return sample.outputs if len(sample.outputs) > 1 else ("−1", "1")


def scaling_of(X: Array) -> Scaling:
    """Return what brings inputs X (N, 2) into ±5, each column by itself; one whose values are all equal stays at 0."""
    low, high = X.min(axis=0), X.max(axis=0)
    unit = np.where(high > low, (high - low) / (2 * INNER), 1.0)
    return Scaling((low + high) / 2, unit)
