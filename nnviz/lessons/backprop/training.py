"""A whole training: the settings of the second part, and what its steps say of each neuron."""

from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from nnviz.core import DATASETS, Array, Network, Run, Sample
from nnviz.figures.network import names
from nnviz.figures.timeline import spread
from nnviz.lessons import Choice, common, nested, setting
from nnviz.lessons.network import NetworkSettings

CLASS_DATA = ("circle", "xor", "curve")
BATCH = 10
MAX_STOPS, FEW_STOPS, SMALL = 101, 51, 6
"""How many stops there are at most, and how many for a network with more hidden neurons than SMALL: what each sees is
sent for every stop."""
CHUNK = 128
"""How many steps are worked through at a time: their numbers stay in a processor's cache."""
SAME, OWN = "Same for all", "Each its own"
ZERO = 0
"""The level of a mean |δ| that is exactly zero. All others have one from 1 to 255."""


@dataclass(frozen=True)
class TrainingSettings:
    """Everything that decides what the second part shows."""

    data: str = setting(common.dataset(CLASS_DATA, help="What the network is trained on, ten examples a step."))
    network: NetworkSettings = nested(NetworkSettings)
    epochs: int = setting(common.epochs(50, (10, 20, 50, 100), "How often training goes through all examples."))
    scale: str = setting(
        Choice("scale", "Scale of the colours", options=(SAME, OWN), default=SAME, look="segments",
               help="One scale compares neurons; with a scale of its own each neuron shows when its δ was largest.")
    )  # fmt: skip


class Errors(NamedTuple):
    """What comes back through a network at each of its steps (K), as means over all examples.

    `delta` (K, neurons but the inputs): the mean |δ| of each. `back` (K, hidden neurons): the mean |Σ w·δ|, what
    comes back to a hidden neuron before it is multiplied by its slope: δ = Σ w·δ · φ′(z).
    """

    delta: Array
    back: Array


def errors(net: Network, theta: Array, sample: Sample, loss: str) -> Errors:
    """Return what comes back for each θ (K, P), worked through in chunks."""
    deltas, backs = [], []
    for some in np.array_split(theta, -(-len(theta) // CHUNK)):
        delta = net.backward(some, net.forward(some, sample.X), sample.y, loss).delta
        weights = [W for W, _ in net.layers(some)]
        with np.errstate(over="ignore", invalid="ignore"):
            deltas.append(_means([d.mT for d in delta[1:]]))
            backs.append(_means([W @ d.mT for W, d in zip(weights[1:], delta[2:], strict=True)], len(some)))
    return Errors(np.concatenate(deltas), np.concatenate(backs))


def _means(layers: list[Array], steps: int = 0) -> Array:
    """Return the mean size over the examples (steps, neurons) out of one array (steps, n, N) a layer."""
    means = [np.abs(layer).mean(axis=-1) for layer in layers]
    return np.concatenate(means, axis=-1) if means else np.empty((steps, 0))


@dataclass(frozen=True)
class Training:
    """A training run, the data it learned from, and whether each neuron's strip has a scale of its own.

    What is said of the whole training (means, the largest, the answer to the question) is of every recorded step;
    what is drawn stands at the stops of the timeline.
    """

    run: Run
    sample: Sample
    own_scale: bool
    loss_wanted: str

    @cached_property
    def every(self) -> Errors:
        """What comes back at every step, as far as its numbers are finite (a run that diverges may leave them)."""
        found = errors(self.run.net, self.run.theta, self.sample, self.run.config.loss)
        broken = ~np.isfinite(np.concatenate(found, axis=1)).all(axis=1)
        end = max(1, int(np.append(broken, True).argmax()))
        return Errors(found.delta[:end], found.back[:end])

    @cached_property
    def places(self) -> NDArray[np.int64]:
        """The places in the run's record that are on the timeline, where it can be done equally far apart."""
        last, most = len(self.every.delta) - 1, MAX_STOPS if self.n_hidden <= SMALL else FEW_STOPS
        least = max(1, -(-last // (most - 1)))
        gap = next((gap for gap in range(least, 2 * least + 1) if last % gap == 0), 0)
        return np.arange(0, last + 1, gap) if gap else spread(last + 1, most)

    @property
    def steps(self) -> NDArray[np.int64]:
        """The numbers of the steps on the timeline."""
        return self.run.step[self.places]

    @property
    def theta(self) -> Array:
        """The parameters at these steps (stops, P)."""
        return self.run.theta[self.places]

    @property
    def delta(self) -> Array:
        """The mean |δ| of each neuron at these steps (stops, neurons but the inputs)."""
        return self.every.delta[self.places]

    def so_far(self, k: int) -> Errors:
        """Return the means over every step until place k of the timeline, this step included (neurons,)."""
        steps = slice(0, int(self.places[k]) + 1)
        return Errors(*(values[steps].mean(axis=0) for values in self.every))

    @cached_property
    def span(self) -> tuple[Array, Array]:
        """The logarithms (base 10) of the mean |δ| where the colours begin and end, of each neuron (neurons,).

        They reach from all but the least fiftieth to the largest, over every step: of all neurons and to a round
        number (1, 2 or 5, and zeros), or of each one. The least fiftieth are steps on which hardly anything came back.
        """
        lows, highs = zip(*map(_span, self.every.delta.T), strict=True)
        if self.own_scale:
            return np.array(lows), np.array(highs)
        low, high = _span(self.every.delta.ravel())
        top = _round_above(high)
        return np.full(len(lows), min(-_round_above(-low), top - 1)), np.full(len(lows), top)

    @cached_property
    def levels(self) -> NDArray[np.uint8]:
        """How deep the colour of each neuron is at every step (steps, neurons): ZERO, or from 1 (pale) to 255 (full).

        Equal factors between two mean |δ| are equal differences of colour: the scale is logarithmic.
        """
        low, high = self.span
        delta = self.every.delta
        share = (_log(delta) - low) / np.where(high > low, high - low, 1)
        share = np.where(high > low, np.clip(share, 0, 1), 1)
        return np.where(delta == 0, ZERO, np.round(1 + 254 * share)).astype(np.uint8)

    @property
    def n_hidden(self) -> int:
        """How many hidden neurons there are."""
        return sum(self.run.net.sizes[1:-1])

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The names of the neurons that have a δ."""
        return names(self.run.net.sizes)[self.run.net.sizes[0] :]

    @cached_property
    def losses(self) -> Array:
        """The mean loss over all examples at each stop."""
        return self.run.net.loss(self.theta, self.sample.X, self.sample.y, self.run.config.loss)


def _log(values: Array) -> Array:
    return np.log10(np.where(values > 0, values, 1))


def _round_above(logarithm: float) -> float:
    """Return the logarithm of the next larger of 1, 2, 5, 10, …; of the next smaller, with both signs turned."""
    whole = np.floor(logarithm)
    return float(next(whole + part for part in np.log10([1, 2, 5, 10]) if whole + part >= logarithm - 1e-9))


def _span(values: Array) -> tuple[float, float]:
    """Return the logarithms of the least, but for a fiftieth, and of the largest of those that are not zero."""
    logarithms = _log(values[values > 0])
    return (float(np.quantile(logarithms, 0.02)), float(logarithms.max())) if logarithms.size else (0.0, 0.0)


def training(settings: TrainingSettings) -> Training:
    """Return the training of these settings, with every one of its steps."""
    sample = DATASETS[settings.data].make(np.random.default_rng(0))
    steps = settings.epochs * -(-len(sample.X) // BATCH)
    run = settings.network.trained(
        sample, most_recorded=steps + 1, batch_size=BATCH, epochs=settings.epochs, shuffle=True
    )
    return Training(run, sample, settings.scale == OWN, settings.network.loss)
