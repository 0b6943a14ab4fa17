"""The playground in numbers: how good the answers are at a stop, and what is said before a run is looked at."""

import numpy as np

from nnviz.core import DATASETS, confusion
from nnviz.figures.numbers import number
from nnviz.figures.palette import ERROR
from nnviz.figures.text import bold, table, verbatim
from nnviz.lessons.parameters import Chosen
from nnviz.lessons.playground.cost import AT_MOST, LIMIT
from nnviz.lessons.playground.own import SOME, how_used, table_of
from nnviz.lessons.playground.settings import PlaygroundSettings
from nnviz.lessons.playground.study import Play, seconds
from nnviz.lessons.tables import OWN, Lost


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
        rows.append((f"is {verbatim(kind)}", *cells))
    good, n = int(np.trace(counts)), int(counts.sum())
    trained = int((play.said[k, points.training] == points.actual[points.training]).sum())
    return (
        f"Of the {n} test points **{good}** are right, {number(100 * good / n)} %; of the {points.n_training} training "
        f"points {trained}, {number(100 * trained / points.n_training)} %.\n\n"
        f"{table(('test points', *(f'said: {verbatim(kind)}' for kind in kinds)), rows, left={0})}"
    )


def _values(play: Play, k: int) -> str:
    points = play.points
    test, training = (number(play.quality(rows)[k]) for rows in (points.test, points.training))
    return (
        f"**R² = {test}** on the {len(points.X) - points.n_training} test points, {training} on the "
        f"{points.n_training} training points: how much of the scatter of the values the answers explain. 1 is "
        "perfect, 0 is what the mean alone reaches."
    )


def takes_no_noise(chosen: Chosen) -> bool:
    """Return whether the data chosen are measured or a visitor's own: as they are."""
    return chosen["data"] == OWN or DATASETS[chosen["data"]].noise is None


def asks_first(wanted: PlaygroundSettings) -> str | None:
    """Return that all the epochs wanted take long, and that this asks first; or None."""
    cost = seconds(wanted)
    if cost <= LIMIT or wanted.long:
        return None
    most = f", and is stopped after {AT_MOST:g} s" if cost > AT_MOST else ""
    return f"All of it takes about {number(cost, 2)} s of a computer that others use too{most}."


def changes(play: Play) -> str:
    """Return what was changed on the way, each with its epoch; nothing where nothing was."""
    said = []
    for leg, before in zip(play.legs[1:], play.legs, strict=False):
        what = []
        if leg.run.config.learning_rate != before.run.config.learning_rate:
            what.append(f"η = {leg.run.config.learning_rate:g}")
        for name in ("l1", "l2"):
            if getattr(leg.run.config, name) != getattr(before.run.config, name):
                what.append(f"λ = {getattr(leg.run.config, name):g}")
        by_hand = {stage.at: len(stage.weights) for stage in play.settings.stages}.get(leg.begins, 0)
        of_them = "a weight or bias" if by_hand == 1 else f"{by_hand} weights or biases"
        what += [f"{of_them} set by hand"] if by_hand else []
        said.append(f"from epoch {leg.begins:,} on {', '.join(what) or 'trained further'}")
    return f"Changed on the way: {'; '.join(said)}." if said else ""


def axes(play: Play) -> str | None:
    """Return what the axes of the plane are, where inputs were scaled into it, and what own targets are; or None."""
    scaling, points, own = play.points.scaling, play.points, play.settings.own
    used = [how_used(table_of(own) or SOME)] if play.settings.source == OWN else []
    if scaling:
        said = [
            f"**{name}** is {verbatim(axis)}, minus {number(middle)}, over {number(unit)}"
            for name, axis, middle, unit in zip(("x₁", "x₂"), points.axes, scaling.middle, scaling.unit, strict=True)
        ]
        used.append(f"The inputs are scaled to lie between −5 and 5: {'; '.join(said)}.")
    return " ".join(used) or None


def warning(play: Play) -> str | None:
    """Return what is said above the figures: that the numbers grew too large, or that the run ends early; or None."""
    if play.diverged_at is not None:
        return (
            f"**The numbers grew too large** for the computer in epoch {play.diverged_at:,}; the last step that has a "
            f"number is the last stop. Here η = {play.rates[-1]:g}: a smaller one may go better."
        )
    if isinstance(play.settings.own, Lost):
        return play.settings.own.sentence
    if play.short:
        return (
            f"**This run ends at epoch {int(play.epochs[-1]):,}**, because all that was asked for takes longer than "
            f"about {number(AT_MOST if play.settings.long else LIMIT, 2)} s."
        )
    return None
