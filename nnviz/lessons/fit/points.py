"""The points of this lesson, few enough to see each error, and the frame they are drawn in."""

import math
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from nnviz.core import Array, Sample
from nnviz.figures.axes import padded
from nnviz.lessons import common, setting
from nnviz.lessons.lines import LINES, sample_of
from nnviz.lessons.rows import Rows
from nnviz.lessons.tables import OWN, Rules, Table

FEW, MOST = 12, 20
"""The course's sets with at most so many points are used here, and own ones with at most that many."""
SMALL = tuple(name for name in LINES if len(sample_of(name).X) <= FEW)
RULES = Rules(
    columns=("x", "y"), row="point", least=2, most=MOST, largest=1000, between="−1,000 and 1,000",
    too_few="A line needs at least two points", instead="the four points", digits=12, longest=1_200,
)  # fmt: skip
FAR = 10_000.0
"""Slopes and intercepts are set between minus this and this."""


@dataclass(frozen=True)
class PointSettings:
    """Which points. `own` are the visitor's own, which are used where `data` is "own"."""

    data: str = setting(common.dataset((*SMALL, OWN), own="Your own points"))
    own: Table | None = setting(Rows("points", "Your own points", rules=RULES))

    @property
    def sample(self) -> Sample:
        """The points: a data set of the course, or the visitor's own."""
        if self.data != OWN or self.own is None:
            return sample_of(SMALL[0] if self.data == OWN else self.data)
        rows = np.array(self.own.rows)
        return Sample(rows[:, :1], rows[:, 1:], self.own.names[:1], self.own.names[1:])


@dataclass(frozen=True)
class Frame:
    """Where points x (n,), y (n,) are drawn, and by which steps a hand moves what is drawn there."""

    x: Array
    y: Array

    @property
    def wide(self) -> Array:
        """The ends of the x axis at least (2,): on the right there is room for squares."""
        low, high = padded(self.x, 0.2)
        return np.array([low, high + 0.1 * (high - low)])

    @property
    def high(self) -> Array:
        """The ends of the y axis at least (2,)."""
        return padded(self.y, 0.35)

    @property
    def hands(self) -> Array:
        """Between which x a line can be taken (2,): its rings lie beside the points, and hide none.

        Lines that are only looked at end here, and have their names behind.
        """
        return padded(self.x, 0.28)

    @property
    def beyond(self) -> Array:
        """Between which x a line is drawn (2,): past the figure's edges, however wide the screen is."""
        return padded(self.x, 4.0)

    @cached_property
    def aspect(self) -> float:
        """How many units of x are as long on the screen as one of y: 1, where that shows the points well."""
        ratio = float(np.ptp(self.x) / np.ptp(self.y)) if np.ptp(self.x) and np.ptp(self.y) else 1.0
        return 1.0 if 0.3 < ratio < 3 else _round_below(ratio)

    @property
    def step_y(self) -> float:
        """By how much a height, an intercept too, changes at least: a round number, about a 50th of the points' own."""
        return _round_below(max(float(np.ptp(self.y)) or 1.0, 1e-3) / 50)

    @property
    def step_x(self) -> float:
        """The same to the side."""
        return _round_below(max(float(np.ptp(self.x)) or 1.0, 1e-3) / 50)

    @property
    def step_m(self) -> float:
        """By how much a slope changes at least: about what moves the line's ends by a step."""
        return _round_below(2 * self.step_y / max(float(np.ptp(self.x)), 1e-3))


def frame_of(sample: Sample) -> Frame:
    """Return the frame of a sample's points."""
    return Frame(sample.X[:, 0], sample.y[:, 0])


def nearest(value: float, step: float) -> float:
    """Return the multiple of a step nearest to a value, within what can be set."""
    return min(max(round(round(value / step) * step, 10), -FAR), FAR)


def _round_below(value: float) -> float:
    """Return the largest of 1, 2 and 5, times a power of ten, that is no larger than a value."""
    power = 10.0 ** math.floor(math.log10(value) + 1e-9)
    return round(next(power * digit for digit in (5, 2, 1) if power * digit <= value * (1 + 1e-9)), 10)
