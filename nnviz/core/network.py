"""The network: its sizes, the layout of its parameters θ, and its forward pass, backward pass and loss.

Each works for one parameter vector θ (P,) or for many at once (..., P). θ holds layer after layer, of each W
row by row and then b, so that a layer's [W; b] is one view of θ. How a pass is computed stands in `passes`.
"""

from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from nnviz.core.activations import ACTIVATIONS
from nnviz.core.arrays import Array
from nnviz.core.checks import check_name, check_pair, check_targets
from nnviz.core.initializers import INITIALIZERS
from nnviz.core.losses import LOSSES
from nnviz.core.passes import BackwardPass, Chunks, ForwardPass, perform, rows_over_ones

_too_large_is_inf = np.errstate(over="ignore", invalid="ignore")  # silently
CHUNK = 1 << 15  # numbers in one layer's buffer when many networks are evaluated: fits a processor's cache


@dataclass(frozen=True)
class Forward:
    """What one forward pass computed: z[l] and a[l] (..., N, n_l), l = 0 … L; z[0] and a[0] are X."""

    z: tuple[Array, ...]
    a: tuple[Array, ...]
    inputs: Array = field(repr=False)  # [Xᵀ; 1] (n_in + 1, N), as the passes take it
    memory: tuple[Array, Array] = field(repr=False)  # all z[l] and all a[l], l = 1 … L, as the passes keep them


@dataclass(frozen=True)
class Backward:
    """What one backward pass computed.

    delta[l] (..., N, n_l), l = 0 … L, is ∂(loss of that example)/∂z[l]; delta[0] is that for X.
    grad (..., P) is the gradient of the batch's mean loss, in θ's layout.
    """

    delta: tuple[Array, ...]
    grad: Array


@dataclass(frozen=True)
class Network:
    """A fully connected network: `sizes` of its layers, inputs first, and an activation per layer.

    `hidden` is one activation name for all hidden layers or one name for each.
    Raises ValueError for sizes or names that make no network.
    """

    sizes: tuple[int, ...]
    hidden: str | tuple[str, ...] = "tanh"
    output: str = "identity"

    def __post_init__(self) -> None:
        """Turn sequences into tuples, so that equal networks hash alike, and check all."""
        try:
            sizes = tuple(int(n) for n in self.sizes)
        except (TypeError, ValueError, OverflowError):
            sizes = ()
        if len(sizes) < 2 or min(sizes) < 1 or sizes != tuple(self.sizes):
            raise ValueError(f"sizes must be two or more whole numbers of at least 1, not {self.sizes!r}")
        object.__setattr__(self, "sizes", sizes)
        if not isinstance(self.hidden, str):
            object.__setattr__(self, "hidden", tuple(self.hidden))
            if len(self.hidden) != len(sizes) - 2:
                raise ValueError(f"hidden names {len(self.hidden)} layers, but sizes {sizes} has {len(sizes) - 2}")
        for level, name in enumerate(self.activations, start=1):
            if check_name("activation", name, ACTIVATIONS).is_joint:
                if level < len(sizes) - 1:
                    raise ValueError(f"{name} may only be the output activation, not a hidden one")
                if sizes[-1] < 2:
                    raise ValueError(f"{name} needs at least 2 outputs, because one output alone is always 1")

    @cached_property
    def activations(self) -> tuple[str, ...]:
        """The activation names of layers 1 … L."""
        n_hidden = len(self.sizes) - 2
        hidden = (self.hidden,) * n_hidden if isinstance(self.hidden, str) else self.hidden
        return (*hidden, self.output)

    @cached_property
    def n_parameters(self) -> int:
        """P, the number of weights and biases."""
        return self._offsets[-1]

    @cached_property
    def _offsets(self) -> tuple[int, ...]:
        """Where in θ each layer starts, and P at the end."""
        counts = [(i + 1) * o for i, o in zip(self.sizes[:-1], self.sizes[1:], strict=True)]
        return (0, *(int(n) for n in np.cumsum(counts)))

    def blocks(self, theta: Array) -> tuple[Array, ...]:
        """Return views [W; b] (..., fan_in + 1, fan_out) of θ (..., P), one per layer."""
        lead = theta.shape[:-1]
        shapes = zip(self.sizes[:-1], self.sizes[1:], self._offsets[:-1], self._offsets[1:], strict=True)
        return tuple(theta[..., s:e].reshape(*lead, i + 1, o) for i, o, s, e in shapes)

    def layers(self, theta: Array) -> tuple[tuple[Array, Array], ...]:
        """Return views (W (..., fan_in, fan_out), b (..., fan_out)) of θ (..., P), one pair per layer."""
        theta = self.checked_theta(theta)
        return tuple((block[..., :-1, :], block[..., -1, :]) for block in self.blocks(theta))

    def init(self, initializer: str, rng: np.random.Generator) -> Array:
        """Draw a θ (P,) to start from: layer by layer, W row by row, then b. ValueError: unknown name."""
        draw = check_name("initializer", initializer, INITIALIZERS).draw
        theta = np.empty(self.n_parameters)
        for W, b in self.layers(theta):
            W[...], b[...] = draw(rng, *W.shape)
        return theta

    def forward(self, theta: Array, X: Array) -> Forward:
        """Run X (N, n_in) through the network or networks θ (..., P).

        z[l] = a[l−1] W[l] + b[l], a[l] = φ(z[l])  (Nielsen, ch. 2, eqs. 23 and 25).
        Raises ValueError for shapes that do not fit or numbers that are not finite.
        """
        theta, X = self.checked_theta(theta), self._checked_data("X", X, self.sizes[0])
        work, inputs = ForwardPass(self.activations, self.blocks(theta), len(X)), rows_over_ones(X)
        with np.errstate(over="ignore", invalid="ignore"):  # what is too large comes out as inf, silently
            perform(work.calls(inputs))
        a0 = np.broadcast_to(inputs[:-1].T, (*theta.shape[:-1], *X.shape))
        return Forward(z=(a0, *work.z), a=(a0, *work.a), inputs=inputs, memory=work.memory)

    def backward(self, theta: Array, fwd: Forward, y: Array, loss: str) -> Backward:
        """Carry the error of targets y (N, n_out) back through the pass `fwd` that θ (..., P) made.

        δ[L] = ∂loss/∂a ⊙ φ'(z[L]), δ[l] = (δ[l+1] W[l+1]ᵀ) ⊙ φ'(z[l]), ∂C/∂W[l] = mean a[l−1]ᵀ δ[l],
        ∂C/∂b[l] = mean δ[l]  (Nielsen, ch. 2, BP1 to BP4); for softmax with cross_entropy δ[L] = a − y.
        Raises ValueError for shapes that do not fit, and a loss that cannot follow this output.
        """
        theta, y = self.checked_theta(theta), self._checked_targets(y, loss)
        if fwd.a[-1].shape != (*theta.shape[:-1], *y.shape):
            raise ValueError(f"theta {theta.shape} and y {y.shape} do not fit outputs {fwd.a[-1].shape}")
        grad = np.empty(theta.shape)
        passed = ForwardPass(self.activations, self.blocks(theta), len(y), fwd.memory)
        work = BackwardPass(passed, loss, grad, self.blocks(grad))
        with np.errstate(over="ignore", invalid="ignore"):
            perform(work.calls(fwd.inputs, y))
            first = work.delta[0] @ self.layers(theta)[0][0].mT
        return Backward(delta=(first, *work.delta), grad=grad)

    @_too_large_is_inf
    def loss(self, theta: Array, X: Array, y: Array, loss: str) -> Array:
        """Return the mean loss (...) over the rows of X (N, n_in), y (N, n_out) for θ (..., P).

        One network or thousands (every step of a run, every point of a loss surface): they are worked
        through in chunks, so memory stays small. Raises ValueError as `forward` and `backward` do.
        """
        y = self._checked_targets(y, loss)
        _check_rows(X, y)
        chunks = self._chunks(theta, X)
        means = np.empty(len(chunks))
        for at in chunks:
            means[at] = LOSSES[loss].value(chunks.forward.a[-1], y).mean(axis=-1)
        return means.reshape(np.shape(theta)[:-1])

    @_too_large_is_inf
    def outputs(self, theta: Array, X: Array) -> Array:
        """Return what the output layer answers (..., N, n_out) to X (N, n_in), for θ (..., P).

        It is a[L] of `forward`, for when nothing else of the passes is asked for: they are worked through in chunks.
        Raises ValueError as `forward` does.
        """
        chunks = self._chunks(theta, X)
        outputs = np.empty((len(chunks), len(X), self.sizes[-1]))
        for at in chunks:
            outputs[at] = chunks.forward.a[-1]
        return outputs.reshape(*np.shape(theta)[:-1], *outputs.shape[1:])

    @_too_large_is_inf
    def gradients(self, theta: Array, X: Array, y: Array, loss: str) -> Array:
        """Return the gradient (..., P) of the mean loss over X (N, n_in), y (N, n_out), for θ (..., P).

        It is that of `backward`, for when nothing else of the passes is asked for: they are worked through in chunks.
        Raises ValueError as `forward` and `backward` do.
        """
        y = self._checked_targets(y, loss)
        _check_rows(X, y)
        chunks = self._chunks(theta, X)
        gradients, grad = np.empty((len(chunks), self.n_parameters)), np.empty_like(chunks.theta)
        calls = BackwardPass(chunks.forward, loss, grad, self.blocks(grad)).calls(chunks.inputs, y)
        for at in chunks:
            perform(calls)
            gradients[at] = grad
        return gradients.reshape(np.shape(theta))

    def _chunks(self, theta: Array, X: Array) -> Chunks:
        theta, X = self.checked_theta(theta), self._checked_data("X", X, self.sizes[0])
        flat = theta.reshape(-1, theta.shape[-1])
        theta = np.empty((max(1, min(len(flat), CHUNK // (len(X) * max(self.sizes)))), self.n_parameters))
        return Chunks(flat, theta, ForwardPass(self.activations, self.blocks(theta), len(X)), rows_over_ones(X))

    def checked_theta(self, theta: Array) -> Array:
        """Return θ as float64 (..., P), the array itself where it is one; ValueError for another shape."""
        theta = np.asarray(theta, dtype=np.float64)
        if theta.ndim < 1 or theta.shape[-1] != self.n_parameters:
            raise ValueError(f"theta must have shape (..., {self.n_parameters}), not {theta.shape}")
        return theta

    def _checked_data(self, name: str, data: Array, width: int) -> Array:
        data = np.asarray(data, dtype=np.float64)
        if data.ndim != 2 or len(data) < 1 or data.shape[1] != width:
            raise ValueError(f"{name} must have shape (N, {width}) with N at least 1, not {data.shape}")
        if not np.isfinite(data).all():
            raise ValueError(f"{name} must hold finite numbers only")
        return data

    def _checked_targets(self, y: Array, loss: str) -> Array:
        check_pair(loss, self.output)
        y = self._checked_data("y", y, self.sizes[-1])
        check_targets(loss, y)
        return y


def _check_rows(X: Array, y: Array) -> None:
    if len(X) != len(y):
        raise ValueError(f"X has {len(X)} rows and y has {len(y)}, but they must have the same number")
