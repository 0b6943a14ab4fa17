"""Neurons that died: from some step on they answer 0 to every example, and no error comes back through them."""

import numpy as np
from numpy.typing import NDArray

from nnviz.core.activations import ACTIVATIONS
from nnviz.core.arrays import Array, Steps
from nnviz.core.network import Network

CHUNK = 64
"""So many steps are looked at together: their passes over all examples fit into memory."""


def dead_from(net: Network, theta: Array, X: Array) -> Steps:
    """Return for each hidden neuron, layer by layer, the place of θ (K, P) from which on it is dead to the end; else K.

    Dead is who is silent for all rows of X (N, n_in) at each of these places: a = 0 and φ'(z) = 0, so that the slope
    of the loss along its own weights and its bias is 0.
    """
    steps, n = len(theta), sum(net.sizes[1:-1])
    if not n or not _silent(net, theta[-1:], X).any():
        return np.full(n, steps, np.int64)
    alive = ~np.concatenate([_silent(net, some, X) for some in np.array_split(theta, -(-steps // CHUNK))])
    last_alive = steps - 1 - alive[::-1].argmax(axis=0)
    return np.where(alive.any(axis=0), last_alive + 1, 0).astype(np.int64)


def _silent(net: Network, theta: Array, X: Array) -> NDArray[np.bool_]:
    """Return which hidden neurons (k, n) are silent for all of X, at each of θ (k, P)."""
    with np.errstate(over="ignore", invalid="ignore"):  # θ may be the last before a run diverged
        forward = net.forward(theta, X)
    layers = zip(forward.z[1:-1], forward.a[1:-1], net.activations, strict=False)
    return np.concatenate(
        [((a == 0) & (ACTIVATIONS[name].slope(z, a) == 0)).all(axis=-2) for z, a, name in layers], axis=-1
    )
