"""What is known at each stop of a walk: when every number comes, what it is, and how it is written."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from nnviz.core import ACTIVATIONS, LOSSES, Array
from nnviz.figures.network import biases_of, links, names, neurons, numbered, weights_of
from nnviz.figures.numbers import number
from nnviz.lessons.backprop.study import Walk

Words = NDArray[np.object_]


class Known:
    """What is known at each stop: places of phases, and the values (rounds, neurons or links) they brought."""

    def __init__(self, walk: Walk) -> None:
        """Look up all values of the walk, and when each becomes known."""
        self.walk, self.sizes = walk, walk.run.net.sizes
        n_layers = len(self.sizes) - 1
        each = [(stop.phase, stop.layer) for stop in walk.stops if stop.round == 0]
        self.round = np.array([stop.round for stop in walk.stops])
        self.place = np.arange(len(walk.stops)) % len(each)
        self.layer = np.array([neuron.layer for neuron in neurons(self.sizes)])
        self.when = {
            "z": np.array([0, *(each.index(("z", k)) for k in range(1, n_layers + 1))])[self.layer],
            "a": np.array([0, *(each.index(("a", k)) for k in range(1, n_layers + 1))])[self.layer],
            "delta": np.array([len(each), *(each.index(("delta", k)) for k in range(1, n_layers + 1))])[self.layer],
        }
        self.loss_at, self.gradient_at = each.index(("loss", n_layers)), each.index(("gradient", 0))
        self.update_at = len(each) - 1
        self.values = {
            "z": np.stack([walk.of_neurons(u.forward.z) for u in walk.updates]),
            "a": np.stack([walk.of_neurons(u.forward.a) for u in walk.updates]),
            "delta": np.stack([walk.of_neurons(u.backward.delta) for u in walk.updates]),
        }
        self.theta = np.stack([u.theta for u in walk.updates])
        self.grad = walk.gradients
        self.after = np.stack([u.theta_after for u in walk.updates])

    def known(self, what: str) -> NDArray[np.bool_]:
        """Return at which stops which neurons have their "z", "a" or "delta" (stops, neurons)."""
        return np.asarray(self.place[:, None] >= self.when[what])

    def computed(self) -> NDArray[np.bool_]:
        """Return at which stops which neurons are being computed (stops, neurons)."""
        now = [self.place[:, None] == self.when[what] for what in ("z", "a", "delta")]
        return np.asarray(now[0] | now[1] | now[2])

    def phase(self, theta: Any, grad: Any, after: Any) -> Any:
        """Return (stops, n): of three (rounds, n), the one whose phase it is: before, the gradients', the update's."""
        before = (self.place < self.gradient_at)[:, None]
        updated = (self.place == self.update_at)[:, None]
        return np.where(before, theta[self.round], np.where(updated, after[self.round], grad[self.round]))


def link_values(known: Known) -> Array:
    """Return what is on the links (stops, links): weights, then gradients, then the changed weights."""
    net = known.walk.run.net
    values: Array = known.phase(*(weights_of(net, t) for t in (known.theta, known.grad, known.after)))
    return values


def active_links(known: Known) -> NDArray[np.bool_]:
    """Return which links are at work at which stops (stops, links)."""
    into = np.array([link.layer for link in links(known.sizes)])
    at_work = {"z": 0, "delta": 1}  # δ comes to a layer through the links that leave it
    return np.stack(
        [
            (into == stop.layer + at_work[stop.phase])
            if stop.phase in at_work
            else np.full(len(into), stop.phase in ("gradient", "update"))
            for stop in known.walk.stops
        ]
    )


def link_texts(known: Known) -> Words:
    """Return the numbers on the links (stops, links): a gradient is marked as one, those one layer works with bold."""
    net = known.walk.run.net
    theta, grad, after = (weights_of(net, t) for t in (known.theta, known.grad, known.after))
    words = known.phase(_written(theta), _written(grad, "∂ "), _written(after))
    bold = active_links(known) & (known.place < known.gradient_at)[:, None]
    marked: Words = np.where(bold, "<b>" + words + "</b>", words)
    return marked


def neuron_texts(known: Known) -> Words:
    """Return what stands in the neurons (stops, neurons): z, a and δ, each from its phase on, the newest bold."""
    lines = []
    for what, letter in (("z", "z "), ("a", "a "), ("delta", "δ ")):
        words = _written(known.values[what], letter)[known.round]
        words = np.where(known.place[:, None] == known.when[what], "<b>" + words + "</b>", words)
        lines.append(np.where(known.known(what), words, " "))
    inputs = _written(known.values["a"])[known.round]
    return np.where(known.layer == 0, inputs, lines[0] + "<br>" + lines[1] + "<br>" + lines[2])


def flat(known: Known) -> NDArray[np.bool_]:
    """Return whether the slope φ′(z) of each neuron is exactly zero (rounds, neurons).

    Inputs have no slope, and neither has an output whose activation is a joint one: it has one by every z.
    """
    net, walk = known.walk.run.net, known.walk
    zero = np.zeros(known.values["z"].shape, dtype=bool)
    for r, update in enumerate(walk.updates):
        for layer, kind in enumerate((ACTIVATIONS[name] for name in net.activations), 1):
            if not kind.is_joint:
                z, a = (values[layer][[walk.example]] for values in (update.forward.z, update.forward.a))
                zero[r, known.layer == layer] = kind.slope(z, a)[0] == 0
    return zero


def captions(known: Known) -> Words:
    """Return what stands below the neurons (stops, neurons): the name, the bias or its gradient, and where φ′ = 0.

    A neuron whose a is 0 too is silent on the example; one that is so for every example is dead.
    """
    walk, net = known.walk, known.walk.run.net
    n_in = net.sizes[0]
    theta, grad, after = (biases_of(net, t) for t in (known.theta, known.grad, known.after))
    bias = known.phase(_written(theta, "b "), _written(grad, "∂b "), _written(after, "b "))
    label = np.array(names(net.sizes), dtype=object)
    words = np.tile("<b>" + label + "</b>", (len(walk.stops), 1))
    words[:, n_in:] += ", " + bias
    silent = walk.silent[:, walk.example]
    said = np.where(walk.dead, ", dead", np.where(silent, ", silent", np.where(flat(known), ", φ′ = 0", "")))
    return np.asarray(np.where(known.known("a"), words + said.astype(object)[known.round], words))


def end_texts(known: Known) -> Words:
    """Return the target of each output and, from its phase on, the loss of the example and the mean loss.

    They are (stops, outputs + 1): the targets, and last both losses, of which the mean is L.
    """
    walk, (_, y, *_) = known.walk, known.walk.sample
    targets = [
        f"{'target ' if y.shape[1] == 1 else ''}{name} = {number(value)}"
        for name, value in zip(numbered("y", y.shape[1]), y[walk.example], strict=True)
    ]
    value = LOSSES[walk.run.config.loss].value
    rows = []
    for place, r in zip(known.place, known.round, strict=True):
        each = value(walk.updates[r].forward.a[-1], y)
        mean = f"<br>mean L {number(each.mean())}" if len(y) > 1 else "<br> "
        loss = f"loss {number(each[walk.example])}{mean}"
        shown = f"<b>{loss}</b>" if place == known.loss_at else loss
        rows.append([*targets, shown if place >= known.loss_at else " "])
    return np.array(rows, dtype=object)


def _written(values: Array, before: str = "") -> Words:
    return np.array([[before + number(v) for v in row] for row in values], dtype=object)
