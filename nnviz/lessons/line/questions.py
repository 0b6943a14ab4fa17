"""The question about how far down a run comes; its answer and the reasons are read off every step of the run."""

import numpy as np

from nnviz.figures.numbers import digits_apart, digits_between, number
from nnviz.lessons import Question
from nnviz.lessons.line.study import LineStudy

THERE, SAME = 0.01, 1e-6
"""What share of the way down may be left to be there, and how little it may differ from all of it to be the same."""
DIGITS = 4
"""With how many digits a loss is written here: the same number looks the same in the question and in its answer."""
OPTIONS = (
    "All of it, or at least 99 %",
    "A part of it, less than 99 %",
    "None: the loss is the same as at first",
    "None: the loss has grown",
)
TENFOLD = ((1, 2), (3, 10), (11, 50))
"""The steps, from and to, among which a visitor guesses when the loss of a run that flies off is ten times as large."""


def question(study: LineStudy) -> Question:
    """Ask how far down this run will come; of one that flies off, when its loss will be ten times that of the start."""
    return _how_far_down(study) if study.run.diverged_at is None else _when_tenfold(study)


def _how_far_down(study: LineStudy) -> Question:
    first, last = study.losses[[0, -1]]
    best, n = study.answer.loss, study.run.step[-1]
    left = (last - best) / max(first - best, 1e-12 * max(first, 1e-12))
    answer = 0 if left <= THERE else 2 if abs(left - 1) <= SAME else 1 if left < 1 else 3
    first, last, best = study.cleared_loss(np.array([first, last, best]))
    digits = digits_apart(first, last, DIGITS) or DIGITS
    return Question(
        f"The loss starts at {number(first, DIGITS)} and can fall to {number(best, DIGITS)}. How much of this way down "
        f"will {n:,} {'step' if n == 1 else 'steps'} at the learning rate {study.rate:g} do?",
        OPTIONS,
        answer,
        f"The loss goes from {number(first, digits)} to {number(last, digits)}; the smallest of any line is "
        f"{number(best, DIGITS)}.{_cause(study, answer)}",
        tuple("" if i == answer else _reason(i, answer, left) for i in range(len(OPTIONS))),
    )


def _reason(guess: int, answer: int, left: float) -> str:
    """Return why a guess is not the answer, given what share of the way is left; the losses are said beside it."""
    if answer == 3:
        return "It is not the same: it is larger." if guess == 2 else "It has not come down, but up."
    if answer == 2:
        return "The line moves at every step, and yet the loss is the same again."
    percent = 100 * (1 - left)
    part = "more than 99.9" if percent > 99.9 else number(percent, digits_between(percent, 99))
    done = f"has come {part} % of the way down"
    return f"At the end the loss is smaller than at the start: it {done}." if guess >= 2 else f"It {done}."


def _cause(study: LineStudy, answer: int) -> str:
    """Return what the limit of the rate has to do with the end of a run, where it is the reason."""
    limit = f"{number(study.answer.rate_limit)}, the limit of gradient descent on these points"
    if not study.has_limit:
        return ""
    if study.side == 0:
        return (
            f" The rate is exactly {limit}: across the valley each step ends as far on the other side as it "
            "began, and so it swings for ever."
        )
    if study.side > 0:
        end = "" if answer == 3 else "; in a longer run the loss would grow in the end"
        return f" The rate is above {limit}: across the valley each step overshoots further than the one before{end}."
    more = "" if answer == 0 else "; to come all the way, it needs more steps of this length"
    return f" The rate is below {limit}: the loss falls with each step{more}."


def _when_tenfold(study: LineStudy) -> Question:
    with np.errstate(over="ignore"):
        ratio = study.losses / max(study.losses[0], 1e-300)
    step = int(np.argmax(ratio >= 10)) if (ratio >= 10).any() else len(ratio)
    answer = next((i for i, (_, last) in enumerate(TENFOLD) if step <= last), len(TENFOLD))
    first, last = TENFOLD[0][1], TENFOLD[-1][1]
    options = (
        f"After {first} steps at the latest",
        *(f"After {a} to {b} steps" for a, b in TENFOLD[1:]),
        f"After more than {last} steps",
    )
    reasons = []
    for i in range(len(options)):
        if i < answer:
            end = TENFOLD[i][1]
            reasons.append(f"At step {end} it is only {number(ratio[end])} times that of the start.")
        else:
            reasons.append("" if i == answer else "It is earlier.")
    at = f"At step {step:,} it is {number(ratio[step])} times" if step < len(ratio) else "It never is while finite"
    return Question(
        f"At the learning rate {study.rate:g} the loss grows. When will it be ten times that of the start?",
        options, answer, f"{at} that of the start, for the first time ten times or more.", tuple(reasons),
        seen_from=step if step < len(ratio) else None,
    )  # fmt: skip
