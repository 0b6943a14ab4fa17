"""Data sets: small ones that show something, each with what its axes are and where it comes from."""

from functools import partial

import numpy as np

from nnviz.core.arrays import Array
from nnviz.core.measured import measured
from nnviz.core.playground import PLAYGROUND
from nnviz.core.samples import Dataset, Points


def four_points(rng: np.random.Generator, noise: float) -> Points:
    """Four points near y = 0.8x + 1.5, small enough to work by hand on a blackboard."""
    return np.array([[1.0], [2.0], [3.0], [4.0]]), np.array([[2.0], [3.0], [5.0], [4.0]])


def noisy_line(rng: np.random.Generator, noise: float) -> Points:
    """Fifty points on y = 2x + 1 with normal noise, the standard deviation of y; x is uniform in ±1."""
    X = rng.uniform(-1.0, 1.0, (50, 1))
    return X, 2.0 * X + 1.0 + rng.normal(0.0, noise, X.shape)


def sine(rng: np.random.Generator, noise: float) -> Points:
    """Sixty points on y = sin x, x evenly from −π to π; noise is the standard deviation of y."""
    X = np.linspace(-np.pi, np.pi, 60)[:, None]
    return X, np.sin(X) + rng.normal(0.0, noise, X.shape)


def curve(rng: np.random.Generator, noise: float) -> Points:
    """Fifty points on y = x² − ½, x evenly over ±1; noise is the standard deviation of y."""
    X = np.linspace(-1.0, 1.0, 50)[:, None]
    return X, X * X - 0.5 + rng.normal(0.0, noise, X.shape)


def practice(rng: np.random.Generator, noise: float) -> Points:
    """Twelve learners: passed (1) where hours of practice and luck are above 3.25 together.

    Luck is normal, and noise its standard deviation in hours.
    """
    X = np.arange(1.0, 13.0)[:, None] / 2
    return X, (X + rng.normal(0.0, noise, X.shape) > 3.25).astype(np.float64)


def _moved(rng: np.random.Generator, X: Array, noise: float) -> Array:
    """Return positions X, each coordinate moved by up to ± noise: a class is read off there, and the point stays.

    So points near a border get the other class, as in TensorFlow Playground (Smilkov et al., 2017, `dataset.ts`).
    """
    return X + noise * rng.uniform(-1.0, 1.0, X.shape)


def xor(rng: np.random.Generator, noise: float) -> Points:
    """200 points in ±1 by ±1, class 1 where one coordinate is positive and the other is not.

    Noise is how far each coordinate may be moved before the class is read off, in the unit of x.
    """
    X = rng.uniform(-1.0, 1.0, (200, 2))
    X += 0.05 * np.sign(X)  # leaves a small gap along the axes
    above = _moved(rng, X, noise) > 0.0
    return X, (above[:, [0]] != above[:, [1]]).astype(np.float64)


def circle(rng: np.random.Generator, noise: float) -> Points:
    """200 points: a disc of radius 0.5 is class 1, a ring from 0.7 to 1 around it class 0; the border is at 0.6.

    Noise is how far each coordinate may be moved before the class is read off, in the unit of x.
    """
    inside = np.arange(200) % 2 == 0
    radius = np.where(inside, 0.5 * np.sqrt(rng.uniform(0.0, 1.0, 200)), rng.uniform(0.7, 1.0, 200))
    angle = rng.uniform(0.0, 2.0 * np.pi, 200)
    X = np.column_stack([radius * np.cos(angle), radius * np.sin(angle)])
    return X, (np.hypot(*_moved(rng, X, noise).T) < 0.6)[:, None].astype(np.float64)


_ANSCOMBE = (
    ("a straight line with scatter", "Anscombe I"),
    ("a smooth bend", "Anscombe II"),
    ("a straight line and one outlier", "Anscombe III"),
    ("one point alone decides the slope", "Anscombe IV"),
)

_ENTRIES = (
    Dataset(
        "four_points", "Four points", "Four points roughly on a line, made to be worked by hand.",
        "chosen by hand for this course", ("x",), ("y",), "regression", four_points,
    ),
    Dataset(
        "noisy_line", "Noisy line", "Fifty points on y = 2x + 1 with some noise.",
        "generated", ("x",), ("y",), "regression", noisy_line, 0.3,
    ),
    Dataset(
        "sine", "Sine", "Sixty points on one period of a sine.",
        "generated", ("x",), ("y",), "regression", sine, 0.0,
    ),
    Dataset(
        "curve", "Curve", "Fifty points along a bend that no straight line can follow.",
        "generated", ("x",), ("y",), "regression", curve, 0.05,
    ),
    Dataset(
        "cars", "Cars", "How far 50 cars of the 1920s needed to stop, by their speed.",
        "Ezekiel, Methods of Correlation Analysis, 1930; as `cars` in R",
        ("speed (mph)",), ("stopping distance (ft)",), "regression",
        partial(measured, file="cars.csv", x=(0,), y=1),
    ),
    Dataset(
        "faithful", "Old Faithful", "272 eruptions of a geyser, and how long the next one took to come.",
        "Azzalini and Bowman, A look at some data on the Old Faithful geyser, 1990; as `faithful` in R",
        ("eruption (min)",), ("waiting time (min)",), "regression",
        partial(measured, file="faithful.csv", x=(0,), y=1),
    ),
    *(
        Dataset(
            f"anscombe_{i}", title,
            f"One of four data sets with the same best line and the same statistics: {what}.",
            "Anscombe, Graphs in statistical analysis, 1973; as `anscombe` in R",
            ("x",), ("y",), "regression", partial(measured, file="anscombe.csv", x=(i - 1,), y=i + 3),
        )
        for i, (what, title) in enumerate(_ANSCOMBE, start=1)
    ),
    Dataset(
        "practice", "Practice", "Twelve learners: how many hours each practised, and who passed.",
        "generated", ("hours of practice",), ("passed",), "classification", practice, 0.8,
    ),
    Dataset(
        "xor", "Exclusive or", "Opposite corners are of one class: no single line separates the two.",
        "generated; the problem is Minsky and Papert's, Perceptrons, 1969",
        ("x₁", "x₂"), ("class",), "classification", xor, 0.0,
    ),
    Dataset(
        "circle", "Circle", "A disc of one class inside a ring of the other.",
        "generated", ("x₁", "x₂"), ("class",), "classification", circle, 0.0,
    ),
    *PLAYGROUND,
)  # fmt: skip

DATASETS: dict[str, Dataset] = {entry.name: entry for entry in _ENTRIES}
