"""Why squares: the same points and one that lies apart, and the two best lines, by squares and by distances."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from nnviz.core import Array, LeastDistances, LeastSquares, Sample, least_distances, least_squares
from nnviz.figures.numbers import cleared
from nnviz.lessons import Entry, nested, setting
from nnviz.lessons.fit.points import FAR, Frame, PointSettings, frame_of, nearest

STOPS = 41


@dataclass(frozen=True)
class WhySettings:
    """The points, and where the outlier lies; an x or y that is None is that of the first one."""

    points: PointSettings = nested(PointSettings)
    x: float | None = setting(Entry("x", "Outlier’s x", low=-FAR, high=FAR, step=0.1))
    y: float | None = setting(Entry("y", "Outlier’s y", low=-FAR, high=FAR, step=0.1))


@dataclass(frozen=True)
class WhyStudy:
    """The outlier's way from the best line of the other points to its place: x, and its heights y (K,) at the stops.

    `squares` and `distances` are the best lines of all points at each stop; `rest` are the points but the outlier.
    """

    rest: Sample
    x: float
    y: Array
    squares: tuple[LeastSquares, ...]
    distances: tuple[LeastDistances, ...]

    @cached_property
    def frame(self) -> Frame:
        """By what steps the outlier moves; where all is drawn, say `wide` and `high`."""
        return frame_of(self.rest)

    @cached_property
    def wide(self) -> Array:
        """The ends of the x axis (2,): with room for the outlier, and with it wherever it lies."""
        return _around(self.frame.x, 0.5, [self.x])

    @cached_property
    def high(self) -> Array:
        """The ends of the y axis (2,), likewise."""
        return _around(self.frame.y, 1.0, self.y.tolist())

    @cached_property
    def by_squares(self) -> Array:
        """The line of least Σ (ŷ − y)² at each stop (K, 2)."""
        return np.array([one.theta for one in self.squares])

    @cached_property
    def by_distances(self) -> Array:
        """A line of least Σ |ŷ − y| at each stop (K, 2)."""
        return np.array([one.theta for one in self.distances])

    @cached_property
    def tied(self) -> NDArray[np.bool_]:
        """At which stops several lines share the least Σ |ŷ − y| (K,)."""
        return np.array([not one.unique for one in self.distances])

    def sums(self, lines: Array) -> tuple[Array, Array]:
        """Return Σ (ŷ − y)² and Σ |ŷ − y| of a line at each stop (K, 2): both (K,), 0 where only rounding is left."""
        x = np.append(self.frame.x, self.x)
        y = np.column_stack([np.tile(self.frame.y, (len(self.y), 1)), self.y])
        guess = lines[:, :1] * x + lines[:, 1:]
        error = cleared(guess - y, np.abs(guess) + np.abs(y))
        return np.square(error).sum(axis=1), np.abs(error).sum(axis=1)


def outlier_of(settings: WhySettings) -> tuple[float, float]:
    """Return where the outlier lies; as long as it was not moved, to the right of the points and below them."""
    frame = frame_of(settings.points.sample)
    x = nearest(float(frame.x.max()) + 0.25 * float(np.ptp(frame.x)), frame.step_x)
    y = nearest(float(frame.y.min()) - 0.5 * float(np.ptp(frame.y)), frame.step_y)
    return (x if settings.x is None else settings.x, y if settings.y is None else settings.y)


def why_study(settings: WhySettings) -> WhyStudy:
    """Return both best lines on the outlier's way from the line of least squares of the others to its place."""
    rest, (x, end) = settings.points.sample, outlier_of(settings)
    m, c = least_squares(rest.X, rest.y).theta
    heights = np.linspace(m * x + c, end, STOPS)
    X = np.vstack([rest.X, [[x]]])
    ys = [np.vstack([rest.y, [[height]]]) for height in heights]
    return WhyStudy(
        rest, x, heights,
        tuple(least_squares(X, y) for y in ys),
        tuple(least_distances(X, y) for y in ys),
    )  # fmt: skip


def _around(values: Array, share: float, outlier: list[float]) -> Array:
    """Return the ends (2,) of an axis with `share` of the values' span on both sides, and the outlier's way."""
    low, high = float(values.min()), float(values.max())
    room = share * (high - low or 1.0)
    return np.array([min(low - room, min(outlier) - 0.2 * room), max(high + room, max(outlier) + 0.2 * room)])
