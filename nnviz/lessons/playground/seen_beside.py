"""A run of the playground as it is seen beside others: epoch by epoch, judged by its test points."""

from itertools import pairwise

import numpy as np

from nnviz.core import FEATURES, Array, Sample
from nnviz.lessons import Course, Trained
from nnviz.lessons.common import STARTS
from nnviz.lessons.playground.cost import LIMIT, LINK, NEURON, seconds_an_epoch
from nnviz.lessons.playground.study import Play

LONGEST = 2 * LIMIT
"""All starts at once are trained where that takes no more than so many seconds."""
MORE_STEPS, MORE_EXAMPLES = 3.4, 2.4
"""A step of all starts costs so many times as much as one of a single start; an example, so many times for each."""
CHANGED = "Only of a run in which nothing was changed on the way."
TOO_LONG = f"All {STARTS} starts of this run would take too long: fewer epochs or larger batches do not."


def course_of(play: Play) -> Course:
    """Return the course of a run by the loss of the test points, whatever was changed on the way."""
    points, first = play.points, play.legs[0]
    why = CHANGED if len(play.legs) > 1 else TOO_LONG if seconds_of_all(play) > LONGEST else ""
    return Course(
        net=play.net,
        steps=play.epochs,
        theta=play.theta,
        by=play.settings.loss,
        on=sample_of(play, points.test),
        unit="epoch",
        measure="test loss",
        again=None if why else Trained("", first.run, sample_of(play, points.training)),
        why=why,
        known=play.test_loss,
        points=np.hstack([points.X[points.test], play.targets[points.test]]),
    )


def sample_of(play: Play, rows: slice) -> Sample:
    """Return some rows as the network is given them, with their targets."""
    inputs = tuple(FEATURES[name].title for name in play.settings.inputs)
    classes, n_out = play.points.classes, play.targets.shape[1]
    outputs = classes if len(classes) == n_out else ("target",) * n_out
    return Sample(play.features[rows], play.targets[rows], inputs, outputs)


def start_of(play: Play, seed: int) -> Array:
    """Return the θ (P,) that a run with these settings starts from with a seed."""
    return play.net.init(play.settings.initializer, np.random.default_rng(seed))


def seconds_of_all(play: Play) -> float:
    """Return about how long the run takes from all starts at once.

    The constants are measured (tests/lessons/playground/test_seen_beside.py holds the whole to within a factor of two).
    """
    run, sizes = play.legs[0].run, play.net.sizes
    links = sum(a * b for a, b in pairwise(sizes))
    examples = run.n_examples * (NEURON * sum(sizes[1:]) + LINK * links)
    steps = seconds_an_epoch(play.net, run.config, run.n_examples, 0) - examples
    return run.config.epochs * (MORE_STEPS * steps + MORE_EXAMPLES * STARTS * examples)
