"""The network: one forward pass and one backward pass, for one parameter vector or many at once.

Both passes work on transposed copies of the data, one column per example, over a row of ones:

    rows = [aᵀ; 1]  (fan_in + 1, N)        block = [W; b]  (fan_in + 1, fan_out)

θ's layout (W row by row, then b) makes [W; b] one contiguous view of θ, so that with biases included
zᵀ = blockᵀ · rows is one product, and so is the gradient rows · δ, written straight into its place in
the gradient vector. What is handed out are views in the usual orientation, one row per example.

For networks this small, most of the time goes into deciding what to do next. So that is done once: a pass
is a list of calls, bound to their buffers, and to train is to make the same calls step after step.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import cached_property
from itertools import accumulate, groupby, pairwise
from math import prod
from operator import itemgetter
from typing import Any

import numpy as np

from nnviz.core.activations import ACTIVATIONS, Array
from nnviz.core.checks import check_name, check_pair, check_targets
from nnviz.core.initializers import INITIALIZERS
from nnviz.core.losses import LOSSES

CHUNK = 1 << 15  # numbers in one layer's buffer when many networks are evaluated: fits a processor's cache

Call = tuple[Callable[..., object], tuple[Any, ...]]  # a function, and what it is called with


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
        for name in self.activations:
            check_name("activation", name, ACTIVATIONS)
        if "softmax" in self.activations[:-1]:
            raise ValueError("softmax may only be the output activation, not a hidden one")
        if self.output == "softmax" and sizes[-1] < 2:
            raise ValueError("softmax needs at least 2 outputs, because one output alone is always 1")

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
        work, inputs = ForwardPass(self, theta, len(X)), rows_over_ones(X)
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
        work = BackwardPass(self, theta, ForwardPass(self, theta, len(y), fwd.memory), loss, grad)
        with np.errstate(over="ignore", invalid="ignore"):
            perform(work.calls(fwd.inputs, y))
            first = work.delta[0] @ self.layers(theta)[0][0].mT
        return Backward(delta=(first, *work.delta), grad=grad)

    def loss(self, theta: Array, X: Array, y: Array, loss: str) -> Array:
        """Return the mean loss (...) over the rows of X (N, n_in), y (N, n_out) for θ (..., P).

        One network or thousands (every step of a run, every point of a loss surface): they are worked
        through in chunks, so memory stays small. Raises ValueError as `forward` and `backward` do.
        """
        theta, X = self.checked_theta(theta), self._checked_data("X", X, self.sizes[0])
        y = self._checked_targets(y, loss)
        if len(X) != len(y):
            raise ValueError(f"X has {len(X)} rows and y has {len(y)}, but they must have the same number")
        flat = theta.reshape(-1, theta.shape[-1])
        size = max(1, min(len(flat), CHUNK // (len(X) * max(self.sizes))))
        means, chunk = np.empty(len(flat)), np.empty((size, self.n_parameters))
        work = ForwardPass(self, chunk, len(X))
        calls = work.calls(rows_over_ones(X))
        with np.errstate(over="ignore", invalid="ignore"):
            for start in range(0, len(flat), size):
                start = min(start, len(flat) - size)  # the last chunk reaches back, so that all are of one size
                chunk[...] = flat[start : start + size]
                perform(calls)
                means[start : start + size] = LOSSES[loss].value(work.a[-1], y).mean(axis=-1)
        return means.reshape(theta.shape[:-1])

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


def rows_over_ones(X: Array) -> Array:
    """Return [Xᵀ; 1] (n + 1, N) for X (N, n)."""
    rows = np.ones((X.shape[1] + 1, len(X)))
    rows[:-1] = X.T
    return rows


def perform(calls: Iterable[Call]) -> None:
    """Make these calls, one after another."""
    for function, arguments in calls:
        function(*arguments)


def _product(left: Array, right: Array, out: Array) -> Call:
    """Return the call for left · right: of two matrices by dot, which is the faster, or of stacks of them."""
    return (left.dot, (right, out)) if out.ndim == 2 else (np.matmul, (left, right, out))


def _ones(lead: tuple[int, ...], heights: Iterable[int], width: int) -> Array:
    """Return a vector of ones with room for layers (*lead, height, width).

    It starts where a line of the processor's cache does: so it is read and written faster.
    """
    size = prod(lead) * sum(heights) * width
    room = np.ones(size + 7)
    start = -room.ctypes.data % 64 // 8
    return room[start : start + size]


def _views(flat: Array, lead: tuple[int, ...], heights: Iterable[int], width: int) -> list[Array]:
    """Return views (*lead, height, width) of a vector that lie in it one after another."""
    shapes = [(*lead, height, width) for height in heights]
    ends = accumulate(map(prod, shapes), initial=0)
    return [flat[s:e].reshape(shape) for (s, e), shape in zip(pairwise(ends), shapes, strict=True)]


class ForwardPass:
    """The buffers of a forward pass over N examples, made once, and the calls that fill them.

    Layers lie in memory one after another, so that one call can work on several: see BackwardPass.
    """

    def __init__(self, net: Network, theta: Array, n_examples: int, memory: tuple[Array, Array] | None = None) -> None:
        """Make z, a and rows (transposed a over ones) for layers 1 … L of θ (..., P), or find them in a memory."""
        self.net, self.theta = net, theta
        self.layout = theta.shape[:-1], [n + 1 for n in net.sizes[1:]], n_examples
        self.memory = memory or (_ones(*self.layout), _ones(*self.layout))
        z_rows, self.rows = (_views(flat, *self.layout) for flat in self.memory)
        self.a = [rows[..., :-1, :].mT for rows in self.rows]
        # Where φ is the identity, z is a, and there is nothing to compute.
        layers = zip(net.activations, z_rows, self.a, strict=True)
        self.z = [a if name == "identity" else rows[..., :-1, :].mT for name, rows, a in layers]

    def calls(self, inputs: Array) -> list[Call]:
        """Return what fills the buffers from inputs [Xᵀ; 1] (n_in + 1, N) and allocates nothing."""
        return [_product(self.net.blocks(self.theta)[0].mT, inputs, self.z[0].mT), *self._later]

    @cached_property
    def _later(self) -> list[Call]:
        calls: list[Call] = []
        for level, (name, block) in enumerate(zip(self.net.activations, self.net.blocks(self.theta), strict=True)):
            if level > 0:
                calls.append(_product(block.mT, self.rows[level - 1], self.z[level].mT))
            if name != "identity":
                calls.append((ACTIVATIONS[name].value, (self.z[level], self.a[level])))
        return calls


class BackwardPass:
    """The buffers of a backward pass, made once, and the calls that fill them after a forward pass."""

    def __init__(self, net: Network, theta: Array, forward: ForwardPass, loss: str, grad: Array) -> None:
        """Make delta for layers 1 … L of θ (..., P); `grad` (..., P) is where the gradient will be written."""
        lead, n_examples = theta.shape[:-1], forward.a[-1].shape[-2]
        delta_T = _views(_ones(lead, net.sizes[1:], n_examples), lead, net.sizes[1:], n_examples)
        self.delta = [delta.mT for delta in delta_T]
        weights, grads = [block[..., :-1, :] for block in net.blocks(theta)], net.blocks(grad)
        by_loss = np.subtract if net.output == "softmax" else LOSSES[loss].gradient
        self.output = (by_loss, forward.a[-1], self.delta[-1])
        self.first = (self.delta[0], grads[0])
        self.mean = (np.multiply, (grad, np.array(1.0 / n_examples), grad))
        # With softmax a − y is all of δ; then, as after an identity, there is no slope to multiply with.
        names = ["identity" if name == "softmax" else name for name in net.activations]
        self.inner, phi = _slopes(names, forward)
        for level in reversed(range(len(names))):
            if names[level] != "identity":
                self.inner.append((np.multiply, (delta_T[level], phi[level][..., :-1, :], delta_T[level])))
            if level > 0:
                self.inner.append(_product(forward.rows[level - 1], self.delta[level], grads[level]))
                self.inner.append(_product(weights[level], delta_T[level], delta_T[level - 1]))

    def calls(self, inputs: Array, y: Array) -> list[Call]:
        """Return what fills delta and grad for inputs [Xᵀ; 1] (n_in + 1, N) and targets y (N, n_out)."""
        by_loss, a, delta = self.output
        by_inputs = _product(inputs, *self.first)
        return [(by_loss, (a, y, delta)), *self.inner, by_inputs, self.mean]


def _slopes(names: list[str], forward: ForwardPass) -> tuple[list[Call], list[Array]]:
    """Return the calls that compute φ'(z), one for all neighbouring layers of the same φ, and where it will be.

    The rows of ones between the layers are worked on for nothing: that costs less than more calls.
    """
    layout = forward.layout
    flat = _ones(*layout)
    phi = _views(flat, *layout)
    calls: list[Call] = []
    end = 0
    for name, layers in groupby(zip(names, phi, strict=True), key=itemgetter(0)):
        start, end = end, end + sum(layer.size for _, layer in layers)
        if name != "identity":
            calls.append((ACTIVATIONS[name].slope, tuple(v[start:end] for v in (*forward.memory, flat))))
    return calls, phi
