"""The smooth activation functions and their slopes, as the registry in `activations.py` names them."""

import numpy as np

from nnviz.core.arrays import BELOW_ONE, EXP_LIMIT, ONE, Array


def sigmoid(z: Array, out: Array | None = None) -> Array:
    """φ(z) = 1 / (1 + e⁻ᶻ), kept strictly between 0 and 1.

    The exact value is never 0 or 1, but its nearest double can be. Staying one double inside keeps
    log(a), log(1 − a) and the product of slope and loss gradient right for any z.
    """
    out = np.negative(z, out=out)
    np.minimum(out, EXP_LIMIT, out=out)
    np.exp(out, out)
    np.add(out, ONE, out)
    np.reciprocal(out, out)
    return np.minimum(out, BELOW_ONE, out=out)


def sigmoid_slope(z: Array, a: Array, out: Array | None = None) -> Array:
    """φ'(z) = a · (1 − a)."""
    out = np.subtract(ONE, a, out=out)
    return np.multiply(out, a, out)


def tanh_slope(z: Array, a: Array, out: Array | None = None) -> Array:
    """φ'(z) = 1 − a²."""
    out = np.multiply(a, a, out=out)
    return np.subtract(ONE, out, out)


def softplus(z: Array, out: Array | None = None) -> Array:
    """φ(z) = ln(1 + eᶻ)."""
    return np.logaddexp(z, 0.0, out=out)


def softplus_slope(z: Array, a: Array, out: Array | None = None) -> Array:
    """φ'(z) = 1 / (1 + e⁻ᶻ) = 1 − e⁻ᵃ."""
    out = np.negative(a, out=out)
    np.expm1(out, out)
    return np.negative(out, out)


GELU_SCALE, GELU_CUBIC = float(np.sqrt(2.0 / np.pi)), 0.044715


def _gelu_tanh(z: Array) -> tuple[Array, Array]:
    """Return (t, u) with t = tanh(√(2/π) (u + 0.044715 u³)), u = z within ±10, beyond which t is ±1."""
    u = np.minimum(np.maximum(z, -10.0), 10.0)
    return np.tanh(GELU_SCALE * u * (1.0 + GELU_CUBIC * u * u)), u


def gelu(z: Array, out: Array | None = None) -> Array:
    """φ(z) = ½ z (1 + tanh(√(2/π) (z + 0.044715 z³))), the tanh form of z·Φ(z).

    This is the approximation its authors give, within 0.0005 of z·Φ(z) (NumPy has no erf); it makes temporaries.
    """
    t, _ = _gelu_tanh(z)
    t += 1.0
    t *= 0.5
    return np.multiply(t, z, out=out)


def gelu_slope(z: Array, a: Array, out: Array | None = None) -> Array:
    """φ'(z) = ½ (1 + t) + ½ z (1 − t²) √(2/π) (1 + 3 · 0.044715 z²), t as in `gelu`; makes temporaries."""
    t, u = _gelu_tanh(z)
    rise = 0.5 * u * (1.0 - t * t) * GELU_SCALE * (1.0 + 3.0 * GELU_CUBIC * u * u)
    t += 1.0
    t *= 0.5
    return np.add(t, rise, out=out)


def silu(z: Array, out: Array | None = None) -> Array:
    """φ(z) = z · σ(z), σ the sigmoid; makes temporary arrays.

    Below −708, where the exact value is within 10⁻³⁰⁴ of 0, z is taken as −708: σ stops falling there.
    """
    return np.multiply(np.maximum(z, -EXP_LIMIT), sigmoid(z), out=out)


def silu_slope(z: Array, a: Array, out: Array | None = None) -> Array:
    """φ'(z) = σ(z) + a · (1 − σ(z)), the latter as σ(−z), which has its digits also where σ(z) is near 1.

    It makes temporary arrays.
    """
    rise = np.exp(-np.abs(z))
    rise = np.where(z > 0, rise, 1.0) / (1.0 + rise) * a
    out = sigmoid(z, out)
    return np.add(out, rise, out=out)


def softmax(z: Array, out: Array | None = None) -> Array:
    """φ(z)ᵢ = e^zᵢ / Σⱼ e^zⱼ over the last axis; z is first lowered by its largest, which changes nothing.

    It makes temporary arrays with one number for each example.
    """
    out = np.subtract(z, z.max(axis=-1, keepdims=True), out=out)
    np.maximum(out, -EXP_LIMIT, out=out)
    np.exp(out, out=out)
    softened: Array = np.divide(out, out.sum(axis=-1, keepdims=True), out=out)
    return softened


def softmax_slope(z: Array, a: Array, out: Array | None = None) -> Array:
    """∂aᵢ/∂zᵢ = aᵢ · (1 − aᵢ), the diagonal only: each output depends on every z.

    So it can be drawn but not multiplied with: backward takes δ = a − y, for softmax with cross_entropy.
    """
    return sigmoid_slope(z, a, out)
