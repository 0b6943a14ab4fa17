"""What is asked about lines fitted by hand; answers and reasons are computed from their losses, and from the run."""

import numpy as np

from nnviz.figures.numbers import number
from nnviz.figures.text import equation
from nnviz.lessons import Question
from nnviz.lessons.fit.study import NAMES, FitStudy
from nnviz.lessons.fit.words import change

WAYS = {(1, 1): "m grows, c grows", (1, -1): "m grows, c shrinks", (-1, 1): "m shrinks, c grows",
        (-1, -1): "m shrinks, c shrinks"}  # fmt: skip
STAYS = "One of the two stays as it is"
STILL = 1e-6
"""What changes by no more than this share of its size has stayed as it is."""


def fit_question(study: FitStudy) -> Question:
    """Ask which of the three lines is best or, while a neuron runs, which way it will move the line."""
    return _which_is_best(study) if study.run is None else _which_way(study)


def _which_is_best(study: FitStudy) -> Question:
    names, losses = [name.capitalize() for name in NAMES[1:].tolist()], study.losses_of(study.candidates)
    least = np.flatnonzero(np.isclose(losses, losses.min(), rtol=1e-9, atol=1e-12))
    each = [f"The loss of {name.lower()} is {number(loss)}." for name, loss in zip(names, losses, strict=True)]
    tie = "No two of them share the smallest loss."
    if len(least) > 1:
        tie = ""
        each = [f"{said} It is not the only one with that loss." if i in least else said for i, said in enumerate(each)]
    said = ", ".join(f"{number(loss)} ({name.lower()})" for name, loss in zip(names, losses, strict=True))
    answer = int(least[0]) if len(least) == 1 else len(names)
    return Question(
        "Which of the lines 1, 2 and 3 is best, and why? Best is the one with the smallest loss: half the mean of the "
        "squared errors.",
        (*names, "Two or more share the best place"),
        answer,
        f"The losses are {said}. A line may touch some points exactly and still lose: one long stick makes a large "
        "square.",
        tuple("" if i == answer else reason for i, reason in enumerate((*each, tie))),
    )


def _which_way(study: FitStudy) -> Question:
    (m, c), (new_m, new_c) = study.theta[[0, -1]].tolist()
    signs = [0 if _still(a, b) else 1 if b > a else -1 for a, b in ((m, new_m), (c, new_c))]
    way = WAYS.get((signs[0], signs[1]), STAYS)
    options = (*WAYS.values(), STAYS)
    n = study.stops[-1]
    return Question(
        f"A neuron starts from your line, {equation(m, c)}, and makes {n:,} steps. What will it do to m and c?",
        options,
        options.index(way),
        f"From {equation(m, c)} it comes to {equation(new_m, new_c)}: m changes by {_change(m, new_m)}, c by "
        f"{_change(c, new_c)}. The loss goes from {number(study.losses[0])} to {number(study.losses[-1])}.",
    )


def _change(before: float, after: float) -> str:
    return "0" if _still(before, after) else change(before, after)


def _still(before: float, after: float) -> bool:
    return abs(after - before) <= STILL * (1 + abs(before))
