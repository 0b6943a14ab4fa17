"""One example at a time in numbers: what a step costs, how far it is off, and whose loss is smallest at the end."""

import numpy as np

from nnviz.core import Array, least_squares
from nnviz.figures.numbers import number
from nnviz.figures.palette import ANSWER, ERROR
from nnviz.figures.text import bold, coloured, table
from nnviz.lessons import Question
from nnviz.lessons.descent.examples_scene import name
from nnviz.lessons.descent.examples_study import ExamplesStudy, by_formula, by_rule
from nnviz.lessons.descent.race_scene import LOOKS

WHY = (
    "A step of **gradient descent** looks at all points before it moves. A step of **stochastic gradient descent** "
    "looks at a few, or at one, and goes where *they* would have the line go. The slope of all points is the mean of "
    "the slopes of each: so such steps are right on average, and every one of them is off by some **noise**. The dots "
    "around a run are where the steps of other batches would lead."
)
THE_RULE = (
    "Means of more points scatter less: with points drawn independently, the spread falls as **1/√size** (dashed). "
    "Four times as many points make a step four times as costly and its noise only half. An epoch draws without "
    "putting back: over all batches of a size that there are, the spread is then 1/√size times "
    "√((N − size)/(N − 1)), the grey curve, and 0 where the batch is all N."
)


def measured(study: ExamplesStudy, place: int) -> str:
    """Return the table of the spreads at a step: measured, by the rule and by the formula."""
    sizes = np.array(study.sizes, float)
    spreads, one = study.spreads[place], study.spreads[place, 0]
    columns = zip(study.sizes, spreads, one * by_rule(sizes), one * by_formula(sizes, study.n), strict=True)
    rows = [
        (str(size), bold(is_, ERROR), coloured(rule, ANSWER), number(formula)) for size, is_, rule, formula in columns
    ]
    heads = ("points a step", "spread, measured", "by 1/√size", "without putting back")
    return (
        f"At the line that the run of all points has at step {place:,}, how far from the step of all points do the "
        "steps of batches lead? (The root of the mean squared distance in the plane of m and c.)\n\n"
        f"{table(heads, rows)}"
    )


def without_putting_back(study: ExamplesStudy, place: int) -> str:
    """Return which batch sizes were measured to lie closer to all points than 1/√size says at a step, and which not."""
    sizes, spreads = np.array(study.sizes[1:]), study.spreads[place, 1:]
    below = spreads < study.spreads[place, 0] * by_rule(sizes.astype(float))
    closer, others = (" and ".join(map(str, sizes[which].tolist())) for which in (below, ~below))
    if not closer:
        return f"Measured at step {place:,}, on a sample of all batches, no size lies below 1/√size."
    rest = f"; of {others} it does not, for what is measured is a sample of all batches" if others else ""
    return f"Measured at step {place:,}, the spread of batches of {closer} lies below 1/√size{rest}."


def rest(study: ExamplesStudy, place: int) -> str:
    """Return how long the step of all points is at a step, beside the spread of one point's, and beside the start."""
    full = study.rate * np.linalg.norm(study.of_each.mean(axis=1), axis=1)
    single = study.spreads[:, 0]
    began = f"At step 0 it was {coloured(full[0], ERROR)}, and the spread {coloured(single[0], ERROR)}. "
    return (
        f"At step {place:,} the step of all points is {coloured(full[place], ERROR)} long, and the spread of one "
        f"point's steps around it is {coloured(single[place], ERROR)}. {began if place else ''}At the best line the "
        "first is 0; the second is not, unless the line goes through every point: the path of single points comes to "
        "no rest at a fixed η."
    )


def warning(study: ExamplesStudy) -> str | None:
    """Return what is said above the figures where a run is further off at its end than at its start."""
    off = [name(study, one) for one, mine in zip(study.walkers, study.losses, strict=True) if mine[-1] > mine[0]]
    if not off:
        return None
    least = min(least_squares(study.sample.X[i : i + 1], study.sample.y[i : i + 1]).rate_limit for i in range(study.n))
    return (
        f"**Further off at the end than at the start:** {' and '.join(off)} a step. Here η = {number(study.rate)}. A "
        f"step for one point alone has a limit of its own, 2 / (x² + 1): at the outermost point it is {number(least)}."
    )


def examples_question(study: ExamplesStudy) -> Question:
    """Ask whose loss is smallest after the same number of steps."""
    names = [f"{look.sign} {name(study, walker)} a step" for look, walker in zip(LOOKS, study.walkers, strict=False)]
    last, n = study.above[:, -1], int(study.steps[-1])
    best = np.flatnonzero(last == last.min()).tolist()
    answer = best[0] if len(best) == 1 else len(names)
    shown = [number(more, _digits(last)) for more in last]
    said = "; ".join(
        f"{one}: {more} more, after a look at {walker.size * n:,} points"
        for one, more, walker in zip(names, shown, study.walkers, strict=True)
    )
    as_small, larger = "Another one's is just as small.", "Its loss is larger: {} above the smallest of any line."
    reasons = [as_small if i in best else larger.format(more) for i, more in enumerate(shown)]
    return Question(
        f"Whose loss, on all points, is smallest after {n} steps each?",
        (*names, "Two or more are equally small"),
        answer,
        f"The smallest loss of any line is {number(study.bowl.answer.loss)}. At the end the runs have: {said}.",
        tuple("" if i == answer else reason for i, reason in enumerate([*reasons, "One is smaller than all others."])),
    )


def _digits(values: Array) -> int:
    """Return with how many digits to write values (n,) so that those which differ are told apart."""
    different = len(set(values.tolist()))
    return next((n for n in range(3, 10) if len({number(value, n) for value in values}) == different), 10)
