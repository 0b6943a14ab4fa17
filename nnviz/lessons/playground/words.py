"""The playground in numbers: how good the answers are at a stop, and what is said before a run is looked at."""

import numpy as np

from nnviz.core import confusion
from nnviz.figures.numbers import number
from nnviz.figures.palette import ERROR
from nnviz.figures.text import bold, table
from nnviz.lessons.playground.cost import LIMIT
from nnviz.lessons.playground.study import Play


def answers(play: Play, place: int) -> str:
    """Return how good the answers are at a stop: of classes how many are right, of which kind; of values R²."""
    k = int(play.stops[place])
    return _classes(play, k) if play.points.classes else _values(play, k)


def _classes(play: Play, k: int) -> str:
    kinds, points = play.points.classes, play.points
    counts = confusion(points.actual[points.test], play.said[k, points.test], len(kinds))
    rows = []
    for i, (kind, row) in enumerate(zip(kinds, counts.tolist(), strict=True)):
        cells = [str(count) if i == j else bold(str(count), ERROR) if count else "0" for j, count in enumerate(row)]
        rows.append((f"is {kind}", *cells))
    good, n = int(np.trace(counts)), int(counts.sum())
    trained = int((play.said[k, points.training] == points.actual[points.training]).sum())
    return (
        f"Of the {n} test points **{good}** are right, {number(100 * good / n)} %; of the {points.n_training} training "
        f"points {trained}, {number(100 * trained / points.n_training)} %.\n\n"
        f"{table(('test points', *(f'said: {kind}' for kind in kinds)), rows, left={0})}"
    )


def _values(play: Play, k: int) -> str:
    points = play.points
    test, training = (number(play.quality(rows)[k]) for rows in (points.test, points.training))
    return (
        f"**R² = {test}** on the {len(points.X) - points.n_training} test points, {training} on the "
        f"{points.n_training} training points: how much of the scatter of the values the answers explain. 1 is "
        "perfect, 0 is what the mean alone reaches."
    )


def asks_first(play: Play) -> str | None:
    """Return that all the epochs wanted take long, and where the run ends until it is agreed to; or None."""
    if not play.short:
        return None
    return (
        f"All of this takes about {number(play.cost, 2)} s of a computer that others use too. Until you agree it ends "
        f"after about {number(LIMIT, 1)} s, at epoch {int(play.epochs[-1]):,}."
    )


def axes(play: Play) -> str | None:
    """Return what the axes of the plane are, where measured data were scaled into it; or None."""
    scaling, points = play.points.scaling, play.points
    if scaling is None:
        return None
    said = [
        f"**{name}** is {axis}, minus {number(middle)}, over {number(unit)}"
        for name, axis, middle, unit in zip(("x₁", "x₂"), points.axes, scaling.middle, scaling.unit, strict=True)
    ]
    return f"Measured inputs are scaled to lie between −5 and 5: {'; '.join(said)}."


def warning(play: Play) -> str | None:
    """Return what is said above the figures where a run ended because its numbers grew too large, or None."""
    if play.diverged_at is None:
        return None
    return (
        f"**The numbers grew too large** for the computer in epoch {play.diverged_at:,}; the last step that has a "
        f"number is the last stop. Here η = {play.rates[-1]:g}: a smaller one may go better."
    )
