"""A few training steps looked at closely: the settings of the first part, and what they give."""

from dataclasses import dataclass, replace
from functools import cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from nnviz.core import ACTIVATIONS, Array, Run, Sample, Update
from nnviz.figures.network import Link, Neuron, link_names, links, names, neurons
from nnviz.figures.numbers import cleared
from nnviz.lessons import Choice, nested, setting
from nnviz.lessons.network import NetworkSettings, layers
from nnviz.lessons.parameters import Chosen
from nnviz.lessons.rows import Rows
from nnviz.lessons.tables import Rules, Table

EXAMPLES = Rules(
    columns=("x₁", "x₂", "y"), row="example", least=1, most=8, largest=10, between="−10 and 10",
    too_few="At least one example is needed", instead="the four examples", digits=6, longest=600,
)  # fmt: skip
FOUR_EXAMPLES = Table(((1.0, 0.5, 0.0), (0.5, -1.0, 1.0), (-1.0, 0.5, 1.0), (-0.5, -1.0, 0.0)), EXAMPLES.columns)
ROUNDS = 3
MEAN, ONE = "mean of all", "this example"


def sizes_of(hidden: tuple[int, ...]) -> tuple[int, ...]:
    """Return the layer sizes of the network that learns the examples of a table."""
    return (len(EXAMPLES.columns) - 1, *hidden, 1)


def _sizes(chosen: Chosen) -> tuple[int, ...]:
    return sizes_of(layers((chosen["a"], chosen["b"], chosen["c"])))


def neuron_options(chosen: Chosen) -> tuple[str, ...]:
    """Return the neurons that compute something, given the layers chosen before."""
    sizes = _sizes(chosen)
    return names(sizes)[sizes[0] :]


def link_options(chosen: Chosen) -> tuple[str, ...]:
    """Return the links that there are, given the layers chosen before."""
    return link_names(_sizes(chosen))


def example_options(chosen: Chosen) -> tuple[str, ...]:
    """Return what the examples chosen before are called: 1 of 4, 2 of 4, …"""
    return example_titles(len(chosen["examples"].rows))


def example_titles(count: int) -> tuple[str, ...]:
    """Return what so many examples are called."""
    return tuple(f"{i} of {count}" for i in range(1, count + 1))


@dataclass(frozen=True)
class WalkSettings:
    """Everything that decides what the first part shows."""

    network: NetworkSettings = nested(NetworkSettings)
    examples: Table = setting(Rows("examples", "Examples", default=FOUR_EXAMPLES, rules=EXAMPLES))
    neuron: str = setting(
        Choice("neuron", "Neuron", options=neuron_options, default="A1", help="Or click it in the drawing.")
    )
    link: str = setting(
        Choice("link", "Link", options=link_options, default="x₁→A1", help="Or click its number in the drawing.")
    )
    example: str = setting(
        Choice("example", "Example", options=example_options, default=example_titles(len(FOUR_EXAMPLES.rows))[0],
               help="The drawing shows the numbers of this example.")
    )  # fmt: skip
    gradients: str = setting(
        Choice("gradients", "Gradients on the links", options=(MEAN, ONE), default=MEAN, look="segments",
               help="The update takes the mean of all examples; what one example wants may be something else.")
    )  # fmt: skip


class Stop(NamedTuple):
    """One stop of the timeline: the training step it belongs to (from 0), the phase, and the layer where it has one."""

    round: int
    phase: str
    layer: int


def stops(n_layers: int, rounds: int) -> tuple[Stop, ...]:
    """Return the phases of so many training steps in the algorithm's order, for layers 1 to n_layers.

    Forward layer by layer (z, then a), the loss, backward layer by layer (δ), the gradients, the update
    (Nielsen, ch. 2, "The backpropagation algorithm").
    """
    forward = [(phase, layer) for layer in range(1, n_layers + 1) for phase in ("z", "a")]
    backward = [("delta", layer) for layer in range(n_layers, 0, -1)]
    each = [("start", 0), *forward, ("loss", n_layers), *backward, ("gradient", 0), ("update", 0)]
    return tuple(Stop(r, phase, layer) for r in range(rounds) for phase, layer in each)


@dataclass(frozen=True)
class Walk:
    """A run of a few training steps, and what of it is looked at: an example, a neuron and a link.

    At the gradients that is the mean of all examples, or where `alone` what the example alone contributes.
    """

    run: Run
    sample: Sample
    example: int
    neuron: Neuron
    link: Link
    loss_wanted: str
    alone: bool = False

    @cached_property
    def updates(self) -> tuple[Update, ...]:
        """The arithmetic of each training step; where the run diverged, of those that are still finite."""
        rounds = max(1, min(ROUNDS, len(self.run.step) - 1))
        made: list[Update] = []
        for k in range(rounds):
            update = self.run.update(k, self.sample.X, self.sample.y)
            made.append(_without_residue(self, replace(update, theta=made[-1].theta_after) if made else update))
        return tuple(made)

    @cached_property
    def gradients(self) -> Array:
        """The gradients (training steps, P) that are looked at, in θ's layout: the means, or those of the example."""
        if not self.alone:
            return np.stack([update.grad for update in self.updates])
        rows = np.full((len(self.updates), self.run.net.n_parameters), np.nan)
        for row, update in zip(rows, self.updates, strict=True):
            passes = zip(update.forward.a[:-1], update.backward.delta[1:], self.run.net.layers(row), strict=True)
            for a, delta, (W, b) in passes:
                W[...], b[...] = np.outer(a[self.example], delta[self.example]), delta[self.example]
        return rows

    @cached_property
    def silent(self) -> NDArray[np.bool_]:
        """Which neurons (training steps, examples, neurons) neither answer an example nor learn from it.

        Their a and the slope φ′(z) are exactly 0, as for ReLU where z is negative. Inputs never are.
        """
        net = self.run.net
        found = np.zeros((len(self.updates), len(self.sample.X), sum(net.sizes)), dtype=bool)
        for rows, update in zip(found, self.updates, strict=True):
            layers = zip(update.forward.z[1:], update.forward.a[1:], net.activations, strict=True)
            flat = [np.zeros_like(self.sample.X, dtype=bool)]
            for z, a, name in layers:
                kind = ACTIVATIONS[name]
                flat.append(np.zeros_like(a, dtype=bool) if kind.is_joint else (a == 0) & (kind.slope(z, a) == 0))
            rows[...] = np.concatenate(flat, axis=1)
        return found

    @property
    def dead(self) -> NDArray[np.bool_]:
        """Which neurons (training steps, neurons) are silent for every example."""
        return np.asarray(self.silent.all(axis=1))

    @cached_property
    def stops(self) -> tuple[Stop, ...]:
        """The stops of the timeline."""
        return stops(len(self.run.net.sizes) - 1, len(self.updates))

    @property
    def neuron_name(self) -> str:
        """What the neuron looked at is called."""
        sizes = self.run.net.sizes
        return names(sizes)[neurons(sizes).index(self.neuron)]

    @property
    def link_name(self) -> str:
        """What the link looked at is called."""
        sizes = self.run.net.sizes
        return link_names(sizes)[links(sizes).index(self.link)]

    def first(self, phase: str, layer: int) -> int:
        """Return the stop at which a phase of a layer comes first."""
        return self._firsts[phase, layer]

    @cached_property
    def _firsts(self) -> dict[tuple[str, int], int]:
        """The stop at which each phase of each layer comes first."""
        places = [(one.phase, one.layer) for one in self.stops]
        return {place: places.index(place) for place in places}

    def reached(self, stop: Stop, phase: str, layer: int) -> bool:
        """Return whether a phase of a layer has come, in the training step that a stop belongs to."""
        return self.first(phase, layer) <= self.first(stop.phase, stop.layer)

    def of_neurons(self, layers: tuple[Array, ...]) -> Array:
        """Return the example's values (neurons,) out of one array (N, n) a layer."""
        return np.concatenate([layer[self.example] for layer in layers])


def walk(settings: WalkSettings) -> Walk:
    """Return the training steps of these settings, each with all examples."""
    rows = np.array(settings.examples.rows)
    sample = Sample(rows[:, :-1], rows[:, -1:], EXAMPLES.columns[:-1], EXAMPLES.columns[-1:])
    run = settings.network.trained(sample, batch_size=len(rows), epochs=ROUNDS)
    sizes = run.net.sizes
    return Walk(
        run,
        sample,
        example_titles(len(rows)).index(settings.example),
        neurons(sizes)[names(sizes).index(settings.neuron)],
        links(sizes)[link_names(sizes).index(settings.link)],
        settings.network.loss,
        settings.gradients == ONE,
    )


def _without_residue(walk: Walk, update: Update) -> Update:
    """Return the update from `update.theta` on, with 0 where only rounding has left something.

    Where the examples are symmetric, the terms δ·a of a gradient cancel, but for 10⁻¹⁷ or so; and so, then, does what
    the update adds to a parameter of 0, and what that makes of an example of zeros.
    """
    net, (X, y, *_), theta = walk.run.net, walk.sample, update.theta
    rate, sizes = float(np.min(walk.run.config.learning_rate)), np.empty_like(theta)
    forward = net.forward(theta, X)
    backward = net.backward(theta, forward, y, walk.run.config.loss)
    with np.errstate(over="ignore", invalid="ignore"):
        for a, delta, (W, b) in zip(forward.a[:-1], backward.delta[1:], net.layers(sizes), strict=True):
            W[...], b[...] = np.abs(a).T @ np.abs(delta) / len(a), np.abs(delta).mean(axis=0)
        sizes = np.nan_to_num(sizes, nan=0, posinf=0)
        grad, size_after = cleared(backward.grad, sizes), np.abs(theta) + rate * sizes
    theta_after = cleared(update.theta_after, np.nan_to_num(size_after, posinf=0))
    return replace(update, forward=forward, backward=backward, grad=grad, theta_after=theta_after)
