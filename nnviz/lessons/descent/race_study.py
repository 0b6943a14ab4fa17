"""Runs from one start on one surface: with several learning rates, optimizers or batch sizes."""

from collections.abc import Iterable
from dataclasses import dataclass, fields
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nnviz.core import OPTIMIZERS, Array, LeastSquares, Run, Sample, TrainConfig, least_squares, train
from nnviz.figures.numbers import number
from nnviz.lessons import Choice, Several, common, setting
from nnviz.lessons.descent.bowl import DATA, SEED, Bowl, bowl_of
from nnviz.lessons.lines import NEURON, sample_of

MOST = 5
KINDS = {"rates": "Learning rates", "optimizers": "Optimizers", "batches": "Batch sizes"}
BEST = "best"
SHARES = (0.01, 0.02, 0.05, 0.1, 0.25, 0.5, BEST, 0.9, 0.95, 1.0, 1.02, 1.1)
USUAL = (0.02, 0.25, BEST, 0.95, 1.02)
SIZES = (1, 2, 5, 10, 25, common.ALL)
ADAPTIVE = ("rmsprop", "adam")
"""Their steps do not grow with the gradient, so the limit of gradient descent says nothing about their rate."""
EPOCHS = (5, 10, 20, 50, 100)
MAX_STEPS = 1_500
"""A run of more steps than this would be a thicket; a race then ends in an earlier epoch."""


def _share(share: float | str) -> str:
    return BEST if share == BEST else f"{share:g}"


@dataclass(frozen=True)
class RaceSettings:
    """What races on which data, and for how long."""

    data: str = setting(DATA)
    kind: str = setting(Choice("race", "What differs", options=tuple(KINDS), default="rates", title=KINDS.__getitem__))
    rates: tuple[float | str, ...] = setting(
        Several("rates", "Learning rates η, as parts of the limit", options=SHARES, most=MOST, title=_share,
                default=USUAL, help="The limit is 2 / λmax of these points: gradient descent settles only below it. "
                "The best fixed rate is 2 / (λmax + λmin).")
    )  # fmt: skip
    optimizers: tuple[str, ...] = setting(
        Several("optimizers", "Up to five optimizers", options=tuple(OPTIMIZERS), most=MOST,
                default=("sgd", "momentum", "adam"), title=lambda name: OPTIMIZERS[name].title)
    )  # fmt: skip
    batches: tuple[int | str, ...] = setting(
        Several("batches", "Up to five batch sizes", options=SIZES, most=MOST, default=(1, 10, common.ALL), title=str,
                help="How many points each step looks at.")
    )  # fmt: skip
    share: float | str = setting(
        Choice("share", "η / limit", options=SHARES, default=0.1, title=_share,
               help="The rate of all but RMSprop and Adam, as a part of 2 / λmax, the limit of gradient descent.")
    )  # fmt: skip
    adaptive_rate: float = setting(
        Choice("adaptive", "RMSprop, Adam", options=common.RATES, default=0.1, title=lambda rate: f"{rate:g}",
               help="Their own η: about how far each weight goes in one of their first steps.")
    )  # fmt: skip
    epochs: int = setting(common.epochs(50, EPOCHS))
    seed: int = setting(SEED)

    def __post_init__(self) -> None:
        """Forget what does not differ in this race, and take the usual ones where none is chosen."""
        usual = {one.name: one.default for one in fields(self)}
        for kind, name in (("rates", "rates"), ("optimizers", "optimizers"), ("batches", "batches")):
            if self.kind != kind or not getattr(self, name):
                object.__setattr__(self, name, usual[name])
        if self.kind == "rates":
            object.__setattr__(self, "share", usual["share"])
        if self.kind != "optimizers":
            object.__setattr__(self, "adaptive_rate", usual["adaptive_rate"])


@dataclass(frozen=True)
class Racer:
    """One run of a race: its name, its rate, the places θ (n, 2) of all its steps, and at which of them each epoch is.

    `diverged_at` is the last step at which its numbers were finite, where they did not stay so. The rate of an
    `adaptive` one is in other units than that of the others.
    """

    name: str
    rate: float
    theta: Array
    epochs: NDArray[np.int_]
    diverged_at: int | None
    adaptive: bool = False

    @property
    def at(self) -> Array:
        """θ at each epoch (K, 2)."""
        return self.theta[self.epochs]


@dataclass(frozen=True)
class RaceStudy:
    """The racers in the order in which they are chosen, from one line on one sample; the timeline counts epochs."""

    sample: Sample
    kind: str
    racers: tuple[Racer, ...]

    @property
    def epochs(self) -> NDArray[np.int_]:
        """The epochs (K,) at which the timeline stops."""
        return np.arange(len(self.racers[0].epochs))

    @cached_property
    def bowl(self) -> Bowl:
        """The loss of every line on the sample."""
        return bowl_of(self.sample, *(racer.theta for racer in self.racers))

    @cached_property
    def losses(self) -> Array:
        """The loss of all points at each epoch of each racer (R, K)."""
        return self.bowl.loss(np.stack([racer.at for racer in self.racers]))

    @cached_property
    def above(self) -> Array:
        """How far each loss is above the smallest there is (R, K); what only rounding has left is 0."""
        above = self.losses - self.bowl.answer.loss
        return np.where(above <= 1e-12 * (1 + self.losses[0, 0]), 0.0, above)


def rate_of(share: float | str, answer: LeastSquares) -> float:
    """Return the learning rate that is a share of the limit 2 / λmax, or the best fixed one, 2 / (λmax + λmin)."""
    return best_rate(answer) if share == BEST else float(share) * answer.rate_limit


def best_rate(answer: LeastSquares) -> float:
    """Return the fixed rate at which the slower of all directions is fastest (LeCun et al., 1998, section 5)."""
    return 2.0 / float(np.linalg.eigvalsh(answer.hessian).sum())


def digits_of_rates(rates: Iterable[float], answer: LeastSquares) -> int:
    """Return with how many digits to write rates, the limit and the best fixed rate so that all are told apart."""
    each = {*rates, answer.rate_limit, best_rate(answer)}
    return next((n for n in range(3, 17) if len({number(rate, n) for rate in each}) == len(each)), 17)


def epochs_of(settings: RaceSettings) -> int:
    """Return how many epochs a race has: those chosen, or as many as give no racer more than MAX_STEPS steps."""
    if settings.kind != "batches":
        return settings.epochs
    n = len(sample_of(settings.data).X)
    most = max(-(-n // common.examples_a_step(size, n)) for size in settings.batches)
    return max(1, min(settings.epochs, MAX_STEPS // most))


def race_study(settings: RaceSettings) -> RaceStudy:
    """Return the race of these settings."""
    sample = sample_of(settings.data)
    answer = least_squares(sample.X, sample.y)
    start = NEURON.init("uniform", np.random.default_rng(settings.seed))
    make = {"rates": _rates, "optimizers": _optimizers, "batches": _batches}[settings.kind]
    return RaceStudy(sample, settings.kind, make(settings, sample, answer, start))


def _rates(settings: RaceSettings, sample: Sample, answer: LeastSquares, start: Array) -> tuple[Racer, ...]:
    """Return one racer for each rate: all are trained at once, along a leading axis."""
    rates = tuple(dict.fromkeys(rate_of(share, answer) for share in settings.rates))
    config = TrainConfig("half_mse", "sgd", rates, len(sample.X), settings.epochs)
    run = train(NEURON, np.tile(start, (len(rates), 1)), sample.X, sample.y, config)
    ends: Any = np.full(len(rates), -1) if run.diverged_at is None else run.diverged_at
    places = np.minimum(np.arange(settings.epochs + 1), len(run.step) - 1)
    digits = digits_of_rates(rates, answer)
    return tuple(
        Racer(f"η = {number(rate, digits)}", rate, run.theta[:, r], places, None if end < 0 else int(end))
        for r, (rate, end) in enumerate(zip(rates, ends, strict=True))
    )


def _optimizers(settings: RaceSettings, sample: Sample, answer: LeastSquares, start: Array) -> tuple[Racer, ...]:
    racers = []
    for name in settings.optimizers:
        rate = settings.adaptive_rate if name in ADAPTIVE else rate_of(settings.share, answer)
        config = TrainConfig("half_mse", name, rate, len(sample.X), settings.epochs)
        run = train(NEURON, start, sample.X, sample.y, config)
        title = f"{OPTIMIZERS[name].title}, η = {number(rate)}"
        racers.append(_alone(title, rate, run, settings.epochs, adaptive=name in ADAPTIVE))
    return tuple(racers)


def _batches(settings: RaceSettings, sample: Sample, answer: LeastSquares, start: Array) -> tuple[Racer, ...]:
    n, rate, epochs = len(sample.X), rate_of(settings.share, answer), epochs_of(settings)
    racers = []
    for size in dict.fromkeys(common.examples_a_step(size, n) for size in settings.batches):
        config = TrainConfig("half_mse", "sgd", rate, size, epochs, settings.seed, shuffle=size < n)
        run = train(NEURON, start, sample.X, sample.y, config, most_recorded=MAX_STEPS * 2)
        name = "all points" if size == n else "1 point" if size == 1 else f"{size} points"
        racers.append(_alone(f"{name} a step", rate, run, epochs))
    return tuple(racers)


def _alone(name: str, rate: float, run: Run, epochs: int, adaptive: bool = False) -> Racer:
    """Return the racer of a run of its own; one that diverged stays where it last was finite."""
    places = run.index(np.arange(epochs + 1) * run.steps_per_epoch)
    ended = None if run.diverged_at is None else int(run.diverged_at)
    return Racer(name, rate, run.theta, places, ended, adaptive)
