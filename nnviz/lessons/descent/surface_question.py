"""The question about a run down the surface: which of the two weights arrives first. The run itself answers."""

import numpy as np

from nnviz.figures.numbers import number
from nnviz.lessons import Question
from nnviz.lessons.descent.race_question import from_when
from nnviz.lessons.descent.surface_study import SurfaceStudy

NEAR = 0.1
"""A weight has arrived when no more than this share of its first distance is left, and stays so."""
LEAVES = (1, 5)
"""The steps with which a run that climbs out may have left the picture at the latest, in the question about it."""
OPTIONS = ("m, the slope", "c, the intercept", "Both at the same step", "Neither arrives in this run")


def arrivals(study: SurfaceStudy) -> list[int | None]:
    """Return from which step on m, and c, are within a tenth of their first distance from the best, or None."""
    away = np.abs(study.run.theta - study.bowl.answer.theta)
    return [from_when(away[:, i] <= NEAR * away[0, i]) for i in (0, 1)]


def surface_question(study: SurfaceStudy) -> Question:
    """Ask which of m and c arrives first; of a run that climbs out of the valley, when it leaves the picture."""
    return _when_it_leaves(study) if study.bowl.side(study.rate) > 0 else _which_is_first(study)


def _when_it_leaves(study: SurfaceStudy) -> Question:
    away = np.abs(study.bowl.outside(study.run.theta)).max(axis=1)
    last, (soon, later) = len(away) - 1, LEAVES
    left = int(np.argmax(away > 1)) if (away > 1).any() else None
    answer = 3 if left is None else sum(left > step for step in LEAVES)
    why = (
        f"At step {left:,} it is outside for the first time."
        if left is not None
        else f"Within {last:,} steps it does not come so far; in a longer run it would."
    )
    options = (
        "With the first step", f"With step {soon + 1} to {later}", f"Later than step {later}", "Not in this run",
    )  # fmt: skip
    reasons = ["It is later than that." if i < answer else "It is earlier." for i in range(3)]
    reasons = ["It does not leave it."] * 3 if left is None else reasons
    reasons.append("It leaves it.")
    factor = number(abs(1 - study.rate * study.bowl.eigenvalues[1]))
    return Question(
        f"Across the valley each step makes the distance {factor} times as long. When is the run outside the picture "
        "from above for the first time?",
        options,
        answer,
        why,
        tuple("" if i == answer else reason for i, reason in enumerate(reasons)),
        seen_from=left,
    )


def _which_is_first(study: SurfaceStudy) -> Question:
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
