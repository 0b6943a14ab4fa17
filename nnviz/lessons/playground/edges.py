"""What ReLU draws with: pieces of the plane on which its answer is flat."""

import numpy as np

from nnviz.core import Array
from nnviz.lessons.playground.data import REACH
from nnviz.lessons.playground.finding import Finding
from nnviz.lessons.playground.study import Play

FLAT = {"relu": 0.0, "leaky_relu": 0.01}
"""Activations whose slope is 1 above 0 and this below."""
SEEN = 61
"""Pieces are looked for at so many places along each side of the plane."""


def edges(play: Play) -> Finding | None:
    """Say that the answer is made of flat pieces, where it is: all hidden neurons are ReLUs, of x₁ and x₂ alone."""
    settings = play.settings
    if not settings.layers or not set(settings.hidden) <= set(FLAT) or not set(settings.inputs) <= {"x1", "x2"}:
        return None
    n = len(pieces(play))
    if n < 2:
        return None
    text = (
        f"**It draws with straight edges**: the sum z of the output is flat on each of {n} or more pieces of the plane "
        "at the end, and bends only where two of them meet."
    )
    return Finding("edges", text)


def pieces(play: Play) -> Array:
    """Return the different flat pieces (n, n_in·n_out) that the output's z has at the end: its slope on each of them.

    A neuron that is on passes its input on, one that is off a fixed part of it; so the slope at a place is the product
    of the weights, each layer's times the slopes of its neurons there.
    """
    at = np.linspace(-REACH, REACH, SEEN)
    x1, x2 = (one.ravel() for one in np.meshgrid(at, at))
    X = np.column_stack([{"x1": x1, "x2": x2}[name] for name in play.settings.inputs])
    theta = play.theta[-1]
    sums, layers = play.net.forward(theta, X).z, play.net.layers(theta)
    slope = np.broadcast_to(layers[0][0], (len(X), *layers[0][0].shape))
    for z, name, (W, _) in zip(sums[1:-1], play.settings.hidden, layers[1:], strict=True):
        slope = (slope * np.where(z > 0, 1.0, FLAT[name])[:, None, :]) @ W
    return np.asarray(np.unique(np.round(slope.reshape(len(X), -1), 9), axis=0))
