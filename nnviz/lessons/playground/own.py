"""A visitor's own points: two inputs and a target, which is a number or the name of a class, and how they are used."""

import numpy as np

from nnviz.core import Array, Sample
from nnviz.figures.numbers import number
from nnviz.figures.text import verbatim
from nnviz.lessons.playground.data import INNER, REACH, Points, Scaling, scaling_of, split
from nnviz.lessons.tables import Lost, Rules, Table

RULES = Rules(
    columns=("x₁", "x₂", "target"), row="point", least=4, most=1200, largest=1e9, between="−10⁹ and 10⁹",
    too_few="At least four points are needed", instead="the circle", digits=6, longest=2_000, kinds=4,
)  # fmt: skip
SOME = Table(
    ((-4.0, 3.0, 0.0), (-2.0, 4.0, 0.0), (-3.0, -1.0, 0.0), (-1.0, 1.0, 0.0), (1.0, -3.0, 1.0), (3.0, 1.0, 1.0),
     (4.0, -2.0, 1.0), (2.0, -1.0, 1.0)),
    RULES.columns, ("cats", "dogs"),
)  # fmt: skip
"""What a visitor's own table begins with."""
VALUES = ("lowest", "middle", "highest")
SMALLEST = 2.0
"""Inputs whose largest lies between this and the plane's edge stay as they are."""


def table_of(own: Table | Lost | None) -> Table | None:
    """Return the table that is learned from: a visitor's own or the one it begins with; None where a link lost it."""
    return SOME if own is None else own if isinstance(own, Table) else None


def pens(own: Table | Lost | None) -> tuple[str, ...]:
    """Return what a point that is drawn may be: one of the classes, or the lowest, a middle and the highest value."""
    table = table_of(own) or SOME
    return kinds_of(table) or VALUES


def with_point(table: Table, x1: float, x2: float, pen: str) -> Table:
    """Return a table with one more point at a place of the plane, drawn with that pen."""
    rows = np.array(table.rows)
    scaling, target = scaling_for(rows[:, :2]), rows[:, 2]
    X = np.array([x1, x2])
    X = X * scaling.unit + scaling.middle if scaling else X
    kinds, (low, high) = kinds_of(table), (float(target.min()), float(target.max()))
    if table.kinds:
        value = float(kinds.index(pen))
    elif kinds:
        value = (low, high)[kinds.index(pen)]
    else:
        value = {VALUES[0]: low, VALUES[1]: (low + high) / 2, VALUES[2]: high}[pen]
    row = tuple(float(f"{number:.3g}") for number in (*X, value))
    return table._replace(rows=(*table.rows, (row[0], row[1], value)))


def kinds_of(table: Table) -> tuple[str, ...]:
    """Return the classes of a table: the names in it, or two where its targets are two numbers; none for values."""
    if table.kinds:
        return table.kinds
    values = sorted({row[-1] for row in table.rows})
    return (number(values[0]), number(values[1])) if len(values) == 2 else ()


def own_points(table: Table, share: int, seed: int) -> Points:
    """Return a table's points, shuffled and split: inputs scaled into the plane where they need it, values to ±1."""
    rows, rng = np.array(table.rows), np.random.default_rng((seed, 6))
    X, target, kinds = rows[:, :2], rows[:, 2], kinds_of(table)
    scaling = scaling_for(X)
    if scaling:
        X = (X - scaling.middle) / scaling.unit
    sample = Sample(X, _targets(target, kinds), table.names[:2], table.names[2:])
    return split(sample, share, rng, kinds, scaling)


def scaling_for(X: Array) -> Scaling | None:
    """Return what brings inputs X (N, 2) into the plane; None for those that lie in it well as they are."""
    return None if SMALLEST <= np.abs(X).max() <= REACH else scaling_of(X)


def _targets(target: Array, kinds: tuple[str, ...]) -> Array:
    if len(kinds) > 2:
        return np.asarray(np.eye(len(kinds))[target.astype(int)])
    if kinds:
        return np.where(target == target.max(), 1.0, -1.0)[:, None]
    values = values_of(target)
    return np.asarray(((target - values.middle[0]) / values.unit[0])[:, None])


def values_of(target: Array) -> Scaling:
    """Return what brings values (N,) to between −1 and 1."""
    scaling = scaling_of(target[:, None])
    return Scaling(scaling.middle, scaling.unit * INNER)


def how_used(table: Table) -> str:
    """Return in words what is made of a table's target."""
    kinds, target = kinds_of(table), np.array([row[-1] for row in table.rows])
    if kinds:
        counts = [int((target == value).sum()) for value in np.unique(target)]
        said = ", ".join(f"{verbatim(kind)} ({count})" for kind, count in zip(kinds, counts, strict=True))
        return f"{len(kinds)} classes: {said}."
    low, high = float(target.min()), float(target.max())
    return f"The targets are values from {number(low)} to {number(high)}, scaled to lie between −1 and 1."
