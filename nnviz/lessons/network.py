"""The network that a visitor makes, as lessons share it: its parameters, and its run on any data."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from nnviz.core import ACTIVATIONS, LOSSES, MAX_RECORDED, Array, Network, Run, Sample, TrainConfig, train
from nnviz.lessons import common
from nnviz.lessons.parameters import Choice, Parameter, setting

NONE = "–"
"""What the choice of a layer calls no such layer."""
NEURONS = (1, 2, 3, 4)
ERRORS = tuple(name for name, loss in LOSSES.items() if loss.targets != "distribution")
"""The losses that are defined for one output."""
OFF_KINK = 0.1
"""The bias that hidden neurons start with where φ has a kink at 0, as in the initializer "uniform"."""


def hidden_layer(name: str, label: str, default: int | str, may_be_none: bool = True) -> Parameter:
    """Return how many neurons a hidden layer has, or that there is none."""
    return Choice(name, label, options=(NONE, *NEURONS) if may_be_none else NEURONS, default=default)


def loss(default: str = "half_mse") -> Parameter:
    """Return the loss of a network with one output."""
    return Choice(
        "loss", "Loss", options=ERRORS, default=default, title=lambda name: LOSSES[name].title,
        help="Cross-entropy has a sigmoid as output and needs targets from 0 to 1; "
        "with squared errors the output is z itself.",
    )  # fmt: skip


def may_follow(loss: str, y: Array) -> bool:
    """Return whether targets y (N, n_out) are what a loss is defined for; a distribution is over two or more."""
    if LOSSES[loss].targets == "any":
        return True
    unit = bool((y >= 0).all() and (y <= 1).all())
    if LOSSES[loss].targets == "unit":
        return unit
    return unit and y.shape[1] > 1 and bool(np.allclose(y.sum(axis=1), 1, rtol=0, atol=1e-9))


@dataclass(frozen=True)
class NetworkSettings:
    """A network of one to three hidden layers, and how it learns.

    Where the second layer is NONE, there is no third.
    """

    first: int = setting(hidden_layer("a", "Layer A", 3, may_be_none=False))
    second: int | str = setting(hidden_layer("b", "Layer B", 2))
    third: int | str = setting(hidden_layer("c", "Layer C", NONE))
    loss: str = setting(loss())
    activation: str = setting(common.activation("tanh"))
    seed: int = setting(common.seed("Start", starts=common.STARTS))
    learning_rate: float = setting(common.learning_rate(0.5))

    @property
    def hidden(self) -> tuple[int, ...]:
        """The numbers of neurons of the hidden layers."""
        return layers((self.first, self.second, self.third))

    def trained(self, sample: Sample, most_recorded: int = MAX_RECORDED, **how: Any) -> Run:
        """Return the run on a sample; `how` is the rest of its TrainConfig. The same seed gives the same start.

        The loss is the one chosen only where the targets allow it, and else half the mean squared error.
        """
        loss = self.loss if may_follow(self.loss, sample.y) else "half_mse"
        sizes = (sample.X.shape[1], *self.hidden, sample.y.shape[1])
        net = Network(sizes, self.activation, (LOSSES[loss].outputs or ("identity",))[0])
        theta = start(net, self.seed)
        config = TrainConfig(loss=loss, learning_rate=self.learning_rate, **how)
        return train(net, theta, sample.X, sample.y, config, most_recorded)


def start(net: Network, seed: int) -> Array:
    """Return the θ (P,) that a network starts from: Xavier's, off the kink of a φ that has one.

    With a bias of 0, the z of a neuron whose inputs are all 0 (silent neurons, or an example of zeros) is exactly 0,
    and there such a φ has no slope that a gradient could be checked against.
    """
    theta = net.init("xavier", np.random.default_rng(seed))
    for (_, b), name in zip(net.layers(theta)[:-1], net.activations[:-1], strict=True):
        if ACTIVATIONS[name].kinks:
            b[...] = OFF_KINK
    return theta


def layers(chosen: tuple[int | str, ...]) -> tuple[int, ...]:
    """Return the numbers of neurons of the hidden layers chosen, up to the first that there is not."""
    there = chosen[: chosen.index(NONE)] if NONE in chosen else chosen
    return tuple(int(n) for n in there)
