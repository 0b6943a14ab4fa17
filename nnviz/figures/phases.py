"""Backpropagation phase by phase: the stops of its timeline, and the network drawn at each with its numbers."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from nnviz.core import ACTIVATIONS, LOSSES, Array, Run, Update
from nnviz.figures import formulas
from nnviz.figures.animation import Animation, Readout, Scene, Track
from nnviz.figures.base import figure
from nnviz.figures.network import (
    HEAD,
    HEIGHT,
    Drawing,
    Link,
    Neuron,
    biases_of,
    canvas,
    chosen_marks,
    layer_name,
    link_names,
    link_traces,
    marks,
    names,
    sizes_by_amount,
    texts,
    weights_of,
)
from nnviz.figures.numbers import number
from nnviz.figures.palette import ANSWER, ERROR, NEGATIVE, PAGE, POSITIVE, QUIET, TEXT

ROUNDS = 3
SECONDS = 1.2
WIDEST = 7.0
Words = NDArray[np.object_]


class Stop(NamedTuple):
    """One stop of the timeline: the training step it belongs to (from 0), the phase, and the layer where it has one."""

    round: int
    phase: str
    layer: int


def stops(n_layers: int, rounds: int) -> tuple[Stop, ...]:
    """Return the phases of so many training steps in the algorithm's order, for layers 1 to n_layers.

    Forward layer by layer (z, then a), the loss, backward layer by layer (δ), the gradients, the update
    (Nielsen, ch. 2, "The backpropagation algorithm").
    """
    forward = [(phase, layer) for layer in range(1, n_layers + 1) for phase in ("z", "a")]
    backward = [("delta", layer) for layer in range(n_layers, 0, -1)]
    each = [("start", 0), *forward, ("loss", n_layers), *backward, ("gradient", 0), ("update", 0)]
    return tuple(Stop(r, phase, layer) for r in range(rounds) for phase, layer in each)


@dataclass(frozen=True)
class Walk:
    """A run of a few training steps, and what of it is looked at: an example, a neuron and a link."""

    run: Run
    X: Array
    y: Array
    example: int
    neuron: Neuron
    link: Link

    @cached_property
    def updates(self) -> tuple[Update, ...]:
        """The arithmetic of each training step; where the run diverged, of those that are still finite."""
        rounds = max(1, min(ROUNDS, len(self.run.step) - 1))
        return tuple(self.run.update(k, self.X, self.y) for k in range(rounds))

    @cached_property
    def stops(self) -> tuple[Stop, ...]:
        """The stops of the timeline."""
        return stops(len(self.run.net.sizes) - 1, len(self.updates))

    @cached_property
    def drawing(self) -> Drawing:
        """Where everything is drawn."""
        return Drawing(self.run.net.sizes)

    def reached(self, stop: Stop, phase: str, layer: int) -> bool:
        """Return whether a phase of a layer has come, in the training step that a stop belongs to."""
        each = [(one.phase, one.layer) for one in self.stops]
        return each.index((phase, layer)) <= each.index((stop.phase, stop.layer))

    def of_neurons(self, layers: tuple[Array, ...]) -> Array:
        """Return the example's values (neurons,) out of one array (N, n) a layer."""
        return np.concatenate([layer[self.example] for layer in layers])


class Shown:
    """What is known at each stop: places of phases, and the values (rounds, neurons or links) they brought."""

    def __init__(self, walk: Walk) -> None:
        """Look up all values of the walk, and when each becomes known."""
        self.walk, net = walk, walk.run.net
        n_layers = len(net.sizes) - 1
        each = [(stop.phase, stop.layer) for stop in walk.stops if stop.round == 0]
        self.round = np.array([stop.round for stop in walk.stops])
        self.place = np.arange(len(walk.stops)) % len(each)
        layer = np.array([neuron.layer for neuron in walk.drawing.neurons])
        self.when = {
            "z": np.array([0, *(each.index(("z", k)) for k in range(1, n_layers + 1))])[layer],
            "a": np.array([0, *(each.index(("a", k)) for k in range(1, n_layers + 1))])[layer],
            "delta": np.array([len(each), *(each.index(("delta", k)) for k in range(1, n_layers + 1))])[layer],
        }
        self.loss_at, self.gradient_at = each.index(("loss", n_layers)), each.index(("gradient", 0))
        self.update_at = len(each) - 1
        self.values = {
            "z": np.stack([walk.of_neurons(u.forward.z) for u in walk.updates]),
            "a": np.stack([walk.of_neurons(u.forward.a) for u in walk.updates]),
            "delta": np.stack([walk.of_neurons(u.backward.delta) for u in walk.updates]),
        }
        self.theta = np.stack([u.theta for u in walk.updates])
        self.grad = np.stack([u.grad for u in walk.updates])
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


def phases_scene(walk: Walk) -> Scene:
    """Return the network at each phase of a few training steps, with the formulas of the neuron and link chosen."""
    rounds = len(walk.updates)
    return Scene(
        steps=np.arange(len(walk.stops)),
        names=np.array([f"step {s.round + 1} of {rounds}: {short_name(walk, s)}" for s in walk.stops]),
        animations=(network_phases(walk),),
        readouts=(
            Readout("Now", np.array([sentence(walk, s) for s in walk.stops]), wide=True),
            Readout("Chosen", np.array([formula(walk, s) for s in walk.stops]), wide=True),
        ),
        seconds=SECONDS * (len(walk.stops) - 1),
    )


def short_name(walk: Walk, stop: Stop) -> str:
    """Return a stop's name for the timeline."""
    where = layer_name(walk.run.net.sizes, stop.layer).removeprefix("the ").removeprefix("hidden ")
    return {
        "start": "the example",
        "z": f"z, {where}",
        "a": f"a, {where}",
        "loss": "the loss",
        "delta": f"δ, {where}",
        "gradient": "gradients",
        "update": "update",
    }[stop.phase]


def sentence(walk: Walk, stop: Stop) -> str:
    """Return what happens at a stop, in plain words, with the formula."""
    config, net, sizes = walk.run.config, walk.run.net, walk.run.net.sizes
    where = layer_name(sizes, stop.layer)
    n = len(walk.X)
    last = stop.layer == len(sizes) - 1
    start = "The same examples again, now with the changed weights" if stop.round else "Nothing is computed yet"
    return {
        "start": f"Training step {stop.round + 1}. {start}: example {walk.example + 1} is at the inputs.",
        "z": f"Forward, {where}: inputs times weights, added up, plus the bias: z = Σ w·a + b.",
        "a": f"Forward, the output: the network's answer ŷ = φ(z), here with {ACTIVATIONS[net.output].formula}."
        if last
        else f"Forward, {where}: the activation bends z into the output a = φ(z). Both are kept for the way back.",
        "loss": f"How wrong is ŷ? The loss compares it with the target y: {LOSSES[config.loss].formula}.",
        "delta": "Backward, the output: how strongly its z pushes the loss: its error δ = ∂loss/∂ŷ · φ′(z)."
        if last
        else f"Backward, {where}: the error comes back through the weights: δ = (Σ w·δ of the next layer) · φ′(z).",
        "gradient": "The gradients, now on the links: δ behind the link times a before it, mean of "
        + ("the one example." if n == 1 else f"all {n} examples."),
        "update": f"The update: each weight goes a step against its gradient: w ← w − η·∂C/∂w, "
        f"η = {number(float(np.min(config.learning_rate)))}.",
    }[stop.phase]


def formula(walk: Walk, stop: Stop) -> str:
    """Return the formula of the chosen neuron, from the gradients on of the chosen link, with its numbers so far."""
    update = walk.updates[stop.round]
    view = formulas.View(walk.run, update, walk.y, walk.example)
    link = link_names(walk.run.net.sizes)[walk.drawing.links.index(walk.link)]
    if stop.phase in ("gradient", "update"):
        text = view.gradient(walk.link) if stop.phase == "gradient" else view.new_weight(walk.link)
        return f"{link}: {text}"
    reached = [what for what in ("z", "a", "delta") if walk.reached(stop, what, walk.neuron.layer)]
    name = names(walk.run.net.sizes)[walk.drawing.neurons.index(walk.neuron)]
    if not reached:
        return f"{name}: z = {view.weighted_sum_in_letters(walk.neuron)}"
    return f"{name}: {getattr(view, reached[-1])(walk.neuron)}"


def network_phases(walk: Walk) -> Animation:
    """Return the network: numbers in its neurons and on its links, what is computed now standing out."""
    drawing, shown = walk.drawing, Shown(walk)
    places = [drawing.place(neuron) for neuron in drawing.neurons]
    n_links = len(drawing.links)
    wide = 2 * drawing.radius
    below = [(x + 8, y - drawing.radius - 10) for x, y in places]  # left of the links that leave a neuron downwards
    ports = [drawing.port(link) for link in drawing.links]
    x, y = places[-1]
    ends = [(x, y + drawing.radius + 26), (x, y - drawing.radius - 44)]
    ring = {"size": wide, "color": PAGE.light, "line": {"color": QUIET.light, "width": 1.5}}
    pick = {"hoverinfo": "none", "marker": {"size": 20, "opacity": 0}}
    chart = figure(
        [
            *link_traces(drawing),
            marks(places, marker=ring, customdata=names(drawing.sizes), hoverinfo="none"),
            marks(places, marker={"size": 0, "color": POSITIVE.light, "opacity": 0.4, "line": {"width": 0}}),
            texts(places, drawing.font),
            texts(below, textposition="middle left", textfont={"color": QUIET.light}),
            {**texts(ports, drawing.font), "mode": "markers+text", "customdata": link_names(drawing.sizes), **pick},
            texts(ends, drawing.font, textfont={"color": [ANSWER.light, ERROR.light]}),
        ],
        **canvas(drawing),
        title="",
        shapes=chosen_marks(drawing, walk.neuron, walk.link),
        uirevision=f"{drawing.sizes}",
    )
    first = n_links
    tracks = (
        *_links(shown),
        *_rings(shown, first),
        *_discs(shown, first + 1, wide - 7),
        Track(first + 2, "text", neuron_texts(shown)),
        Track(first + 3, "text", captions(shown)),
        *_labels(shown, first + 4),
        Track(first + 5, "text", end_texts(shown)),
    )
    title = "The network at this phase: numbers in its neurons and on its links"
    return Animation(chart, tracks, title, least=(int(drawing.width), HEIGHT + HEAD), focus=focus(walk))


def focus(walk: Walk) -> Array:
    """Return where on the drawing's width (stops,), 0 to 1, something happens: between the layers that work now."""
    drawing, last = walk.drawing, len(walk.run.net.sizes) - 1
    between = {"start": (0, 0), "loss": (last, last), "gradient": (walk.link.layer - 1, walk.link.layer)}
    between["update"] = between["gradient"]
    places = []
    for stop in walk.stops:
        way = (stop.layer, min(stop.layer + 1, last)) if stop.phase == "delta" else (stop.layer - 1, stop.layer)
        left, right = (drawing.place(Neuron(layer, 0))[0] for layer in between.get(stop.phase, way))
        places.append((left + right) / 2 / drawing.width)
    return np.array(places)


def _sign_colours(values: Array) -> Words:
    return np.where(values < 0, NEGATIVE.light, POSITIVE.light).astype(object)


def link_values(shown: Shown) -> Array:
    """Return what is on the links (stops, links): weights, then gradients, then the changed weights."""
    net = shown.walk.run.net
    values: Array = shown.phase(*(weights_of(net, t) for t in (shown.theta, shown.grad, shown.after)))
    return values


def active_links(shown: Shown) -> NDArray[np.bool_]:
    """Return which links are at work at which stops (stops, links)."""
    into = np.array([link.layer for link in shown.walk.drawing.links])
    at_work = {"z": 0, "delta": 1}  # δ comes to a layer through the links that leave it
    return np.stack(
        [
            (into == stop.layer + at_work[stop.phase])
            if stop.phase in at_work
            else np.full(len(into), stop.phase in ("gradient", "update"))
            for stop in shown.walk.stops
        ]
    )


def _links(shown: Shown) -> list[Track]:
    values, active = link_values(shown), active_links(shown)
    gradients = np.array([stop.phase == "gradient" for stop in shown.walk.stops])
    widths = np.empty_like(values)
    for rows in (gradients, ~gradients):  # two kinds of numbers, each with its own largest
        widths[rows] = 1.2 + sizes_by_amount(values[rows], np.sqrt(WIDEST)) ** 2
    colours, opacity = _sign_colours(values), np.where(active, 1.0, 0.4)
    n = values.shape[1]
    return [
        *(Track(i, "line.color", colours[:, i]) for i in range(n)),
        *(Track(i, "line.width", widths[:, i]) for i in range(n)),
        *(Track(i, "opacity", opacity[:, i]) for i in range(n)),
    ]


def _labels(shown: Shown, trace: int) -> list[Track]:
    return [
        Track(trace, "text", link_texts(shown)),
        Track(trace, "textfont.color", _sign_colours(link_values(shown))),
    ]


def link_texts(shown: Shown) -> Words:
    """Return the numbers on the links (stops, links): a gradient is marked as one, those one layer works with bold."""
    net = shown.walk.run.net
    theta, grad, after = (weights_of(net, t) for t in (shown.theta, shown.grad, shown.after))
    words = shown.phase(_written(theta), _written(grad, "∂ "), _written(after))
    bold = active_links(shown) & (shown.place < shown.gradient_at)[:, None]
    marked: Words = np.where(bold, "<b>" + words + "</b>", words)
    return marked


def _written(values: Array, before: str = "") -> Words:
    return np.array([[before + number(v) for v in row] for row in values], dtype=object)


def _rings(shown: Shown, trace: int) -> list[Track]:
    now = shown.computed()
    return [
        Track(trace, "marker.line.width", np.where(now, 4.5, 1.5)),
        Track(trace, "marker.line.color", np.where(now, TEXT.light, QUIET.light).astype(object)),
    ]


def _discs(shown: Shown, trace: int, largest: float) -> list[Track]:
    """Return size and colour of the discs in the neurons: by δ where it is known, else by a, else by z."""
    sizes, values = np.zeros((2, *shown.known("z").shape))
    for what in ("z", "a", "delta"):
        known, now = shown.known(what), shown.values[what]
        inner = now if what == "a" else np.where([n.layer > 0 for n in shown.walk.drawing.neurons], now, 0)
        sizes = np.where(known, sizes_by_amount(inner, largest)[shown.round], sizes)
        values = np.where(known, now[shown.round], values)
    return [Track(trace, "marker.size", sizes), Track(trace, "marker.color", _sign_colours(values))]


def neuron_texts(shown: Shown) -> Words:
    """Return what stands in the neurons (stops, neurons): z, a and δ, each from its phase on, the newest bold."""
    is_input = np.array([neuron.layer == 0 for neuron in shown.walk.drawing.neurons])
    lines = []
    for what, letter in (("z", "z "), ("a", "a "), ("delta", "δ ")):
        words = _written(shown.values[what], letter)[shown.round]
        words = np.where(shown.place[:, None] == shown.when[what], "<b>" + words + "</b>", words)
        lines.append(np.where(shown.known(what), words, " "))
    inputs = _written(shown.values["a"])[shown.round]
    return np.where(is_input, inputs, lines[0] + "<br>" + lines[1] + "<br>" + lines[2])


def flat(shown: Shown) -> NDArray[np.bool_]:
    """Return whether the slope φ′(z) of each neuron is exactly zero (rounds, neurons); inputs have none."""
    net = shown.walk.run.net
    kinds = ("identity", *net.activations)
    rows = []
    for z, a in zip(shown.values["z"], shown.values["a"], strict=True):
        slopes = [
            ACTIVATIONS[kinds[n.layer]].slope(z[i : i + 1], a[i : i + 1])[0]
            for i, n in enumerate(shown.walk.drawing.neurons)
        ]
        rows.append(np.array(slopes) == 0)
    return np.stack(rows)


def captions(shown: Shown) -> Words:
    """Return what stands below the neurons (stops, neurons): the name, the bias or its gradient, and φ′ = 0."""
    walk, net = shown.walk, shown.walk.run.net
    n_in = net.sizes[0]
    theta, grad, after = (biases_of(net, t) for t in (shown.theta, shown.grad, shown.after))
    bias = shown.phase(_written(theta, "b "), _written(grad, "∂b "), _written(after, "b "))
    label = np.array(names(net.sizes), dtype=object)
    words = np.tile("<b>" + label + "</b>", (len(walk.stops), 1))
    words[:, n_in:] += ", " + bias
    dead = flat(shown)[shown.round] & shown.known("a") & (np.arange(len(label)) >= n_in)
    return np.where(dead, words + ", φ′ = 0", words)


def end_texts(shown: Shown) -> Words:
    """Return the target and, from its phase on, the loss of the example and the mean loss (stops, 2)."""
    walk = shown.walk
    run, n = walk.run, len(walk.X)
    target = f"target y = {number(walk.y[walk.example, 0])}"
    value = LOSSES[run.config.loss].value
    rows = []
    for place, r in zip(shown.place, shown.round, strict=True):
        each = value(walk.updates[r].forward.a[-1], walk.y)
        loss = f"loss {number(each[walk.example])}" + (f"<br>mean of {n}: {number(each.mean())}" if n > 1 else "<br> ")
        rows.append([target, (f"<b>{loss}</b>" if place == shown.loss_at else loss) if place >= shown.loss_at else " "])
    return np.array(rows, dtype=object)
