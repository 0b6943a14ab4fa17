"""Networks that learn side by side: each one's run, seen at the steps that all of them are shown at."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from nnviz.core import Array, Run, Sample, Update
from nnviz.core.arrays import Steps

EACH, LATER = 30, 130
"""How many steps are stopped at one by one, and about how many after those."""


@dataclass(frozen=True)
class Learner:
    """One of the networks that learn side by side: its run, the sample, and the steps (K,) at which it is shown.

    A run that ended early, because it diverged, stays where it ended.
    """

    run: Run
    sample: Sample
    steps: Steps

    @cached_property
    def theta(self) -> Array:
        """θ at each of the steps (K, P)."""
        return self.run.at(self.steps)

    @cached_property
    def losses(self) -> Array:
        """The loss of all examples at each of the steps (K,)."""
        return self.run.net.loss(self.theta, self.sample.X, self.sample.y, self.run.config.loss)

    @cached_property
    def gradients(self) -> Array:
        """∂L/∂θ on all examples at each of the steps (K, P)."""
        forward = self.run.net.forward(self.theta, self.sample.X)
        return self.run.net.backward(self.theta, forward, self.sample.y, self.run.config.loss).grad

    @property
    def ended(self) -> NDArray[np.bool_]:
        """Which of the steps (K,) the run never reached, because it diverged before."""
        return np.asarray(self.steps > self.run.step[-1])

    @cached_property
    def silent(self) -> NDArray[np.bool_]:
        """At which of the steps (K,) every neuron of the first layer has z ≤ 0 for every example."""
        z = self.run.net.forward(self.theta, self.sample.X).z[1]
        return np.asarray((z <= 0).all(axis=(1, 2)))

    @property
    def dead(self) -> NDArray[np.bool_]:
        """At which of the steps (K,) it is silent and a gradient of exactly 0 is left, for good."""
        return np.asarray(self.silent & (self.gradients == 0).all(axis=1))

    def outputs(self, x: Array) -> Array:
        """Return what the network makes of inputs x (n,) at each of the steps (K, n)."""
        return self.run.net.forward(self.theta, x[:, None]).a[-1][..., 0]

    def update(self, place: int) -> Update:
        """Return the arithmetic of the update that leaves the step at this place."""
        recorded = self.run.index(int(self.steps[place]))
        return self.run.update(recorded, self.sample.X, self.sample.y)


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


def stops(n_steps: int) -> Steps:
    """Return the steps to stop at, from 0 to n_steps: each at first, where most happens, then ever fewer."""
    later = np.geomspace(EACH, n_steps, LATER).round().astype(np.int64) if n_steps > EACH else [n_steps]
    return np.unique(np.concatenate([np.arange(min(EACH, n_steps)), later]))
