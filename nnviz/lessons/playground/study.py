"""The run of a playground's settings: trained stage by stage, and what its numbers are at every epoch."""

from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from typing import NamedTuple

import numpy as np

from nnviz.core import (
    LOSSES,
    Array,
    Network,
    Run,
    TrainConfig,
    accuracy,
    classes_of,
    dead_from,
    featured,
    r_squared,
    train,
)
from nnviz.core.arrays import Steps
from nnviz.lessons.common import examples_a_step
from nnviz.lessons.playground.cost import AT_MOST, LIMIT, seconds_an_epoch
from nnviz.lessons.playground.data import Points, points_of
from nnviz.lessons.playground.own import SOME, own_points, table_of
from nnviz.lessons.playground.settings import PlaygroundSettings
from nnviz.lessons.playground.stages import Stage
from nnviz.lessons.playground.stops import stops_of
from nnviz.lessons.tables import OWN


class Leg(NamedTuple):
    """A stretch of the run under one setting: it begins at `begins`, an epoch, and its run goes on from there.

    `used` is how many of its recorded epochs are part of the whole, the first one included.
    """

    begins: int
    run: Run
    used: int


@dataclass(frozen=True)
class Play:
    """A run of the playground, all its legs one after another.

    `short` says that it ends earlier than was asked for, because all of that takes too long.
    """

    settings: PlaygroundSettings
    points: Points
    net: Network
    legs: tuple[Leg, ...]
    short: bool

    @cached_property
    def features(self) -> Array:
        """What the network is given of every point (N, n_in)."""
        return featured(self.settings.inputs, self.points.X)

    @cached_property
    def targets(self) -> Array:
        """The targets (N, n_out) as the loss takes them: for cross-entropy of one output −1 is 0."""
        return targets_of(self.points, self.settings.loss)

    @cached_property
    def theta(self) -> Array:
        """θ at every epoch (K, P): where a leg begins, as it begins."""
        return np.concatenate([leg.run.theta[: leg.used] for leg in self.legs])

    @cached_property
    def epochs(self) -> Steps:
        """The number of each epoch (K,). Where a run diverged within an epoch, the last is that one."""
        whole = [leg.begins + -(-leg.run.step[: leg.used] // leg.run.steps_per_epoch) for leg in self.legs]
        return np.concatenate(whole)

    @cached_property
    def rates(self) -> Array:
        """The learning rate that is in force at each epoch (K,)."""
        each = [np.full(leg.used, float(np.max(leg.run.config.learning_rate))) for leg in self.legs]
        return np.concatenate(each)

    @cached_property
    def strengths(self) -> Array:
        """The λ of the penalty that is in force at each epoch (K,); 0 where there is none."""
        return np.concatenate([np.full(leg.used, leg.run.config.l1 + leg.run.config.l2) for leg in self.legs])

    @property
    def diverged_at(self) -> int | None:
        """The epoch in which the numbers became too large, right after the last recorded step; or None."""
        last = self.legs[-1]
        if last.run.diverged_at is None:
            return None
        return last.begins + int(last.run.step[-1]) // last.run.steps_per_epoch + 1

    @property
    def changes(self) -> tuple[int, ...]:
        """The epochs at which something was changed and trained on."""
        return tuple(leg.begins for leg in self.legs[1:])

    @cached_property
    def stops(self) -> Steps:
        """The places of the record at which the timeline stops."""
        return stops_of(self.epochs, self.net.n_parameters, self.changes, self.settings.asked)

    @cached_property
    def outputs(self) -> Array:
        """What the network says of every point at every epoch (K, N, n_out)."""
        return self.net.outputs(self.theta, self.features)

    @cached_property
    def _losses(self) -> Array:
        with np.errstate(over="ignore", invalid="ignore"):
            return np.asarray(LOSSES[self.settings.loss].value(self.outputs, self.targets))

    @cached_property
    def training_loss(self) -> Array:
        """The mean loss of the points for training at every epoch (K,), without the penalty."""
        return np.asarray(self._losses[:, self.points.training].mean(axis=1))

    @cached_property
    def test_loss(self) -> Array:
        """The mean loss of the test points at every epoch (K,)."""
        return np.asarray(self._losses[:, self.points.test].mean(axis=1))

    @property
    def middle(self) -> float:
        """The output between two classes."""
        return 0.5 if self.net.output == "sigmoid" else 0.0

    @cached_property
    def said(self) -> Steps:
        """Which class the network says each point is at every epoch (K, N); only where there are classes."""
        return classes_of(self.outputs, self.middle)

    @cached_property
    def dead_from(self) -> Steps:
        """The place of the record from which on each hidden neuron is dead for the points for training; else K."""
        return dead_from(self.net, self.theta, self.features[self.points.training])

    def quality(self, rows: slice) -> Array:
        """Return how good the answers on these rows are at every epoch (K,): accuracy, or for values R²."""
        if self.points.classes:
            return accuracy(self.points.actual[rows], self.said[:, rows])
        with np.errstate(over="ignore", invalid="ignore"):
            return r_squared(self.targets[rows], self.outputs[:, rows])


def targets_of(points: Points, loss: str) -> Array:
    """Return targets (N, n_out) as a loss takes them: from 0 to 1 for the cross-entropy of one output."""
    return (points.y + 1.0) / 2.0 if LOSSES[loss].targets == "unit" else points.y


def network_of(settings: PlaygroundSettings, points: Points) -> Network:
    """Return the network: tanh as output for two classes, softmax for more, and the sum itself for values."""
    needed = LOSSES[settings.loss].outputs
    output = needed[0] if needed else "tanh" if points.classes else "identity"
    return Network((len(settings.inputs), *settings.layers, points.y.shape[1]), settings.hidden, output)


def config_of(settings: PlaygroundSettings, n_training: int, stage: Stage) -> TrainConfig:
    """Return how one stage trains: batches in the order of the points, L1 as TensorFlow Playground has it."""
    rate = settings.learning_rate if stage.rate is None else stage.rate
    strength = settings.penalty_rate if stage.penalty_rate is None else stage.penalty_rate
    l1, l2 = (strength if settings.penalty == name else 0.0 for name in ("l1", "l2"))
    batch = examples_a_step(settings.batch, n_training)
    return TrainConfig(settings.loss, settings.optimizer, rate, batch, stage.epochs, l1=l1, l2=l2, l1_clips=True)


def stages(settings: PlaygroundSettings) -> list[Stage]:
    """Return the stages of a run: from the start, then each as it goes on; a rate or λ that was changed stays so."""
    found = [Stage(0, settings.epochs)]
    for stage in settings.stages:
        before = found[-1]
        rate = before.rate if stage.rate is None else stage.rate
        penalty = before.penalty_rate if stage.penalty_rate is None else stage.penalty_rate
        found.append(Stage(stage.at, stage.epochs, rate, penalty, stage.weights))
    return found


def points_for(settings: PlaygroundSettings) -> Points:
    """Return the points of these settings: of a data set, or a visitor's own."""
    if settings.source == OWN:
        return own_points(table_of(settings.own) or SOME, settings.share, settings.data_seed)
    return points_of(settings.source, settings.data_seed, settings.noise, settings.share)


def seconds(settings: PlaygroundSettings) -> float:
    """Return about how long all that these settings ask for takes, without training anything."""
    points = points_for(settings)
    net = network_of(settings, points)
    return sum(stage.epochs * _epoch(settings, net, points, stage) for stage in stages(settings))


def _epoch(settings: PlaygroundSettings, net: Network, points: Points, stage: Stage) -> float:
    config = config_of(settings, points.n_training, stage)
    return seconds_an_epoch(net, config, points.n_training, len(points.X))


def play(settings: PlaygroundSettings) -> Play:
    """Return the run of these settings; one that takes over LIMIT seconds ends earlier, unless it is agreed to."""
    return replace(_trained(replace(settings, log=False, pen="", asked=None)), settings=settings)


@lru_cache(4)
def _trained(settings: PlaygroundSettings) -> Play:
    points = points_for(settings)
    net = network_of(settings, points)
    rows, left, short = points.training, AT_MOST if settings.long else LIMIT, False
    X, y = featured(settings.inputs, points.X)[rows], targets_of(points, settings.loss)[rows]
    theta = net.init(settings.initializer, np.random.default_rng(settings.seed))
    legs: list[Leg] = []
    for stage in stages(settings):
        an_epoch = _epoch(settings, net, points, stage)
        epochs = 0 if short else min(stage.epochs, int(left / an_epoch))
        short = short or epochs < stage.epochs
        if not epochs and legs:
            continue
        epochs, left = max(epochs, 1), left - an_epoch * epochs
        begins, theta, gone = _begin(legs, stage, theta)
        run = train(net, theta, X, y, replace(config_of(settings, len(X), stage), epochs=epochs), epochs + 1, gone)
        legs.append(Leg(begins, run, len(run.step)))
    return Play(settings, points, net, tuple(legs), short)


def _begin(legs: list[Leg], stage: Stage, start: Array) -> tuple[int, Array, Array | None]:
    """Return where a stage begins, its θ (P,) with its own weights set, and which weights L1 has taken to zero.

    What came after that in the legs before is let go.
    """
    begins, theta, gone = 0, start.copy(), None
    while legs and legs[-1].begins > stage.at:
        legs.pop()
    if legs:
        before = legs[-1]
        per_epoch = before.run.steps_per_epoch
        whole = int((before.run.step % per_epoch == 0).sum())
        place = min(stage.at - before.begins, whole - 1)
        begins, theta = before.begins + place, before.run.theta[place].copy()
        gone = before.run.state[place, -1].copy() if before.run.config.is_clipped else None
        legs[-1] = before._replace(used=place)
        if not place:
            legs.pop()
    for place, value in stage.weights:
        if place < len(theta):
            theta[place] = value
            if gone is not None:
                gone[place] = 0.0
    return begins, theta, gone
