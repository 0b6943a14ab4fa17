"""A line fit: its settings, its run, and the answer that it is compared with."""

from dataclasses import dataclass
from functools import cached_property, lru_cache

import numpy as np

from nnviz.core import Array, LeastSquares, Run, Sample, TrainConfig, Update, least_squares, train
from nnviz.figures.numbers import RESIDUE, cleared
from nnviz.figures.text import equation
from nnviz.figures.timeline import Steps, spread
from nnviz.lessons import Switch, common, setting
from nnviz.lessons.lines import LINES, NEURON, sample_of
from nnviz.lessons.parameters import Chosen
from nnviz.lessons.rows import Rows
from nnviz.lessons.tables import OWN, Lost, Rules, Table

POINTS = Rules(
    columns=("x", "y"), row="point", least=2, most=2_000, largest=1e9, between="−1 billion and 1 billion",
    too_few="A line needs at least two points", instead="the four points",
    digits=12, longest=1_800,  # characters that mail, chats and QR codes still carry unharmed
)  # fmt: skip
MAX_STEPS = 5_000
"""More steps than this would keep other visitors waiting; training then ends in an earlier epoch."""
AT_LIMIT = 1e-9
"""A rate that differs from its limit by no more than this share of it is the limit."""


@lru_cache(64)
def _points(data: str, own: Table | Lost | None) -> Sample:
    """Return a data set of the course, or the visitor's own points, as they are.

    They are asked for several times while a page runs.
    """
    if data != OWN:
        return sample_of(data)
    if not isinstance(own, Table):
        return sample_of(LINES[0])
    rows = np.array(own.rows)
    return Sample(rows[:, :1], rows[:, 1:], own.names[:1], own.names[1:])


def _n_points(chosen: Chosen) -> int:
    return len(_points(chosen.get("data", LINES[0]), chosen.get("points")).X)


@dataclass(frozen=True)
class LineSettings:
    """Everything that decides a run. `points` are the visitor's own, which are used where `data` is "own".

    Where they are lost, the first data set is learned from, and it is said why.
    """

    data: str = setting(common.dataset((*LINES, OWN), own="Your own points"))
    points: Table | Lost | None = setting(Rows("points", "Your own points", rules=POINTS))
    learning_rate: float = setting(common.learning_rate(0.03))
    epochs: int = setting(common.epochs(200))
    batch_size: int | str = setting(common.batch_size(_n_points))
    optimizer: str = setting(common.optimizer())
    seed: int = setting(common.seed("Starting line", starts=common.STARTS))
    standardize: bool = setting(
        Switch("standardize", "Standardize x",
               help="Shift and scale x to mean 0 and standard deviation 1 before training.")
    )  # fmt: skip


OPENING = LineSettings(data="noisy_line", learning_rate=0.05, epochs=150, seed=5)
"""The run that the start page opens with."""


@dataclass(frozen=True)
class LineStudy:
    """A run of one neuron, every step of it recorded, what it was trained on, and the answer it is compared with.

    `lost` says why it was not trained on the visitor's own points, where it should have been.
    """

    sample: Sample
    run: Run
    answer: LeastSquares
    lost: Lost | None = None

    @property
    def rate(self) -> float:
        """The learning rate."""
        return float(np.min(self.run.config.learning_rate))

    @property
    def has_limit(self) -> bool:
        """Whether the limit of the rate is a law for this run: for gradient descent with all points in every step."""
        return self.run.config.optimizer == "sgd" and self.run.config.batch_size >= self.run.n_examples

    @property
    def side(self) -> int:
        """Where the rate lies: below its limit (−1), at it (0) or above it (1)."""
        ratio = self.rate / self.answer.rate_limit - 1
        return 0 if abs(ratio) <= AT_LIMIT else int(np.sign(ratio))

    @cached_property
    def stops(self) -> Steps:
        """The steps at which the timeline stops (K,): all of them, or of a long run a thousand."""
        return spread(len(self.run.step))

    @cached_property
    def losses(self) -> Array:
        """The loss of all points at each step (N,)."""
        return self.run.losses(self.sample.X, self.sample.y)

    def update(self, step: int) -> Update:
        """Return the arithmetic of the update that leaves this step."""
        return self.run.update(step, self.sample.X, self.sample.y)

    def equation(self, theta: Array) -> str:
        """Return a line θ (2,) as people write it; what only rounding left of m or c is 0."""
        return self.equations(theta[None])[0]

    def equations(self, theta: Array) -> list[str]:
        """Return lines θ (K, 2) as people write them, in the same way."""
        height = np.abs(self.sample.y).max()
        lines = cleared(theta, [height / (np.abs(self.sample.X).max() or 1), height])
        return [equation(m, c) for m, c in lines.tolist()]

    def cleared_loss(self, loss: Array | float) -> Array:
        """Return losses (...), with 0 for those that only rounding has left."""
        return cleared(loss, RESIDUE * np.square(self.sample.y).max())


def points_of(settings: LineSettings) -> Sample:
    """Return the data chosen, as they are: a data set of the course, or the visitor's own points."""
    return _points(settings.data, settings.points)


def epochs_of(settings: LineSettings) -> int:
    """Return how many epochs a run has: those chosen, or as many as have no more than MAX_STEPS steps."""
    n = len(points_of(settings).X)
    batches = -(-n // common.examples_a_step(settings.batch_size, n))
    return max(1, min(settings.epochs, MAX_STEPS // batches))


def study(settings: LineSettings) -> LineStudy:
    """Return the run of these settings and its answer; the same settings give the same bits."""
    sample = points_of(settings)
    if settings.standardize:
        sample = sample.standardized()
    size = common.examples_a_step(settings.batch_size, len(sample.X))
    config = TrainConfig(
        loss="half_mse",
        optimizer=settings.optimizer,
        learning_rate=settings.learning_rate,
        batch_size=size,
        epochs=epochs_of(settings),
        shuffle=size < len(sample.X),
    )
    theta = NEURON.init("uniform", np.random.default_rng(settings.seed))
    run = train(NEURON, theta, sample.X, sample.y, config, most_recorded=MAX_STEPS + 1)
    lost = settings.points if settings.data == OWN and isinstance(settings.points, Lost) else None
    return LineStudy(sample, run, least_squares(sample.X, sample.y), lost)
