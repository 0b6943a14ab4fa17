"""Races to look at, and how the loss of their points curves, computed by hand."""

import numpy as np

RACES = {
    "rates": {},
    "rates in a narrow valley": {"data": "four_points", "epochs": 100, "seed": 3},
    "rates in a ravine": {"data": "cars", "rates": (0.5, "best", 1.0, 1.1)},
    "rates in another order": {"data": "sine", "rates": (1.02, 0.1, "best")},
    "every optimizer": {"kind": "optimizers", "optimizers": ("sgd", "momentum", "nesterov", "rmsprop", "adam")},
    "optimizers that fly off": {"kind": "optimizers", "data": "four_points", "share": 1.1, "epochs": 100},
    "batches": {"kind": "batches", "batches": (1, 2, 10, 25, "all"), "epochs": 20},
    "batches that fly off": {"kind": "batches", "share": 1.1, "data": "faithful"},
}


def curvatures(sample):
    """Return λmin and λmax, from the mean of x² and of x alone."""
    x = sample.X[:, 0]
    middle, spread = (np.mean(x * x) + 1) / 2, np.hypot((np.mean(x * x) - 1) / 2, np.mean(x))
    return middle - spread, middle + spread
