"""Points along a wave with noise, to learn from and, others, to hold out: all that this lesson trains on."""

from typing import NamedTuple

import numpy as np

from nnviz.core import Array

END = 3.0
"""x goes from −END to END."""
HELD_OUT = 100
"""So many points are held out."""


class Points(NamedTuple):
    """Points on one input: x (n, 1) and y (n, 1)."""

    x: Array
    y: Array


class Both(NamedTuple):
    """The points that a network is trained on, and those held out: drawn in the same way, and never trained on."""

    training: Points
    held_out: Points


def wave(x: Array, waves: float) -> Array:
    """Return what the points are drawn around at x (...): a sine, so many waves of it from −END to END."""
    return np.asarray(np.sin(np.pi * waves * x / END))


def points(n: int, noise: float, waves: float, seed: int) -> Both:
    """Return n points for training and HELD_OUT others, x uniform in ±END, y with normal noise of this deviation.

    The two have generators of their own, so that more points to train on leave those held out as they are; and each
    set draws all x and noise of a larger one first, so that fewer points are some of the more.
    """
    drawn = []
    for number, count in enumerate((n, HELD_OUT)):
        x_rng, noise_rng = (np.random.default_rng((seed, number, what)) for what in (0, 1))
        x = x_rng.uniform(-END, END, (count, 1))
        drawn.append(Points(x, wave(x, waves) + noise * noise_rng.normal(0.0, 1.0, x.shape)))
    return Both(*drawn)
