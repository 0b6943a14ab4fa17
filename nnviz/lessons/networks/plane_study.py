"""Divide and conquer, on the plane: a network learns two classes, its layers move points until a line parts them."""

from dataclasses import dataclass, replace
from functools import cached_property, lru_cache

import numpy as np
from numpy.typing import NDArray

from nnviz.core import DATASETS, Array, Network, Sample
from nnviz.lessons import Choice, Number, common, setting
from nnviz.lessons.network import layers
from nnviz.lessons.networks.watched import Watched, first_layer, learning_rate, second_layer, trained

DATA = ("xor", "circle")
DIRECTIONS = 720
"""In so many directions the plane is searched for a straight line that parts the points."""
HALF = 0.5
"""The output says the one class from here on, and the other below."""


@dataclass(frozen=True)
class PlaneSettings:
    """The network, what it learns and how, and which of the points is looked at."""

    data: str = setting(replace(common.dataset(DATA), name="pdata"))
    first: int = setting(first_layer("pa", 4))
    second: int | str = setting(
        second_layer(
            "pb", 2, "The last hidden layer is what the output sees: of two neurons it is a plane, of three a space."
        )
    )
    activation: str = setting(common.activation("tanh", name="pactivation"))
    learning_rate: float = setting(learning_rate("prate"))
    epochs: int = setting(Choice("pepochs", "Epochs", options=(50, 100, 200, 400), default=200, look="scale",
                                 help="How often training goes through all points."))  # fmt: skip
    seed: int = setting(common.seed("Start", name="pseed"))
    point: int = setting(
        Number("ppoint", "Look at point", low=1, high=200, step=1, default=1,
               help="What the layers make of it is written out.")
    )  # fmt: skip


@dataclass(frozen=True)
class Seen:
    """How a layer is seen: its a (or z) minus `mean` (n,), along the columns of `basis` (n, d).

    It is `whole` where nothing of it is lost: each neuron is one direction. Else these are the first principal
    components of its a at the last step: the directions in which the points then lie widest apart.
    """

    mean: Array
    basis: Array
    whole: bool


@dataclass(frozen=True)
class Plane(Watched):
    """A run on points of two classes, the data set `data`, and the number `point` of the one that is looked at."""

    data: str

    @property
    def classes(self) -> NDArray[np.int_]:
        """Of which class, 0 or 1, each point is (N,)."""
        return self.sample.y[:, 0].astype(int)

    @cached_property
    def a(self) -> tuple[Array, ...]:
        """The a of each layer at all points (K, N, n_l), inputs first."""
        return self._passed[0]

    @cached_property
    def z(self) -> tuple[Array, ...]:
        """The z of each layer at all points (K, N, n_l), inputs first."""
        return self._passed[1]

    @cached_property
    def _passed(self) -> tuple[tuple[Array, ...], tuple[Array, ...]]:
        passed = self.net.forward(self.theta, self.sample.X)
        return passed.a, passed.z

    @cached_property
    def right(self) -> NDArray[np.int_]:
        """How many points the output has on the correct side of its line, at each step (K,)."""
        said = self.a[-1][..., 0] >= HALF
        counted: NDArray[np.int_] = (said == (self.classes == 1)).sum(axis=1)
        return counted

    @property
    def directions(self) -> int:
        """In how many directions all layers are seen: three where the last hidden layer has three neurons, else two."""
        return 3 if self.net.sizes[-2] == 3 else 2

    @cached_property
    def views(self) -> tuple[Seen, ...]:
        """How the inputs and each hidden layer are seen."""
        return tuple(seen(self.a[layer][-1], self.directions) for layer in range(len(self.net.sizes) - 1))

    def share(self, layer: int, place: int) -> float:
        """Return the share of the points' spread in a layer's a that is seen of it at a place of the timeline.

        It is the sum of the variances along the directions seen, over the sum of those of all neurons; 1 where the
        points all lie in one place.
        """
        values = self.a[layer][place]
        whole = float(values.var(axis=0).sum())
        return float((values @ self.views[layer].basis).var(axis=0).sum()) / whole if whole > 0 else 1.0

    @property
    def straight(self) -> int:
        """How many points the best straight line found in the plane itself has on the correct side."""
        return best_line(self.data)


def seen(values: Array, d: int) -> Seen:
    """Return how a layer's values (N, n) are seen in d directions; a principal component's largest part is positive."""
    n = values.shape[1]
    if n <= d:
        return Seen(np.zeros(n), np.eye(n, d), True)
    mean = values.mean(axis=0)
    components = np.linalg.svd(values - mean, full_matrices=False)[2][:d]
    largest = np.abs(components).argmax(axis=1)
    signs = np.where(components[np.arange(d), largest] < 0, -1.0, 1.0)
    return Seen(mean, (components * signs[:, None]).T, False)


@lru_cache(8)
def best_line(data: str) -> int:
    """Return how many points of a data set the best of straight lines in 720 directions has on the correct side.

    In each direction the line stands at its best place, between two points or beyond all, either side being class 1.
    """
    points = sample_of(data)
    angles = np.pi * np.arange(DIRECTIONS) / DIRECTIONS
    along = points.X @ np.stack([np.cos(angles), np.sin(angles)])
    order = np.argsort(along, axis=0)
    ones = np.cumsum(points.y[:, 0].astype(int)[order], axis=0)
    count = np.arange(1, len(points.X) + 1)[:, None]
    right = ones[-1] - ones + (count - ones)  # class 1 beyond the line, class 0 up to it
    return int(max(right.max(), (len(points.X) - right).max(), ones[-1, 0], len(points.X) - ones[-1, 0]))


def sample_of(data: str) -> Sample:
    """Return the points of a data set, always the same."""
    return DATASETS[data].make(np.random.default_rng(0))


def plane_study(settings: PlaneSettings) -> Plane:
    """Return the run that the settings ask for."""
    sample = sample_of(settings.data)
    net = Network((2, *layers((settings.first, settings.second)), 1), settings.activation, "sigmoid")
    run = trained(net, sample, "bce", settings.learning_rate, settings.epochs, settings.seed)
    return Plane(run, sample, settings.point - 1, settings.data)
