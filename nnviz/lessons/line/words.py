"""The arithmetic of one step of a line fit in words and numbers, and the question about where the run will end."""

from nnviz.core import OPTIMIZERS, Update
from nnviz.figures.numbers import number, signed
from nnviz.figures.palette import ERROR, MODEL
from nnviz.figures.text import bold, coloured, equation, mean, table
from nnviz.lessons import Question
from nnviz.lessons.line.study import LineStudy

MAX_ROWS = 100


def errors(study: LineStudy, update: Update) -> str:
    """Return the table of the batch: each point, what the line predicts there, the error, and error · x."""
    x, guess, error = (update.forward.a[0][:, 0], update.forward.a[1][:, 0], update.backward.delta[1][:, 0])
    rows = (
        (number(x[i]), number(y), coloured(guess[i], MODEL), coloured(error[i], ERROR), number(error[i] * x[i]))
        for i, y in enumerate(study.sample.y[update.batch[:MAX_ROWS], 0])
    )
    more = len(update.batch) - MAX_ROWS
    rest = f"\n\nand {more:,} more points, which count in the same way." if more > 0 else ""
    return table(("x", "y", "ŷ = m·x + c", "error ŷ − y", "error · x"), rows) + rest


def gradients(update: Update) -> str:
    """Return ∂L/∂m and ∂L/∂c with this batch's numbers in the formulas."""
    x, error = update.forward.a[0][:, 0], update.backward.delta[1][:, 0]
    slope, intercept = (bold(g, ERROR) for g in update.grad)
    return (
        "How much the loss grows when m, or c, grows a little:\n\n"
        rf"$\dfrac{{\partial L}}{{\partial m}}$ = mean of error · x = {mean(error * x)} = {slope}"
        "\n\n"
        rf"$\dfrac{{\partial L}}{{\partial c}}$ = mean of error = {mean(error)} = {intercept}"
    )


def new_line(study: LineStudy, update: Update) -> str:
    """Return how the optimizer turns the gradient into new m and c, and the line they make."""
    optimizer = OPTIMIZERS[study.run.config.optimizer]
    rate = study.rate
    lines = []
    for i, name in enumerate("mc"):
        old, new = (coloured(v, MODEL) for v in (update.theta[i], update.theta_after[i]))
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


def rate_limit(study: LineStudy) -> str:
    """Return the largest learning rate with which plain descent still settles on these points, and where ours lies."""
    run, rate, limit = study.run, study.rate, study.answer.rate_limit
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
    if not study.answer.unique:
        words += " All x are equal here, so a whole family of lines is equally good; least squares names one of them."
    if run.diverged_at is not None:
        words = (
            f"**The line flew off to infinity.** The run ends at step {run.diverged_at:,}, the last whose loss is "
            f"still a finite number. {words} Try a smaller rate, or standardize x."
        )
    return words


def question(study: LineStudy) -> Question:
    """Ask where this run will end; the answer is read off the run."""
    first, last = study.losses[[0, -1]]
    best, limit = study.answer.loss, study.answer.rate_limit
    left = (last - best) / max(first - best, 1e-12)
    side = "below" if study.rate < limit else "above"
    return Question(
        f"At the learning rate {study.rate:g}, where will the line be after {study.run.step[-1]:,} steps?",
        (
            "As good as there: at least 99 % of the way down to the smallest loss",
            "On its way, but not there yet",
            "Further off than at the start: the loss grows",
        ),
        0 if left <= 0.01 else 1 if left <= 1 else 2,
        f"The loss goes from {number(first)} to {number(last)}, and the smallest there is is {number(best)}. "
        f"The rate {study.rate:g} is {side} {number(limit)}, the limit for plain descent on these points.",
    )
