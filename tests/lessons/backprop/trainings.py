"""The trainings that tests of the second part look at, and what the core says of each of their steps."""

from functools import cached_property

import numpy as np
import plotly.graph_objects as go

from nnviz.core import DATASETS, Network, Sample, TrainConfig, train
from nnviz.lessons.backprop.blame import blame_scene
from nnviz.lessons.backprop.training import Training

STRIPS, NETWORK, FIT, LOSS = range(4)
CASES = {
    "circle": {},
    "xor, own scales": {"data": "xor", "sizes": (2, 4, 4, 4, 1), "own": True, "epochs": 20},
    "curve": {"data": "curve", "sizes": (1, 3, 2, 1), "rate": 0.2},
    "cross-entropy": {"data": "xor", "loss": "bce", "output": "sigmoid", "hidden": "relu", "epochs": 5},
    "all hidden neurons die": {"data": "curve", "sizes": (1, 3, 2, 1), "hidden": "relu", "rate": 2.0},
    "5,000 steps": {"data": "xor", "epochs": 250, "rate": 0.1},
    "two outputs": {"data": "two curves", "sizes": (1, 3, 2), "rate": 0.2, "epochs": 10},
    "softmax": {
        "data": "sectors",
        "sizes": (2, 8, 8, 8, 8, 3),
        "loss": "cross_entropy",
        "output": "softmax",
        "epochs": 5,
        "rate": 0.1,
    },
    "it diverges": {"data": "curve", "sizes": (1, 4, 4, 1), "hidden": "relu", "rate": 10.0},
}


def sample_of(data):
    """Return a data set of the course, or one with several outputs: made of one, as there is none yet."""
    if data == "two curves":
        curve = sample_of("curve")
        return Sample(curve.X, np.hstack([curve.y, -curve.y]), curve.inputs, ("y₁", "y₂"))
    if data == "sectors":
        circle = sample_of("circle")
        angle = np.arctan2(circle.X[:, 1], circle.X[:, 0])
        sector = np.minimum((angle + np.pi) // (2 * np.pi / 3), 2).astype(int)
        return Sample(circle.X, np.eye(3)[sector], circle.inputs, ("a", "b", "c"))
    return DATASETS[data].make(np.random.default_rng(0))


class Case:
    def __init__(self, data="circle", sizes=(2, 3, 2, 1), hidden="tanh", output="identity", loss="half_mse", rate=0.5,
                 epochs=50, own=False):  # fmt: skip
        sample = sample_of(data)
        self.X, self.y = sample.X, sample.y
        self.net = Network(sizes, hidden, output)
        config = TrainConfig(loss=loss, learning_rate=rate, batch_size=10, epochs=epochs, shuffle=True)
        theta = self.net.init("xavier", np.random.default_rng(1))
        self.run, self.own, self.loss = train(self.net, theta, self.X, self.y, config), own, loss
        self.training = Training(self.run, sample, own, loss)
        self.scene = blame_scene(self.training)
        self.charts = [go.Figure(animation.figure) for animation in self.scene.animations]

    def theta(self, step):
        (k,) = np.flatnonzero(self.run.step == step)
        return self.run.theta[k]

    def deltas(self, step):
        """Return each neuron's mean |δ| at a step, by one pass of its own."""
        theta = self.theta(step)
        back = self.net.backward(theta, self.net.forward(theta, self.X), self.y, self.loss)
        return np.array([np.mean(np.abs(layer[:, i])) for layer in back.delta[1:] for i in range(layer.shape[1])])

    @cached_property
    def recorded(self):
        """The numbers of the recorded steps whose δ are all finite, from the first on."""
        return self.run.step[: len(self.every)]

    @cached_property
    def every(self):
        """Each neuron's mean |δ| at every recorded step, one pass a step, as far as all are finite."""
        found = []
        for step in self.run.step:
            delta = self.deltas(step)
            if not np.isfinite(delta).all():
                break
            found.append(delta)
        return np.array(found)

    def values(self, figure, trace, attribute):
        return self.scene.animations[figure].marks[trace].moves[attribute]

    def fields(self, figure):
        return self.scene.animations[figure].fields


def places(case):
    return [0, len(case.scene.timeline.steps) // 3, len(case.scene.timeline.steps) - 1]


def rgb(colour):
    return np.array([int(colour[i : i + 2], 16) for i in (1, 3, 5)])
