"""Gradient descent with all points in every step, and the slopes of the loss at each of its steps."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from nnviz.core import Array, Run, Sample, TrainConfig, train
from nnviz.lessons import common, setting
from nnviz.lessons.descent.bowl import DATA, SEED, Bowl, bowl_of
from nnviz.lessons.lines import NEURON, sample_of

EPOCHS = (5, 10, 20, 50, 100, 200)


@dataclass(frozen=True)
class SurfaceSettings:
    """What the run learns from, and how."""

    data: str = setting(DATA)
    learning_rate: float = setting(common.learning_rate(0.3))
    epochs: int = setting(common.epochs(50, EPOCHS, "With all points in every step, an epoch is one step."))
    seed: int = setting(SEED)


@dataclass(frozen=True)
class SurfaceStudy:
    """One run down the surface of the loss, every step of it recorded."""

    sample: Sample
    run: Run

    @property
    def rate(self) -> float:
        """The learning rate."""
        return float(np.min(self.run.config.learning_rate))

    @cached_property
    def bowl(self) -> Bowl:
        """The loss of every line on the sample."""
        return bowl_of(self.sample, self.run.theta)

    @cached_property
    def losses(self) -> Array:
        """The loss at each step (K,)."""
        return self.run.losses(self.sample.X, self.sample.y)

    @cached_property
    def gradients(self) -> Array:
        """∂L/∂m and ∂L/∂c at each step (K, 2)."""
        theta, (X, y, *_) = self.run.theta, self.sample
        return np.nan_to_num(NEURON.gradients(theta, X, y, "half_mse"), posinf=1e300, neginf=-1e300)

    @property
    def steps(self) -> Array:
        """What the update adds to m and to c at each step (K, 2): −η times the slopes."""
        return -self.rate * self.gradients

    @property
    def stops(self) -> NDArray[np.int_]:
        """The steps (K,), at each of which the timeline stops."""
        return np.arange(len(self.run.step))


def surface_study(settings: SurfaceSettings) -> SurfaceStudy:
    """Return the run of these settings."""
    sample = sample_of(settings.data)
    config = TrainConfig("half_mse", "sgd", settings.learning_rate, len(sample.X), settings.epochs)
    theta = NEURON.init("uniform", np.random.default_rng(settings.seed))
    return SurfaceStudy(sample, train(NEURON, theta, sample.X, sample.y, config))
