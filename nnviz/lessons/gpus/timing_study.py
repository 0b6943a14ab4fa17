"""What was timed of a layer on this server, on a timeline of its sizes; before it was asked for, only what is known."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from nnviz.core import Array
from nnviz.lessons.gpus.timing import SIZES, WAYS, Timed, multiplications, timed
from nnviz.lessons.job import Job

LASTS = 3600.0
"""So many seconds a measurement is shown to everyone before it can be asked for anew."""
SECONDS = 20.0
"""The most that it may take; a few are enough."""


@dataclass(frozen=True)
class TimingSettings:
    """Nothing is set: everyone sees the same measurement."""


@dataclass(frozen=True)
class TimingStudy:
    """A layer that grows: its sizes (K,), and what has been timed so far, from the first of them on."""

    sizes: NDArray[np.int64]
    found: tuple[Timed, ...]

    @property
    def begun(self) -> bool:
        """Whether anything has been timed."""
        return bool(self.found)

    @property
    def whole(self) -> bool:
        """Whether all sizes have been timed."""
        return len(self.found) == len(self.sizes)

    @cached_property
    def multiplications(self) -> NDArray[np.int64]:
        """How many multiplications each layer takes (K,)."""
        return np.array([multiplications(size, size) for size in self.sizes.tolist()])

    @cached_property
    def seconds(self) -> Array:
        """The time of each way at each size (3, K); nan where it was not timed."""
        rows = [one.seconds for one in self.found] + [(None,) * len(WAYS)] * (len(self.sizes) - len(self.found))
        return np.array(rows, dtype=float).T

    @property
    def rates(self) -> Array:
        """Multiplications a second of each way at each size (3, K)."""
        return np.asarray(self.multiplications / self.seconds)

    @property
    def gains(self) -> Array:
        """How many times as fast as plain Python each way is at each size (3, K)."""
        return np.asarray(self.seconds[0] / self.seconds)

    @property
    def last(self) -> int:
        """The place of the largest size at which all ways were timed."""
        return int(np.flatnonzero(np.isfinite(self.seconds).all(axis=0))[-1])


def timing_job(settings: TimingSettings) -> Job:
    """Return what is measured when someone asks: each size is a piece."""
    return Job(
        "gpus_timing", "gpus_timing", "Time it on this server", timed, SIZES, seconds=SECONDS, lasts=LASTS
    )  # fmt: skip


def timing_study(settings: TimingSettings, found: tuple[Timed, ...] = ()) -> TimingStudy:
    """Return what was timed so far, size by size."""
    return TimingStudy(np.array(SIZES), found)
