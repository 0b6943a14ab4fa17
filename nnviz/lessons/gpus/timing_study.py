"""What was timed of a layer on this server, on a timeline of its sizes; before it was asked for, only what is known."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from nnviz.core import Array
from nnviz.lessons import given
from nnviz.lessons.gpus.timing import SIZES, WAYS, Timings, multiplications


@dataclass(frozen=True)
class TimingSettings:
    """What was measured, where it was; nothing else is set."""

    timings: Timings | None = given()


@dataclass(frozen=True)
class TimingStudy:
    """A layer that grows: its sizes (K,), its multiplications (K,), and the seconds it took in each way (3, K).

    What was not measured is nan.
    """

    sizes: NDArray[np.int64]
    timings: Timings | None

    @property
    def ways(self) -> tuple[str, ...]:
        """The names of the ways, slowest first as one would guess."""
        return tuple(WAYS)

    @cached_property
    def multiplications(self) -> NDArray[np.int64]:
        """How many multiplications each layer takes (K,)."""
        return np.array([multiplications(size, size) for size in self.sizes.tolist()])

    @cached_property
    def seconds(self) -> Array:
        """The time of each way at each size (3, K)."""
        rows = self.timings.seconds if self.timings else ((None,) * len(self.sizes),) * len(WAYS)
        return np.array(rows, dtype=float)

    @cached_property
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


def timing_study(settings: TimingSettings) -> TimingStudy:
    """Return what was measured, size by size."""
    return TimingStudy(np.array(SIZES), settings.timings)
