"""The penalty on large weights, l1 Σ|w| + ½ l2 Σw²: where in θ it acts, its gradient, and L1 that ends at zero."""

import numpy as np

from nnviz.core.arrays import Array
from nnviz.core.config import TrainConfig
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


def pull_to_zero(
    theta: Array, before: Array, pull: Array, gone: Array, pulled: Array | None = None, scratch: Array | None = None
) -> None:
    """Take pull · sign(before) from θ (..., P) in place; a weight that would cross zero is 0 from then on.

    θ is what the optimizer's step made of `before`, and pull (..., P) is η λ at weights, 0 at biases. `gone` (..., P)
    holds 1 where a weight has come to 0 that way, and is kept up to date: there the weight stays 0, whatever its
    gradient (TensorFlow Playground, nn.ts, updateWeights: `isDead`). The plain gradient of |w| would swing around 0.
    """
    pulled = np.sign(before, out=pulled)
    np.multiply(pulled, pull, out=pulled)
    np.subtract(theta, pulled, out=pulled)
    scratch = np.multiply(theta, pulled, out=scratch)
    np.less(scratch, 0.0, out=scratch)
    np.maximum(gone, scratch, out=gone)
    np.subtract(1.0, gone, out=scratch)
    np.multiply(pulled, scratch, out=theta)


def l1_in_gradient(config: TrainConfig) -> float:
    """Return how strongly L1 acts by way of the gradient: not at all where it takes weights to zero after the step."""
    return 0.0 if config.is_clipped else config.l1
