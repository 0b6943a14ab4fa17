"""A line fitted by hand: where it lies, the lines it is compared with, and a neuron that goes on from it."""

import math
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from nnviz.core import Array, LeastSquares, Run, Sample, TrainConfig, least_squares, train
from nnviz.figures.handle import of_line
from nnviz.figures.numbers import RESIDUE, cleared
from nnviz.figures.timeline import Steps, spread
from nnviz.lessons import Choice, Entry, Switch, Text, nested, setting
from nnviz.lessons.fit.points import FAR, Frame, PointSettings, frame_of, nearest
from nnviz.lessons.lines import NEURON

LETTERS = ("A", "B", "C", "D", "E")
"""Lines that are kept are lettered in the order of keeping, and lines to choose from are numbered."""
MOST_KEPT = len(LETTERS)
LEAST_STEPS, MOST_STEPS, MOST_STOPS = 20, 4000, 200
SQUARES_SENT = 1200
"""So many squares are sent at most, of all stops together: of many points a run has fewer stops."""
SHARE = 0.4
"""The neuron's learning rate, as a share of the limit of the rate on its points."""
THERE = 1e-4
"""A line has arrived when no more than this share of what its loss had above the smallest one is left."""
STICKS, SQUARES, BOTH = "sticks", "squares", "both"
NAMES = np.array(["your line", "line 1", "line 2", "line 3"])
"""What the stops of a line fitted by hand are called."""

Line = tuple[float, float]


def lines_from_link(text: str) -> tuple[Line, ...] | None:
    """Return the kept lines that a link names, such as "0.8,1.5;1,0", or None where it names anything else."""
    try:
        lines = [tuple(float(number) for number in one.split(",")) for one in text.split(";")]
    except ValueError:
        return None
    whole = len(lines) <= MOST_KEPT and all(len(one) == 2 and all(abs(v) <= FAR for v in one) for one in lines)
    return tuple((m, c) for m, c in lines) if whole else None


def lines_to_link(lines: tuple[Line, ...]) -> str:
    """Return kept lines as a link names them."""
    return ";".join(f"{m:.10g},{c:.10g}" for m, c in lines)


@dataclass(frozen=True)
class FitSettings:
    """The points, the line, the lines kept, and what is drawn; an m or c that is None is the first line's."""

    points: PointSettings = nested(PointSettings)
    m: float | None = setting(Entry("m", "Slope m", low=-FAR, high=FAR, step=0.05))
    c: float | None = setting(Entry("c", "Intercept c", low=-FAR, high=FAR, step=0.05))
    errors: str = setting(
        Choice("errors", "Errors as", options=(STICKS, SQUARES, BOTH), default=BOTH, title=str.capitalize,
               look="segments")
    )  # fmt: skip
    neuron: bool = setting(
        Switch("neuron", "Let a neuron try from my line",
               help="Gradient descent that starts at your line: press play.")
    )  # fmt: skip
    answer: bool = setting(
        Switch("answer", "Show least squares", help="The best line there is, by the sum of the squares.")
    )  # fmt: skip
    kept: tuple[Line, ...] = setting(
        Text("kept", "Kept lines", default=(), meaning=lines_from_link, text=lines_to_link)
    )


@dataclass(frozen=True)
class FitStudy:
    """The points, the visitor's own line and kept lines (n, 2), the three to choose from (3, 2), and a neuron's run.

    `answer` is least squares; it is `asked` for, or stays out of sight until the neuron is there.
    """

    sample: Sample
    own: Array
    kept: Array
    candidates: Array
    answer: LeastSquares
    errors: str
    asked: bool
    run: Run | None

    @cached_property
    def frame(self) -> Frame:
        """Where the points are drawn."""
        return frame_of(self.sample)

    @cached_property
    def stops(self) -> Steps:
        """The places in the run's record at which the timeline stops (K,): up to where the neuron has arrived."""
        assert self.run is not None
        there = self._there(self._run_losses)
        end = int(there.argmax()) if there.any() else len(there) - 1
        return spread(max(end, LEAST_STEPS) + 1, min(MOST_STOPS, SQUARES_SENT // len(self.sample.X)))

    @cached_property
    def arrived(self) -> bool:
        """Whether a neuron runs, and its run ends where it has arrived."""
        return self.run is not None and bool(self._there(self._run_losses)[self.stops[-1]])

    @cached_property
    def theta(self) -> Array:
        """The line at each stop (K, 2): of the neuron's run or, by hand, the visitor's own and those to choose from."""
        return np.vstack([self.own, self.candidates]) if self.run is None else self.run.theta[self.stops]

    @cached_property
    def heights(self) -> Array:
        """ŷ of each point at each stop (K, n)."""
        return NEURON.outputs(self.theta, self.sample.X)[..., 0]

    @cached_property
    def losses(self) -> Array:
        """The loss at each stop (K,)."""
        return self.losses_of(self.theta)

    @cached_property
    def best_own(self) -> Array:
        """Of the visitor's line and those they kept, the one with the smallest loss (2,)."""
        mine = np.vstack([self.own, self.kept])
        return np.asarray(mine[self.losses_of(mine).argmin()])

    def losses_of(self, lines: Array) -> Array:
        """Return the losses of lines (..., 2), with 0 for what only rounding has left."""
        return cleared(NEURON.loss(lines, self.sample.X, self.sample.y, "half_mse"), self._nothing)

    @property
    def letters(self) -> tuple[str, ...]:
        """What the kept lines are called, in the order in which they were kept: A, B, …"""
        return LETTERS[: len(self.kept)]

    def loss_of(self, line: Array) -> float:
        """Return the loss of one line (2,), with 0 for what only rounding has left."""
        return float(self.losses_of(line))

    def known(self, place: int) -> bool:
        """Return whether least squares may be told at a stop: it was asked for, or the neuron has arrived there."""
        return self.asked or (self.arrived and place == len(self.theta) - 1)

    @property
    def _nothing(self) -> float:
        """What rounding may leave of a loss."""
        return RESIDUE * float(np.square(self.sample.y).max())

    def _there(self, losses: Array) -> NDArray[np.bool_]:
        """Return at which steps of a run it has arrived, given the loss at each of them (N,)."""
        above = losses - self.answer.loss
        return np.asarray(above <= THERE * above[0] + self._nothing)

    @cached_property
    def _run_losses(self) -> Array:
        assert self.run is not None
        return self.run.losses(self.sample.X, self.sample.y)


def own_line(settings: FitSettings) -> Line:
    """Return the visitor's line (m, c); as long as they set none it is flat, at the height of the lowest point."""
    frame = frame_of(settings.points.sample)
    start = nearest(math.floor(float(frame.y.min()) / frame.step_y + 1e-9) * frame.step_y, frame.step_y)
    return (0.0 if settings.m is None else settings.m, start if settings.c is None else settings.c)


def is_outside(settings: FitSettings) -> bool:
    """Return whether the visitor's line has no ring within the figure to take it by."""
    frame, (m, c) = frame_of(settings.points.sample), own_line(settings)
    rings = [m * grip.x["1"] + c for grip in of_line(frame.hands)]
    return not any(frame.high[0] < ring < frame.high[1] for ring in rings)


def ranked(settings: FitSettings) -> list[tuple[str, Line, float]]:
    """Return the kept lines with their letters and losses, the best first."""
    sample = settings.points.sample
    losses = NEURON.loss(np.reshape(settings.kept, (-1, 2)), sample.X, sample.y, "half_mse").tolist()
    return sorted(zip(LETTERS, settings.kept, losses, strict=False), key=lambda one: one[2])


def candidates_of(sample: Sample) -> Array:
    """Return the three lines to choose from (3, 2), by what each does with the points.

    Line 1 goes through the two outermost points, line 2 is flat at the points' mean, and line 3 goes through the middle
    of the left half and the middle of the right half.
    """
    order = np.argsort(sample.X[:, 0], kind="stable")
    x, y = sample.X[order, 0], sample.y[order, 0]
    half = len(x) // 2
    middles = [(float(x[part].mean()), float(y[part].mean())) for part in (slice(half), slice(-half, None))]
    flat = (0.0, float(y.mean()))
    return np.array([_through((x[0], y[0]), (x[-1], y[-1])) or flat, flat, _through(*middles) or flat])


def _through(one: tuple[float, float], other: tuple[float, float]) -> Line | None:
    """Return the line through two places; None where one stands above the other."""
    if one[0] == other[0]:
        return None
    m = (other[1] - one[1]) / (other[0] - one[0])
    return (m, one[1] - m * one[0])


def study(settings: FitSettings) -> FitStudy:
    """Return the line and what it is compared with; the neuron's rate is below its limit, so it never flies off."""
    sample = settings.points.sample
    own, answer = np.array(own_line(settings)), least_squares(sample.X, sample.y)
    run = None
    if settings.neuron:
        config = TrainConfig("half_mse", "sgd", SHARE * answer.rate_limit, len(sample.X), MOST_STEPS)
        run = train(NEURON, own, sample.X, sample.y, config, most_recorded=MOST_STEPS + 1)
    kept = np.reshape(settings.kept, (-1, 2)).astype(float)
    return FitStudy(sample, own, kept, candidates_of(sample), answer, settings.errors, settings.answer, run)
