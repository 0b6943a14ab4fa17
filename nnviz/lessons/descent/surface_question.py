"""The question about a run down the surface: which of the two weights arrives first. The run itself answers."""

import numpy as np

from nnviz.figures.numbers import number
from nnviz.lessons import Question
from nnviz.lessons.descent.race_question import from_when
from nnviz.lessons.descent.surface_study import SurfaceStudy

NEAR = 0.1
"""A weight has arrived when no more than this share of its first distance is left, and stays so."""
OPTIONS = ("m, the slope", "c, the intercept", "Both at the same step", "Neither arrives in this run")


def arrivals(study: SurfaceStudy) -> list[int | None]:
    """Return from which step on m, and c, are within a tenth of their first distance from the best, or None."""
    away = np.abs(study.run.theta - study.bowl.answer.theta)
    return [from_when(away[:, i] <= NEAR * away[0, i]) for i in (0, 1)]


def surface_question(study: SurfaceStudy) -> Question:
    """Ask which of m and c arrives first."""
    (m, c), last = arrivals(study), len(study.run.theta) - 1
    answer = 3 if m is None and c is None else 2 if m == c else 0 if c is None or (m is not None and m < c) else 1
    when = [
        f"{name} {f'does not within {last:,} steps' if step is None else f'does from step {step:,} on'}"
        for name, step in zip("mc", (m, c), strict=True)
    ]
    steep = np.diag(study.bowl.answer.hessian)
    return Question(
        "Which is first to have only a tenth of its way to the best value left, for good: m or c?",
        OPTIONS,
        answer,
        f"{when[0]}, {when[1]}. (Along m the surface curves with {number(steep[0])}, along c with {number(steep[1])}; "
        "and the slope along one depends on where the other stands.)",
        tuple("" if i == answer else _why_not(i, m, c) for i in range(len(OPTIONS))),
    )


def _why_not(guess: int, m: int | None, c: int | None) -> str:
    if guess == 3:
        return f"{'m' if m is not None else 'c'} arrives."
    if guess == 2:
        return "One of them arrives earlier, or alone." if m is not None or c is not None else "Neither does."
    mine, name = ((m, "m"), (c, "c"))[guess]
    if mine is None:
        return f"At the end more than a tenth of {name}'s first distance is left, or it went away again."
    return f"{'c' if guess == 0 else 'm'} arrives {'at the same step' if m == c else 'earlier'}."
