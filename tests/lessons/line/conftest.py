"""What the tests of the line's figures share: the runs that they are drawn of."""

import pytest

RUNS = {
    "four points": {},
    "one by one, many steps": {"data": "noisy_line", "batch_size": 1, "epochs": 60, "learning_rate": 0.1},
    "shuffled batches": {"data": "faithful", "batch_size": 25, "optimizer": "rmsprop", "epochs": 40},
    "standardized": {"data": "cars", "standardize": True, "batch_size": 10, "optimizer": "adam", "epochs": 30},
    "momentum": {"data": "sine", "optimizer": "momentum", "learning_rate": 0.01, "seed": 7},
    "nesterov": {"data": "anscombe_3", "optimizer": "nesterov", "learning_rate": 0.005},
    "it diverges": {"learning_rate": 0.3, "epochs": 1000},
    "it flies off at once": {"data": "cars", "learning_rate": 10.0},
    "all x are equal": {"xy": [(2, 1), (2, 3), (2, 7)], "epochs": 50},
    "far away": {"xy": [(1e9, -1e9), (-1e9, 5e8), (0, 1e9)], "learning_rate": 1e-19, "epochs": 5},
    "years, which lie far from zero": {"xy": [(1990, 14.4), (2000, 14.6), (2010, 14.9), (2020, 15.2)], "epochs": 5},
    "five thousand steps, of which a thousand are stops": {"data": "noisy_line", "batch_size": 1, "epochs": 100},
    "two points": {"xy": [(0, 1), (1, 0)], "epochs": 1},
}


@pytest.fixture(params=RUNS, scope="module")
def case(request, fit):
    """Return one run after the other, with its figures."""
    return fit(**RUNS[request.param])
