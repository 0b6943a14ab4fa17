"""How fast training is: `python tests/benchmarks/training.py` prints it as a table.

Our loop and scikit-learn's MLPRegressor do the same work on one thread: 250 points, plain gradient descent
on half the squared error, the same batches, the same number of epochs. The goal, five times as fast, is for
relu, which is scikit-learn's own choice; tanh, where both spend much of their time in the same np.tanh, is
shown beside it. The two take turns and medians are compared, because a shared machine is never quiet. Ours
includes what a run needs: recording up to 1,000 steps and the check that they are finite.
"""

import os
import sys
import warnings
from collections.abc import Callable
from pathlib import Path
from statistics import median
from time import perf_counter

os.environ["OPENBLAS_NUM_THREADS"] = os.environ["OMP_NUM_THREADS"] = "1"
sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import numpy as np
from sklearn.neural_network import MLPRegressor

from nnviz.core import Array, Network, TrainConfig, train

RATE = 0.01
REPEATS = 15
CASES = (
    ((2, 4, 2, 1), 10, 40),
    ((2, 8, 8, 8, 8, 8, 8, 1), 10, 20),
    ((2, 4, 2, 1), 250, 800),
    ((2, 8, 8, 8, 8, 8, 8, 1), 250, 500),
)  # sizes, batch size, epochs


def points() -> tuple[Array, Array]:
    """250 points on a smooth surface over ±1 by ±1."""
    X = np.random.default_rng(0).uniform(-1.0, 1.0, (250, 2))
    return X, np.sin(3.0 * X[:, :1]) * X[:, 1:]


def ours(hidden: str, sizes: tuple[int, ...], batch_size: int, epochs: int, networks: int = 0) -> Callable[[], object]:
    """Return a call that trains one network, or several at once."""
    X, y = points()
    net = Network(sizes, hidden=hidden, output="identity")
    rng = np.random.default_rng(1)
    theta = net.init("xavier", rng)
    if networks:
        theta = np.stack([net.init("xavier", rng) for _ in range(networks)])
    config = TrainConfig(learning_rate=RATE, batch_size=batch_size, epochs=epochs)
    return lambda: train(net, theta, X, y, config)


def theirs(hidden: str, sizes: tuple[int, ...], batch_size: int, epochs: int) -> Callable[[], object]:
    """Return a call that has scikit-learn do the same."""
    X, y = points()
    settings = {
        "hidden_layer_sizes": sizes[1:-1],
        "activation": hidden,
        "solver": "sgd",
        "alpha": 0.0,
        "batch_size": batch_size,
        "learning_rate_init": RATE,
        "max_iter": epochs,
        "shuffle": False,
        "tol": 0.0,
        "n_iter_no_change": 10**9,
        "momentum": 0.0,
        "nesterovs_momentum": False,
        "random_state": 0,
    }
    return lambda: MLPRegressor(**settings).fit(X, y.ravel())


def in_turns(first: Callable[[], object], second: Callable[[], object]) -> tuple[float, float]:
    """Return the median seconds of both, called in turns."""
    times: tuple[list[float], list[float]] = ([], [])
    for _ in range(REPEATS):
        for call, spent in zip((first, second), times, strict=True):
            start = perf_counter()
            call()
            spent.append(perf_counter() - start)
    return median(times[0]), median(times[1])


def main() -> None:
    """Print the two tables."""
    warnings.simplefilter("ignore")  # scikit-learn says that it has not converged; it was not meant to
    print(f"{'sizes':18}{'hidden':>8}{'batch':>6}{'steps':>7}{'ours, µs/step':>15}{'sklearn':>9}{'faster':>9}")
    for hidden in ("relu", "tanh"):
        for sizes, batch_size, epochs in CASES:
            steps = epochs * -(-250 // batch_size)
            work = hidden, sizes, batch_size, epochs
            mine, other = in_turns(ours(*work), theirs(*work))
            name, each, their = "-".join(map(str, sizes)), mine / steps * 1e6, other / steps * 1e6
            print(f"{name:18}{hidden:>8}{batch_size:6}{steps:7}{each:15.1f}{their:9.1f}{other / mine:8.1f}×")
    work = "tanh", (2, 4, 2, 1), 10, 10
    single, many = in_turns(ours(*work), ours(*work, networks=64))
    print(
        f"\n64 networks at once, 2-4-2-1, tanh, batch 10: {many / 250 * 1e6:.0f} µs/step, "
        f"{many / (64 * single):.2f} of the time of 64 single runs"
    )


if __name__ == "__main__":
    main()
