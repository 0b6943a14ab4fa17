"""The same points twice, x as it is and x standardized, descended at once from the same line."""

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from nnviz.core import Array, Sample, TrainConfig, least_squares, train
from nnviz.lessons import Choice, common, setting
from nnviz.lessons.descent.bowl import SEED, Bowl, bowl_of
from nnviz.lessons.descent.surface_study import EPOCHS
from nnviz.lessons.lines import LINES, NEURON, sample_of

SAME_RATE, SAME_SHARE = "The rate η", "The part of its limit"
SHARES = (0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.98, 1.02)


@dataclass(frozen=True)
class StandardizeSettings:
    """What both runs learn from, and what of their rates is the same."""

    data: str = setting(replace(common.dataset(LINES, "four_points"), name="ravine"))
    same: str = setting(
        Choice("same", "The same for both", options=(SAME_RATE, SAME_SHARE), default=SAME_RATE, look="radio")
    )
    learning_rate: float = setting(common.learning_rate(0.2, "same_rate"))
    share: float = setting(
        Choice("same_share", "η / limit", options=SHARES, default=0.5, look="scale", title=lambda share: f"{share:g}",
               help="Each run's η is this part of 2 / λmax, the limit of its own data.")
    )  # fmt: skip
    epochs: int = setting(common.epochs(50, EPOCHS, "With all points in every step, an epoch is one step."))
    seed: int = setting(SEED)

    def __post_init__(self) -> None:
        """Forget the one that is not the same for both: it changes nothing."""
        usual = StandardizeSettings.__dataclass_fields__
        name = "share" if self.same == SAME_RATE else "learning_rate"
        object.__setattr__(self, name, usual[name].default)


@dataclass(frozen=True)
class Side:
    """One of the two runs: its sample, its rate, and its lines θ (K, 2) at each step; it may have diverged."""

    sample: Sample
    rate: float
    theta: Array
    diverged_at: int | None

    @cached_property
    def bowl(self) -> Bowl:
        """The loss of every line on this side's sample."""
        return bowl_of(self.sample, self.theta)

    @property
    def kappa(self) -> float:
        """κ = λmax / λmin, how narrow the valley is: 1 for a round bowl."""
        low, high = self.bowl.eigenvalues
        return float(high / low)

    @cached_property
    def losses(self) -> Array:
        """The loss at each step (K,)."""
        return self.bowl.loss(self.theta)


@dataclass(frozen=True)
class StandardizeStudy:
    """Both runs; x = mean + spread · standardized x."""

    raw: Side
    standardized: Side
    mean: float
    spread: float

    @property
    def sides(self) -> tuple[Side, Side]:
        """Raw first."""
        return self.raw, self.standardized

    @property
    def steps(self) -> NDArray[np.int_]:
        """The steps (K,)."""
        return np.arange(len(self.raw.theta))

    @cached_property
    def above(self) -> Array:
        """How far each loss is above the smallest there is (2, K); what only rounding has left is 0."""
        above = np.stack([side.losses - side.bowl.answer.loss for side in self.sides])
        return np.where(above <= 1e-12 * (1 + self.raw.losses[0]), 0.0, above)

    def in_raw(self, theta: Array) -> Array:
        """Return lines θ′ (..., 2) of standardized x as lines of x: m = m′ / spread, c = c′ − m · mean."""
        m = theta[..., 0] / self.spread
        return np.stack([m, theta[..., 1] - m * self.mean], axis=-1)


def standardize_study(settings: StandardizeSettings) -> StandardizeStudy:
    """Return both runs of these settings: they start from the same line, written for x and for standardized x."""
    sample = sample_of(settings.data)
    mean, spread = float(sample.X.mean()), float(sample.X.std())
    m, c = NEURON.init("uniform", np.random.default_rng(settings.seed))
    starts = np.array([[m, c], [m * spread, c + m * mean]])
    raw, other = (
        _side(one, start, settings) for one, start in zip((sample, sample.standardized()), starts, strict=True)
    )
    return StandardizeStudy(raw, other, mean, spread)


def _side(sample: Sample, start: Array, settings: StandardizeSettings) -> Side:
    """Return the run on one sample; one that diverged stays where its numbers last were finite."""
    limit = least_squares(sample.X, sample.y).rate_limit
    rate = settings.learning_rate if settings.same == SAME_RATE else settings.share * limit
    run = train(NEURON, start, sample.X, sample.y, TrainConfig("half_mse", "sgd", rate, len(sample.X), settings.epochs))
    ended = None if run.diverged_at is None else int(run.diverged_at)
    return Side(sample, rate, run.at(np.arange(settings.epochs + 1)), ended)
