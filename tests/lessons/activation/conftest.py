"""What the tests of runs side by side share: the runs with their figures, and what is true of them at a step."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest

from nnviz.core import ACTIVATIONS, Network, TrainConfig, train
from nnviz.figures.animation import Scene
from nnviz.lessons.activation.bend import bend_scene
from nnviz.lessons.activation.kinds import kinds_scene
from nnviz.lessons.activation.panel import FAR
from nnviz.lessons.activation.study import BendSettings, KindSettings, bend_study, kind_study

EPOCHS, MANY = 300, 5_000
"""As long as every step is recorded, and long enough that a step's number is not its place in the record."""


NAMES = [name for name in ACTIVATIONS if name != "softmax"]


def phi(name, z):
    """Return φ(z), from a neuron with w = 1 and b = 0."""
    z = np.asarray(z, float)
    return Network((1, 1), output=name).forward(np.array([1.0, 0.0]), z.reshape(-1, 1)).a[1].reshape(z.shape)


def slope(name, z):
    """Return φ'(z): what a loss whose derivative by the output is 1 hands back through the neuron."""
    z = np.asarray(z, float).reshape(-1, 1)
    net, theta = Network((1, 1), output=name), np.array([1.0, 0.0])
    forward = net.forward(theta, z)
    return net.backward(theta, forward, forward.a[1] - 1, "half_mse").delta[1][:, 0]


@pytest.fixture(params=NAMES, scope="module")
def name(request):
    return request.param


@dataclass(frozen=True)
class Case:
    """A study of runs side by side and its figures; and, not from the study, the networks and the θ they start from."""

    study: Any
    learners: tuple[Any, ...]
    scene: Scene
    nets: tuple[Network, ...]
    start: np.ndarray

    @property
    def data(self):
        return self.study.sample

    @property
    def runs(self):
        return tuple(learner.run for learner in self.learners)

    @property
    def steps(self):
        return self.scene.timeline.steps


def kinds_case(rate, seed, epochs):
    study = kind_study(KindSettings(rate, seed), epochs)
    nets = tuple(Network((1, 1), output=name) for name in ("threshold", "sigmoid", "relu"))
    start = nets[0].init("uniform", np.random.default_rng(seed))
    return Case(study, study.learners, kinds_scene(study), nets, start)


def bend_case(hidden, rate, seed, epochs):
    study = bend_study(BendSettings(hidden, rate, seed), epochs)
    nets = tuple(Network((1, hidden, 1), hidden=name) for name in ("identity", "relu"))
    start = nets[0].init("xavier", np.random.default_rng(seed))
    return Case(study, (study.straight, study.bent), bend_scene(study), nets, start)


KINDS_RUNS = [(0.1, 0, EPOCHS), (0.1, 3, EPOCHS), (0.2, 1, EPOCHS), (10.0, 0, EPOCHS), (0.1, 0, MANY), (1.0, 1, MANY)]
BEND_RUNS = [
    *((4, 0.3, 0, EPOCHS), (1, 0.3, 0, EPOCHS), (1, 1.0, 2, EPOCHS), (6, 10.0, 1, EPOCHS)),
    *((4, 0.3, 0, MANY), (1, 2.0, 2, MANY), (6, 10.0, 1, MANY)),  # all goes well, one of them diverges, both do
]


@pytest.fixture(params=KINDS_RUNS, ids=str, scope="module")
def kinds(request):
    return kinds_case(*request.param)


@pytest.fixture(params=BEND_RUNS, ids=str, scope="module")
def bend(request):
    return bend_case(*request.param)


@pytest.fixture(scope="session")
def said(moves):
    """Return a function that gives the words that stand in a figure at each stop."""

    def words(animation):
        found, *_ = (moves(animation, i, "text") for i, mark in enumerate(animation.marks) if "text" in mark.moves)
        return found[:, 0]

    return words


def half_mse(a, y):
    with np.errstate(over="ignore"):
        return 0.5 * float(np.mean((a - y) ** 2))


def taught(net, start, data, rate, epochs):
    """Return a training of so many epochs, by the core alone."""
    config = TrainConfig(loss="half_mse", learning_rate=rate, batch_size=len(data.X), epochs=epochs)
    return train(net, start, data.X, data.y, config)


def at(run, step):
    """Return θ at a step, which must be a recorded one; a run that diverged stays where it ended."""
    if step > run.step[-1]:
        return run.theta[-1]
    (place,) = np.flatnonzero(run.step == step)
    return run.theta[place]


def near(drawn, true):
    return np.allclose(np.ravel(drawn), np.clip(np.ravel(true), -FAR, FAR), rtol=1e-9, atol=1e-12)


def by_hand(run, theta, data):
    """Return δ (N,) and the two gradients, without the core's backward pass."""
    x, y = data.X[:, 0], data.y[:, 0]
    z = theta[0] * x + theta[1]
    a, rise = {
        "threshold": lambda: (1.0 * (z >= 0), 0 * z),
        "sigmoid": lambda: (1 / (1 + np.exp(-z)), np.exp(-z) / (1 + np.exp(-z)) ** 2),
        "relu": lambda: (np.maximum(z, 0), 1.0 * (z > 0)),
    }[run.net.output]()
    delta = (a - y) * rise
    return a, rise, delta, [np.mean(delta * x), np.mean(delta)]


def size_and_loss(run, data):
    """Return the length of the gradient and the loss at every step, written out by hand."""
    found = [by_hand(run, theta, data) for theta in run.theta]
    losses = [0.5 * np.mean((a - data.y[:, 0]) ** 2) for a, *_ in found]
    return np.array([np.hypot(*grad) for *_, grad in found]), np.array(losses)


def has_settled(sizes, losses, step):
    """Return whether from this step to the end the gradient and what the loss has left are small beside the start's."""
    left = np.abs(losses - losses[-1])
    return bool((sizes[step:] <= 1e-3 * sizes[0]).all() and (left[step:] <= 1e-3 * left[0]).all())
