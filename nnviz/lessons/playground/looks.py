"""What is looked up in a run to say what is going on in it: each is a number of the run's own, or a proof."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from nnviz.core import ACTIVATIONS, Array, Backward, Forward
from nnviz.core.arrays import Steps
from nnviz.figures.timeline import spread
from nnviz.lessons.playground.study import Play

LOOKED = 41
"""Where not every epoch is looked at, at most so many are, evenly spread."""


def passes(play: Play, places: Steps) -> tuple[Forward, Backward]:
    """Return both passes over the points for training at these places of the record."""
    theta, rows = play.theta[places], play.points.training
    forward = play.net.forward(theta, play.features[rows])
    return forward, play.net.backward(theta, forward, play.targets[rows], play.settings.loss)


class Stepped(NamedTuple):
    """Of so many epochs looked at, in how many the loss rises by a step along the slope of all points; and one of them.

    `before` and `after` are the losses around that one, which is at `epoch`.
    """

    looked: int
    rising: int
    epoch: int
    before: float
    after: float


def full_steps(play: Play, times: float = 1.0, places: Steps | None = None) -> Stepped:
    """Return what a step of `times` η along the slope of all points for training does, in the run's later half.

    It is gradient descent's own step: of another optimizer it says nothing.
    """
    k = len(play.theta)
    places = k // 2 + spread(k - k // 2, LOOKED) if places is None else places
    with np.errstate(over="ignore", invalid="ignore"):
        _, backward = passes(play, places)
        theta = play.theta[places] - times * play.rates[places, None] * np.nan_to_num(backward.grad)
        theta = np.nan_to_num(theta, posinf=1e300, neginf=-1e300)
        rows = play.points.training
        after = play.net.loss(theta, play.features[rows], play.targets[rows], play.settings.loss)
    before = play.training_loss[places]
    rising = ~(after <= before)
    one = int(np.argmax(np.where(rising, np.nan_to_num(after, nan=np.inf) - before, -np.inf)))
    return Stepped(len(places), int(rising.sum()), int(play.epochs[places[one]]), float(before[one]), float(after[one]))


def dead_since(play: Play) -> dict[int, int]:
    """Return the hidden neurons (numbered through all layers) that are dead at the end, with the epoch of the start."""
    places = play.dead_from
    return {int(i): int(play.epochs[places[i]]) for i in np.flatnonzero(places < len(play.theta))}


def steepness(play: Play) -> Array:
    """Return the mean slope φ′(z) of each hidden layer at the end, over its neurons and the points for training."""
    forward, _ = passes(play, np.array([len(play.theta) - 1]))
    layers = zip(forward.z[1:-1], forward.a[1:-1], play.net.activations, strict=False)
    return np.array([float(np.abs(ACTIVATIONS[name].slope(z, a)).mean()) for z, a, name in layers])


def deltas(play: Play) -> Array:
    """Return the mean |δ| of each hidden layer, over its neurons, the points for training and the epochs looked at."""
    _, backward = passes(play, spread(len(play.theta), LOOKED))
    return np.array([float(np.abs(delta).mean()) for delta in backward.delta[1:-1]])


def draws_straight(play: Play) -> bool:
    """Return whether the network can part the plane by a straight line only: nothing in it bends."""
    bends = [name for name in play.settings.hidden if not ACTIVATIONS[name].is_linear]
    return not bends and set(play.settings.inputs) <= {"x1", "x2"}


def best_line(X: Array, positive: NDArray[np.bool_]) -> int:
    """Return how many points X (N, 2) a straight line can get right at most: one class on each side of it.

    A best line can be moved until it goes through two points without passing another, and these may be counted as
    lying on the better side; so all lines through two points are tried. Where more lie on one line, all those are
    counted so, and the number is an upper bound.
    """
    sign = np.where(positive, 1, -1)
    best = int(max(positive.sum(), (~positive).sum()))
    for i in range(len(X)):
        away = X - X[i]
        same = (away == 0).all(axis=1)
        angle, s = np.arctan2(away[~same, 1], away[~same, 0]), sign[~same]
        if not len(angle):
            continue
        order = np.argsort(angle)
        angle, s = angle[order], s[order]
        around = np.concatenate([angle, angle + 2 * np.pi, angle + 4 * np.pi])
        summed = np.concatenate([[0], np.cumsum(np.tile(s, 3))])
        gained = np.concatenate([[0], np.cumsum(np.tile(np.maximum(s, 0), 3))])
        for starts in (angle, angle + np.pi):
            # A little room for rounding: what lies within it of the line is counted as on it.
            low0, low1 = np.searchsorted(around, starts - 1e-9), np.searchsorted(around, starts + 1e-9)
            high0 = np.searchsorted(around, starts + np.pi - 1e-9)
            high1 = np.searchsorted(around, starts + np.pi + 1e-9)
            left = summed[high0] - summed[low1]
            on = gained[low1] - gained[low0] + gained[high1] - gained[high0] + np.maximum(sign[same], 0).sum()
            best = max(best, int((~positive).sum() + (left + on).max()))
    return best


def settled_from(losses: Array, share: float = 0.01) -> int:
    """Return the place from which on losses (K,) stay within a share of their whole fall of the last one."""
    far = np.abs(losses - losses[-1]) > share * abs(losses[0] - losses[-1])
    return int(np.flatnonzero(far)[-1]) + 1 if far.any() else 0
