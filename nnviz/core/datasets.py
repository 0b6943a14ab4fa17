"""Data sets: small ones that show something, each with what its axes are and where it comes from."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path

import numpy as np

from nnviz.core.arrays import Array

ASSETS = Path(__file__).resolve().parents[2] / "assets"
Data = tuple[Array, Array]


@dataclass(frozen=True)
class Dataset:
    """One data set; `make(rng)` gives fresh arrays X (N, n_in), y (N, n_out).

    `inputs` and `outputs` name the columns, with units where they have any. `task` is "regression"
    or "classification"; classes are 0 and 1. Measured data are the same whatever the rng.
    """

    name: str
    title: str
    description: str
    source: str
    inputs: tuple[str, ...]
    outputs: tuple[str, ...]
    task: str
    make: Callable[[np.random.Generator], Data]


@cache
def _table(file: str) -> Array:
    """Read assets/<file>: # comments, a line of column names, rows of numbers."""
    lines = (ASSETS / file).read_text(encoding="utf-8").splitlines()
    rows = [line for line in lines if line and not line.startswith("#")][1:]
    table = np.array([[float(cell) for cell in row.split(",")] for row in rows])
    table.flags.writeable = False
    return table


def _measured(rng: np.random.Generator, file: str, x: int, y: int) -> Data:
    table = _table(file)
    return table[:, [x]], table[:, [y]]


def four_points(rng: np.random.Generator) -> Data:
    """Four points near y = 0.8x + 1.5, small enough to work by hand on a blackboard."""
    return np.array([[1.0], [2.0], [3.0], [4.0]]), np.array([[2.0], [3.0], [5.0], [4.0]])


def noisy_line(rng: np.random.Generator) -> Data:
    """Fifty points on y = 2x + 1 with normal noise of standard deviation 0.3, x uniform in ±1."""
    X = rng.uniform(-1.0, 1.0, (50, 1))
    return X, 2.0 * X + 1.0 + rng.normal(0.0, 0.3, X.shape)


def sine(rng: np.random.Generator) -> Data:
    """Sixty points on y = sin x, x evenly from −π to π, no noise."""
    X = np.linspace(-np.pi, np.pi, 60)[:, None]
    return X, np.sin(X)


def curve(rng: np.random.Generator) -> Data:
    """Fifty points on y = x² − ½ with normal noise of standard deviation 0.05, x evenly over ±1."""
    X = np.linspace(-1.0, 1.0, 50)[:, None]
    return X, X * X - 0.5 + rng.normal(0.0, 0.05, X.shape)


def practice(rng: np.random.Generator) -> Data:
    """Twelve learners: passed (1) where hours of practice and luck, normal with sd 0.8, are above 3.25 together."""
    X = np.arange(1.0, 13.0)[:, None] / 2
    return X, (X + rng.normal(0.0, 0.8, X.shape) > 3.25).astype(np.float64)


def xor(rng: np.random.Generator) -> Data:
    """200 points in ±1 by ±1, class 1 where one coordinate is positive and the other is not."""
    X = rng.uniform(-1.0, 1.0, (200, 2))
    X += 0.05 * np.sign(X)  # leaves a small gap along the axes
    return X, ((X[:, [0]] > 0.0) != (X[:, [1]] > 0.0)).astype(np.float64)


def circle(rng: np.random.Generator) -> Data:
    """200 points: a disc of radius 0.5 is class 1, a ring from 0.7 to 1 around it class 0."""
    inside = np.arange(200) % 2 == 0
    radius = np.where(inside, 0.5 * np.sqrt(rng.uniform(0.0, 1.0, 200)), rng.uniform(0.7, 1.0, 200))
    angle = rng.uniform(0.0, 2.0 * np.pi, 200)
    X = np.column_stack([radius * np.cos(angle), radius * np.sin(angle)])
    return X, inside[:, None].astype(np.float64)


def standardized(X: Array) -> Array:
    """Return X (N, n_in) with each column's mean taken away and its standard deviation made 1.

    x' = (x − mean) / std (LeCun, Bottou, Orr and Müller, Efficient BackProp, 1998, section 4.3). A column
    whose values are all equal becomes 0.
    """
    varies = X.max(axis=0) > X.min(axis=0)  # asked this way, because rounding can make their std not quite 0
    centered = np.where(varies, X - X.mean(axis=0), 0.0)
    scaled: Array = centered / np.where(varies, X.std(axis=0), 1.0)
    return scaled


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
        "generated", ("x",), ("y",), "regression", noisy_line,
    ),
    Dataset(
        "sine", "Sine", "Sixty points on one period of a sine.",
        "generated", ("x",), ("y",), "regression", sine,
    ),
    Dataset(
        "curve", "Curve", "Fifty points along a bend that no straight line can follow.",
        "generated", ("x",), ("y",), "regression", curve,
    ),
    Dataset(
        "cars", "Cars", "How far 50 cars of the 1920s needed to stop, by their speed.",
        "Ezekiel, Methods of Correlation Analysis, 1930; as `cars` in R",
        ("speed (mph)",), ("stopping distance (ft)",), "regression",
        partial(_measured, file="cars.csv", x=0, y=1),
    ),
    Dataset(
        "faithful", "Old Faithful", "272 eruptions of a geyser, and how long the next one took to come.",
        "Azzalini and Bowman, A look at some data on the Old Faithful geyser, 1990; as `faithful` in R",
        ("eruption (min)",), ("waiting time (min)",), "regression",
        partial(_measured, file="faithful.csv", x=0, y=1),
    ),
    *(
        Dataset(
            f"anscombe_{i}", title,
            f"One of four data sets with the same best line and the same statistics: {what}.",
            "Anscombe, Graphs in statistical analysis, 1973; as `anscombe` in R",
            ("x",), ("y",), "regression", partial(_measured, file="anscombe.csv", x=i - 1, y=i + 3),
        )
        for i, (what, title) in enumerate(_ANSCOMBE, start=1)
    ),
    Dataset(
        "practice", "Practice", "Twelve learners: how many hours each practised, and who passed.",
        "generated", ("hours of practice",), ("passed",), "classification", practice,
    ),
    Dataset(
        "xor", "Exclusive or", "Opposite corners are of one class: no single line separates the two.",
        "generated; the problem is Minsky and Papert's, Perceptrons, 1969",
        ("x₁", "x₂"), ("class",), "classification", xor,
    ),
    Dataset(
        "circle", "Circle", "A disc of one class inside a ring of the other.",
        "generated", ("x₁", "x₂"), ("class",), "classification", circle,
    ),
)  # fmt: skip

DATASETS: dict[str, Dataset] = {entry.name: entry for entry in _ENTRIES}
