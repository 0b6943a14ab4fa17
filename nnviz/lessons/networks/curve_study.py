"""Divide and conquer, on a curve: a network of one input learns a curve, and each neuron adds its share of it."""

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from nnviz.core import (
    ACTIVATIONS,
    DATASETS,
    Array,
    Network,
)
from nnviz.figures.network import names
from nnviz.figures.shares import Shares
from nnviz.lessons import Number, common, setting
from nnviz.lessons.network import NONE, layers
from nnviz.lessons.networks.watched import Watched, first_layer, learning_rate, second_layer, trained

DATA = ("sine", "curve", "noisy_line")
PLACES = 97
"""At how many inputs the curves are drawn."""
AROUND = 0.06
"""How far the curves go on beyond the data, as a share of their span."""
OUT = 20
"""How many spans of the data away from them lies what is not to be seen."""


@dataclass(frozen=True)
class CurveSettings:
    """The network, what it learns and how, and which of the points is looked at."""

    data: str = setting(common.dataset(DATA))
    first: int = setting(first_layer("a", 5))
    second: int | str = setting(second_layer("b", NONE, "Of two hidden layers, the last one is taken apart."))
    activation: str = setting(common.activation("relu"))
    learning_rate: float = setting(learning_rate("rate"))
    epochs: int = setting(common.epochs(500, (50, 100, 200, 500)))
    seed: int = setting(replace(common.seed("Start"), default=3))
    point: int = setting(
        Number("point", "Look at point", low=1, high=50, step=1, default=35,
               help="Counted from the left. What the neurons add up to there is written out.")
    )  # fmt: skip


@dataclass(frozen=True)
class Curve(Watched):
    """A run on points of one input, in the order of x, and the number `point` of the one that is looked at."""

    @property
    def names(self) -> tuple[str, ...]:
        """What the neurons of the last hidden layer are called (H,)."""
        return names(self.net.sizes)[-1 - self.net.sizes[-2] : -1]

    @property
    def x(self) -> Array:
        """The inputs of the points, ascending (N,)."""
        return self.sample.X[:, 0]

    @property
    def y(self) -> Array:
        """Their targets (N,)."""
        return self.sample.y[:, 0]

    @property
    def bends_of_its_own(self) -> bool:
        """Whether each neuron bends the curve at one place: it gets x itself, and its φ has a corner."""
        return len(self.net.sizes) == 3 and ACTIVATIONS[self.net.activations[0]].kinks != ()

    @property
    def straight(self) -> bool:
        """Whether φ bends nothing, so that whatever is added up is a straight line."""
        return self.net.activations[0] == "identity"

    @property
    def jumps(self) -> bool:
        """Whether each neuron's share jumps where its z is 0."""
        return self.net.activations[0] == "threshold"

    @cached_property
    def bends(self) -> Array:
        """The x at which each neuron's z is 0, −b/w (K, H); ∞ where its weight is 0."""
        W, b = self.net.layers(self.theta)[0]
        weights = W[..., 0, :]
        with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
            return np.where(weights == 0, np.inf, -b / weights)

    @cached_property
    def shares(self) -> Shares:
        """What the network is the sum of."""
        span = np.ptp(self.x)
        places = np.linspace(self.x[0] - AROUND * span, self.x[-1] + AROUND * span, PLACES)
        below = float(self.y.min() - OUT * np.ptp(self.y))
        bends = np.clip(self.bends, -OUT * span, OUT * span) if self.bends_of_its_own else None
        return Shares(self.net, self.theta, places, self.x, self.y, self.point, self.names, bends, below)

    def without(self, place: int) -> Array:
        """Return the loss without each of the neurons (H,) at a place of the timeline: with its weight at 0."""
        n = len(self.names)
        theta = np.repeat(self.theta[place][None], n, axis=0)
        self.net.layers(theta)[-1][0][np.arange(n), np.arange(n), 0] = 0.0
        return self.net.loss(theta, self.sample.X, self.sample.y, "half_mse")


def curve_study(settings: CurveSettings) -> Curve:
    """Return the run of these settings, all points at each step."""
    sample = DATASETS[settings.data].make(np.random.default_rng(0))
    order = np.argsort(sample.X[:, 0], kind="stable")
    sample = sample._replace(X=sample.X[order], y=sample.y[order])
    net = Network((1, *layers((settings.first, settings.second)), 1), settings.activation)
    run = trained(net, sample, "half_mse", settings.learning_rate, settings.epochs, settings.seed)
    return Curve(run, sample, settings.point - 1)
