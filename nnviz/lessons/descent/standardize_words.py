"""Why to standardize: what it does to the numbers, to the Hessian, and to the steps; and the question about it."""

from nnviz.core import Array
from nnviz.figures.numbers import cleared, number, signed
from nnviz.figures.palette import MODEL
from nnviz.figures.text import bold, coloured, factor, in_cell, matrix, table
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
    flattest, steepest = ([number(side.bowl.eigenvalues[i]) for side in study.sides] for i in (0, 1))
    kappas = [
        in_cell(f"{high} / {low}", number(side.kappa))
        for low, high, side in zip(flattest, steepest, study.sides, strict=True)
    ]
    limits = [
        in_cell(f"2 / {high}", number(side.bowl.answer.rate_limit))
        for high, side in zip(steepest, study.sides, strict=True)
    ]
    rows = [
        ("λmin", *flattest),
        ("λmax", *steepest),
        ("κ = λmax / λmin", *(bold(kappa, MODEL) for kappa in kappas)),
        ("limit 2 / λmax", *limits),
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
    """Return what is said above the figures where a run does not settle: it climbs out, or swings for ever."""
    said = []
    for where, what in ((1, "Climbs out of its valley"), (0, "Swings for ever")):
        names = [
            f"{name} (limit {number(side.bowl.answer.rate_limit)})"
            for name, side in zip(NAMES, study.sides, strict=True)
            if side.bowl.side(side.rate) == where
        ]
        if names:
            beside = "above" if where else "just"
            said.append(f"**{what}:** {' and '.join(names)}: η is {beside} the limit.")
    return " ".join(said) or None


def standardize_question(study: StandardizeStudy) -> Question:
    """Ask which of the two runs arrives first."""
    raw, other = arrivals(study)
    answer = 3 if raw is None and other is None else 2 if raw == other else _earlier(raw, other)
    names = [f"{look.sign} {name}" for look, name in zip(LOOKS, NAMES, strict=False)]
    said = [f"{name}: {'not in this run' if when is None else f'from step {when:,} on'}"
            for name, when in zip(names, (raw, other), strict=True)]  # fmt: skip
    kappas = f"κ is {number(study.raw.kappa)} in the one and {number(study.standardized.kappa)} in the other."
    reasons = [_why_not_first(mine, others) for mine, others in ((raw, other), (other, raw))] + [
        "They do not get there at the same step.",
        f"{names[0 if raw is not None else 1]} gets there.",
    ]
    return Question(
        "Which run is first to have 0.1 % left of what its loss was above the smallest, for good?",
        (*names, "Both at the same step", "Neither in this run"),
        answer,
        f"{'; '.join(said)}. {kappas}",
        tuple("" if i == answer else reason for i, reason in enumerate(reasons)),
        spoilt=True,
    )


def _why_not_first(mine: int | None, other: int | None) -> str:
    """Return why a run is not the first alone, from the steps at which it and the other one get there, or None."""
    if mine is None:
        return "It does not get there in this run."
    if other is None:
        return ""
    return f"It gets there at step {mine:,}, and the other one {'too' if mine == other else f'at step {other:,}'}."


def _earlier(raw: int | None, other: int | None) -> int:
    return 0 if other is None or (raw is not None and raw < other) else 1
