"""The arithmetic of backpropagation in words and tables, as Streamlit's Markdown, and the questions it answers."""

import numpy as np

from nnviz.core import ACTIVATIONS, Array, central_difference
from nnviz.figures.arithmetic import coloured
from nnviz.figures.blame import Training
from nnviz.figures.formulas import View, factor
from nnviz.figures.network import Neuron, biases_of, layer_name, link_names, name_of, names, weights_of
from nnviz.figures.numbers import number, signed
from nnviz.figures.palette import ERROR, MODEL, Colour
from nnviz.figures.phases import Walk

H = 1e-5


def view_of(walk: Walk, round_: int) -> View:
    """Return the training step `round_` (from 0) seen from the chosen example."""
    return View(walk.run, walk.updates[round_], walk.y, walk.example)


def _coloured(value: float, colour: Colour) -> str:
    return coloured(number(value), colour)


def _bold(value: float, colour: Colour) -> str:
    return coloured(f"**{number(value)}**", colour)


def neuron_forward(walk: Walk, round_: int) -> str:
    """Return how the chosen neuron's z and a come about: every weight, what it meets, and the bias."""
    view, neuron = view_of(walk, round_), walk.neuron
    name = name_of(walk.run.net.sizes)
    w, a, bias = view.into(neuron)
    rows = ["| from | weight w | its output a | w · a |", "|:--|--:|--:|--:|"]
    for i in range(len(w)):
        source = name[Neuron(neuron.layer - 1, i)]
        rows.append(f"| {source} | {_coloured(w[i], MODEL)} | {number(a[i])} | {number(w[i] * a[i])} |")
    z, output, _ = view.values(neuron)
    return "\n".join(rows) + (
        f"\n\nz = Σ w·a + b = {number(z - bias)} {signed(bias)} = **{number(z)}**"
        f"\n\na = φ(z) = **{number(output)}**, with {view.phi(neuron)}"
    )


def neuron_backward(walk: Walk, round_: int) -> str:
    """Return how the chosen neuron's δ comes about, every factor with where it is from."""
    view, neuron, sizes = view_of(walk, round_), walk.neuron, walk.run.net.sizes
    slope, delta = view.slope(neuron), view.values(neuron)[2]
    bend = f"φ′(z) = φ′({number(view.values(neuron)[0])}) = {number(slope)}"
    if slope == 0:
        bend += ". **The slope is zero: no error passes here, and nothing is learned from this example.**"
    if neuron.layer == len(sizes) - 1:
        return (
            f"∂loss/∂ŷ = {_coloured(view.loss_slope(), ERROR)}: how the loss grows with ŷ\n\n{bend}\n\n"
            f"δ = ∂loss/∂ŷ · φ′(z) = {factor(view.loss_slope())} · {factor(slope)} = {_bold(delta, ERROR)}"
        )
    name = name_of(sizes)
    w, deltas = view.out_of(neuron)
    rows = ["| to | weight w | its error δ | w · δ |", "|:--|--:|--:|--:|"]
    for j in range(len(w)):
        target = name[Neuron(neuron.layer + 1, j)]
        rows.append(
            f"| {target} | {_coloured(w[j], MODEL)} | {_coloured(deltas[j], ERROR)} | {number(w[j] * deltas[j])} |"
        )
    total = number(float(w @ deltas))
    return "\n".join(rows) + (
        f"\n\nWhat comes back: Σ w·δ = {total}\n\n{bend}\n\n"
        f"δ = (Σ w·δ) · φ′(z) = {factor(float(w @ deltas))} · {factor(slope)} = {_bold(delta, ERROR)}"
    )


def link_gradient(walk: Walk, round_: int) -> str:
    """Return the chosen link's gradient as the mean of δ·a over the examples, and its update."""
    view, (layer, source, target) = view_of(walk, round_), walk.link
    name = name_of(walk.run.net.sizes)
    start, end = name[Neuron(layer - 1, source)], name[Neuron(layer, target)]
    deltas, values = view.products(walk.link)
    rows = [f"| example | δ of {end} | a of {start} | δ · a |", "|--:|--:|--:|--:|"]
    for i in range(len(deltas)):
        mark = "**" if i == walk.example else ""
        cells = (f"{mark}{i + 1}{mark}", _coloured(deltas[i], ERROR), number(values[i]), number(deltas[i] * values[i]))
        rows.append(f"| {' | '.join(cells)} |")
    old, grad, new = view.of_link(walk.link)
    rate = number(float(np.min(walk.run.config.learning_rate)))
    return "\n".join(rows) + (
        f"\n\nThe gradient is their mean: ∂C/∂w = {_bold(grad, ERROR)}"
        f"\n\nw ← w − η · ∂C/∂w = {_coloured(old, MODEL)} − {rate} · {factor(grad)} = {_bold(new, MODEL)}"
    )


def relative_error(left: Array, right: Array) -> Array:
    """Return |left − right| in proportion to the larger of the two, but at least to 10⁻⁶.

    Differences carry a rounding error of about 10⁻¹¹, against which a gradient that is nearly zero says nothing.
    """
    larger = np.maximum(np.abs(left), np.abs(right))
    error: Array = np.abs(left - right) / np.maximum(larger, 1e-6)
    return error


def at_kink(walk: Walk, round_: int) -> bool:
    """Return whether a neuron's z lies within h of a kink of its activation, where no derivative exists."""
    update, net = walk.updates[round_], walk.run.net
    layers = zip(update.forward.z[1:], net.activations, strict=True)
    return any((np.abs(z - kink) <= H).any() for z, name in layers for kink in ACTIVATIONS[name].kinks)


def gradient_check(walk: Walk, round_: int) -> str:
    """Return backpropagation's gradients beside central differences: of the link, and of all into the neuron."""
    update, net = walk.updates[round_], walk.run.net
    differences = central_difference(net, update.theta, walk.X, walk.y, walk.run.config.loss, H)
    both = (update.backward.grad, differences)
    weights, biases = ([of(net, g) for g in both] for of in (weights_of, biases_of))
    labels, drawing = link_names(net.sizes), walk.drawing
    chosen = [walk.link, *(k for k in drawing.links if k != walk.link and (k.layer, k.target) == walk.neuron)]
    picked = [(labels[i], weights[0][i], weights[1][i]) for i in map(drawing.links.index, chosen)]
    at = drawing.neurons.index(walk.neuron)
    picked.append((f"bias of {names(net.sizes)[at]}", *(b[at - net.sizes[0]] for b in biases)))
    rows = ["| | backpropagation | nudged by ±h | relative error |", "|:--|--:|--:|--:|"]
    for label, g, d in picked:
        error = float(relative_error(np.array(g), np.array(d)))
        rows.append(f"| {label} | {coloured(number(g, 6), ERROR)} | {number(d, 6)} | {number(error, 2)} |")
    worst = float(relative_error(*both).max())
    said = f"\n\nThe largest relative error of all {net.n_parameters}: **{number(worst, 2)}**"
    if worst > 1e-4 and at_kink(walk, round_):
        said += (
            ". A neuron stands exactly at the kink of φ, where no slope exists: backpropagation takes 0 there, "
            "and a nudge sees a little of both sides."
        )
    return "\n".join(rows) + said


def blame_table(training: Training, k: int) -> str:
    """Return each neuron's mean |δ| at place k of the timeline, at the start, and on average until then."""
    rows = ["| neuron | at the start | now | mean so far |", "|:--|--:|--:|--:|"]
    for i, name in enumerate(training.names):
        blame = training.blame[: k + 1, i]
        rows.append(f"| {name} | {number(blame[0])} | {_bold(blame[k], ERROR)} | {number(blame.mean())} |")
    return "\n".join(rows)


def reading_blame(training: Training, k: int) -> str:
    """Return what the strips show, with this training's own numbers by layer until place k of the timeline."""
    sizes, means = training.run.net.sizes, training.blame[: k + 1].mean(axis=0)
    ends = np.cumsum(sizes[1:])
    layers = [f"{layer_name(sizes, k)} {number(means[end - sizes[k] : end].mean())}" for k, end in enumerate(ends, 1)]
    n = len(training.X)
    return (
        f"Each row is a neuron, each column a step. The colour is the mean of |δ| over all {n} examples: how much "
        "of the error was handed to this neuron. Deep colour means: a change of its z would have changed the loss "
        f"much.\n\nAveraged over the training so far, by layer: {', '.join(layers)}. On the way back each layer "
        "multiplies by its weights and by φ′(z). Where these slopes are small, as with a sigmoid, little is left for "
        "the first layer: the gradient **vanishes**.\n\n"
        f"The loss C was {number(training.losses[0])} at the start and is {_bold(training.losses[k], ERROR)} now."
    )
