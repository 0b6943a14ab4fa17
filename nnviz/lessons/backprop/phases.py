"""Backpropagation phase by phase: a walk's stops on a timeline, with what happens at each in words and formulas."""

import numpy as np

from nnviz.core import ACTIVATIONS, LOSSES
from nnviz.figures.animation import Readout, Scene
from nnviz.figures.network import layer_name
from nnviz.figures.numbers import number
from nnviz.figures.timeline import Timeline
from nnviz.lessons.backprop.picture import network_phases
from nnviz.lessons.backprop.study import Stop, Walk
from nnviz.lessons.backprop.view import View

SECONDS = 3.0
"""How long a stop takes at normal speed: there is a sentence to read, and a formula."""


def phases_scene(walk: Walk) -> Scene:
    """Return the network at each phase of a few training steps, with the formulas of the neuron and link chosen."""
    rounds = len(walk.updates)
    stops = np.array([f"step {s.round + 1} of {rounds}: {short_name(walk, s)}" for s in walk.stops])
    return Scene(
        timeline=Timeline(np.arange(len(stops)), stops),
        animations=(network_phases(walk),),
        readouts=(
            Readout("Now", np.array([sentence(walk, s) for s in walk.stops]), wide=True),
            Readout("Chosen", np.array([formula(walk, s) for s in walk.stops]), wide=True),
        ),
        seconds=SECONDS * (len(stops) - 1),
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
    config, where = walk.run.config, layer_name(walk.run.net.sizes, stop.layer)
    start = "The same examples, now with the changed weights" if stop.round else "Nothing is computed yet"
    return {
        "start": f"Training step {stop.round + 1}. {start}: example {walk.example + 1} is at the inputs.",
        "z": f"Forward, {where}: each neuron weighs its inputs, adds them and a bias: z = Σ w·a + b.",
        "a": activation_sentence(walk, stop.layer),
        "loss": f"How wrong is ŷ? The loss compares it with the target y: {LOSSES[config.loss].formula}.",
        "delta": error_sentence(walk, stop.layer),
        "gradient": gradient_sentence(walk),
        "update": "The update: the weights and biases are now the new ones; z, a and δ are still those of the old. "
        "Each went downhill by η times its gradient: w ← w − η · ∂L/∂w, "
        f"η = {number(float(np.min(config.learning_rate)))}.",
    }[stop.phase]


def activation_sentence(walk: Walk, layer: int) -> str:
    """Return what happens where a layer's z becomes a."""
    net = walk.run.net
    where = layer_name(net.sizes, layer)
    if layer == len(net.sizes) - 1:
        return f"Forward, {where}: the network's answer ŷ = φ(z), here with {ACTIVATIONS[net.output].formula}."
    return f"Forward, {where}: the activation φ makes the output a of z: a = φ(z). Both are kept for the way back."


def error_sentence(walk: Walk, layer: int) -> str:
    """Return what happens where a layer gets its δ."""
    net = walk.run.net
    where = layer_name(net.sizes, layer)
    if layer < len(net.sizes) - 1:
        return f"Backward, {where}: each δ out of those of the next layer, through the weights: δ = (Σ w·δ) · φ′(z)."
    formula = "∂loss/∂ŷ · φ′(z)"
    if ACTIVATIONS[net.output].is_joint:
        formula = f"a − y, which is what {LOSSES[walk.run.config.loss].title.lower()} comes to with this output"
    return f"Backward, {where}: δ, how fast the loss grows when z grows a little, is {formula}."


def gradient_sentence(walk: Walk) -> str:
    """Return what happens where the weights get their gradients, and of which examples."""
    n = len(walk.sample.X)
    of = f"of example {walk.example + 1} alone, of {n}" if walk.alone and n > 1 else f"mean of all {n} examples"
    said = "of the one example" if n == 1 else of
    return f"The gradients: on each link, a where it starts times δ where it ends, {said}."


def formula(walk: Walk, stop: Stop) -> str:
    """Return the formula of the chosen neuron, from the gradients on of the chosen link, with its numbers so far."""
    view = View.of(walk, stop.round)
    if stop.phase == "gradient":
        return f"{walk.link_name}: {(view.alone if walk.alone else view.gradient)(walk.link).line}"
    if stop.phase == "update":
        return f"{walk.link_name}: {view.new_weight(walk.link).line}"
    reached = [what for what in ("z", "a", "delta") if walk.reached(stop, what, walk.neuron.layer)]
    if not reached:
        return f"{walk.neuron_name}: z = {view.weighted_sum_in_letters(walk.neuron)}"
    made = {"z": view.z, "a": view.a, "delta": view.delta}[reached[-1]](walk.neuron)
    return f"{walk.neuron_name}: {made.line}"
