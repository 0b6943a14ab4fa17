"""The smooth activation functions and their slopes, as the registry in `activations.py` names them.

A slope is 0 only where its exact value is too small for a number, or where φ turns round. The differences of the usual
formulas (1 − a², 1 + t) would leave 0 much earlier, and a neuron that still learns, hardly, would count as dead.
"""

import numpy as np

from nnviz.core.arrays import BELOW_ONE, EXP_LIMIT, ONE, Array

SATURATED = 6.0  # beyond ±6, tanh² is within 10⁻⁴ of 1, and 1 − tanh² has fewer than twelve of its digits
COSH_LIMIT: Array = np.array(354.0)  # the square of cosh(±354) is still finite


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
    """φ'(z) = a · (1 − a).

    Where a is within 10⁻¹⁶ of 1 it is the one slope here that is taken larger than it is, as 10⁻¹⁶: the gradient of
    binary cross-entropy divides by this very a · (1 − a), and only so is their product a − y for any z.
    """
    out = np.subtract(ONE, a, out=out)
    return np.multiply(out, a, out)


def tanh_slope(z: Array, a: Array, out: Array | None = None) -> Array:
    """φ'(z) = 1 − a²; where a is so near ±1 that this loses its digits, the same as 1 / cosh² z.

    Only then it makes temporary arrays: cosh takes ten times as long. (To ask for the item at argmax is the fastest way
    to the largest.)
    """
    out = np.abs(z, out=out)
    is_saturated = out.item(out.argmax()) > SATURATED
    np.multiply(a, a, out)
    np.subtract(ONE, out, out)
    if is_saturated:
        size = np.abs(z)
        np.copyto(out, np.cosh(np.minimum(size, COSH_LIMIT)) ** -2.0, where=size > SATURATED)
    return out


def softplus(z: Array, out: Array | None = None) -> Array:
    """φ(z) = ln(1 + eᶻ)."""
    return np.logaddexp(z, 0.0, out=out)


def softplus_slope(z: Array, a: Array, out: Array | None = None) -> Array:
    """φ'(z) = 1 / (1 + e⁻ᶻ) = 1 − e⁻ᵃ."""
    out = np.negative(a, out=out)
    np.expm1(out, out)
    return np.negative(out, out)


GELU_SCALE, GELU_CUBIC = float(np.sqrt(8.0 / np.pi)), 0.044715
GELU_END = 21.0


def _gelu_parts(z: Array) -> tuple[Array, Array, Array]:
    """Return (u, e, s): u = z, but within ±21, e = e⁻ᵛ and s = 1 / (1 + e), v = √(8/π) (u + 0.044715 u³).

    s is ½ (1 + tanh(v/2)) without the sum, and e · s is 1 − s without the difference. e⁻ᵛ stays finite within ±21.
    """
    u = np.minimum(np.maximum(z, -GELU_END), GELU_END)
    e = np.exp(-GELU_SCALE * u * (1.0 + GELU_CUBIC * u * u))
    return u, e, 1.0 / (1.0 + e)


def gelu(z: Array, out: Array | None = None) -> Array:
    """φ(z) = ½ z (1 + tanh(√(2/π) (z + 0.044715 z³))), the tanh form of z·Φ(z).

    This is the approximation its authors give, within 0.0005 of z·Φ(z) (NumPy has no erf); it makes temporaries.
    Below −21, where the exact value is within 10⁻³⁰⁰ of 0, z is taken as −21.
    """
    _, _, s = _gelu_parts(z)
    return np.multiply(np.maximum(z, -GELU_END), s, out=out)


def gelu_slope(z: Array, a: Array, out: Array | None = None) -> Array:
    """φ'(z) = s (1 + z (1 − s) v'), s and v as above, v' = √(8/π) (1 + 3 · 0.044715 z²); makes temporaries."""
    u, e, s = _gelu_parts(z)
    rise = u * (e * s) * (GELU_SCALE * (1.0 + 3.0 * GELU_CUBIC * u * u))
    rise += 1.0
    return np.multiply(rise, s, out=out)


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
