"""What becomes of a network that learns, in a few words for each step: they stand in its figure."""

import numpy as np
from numpy.typing import NDArray

from nnviz.figures.numbers import number
from nnviz.lessons.activation.learner import Learner

START, LEARNING, SETTLED = "at the start", "learning", "settled: gradient nearly 0"
DEAD, ALL_DEAD = "dead: z ≤ 0 for every example", "all hidden neurons dead: a flat line"
OUTSIDE, DIVERGED = "outside ↑ loss", "diverged: the rate is too high"
STILL = "slope 0 everywhere: nothing moves"


def fates(learner: Learner, top: float) -> NDArray[np.str_]:
    """Return in a few words what becomes of a network at each step (K,); its figure shows losses up to `top`.

    What it is at the start is not said: that would answer the question before it is asked.
    """
    if learner.run.net.activations == ("threshold",):
        return np.full(len(learner.steps), STILL)
    hidden = len(learner.run.net.activations) > 1
    words = np.where(learner.settled, SETTLED, LEARNING).astype(object)
    if hidden:
        words += _some_dead(learner)
    outside = learner.losses > top
    words[outside] = [f"{OUTSIDE} {number(loss)}" for loss in learner.losses[outside]]
    words[learner.dead] = ALL_DEAD if hidden else DEAD
    words[learner.ended] = DIVERGED
    words[learner.steps == 0] = START
    return words.astype(str)


def _some_dead(learner: Learner) -> NDArray[np.object_]:
    """Return how many of the hidden neurons are dead at each of the steps (K,), where there are any."""
    counts, n = learner.dead_neurons.sum(axis=1), learner.dead_neurons.shape[1]
    return np.array([f"; {count} of {n} hidden neurons dead" if count else "" for count in counts], object)
