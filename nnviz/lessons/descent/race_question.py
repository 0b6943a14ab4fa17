"""The question about a race: who is first to be there. The race itself answers, at every epoch."""

import numpy as np
from numpy.typing import NDArray

from nnviz.figures.numbers import digits_apart, number
from nnviz.lessons import Question
from nnviz.lessons.descent.race_scene import LOOKS
from nnviz.lessons.descent.race_study import RaceStudy, best_rate

THERE = 0.01
"""Who has no more than this share of the first loss above the smallest left, and keeps so, is there."""


def arrivals(study: RaceStudy) -> list[int | None]:
    """Return the epoch from which on each racer is there for good, None for one who is not at the end."""
    return [from_when(mine <= THERE * mine[0]) for mine in study.above]


def from_when(near: NDArray[np.bool_]) -> int | None:
    """Return the first step from which on it is near (K,) for good, or None."""
    far = np.flatnonzero(~near)
    first = int(far[-1]) + 1 if len(far) else 0
    return first if first < len(near) else None


def race_question(study: RaceStudy) -> Question:
    """Ask who is first to have a hundredth left of what the loss was above the smallest."""
    names = [f"{look.sign} {racer.name}" for look, racer in zip(LOOKS, study.racers, strict=False)]
    when, last = arrivals(study), int(study.epochs[-1])
    came = [epoch for epoch in when if epoch is not None]
    first = [i for i, epoch in enumerate(when) if epoch is not None and epoch == min(came)]
    tie, none = len(names), len(names) + 1
    answer = none if not first else tie if len(first) > 1 else first[0]
    said = "; ".join(
        f"{name}: {'not within the race' if epoch is None else f'epoch {epoch}'}"
        for name, epoch in zip(names, when, strict=True)
    )
    reasons = [_reason(study, i, epoch, last) for i, epoch in enumerate(when)]
    reasons += ["No two of them come first together.", "At least one of them is."]
    return Question(
        f"Who is first to have only 1 % of the loss above the smallest left, for good? ({last} epochs)",
        (*names, "Two or more at the same epoch", "None of them"),
        answer,
        f"{said}.{_why_not_the_best(study, first)}",
        tuple("" if i == answer else reason for i, reason in enumerate(reasons)),
    )


def _why_not_the_best(study: RaceStudy, first: list[int]) -> str:
    """Return why the best fixed rate is not among the `first` to be there, or nothing where it is or does not race."""
    answer, curvatures = study.bowl.answer, study.bowl.eigenvalues
    best = [i for i, racer in enumerate(study.racers) if study.kind == "rates" and racer.rate == best_rate(answer)]
    if not best or not first or best[0] in first:
        return ""
    winner, loser = (study.racers[i] for i in (first[0], best[0]))
    side = 0 if winner.rate > loser.rate else 1  # in the other direction, and with any other rate in both, it is slower
    _, directions = np.linalg.eigh(answer.hessian)
    parts = curvatures * ((loser.theta[0] - answer.theta) @ directions) ** 2
    share = number(100 * parts[side] / parts.sum())
    both = [abs(1 - racer.rate * curvatures[side]) for racer in (winner, loser)]
    leaves = [number(one, digits_apart(*both) or 3) for one in both]
    where = ("along the valley", "across the valley")[side]
    return (
        f" {loser.name} is the best fixed rate: no other leaves so little of the distance at worst, which is what "
        f"counts in a long run. A short one depends on the start: of this one's loss above the smallest {share} % lies "
        f"{where}, and of the distance in that direction a step leaves {leaves[0]} at {winner.name}, but {leaves[1]} "
        f"at {loser.name}."
    )


def _reason(study: RaceStudy, i: int, epoch: int | None, last: int) -> str:
    """Return why a racer is not first."""
    if study.racers[i].diverged_at is not None or study.above[i, -1] > study.above[i, 0]:
        return "It is further off at the end than at the start."
    if epoch is None:
        return f"At the end it still has {number(100 * study.above[i, -1] / study.above[i, 0], 2)} %."
    return f"It is there from epoch {epoch} on; another one is earlier or just as early."
