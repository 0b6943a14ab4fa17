"""The penalty on large weights, l1 Σ|w| + ½ l2 Σw²: where in θ it acts, and its gradient."""

import numpy as np

from nnviz.core.arrays import Array
from nnviz.core.network import Network


def penalty_weights(net: Network, l1: float, l2: float) -> tuple[Array, Array]:
    """Return how strongly L1 and L2 act on each entry of θ, two (P,): l1 and l2 at weights, 0 at biases."""
    is_weight = np.zeros(net.n_parameters)
    for W, _ in net.layers(is_weight):
        W[...] = 1.0
    return l1 * is_weight, l2 * is_weight


def penalty_gradient(
    theta: Array, l1: Array, l2: Array, out: Array | None = None, scratch: Array | None = None
) -> Array:
    """Return l1 sign(θ) + l2 θ (..., P), the gradient of l1 Σ|w| + ½ l2 Σw²; at w = 0 the sign is 0."""
    out = np.sign(theta, out=out)
    np.multiply(out, l1, out=out)
    scratch = np.multiply(theta, l2, out=scratch)
    return np.add(out, scratch, out=out)
