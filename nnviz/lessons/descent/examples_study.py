"""All points, a few, or one in every step: three runs from one start, and how far their steps scatter."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from nnviz.core import Array, Sample, TrainConfig, least_squares, train
from nnviz.lessons import Choice, setting
from nnviz.lessons.common import BATCHES
from nnviz.lessons.descent.bowl import DATA, SEED, Bowl, bowl_of
from nnviz.lessons.lines import NEURON, sample_of
from nnviz.lessons.parameters import Chosen

SHARES = (0.02, 0.05, 0.1, 0.2, 0.3, 0.5)
STEPS = (10, 20, 50, 100)
DRAWN = 2_000
"""To measure a spread, about so many points are drawn in all, in batches of the size in question."""
CLOUD = 20
"""So many other batches are shown at each step, by where their step would lead."""


def small_batches(chosen: Chosen) -> tuple[int, ...]:
    """Return the batch sizes between one point and all."""
    n = len(sample_of(chosen.get("data", DATA.default)).X)
    return tuple(size for size in BATCHES if 1 < size < n)


@dataclass(frozen=True)
class ExamplesSettings:
    """What is learned from, in how large steps and how many, and how many points the small batch has."""

    data: str = setting(DATA)
    small: int = setting(
        Choice("small", "The small batch", options=small_batches, default=10, look="scale",
               help="How many points each of its steps looks at.")
    )  # fmt: skip
    share: float = setting(
        Choice("step_share", "η / limit", options=SHARES, default=0.2, look="scale", title=lambda share: f"{share:g}",
               help="η is this part of 2 / λmax, the limit of steps with all points. All three have the same η.")
    )  # fmt: skip
    steps: int = setting(Choice("steps", "Steps", options=STEPS, default=50, look="scale"))
    seed: int = setting(SEED)


@dataclass(frozen=True)
class Walker:
    """One of the runs: how many points each of its steps looks at, and its lines θ (K, 2)."""

    size: int
    theta: Array
    config: TrainConfig


@dataclass(frozen=True)
class ExamplesStudy:
    """The walkers: one with all points in every step, one with a small batch, one with one point."""

    sample: Sample
    walkers: tuple[Walker, ...]

    @property
    def n(self) -> int:
        """How many points there are."""
        return len(self.sample.X)

    @property
    def steps(self) -> NDArray[np.int_]:
        """The steps (K,)."""
        return np.arange(len(self.walkers[0].theta))

    @property
    def rate(self) -> float:
        """The learning rate of all of them."""
        return float(np.min(self.walkers[0].config.learning_rate))

    @cached_property
    def bowl(self) -> Bowl:
        """The loss of every line on all points."""
        return bowl_of(self.sample, *(one.theta for one in self.walkers))

    @cached_property
    def losses(self) -> Array:
        """The loss on all points at each step of each walker (3, K)."""
        return self.bowl.loss(np.stack([one.theta for one in self.walkers]))

    @cached_property
    def above(self) -> Array:
        """How far these are above the smallest there is (3, K); what only rounding has left is 0."""
        above = self.losses - self.bowl.answer.loss
        return np.where(above <= 1e-12 * (1 + self.losses[0, 0]), 0.0, above)

    @property
    def sizes(self) -> tuple[int, ...]:
        """The batch sizes whose spread is measured: all there are below the number of points."""
        return tuple(size for size in BATCHES if size < self.n)

    @cached_property
    def of_each(self) -> Array:
        """The gradient of each point's own loss where the walker of all points stands (K, N, 2)."""
        return gradients(self.sample, self.walkers[0].theta)

    @cached_property
    def spreads(self) -> Array:
        """How far a step lies from that of all points (K, sizes), measured where the walker of all points stands.

        It is the root of the mean squared distance over many batches, drawn as an epoch draws them.
        """
        full, found = self.of_each.mean(axis=1, keepdims=True), []
        for size in self.sizes:
            off = in_batches(self.of_each - full, self._batches(size, DRAWN // size))
            found.append(np.sqrt((off**2).sum(axis=-1).mean(axis=-1)))
        return self.rate * np.stack(found, axis=-1)

    def tips(self, walker: Walker) -> Array:
        """Return where the steps of other batches of a walker would lead from where it stands (K, batches, 2)."""
        each = gradients(self.sample, walker.theta)
        batches = self._batches(walker.size, CLOUD)[:CLOUD]
        return walker.theta[:, None] - self.rate * in_batches(each, batches)

    def _batches(self, size: int, count: int) -> NDArray[np.int64]:
        """Return the rows of `count` batches of a size or a few more, those of whole epochs: (batches, size).

        Of batches of one point, or of all, one epoch holds all there are.
        """
        whole = self.n // size
        epochs = 1 if size in (1, self.n) else -(-count // whole)
        orders = [self.walkers[-1].config.order(self.n, epoch)[: whole * size] for epoch in range(epochs)]
        return np.concatenate(orders).reshape(-1, size)


def by_rule(sizes: Array) -> Array:
    """Return what part of one point's spread that of batches of these sizes (...) is by the rule: 1/√size."""
    return np.asarray(1 / np.sqrt(sizes))


def by_formula(sizes: Array, n: int) -> Array:
    """Return the rule times √((N − size) / (N − 1)), because an epoch draws its n points without putting back.

    (Cochran, Sampling Techniques, 1977, theorem 2.2.)
    """
    return by_rule(sizes) * np.sqrt((n - sizes) / (n - 1))


def gradients(sample: Sample, theta: Array) -> Array:
    """Return the gradient of each point's own loss at lines θ (K, 2), the products δ·x and δ: (K, N, 2)."""
    with np.errstate(over="ignore", invalid="ignore"):
        delta = NEURON.backward(theta, NEURON.forward(theta, sample.X), sample.y, "half_mse").delta[1]
        each = np.concatenate([delta * sample.X, delta], axis=-1)
    return np.asarray(np.nan_to_num(each, posinf=1e300, neginf=-1e300))


def in_batches(each: Array, batches: NDArray[np.int64]) -> Array:
    """Return the means of what each of the points has (K, N, 2) over batches of rows (batches, size)."""
    share = np.zeros((len(batches), each.shape[1]))
    np.put_along_axis(share, batches, 1 / batches.shape[1], axis=1)
    return np.asarray(share @ each)


def examples_study(settings: ExamplesSettings) -> ExamplesStudy:
    """Return the three runs of these settings, from one start and at one rate."""
    sample = sample_of(settings.data)
    n, rate = len(sample.X), settings.share * least_squares(sample.X, sample.y).rate_limit
    start = NEURON.init("uniform", np.random.default_rng(settings.seed))
    walkers = []
    for size in (n, settings.small, 1):
        epochs = -(-settings.steps // -(-n // size))
        config = TrainConfig("half_mse", "sgd", rate, size, epochs, settings.seed, shuffle=size < n)
        run = train(NEURON, start, sample.X, sample.y, config, most_recorded=settings.steps + n + 1)
        walkers.append(Walker(size, run.at(np.arange(settings.steps + 1)), config))
    return ExamplesStudy(sample, tuple(walkers))
