"""Why to standardize: what it does to the numbers, to the Hessian, and to the steps; and the question about it."""

import numpy as np

from nnviz.core import Array
from nnviz.figures.numbers import cleared, number, signed
from nnviz.figures.palette import MODEL
from nnviz.figures.text import bold, coloured, factor, matrix, table
from nnviz.lessons import Question
from nnviz.lessons.descent.race_question import from_when
from nnviz.lessons.descent.race_scene import LOOKS
from nnviz.lessons.descent.standardize_scene import NAMES
from nnviz.lessons.descent.standardize_study import StandardizeStudy

THERE = 0.001
"""A run has arrived when no more than this share of its first loss above the smallest is left, for good."""
WHY = (
    "A step goes straight down, and in a ravine straight down is mostly across. So a rate that is safe across is slow "
    "along it. **Standardizing** x moves and scales it to mean 0 and spread 1, before anything is learned. The points "
    "and the best line stay what they are; only the numbers that describe a line change, and with them the surface: "
    "from a ravine to a round bowl, where straight down is straight to the lowest place."
)
ONE_STEP = (
    "In the bowl the Hessian is the identity: both eigenvalues are 1, so κ = 1 and the limit is 2 / 1 = 2. A step "
    "leaves 1 − η of the way in every direction. **At η = 1, half the limit, one step arrives.** In the ravine half "
    "the limit leaves nothing across, but 1 − 1/κ of the way along it."
)


def standardizing(study: StandardizeStudy) -> str:
    """Return how x is standardized here, and how a line of it becomes a line of x."""
    mean, spread = factor(study.mean), number(study.spread)
    return (
        f"Here the mean of x is {number(study.mean)} and its spread (the standard deviation) {spread}: x′ = (x − "
        f"{mean}) / {spread}. A line ŷ = m′·x′ + c′ is the line of x with m = m′ / {spread} and c = c′ − m · {mean}. "
        "Both runs start from the same line."
    )


def hessians(study: StandardizeStudy, place: int) -> str:
    """Return both Hessians, and the table of what follows from each; when a run arrived is said at the last step."""
    raw, other = (matrix(cleared(side.bowl.answer.hessian, side.bowl.answer.curvature)) for side in study.sides)
    low, high = np.transpose([side.bowl.eigenvalues for side in study.sides])
    rows = [
        ("λmin", *map(number, low)),
        ("λmax", *map(number, high)),
        ("κ = λmax / λmin", *(bold(side.kappa, MODEL) for side in study.sides)),
        ("limit 2 / λmax", *(number(side.bowl.answer.rate_limit) for side in study.sides)),
        ("η here", *(number(side.rate) for side in study.sides)),
    ]
    if place == len(study.steps) - 1:
        came = ("not in this run" if when is None else f"{when:,}" for when in arrivals(study))
        rows.append(("0.1 % left from step", *came))
    heads = ("of the valley", *(f"{look.sign} {name}" for look, name in zip(LOOKS, NAMES, strict=False)))
    return (
        f"$H = {raw}$ becomes $H' = {other}$: in each stand the means of x², x, x and 1.\n\n"
        f"{table(heads, rows, left=(0,))}"
    )


def both_lines(study: StandardizeStudy, place: int) -> str:
    """Return the line of each run at a step, both as lines of x."""
    raw, other = study.raw.theta[place], study.standardized.theta[place]
    return (
        f"At step {place:,} the run on x is at {coloured(_line(raw), MODEL)}; the one on standardized x at "
        f"{coloured(_line(other, '′'), MODEL)}, which is {coloured(_line(study.in_raw(other)), MODEL)}."
    )


def _line(theta: Array, mark: str = "") -> str:
    m, c = theta
    return f"ŷ = {number(m)}·x{mark} {signed(c)}"


def arrivals(study: StandardizeStudy) -> list[int | None]:
    """Return the step from which on each run has a thousandth left of the first loss above the smallest, or None."""
    return [from_when(mine <= THERE * mine[0]) for mine in study.above]


def warning(study: StandardizeStudy) -> str | None:
    """Return what is said above the figures where a run climbs out of its valley."""
    out = [
        f"{name} (limit {number(side.bowl.answer.rate_limit)})"
        for name, side in zip(NAMES, study.sides, strict=True)
        if side.losses[-1] > side.losses[0]
    ]
    return f"**Climbs out of its valley:** {' and '.join(out)}: η is above the limit." if out else None


def standardize_question(study: StandardizeStudy) -> Question:
    """Ask which of the two runs arrives first."""
    raw, other = arrivals(study)
    answer = 3 if raw is None and other is None else 2 if raw == other else _earlier(raw, other)
    names = [f"{look.sign} {name}" for look, name in zip(LOOKS, NAMES, strict=False)]
    said = [f"{name}: {'not in this run' if when is None else f'from step {when:,} on'}"
            for name, when in zip(names, (raw, other), strict=True)]  # fmt: skip
    kappas = f"κ is {number(study.raw.kappa)} in the one and {number(study.standardized.kappa)} in the other."
    reasons = ("The other one is earlier, or alone.",) * 2 + ("They do not come at the same step.", "One of them does.")
    reasons = reasons if answer < 2 else ("It is not the first.",) * 2 + reasons[2:]
    return Question(
        "Which run is first to have 0.1 % left of what its loss was above the smallest, for good?",
        (*names, "Both at the same step", "Neither in this run"),
        answer,
        f"{'; '.join(said)}. {kappas}",
        tuple("" if i == answer else reason for i, reason in enumerate(reasons)),
        spoilt=True,
    )


def _earlier(raw: int | None, other: int | None) -> int:
    return 0 if other is None or (raw is not None and raw < other) else 1
