"""The arithmetic of one step of a line fit in words and numbers, and what is said of the rate and of the run's end."""

import math

import numpy as np

from nnviz.core import OPTIMIZERS, Array, Update, least_squares
from nnviz.figures.numbers import cleared, digits_between, number, signed
from nnviz.figures.palette import ERROR, MODEL
from nnviz.figures.text import bold, coloured, mean, table, worked_out
from nnviz.lessons.line.study import MAX_STEPS, LineSettings, LineStudy, epochs_of

MAX_ROWS = 100

LEGEND = (
    "ŷ (“y hat”) is what the line says for a point, y is what was measured. Their difference, the error (also called "
    "residual), is the orange stick. Each error is squared, so that large ones count most; the loss L is half the mean "
    "of these squares. The ½ changes no best line: it only makes the slopes below come out without a 2. "
    "The line is a neuron with one input: its slope m is the neuron's weight w, its intercept c the bias b."
)
THE_PLANE = (
    "A place in the plane of all lines is a line: its slope m is read off to the right, its intercept c (the height at "
    "x = 0) upwards. Point at a place, and its line appears on the points. A ring joins lines of equal loss, and the "
    "further in, the smaller the loss: the rings are a valley seen from above, its lowest place the line of least "
    "squares, the one for which the sum of the squared errors is least.\n\n"
    "The violet path is the run. A step goes down the slope where it stands, and in a long narrow valley that is "
    "hardly ever towards the lowest place: so the path bends, and with long steps it zigzags from one side of the "
    "valley to the other. The violet lines among the points are some of the lines passed on the way."
)


def which_points(study: LineStudy, update: Update) -> str:
    """Return which points an update is computed from."""
    n, all_of_them = len(update.batch), study.run.n_examples
    return "all points" if n == all_of_them else f"{n} of {all_of_them:,} points"


def where(study: LineStudy, place: int, led: bool) -> str:
    """Return from which step to which the update goes that is read at a stop, and the stops where they are others."""
    stops, steps = study.stops, study.run.step
    step = int(steps[stops[place]])
    if led:
        before = int(steps[stops[place - 1]])
        more = "" if before == step - 1 else f" The stop before this one on the timeline is step {before:,}."
        return f"This update led from step {step - 1:,} to step {step:,}.{more}"
    if place == len(stops) - 1:
        if study.run.diverged_at is not None:
            return f"The run ends at step {step:,}, the last whose loss is still a number that the computer can hold."
        return "The run ends here. This is the update that would come next."
    after = int(steps[stops[place + 1]])
    more = "" if after == step + 1 else f" The next stop on the timeline is step {after:,}."
    return f"This update leads from step {step:,} to step {step + 1:,}.{more}"


def errors(study: LineStudy, update: Update) -> str:
    """Return the table of the batch: each point, what the line predicts there, the error, and error · x."""
    x, guess = update.forward.a[0][:, 0], update.forward.a[1][:, 0]
    error, product, _ = _without_residue(update)
    rows = []
    for i, y in enumerate(study.sample.y[update.batch[:MAX_ROWS], 0]):
        digits = digits_between(y, guess[i]) if error[i] else 3
        cells = (number(x[i]), number(y, digits), coloured(number(guess[i], digits), MODEL), coloured(error[i], ERROR))
        rows.append((*cells, number(product[i])))
    more = len(update.batch) - MAX_ROWS
    rest = f"\n\nand {more:,} more points, which count in the same way." if more > 0 else ""
    return table(("x", "y", "ŷ = m·x + c", "error ŷ − y", "error · x"), rows) + rest


def _without_residue(update: Update) -> tuple[Array, Array, Array]:
    """Return the errors (n,), the errors · x (n,) and the gradient (2,), with 0 for what only rounding has left."""
    x, guess, error = update.forward.a[0][:, 0], update.forward.a[1][:, 0], update.backward.delta[1][:, 0]
    with np.errstate(over="ignore", invalid="ignore"):
        size = np.maximum(np.abs(guess), np.abs(guess - error))
        largest = np.array([np.mean(size * np.abs(x)), np.mean(size)])
        return cleared(error, size), cleared(error * x, size * np.abs(x)), cleared(update.grad, largest)


def _lost(update: Update) -> list[int]:
    """Return for m and c how many digits the update loses, because the old value and the step nearly cancel out."""
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        ratio = np.abs(update.theta / update.theta_after)
    return [min(math.ceil(math.log10(r)), 6) if 1 < r < math.inf else 0 for r in ratio]


def gradients(update: Update, of: str = "all points") -> str:
    """Return ∂L/∂m and ∂L/∂c with this batch's numbers in the formulas."""
    error, product, gradient = _without_residue(update)
    slope, intercept = (bold(number(g, 3 + lost), ERROR) for g, lost in zip(gradient, _lost(update), strict=True))
    whose = "L" if of == "all points" else f"of {of}, this step's batch,"
    return (
        f"How much the loss {whose} grows for each 1 that m, or c, grows: the slope of the loss, or its gradient. "
        "(∂ is read “change of”.)\n\n"
        rf"$\dfrac{{\partial L}}{{\partial m}}$ = mean of error · x = {worked_out(mean(product), slope)}"
        "\n\n"
        rf"$\dfrac{{\partial L}}{{\partial c}}$ = mean of error = {worked_out(mean(error), intercept)}"
    )


def new_line(study: LineStudy, update: Update) -> str:
    """Return how the optimizer turns the gradient into new m and c, and the line they make."""
    optimizer, rate = OPTIMIZERS[study.run.config.optimizer], study.rate
    *_, gradient = _without_residue(update)
    lines = []
    for i, (name, lost) in enumerate(zip("mc", _lost(update), strict=True)):
        digits = digits_between(update.theta[i], update.theta_after[i])
        old = coloured(number(update.theta[i], digits + lost), MODEL)
        new = coloured(number(update.theta_after[i], digits), MODEL)
        if optimizer.memory:
            sum_ = worked_out(f"{old} {signed(update.step[i], 3 + lost)}", f"**{new}**")
            lines.append(f"{name} ← {name} + Δ{name} = {sum_}")
        else:
            slope = coloured(f"({number(gradient[i], 3 + lost)})", ERROR)
            sum_ = worked_out(f"{old} − {rate:g} · {slope}", f"**{new}**")
            lines.append(rf"{name} ← {name} − η · $\frac{{\partial L}}{{\partial {name}}}$ = {sum_}")
    if optimizer.memory:
        lines.insert(0, _remembered(study, update))
    else:
        lines.insert(0, f"A step is the learning rate η (“eta”) = {rate:g} times the slope, downhill, so with a minus:")
    return "\n\n".join([*lines, f"The new line: **{coloured(study.equation(update.theta_after), MODEL)}**"])


def _remembered(study: LineStudy, update: Update) -> str:
    """Return how an optimizer with a memory makes its step, and what it remembers now; m is the slope here."""
    optimizer = OPTIMIZERS[study.run.config.optimizer]
    kept = "; ".join(
        f"{what.replace('m', 'u')} = ({', '.join(number(v) for v in memory)})"
        for what, memory in zip(optimizer.memory, update.state_after, strict=True)
    )
    other_name = " (Books call u m; here m is the line's slope.)" if "m" in optimizer.memory else ""
    return (
        f"{optimizer.title} makes the step of the gradient g = (∂L/∂m, ∂L/∂c), with θ = (m, c) and η = {study.rate:g}: "
        f"{optimizer.formula.replace('m', 'u')}. Now {kept}.{other_name}"
    )


def rate_limit(study: LineStudy) -> str:
    """Return the largest rate with which gradient descent settles on these points, and where the rate chosen lies."""
    rate, limit = study.rate, study.answer.rate_limit
    words = (
        f"On these points gradient descent with all points in every step settles only if "
        f"η < 2 / λₘₐₓ = **{number(limit)}**; λₘₐₓ (“lambda max”) says how steeply the valley of the "
        "loss curves up where it is narrowest. "
    )
    if study.has_limit:
        words += f"The rate chosen, **{rate:g}**, is {_beside_limit(study)}."
    else:
        words += (
            "This run takes its steps in another way (another optimizer, or smaller batches): for it that is a guide, "
            "not a law."
        )
    if not study.answer.unique:
        words += " All x are equal here, so a whole family of lines is equally good; least squares names one of them."
    return words


def _beside_limit(study: LineStudy) -> str:
    """Return where the rate lies beside its limit, and what follows."""
    return {
        -1: "below that limit: with each step the loss falls, until it is the smallest there is",
        0: "exactly that limit: across the valley each step ends as far on the other side as it began on this one, "
           "so the line swings for ever, neither growing nor settling",
        1: "above that limit: across the valley each step ends further from the lowest place than it began",
    }[study.side]  # fmt: skip


def warning(study: LineStudy) -> str | None:
    """Return what is said above the figures of a run whose numbers became too large, and what may be done."""
    if study.run.diverged_at is None:
        return None
    words = "**The line flies off:** its numbers grow until they are too large for a computer. "
    if study.has_limit and study.side > 0:
        words += (
            f"The rate η = {study.rate:g} is above **{number(study.answer.rate_limit)}**, the limit on these points. "
        )
    return words + f"Try a smaller rate{_or_standardize(study)}."


def _or_standardize(study: LineStudy) -> str:
    """Return that standardizing x would help, where this rate is then below the limit."""
    sample = study.sample.standardized()
    if np.array_equal(sample.X, study.sample.X) or not study.has_limit:
        return ""
    helps = study.rate < (1 - 1e-9) * least_squares(sample.X, sample.y).rate_limit
    return ", or standardize x: then it settles with this rate" if helps else ""


def cut_short(settings: LineSettings) -> str | None:
    """Return that a run has fewer epochs than were chosen, because its steps would be too many, or None."""
    epochs = epochs_of(settings)
    if epochs == settings.epochs:
        return None
    return f"Ends after epoch {epochs:,}: a run here has at most {MAX_STEPS:,} steps."
