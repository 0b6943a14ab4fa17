"""The check of every gradient without calculus: nudge a number up and down, and see how the loss changes."""

import math

import numpy as np

from nnviz.core import ACTIVATIONS, Array, central_difference
from nnviz.figures.network import Link, Neuron, biases_of, link_names, links, names, neurons, weights_of
from nnviz.figures.numbers import calculated, number
from nnviz.figures.palette import ERROR
from nnviz.figures.text import coloured, in_cell, table
from nnviz.lessons.backprop.study import Walk

H = 1e-5
SEEN = 1e-4
"""From which relative error on a reason is given for it."""
EPSILON = float(np.finfo(np.float64).eps)
"""A computer's number is rounded to a share of itself of this size: it has about sixteen digits."""
TINY = 1e-300
"""Below this an answer ŷ is taken for the least there is, and its −ln ŷ no longer changes."""
FAULT = ". That says nothing against the gradient, nor for it, for here the nudging is inexact: "


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
    rows = [(label, *_row(g, d)) for label, g, d in _checked(walk, *both)]
    said = (
        f"\n\nThe largest relative error of all {net.n_parameters}: **{number(float(relative_error(*both).max()), 2)}**"
    )
    return table(("of", "backprop", "nudged", "error"), rows, left={0}) + said + _reason(walk, round_, differences)


def _row(gradient: float, difference: float) -> tuple[str, str, str]:
    """Return a gradient, its check and their relative error as cells, with "≈" where the digits shown tell another."""
    shown = number(gradient, 6), number(difference, 6)
    error, by_hand = (
        float(relative_error(*map(np.array, pair)))
        for pair in ((gradient, difference), [float(calculated(text) or 0) for text in shown])
    )
    return coloured(shown[0], ERROR), shown[1], in_cell("", number(error, 2), by_hand)


def _reason(walk: Walk, round_: int, differences: Array) -> str:
    """Return why the largest error is as large as it is, where it is larger than what calculus and h would leave."""
    grad = walk.updates[round_].backward.grad
    errors = relative_error(grad, differences)
    worst = int(errors.argmax())
    if errors[worst] <= SEEN:
        return ""
    if at_kink(walk, round_):
        return (
            ". A neuron stands at the kink of φ, where no slope exists: backpropagation takes 0 there, and a nudge "
            "sees a little of both sides."
        )
    if near := _near_the_wrong_end(walk, round_):
        return FAULT + near
    size = max(abs(float(grad[worst])), abs(float(differences[worst])))
    return _digits_left(_mean_loss(walk, round_), 2 * H * size, errors[worst])


def _digits_left(loss: float, difference: float, error: float) -> str:
    """Return how many digits a difference of two losses has left, where rounding is the reason for its error.

    A loss is rounded by about ε = 2·10⁻¹⁶ of itself, and some of that is rounded again on its way through the layers.
    """
    share = EPSILON * loss / difference
    if 30 * max(share, EPSILON * loss / (2 * H * 1e-6)) < error and share < 1:
        return ""
    left = max(math.floor(-math.log10(share)), 0)
    have = {0: "none is", 1: "one is"}.get(left, f"about {left} are")
    return (
        f"{FAULT}the losses that are subtracted are about {number(loss)} each, "
        f"and should differ by only {number(difference, 2)}. A computer keeps about 16 digits of a number: of these, "
        f"{have} left for the difference."
    )


def _mean_loss(walk: Walk, round_: int) -> float:
    sample, run = walk.sample, walk.run
    return float(run.net.loss(walk.updates[round_].theta, sample.X, sample.y, run.config.loss))


def _near_the_wrong_end(walk: Walk, round_: int) -> str:
    """Return what a cross-entropy that is computed of an answer near the wrong one of 0 and 1 loses, or nothing.

    Of a ŷ near 1 a computer knows 1 − ŷ to 2·10⁻¹⁶ and no better; a ŷ near 0 it knows well, until it is the least.
    """
    answers, y = walk.updates[round_].forward.a[-1], walk.sample.y
    if walk.run.config.loss != "bce":
        return ""
    if ((answers < TINY) & (y > 0)).any():
        return "an answer ŷ is so near to 0 that −ln ŷ is the largest that is computed, and no nudge changes it."
    if np.mean((1 - y) / (1 - answers)) > _mean_loss(walk, round_):
        return (
            "the loss is computed of 1 − ŷ, and where ŷ is close to 1, fewer than a computer's 16 digits are left of "
            "that: too few to show what a nudge changes."
        )
    return ""


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
        (f"b of {names(net.sizes)[at]}", biases[0][at - n_in], biases[1][at - n_in]),
    ]


def _leads_to(link: Link, neuron: Neuron) -> bool:
    return (link.layer, link.target) == neuron
