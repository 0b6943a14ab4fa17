"""Fitting noise in numbers: both losses and their gap, where the held-out loss rises, and what is done about it."""

from nnviz.figures.numbers import calculated, digits_apart, enough_digits, number
from nnviz.figures.palette import ERROR
from nnviz.figures.text import bold, coloured, table, worked_out
from nnviz.lessons import Question
from nnviz.lessons.simple.noise_study import PATIENCE, STEPS, Learner, NoiseStudy

WHY = (
    "Each point is the wave (dashed) and some **noise**, which says nothing about the next point. A network cannot "
    "know which is which: what its neurons can bend to, they learn. So on the points that it is trained on the loss "
    "goes on falling, as a rule; on points **held out**, which it never trains on, it falls where the wave is "
    "learned, and rises where the noise is. This is **overfitting**. It is a matter of degree, and the **gap** between "
    "the two losses is its measure."
)
AGAINST = (
    "**More points** leave less room between them. **L2** adds λ/2 times the sum of all squared weights to what is "
    "minimized: steep curves need large weights, and these now cost something. **Stopping early** watches the held-out "
    f"loss, waits for {PATIENCE} steps, and goes back to its lowest. That loss has then chosen where to stop, and so "
    "flatters a little: for an honest measure one holds out other points once more."
)


def gaps(study: NoiseStudy, place: int) -> str:
    """Return the table of both losses and their gap at a stop."""
    rows = []
    for name, one in study.learners.items():
        training, held_out = (float(loss) for loss in one.losses[:, place])
        gap = held_out - training
        digits = enough_digits(lambda n: calculated(f"{number(held_out, n)} − {number(training, n)}"), gap)  # noqa: B023
        formula = f"{number(held_out, digits)} − {number(training, digits)}"
        rows.append(f"- {name}: {worked_out(formula, bold(gap, ERROR))}")
    return f"At step {int(study.steps[place]):,}, held-out loss − training loss = gap:\n\n" + "\n".join(rows)


def lowest(study: NoiseStudy, place: int) -> str:
    """Return for both networks whether the held-out loss has been lower before this stop."""
    return "\n\n".join(_lowest(study, name, one, place) for name, one in study.learners.items())


def _lowest(study: NoiseStudy, name: str, one: Learner, place: int) -> str:
    held_out, best = one.losses[1], int(one.lowest[place])
    now, then = float(held_out[place]), float(held_out[best])
    if one.stopped is not None and place > one.stopped:
        return (
            f"The **{name}** network stopped at step {int(study.steps[one.stopped]):,} and went back to step "
            f"{int(study.steps[best]):,}, where its held-out loss was lowest: {coloured(then, ERROR)}."
        )
    if now > then:
        lowest, risen = (coloured(number(loss, digits_apart(then, now) or 9), ERROR) for loss in (then, now))
        return (
            f"The held-out loss of the **{name}** network was lowest at step {int(study.steps[best]):,}, {lowest}; "
            f"since then it has risen to {risen}."
        )
    return f"The held-out loss of the **{name}** network has never been lower than now: {coloured(now, ERROR)}."


def penalties(study: NoiseStudy, place: int) -> str:
    """Return what the weights of both networks add to what is minimized."""
    weight = study.settings.l2
    rows = []
    for name, one in study.learners.items():
        half = one.penalty(place)
        rows.append((name, number(half), "0" if not weight else number(weight * half)))
    heads = ("network", "½ · sum of squared weights", f"times λ = {weight:g}")
    return f"What L2 adds at this step:\n\n{table(heads, rows, left=(0,))}"


def noise_question(study: NoiseStudy) -> Question:
    """Ask whose held-out loss is smaller at the end."""
    names = list(study.learners)
    small, large = (float(one.losses[1][-1]) for one in study.learners.values())
    answer = 2 if small == large else 0 if small < large else 1
    digits = digits_apart(small, large) or 9
    said = " and ".join(
        f"{number(one.losses[1][-1], digits)} for the {name} one ({number(one.losses[0][-1])} in training)"
        for name, one in study.learners.items()
    )
    return Question(
        f"At step {STEPS}, whose loss on the points held out is smaller?",
        (*(f"The {name} network's" for name in names), "They are equal"),
        answer,
        f"It is {said}.",
    )


def warning(study: NoiseStudy) -> str | None:
    """Return that there is nothing to overfit to, where there is no noise."""
    return None if study.settings.noise else "**No noise:** all that there is to learn in these points is the wave."
