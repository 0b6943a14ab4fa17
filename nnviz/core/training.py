"""Training: the one loop that takes θ downhill, and the run that it leaves behind."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nnviz.core.activations import Array
from nnviz.core.checks import check_name, check_pair
from nnviz.core.losses import LOSSES
from nnviz.core.network import Backward, BackwardPass, Call, Forward, ForwardPass, Network, perform, rows_over_ones
from nnviz.core.optimizers import OPTIMIZERS

Steps = NDArray[np.int64]

MAX_RECORDED = 1000


@dataclass(frozen=True)
class TrainConfig:
    """How to train: plain values only, so that a configuration fits in a URL and in a cache's key.

    learning_rate is one rate ≥ 0, or a tuple with one for each of R networks. batch_size is in
    examples; one at least as large as the data means full batches. seed and shuffle order the
    batches: with shuffle every epoch has its own order. l1 and l2 weigh the penalty
    l1 Σ|w| + ½ l2 Σw² on weights, not biases (its gradient: l1 sign(w) + l2 w).
    Raises ValueError for any value that is not allowed.
    """

    loss: str = "half_mse"
    optimizer: str = "sgd"
    learning_rate: float | tuple[float, ...] = 0.03
    batch_size: int = 10
    epochs: int = 100
    seed: int = 0
    shuffle: bool = False
    l1: float = 0.0
    l2: float = 0.0

    def __post_init__(self) -> None:
        """Turn a sequence of rates into a tuple, and check all."""
        check_name("loss", self.loss, LOSSES)
        check_name("optimizer", self.optimizer, OPTIMIZERS)
        if isinstance(self.learning_rate, (list, np.ndarray)):
            object.__setattr__(self, "learning_rate", tuple(self.learning_rate))
        rates = self.learning_rate if isinstance(self.learning_rate, tuple) else (self.learning_rate,)
        if not rates or not all(_is_amount(rate) for rate in rates):
            raise ValueError(
                f"learning_rate must be a finite number of at least 0, or a tuple of them, not {self.learning_rate!r}"
            )
        for name, least in (("batch_size", 1), ("epochs", 1), ("seed", 0)):
            value = getattr(self, name)
            if isinstance(value, bool) or not isinstance(value, (int, np.integer)) or value < least:
                raise ValueError(f"{name} must be a whole number of at least {least}, not {value!r}")
        for name in ("l1", "l2"):
            if not _is_amount(getattr(self, name)):
                raise ValueError(f"{name} must be a finite number of at least 0, not {getattr(self, name)!r}")
        if not isinstance(self.shuffle, (bool, np.bool_)):
            raise ValueError(f"shuffle must be True or False, not {self.shuffle!r}")


def _is_amount(value: object) -> bool:
    number = isinstance(value, (int, float, np.integer, np.floating)) and not isinstance(value, bool)
    return number and bool(0.0 <= value < np.inf)  # type: ignore[operator]


@dataclass(frozen=True)
class Update:
    """The whole arithmetic of one update, from θ to θ after.

    grad = backward.grad + penalty_grad (..., P); step (..., P) is what the optimizer adds:
    theta_after = theta + step. `batch` holds the indices of the rows used; state and state_after
    are the optimizer's memory (S, ..., P).
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


@dataclass(frozen=True)
class Run:
    """A training run is its parameters: θ at the recorded steps, from which all else is computed.

    step (K,) numbers the recorded steps, 0 being the start; theta (K, ..., P) and the optimizer's
    memory state (K, S, ..., P) belong to them. diverged_at is None, or the number of the last step
    at which θ and the loss on the data were finite, where the run then ends. For several networks
    it is an array (...) of such numbers, −1 for a network that did not diverge; one that did is
    held at its last finite θ, and the run ends early only if all of them diverged.
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

    def epoch(self, step: int) -> int:
        """Return how many epochs are complete at this step."""
        return step // self.steps_per_epoch

    def batch(self, step: int) -> Steps:
        """Return the indices of the rows used by the update made at this step, from θ[step] to θ[step+1]."""
        epoch, place = divmod(step, self.steps_per_epoch)
        rows = _epoch_order(self.n_examples, self.config, epoch)
        return rows[_batch_slices(self.n_examples, self.config.batch_size)[place]]

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
            penalty_grad = penalty_gradient(theta, *penalty_weights(self.net, config))
            grad = backward.grad + penalty_grad
            update = OPTIMIZERS[config.optimizer].update
            change, state_after = update(grad, state, _rates(config, theta), step + 1)
            theta_after = theta + change
        return Update(batch, forward, backward, penalty_grad, grad, theta, state, change, theta_after, state_after)


def train(net: Network, theta: Array, X: Array, y: Array, config: TrainConfig) -> Run:
    """Train the network or networks θ (..., P) on X (N, n_in), y (N, n_out), and record the way.

    Each update takes one batch: θ ← θ + Δθ(g), g the gradient of the batch's mean loss and penalty
    (Nielsen, ch. 1, eqs. 20 and 21). At most 1,000 steps are recorded, evenly spaced, with the first and the
    last. Never returns nan or inf, whatever the rate: see Run.diverged_at. Inputs are not changed.
    Raises ValueError for arguments that do not fit, or a start whose loss is not finite.
    """
    theta = net.checked_theta(theta)
    _check_start(net, theta, X, y, config)
    X, y = np.asarray(X, dtype=np.float64), np.asarray(y, dtype=np.float64)
    n_steps = config.epochs * len(_batch_slices(len(X), config.batch_size))
    step = np.linspace(0, n_steps, min(n_steps + 1, MAX_RECORDED)).round().astype(np.int64)
    loop = Loop(net, theta, X, y, config)
    thetas = np.empty((len(step), *theta.shape))
    states = np.empty((len(step), *loop.state.shape))
    with np.errstate(all="ignore"):
        loop.record(step, thetas, states)
        step, thetas, states, diverged_at = _end_where_finite(loop, step, thetas, states)
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


def _batch_slices(n_examples: int, batch_size: int) -> list[slice]:
    return [slice(i, min(i + batch_size, n_examples)) for i in range(0, n_examples, batch_size)]


def _epoch_order(n_examples: int, config: TrainConfig, epoch: int) -> Steps:
    """Return the order of the rows in this epoch: known for any epoch without going through those before."""
    if not config.shuffle:
        return np.arange(n_examples)
    return np.random.default_rng((config.seed, epoch)).permutation(n_examples)


def _rates(config: TrainConfig, theta: Array) -> Any:
    """Return the learning rate ready to be multiplied with θ: a number, or (R, 1) for R rates."""
    rates = config.learning_rate
    return np.array(rates)[:, None] if isinstance(rates, tuple) else float(rates)


def penalty_weights(net: Network, config: TrainConfig) -> tuple[Array, Array]:
    """Return how strongly L1 and L2 act on each entry of θ, two (P,): l1 and l2 at weights, 0 at biases."""
    is_weight = np.zeros(net.n_parameters)
    for W, _ in net.layers(is_weight):
        W[...] = 1.0
    return config.l1 * is_weight, config.l2 * is_weight


def penalty_gradient(
    theta: Array, l1: Array, l2: Array, out: Array | None = None, scratch: Array | None = None
) -> Array:
    """Return l1 sign(θ) + l2 θ (..., P), the gradient of l1 Σ|w| + ½ l2 Σw²; at w = 0 the sign is 0."""
    out = np.sign(theta, out=out)
    np.multiply(out, l1, out=out)
    scratch = np.multiply(theta, l2, out=scratch)
    return np.add(out, scratch, out=out)


class Loop:
    """The training loop: everything it writes to is made here, once."""

    def __init__(self, net: Network, theta: Array, X: Array, y: Array, config: TrainConfig) -> None:
        """Copy θ, which will move, and lay the data out in batches."""
        self.net, self.X, self.y, self.config = net, X, y, config
        self.theta = theta.copy()
        optimizer = OPTIMIZERS[config.optimizer]
        self.state = optimizer.init(theta)
        self.update = optimizer.update
        self.rates = _rates(config, theta)
        self.slices = _batch_slices(len(X), config.batch_size)
        self.grad = np.empty_like(self.theta)
        self.batches: list[tuple[list[Call], Array, Array]] = []
        passes: dict[int, tuple[ForwardPass, BackwardPass]] = {}
        for rows in self.slices:  # all batches share one pair of passes, but for a smaller last one
            inputs, targets = rows_over_ones(X[rows]), y[rows].T.copy().T
            if len(targets) not in passes:
                forward = ForwardPass(net, self.theta, len(targets))
                passes[len(targets)] = forward, BackwardPass(net, self.theta, forward, config.loss, self.grad)
            forward, backward = passes[len(targets)]
            calls = [*forward.calls(inputs), *backward.calls(inputs, targets)]
            self.batches.append((calls, inputs, targets))

    def restart(self, theta: Array, state: Array) -> None:
        """Put θ and the optimizer's memory where they were at some step."""
        self.theta[...], self.state[...] = theta, state

    def gradients(self, epoch: int) -> Iterator[list[Call]]:
        """Yield what computes the gradient of each batch, from this epoch on, without end."""
        while True:
            if self.config.shuffle:
                order = _epoch_order(len(self.X), self.config, epoch)
                for rows, (_, inputs, targets) in zip(self.slices, self.batches, strict=True):
                    inputs[:-1] = self.X[order[rows]].T
                    targets[...] = self.y[order[rows]]
            for calls, _, _ in self.batches:
                yield calls
            epoch += 1

    def record(self, step: Steps, thetas: Array, states: Array) -> None:
        """Go from step[0], where θ is now, to step[-1], writing θ and the memory at each of `step`."""
        theta, state, grad, update, rates, add = self.theta, self.state, self.grad, self.update, self.rates, np.add
        change, pull, scratch = np.empty_like(theta), np.empty_like(theta), np.empty_like(theta)
        penalized, out = self.config.l1 > 0 or self.config.l2 > 0, (change, state)
        l1, l2 = penalty_weights(self.net, self.config)
        t, n_batches = int(step[0]), len(self.batches)
        gradients = self.gradients(t // n_batches)
        for _ in range(t % n_batches):
            next(gradients)
        thetas[0], states[0] = theta, state
        for k, end in enumerate(step[1:].tolist(), start=1):
            while t < end:
                perform(next(gradients))
                if penalized:
                    add(grad, penalty_gradient(theta, l1, l2, pull, scratch), grad)
                t += 1
                update(grad, state, rates, t, out)
                add(theta, change, theta)
            thetas[k], states[k] = theta, state


def _end_where_finite(
    loop: Loop, step: Steps, thetas: Array, states: Array
) -> tuple[Steps, Array, Array, int | Steps | None]:
    """Hold each network at its last finite step, and end the run there if none is left."""
    lead = thetas.shape[1:-1]
    finite = _finite(loop, thetas, states)
    diverged_at = np.full(lead, -1)
    first_bad = finite.sum(axis=0)
    for k in np.unique(first_bad[first_bad < len(step)]):
        # The steps between two recorded ones are gone, but going there again gives the same bits.
        between = np.arange(step[k - 1], step[k] + 1)
        again = np.empty((len(between), *thetas.shape[1:]))
        memory = np.empty((len(between), *states.shape[1:]))
        loop.restart(thetas[k - 1], states[k - 1])
        loop.record(between, again, memory)
        last = _finite(loop, again, memory).sum(axis=0) - 1
        for r in zip(*np.nonzero(np.atleast_1d(first_bad == k)), strict=True):
            r = r if lead else ()
            diverged_at[r] = between[last[r]]
            thetas[(slice(k, None), *r)] = again[(last[r], *r)]
            states[(slice(k, None), slice(None), *r)] = memory[(last[r], slice(None), *r)]
    if diverged_at.min() >= 0:
        end = diverged_at.max()
        n_steps = int(np.searchsorted(step, end)) + 1
        step[n_steps - 1] = end
        step, thetas, states = step[:n_steps].copy(), thetas[:n_steps].copy(), states[:n_steps].copy()
    if lead:
        return step, thetas, states, diverged_at
    return step, thetas, states, None if diverged_at < 0 else int(diverged_at)


def _finite(loop: Loop, thetas: Array, states: Array) -> NDArray[np.bool_]:
    """Return whether θ (K, ..., P), the memory and the loss on the data are finite, and were until then."""
    finite = np.asarray(np.isfinite(thetas).all(axis=-1) & np.isfinite(states).all(axis=(1, -1)))
    doubtful = finite & (np.abs(thetas).max(axis=-1) > _safe_size(loop.net, loop.X, loop.y))
    if doubtful.any():
        loss = loop.net.loss(thetas[doubtful], loop.X, loop.y, loop.config.loss)
        finite[doubtful] = np.isfinite(loss)
    return np.logical_and.accumulate(finite, axis=0)


def _safe_size(net: Network, X: Array, y: Array) -> float:
    """Return a size that |θ| may have with no loss on these data overflowing, so that none need be computed.

    With M = max(1, |θ|) and |φ(z)| ≤ |z| + 1, as for every activation here, one layer takes |a| + 1
    to at most (fan_in + 2) M (|a| + 1). Below 10¹⁵⁰ at the output, squares and their sums are finite.
    """
    if np.abs(y).max() > 1e150:
        return 0.0
    room = np.log(1e150) - np.log1p(np.abs(X).max()) - sum(np.log(n + 2.0) for n in net.sizes[:-1])
    return float(np.exp(room / (len(net.sizes) - 1)))
