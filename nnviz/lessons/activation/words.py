"""The arithmetic of the activation functions in words and numbers."""

from collections.abc import Sequence

import numpy as np

from nnviz.core import ACTIVATIONS, Array, multiplied_out
from nnviz.figures.numbers import calculated, cleared, digits_between, number, signed
from nnviz.figures.palette import ERROR, MODEL
from nnviz.figures.text import (
    bold,
    coloured,
    equation,
    factor,
    in_cell,
    matrix,
    table,
    terms_digits,
    worked_out,
    worked_out_mean,
)
from nnviz.lessons.activation.functions import CONVENTION, FLAT, READING, at, breaks, slope_at, title, word_at
from nnviz.lessons.activation.learner import SETTLED, Learner, without_residue
from nnviz.lessons.activation.study import INPUTS, BendStudy, ShapeStudy
from nnviz.lessons.moves import Move

WORDS = {
    "not flat": "the slope is large enough to learn with",
    "saturated": "φ has levelled off, so an error hardly reaches the weight",
    "slope 0": "here the slope is exactly 0, so no error reaches the weight from this input; a neuron is called dead "
    "only where it is silent like that (z ≤ 0, slope 0) on **every** example",
    "leaking": "a small slope that never ends, so an error still trickles through",
    "turning": "φ turns round here, so the slope passes through 0",
    CONVENTION: "φ has no slope here, and gradient descent goes by the number agreed on",
}
TABLE_ROWS = 6
FATES = (
    "What the figures say: *settled* is a run from the step on from which, up to its own end, its gradient and what "
    f"its loss has still to change stay at most {number(SETTLED, 1)} of what they were at the start (of a longer run "
    "that says nothing); *dead* is a neuron that is silent (z ≤ 0, slope 0) for every example, so that its gradient is "
    "exactly 0; *diverged* is a run whose numbers grew too large for a computer."
)


def up_to_rounding(difference: float, size: float) -> str:
    """Return a difference of two numbers of this size as people read it; what rounding left of it is named so."""
    return "0 up to rounding" if difference and not cleared(difference, 1 + size) else number(difference, 2)


# ---- the shapes ------------------------------------------------------------------------------------


def chosen(activation: str, z: float, overlays: Sequence[str] = ()) -> str:
    """Return φ and φ' at one z: both formulas, both numbers, what they mean for learning, and those laid over it."""
    entry, (value, slope), word = ACTIVATIONS[activation], at(activation, z), word_at(activation, z)
    here, link = number(z), READING.get(activation)
    where = ", where a = φ(z)" if "a" in entry.slope_formula else ""
    lines = [
        f"**{entry.title}**, at z = {here}:",
        f"{entry.formula}, so {worked_out(f'φ({here})', bold(value, MODEL), value)}",
        f"{entry.slope_formula}{where}, so {worked_out(f'φ′({here})', bold(slope, ERROR), slope)}",
        f"φ′, the slope, says how fast φ(z) grows as z grows. **{word.capitalize()}**: {WORDS[word]}. "
        f"(Flat here means a slope between {number(-FLAT, 1)} and {number(FLAT, 1)}.)",
        *(_convention(activation, kink, what) for kink, what in breaks(activation)),
        *([_compared((activation, *overlays), z)] if overlays else []),
        f"Source and further reading: {f'[{entry.source}]({link})' if link else entry.source}.",
    ]
    return "\n\n".join(lines)


def _convention(activation: str, kink: float, what: str) -> str:
    slope = number(at(activation, kink)[1])
    return (
        f"At z = {number(kink)} φ has a {what}, where there is no slope: φ′({number(kink)}) = {slope} is a convention."
    )


def _compared(activations: Sequence[str], z: float) -> str:
    """Return the table of several functions at one z."""
    numbers = ((name, *at(name, z)) for name in activations)
    rows = ((title(name), coloured(value, MODEL), coloured(slope, ERROR), word_at(name, z))
            for name, value, slope in numbers)  # fmt: skip
    return table(("at this z", "φ(z)", "φ′(z)", "in a word"), rows, left={0, 3})


def inputs(study: ShapeStudy, place: int) -> str:
    """Return the table of the seven inputs with the weight and bias at this place."""
    w, b = study.theta[place]
    phi = study.activation
    rows = []
    for x, z, a, slope in zip(INPUTS, study.z[place], study.a[place], study.slope[place], strict=True):
        sum_ = number(z)
        shown = at(phi, float(calculated(sum_) or 0))
        rows.append((
            number(x),
            in_cell(f"{number(w)} · {factor(x)} {signed(b)}", sum_),
            coloured(in_cell(f"φ({sum_})", number(a), shown[0]), MODEL),
            coloured(in_cell(f"φ′({sum_})", number(slope), shown[1]), ERROR),
            word_at(phi, float(z)),
        ))  # fmt: skip
    return (
        "The seven dots are seven inputs x. The neuron multiplies each by its weight w, adds its bias b, and passes "
        "the sum z through φ; what comes out is its output ŷ (“y hat”).\n\n"
        + table(("x", f"z = {number(w)}·x {signed(b)}", "ŷ = φ(z)", "φ′(z)", "in a word"), rows, left={4})
    )


# ---- learning with each ----------------------------------------------------------------------------

THE_WAY_BACK = (
    "x is the input, y what the neuron should say, ŷ what it says; the loss L is half the mean of (ŷ − y)². **δ** "
    "(“delta”) says how much an example's loss grows as its z grows: its error goes back through the slope, "
    "**δ = (ŷ − y) · φ′(z)**, so where the slope is 0, δ is 0, however large the error. The gradient, ∂L/∂w and ∂L/∂b "
    "(∂ is read “change of”), says how much the loss grows as w or b grows; each then moves the other way, by η times "
    "that."
)


def spacing(steps: Array) -> str:
    """Return at which steps (K,) the timeline stops, where they do not lie evenly."""
    gaps = np.diff(steps)
    if (gaps == gaps[0]).all():
        return ""
    each = int(steps[(gaps > 1).argmax()])
    return (
        f"The slider stops at each step up to {each}, then every {gaps.max()} steps, for most happens at first: its "
        "marks are evenly spaced, time is not."
    )


def gradient(learner: Learner, place: int, led: bool = False) -> str:
    """Return the table of one neuron's examples at this place, the two gradients as means, and the new w and b.

    It is the arithmetic of the update that leaves the step, or of the one that `led` to it.
    """
    run, update = learner.run, learner.update(place, led)
    x, z, guess = update.forward.a[0][:, 0], update.forward.z[1][:, 0], update.forward.a[1][:, 0]
    delta, slopes = update.backward.delta[1][:, 0], slope_at(run.net.output, z)
    slope = without_residue(update.grad, delta, x)
    moves = [
        Move(*of_one, f"{np.min(run.config.learning_rate):g}")
        for of_one in zip(update.theta, slope, update.theta_after, strict=True)
    ]
    terms = [
        (values, terms_digits(values, move.slope, move.digits))
        for values, move in zip((delta * x, delta), moves, strict=True)
    ]
    by_w, by_b = (
        worked_out_mean(values, bold(number(move.slope, move.digits), ERROR), digits)
        for (values, digits), move in zip(terms, moves, strict=True)
    )
    (_, of_product), (_, of_delta) = terms
    rows = []
    for i, y in enumerate(learner.sample.y[update.batch, 0]):
        out, rise = number(guess[i], digits_between(y, guess[i])), number(slopes[i])
        back, times_x = number(delta[i], of_delta), number(delta[i] * x[i], of_product)
        came = in_cell(f"({out} − {factor(y)}) · {rise}", back)
        rows.append((f"{x[i]:g}", f"{y:g}", coloured(out, MODEL), rise, coloured(came, ERROR),
                     in_cell(f"{back} · {x[i]:g}", times_x)))  # fmt: skip
    return "\n\n".join([
        table(("x", "y", "ŷ", "φ′(z)", "δ", "δ · x"), rows),
        _through_the_slope(run.net.output, z, slopes),
        f"∂L/∂w = mean of δ·x = {by_w}",
        f"∂L/∂b = mean of δ = {by_b}",
        *(f"{name} ← {worked_out(move.formula, bold(move.result, MODEL))}"
          for name, move in zip("wb", moves, strict=True)),
    ])  # fmt: skip


def _through_the_slope(activation: str, z: Array, slopes: Array) -> str:
    """Return in a sentence what the slopes let through to the weight."""
    n, silent = len(z), int(((z <= 0) & (slopes == 0)).sum())
    if activation == "threshold":
        return (
            "Its slope is 0 for every z (at the jump, where there is none, by convention), so every δ is 0, and so are "
            "both gradients: gradient descent has nothing to go by, and w and b never move, however wrong ŷ is. "
            "(Rosenblatt's rule of 1958 trains such neurons; it needs no slope.)"
        )
    if silent == n:
        return f"Silent on all {n} examples (z ≤ 0, so slope 0 and δ = 0): the neuron is **dead**, and stays so."
    least, most = float(slopes.min()), float(slopes.max())
    if least > 0:
        digits = digits_between(least, most)
        times = " to ".join(dict.fromkeys((number(least, digits), number(most, digits))))
        return f"No slope here is 0, so every error comes through, times {times}."
    return f"Silent on {silent} of {n} examples (z ≤ 0, so slope 0 and δ = 0); from the other {n - silent} it learns."


# ---- why bend at all -------------------------------------------------------------------------------


def stop_after(study: BendStudy, place: int) -> str:
    """Return where the timeline goes from this place where that is not the next step, and where a run has ended."""
    steps, words = study.straight.steps, []
    if study.straight.ended[place]:
        words.append(f"This run diverged: these are the last finite numbers, of step {study.straight.run.step[-1]:,}.")
    if place < len(steps) - 1 and steps[place + 1] > steps[place] + 1:
        words.append(f"The next stop on the timeline is step {steps[place + 1]:,}.")
    return " ".join(words)


def multiplying(study: BendStudy, place: int) -> str:
    """Return both layers without an activation at this place, and what they multiply out into."""
    net, theta = study.straight.run.net, study.straight.theta[place]
    (V, b), (W, c) = net.layers(theta)
    product = multiplied_out(net, theta)[1]
    return (
        f"$W_1 = {matrix(V)}$\n\n$b_1 = {matrix(b)}$\n\n"
        f"$W_2 = {matrix(W)}, \\quad b_2 = {matrix(c)}$\n\n"
        "W₁ and b₁ hold the weights and biases of the hidden layer, W₂ and b₂ those of the output:\n\n"
        "ŷ = (x·W₁ + b₁)·W₂ + b₂ = x·(W₁·W₂) + (b₁·W₂ + b₂)\n\n"
        f"$W_1 W_2 \\approx {matrix(product[:1])}, \\quad b_1 W_2 + b_2 \\approx {matrix(product[1:])}$\n\n"
        f"So both layers together are this one line: **{coloured(equation(*product), MODEL)}**."
    )


def agreement(study: BendStudy, place: int) -> str:
    """Return for a few inputs what the two layers give, what the one gives, and how far they are apart at most."""
    net, theta, X = study.straight.run.net, study.straight.theta[place], study.sample.X
    one, product = multiplied_out(net, theta)
    two, single = net.forward(theta, X).a[-1][:, 0], one.forward(product, X).a[-1][:, 0]
    size = float(np.abs(two).max())
    apart = cleared(two - single, 1 + size)
    rows = []
    for i in np.linspace(0, len(X) - 1, TABLE_ROWS).round().astype(int):
        both = number(two[i]), number(single[i])
        difference = in_cell(f"{both[0]} − {factor(single[i])}", number(apart[i], 2))
        rows.append((number(X[i, 0]), *(coloured(value, MODEL) for value in both), difference))
    largest = float(np.abs(two - single).max())
    most = up_to_rounding(largest, size)
    left = f" ({number(largest, 2)}, where ŷ goes up to {number(size)})" if largest else ""
    return table(("x", "two layers", "one layer", "difference"), rows) + (
        f"\n\nThe largest difference on all {len(X)} examples is **{most}**{left}."
    )
