"""How large δ is, layer by layer, before and during the training of a deep network; and what keeps it level."""

from dataclasses import dataclass
from functools import cache, cached_property

import numpy as np
from numpy.typing import NDArray

from nnviz.core import INITIALIZERS, Array, Network, Run, TrainConfig, train
from nnviz.core.activations import ACTIVATIONS
from nnviz.lessons import Choice, common, setting
from nnviz.lessons.simple.points import END, Points, wave

ACTIVATION_NAMES = ("sigmoid", "tanh", "relu")
DEPTHS = (3, 5, 10, 20, 30, 50, 100)
"""How many layers of weights there are, the output's with them."""
GAINS = (0.5, 1.0, 1.5, 2.0, 3.0)
WIDTH, STEPS, STOPS = 8, 300, 31
COMPARED = 20
"""The starts that are compared have so many layers."""
STARTS = 16
"""And there are so many of each kind."""


@dataclass(frozen=True)
class VanishSettings:
    """How deep the network is, how its neurons answer, and what it starts from."""

    depth: int = setting(Choice("depth", "Layers", options=DEPTHS, default=20, look="scale"))
    activation: str = setting(common.activation("sigmoid", name="phi", options=ACTIVATION_NAMES))
    initializer: str = setting(
        Choice("start", "Initializer", options=tuple(INITIALIZERS), default="xavier",
               title=lambda name: INITIALIZERS[name].title,
               help="What the weights are drawn from: " + "; ".join(
                   f"{one.title}: {one.formula}" for one in INITIALIZERS.values()))
    )  # fmt: skip
    gain: float = setting(
        Choice("gain", "Its weights, times", options=GAINS, default=1.0, look="scale", title=lambda gain: f"{gain:g}",
               help="The weights drawn are multiplied with this.")
    )  # fmt: skip
    learning_rate: float = setting(common.learning_rate(0.1, "eta"))
    seed: int = setting(common.seed("Start"))


@cache
def data() -> Points:
    """Return the points: eight, evenly along one wave."""
    x = np.linspace(-END, END, 8)[:, None]
    return Points(x, wave(x, 1.0))


def network(activation: str, depth: int) -> Network:
    """Return the network: one input, hidden layers of WIDTH neurons, one linear output; `depth` layers in all."""
    return Network((1, *(WIDTH,) * (depth - 1), 1), activation)


def sizes(net: Network, theta: Array) -> Array:
    """Return how large δ[l] is, l = 1 … L, for θ (..., P): its root mean square, over neurons and points (..., L).

    It is ∞ where it is more than the computer can hold, as in the last steps of a run that diverges.
    """
    points = data()
    with np.errstate(over="ignore", invalid="ignore"):
        delta = net.backward(theta, net.forward(theta, points.x), points.y, "half_mse").delta[1:]
        return np.stack([_rms(one) for one in delta], axis=-1)


def _rms(values: Array) -> Array:
    """Return the root mean square over the last two axes; the square of a tiny number would be 0, so not of those."""
    largest = np.abs(values).max(axis=(-2, -1), keepdims=True)
    scaled = values / np.where(largest > 0, largest, 1.0)
    size = largest[..., 0, 0] * np.sqrt((scaled**2).mean(axis=(-2, -1)))
    return np.where(np.isfinite(size), size, np.inf)


def factors(size: Array) -> Array:
    """Return ‖δ[l]‖/‖δ[l+1]‖ of sizes (..., L), l = 1 … L − 1: nan where there is no δ to compare with, or no size."""
    one, other = size[..., :-1], size[..., 1:]
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        return np.asarray(np.where((other > 0) & np.isfinite(one) & np.isfinite(other), one / other, np.nan))


@dataclass(frozen=True)
class Terms:
    """What foretells the factor of layer l = 1 … L − 1: fan_out, √mean w² of W[l+1], √mean φ′(z[l])²: (..., L − 1)."""

    fan_out: NDArray[np.int64]
    weight: Array
    slope: Array

    @property
    def factor(self) -> Array:
        """√(fan_out · Var w · mean φ′²), with mean w² for Var w: what weights drawn around 0 have (..., L − 1).

        (Glorot and Bengio, 2010, eq. 6; He et al., 2015, eq. 13.)
        """
        return np.asarray(np.sqrt(self.fan_out) * self.weight * self.slope)


def terms(net: Network, theta: Array) -> Terms:
    """Return the terms of all layers of networks θ (..., P), over the points of this part."""
    fwd = net.forward(theta, data().x)
    weights = [W for W, _ in net.layers(theta)[1:]]
    slopes = [
        ACTIVATIONS[name].slope(z, a) for name, z, a in zip(net.activations[:-1], fwd.z[1:-1], fwd.a[1:-1], strict=True)
    ]
    return Terms(
        np.array(net.sizes[2:]),
        np.stack([_rms(W) for W in weights], axis=-1),
        np.stack([_rms(slope) for slope in slopes], axis=-1),
    )


@dataclass(frozen=True)
class VanishStudy:
    """The run of one deep network, and the starts of all kinds that it is compared with."""

    settings: VanishSettings
    run: Run

    @property
    def layers(self) -> NDArray[np.int64]:
        """The numbers of the layers, 1 … L."""
        return np.arange(1, len(self.run.net.sizes))

    @cached_property
    def sizes(self) -> Array:
        """How large δ is in each layer at each stop (K, L)."""
        return sizes(self.run.net, self.run.theta)

    @cached_property
    def terms(self) -> Terms:
        """What foretells the factors at each stop."""
        return terms(self.run.net, self.run.theta)

    @property
    def factors(self) -> Array:
        """The measured factor from layer l + 1 to layer l at each stop (K, L − 1)."""
        return factors(self.sizes)

    @cached_property
    def losses(self) -> Array:
        """The loss at each stop (K,)."""
        return self.run.losses(*data())


def vanish_study(settings: VanishSettings) -> VanishStudy:
    """Return the training of the network of these settings."""
    net = network(settings.activation, settings.depth)
    theta = net.init(settings.initializer, np.random.default_rng(settings.seed))
    for W, _ in net.layers(theta):
        W *= settings.gain
    points = data()
    config = TrainConfig("half_mse", "sgd", settings.learning_rate, len(points.x), STEPS)
    return VanishStudy(settings, train(net, theta, *points, config, most_recorded=STOPS))


@dataclass(frozen=True)
class Kind:
    """The starts of one activation with one initializer: by how much δ is multiplied in each layer, on the average.

    It is the geometric mean over layers and over those of the STARTS starts whose δ is nowhere exactly 0, of which
    there are `alive`; None where there are none. `foretold` is the same mean of what foretells it.
    """

    activation: str
    initializer: str
    alive: int
    measured: float | None
    foretold: float | None


@cache
def kinds() -> tuple[Kind, ...]:
    """Return all kinds of starts: always the same."""
    return tuple(_kind(activation, initializer) for initializer in INITIALIZERS for activation in ACTIVATION_NAMES)


def _kind(activation: str, initializer: str) -> Kind:
    net = network(activation, COMPARED)
    theta = np.array([net.init(initializer, np.random.default_rng(seed)) for seed in range(STARTS)])
    size = sizes(net, theta)
    alive = (size > 0).all(axis=-1)
    if not alive.any():
        return Kind(activation, initializer, 0, None, None)
    # The last hidden layer is left out: there is one output behind it, and not WIDTH neurons.
    logs = [np.log(of[alive][:, :-1]).mean() for of in (factors(size), terms(net, theta).factor)]
    return Kind(activation, initializer, int(alive.sum()), *(float(np.exp(log)) for log in logs))
