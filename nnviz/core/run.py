"""What training leaves behind: a run, and the arithmetic of any of its updates."""

from dataclasses import dataclass
from typing import overload

import numpy as np

from nnviz.core.arrays import Array, Steps
from nnviz.core.config import TrainConfig
from nnviz.core.network import Backward, Forward, Network
from nnviz.core.optimizers import OPTIMIZERS
from nnviz.core.penalty import l1_in_gradient, penalty_gradient, penalty_weights, pull_to_zero


@dataclass(frozen=True)
class Update:
    """The whole arithmetic of one update, from θ to θ after.

    grad = backward.grad + penalty_grad (..., P); step (..., P) is what the optimizer adds:
    theta_after = theta + step, which L1 takes nearer to zero where it clips. `batch` holds the indices
    of the rows used; state and state_after are the optimizer's memory (S, ..., P); t numbers the
    update, from 1.
    """

    batch: Steps
    forward: Forward
    backward: Backward
    penalty_grad: Array
    grad: Array
    theta: Array
    state: Array
    step: Array
    theta_after: Array
    state_after: Array
    t: int


@dataclass(frozen=True)
class Run:
    """A training run is its parameters: θ at the recorded steps, from which all else is computed.

    A long run is recorded thinly, so a step's number is not its place in the record: see `index` and `at`.
    step (K,) numbers the recorded steps, 0 being the start; theta (K, ..., P) and the optimizer's
    memory state (K, S, ..., P) belong to them; where L1 clips, the memory's last row holds 1 for each
    weight that has come to 0. diverged_at is None, or the number of the last step at which θ and the
    loss on the data were finite, where the run then ends. For several networks it is an array (...) of
    such numbers, −1 for a network that did not diverge; one that did is held at its last finite θ, and
    the run ends early only if all of them diverged.
    """

    net: Network
    config: TrainConfig
    n_examples: int
    step: Steps
    theta: Array
    state: Array
    diverged_at: int | Steps | None

    @property
    def steps_per_epoch(self) -> int:
        """The number of batches that the data make; the last one may be smaller."""
        return -(-self.n_examples // self.config.batch_size)

    @overload
    def index(self, step: int) -> int: ...
    @overload
    def index(self, step: Steps) -> Steps: ...
    def index(self, step: int | Steps) -> int | Steps:
        """Return the place in the record that is nearest to a step's number, or to each of an array of them.

        Of two that are equally near it is the earlier one; beyond the end it is the last place.
        """
        after = np.searchsorted(self.step, step).clip(max=len(self.step) - 1)
        before = (after - 1).clip(min=0)
        nearest = np.where(step - self.step[before] <= self.step[after] - step, before, after)
        return nearest if nearest.ndim else int(nearest)

    def at(self, step: int | Steps) -> Array:
        """Return θ (..., P) at the recorded place nearest to a step, or (n, ..., P) for an array of n steps.

        A run that ended early, because it diverged, stays where it ended.
        """
        return self.theta[self.index(step)]

    @overload
    def epoch(self, step: int) -> int: ...

    @overload
    def epoch(self, step: Steps) -> Steps: ...

    def epoch(self, step: int | Steps) -> int | Steps:
        """Return how many epochs are complete at this step, or at each of these."""
        return step // self.steps_per_epoch

    def batch(self, step: int) -> Steps:
        """Return the indices of the rows used by the update made at this step, from θ[step] to θ[step+1]."""
        epoch, place = divmod(step, self.steps_per_epoch)
        return self.config.order(self.n_examples, epoch)[self.config.batches(self.n_examples)[place]]

    def losses(self, X: Array, y: Array) -> Array:
        """Return the mean loss (K, ...) over X (N, n_in), y (N, n_out) at the recorded steps; no penalty."""
        return self.net.loss(self.theta, X, y, self.config.loss)

    def update(self, k: int, X: Array, y: Array) -> Update:
        """Return the arithmetic of the update made at recorded index k, given the data that were trained on.

        theta_after is, bit for bit, θ at the next step of the run (of a network not yet diverged;
        at the last finite step of one that diverged, it is the θ that is no longer finite).
        Raises ValueError if X and y do not have the rows that were trained on.
        """
        X, y = np.asarray(X, dtype=np.float64), np.asarray(y, dtype=np.float64)
        if len(X) != self.n_examples or len(y) != self.n_examples:
            raise ValueError(f"X and y must be the {self.n_examples} rows trained on, not {len(X)} and {len(y)}")
        config, theta, state, step = self.config, self.theta[k], self.state[k], int(self.step[k])
        batch = self.batch(step)
        with np.errstate(over="ignore", invalid="ignore"):
            forward = self.net.forward(theta, X[batch])
            backward = self.net.backward(theta, forward, y[batch], config.loss)
            penalty_grad = penalty_gradient(theta, *penalty_weights(self.net, l1_in_gradient(config), config.l2))
            grad = backward.grad + penalty_grad
            update, gone = OPTIMIZERS[config.optimizer].update, state[len(state) - config.is_clipped :].copy()
            change, memory = update(grad, state[: len(state) - config.is_clipped], config.rates(), step + 1)
            theta_after = theta + change
            if config.is_clipped:
                to_zero = config.rates() * penalty_weights(self.net, config.l1, 0.0)[0]
                pull_to_zero(theta_after, theta, to_zero, gone[-1])
            state_after = np.concatenate([memory, gone])
        return Update(
            batch, forward, backward, penalty_grad, grad, theta, state, change, theta_after, state_after, step + 1
        )  # fmt: skip
