"""The arithmetic of one step of a line fit in words and numbers, and what is said of the rate and of the run's end."""

import math
from dataclasses import replace

import numpy as np

from nnviz.core import OPTIMIZERS, Array, Update, least_squares
from nnviz.figures.numbers import cleared, digits_between, number, signed
from nnviz.figures.palette import ERROR, MODEL
from nnviz.figures.text import (
    MAX_ROWS,
    bold,
    coloured,
    factor,
    in_cell,
    table,
    terms_digits,
    worked_out,
    worked_out_mean,
)
from nnviz.lessons import common
from nnviz.lessons.line.study import MAX_STEPS, LineSettings, LineStudy, epochs_of
from nnviz.lessons.updates import followed

LEGEND = (
    "ŷ (“y hat”) is what the line says for a point, y is what was measured. The difference ŷ − y is the error, the "
    "orange stick (books also speak of the residual, y − ŷ). Each error is squared, so that large ones count most; the "
    "loss L is half the mean of these squares. The ½ changes nothing about which line is best: it only saves a factor "
    "of 2 in the gradient. The line is a neuron with one input: its slope m is the neuron's weight w, its intercept c "
    "the bias b."
)
_THE_RUN = (
    "The violet path is the run, step by step. Gradient descent with all points goes straight downhill, and in a long "
    "narrow valley downhill is hardly ever towards the lowest place: so its path bends, and with long steps it zigzags "
    "from one side of the valley to the other. A path that leaves the figure for good is drawn until it leaves. The "
    "violet lines among the points are some of the lines passed on the way."
)


def the_plane(study: LineStudy) -> str:
    """Return what the plane of all lines is, and what its path."""
    lowest = (
        "Its lowest place, ×, is the line of least squares: the one whose squared errors have the smallest sum."
        if study.answer.unique
        else "All x are equal here, so no single place is the lowest: along a whole line of places the squared errors "
        "have the same smallest sum, and × is one of them."
    )
    return (
        "Each place in the plane is a line: its slope m is read off to the right, its intercept c (its height at "
        "x = 0) upwards. Point at a place, and its line appears on the points. All lines on one ring have the same "
        f"loss, and the further in, the smaller it is: the rings are a valley seen from above. {lowest}\n\n{_THE_RUN}"
    )


def which_points(study: LineStudy, update: Update) -> str:
    """Return which points an update is computed from."""
    n, all_of_them = len(update.batch), study.run.n_examples
    return "all points" if n == all_of_them else f"{n} of {all_of_them:,} points"


def where(study: LineStudy, place: int, led: bool) -> str:
    """Return from which step to which the update goes that is read at a stop, and the stops where they are others."""
    return common.where(study.run.step[study.stops], place, led, study.run.diverged_at is not None)


def errors(study: LineStudy, update: Update) -> str:
    """Return the table of the batch: each point, what the line predicts there, the error, and error · x."""
    x, guess = update.forward.a[0][:, 0], update.forward.a[1][:, 0]
    error, product, _ = _without_residue(update)
    of_error, of_product = _digits_of_terms(update)
    rows = []
    for i, y in enumerate(study.sample.y[update.batch[:MAX_ROWS], 0]):
        digits = digits_between(y, guess[i]) + of_error - 3 if error[i] else 3
        guessed, off = number(guess[i], digits), number(error[i], of_error)
        difference = in_cell(f"{guessed} − {factor(y, digits)}", off)
        times_x = in_cell(f"{off} · {factor(x[i])}", number(product[i], of_product))
        rows.append((number(x[i]), number(y, digits), coloured(guessed, MODEL), coloured(difference, ERROR), times_x))
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


def _digits_of_terms(update: Update) -> list[int]:
    """Return with how many digits the errors are written, and the errors · x: more where their mean nearly cancels."""
    *terms, gradient = _without_residue(update)
    each = zip(terms, gradient[::-1], _lost(update)[::-1], strict=True)
    return [terms_digits(values, float(g), 3 + lost) for values, g, lost in each]


def _lost(update: Update) -> list[int]:
    """Return for m and c how many digits the update loses, because the old value and the step nearly cancel out."""
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        ratio = np.abs(update.theta / update.theta_after)
    return [min(math.ceil(math.log10(r)), 6) if 1 < r < math.inf else 0 for r in ratio]


def gradients(update: Update, of: str = "all points") -> str:
    """Return ∂L/∂m and ∂L/∂c with this batch's numbers in the formulas."""
    *terms, gradient = _without_residue(update)
    by_c, by_m = (
        worked_out_mean(values, bold(number(g, 3 + lost), ERROR), digits)
        for values, digits, g, lost in zip(
            terms, _digits_of_terms(update), gradient[::-1], _lost(update)[::-1], strict=True
        )
    )
    whose = "L" if of == "all points" else f"of {of}, this step's batch,"
    return (
        f"How fast the loss {whose} grows when m, or c, grows a little: the two numbers of the gradient. (Read ∂L/∂m "
        "as “the change of L with m”.)\n\n"
        rf"$\dfrac{{\partial L}}{{\partial m}}$ = mean of error · x = {by_m}"
        "\n\n"
        rf"$\dfrac{{\partial L}}{{\partial c}}$ = mean of error = {by_c}"
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
            slope = coloured(factor(gradient[i], 3 + lost), ERROR)
            sum_ = worked_out(f"{old} − {rate:g} · {slope}", f"**{new}**")
            lines.append(rf"{name} ← {name} − η · $\frac{{\partial L}}{{\partial {name}}}$ = {sum_}")
    if optimizer.memory:
        kept = replace(update, grad=gradient)
        lines.insert(0, followed(study.run, kept, ("m", "c"), {"m": "u"}))
    else:
        downhill = "with a minus, because it goes downhill"
        lines.insert(0, f"A step is the learning rate η (“eta”) = {rate:g} times the gradient, {downhill}:")
    return "\n\n".join([*lines, f"The new line: **{coloured(study.equation(update.theta_after), MODEL)}**"])


def rate_limit(study: LineStudy, place: int = -1) -> str:
    """Return the largest rate with which gradient descent settles on these points; where the rate chosen lies, and so
    how the run ends, only at the last stop.
    """
    rate, limit = study.rate, study.answer.rate_limit
    words = (
        f"On these points gradient descent with all points in every step comes to rest only if "
        f"η < 2 / λₘₐₓ = **{number(limit)}**. λₘₐₓ (“lambda max”) says how strongly the valley of the loss curves "
        "where it is narrowest: the narrower, the shorter the steps have to be. "
    )
    if study.has_limit and study.stops[place] < study.stops[-1]:
        words += "Where the rate chosen lies, and what follows, stands here at the run's last step."
    elif study.has_limit:
        words += f"The rate chosen, **{rate:g}**, is {_beside_limit(study)}."
    else:
        words += (
            "This run takes its steps in another way (another optimizer, or smaller batches): for it that is a guide, "
            "not a law."
        )
    if not study.answer.unique:
        words += " All x are equal here: then many lines are equally good, and least squares names one of them."
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
    """Return what is said above the figures: of points that are lost, and of a run whose numbers became too large."""
    said = [study.lost.sentence] if study.lost else []
    if study.run.diverged_at is not None:
        said.append("**The line flies off:** its numbers grow until they are too large for a computer.")
        if study.has_limit and study.side > 0:
            limit = number(study.answer.rate_limit)
            said.append(f"The rate η = {study.rate:g} is above **{limit}**, the limit on these points.")
        said.append(f"Try a smaller rate{_or_standardize(study)}.")
    return " ".join(said) or None


def _or_standardize(study: LineStudy) -> str:
    """Return that standardizing x would help, where this rate is then below the limit."""
    sample = study.sample.standardized()
    if np.array_equal(sample.X, study.sample.X) or not study.has_limit:
        return ""
    helps = study.rate < (1 - 1e-9) * least_squares(sample.X, sample.y).rate_limit
    return ", or standardize x: then it comes to rest with this rate" if helps else ""


def cut_short(settings: LineSettings) -> str | None:
    """Return that a run has fewer epochs than were chosen, because its steps would be too many, or None."""
    epochs = epochs_of(settings)
    if epochs == settings.epochs:
        return None
    return f"Ends after epoch {epochs:,}: a run here has at most {MAX_STEPS:,} steps."
