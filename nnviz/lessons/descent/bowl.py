"""The loss over the plane of all lines: a bowl or a valley, in space and from above, with whatever walks on it."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nnviz.core import Array, LeastSquares, Sample, least_squares
from nnviz.figures import palette
from nnviz.figures.animation import Animation, Mark, Pointing
from nnviz.figures.axes import layout
from nnviz.figures.marks import gone, note
from nnviz.figures.plane import contours, drawable, ring_shape, until_it_leaves, where_it_left
from nnviz.figures.surface import Axis, Grid, Path, Point, Surface
from nnviz.lessons import common
from nnviz.lessons.lines import LINES, NEURON

DATA = common.dataset(LINES, "noisy_line")
SEED = common.seed("Starting line", starts=common.STARTS)
CELLS = 40
TILT = 40.0
TURNS = (-145.0, -125.0, -55.0, -35.0, 35.0, 55.0, 125.0, 145.0)
ROOM = 1.2
"""The plane reaches this much further from the lowest place than the runs go."""
FARTHEST = 1.3
"""A run that goes further than this many times the distance of its start leaves the plane."""
AT_LIMIT = 1e-9
"""A rate that is this near to its limit, as a part of it, is at it."""
RINGS, BELOW_TOP = 20, 5
"""So many rings are drawn, and at least so many of them lie on the surface, below its top."""
HEIGHTS = palette.sequential(palette.ERROR, 96)[4:60]
"""The colours of the loss, pale enough for paths to stand out from it."""
SPACE = 600
"""A path in space has about so many places: more than steps where these are few, for it lies on a curved surface."""


@dataclass(frozen=True)
class Bowl:
    """The loss L(m, c) of every line on a sample, and the square of the plane of all lines in which it is shown.

    The square's middle is the line of least squares, and both its axes go as far as `reach`: the plane has one scale.
    Losses above `top` are cut off in space.
    """

    sample: Sample
    answer: LeastSquares
    reach: float
    top: float

    @property
    def ends(self) -> Array:
        """The ends of both axes: (2, 2), of m and of c."""
        return self.answer.theta[:, None] + self.reach * np.array([-1.0, 1.0])

    @property
    def eigenvalues(self) -> Array:
        """λmin and λmax (2,): how the loss curves along the valley, where least, and across it, where most."""
        return np.asarray(np.linalg.eigvalsh(self.answer.hessian))

    def side(self, rate: float) -> int:
        """Return where a rate lies: below the limit 2 / λmax of gradient descent (−1), at it (0) or above it (1)."""
        ratio = rate / self.answer.rate_limit - 1
        return 0 if abs(ratio) <= AT_LIMIT else int(np.sign(ratio))

    def loss(self, theta: Array) -> Array:
        """Return the loss of lines θ (..., 2)."""
        return NEURON.loss(theta, self.sample.X, self.sample.y, "half_mse")

    @cached_property
    def rings(self) -> Array:
        """Curves of equal loss (rings, 61, 2), outermost first: at L* + ½ s² for evenly spaced s."""
        corners = self.answer.theta + self.reach * np.array([[1, 1], [1, -1]])
        farthest, top = np.sqrt(2 * (np.array([self.loss(corners).max(), self.top]) - self.answer.loss))
        spacing = min(2 * farthest / RINGS, 0.999 * top / BELOW_TOP)
        return contours(self.answer, np.full(2, self.reach), spacing * np.arange(RINGS, 0, -1))

    @property
    def levels(self) -> tuple[float, ...]:
        """The losses of those rings that lie below the top, lowest first."""
        return tuple(sorted(level for level in self.loss(self.rings[:, 0]).tolist() if level < self.top))

    def drawable(self, theta: Array) -> Array:
        """Return places θ (K, 2) as they are, those beyond any figure drawn in."""
        return drawable(theta, self.answer.theta, np.full(2, self.reach))

    def outside(self, theta: Array) -> Array:
        """Return how far places θ (K, 2) are from the middle of the square, in parts of its reach: 1 is its edge."""
        away: Array = (self.drawable(theta) - self.answer.theta) / self.reach
        return away

    def gone(self, theta: Array, colour: palette.Colour = palette.MODEL) -> Mark:
        """Return what is said where a run, θ (K, 2) at each stop, is outside the square: within a narrow figure too."""
        return gone(*where_it_left(self.outside(theta), self.answer.theta, self.reach * np.array([0.5, 0.85])), colour)

    def walked(self, theta: Array) -> Array:
        """Return the places of a run θ (K, 2) that its path has: up to the first after which it stays outside."""
        return self.drawable(theta[: until_it_leaves(theta, self.answer.theta, np.full(2, self.reach))])


def bowl_of(sample: Sample, *walked: Array) -> Bowl:
    """Return the bowl of a sample, as large as runs θ (K, 2) on it need; those that fly off leave it."""
    answer = least_squares(sample.X, sample.y)
    away = [np.abs(theta - answer.theta).max(axis=-1) for theta in walked]
    start = max(float(far[0]) for far in away)
    far = min(max(float(one.max()) for one in away), FARTHEST * start)
    reach = ROOM * max(far, 1e-3 * (1 + float(np.abs(answer.theta).max())))
    first = max(float(NEURON.loss(theta[0], sample.X, sample.y, "half_mse")) for theta in walked)
    lowest = answer.loss + 1e-9 * (1 + answer.loss)
    return Bowl(sample, answer, reach, lowest + 1.5 * max(first - lowest, 1e-6 * (1 + lowest)))


def in_space(bowl: Bowl, words: NDArray[np.str_], paths: tuple[Path, ...], points: tuple[Point, ...]) -> Surface:
    """Return the surface L(m, c) with paths and points on it; `words` (K,) say what it shows."""
    (m_low, m_high), (c_low, c_high) = bowl.ends.tolist()
    m, c = np.meshgrid(np.linspace(m_low, m_high, CELLS + 1), np.linspace(c_low, c_high, CELLS + 1))
    return Surface(
        name="The loss of every line: a surface over the plane of slope m and intercept c",
        x=Axis("slope m", m_low, m_high),
        y=Axis("intercept c", c_low, c_high),
        z=Axis("loss L", 0.0, bowl.top),
        heights=Grid(bowl.loss(np.stack([m, c], axis=-1))),
        words=words,
        paths=paths,
        points=points,
        rings=bowl.levels,
        title="The loss of every line",
        table=HEIGHTS,
        turn=_opposite(bowl, paths[0].places[0, :2]),
        tilt=TILT,
    )


def _opposite(bowl: Bowl, start: Array) -> float:
    """Return from where a run's way into the bowl is seen: over the bowl from the other side, but along no axis."""
    dm, dc = start - bowl.answer.theta
    ideal = np.degrees(np.arctan2(-dm, dc))
    return float(min(TURNS, key=lambda turn: abs((turn - ideal + 180) % 360 - 180)))


def path_on(
    bowl: Bowl, theta: Array, stops: NDArray[np.int_], colour: palette.Colour = palette.PATH, places: int = SPACE
) -> Path:
    """Return the way of a run θ (K, 2) on the surface, drawn at each of `stops`, places in it, as far as it has come.

    A step is straight from above; on the surface it follows the ground, with about so many `places` on the whole way.
    """
    theta = bowl.walked(theta)
    pieces = max(1, places // max(len(theta) - 1, 1))
    ground = np.linspace(0, len(theta) - 1, pieces * (len(theta) - 1) + 1)
    way = np.column_stack([np.interp(ground, np.arange(len(theta)), along) for along in theta.T])
    trail = pieces * np.minimum(stops, len(theta) - 1) + 1
    return Path(np.column_stack([way, bowl.loss(way)]), colour, trail)


def place_on(bowl: Bowl, theta: Array, colour: palette.Colour = palette.MODEL, label: str = "") -> Point:
    """Return the place of a run on the surface: θ (K, 2) at each stop."""
    theta = bowl.drawable(theta)
    return Point(np.column_stack([theta, bowl.loss(theta)]), colour, label)


def from_above(
    bowl: Bowl, marks: tuple[Mark, ...], title: str, name: str, points: int | None = None, **settings: Any
) -> Animation:
    """Return the plane seen from above, with its rings and marks on it.

    Both axes have one scale: only then is a step downhill at right angles to the ring it starts from. Where `points`
    is the number of a figure with the datapoints, the line of a place that is pointed at is drawn there.
    """
    (m, c), (across, up) = bowl.answer.theta, bowl.ends.tolist()
    cross = {"size": 24, "color": palette.ANSWER.light}
    return Animation(
        marks=marks,
        layout=layout(
            x={"title": "slope m", "range": across, "zeroline": False},
            y={"title": "intercept c", "range": up, "zeroline": False, "scaleanchor": "x", "scaleratio": 1},
            title=title,
            uirevision=f"{bowl.ends}",
            shapes=[ring_shape(ring) for ring in bowl.rings],
            annotations=[note("<b>×</b>", m, c, palette.ANSWER, font=cross), *settings.pop("annotations", [])],
            **settings,
        ),
        name=name,
        pointing=None if points is None else _pointing(bowl.answer, points),
    )


def _pointing(answer: LeastSquares, points: int) -> Pointing:
    return Pointing(points, answer.theta.tolist(), answer.hessian.tolist(), answer.loss)
