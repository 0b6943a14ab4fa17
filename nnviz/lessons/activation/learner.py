"""Networks that learn side by side: each one's run, seen at the steps that all of them are shown at."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from nnviz.core import ACTIVATIONS, Array, Run, Sample, Update
from nnviz.core.arrays import Steps
from nnviz.core.network import Backward
from nnviz.figures.numbers import cleared
from nnviz.lessons import Trained
from nnviz.lessons.activation.functions import slope_at

EACH, LATER = 30, 174
"""How many steps are stopped at one by one, and about how many after those, evenly spaced."""
SETTLED = 1e-3
"""A run has settled when its gradient, and what its loss has still to change, are below this share of the start's."""


@dataclass(frozen=True)
class Learner:
    """One of the networks that learn side by side: its run, the sample, and the steps (K,) at which it is shown.

    A run that ended early, because it diverged, stays where it ended.
    """

    run: Run
    sample: Sample
    steps: Steps

    @cached_property
    def whole(self) -> "Learner":
        """The same at every recorded step of its run: what is said of all of the run is computed from this."""
        return Learner(self.run, self.sample, self.run.step)

    @cached_property
    def theta(self) -> Array:
        """θ at each of the steps (K, P)."""
        return self.run.at(self.steps)

    @cached_property
    def losses(self) -> Array:
        """The loss of all examples at each of the steps (K,)."""
        return self.run.net.loss(self.theta, self.sample.X, self.sample.y, self.run.config.loss)

    @cached_property
    def backward(self) -> Backward:
        """δ of each layer on all examples (K, N, n), and ∂L/∂θ, at each of the steps."""
        with np.errstate(over="ignore", invalid="ignore"):  # at the last steps of a run that diverges
            forward = self.run.net.forward(self.theta, self.sample.X)
            return self.run.net.backward(self.theta, forward, self.sample.y, self.run.config.loss)

    @property
    def gradients(self) -> Array:
        """∂L/∂θ on all examples at each of the steps (K, P)."""
        return self.backward.grad

    @property
    def ended(self) -> NDArray[np.bool_]:
        """Which of the steps (K,) the run never reached, because it diverged before."""
        return np.asarray(self.steps > self.run.step[-1])

    @cached_property
    def silent(self) -> NDArray[np.bool_]:
        """On which of the examples each neuron of the first layer is silent (K, N, n): z ≤ 0 and slope 0."""
        z = self.run.net.forward(self.theta, self.sample.X).z[1]
        return np.asarray((z <= 0) & (slope_at(self.run.net.activations[0], z) == 0))

    @cached_property
    def dead_neurons(self) -> NDArray[np.bool_]:
        """Which neurons of the first layer (K, n) are dead: silent for every example, and of gradient exactly 0."""
        W, b = self.run.net.layers(self.gradients)[0]
        return np.asarray(self.silent.all(axis=1) & (W == 0).all(axis=1) & (b == 0))

    @property
    def dead(self) -> NDArray[np.bool_]:
        """At which of the steps (K,) all neurons of the first layer are dead, which they then stay for good."""
        return np.asarray(self.dead_neurons.all(axis=1))

    @cached_property
    def settled_from(self) -> int | None:
        """The first step from which the run has settled to its end; None if it has not, or diverged.

        From there on the gradient is at most a thousandth of the start's, and the loss as near to its end.
        """
        if self.run.diverged_at is not None:
            return None
        size, left = np.linalg.norm(self.whole.gradients, axis=1), np.abs(self.whole.losses - self.whole.losses[-1])
        moving = np.flatnonzero((size > SETTLED * size[0]) | (left > SETTLED * left[0]))
        place = int(moving[-1]) + 1 if len(moving) else 0
        return int(self.run.step[place]) if place < len(self.run.step) else None

    @property
    def settled(self) -> NDArray[np.bool_]:
        """At which of the steps (K,) the run has settled."""
        begin = self.settled_from
        return np.zeros(len(self.steps), bool) if begin is None else np.asarray(self.steps >= begin)

    def outputs(self, x: Array) -> Array:
        """Return what the network makes of inputs x (n,) at each of the steps (K, n)."""
        return self.run.net.outputs(self.theta, x[:, None])[..., 0]

    def update(self, place: int, led: bool = False) -> Update:
        """Return the arithmetic of the update that leaves the step at this place, or of the one that led to it.

        Raises ValueError if the one that led to the start is asked for.
        """
        step = int(self.steps[place]) - led
        if step < 0:
            raise ValueError("no update led to step 0, the start")
        return self.run.update(self.run.index(step), self.sample.X, self.sample.y)


def without_residue(gradient: Array, delta: Array, x: Array) -> Array:
    """Return a neuron's ∂L/∂w and ∂L/∂b (..., 2), with 0 for what only rounding has left of the means.

    They are the means of δ·x and of δ, for delta (..., N) and x (N,).
    """
    return cleared(gradient, np.stack([np.abs(delta * x).mean(axis=-1), np.abs(delta).mean(axis=-1)], axis=-1))


def side_by_side(sample: Sample, *runs: Run) -> tuple[Learner, ...]:
    """Return the runs, which were trained alike on this sample, at the same steps: those that are stopped at.

    They are recorded steps, so that what is shown of a step is that step; after the last run has ended, where
    nothing changes any more, they are just numbers.
    """
    longest = max(runs, key=lambda run: int(run.step[-1]))
    wanted = stops(longest.config.epochs * longest.steps_per_epoch)
    reached = longest.step[longest.index(wanted)]
    steps = np.unique(np.where(wanted > longest.step[-1], wanted, reached))
    return tuple(Learner(run, sample, steps) for run in runs)


def runs_of(*learners: Learner) -> tuple[Trained, ...]:
    """Return the runs of learners that differ in their activation, each by what that is called."""
    return tuple(Trained(ACTIVATIONS[one.run.net.activations[0]].title, one.run, one.sample) for one in learners)


def stops(n_steps: int) -> Steps:
    """Return the steps to stop at, from 0 to n_steps: each at first, where most happens, then every few."""
    few = max(-(-(n_steps - EACH) // LATER), 1)
    return np.unique(np.concatenate([np.arange(min(EACH, n_steps)), np.arange(EACH, n_steps, few), [n_steps]]))
