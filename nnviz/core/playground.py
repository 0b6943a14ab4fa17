"""Data sets of the plane, ±6 by ±6, those of TensorFlow Playground and two with more classes than two.

The laws are those of its `dataset.ts` (Smilkov, Carter, Sculley, Viégas and Wattenberg, Direct-manipulation
visualization of deep networks, 2017): classes are −1 and 1, and noise is a share n from 0 to 0.5.
"""

from functools import partial

import numpy as np

from nnviz.core.arrays import Array
from nnviz.core.measured import measured
from nnviz.core.samples import Dataset, Points

SOURCE = "TensorFlow Playground, dataset.ts"
CLASSES, VALUES = 500, 1200  # so many points a data set of classes has, and one of values
CONES = np.array([[-4, 2.5, 1], [0, 2.5, -1], [4, 2.5, 1], [-4, -2.5, -1], [0, -2.5, 1], [4, -2.5, -1]])
FOUR = np.array([[2.5, 2.5], [-2.5, 2.5], [-2.5, -2.5], [2.5, -2.5]])


def _within(rng: np.random.Generator, reach: float, n: int) -> Array:
    """Draw n places (n, 2), each coordinate uniform in ± reach."""
    return rng.uniform(-reach, reach, (n, 2))


def _signed(where: Array) -> Array:
    """Return class 1 where it is so and −1 elsewhere, (N, 1) for (N,)."""
    return np.where(where, 1.0, -1.0)[:, None]


def wide_circle(rng: np.random.Generator, noise: float) -> Points:
    """500 points, half with a radius uniform below 2.5, half from 3.5 to 5; within 2.5 is class 1.

    The class is read off where the point lies after a move of up to ±5 n in each coordinate.
    """
    half = CLASSES // 2
    r = np.concatenate([rng.uniform(0.0, 2.5, half), rng.uniform(3.5, 5.0, half)])
    angle = rng.uniform(0.0, 2.0 * np.pi, CLASSES)
    X = np.column_stack([r * np.sin(angle), r * np.cos(angle)])
    return X, _signed(np.hypot(*(X + noise * _within(rng, 5.0, CLASSES)).T) < 2.5)


def wide_xor(rng: np.random.Generator, noise: float) -> Points:
    """500 points in ±5 by ±5, pushed 0.3 away from the axes; class 1 where both signs agree.

    The class is read off where the point lies after a move of up to ±5 n in each coordinate.
    """
    X = _within(rng, 5.0, CLASSES)
    X += np.where(X > 0, 0.3, -0.3)
    return X, _signed((X + noise * _within(rng, 5.0, CLASSES)).prod(axis=1) >= 0)


def gaussians(rng: np.random.Generator, noise: float) -> Points:
    """500 points, half around (2, 2), which are class 1, half around (−2, −2): normal, of variance 0.5 + 7 n."""
    sign = np.repeat([1.0, -1.0], CLASSES // 2)[:, None]
    return 2.0 * sign + rng.normal(0.0, np.sqrt(0.5 + 7.0 * noise), (CLASSES, 2)), sign


def spiral(rng: np.random.Generator, noise: float) -> Points:
    """Two arms of N = 250 points: r = 5 i/N, t = 1.75 · 2π i/N (+π), x = r sin t, y = r cos t.

    Each place is moved by up to ±n in each coordinate; the first arm is class 1.
    """
    n = CLASSES // 2
    part, sign = np.tile(np.arange(n) / n, 2), np.repeat([1.0, -1.0], n)
    r, t = 5.0 * part, 1.75 * 2.0 * np.pi * part + np.where(sign > 0, 0.0, np.pi)
    X = np.column_stack([r * np.sin(t), r * np.cos(t)])
    return X + noise * _within(rng, 1.0, CLASSES), sign[:, None]


def plane(rng: np.random.Generator, noise: float) -> Points:
    """1,200 points in ±6 by ±6 with the value (x + y) / 10, read off after a move of up to ±6 n in each coordinate."""
    X = _within(rng, 6.0, VALUES)
    return X, (X + noise * _within(rng, 6.0, VALUES)).sum(axis=1, keepdims=True) / 10.0


def cones(rng: np.random.Generator, noise: float) -> Points:
    """1,200 points in ±6 by ±6 on six cones: the sign of a cone times 1 − d/2, cut at 0; the largest in size wins.

    d is the distance from the cone's centre, after a move of up to ±6 n in each coordinate.
    """
    X = _within(rng, 6.0, VALUES)
    seen = X + noise * _within(rng, 6.0, VALUES)
    d = np.hypot(*(seen[:, None] - CONES[:, :2]).transpose(2, 0, 1))
    heights = CONES[:, 2] * np.clip(1.0 - d / 2.0, 0.0, None)
    return X, np.take_along_axis(heights, np.abs(heights).argmax(axis=1)[:, None], axis=1)


BORDERS = {
    "line": lambda x: 0.6 * x + 0.5,
    "parabola": lambda x: x * x / 4.0 - 2.5,
    "sine": lambda x: 2.5 * np.sin(x),
    "corner": lambda x: np.abs(x) - 2.0,
}


def border(rng: np.random.Generator, noise: float, of: str) -> Points:
    """500 points in ±5 by ±5; class 1 lies above the curve x₂ = f(x₁), one of BORDERS.

    The class is read off where the point lies after a move of up to ±5 n in each coordinate.
    """
    X = _within(rng, 5.0, CLASSES)
    seen = X + noise * _within(rng, 5.0, CLASSES)
    return X, _signed(seen[:, 1] > BORDERS[of](seen[:, 0]))


def four_gaussians(rng: np.random.Generator, noise: float) -> Points:
    """500 points, 125 around each of (±2.5, ±2.5), a class each: normal, of variance 0.5 + 7 n."""
    of = np.repeat(np.arange(4), CLASSES // 4)
    return FOUR[of] + rng.normal(0.0, np.sqrt(0.5 + 7.0 * noise), (CLASSES, 2)), np.eye(4)[of]


_XY = ("x₁", "x₂")
PLAYGROUND = (
    Dataset(
        "wide_circle", "Circle", "A disc of one class inside a ring of the other.",
        SOURCE, _XY, ("class",), "classification", wide_circle, 0.0,
    ),
    Dataset(
        "wide_xor", "Exclusive or", "Opposite corners are of one class: no single line separates the two.",
        SOURCE, _XY, ("class",), "classification", wide_xor, 0.0,
    ),
    Dataset(
        "gaussians", "Two Gaussians", "Two clouds that one straight line can part, unless noise makes them overlap.",
        SOURCE, _XY, ("class",), "classification", gaussians, 0.0,
    ),
    Dataset(
        "spiral", "Spiral", "Two arms wound into each other: the hardest of them all.",
        SOURCE, _XY, ("class",), "classification", spiral, 0.0,
    ),
    *(
        Dataset(
            f"above_{of}", f"Above a {of}", f"One class lies above the curve {written}, the other below it.",
            "generated", _XY, ("class",), "classification", partial(border, of=of), 0.0,
        )
        for of, written in (
            ("line", "x₂ = 0.6·x₁ + 0.5"), ("parabola", "x₂ = x₁²/4 − 2.5"), ("sine", "x₂ = 2.5·sin x₁"),
            ("corner", "x₂ = |x₁| − 2"),
        )
    ),
    Dataset(
        "four_gaussians", "Four Gaussians", "Four clouds, each a class of its own.",
        "generated", _XY, ("first", "second", "third", "fourth"), "classification", four_gaussians, 0.0,
    ),
    Dataset(
        "iris", "Iris petals", "The petals of 150 irises of three species, 50 of each.",
        "Fisher, The use of multiple measurements in taxonomic problems, 1936; measured by Anderson, 1935",
        ("petal length (cm)", "petal width (cm)"), ("setosa", "versicolor", "virginica"), "classification",
        partial(measured, file="iris.csv", x=(0, 1), y=2, classes=3),
    ),
    Dataset(
        "plane", "Plane", "A value that grows evenly from one corner to the other.",
        SOURCE, _XY, ("value",), "regression", plane, 0.0,
    ),
    Dataset(
        "cones", "Six hills", "Three hills and three hollows, taking turns.",
        SOURCE, _XY, ("value",), "regression", cones, 0.0,
    ),
)  # fmt: skip
"""In the order in which they are offered."""
