"""The arithmetic of the activation functions' page, as Streamlit's Markdown; each number comes from the run."""

import numpy as np

from nnviz.core import ACTIVATIONS, Array, Run, Update, multiplied_out
from nnviz.figures.activation import FLAT, INPUTS, Sweep, at, slope_at, word_at
from nnviz.figures.arithmetic import coloured, mean
from nnviz.figures.line import equation
from nnviz.figures.numbers import number, signed
from nnviz.figures.palette import ERROR, MODEL

WORDS = {
    "alive": "the slope is large enough to learn with",
    "saturated": "φ has levelled off: an error hardly reaches the weight",
    "dead": "the slope is exactly 0: no error reaches the weight at all",
    "leaking": "a small slope that never ends: an error still trickles through",
    "turning": "φ turns round here, so the slope passes through 0",
}


def chosen(activation: str, z: float) -> str:
    """Return φ and φ' at one z: both formulas, both numbers, and what they mean for learning."""
    entry, (value, slope), word = ACTIVATIONS[activation], at(activation, z), word_at(activation, z)
    return (
        f"**{entry.title}**, at z = {number(z)}:\n\n"
        f"{entry.formula}, so φ({number(z)}) = {coloured(f'**{number(value)}**', MODEL)}\n\n"
        f"{entry.slope_formula}{', where a = φ(z)' if 'a' in entry.slope_formula else ''}, "
        f"so φ′({number(z)}) = {coloured(f'**{number(slope)}**', ERROR)}\n\n"
        f"**{word.capitalize()}**: {WORDS[word]}. (Flat here means |φ′(z)| < {FLAT:g}.)\n\n"
        f"Where it comes from: {entry.source}."
    )


def inputs(sweep: Sweep, k: int) -> str:
    """Return the table of the seven inputs with the weight and bias of place k."""
    w, b = sweep.theta[k]
    rows = [f"| x | z = {number(w)}·x {signed(b)} | ŷ = φ(z) | φ′(z) | |", "|--:|--:|--:|--:|:--|"]
    for x, z, a, slope in zip(INPUTS, sweep.z[k], sweep.a[k], sweep.slope[k], strict=True):
        cells = (number(x), number(z), coloured(number(a), MODEL), coloured(number(slope), ERROR))
        rows.append(f"| {' | '.join(cells)} | {word_at(sweep.activation, float(z))} |")
    return "\n".join(rows)


def gradient(run: Run, update: Update, y: Array) -> str:
    """Return the table of one neuron's examples, the two gradients as means, and the new w and b."""
    x, z, guess = update.forward.a[0][:, 0], update.forward.z[1][:, 0], update.forward.a[1][:, 0]
    delta, slopes = update.backward.delta[1][:, 0], slope_at(run.net.activations[0], z)
    rows = ["| x | y | ŷ | φ′(z) | δ |", "|--:|--:|--:|--:|--:|"]
    for i, target in enumerate(y[update.batch, 0]):
        cells = (f"{x[i]:g}", f"{target:g}", coloured(number(guess[i]), MODEL),
                 number(slopes[i]), coloured(number(delta[i]), ERROR))  # fmt: skip
        rows.append(f"| {' | '.join(cells)} |")
    (w, b), (new_w, new_b), (by_w, by_b) = update.theta, update.theta_after, update.grad
    rate = f"{float(np.min(run.config.learning_rate)):g}"
    return "\n".join(rows) + (
        f"\n\n∂L/∂w = mean of δ·x = {mean(delta * x)} = {coloured(f'**{number(by_w)}**', ERROR)}"
        f"\n\n∂L/∂b = mean of δ = {mean(delta)} = {coloured(f'**{number(by_b)}**', ERROR)}"
        f"\n\nw ← {number(w)} − {rate} · ({number(by_w)}) = {coloured(f'**{number(new_w)}**', MODEL)}, "
        f"b ← {number(b)} − {rate} · ({number(by_b)}) = {coloured(f'**{number(new_b)}**', MODEL)}"
    )


def matrix(values: Array) -> str:
    """Return a matrix (rows, columns) or a vector (columns,) with its numbers, as LaTeX."""
    body = r" \\ ".join(" & ".join(number(v) for v in row) for row in np.atleast_2d(values))
    size = r"\footnotesize " if np.shape(values)[-1] > 4 else ""
    return rf"{size}\begin{{pmatrix}} {body} \end{{pmatrix}}"


def multiplying(run: Run, k: int) -> str:
    """Return both layers of a network without an activation at place k of its run, and what they multiply out into."""
    theta = run.theta[min(k, len(run.theta) - 1)]
    (V, b), (W, c) = run.net.layers(theta)
    product = multiplied_out(run.net, theta)[1]
    return (
        f"$W_1 = {matrix(V)}$\n\n$b_1 = {matrix(b)}$\n\n"
        f"$W_2 = {matrix(W)}, \\quad b_2 = {matrix(c)}$\n\n"
        "ŷ = (x·W₁ + b₁)·W₂ + b₂ = x·(W₁·W₂) + (b₁·W₂ + b₂)\n\n"
        f"$W_1 W_2 = {matrix(product[:1])}, \\quad b_1 W_2 + b_2 = {matrix(product[1:])}$\n\n"
        f"So both layers together are this one line: **{coloured(equation(*product), MODEL)}**"
    )


def agreement(run: Run, k: int, X: Array) -> str:
    """Return for a few inputs what the two layers give, what the one gives, and how far they are apart at most."""
    theta = run.theta[min(k, len(run.theta) - 1)]
    one, product = multiplied_out(run.net, theta)
    two = run.net.forward(theta, X).a[-1][:, 0]
    single = one.forward(product, X).a[-1][:, 0]
    rows = ["| x | two layers | one layer | difference |", "|--:|--:|--:|--:|"]
    for i in np.linspace(0, len(X) - 1, 6).round().astype(int):
        cells = (number(X[i, 0]), *(coloured(number(v), MODEL) for v in (two[i], single[i])),
                 number(two[i] - single[i], 2))  # fmt: skip
        rows.append(f"| {' | '.join(cells)} |")
    return "\n".join(rows) + (
        f"\n\nThe largest difference on all {len(X)} examples is **{number(np.abs(two - single).max(), 2)}**: "
        "nothing but rounding."
    )
