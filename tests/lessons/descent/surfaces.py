"""Runs down the surface of the loss, with the loss and its slopes computed by hand."""

from dataclasses import dataclass

import numpy as np

SPACE, PLANE, LINE, ALONG_M, ALONG_C = range(5)
RUNS = {
    "a bowl": {},
    "a narrow valley, near the limit": {"data": "four_points", "learning_rate": 0.2, "epochs": 100},
    "from another start": {"data": "curve", "learning_rate": 0.5, "seed": 7},
    "a ravine": {"data": "cars", "learning_rate": 0.005, "epochs": 200},
    "many points": {"data": "faithful", "learning_rate": 0.1, "epochs": 20},
    "out of the valley": {"data": "four_points", "learning_rate": 0.3, "epochs": 20},
    "at the limit": {"data": "curve", "learning_rate": 2.0, "epochs": 20},
    "above the limit, but down at first": {"data": "noisy_line", "learning_rate": 2.0, "epochs": 5, "seed": 8},
    "until no number is left": {"data": "cars", "learning_rate": 10.0, "epochs": 200},
}


@dataclass(frozen=True)
class Case:
    """A run, its figures, and the loss of its sample."""

    study: object
    scene: object

    @property
    def theta(self):
        return self.study.run.theta

    @property
    def seen(self):
        """Return the steps (k,) at which the run is within the plane."""
        ends = np.array([animation.layout["xaxis"]["range"] for animation in self.scene.animations[ALONG_M:]])
        inside = (ends[:, 0] <= self.theta) & (self.theta <= ends[:, 1])
        return np.flatnonzero(inside.all(axis=1))

    @property
    def rate(self):
        return self.study.run.config.learning_rate

    @property
    def limit(self):
        x = self.study.sample.X[:, 0]
        return 2 / np.linalg.eigvalsh([[np.mean(x * x), np.mean(x)], [np.mean(x), 1]])[-1]

    def loss(self, m, c):
        x, y = self.study.sample.X[:, 0], self.study.sample.y[:, 0]
        return np.mean((np.asarray(m)[..., None] * x + np.asarray(c)[..., None] - y) ** 2, axis=-1) / 2


def slopes(case, m, c):
    """Return ∂L/∂m and ∂L/∂c at a place by central differences, exact for a quadratic but for rounding."""
    h = 1e-3 * (1 + np.abs([m, c]).max())
    along_m = (case.loss(m + h, c) - case.loss(m - h, c)) / (2 * h)
    return along_m, (case.loss(m, c + h) - case.loss(m, c - h)) / (2 * h)


def parts(study):
    """Return how far each step is from the best line along the valley and across it (K, 2)."""
    x, y = study.sample.X[:, 0], study.sample.y[:, 0]
    _, directions = np.linalg.eigh([[np.mean(x * x), np.mean(x)], [np.mean(x), 1]])
    return (study.run.theta - np.polyfit(x, y, 1)) @ directions
