"""How a pass through a network is computed: its buffers, and the calls that fill them.

Both passes work on transposed copies of the data, one column per example, over a row of ones:

    rows = [aᵀ; 1]  (fan_in + 1, N)        block = [W; b]  (fan_in + 1, fan_out)

θ's layout (W row by row, then b) makes [W; b] one contiguous view of θ, so that with biases included
zᵀ = blockᵀ · rows is one product, and so is the gradient rows · δ, written straight into its place in
the gradient vector. What is handed out are views in the usual orientation, one row per example.

For networks this small, most of the time goes into deciding what to do next. So that is done once: a pass
is a list of calls, bound to their buffers, and to train is to make the same calls step after step.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate, groupby, pairwise
from math import prod
from operator import itemgetter
from typing import Any

import numpy as np

from nnviz.core.activations import ACTIVATIONS
from nnviz.core.arrays import Array
from nnviz.core.losses import LOSSES

Call = tuple[Callable[..., object], tuple[Any, ...]]  # a function, and what it is called with


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


def _room(lead: tuple[int, ...], heights: Iterable[int], width: int) -> Array:
    """Return a vector with room for layers (*lead, height, width), whatever numbers are in it.

    It starts where a line of the processor's cache does: so it is read and written faster.
    """
    size = prod(lead) * sum(heights) * width
    room = np.empty(size + 7)
    start = -room.ctypes.data % 64 // 8
    return room[start : start + size]


def _ones(lead: tuple[int, ...], heights: Iterable[int], width: int) -> Array:
    """Return a vector of ones with room for layers (*lead, height, width)."""
    room = _room(lead, heights, width)
    room.fill(1)
    return room


def _views(flat: Array, lead: tuple[int, ...], heights: Iterable[int], width: int) -> list[Array]:
    """Return views (*lead, height, width) of a vector that lie in it one after another."""
    shapes = [(*lead, height, width) for height in heights]
    ends = accumulate(map(prod, shapes), initial=0)
    return [flat[s:e].reshape(shape) for (s, e), shape in zip(pairwise(ends), shapes, strict=True)]


class ForwardPass:
    """The buffers of a forward pass over N examples, made once, and the calls that fill them.

    The calls hold views of θ: to change θ, write into the array (θ[...] = …); a new array they would not see.
    Layers lie in memory one after another, so that one call can work on several: see `_slopes`.
    """

    def __init__(
        self,
        activations: tuple[str, ...],
        blocks: tuple[Array, ...],
        n_examples: int,
        memory: tuple[Array, Array] | None = None,
    ) -> None:
        """Make z, a and rows (transposed a over ones) for layers 1 … L, or find them in a memory.

        `blocks` are the layers' views [W; b] (..., fan_in + 1, fan_out) of θ.
        """
        self.activations, self.blocks = [ACTIVATIONS[name] for name in activations], blocks
        self.layout = blocks[0].shape[:-2], [block.shape[-1] + 1 for block in blocks], n_examples
        self.memory = memory or (_ones(*self.layout), _ones(*self.layout))
        z_rows, self.rows = (_views(flat, *self.layout) for flat in self.memory)
        self.a = [rows[..., :-1, :].mT for rows in self.rows]
        # Where φ is the identity, z is another name for a: the product is written there, and that is all.
        layers = zip(self.activations, z_rows, self.a, strict=True)
        self.z = [a if phi.is_linear else rows[..., :-1, :].mT for phi, rows, a in layers]

    def calls(self, inputs: Array) -> list[Call]:
        """Return what fills the buffers from inputs [Xᵀ; 1] (n_in + 1, N) and allocates nothing."""
        return [_product(self.blocks[0].mT, inputs, self.z[0].mT), *self._later]

    @cached_property
    def _later(self) -> list[Call]:
        calls: list[Call] = []
        for level, (phi, block) in enumerate(zip(self.activations, self.blocks, strict=True)):
            if level > 0:
                calls.append(_product(block.mT, self.rows[level - 1], self.z[level].mT))
            if not phi.is_linear:
                calls.append((phi.value, (self.z[level], self.a[level])))
        return calls


class BackwardPass:
    """The buffers of a backward pass, made once, and the calls that fill them after a forward pass.

    The calls hold views of θ and of the gradient: both stay the arrays they are, and are written into.
    """

    def __init__(self, forward: ForwardPass, loss: str, grad: Array, grads: tuple[Array, ...]) -> None:
        """Make delta for layers 1 … L; the gradient is written to `grad` (..., P), by way of its blocks `grads`."""
        lead, n_examples = grad.shape[:-1], forward.a[-1].shape[-2]
        sizes = [block.shape[-1] for block in grads]
        delta_T = _views(_room(lead, sizes, n_examples), lead, sizes, n_examples)
        self.delta = [delta.mT for delta in delta_T]
        weights = [block[..., :-1, :] for block in forward.blocks]
        by_loss = np.subtract if forward.activations[-1].is_joint else LOSSES[loss].gradient
        self.output = (by_loss, forward.a[-1], self.delta[-1])
        self.first = (self.delta[0], grads[0])
        self.mean = (np.multiply, (grad, np.array(1.0 / n_examples), grad))
        self.inner, slopes = _slopes(forward)
        for level, slope in reversed(list(enumerate(slopes))):
            if slope is not None:
                self.inner.append((np.multiply, (delta_T[level], slope[..., :-1, :], delta_T[level])))
            if level > 0:
                self.inner.append(_product(forward.rows[level - 1], self.delta[level], grads[level]))
                self.inner.append(_product(weights[level], delta_T[level], delta_T[level - 1]))

    def calls(self, inputs: Array, y: Array) -> list[Call]:
        """Return what fills delta and grad for inputs [Xᵀ; 1] (n_in + 1, N) and targets y (N, n_out)."""
        by_loss, a, delta = self.output
        by_inputs = _product(inputs, *self.first)
        return [(by_loss, (a, y, delta)), *self.inner, by_inputs, self.mean]


@dataclass(frozen=True)
class Chunks:
    """The forward passes of many networks over the same examples, so many at a time as a processor's cache holds.

    `networks` (R, P) are all; to go through this is to run the pass `forward` of the next few, whose parameters are
    copied into `theta` (r, P), over `inputs` [Xᵀ; 1]; what comes is where in `networks` they stand.
    """

    networks: Array
    theta: Array
    forward: ForwardPass
    inputs: Array

    def __len__(self) -> int:
        """R, how many networks there are."""
        return len(self.networks)

    def __iter__(self) -> Iterator[slice]:
        """Run one pass after the other."""
        calls, size = self.forward.calls(self.inputs), len(self.theta)
        for start in range(0, len(self), size):
            start = min(start, len(self) - size)  # the last chunk reaches back, so that all are of one size
            self.theta[...] = self.networks[start : start + size]
            perform(calls)
            yield slice(start, start + size)


def _slopes(forward: ForwardPass) -> tuple[list[Call], list[Array | None]]:
    """Return the calls that compute φ'(z), one for all neighbouring layers of the same φ, and where it will be.

    That is None where δ is multiplied with no slope: φ is linear, or joint, and then a − y is all of δ.
    A call runs over the layers' rows of ones too, for nothing: that costs less than a call for each layer.
    z and a are 1 there (see `_ones`), so nothing can overflow; what comes out there is never read.
    """
    flat = _room(*forward.layout)
    rows = _views(flat, *forward.layout)
    slopes = [None if phi.is_linear or phi.is_joint else phi.slope for phi in forward.activations]
    calls: list[Call] = []
    end = 0
    for slope, layers in groupby(zip(slopes, rows, strict=True), key=itemgetter(0)):
        start, end = end, end + sum(layer.size for _, layer in layers)
        if slope is not None:
            calls.append((slope, tuple(v[start:end] for v in (*forward.memory, flat))))
    return calls, [layer if slope is not None else None for slope, layer in zip(slopes, rows, strict=True)]
