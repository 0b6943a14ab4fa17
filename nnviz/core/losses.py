"""Losses: how wrong an output is, one number per example, and which way is uphill.

`value` gives the loss of each example, `gradient` its derivative by each output. The loss of a batch
is the mean over its examples.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from nnviz.core.arrays import ABOVE_ZERO, BELOW_ONE, Array


@dataclass(frozen=True)
class Loss:
    """One loss, its formula as a page shows it, and what it asks of outputs and targets.

    `outputs` names the output activations it may follow (empty: any); a joint one names its loss itself, see
    Activation. `targets` is "any", "unit" (each y from 0 to 1) or "distribution" (each row of y from 0 to 1,
    adding up to 1).
    """

    name: str
    title: str
    formula: str
    source: str
    value: Callable[[Array, Array], Array]
    gradient: Callable[..., Array]
    outputs: tuple[str, ...] = ()
    targets: str = "any"


def mse(a: Array, y: Array) -> Array:
    """Return the mean over outputs of (a − y)²; a (..., N, n), y (N, n) → (..., N)."""
    mean: Array = np.mean(np.square(a - y), axis=-1)
    return mean


def mse_gradient(a: Array, y: Array, out: Array | None = None) -> Array:
    """∂loss/∂a = 2 (a − y) / n."""
    out = np.subtract(a, y, out=out)
    np.multiply(out, 2.0 / a.shape[-1], out=out)
    return out


def half_mse(a: Array, y: Array) -> Array:
    """Return half of `mse`; the ½ cancels the 2 of the derivative (Nielsen, ch. 1, eq. 6, as a mean)."""
    half: Array = 0.5 * mse(a, y)
    return half


def half_mse_gradient(a: Array, y: Array, out: Array | None = None) -> Array:
    """∂loss/∂a = (a − y) / n."""
    out = np.subtract(a, y, out=out)
    n = a.shape[-1]
    if n > 1:
        np.multiply(out, 1.0 / n, out=out)
    return out


def _inside(a: Array) -> Array:
    """Return a, kept strictly between 0 and 1 so that no logarithm or quotient is infinite."""
    inside: Array = np.maximum(a, ABOVE_ZERO)
    np.minimum(inside, BELOW_ONE, out=inside)
    return inside


def bce(a: Array, y: Array) -> Array:
    """Return the mean over outputs of −y ln a − (1 − y) ln(1 − a); a (..., N, n), y (N, n) → (..., N).

    a is kept one double away from 0 and 1, so an example costs at most 708.
    """
    a = _inside(a)
    mean: Array = np.mean(-y * np.log(a) - (1.0 - y) * np.log1p(-a), axis=-1)
    return mean


def bce_gradient(a: Array, y: Array, out: Array | None = None) -> Array:
    """∂loss/∂a = (a − y) / (a (1 − a)) / n; makes temporary arrays of the output's size."""
    a = _inside(a)
    out = np.subtract(a, y, out=out)
    spread = np.subtract(1.0, a)
    spread *= a
    spread *= a.shape[-1]
    return np.divide(out, spread, out=out)


def cross_entropy(a: Array, y: Array) -> Array:
    """Return −Σ y ln a over the outputs; a (..., N, n), y (N, n) → (..., N).

    a is kept one double away from 0, so an example costs at most 708.
    """
    total: Array = -np.sum(y * np.log(_inside(a)), axis=-1)
    return total


def cross_entropy_gradient(a: Array, y: Array, out: Array | None = None) -> Array:
    """∂loss/∂a = −y / a; makes temporary arrays of the output's size."""
    inside = _inside(a)
    np.negative(inside, out=inside)
    return np.divide(y, inside, out=out)


_ENTRIES = (
    Loss(
        "mse", "Mean squared error", "mean (ŷ − y)²",
        "Legendre, Nouvelles méthodes pour la détermination des orbites des comètes, 1805",
        mse, mse_gradient,
    ),
    Loss(
        "half_mse", "Half mean squared error", "½ · mean (ŷ − y)²",
        "Nielsen, Neural Networks and Deep Learning, ch. 1, eq. 6", half_mse, half_mse_gradient,
    ),
    Loss(
        "bce", "Binary cross-entropy", "mean (−y · ln ŷ − (1 − y) · ln(1 − ŷ))",
        "Nielsen, Neural Networks and Deep Learning, ch. 3, eq. 57",
        bce, bce_gradient, outputs=("sigmoid",), targets="unit",
    ),
    Loss(
        "cross_entropy", "Cross-entropy", "−Σ y · ln ŷ",
        "Goodfellow, Bengio and Courville, Deep Learning, section 6.2.2.3",
        cross_entropy, cross_entropy_gradient, outputs=("softmax", "sigmoid"), targets="distribution",
    ),
)  # fmt: skip

LOSSES: dict[str, Loss] = {entry.name: entry for entry in _ENTRIES}
