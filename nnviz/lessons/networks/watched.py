"""What the parts that train a network share: their controls, and the run with the steps that are shown."""

from dataclasses import dataclass
from functools import cached_property

from nnviz.core import Array, Network, Run, Sample, TrainConfig, train
from nnviz.core.arrays import Steps
from nnviz.figures.timeline import spread
from nnviz.lessons import Choice
from nnviz.lessons.network import NONE, start
from nnviz.lessons.parameters import Parameter

NEURONS = tuple(range(1, 9))
RATES = (0.003, 0.01, 0.03, 0.1)
OPTIMIZER = "adam"
STOPS = 201
"""At how many stops a run is seen at most."""


def first_layer(name: str, default: int) -> Parameter:
    """Return how many neurons the first hidden layer has."""
    return Choice(name, "Layer A", options=NEURONS, default=default, look="scale")


def second_layer(name: str, default: int | str, help: str) -> Parameter:
    """Return how many neurons the second hidden layer has, or that there is none."""
    return Choice(name, "Layer B", options=(NONE, *NEURONS), default=default, look="scale", help=help)


def learning_rate(name: str) -> Parameter:
    """Return the learning rate."""
    return Choice(
        name, "Learning rate η", options=RATES, default=0.03, title=lambda rate: f"{rate:g}", look="scale",
        help="Of Adam, an optimizer that gives every weight steps of a similar size.",
    )  # fmt: skip


@dataclass(frozen=True)
class Watched:
    """A run on a sample, and the number `point` of the example that is looked at."""

    run: Run
    sample: Sample
    point: int

    @property
    def net(self) -> Network:
        """The network."""
        return self.run.net

    @cached_property
    def steps(self) -> Steps:
        """The steps (K,) that are shown."""
        return self.run.step[spread(len(self.run.step), STOPS)]

    @cached_property
    def theta(self) -> Array:
        """θ at these steps (K, P)."""
        return self.run.at(self.steps)

    @cached_property
    def losses(self) -> Array:
        """The loss at these steps (K,)."""
        return self.net.loss(self.theta, self.sample.X, self.sample.y, self.run.config.loss)


def trained(net: Network, sample: Sample, loss: str, rate: float, epochs: int, seed: int) -> Run:
    """Return the run of a network from one of its starts, all examples at each step."""
    config = TrainConfig(loss=loss, optimizer=OPTIMIZER, learning_rate=rate, batch_size=len(sample.X), epochs=epochs)
    return train(net, start(net, seed), sample.X, sample.y, config)
