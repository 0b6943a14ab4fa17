"""Activation functions φ: what a neuron makes of its weighted sum z.

Each is a value a = φ(z) and a slope φ'(z), both elementwise, both ready to write into a given array.
All are safe for any finite z: nothing overflows, nothing warns.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from nnviz.core.arrays import ZERO, Array
from nnviz.core.smooth import (
    gelu,
    gelu_slope,
    sigmoid,
    sigmoid_slope,
    silu,
    silu_slope,
    softmax,
    softmax_slope,
    softplus,
    softplus_slope,
    tanh_slope,
)

INFINITY = float("inf")
LEAK: Array = np.array(0.01)


@dataclass(frozen=True)
class Activation:
    """One activation function, its formulas as a page shows them, and where it was published."""

    name: str
    title: str
    formula: str
    slope_formula: str
    source: str
    value: Callable[..., Array]
    slope: Callable[..., Array]
    range: tuple[float, float] = (-INFINITY, INFINITY)
    kinks: tuple[float, ...] = ()  # the z at which φ has no derivative
    is_linear: bool = False  # φ(z) = z, so z and a are one array, and there is no slope to multiply with
    needs_loss: str = ""  # of a joint one: the one loss that may follow it, with which δ = a − y

    @property
    def is_joint(self) -> bool:
        """Whether each output depends on every z of its layer; then it may only be the output activation."""
        return self.needs_loss != ""


def _constant(value: float, z: Array, out: Array | None) -> Array:
    out = np.empty_like(z, dtype=np.float64) if out is None else out
    out.fill(value)
    return out


def identity(z: Array, out: Array | None = None) -> Array:
    """φ(z) = z."""
    return np.positive(z, out=out)


def identity_slope(z: Array, a: Array, out: Array | None = None) -> Array:
    """φ'(z) = 1."""
    return _constant(1.0, z, out)


def threshold(z: Array, out: Array | None = None) -> Array:
    """φ(z) = 1 from z = 0 on, else 0: the unit of McCulloch and Pitts (1943)."""
    return np.heaviside(z, 1.0, out=out)


def threshold_slope(z: Array, a: Array, out: Array | None = None) -> Array:
    """φ'(z) = 0, also at the jump, where no derivative exists: nothing can be learned through it."""
    return _constant(0.0, z, out)


def relu(z: Array, out: Array | None = None) -> Array:
    """φ(z) = max(0, z)."""
    return np.maximum(z, ZERO, out=out)


def relu_slope(z: Array, a: Array, out: Array | None = None) -> Array:
    """φ'(z) = 1 for z > 0, else 0, which is the sign of a; at the kink it is 0."""
    return np.sign(a, out=out)


def leaky_relu(z: Array, out: Array | None = None) -> Array:
    """φ(z) = z for z > 0, else 0.01 z."""
    out = np.multiply(z, LEAK, out=out)
    return np.maximum(out, z, out=out)


def leaky_relu_slope(z: Array, a: Array, out: Array | None = None) -> Array:
    """φ'(z) = 1 for z > 0, else 0.01; at the kink it is 0.01."""
    out = np.sign(z, out=out)
    return np.maximum(out, LEAK, out=out)


def elu(z: Array, out: Array | None = None) -> Array:
    """φ(z) = z for z > 0, else eᶻ − 1. (eᶻ − 1 is never below z, so the larger of the two is right.)"""
    out = np.minimum(z, ZERO, out=out)
    np.expm1(out, out)
    return np.maximum(out, z, out=out)


def elu_slope(z: Array, a: Array, out: Array | None = None) -> Array:
    """φ'(z) = 1 for z > 0, else eᶻ, from z: a + 1 would be 0 where eᶻ is too small to be seen beside 1."""
    out = np.minimum(z, ZERO, out=out)
    return np.exp(out, out)


_ENTRIES = (
    Activation(
        "identity", "Identity", "φ(z) = z", "φ'(z) = 1",
        "Widrow and Hoff, Adaptive switching circuits, 1960", identity, identity_slope, is_linear=True,
    ),
    Activation(
        "threshold", "Threshold", "φ(z) = 1 if z ≥ 0 else 0", "φ'(z) = 0",
        "McCulloch and Pitts, A logical calculus of the ideas immanent in nervous activity, 1943",
        threshold, threshold_slope, (0.0, 1.0), (0.0,),
    ),
    Activation(
        "sigmoid", "Sigmoid", "φ(z) = 1 / (1 + e⁻ᶻ)", "φ'(z) = a · (1 − a)",
        "Nielsen, Neural Networks and Deep Learning, ch. 1, eq. 3", sigmoid, sigmoid_slope, (0.0, 1.0),
    ),
    Activation(
        "tanh", "Tanh", "φ(z) = (eᶻ − e⁻ᶻ) / (eᶻ + e⁻ᶻ)", "φ'(z) = 1 − a²",
        "LeCun, Bottou, Orr and Müller, Efficient BackProp, 1998", np.tanh, tanh_slope, (-1.0, 1.0),
    ),
    Activation(
        "relu", "ReLU", "φ(z) = max(0, z)", "φ'(z) = 1 if z > 0 else 0",
        "Nair and Hinton, Rectified linear units improve restricted Boltzmann machines, 2010",
        relu, relu_slope, (0.0, INFINITY), (0.0,),
    ),
    Activation(
        "leaky_relu", "Leaky ReLU", "φ(z) = z if z > 0 else 0.01 · z", "φ'(z) = 1 if z > 0 else 0.01",
        "Maas, Hannun and Ng, Rectifier nonlinearities improve neural network acoustic models, 2013",
        leaky_relu, leaky_relu_slope, kinks=(0.0,),
    ),
    Activation(
        "elu", "ELU", "φ(z) = z if z > 0 else eᶻ − 1", "φ'(z) = 1 if z > 0 else eᶻ",
        "Clevert, Unterthiner and Hochreiter, Fast and accurate deep network learning by ELUs, 2016",
        elu, elu_slope, (-1.0, INFINITY),
    ),
    Activation(
        "softplus", "Softplus", "φ(z) = ln(1 + eᶻ)", "φ'(z) = 1 / (1 + e⁻ᶻ)",
        "Dugas et al., Incorporating second-order functional knowledge for better option pricing, 2001",
        softplus, softplus_slope, (0.0, INFINITY),
    ),
    Activation(
        "gelu", "GELU (tanh form)", "φ(z) = ½ z (1 + t), t = tanh(√(2/π) (z + 0.044715 z³))",
        "φ'(z) = ½ (1 + t) + ½ z (1 − t²) √(2/π) (1 + 0.134145 z²)",
        "Hendrycks and Gimpel, Gaussian error linear units, 2016, section 2", gelu, gelu_slope, (-0.1701, INFINITY),
    ),
    Activation(
        "silu", "SiLU", "φ(z) = z · σ(z), σ(z) = 1 / (1 + e⁻ᶻ)", "φ'(z) = σ(z) + a · (1 − σ(z))",
        "Elfwing, Uchibe and Doya, Sigmoid-weighted linear units, 2018", silu, silu_slope, (-0.2785, INFINITY),
    ),
    Activation(
        "softmax", "Softmax", "φ(z)ᵢ = e^zᵢ / Σⱼ e^zⱼ", "∂aᵢ/∂zᵢ = aᵢ · (1 − aᵢ)",
        "Bridle, Probabilistic interpretation of feedforward classification network outputs, 1990",
        softmax, softmax_slope, (0.0, 1.0), needs_loss="cross_entropy",
    ),
)  # fmt: skip

ACTIVATIONS: dict[str, Activation] = {entry.name: entry for entry in _ENTRIES}
