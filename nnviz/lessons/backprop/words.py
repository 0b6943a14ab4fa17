"""The arithmetic of backpropagation in words and tables, as Markdown."""

import numpy as np

from nnviz.core import ACTIVATIONS, LOSSES, Array, central_difference
from nnviz.figures.network import Link, Neuron, biases_of, link_names, links, names, neurons, weights_of
from nnviz.figures.numbers import number
from nnviz.figures.palette import ERROR, MODEL
from nnviz.figures.text import bold, coloured, table
from nnviz.lessons.backprop.study import Walk
from nnviz.lessons.backprop.training import Training
from nnviz.lessons.backprop.view import View

H = 1e-5


def neuron_forward(walk: Walk, round_: int) -> str:
    """Return how the chosen neuron's z and a come about: every weight, what it meets, and the bias."""
    view = View.of(walk, round_)
    terms, z, a = view.into(walk.neuron), view.z(walk.neuron), view.a(walk.neuron)
    rows = (
        (name, coloured(w, MODEL), number(value), number(w * value))
        for name, w, value in zip(*terms, strict=True)
    )  # fmt: skip
    return table(("from", "weight w", "its output a", "w · a"), rows, left={0}) + (
        f"\n\n{z.letters} = {z.brief} = **{number(z.value)}**"
        f"\n\n{a.letters} = {a.brief} = **{number(a.value)}**{a.more}"
    )


def neuron_backward(walk: Walk, round_: int) -> str:
    """Return how the chosen neuron's δ comes about, every factor with where it is from."""
    view, neuron = View.of(walk, round_), walk.neuron
    delta = view.delta(neuron)
    result = f"{delta.letters} = {delta.brief} = {bold(delta.value, ERROR)}"
    if view.activation(neuron).is_joint:
        loss = LOSSES[walk.run.config.loss].title
        return (
            f"Each output depends on every z of its layer. With the loss “{loss}” all that comes to the answer "
            f"less the target:\n\n{result}"
        )
    if neuron.layer == view.last:
        output = view.name[neuron]
        came = f"∂loss/∂{output} = {coloured(view.loss_slope(neuron), ERROR)}: how the loss grows with {output}"
    else:
        back = view.out_of(neuron)
        rows = (
            (name, coloured(w, MODEL), coloured(error, ERROR), number(w * error))
            for name, w, error in zip(*back, strict=True)
        )  # fmt: skip
        came = table(("to", "weight w", "its error δ", "w · δ"), rows, left={0})
        came += f"\n\nWhat comes back: Σ w·δ = {number(back.total)}"
    return f"{came}\n\n{_slope(view, neuron)}\n\n{result}"


def _slope(view: View, neuron: Neuron) -> str:
    """Return φ′(z), and what it means where it is zero."""
    slope = view.slope(neuron)
    said = f"φ′(z) = φ′({number(view.values(neuron)[0])}) = {number(slope)}"
    if slope == 0:
        said += ". **The slope is zero: no error passes here, and nothing is learned from this example.**"
    return said


def link_gradient(walk: Walk, round_: int) -> str:
    """Return the chosen link's gradient as the mean of δ·a over the examples, and its update."""
    view, (layer, source, target) = View.of(walk, round_), walk.link
    start, end = view.name[Neuron(layer - 1, source)], view.name[Neuron(layer, target)]
    rows = []
    for i, (delta, a) in enumerate(zip(*view.products(walk.link), strict=True)):
        mark = "**" if i == walk.example else ""
        rows.append((f"{mark}{i + 1}{mark}", coloured(delta, ERROR), number(a), number(delta * a)))
    gradient, new = view.gradient(walk.link), view.new_weight(walk.link)
    old = coloured(view.of_link(walk.link)[0], MODEL)
    return table(("example", f"δ of {end}", f"a of {start}", "δ · a"), rows) + (
        f"\n\nThe gradient is their mean: {gradient.letters} = {bold(gradient.value, ERROR)}"
        f"\n\n{new.letters} = {old} − {new.brief} = {bold(new.value, MODEL)}"
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
    differences = central_difference(net, update.theta, walk.sample.X, walk.sample.y, walk.run.config.loss, H)
    both = (update.backward.grad, differences)
    rows = [
        (label, coloured(number(g, 6), ERROR), number(d, 6), number(float(relative_error(np.array(g), np.array(d))), 2))
        for label, g, d in _checked(walk, *both)
    ]
    worst = float(relative_error(*both).max())
    said = f"\n\nThe largest relative error of all {net.n_parameters}: **{number(worst, 2)}**"
    if worst > 1e-4 and at_kink(walk, round_):
        said += (
            ". A neuron stands exactly at the kink of φ, where no slope exists: backpropagation takes 0 there, "
            "and a nudge sees a little of both sides."
        )
    return table(("", "backpropagation", "nudged by ±h", "relative error"), rows, left={0}) + said


def _checked(walk: Walk, grad: Array, differences: Array) -> list[tuple[str, float, float]]:
    """Return what a gradient and its check say of the chosen link, and of all weights and the bias of the neuron."""
    net, there = walk.run.net, links(walk.run.net.sizes)
    n_in, labels = net.sizes[0], link_names(net.sizes)
    weights, biases = ([of(net, values) for values in (grad, differences)] for of in (weights_of, biases_of))
    places = [i for i, link in enumerate(there) if link == walk.link]
    places += [i for i, link in enumerate(there) if link != walk.link and _leads_to(link, walk.neuron)]
    at = neurons(net.sizes).index(walk.neuron)
    return [
        *((labels[i], weights[0][i], weights[1][i]) for i in places),
        (f"bias of {names(net.sizes)[at]}", biases[0][at - n_in], biases[1][at - n_in]),
    ]


def _leads_to(link: Link, neuron: Neuron) -> bool:
    return (link.layer, link.target) == neuron


def other_loss(study: Walk | Training) -> str | None:
    """Return the sentence that says which loss a run uses in place of the one chosen, or None where it is that one."""
    used, wanted = study.run.config.loss, study.loss_wanted
    if used == wanted:
        return None
    return (
        f"{LOSSES[wanted].title} needs every target to be from 0 to 1, and here some are not. "
        f"So this run uses the loss “{LOSSES[used].title}”."
    )
