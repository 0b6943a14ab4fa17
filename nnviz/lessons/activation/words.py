"""The arithmetic of the activation functions in words and numbers, and the questions about what will become of them."""

import numpy as np

from nnviz.core import ACTIVATIONS, multiplied_out
from nnviz.figures.numbers import number, signed
from nnviz.figures.palette import ERROR, MODEL
from nnviz.figures.text import bold, coloured, equation, matrix, mean, table
from nnviz.lessons import Question
from nnviz.lessons.activation.functions import FLAT, at, slope_at, title, word_at
from nnviz.lessons.activation.learner import Learner
from nnviz.lessons.activation.study import INPUTS, BendStudy, KindStudy, ShapeStudy

WORDS = {
    "alive": "the slope is large enough to learn with",
    "saturated": "φ has levelled off: an error hardly reaches the weight",
    "dead": "the slope is exactly 0: no error reaches the weight at all",
    "leaking": "a small slope that never ends: an error still trickles through",
    "turning": "φ turns round here, so the slope passes through 0",
}
TABLE_ROWS = 6


# ---- the shapes ------------------------------------------------------------------------------------


def chosen(activation: str, z: float) -> str:
    """Return φ and φ' at one z: both formulas, both numbers, and what they mean for learning."""
    entry, (value, slope), word = ACTIVATIONS[activation], at(activation, z), word_at(activation, z)
    return (
        f"**{entry.title}**, at z = {number(z)}:\n\n"
        f"{entry.formula}, so φ({number(z)}) = {bold(value, MODEL)}\n\n"
        f"{entry.slope_formula}{', where a = φ(z)' if 'a' in entry.slope_formula else ''}, "
        f"so φ′({number(z)}) = {bold(slope, ERROR)}\n\n"
        f"**{word.capitalize()}**: {WORDS[word]}. (Flat here means |φ′(z)| < {FLAT:g}.)\n\n"
        f"Where it comes from: {entry.source}."
    )


def inputs(study: ShapeStudy, place: int) -> str:
    """Return the table of the seven inputs with the weight and bias at this place."""
    w, b = study.theta[place]
    numbers = zip(INPUTS, study.z[place], study.a[place], study.slope[place], strict=True)
    rows = (
        (number(x), number(z), coloured(a, MODEL), coloured(slope, ERROR), word_at(study.activation, float(z)))
        for x, z, a, slope in numbers
    )
    return table(("x", f"z = {number(w)}·x {signed(b)}", "ŷ = φ(z)", "φ′(z)", ""), rows, left={4})


def shape_question(study: ShapeStudy) -> Question:
    """Ask what the end of the sweep does to the inputs; the answer is counted there."""
    count, all_of = int(study.n_flat[-1]), len(INPUTS)
    w, b = study.theta[-1]
    z = f"from {number(study.z[-1].min())} to {number(study.z[-1].max())}"
    return Question(
        f"At the end of the timeline, with w = {number(w)} and b = {number(b)}: on how many of the {all_of} inputs "
        f"will the slope of {title(study.activation)} be nearly zero, so that the neuron hardly learns from them?",
        ("None of them", "Some, but fewer than half", "More than half", "All of them"),
        0 if count == 0 else 3 if count == all_of else 1 if count < all_of / 2 else 2,
        f"It is {count} of {all_of}: their z = w·x + b then lies {z}, and the flat parts are shaded.",
    )


# ---- learning with each ----------------------------------------------------------------------------


def gradient(learner: Learner, place: int) -> str:
    """Return the table of one neuron's examples at this place, the two gradients as means, and the new w and b."""
    run, update = learner.run, learner.update(place)
    x, z, guess = update.forward.a[0][:, 0], update.forward.z[1][:, 0], update.forward.a[1][:, 0]
    delta, slopes = update.backward.delta[1][:, 0], slope_at(run.net.output, z)
    rows = (
        (f"{x[i]:g}", f"{y:g}", coloured(guess[i], MODEL), number(slopes[i]), coloured(delta[i], ERROR))
        for i, y in enumerate(learner.sample.y[update.batch, 0])
    )
    (w, b), (new_w, new_b), (by_w, by_b) = update.theta, update.theta_after, update.grad
    rate = f"{float(np.min(run.config.learning_rate)):g}"
    return (
        table(("x", "y", "ŷ", "φ′(z)", "δ"), rows)
        + f"\n\n∂L/∂w = mean of δ·x = {mean(delta * x)} = {bold(by_w, ERROR)}"
        f"\n\n∂L/∂b = mean of δ = {mean(delta)} = {bold(by_b, ERROR)}"
        f"\n\nw ← {number(w)} − {rate} · ({number(by_w)}) = {bold(new_w, MODEL)}, "
        f"b ← {number(b)} − {rate} · ({number(by_b)}) = {bold(new_b, MODEL)}"
    )


def kind_question(study: KindStudy) -> Question:
    """Ask what becomes of the ReLU neuron; the answer is read off its run, at all its recorded steps."""
    run = study.learners[-1].run
    relu = Learner(run, study.sample, run.step)
    gone, (w, b) = relu.dead, relu.theta[0]
    if gone[0]:
        why = "Already at the start its z is 0 or less for all examples, so its gradient is exactly 0."
    elif gone[-1]:
        why = f"From step {int(run.step[gone.argmax()])} on its z is 0 or less for all examples: gradient exactly 0."
    else:
        first, last = relu.losses[[0, -1]]
        why = f"Some examples keep a z above 0, and its loss goes from {number(first)} to {number(last)}."
    return Question(
        f"All three start with w = {number(w)} and b = {number(b)}. What becomes of the ReLU neuron?",
        ("It keeps learning", "It dies on the way", "It is dead from the start"),
        2 if gone[0] else 1 if gone[-1] else 0,
        why,
    )


# ---- why bend at all -------------------------------------------------------------------------------


def multiplying(study: BendStudy, place: int) -> str:
    """Return both layers without an activation at this place, and what they multiply out into."""
    net, theta = study.straight.run.net, study.straight.theta[place]
    (V, b), (W, c) = net.layers(theta)
    product = multiplied_out(net, theta)[1]
    return (
        f"$W_1 = {matrix(V)}$\n\n$b_1 = {matrix(b)}$\n\n"
        f"$W_2 = {matrix(W)}, \\quad b_2 = {matrix(c)}$\n\n"
        "ŷ = (x·W₁ + b₁)·W₂ + b₂ = x·(W₁·W₂) + (b₁·W₂ + b₂)\n\n"
        f"$W_1 W_2 = {matrix(product[:1])}, \\quad b_1 W_2 + b_2 = {matrix(product[1:])}$\n\n"
        f"So both layers together are this one line: **{coloured(equation(*product), MODEL)}**"
    )


def agreement(study: BendStudy, place: int) -> str:
    """Return for a few inputs what the two layers give, what the one gives, and how far they are apart at most."""
    net, theta, X = study.straight.run.net, study.straight.theta[place], study.sample.X
    one, product = multiplied_out(net, theta)
    two, single = net.forward(theta, X).a[-1][:, 0], one.forward(product, X).a[-1][:, 0]
    rows = (
        (number(X[i, 0]), coloured(two[i], MODEL), coloured(single[i], MODEL), number(two[i] - single[i], 2))
        for i in np.linspace(0, len(X) - 1, TABLE_ROWS).round().astype(int)
    )
    return table(("x", "two layers", "one layer", "difference"), rows) + (
        f"\n\nThe largest difference on all {len(X)} examples is **{number(np.abs(two - single).max(), 2)}**: "
        "nothing but rounding."
    )


def bend_question(study: BendStudy) -> Question:
    """Ask how much the bends will help; the answer is the quotient of the two losses at the end."""
    without, with_relu = (float(learner.losses[-1]) for learner in (study.straight, study.bent))
    ratio = without / max(with_relu, 1e-12)
    return Question(
        f"Both start from the same weights. After {study.straight.steps[-1]} steps, how does the loss with ReLU "
        "compare with the loss without an activation?",
        ("About the same, or worse", "Smaller, but more than a tenth", "Less than a tenth"),
        0 if ratio < 1.25 else 1 if ratio <= 10 else 2,
        f"Without: {number(without)}. With ReLU: {number(with_relu)}. Whatever their weights, the layers without an "
        f"activation are one straight line, and the best of all lines has a loss of {number(study.answer.loss)}.",
    )
