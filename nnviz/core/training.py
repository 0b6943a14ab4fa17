"""Training: the one loop that takes θ downhill, and records the way."""

from collections.abc import Iterator
from functools import partial

import numpy as np

from nnviz.core.arrays import Array, Steps
from nnviz.core.checks import check_pair
from nnviz.core.config import TrainConfig
from nnviz.core.divergence import end_where_finite, stays_finite
from nnviz.core.network import Network
from nnviz.core.optimizers import OPTIMIZERS
from nnviz.core.passes import BackwardPass, Call, ForwardPass, perform, rows_over_ones
from nnviz.core.penalty import l1_in_gradient, penalty_gradient, penalty_weights, pull_to_zero
from nnviz.core.run import Run

MAX_RECORDED = 1000


def train(
    net: Network,
    theta: Array,
    X: Array,
    y: Array,
    config: TrainConfig,
    most_recorded: int = MAX_RECORDED,
    gone: Array | None = None,
) -> Run:
    """Train the network or networks θ (..., P) on X (N, n_in), y (N, n_out), and record the way.

    Each update takes one batch: θ ← θ + Δθ(g), g the gradient of the batch's mean loss and penalty
    (Nielsen, ch. 1, eqs. 20 and 21). At most `most_recorded` steps are recorded, evenly spaced, with the
    first and the last. Where L1 clips, `gone` (..., P) may say with 1 which weights it has taken to
    0 before. Never returns nan or inf, whatever the rate: see Run.diverged_at. Inputs are not changed.
    Raises ValueError for arguments that do not fit, or a start whose loss is not finite.
    """
    if most_recorded < 2:
        raise ValueError(f"most_recorded must be a whole number of at least 2, not {most_recorded!r}")
    theta = net.checked_theta(theta)
    _check_start(net, theta, X, y, config)
    X, y = np.asarray(X, dtype=np.float64), np.asarray(y, dtype=np.float64)
    n_steps = config.epochs * len(config.batches(len(X)))
    step = np.linspace(0, n_steps, min(n_steps + 1, most_recorded)).round().astype(np.int64)
    loop = Loop(net, theta, X, y, config)
    if config.is_clipped and gone is not None:
        loop.state[-1] = gone
    is_finite = partial(stays_finite, net, X, y, config.loss)
    with np.errstate(all="ignore"):
        recorded = loop.walk(theta, loop.state, step)
        step, thetas, states, diverged_at = end_where_finite(step, *recorded, is_finite, loop.walk)
    return Run(net, config, len(X), step, thetas, states, diverged_at)


def _check_start(net: Network, theta: Array, X: Array, y: Array, config: TrainConfig) -> None:
    check_pair(config.loss, net.output)
    rates = config.learning_rate
    if isinstance(rates, tuple) and theta.shape[:-1] != (len(rates),):
        raise ValueError(
            f"{len(rates)} learning rates need theta of shape ({len(rates)}, {net.n_parameters}), not {theta.shape}"
        )
    if not np.isfinite(theta).all() or not np.isfinite(net.loss(theta, X, y, config.loss)).all():
        raise ValueError("theta must be finite and give a finite loss on the data to start from")


class Loop:
    """The training loop: everything it writes to is made here, once.

    The calls of its passes hold views of θ, the gradient and the batches, so these are written into, never replaced.
    """

    def __init__(self, net: Network, theta: Array, X: Array, y: Array, config: TrainConfig) -> None:
        """Copy θ, which will move, and lay the data out in batches."""
        self.net, self.X, self.y, self.config = net, X, y, config
        self.theta = theta.copy()  # in one piece, so that the passes' blocks are views of it
        optimizer = OPTIMIZERS[config.optimizer]
        memory = optimizer.init(theta)
        self.remembered = len(memory)
        gone = np.zeros((int(config.is_clipped), *theta.shape))  # which weights L1 has taken to zero
        self.state = np.concatenate([memory, gone])
        self.update = optimizer.update
        self.rates = config.rates()
        self.slices = config.batches(len(X))
        self.grad = np.empty_like(self.theta)
        self.batches: list[tuple[list[Call], Array, Array]] = []
        passes: dict[int, tuple[ForwardPass, BackwardPass]] = {}
        for rows in self.slices:  # all batches share one pair of passes, but for a smaller last one
            # The outputs a are views of a transposed array; targets that lie in memory as they do are read in one go.
            inputs, targets = rows_over_ones(X[rows]), y[rows].T.copy().T
            if len(targets) not in passes:
                forward = ForwardPass(net.activations, net.blocks(self.theta), len(targets))
                passes[len(targets)] = forward, BackwardPass(forward, config.loss, self.grad, net.blocks(self.grad))
            forward, backward = passes[len(targets)]
            calls = [*forward.calls(inputs), *backward.calls(inputs, targets)]
            self.batches.append((calls, inputs, targets))

    def walk(self, theta: Array, state: Array, step: Steps) -> tuple[Array, Array]:
        """Go from step[0], where θ and the optimizer's memory are these, to step[-1]; return both at each of `step`."""
        self.theta[...], self.state[...] = theta, state
        thetas, states = np.empty((len(step), *theta.shape)), np.empty((len(step), *state.shape))
        self.record(step, thetas, states)
        return thetas, states

    def gradients(self, epoch: int) -> Iterator[list[Call]]:
        """Yield what computes the gradient of each batch, from this epoch on, without end."""
        while True:
            if self.config.shuffle:
                order = self.config.order(len(self.X), epoch)
                for rows, (_, inputs, targets) in zip(self.slices, self.batches, strict=True):
                    inputs[:-1] = self.X[order[rows]].T
                    targets[...] = self.y[order[rows]]
            for calls, _, _ in self.batches:
                yield calls
            epoch += 1

    def record(self, step: Steps, thetas: Array, states: Array) -> None:
        """Go from step[0], where θ is now, to step[-1], writing θ and the memory at each of `step`."""
        theta, state, grad, update, rates, add = self.theta, self.state, self.grad, self.update, self.rates, np.add
        change, pull, scratch, before = (np.empty_like(theta) for _ in range(4))
        memory, l1, clipped = state[: self.remembered], l1_in_gradient(self.config), self.config.is_clipped
        penalized, out = l1 > 0 or self.config.l2 > 0, (change, memory)
        l1_at, l2_at = penalty_weights(self.net, l1, self.config.l2)
        to_zero = rates * penalty_weights(self.net, self.config.l1, 0.0)[0]
        t, n_batches = int(step[0]), len(self.batches)
        gradients = self.gradients(t // n_batches)
        for _ in range(t % n_batches):
            next(gradients)
        thetas[0], states[0] = theta, state
        for k, end in enumerate(step[1:].tolist(), start=1):
            while t < end:
                perform(next(gradients))
                if penalized:
                    add(grad, penalty_gradient(theta, l1_at, l2_at, pull, scratch), grad)
                t += 1
                update(grad, memory, rates, t, out)
                if clipped:
                    np.copyto(before, theta)
                add(theta, change, theta)
                if clipped:
                    pull_to_zero(theta, before, to_zero, state[-1], pull, scratch)
            thetas[k], states[k] = theta, state
