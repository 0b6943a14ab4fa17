"""The arithmetic of one step in words and numbers, as Streamlit's Markdown.

A number wears the colour of the thing in the figure: `:blue[…]` the line, `:orange[…]` an error or a gradient.
"""

import numpy as np

from nnviz.core import OPTIMIZERS, Array, LeastSquares, Run, Update
from nnviz.figures.line import Data, equation
from nnviz.figures.numbers import number, signed
from nnviz.figures.palette import ERROR, MODEL, Colour

MAX_ROWS = 100


def coloured(text: str, colour: Colour) -> str:
    """Return text in a figure's colour."""
    return f":{colour.word}[{text}]"


def errors(data: Data, update: Update) -> str:
    """Return the table of the batch: each point, what the line predicts there, the error, and error · x."""
    rows = ["| x | y | ŷ = m·x + c | error ŷ − y | error · x |", "|--:|--:|--:|--:|--:|"]
    x, guess, error = (update.forward.a[0][:, 0], update.forward.a[1][:, 0], update.backward.delta[1][:, 0])
    for i, y in enumerate(data.y[update.batch[:MAX_ROWS], 0]):
        cells = (
            number(x[i]),
            number(y),
            coloured(number(guess[i]), MODEL),
            coloured(number(error[i]), ERROR),
            number(error[i] * x[i]),
        )
        rows.append("| " + " | ".join(cells) + " |")
    more = len(update.batch) - MAX_ROWS
    return "\n".join(rows) + (f"\n\nand {more:,} more points, which count in the same way." if more > 0 else "")


def gradients(update: Update) -> str:
    """Return ∂L/∂m and ∂L/∂c with this batch's numbers in the formulas."""
    x, error = update.forward.a[0][:, 0], update.backward.delta[1][:, 0]
    slope, intercept = (coloured(f"**{number(g)}**", ERROR) for g in update.grad)
    return (
        "How much the loss grows when m, or c, grows a little:\n\n"
        rf"$\dfrac{{\partial L}}{{\partial m}}$ = mean of error · x = {mean(error * x)} = {slope}"
        "\n\n"
        rf"$\dfrac{{\partial L}}{{\partial c}}$ = mean of error = {mean(error)} = {intercept}"
    )


def mean(values: Array) -> str:
    """Return a mean written out: (1.00 − 2.00 + 3.00) / 3, with the middle left out where there are many."""
    few = len(values) <= 4
    shown = values if few else values[:2]
    terms = " ".join([number(shown[0]), *(signed(v) for v in shown[1:])])
    tail = "" if few else f" + … {signed(values[-1])}"
    return f"({terms}{tail}) / {len(values)}"


def new_line(run: Run, update: Update) -> str:
    """Return how the optimizer turns the gradient into new m and c, and the line they make."""
    optimizer = OPTIMIZERS[run.config.optimizer]
    rate = float(np.min(run.config.learning_rate))
    lines = []
    for i, name in enumerate("mc"):
        old, new = (coloured(number(v), MODEL) for v in (update.theta[i], update.theta_after[i]))
        gradient = coloured(f"({number(update.grad[i])})", ERROR)
        if optimizer.memory:
            lines.append(f"{name} ← {name} + Δ{name} = {old} {signed(update.step[i])} = **{new}**")
        else:
            lines.append(rf"{name} ← {name} − η · $\frac{{\partial L}}{{\partial {name}}}$ = "
                         f"{old} − {rate:g} · {gradient} = **{new}**")  # fmt: skip
    if optimizer.memory:
        kept = "; ".join(
            f"{what} = ({', '.join(number(v) for v in memory)})"
            for what, memory in zip(optimizer.memory, update.state_after, strict=True)
        )
        lines.insert(0, f"{optimizer.title} makes the step of g = (∂L/∂m, ∂L/∂c): {optimizer.formula}. Now {kept}.")
    else:
        lines.insert(0, f"Against the slope, as far as the learning rate η = {rate:g} says:")
    return "\n\n".join([*lines, f"The new line: **{coloured(equation(*update.theta_after), MODEL)}**"])


def rate_limit(run: Run, answer: LeastSquares) -> str:
    """Return the largest learning rate with which plain descent still settles on these points, and where ours lies."""
    rate, limit = float(np.min(run.config.learning_rate)), answer.rate_limit
    below = rate < limit
    words = (
        f"On these points plain descent with full batches settles only if η < 2 / λ$_{{max}}$ = **{number(limit)}**. "
        f"The rate chosen, **{rate:g}**, is {'below' if below else 'above'} that limit"
    )
    if run.config.optimizer != "sgd" or run.config.batch_size < run.n_examples:
        words += "; for other optimizers and smaller batches the limit is a guide, not a law."
    elif below:
        words += ": each step brings the line nearer to the best one."
    else:
        words += ": each step overshoots by more than the last."
    if not answer.unique:
        words += " All x are equal here, so a whole family of lines is equally good; least squares names one of them."
    if run.diverged_at is not None:
        words = (
            f"**The line flew off to infinity.** The run ends at step {run.diverged_at:,}, the last whose loss is "
            f"still a finite number. {words} Try a smaller rate, or standardize x."
        )
    return words
