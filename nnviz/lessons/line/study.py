"""A line fit: its settings, its run, and the answer that it is compared with."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from nnviz.core import DATASETS, Array, LeastSquares, Network, Run, Sample, TrainConfig, Update, least_squares, train
from nnviz.lessons import Switch, Text, common, setting
from nnviz.lessons.tables import OWN, Rules, Table, from_link

NEURON = Network((1, 1), output="identity")
LINES = tuple(name for name, d in DATASETS.items() if d.task == "regression" and len(d.inputs) == 1)
POINTS = Rules(
    columns=("x", "y"), row="point", least=2, most=2_000, largest=1e9, between="−1 billion and 1 billion",
    too_few="A line needs at least two points", instead="the four points",
    digits=12, longest=1_800,  # characters that mail, chats and QR codes still carry unharmed
)  # fmt: skip
MAX_STEPS = 5_000
"""More steps than this would keep other visitors waiting; training then ends in an earlier epoch."""


@dataclass(frozen=True)
class LineSettings:
    """Everything that decides a run. `points` are the visitor's own, which are used where `data` is "own"."""

    data: str = setting(common.dataset((*LINES, OWN), own="Your own points"))
    points: Table | None = setting(Text("points", "Your own points", meaning=lambda text: from_link(text, POINTS)))
    learning_rate: float = setting(common.learning_rate(0.03))
    epochs: int = setting(common.epochs(200))
    batch_size: int | str = setting(common.batch_size())
    optimizer: str = setting(common.optimizer())
    seed: int = setting(common.seed("Starting line"))
    standardize: bool = setting(
        Switch("standardize", "Standardize x",
               help="Shift and scale x to mean 0 and standard deviation 1 before training.")
    )  # fmt: skip


OPENING = LineSettings(data="noisy_line", learning_rate=0.05, epochs=150, seed=5)
"""The run that the start page opens with."""


@dataclass(frozen=True)
class LineStudy:
    """A run of one neuron, what it was trained on, and the answer it is compared with."""

    sample: Sample
    run: Run
    answer: LeastSquares
    epochs_wanted: int

    @property
    def rate(self) -> float:
        """The learning rate."""
        return float(np.min(self.run.config.learning_rate))

    def update(self, place: int) -> Update:
        """Return the arithmetic of the update that leaves the recorded step at this place."""
        return self.run.update(place, self.sample.X, self.sample.y)

    @cached_property
    def losses(self) -> Array:
        """The loss of all points at each recorded step (K,)."""
        return self.run.losses(self.sample.X, self.sample.y)


def points_of(settings: LineSettings) -> Sample:
    """Return the data chosen, as they are: a data set of the course, or the visitor's own points."""
    if settings.data != OWN:
        return DATASETS[settings.data].make(np.random.default_rng(0))
    if settings.points is None:
        return DATASETS[LINES[0]].make(np.random.default_rng(0))
    rows = np.array(settings.points.rows)
    return Sample(rows[:, :1], rows[:, 1:], settings.points.names[:1], settings.points.names[1:])


def study(settings: LineSettings) -> LineStudy:
    """Return the run of these settings and its answer; the same settings give the same bits."""
    sample = points_of(settings)
    if settings.standardize:
        sample = sample.standardized()
    size = common.examples_a_step(settings.batch_size, len(sample.X))
    batches = -(-len(sample.X) // size)
    config = TrainConfig(
        loss="half_mse",
        optimizer=settings.optimizer,
        learning_rate=settings.learning_rate,
        batch_size=size,
        epochs=max(1, min(settings.epochs, MAX_STEPS // batches)),
        seed=settings.seed,
        shuffle=batches > 1,
    )
    theta = NEURON.init("uniform", np.random.default_rng(settings.seed))
    run = train(NEURON, theta, sample.X, sample.y, config)
    return LineStudy(sample, run, least_squares(sample.X, sample.y), settings.epochs)
