"""The arithmetic of a step down the surface: both slopes, what the points contribute to them, and the new m and c."""

from nnviz.core import Array, Update
from nnviz.figures.numbers import digits_apart, digits_between, number, signed
from nnviz.figures.palette import ERROR, MODEL
from nnviz.figures.text import bold, coloured, factor, in_cell, table, worked_out
from nnviz.lessons.advice import Advice
from nnviz.lessons.common import rate_below
from nnviz.lessons.descent.surface_study import SurfaceStudy

NAMES = ("m", "c")
THE_RULE = (
    "Stand on the surface and ask only two things: how steep is it along m, how steep along c? Each slice answers one: "
    "the **slope of its tangent** is the partial derivative, ∂L/∂m or ∂L/∂c. (∂ is read “change of”.) The step is −η "
    "times these two slopes. Because of the minus it goes down: where the tangent rises to the right, the weight "
    "shrinks, where it falls to the right, the weight grows. And the steeper, the longer the step."
)
PUSH = (
    "Each point says which way it would have the line go. A point with a **positive** contribution (for c: the line is "
    "too high there) makes the slope more positive, so it makes the weight **smaller**; one with a **negative** "
    "contribution makes it **larger**. What is left when they are added decides."
)
RIGHT_ANGLE = (
    "Seen from above, the step is at right angles to the ring it starts from: straight down, the steepest way. (That "
    "is so only because m and c are drawn with one scale.) Where the rings are long and narrow, straight down hardly "
    "ever points to the lowest place, and the path bends."
)


def new_weights(study: SurfaceStudy, k: int) -> str:
    """Return the update rule with the numbers of step k, for m and for c."""
    update, lines = _update(study, k), []
    for name, old, slope, new in zip(NAMES, update.theta, update.grad, update.theta_after, strict=True):
        digits = digits_between(old, new)
        sum_ = worked_out(
            f"{coloured(number(old, digits), MODEL)} − {study.rate:g} · {coloured(factor(slope), ERROR)}",
            bold(number(new, digits), MODEL),
        )
        direction = "grows" if new > old else "shrinks" if new < old else "stays"
        lines.append(rf"{name} ← {name} − η · $\frac{{\partial L}}{{\partial {name}}}$ = {sum_}: {name} {direction}")
    return "\n\n".join(lines)


def contributions(study: SurfaceStudy, k: int) -> str:
    """Return how many points push m and c down and how many up at step k, how much, and what is left."""
    update = _update(study, k)
    error, x = update.backward.delta[1][:, 0], update.forward.a[0][:, 0]
    rows = [_pushes(name, each / len(error)) for name, each in zip(NAMES, (error * x, error), strict=True)]
    heads = (
        "slope along",
        "points that would have it smaller",
        "points that would have it larger",
        "slope: both added",
        "so it",
    )
    return table(heads, rows, left=(0,))


def _pushes(name: str, each: Array) -> tuple[str, ...]:
    positive, negative = each[each > 0], each[each < 0]
    slope = float(each.sum())
    sums = [signed(some.sum()) for some in (positive, negative)]
    cells = [
        f"{len(some)} of {len(each)}: {coloured(total, ERROR)}"
        for some, total in zip((positive, negative), sums, strict=True)
    ]
    added = in_cell(" ".join(sums).removeprefix("+ "), number(slope))
    what = "shrinks" if slope > 0 else "grows" if slope < 0 else "stays"
    formula = "mean of error · x" if name == "m" else "mean of error"
    return f"{name}: {formula}", *cells, bold(added, ERROR), what


def _update(study: SurfaceStudy, k: int) -> Update:
    return study.run.update(k, study.sample.X, study.sample.y)


def warning(study: SurfaceStudy) -> Advice | None:
    """Return what is said above the figures of a run that does not settle, with a rate at which it does."""
    side, lower = study.bowl.side(study.rate), rate_below(study.bowl.answer.rate_limit)
    if side < 0:
        return None
    grown = study.losses[-1] > study.losses[0]
    what = "It swings for ever" if side == 0 else "It climbs out" if grown else "It does not settle"
    beside = f"η = {study.rate:g} {_beside_the_limit(study)}"
    ways = ((f"Lower η to {lower:g}", {"descent_rate": lower}),) if lower else ()
    return Advice(f"**{what}:** {beside}.", ways)


def _beside_the_limit(study: SurfaceStudy) -> str:
    """Return on which side of the limit the rate lies, with as many digits as tell the two apart."""
    limit = study.bowl.answer.rate_limit
    said = ("is just", "is above", "is below")[study.bowl.side(study.rate)]
    return f"{said} the limit here, {number(limit, digits_apart(limit, study.rate) or 3)}"


def last_stop(study: SurfaceStudy, k: int) -> str:
    """Return what the arithmetic below belongs to: the step that leaves this stop, or the one that would come next."""
    step = int(study.run.step[k])
    if k < len(study.run.step) - 1:
        return f"## From step {step:,} to step {step + 1:,}"
    if study.run.diverged_at is not None:
        return f"## Step {step:,}: the last whose loss a computer can hold"
    return f"## Step {step:,}: the run ends here; the step that would come next"


def curvature(study: SurfaceStudy) -> str:
    """Return where the rate chosen lies beside the limit on these points, and what steps do across the valley then."""
    side = study.bowl.side(study.rate)
    how = ("as far away on the other side as it began", "further away on the other side than it began", "nearer")[side]
    return f"On these points η = {study.rate:g} {_beside_the_limit(study)}: across the valley, each step ends {how}."
