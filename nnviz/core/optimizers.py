"""Optimizers: from a gradient to the step that is added to θ.

Each is a pair of pure functions. `init(theta)` gives the memory to start with, an array (S, ..., P);
`update(grad, state, learning_rate, t)` gives the step (..., P) and the next memory. t counts updates
from 1. With `out=(step, state)` both are written there, and `state` itself may be given as its own out.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from nnviz.core.arrays import Array

Rate = float | Array  # one learning rate, or one per network, ready to broadcast against θ
Out = tuple[Array, Array] | None

MOMENTUM = 0.9
RHO, RMSPROP_EPSILON = 0.9, 1e-8
BETA_1, BETA_2, ADAM_EPSILON = 0.9, 0.999, 1e-8


@dataclass(frozen=True)
class Optimizer:
    """One optimizer; `memory` names the S vectors that its state holds."""

    name: str
    title: str
    formula: str
    source: str
    memory: tuple[str, ...]
    update: Callable[..., tuple[Array, Array]]

    def init(self, theta: Array) -> Array:
        """Return the memory before the first update: zeros (S, ..., P) for θ (..., P)."""
        return np.zeros((len(self.memory), *theta.shape))


def _buffers(grad: Array, state: Array, out: Out) -> tuple[Array, Array]:
    return (np.empty_like(grad), np.empty_like(state)) if out is None else out


def sgd(grad: Array, state: Array, learning_rate: Rate, t: int, out: Out = None) -> tuple[Array, Array]:
    """Δθ = −η g (Nielsen, ch. 1, eqs. 20 and 21)."""
    step, new = _buffers(grad, state, out)
    np.multiply(grad, -learning_rate, step)
    return step, new


def _velocity(grad: Array, state: Array, new: Array) -> Array:
    """v ← 0.9 v + g; returns the view of v in `new`."""
    np.multiply(state[0], MOMENTUM, out=new[0])
    velocity: Array = np.add(new[0], grad, out=new[0])
    return velocity


def momentum(grad: Array, state: Array, learning_rate: Rate, t: int, out: Out = None) -> tuple[Array, Array]:
    """v ← 0.9 v + g, Δθ = −η v (Polyak, 1964; in the form that PyTorch documents)."""
    step, new = _buffers(grad, state, out)
    velocity = _velocity(grad, state, new)
    np.multiply(velocity, -learning_rate, out=step)
    return step, new


def nesterov(grad: Array, state: Array, learning_rate: Rate, t: int, out: Out = None) -> tuple[Array, Array]:
    """v ← 0.9 v + g, Δθ = −η (g + 0.9 v) (Sutskever et al., 2013; in the form that PyTorch documents)."""
    step, new = _buffers(grad, state, out)
    velocity = _velocity(grad, state, new)
    np.multiply(velocity, MOMENTUM, out=step)
    np.add(step, grad, out=step)
    np.multiply(step, -learning_rate, out=step)
    return step, new


def _average(memory: Array, new: Array, value: Array, keep: float) -> None:
    """new ← keep · memory + (1 − keep) · value; `value` is scratch afterwards."""
    np.multiply(memory, keep, out=new)
    np.multiply(value, 1.0 - keep, out=value)
    np.add(new, value, out=new)


def rmsprop(grad: Array, state: Array, learning_rate: Rate, t: int, out: Out = None) -> tuple[Array, Array]:
    """s ← 0.9 s + 0.1 g², Δθ = −η g / (√s + 10⁻⁸) (Hinton, Neural Networks for ML, lecture 6e, 2012)."""
    step, new = _buffers(grad, state, out)
    np.multiply(grad, grad, out=step)
    _average(state[0], new[0], step, RHO)
    np.sqrt(new[0], out=step)
    np.add(step, RMSPROP_EPSILON, out=step)
    np.divide(grad, step, out=step)
    np.multiply(step, -learning_rate, out=step)
    return step, new


def adam(grad: Array, state: Array, learning_rate: Rate, t: int, out: Out = None) -> tuple[Array, Array]:
    """Δθ = −η m̂ / (√v̂ + 10⁻⁸), m and v the running means of g and g² (Kingma and Ba, 2015, algorithm 1).

    m ← 0.9 m + 0.1 g, v ← 0.999 v + 0.001 g², m̂ = m / (1 − 0.9ᵗ), v̂ = v / (1 − 0.999ᵗ).
    """
    step, new = _buffers(grad, state, out)
    np.positive(grad, out=step)
    _average(state[0], new[0], step, BETA_1)
    np.multiply(grad, grad, out=step)
    _average(state[1], new[1], step, BETA_2)
    np.multiply(new[1], 1.0 / (1.0 - BETA_2**t), out=step)
    np.sqrt(step, out=step)
    np.add(step, ADAM_EPSILON, out=step)
    np.divide(new[0], step, out=step)
    np.multiply(step, -learning_rate / (1.0 - BETA_1**t), out=step)
    return step, new


_ENTRIES = (
    Optimizer(
        "sgd", "Gradient descent", "θ ← θ − η g",
        "Robbins and Monro, A stochastic approximation method, 1951", (), sgd,
    ),
    Optimizer(
        "momentum", "Momentum", "v ← 0.9 v + g,  θ ← θ − η v",
        "Polyak, Some methods of speeding up the convergence of iteration methods, 1964", ("v",), momentum,
    ),
    Optimizer(
        "nesterov", "Nesterov momentum", "v ← 0.9 v + g,  θ ← θ − η (g + 0.9 v)",
        "Sutskever et al., On the importance of initialization and momentum in deep learning, 2013",
        ("v",), nesterov,
    ),
    Optimizer(
        "rmsprop", "RMSprop", "s ← 0.9 s + 0.1 g²,  θ ← θ − η g / (√s + 10⁻⁸)",
        "Hinton, Neural Networks for Machine Learning, lecture 6e, 2012", ("s",), rmsprop,
    ),
    Optimizer(
        "adam", "Adam",
        "m ← 0.9 m + 0.1 g,  v ← 0.999 v + 0.001 g²,  "
        "θ ← θ − η m̂ / (√v̂ + 10⁻⁸),  m̂ = m / (1 − 0.9ᵗ),  v̂ = v / (1 − 0.999ᵗ)",
        "Kingma and Ba, Adam: a method for stochastic optimization, 2015, algorithm 1", ("m", "v"), adam,
    ),
)  # fmt: skip

OPTIMIZERS: dict[str, Optimizer] = {entry.name: entry for entry in _ENTRIES}
