"""Vanishing and exploding in numbers: the factor of one layer, which starts keep δ level, and what that means."""

import numpy as np

from nnviz.core import INITIALIZERS
from nnviz.core.activations import ACTIVATIONS
from nnviz.figures.numbers import calculated, number
from nnviz.figures.palette import ANSWER, ERROR
from nnviz.figures.text import bold, coloured, table, worked_out
from nnviz.lessons import Question
from nnviz.lessons.simple.vanish_scene import LOOKS, named
from nnviz.lessons.simple.vanish_study import COMPARED, STARTS, WIDTH, Kind, Terms, VanishStudy, kinds

HELD = 1e-300
"""Products below this are 0 to the computer, or soon will be."""
WHY = (
    "On its way back, δ passes from layer to layer: each neuron adds up the δ of the next layer times its weights, and "
    "multiplies by its slope φ′. So every layer multiplies the size of δ by **some factor**, and many layers by "
    "its power: 0.5 twenty times over is a millionth, 2 is a million. Where δ **vanishes**, the first layers learn "
    "nothing; where it **explodes**, their steps are far too large. The size of δ here is its root mean square, over "
    "a layer's neurons and all points."
)
FORETOLD = (
    "For weights drawn around 0, independently of δ and of the slopes, the squares add up: the next layer has "
    "*fan_out* neurons, so **‖δ[l]‖/‖δ[l+1]‖ ≈ √(fan_out · Var w · mean φ′²)** (Glorot and Bengio, 2010; He et al., "
    "2015). In place of Var w stands the mean of w², which is the same for weights around 0. Few neurons scatter "
    "around it, and their typical factor lies below it; and weights that were trained are not independent of δ any "
    "more."
)


def one_layer(study: VanishStudy, place: int) -> str:
    """Return the factor of the middle layer at a stop, measured and foretold, with its numbers."""
    at = (len(study.layers) - 1) // 2
    layer, size = int(study.layers[at]), study.sizes[place]
    head = f"**Layer {layer}**, at step {int(study.run.step[place]):,}: "
    foretold = _foretold(study.terms, place, at)
    if not np.isfinite(size[at : at + 2]).all():
        return f"{head}δ is more than the computer can hold, so there is no factor to measure. Foretold: {foretold}."
    if not size[at + 1]:
        return f"{head}δ is exactly 0 in layer {layer + 1}, so there is no factor to measure. Foretold: {foretold}."
    formula = f"{number(size[at])} / {number(size[at + 1])}"
    measured = worked_out(formula, bold(float(study.factors[place, at]), ERROR))
    return f"{head}measured {measured}; foretold {foretold}."


def _foretold(terms: Terms, place: int, at: int) -> str:
    """Return what foretells a factor, with its numbers; without squares where these are beyond what can be held."""
    fan_out, factor = int(terms.fan_out[at]), bold(float(terms.factor[place, at]), ANSWER)
    weight, slope = float(terms.weight[place, at]), float(terms.slope[place, at])
    if all(not one or HELD < one * one < 1 / HELD for one in (weight, slope)):
        product = f"{fan_out} · {number(weight * weight)} · {number(slope * slope)}"
        return worked_out(f"√({product})", factor, _root(product))
    product = f"{number(weight)} · {number(slope)}"
    exact = calculated(product)
    return worked_out(f"√{fan_out} · {product}", factor, None if exact is None else float(np.sqrt(fan_out) * exact))


def _root(product: str) -> float | None:
    exact = calculated(product)
    return None if exact is None else float(np.sqrt(float(exact)))


def all_layers(study: VanishStudy, place: int) -> str:
    """Return how the first layer's δ compares with the last one's at a stop, and where δ is exactly 0."""
    size = study.sizes[place]
    first, last, zeros = float(size[0]), float(size[-1]), int((size == 0).sum())
    step, large = f"At step {int(study.run.step[place]):,} δ is", int(np.isinf(size).sum())
    if large:
        return f"{step} **more than the computer can hold** in {large} of {len(size)} layers."
    if zeros:
        return f"{step} **exactly 0** in {zeros} of {len(size)} layers{_why_zero(study, place)}."
    said = f"{_times(last, first)} smaller than" if first < last else f"{_times(first, last)} as large as"
    return f"{step} {coloured(first, ERROR)} in the first layer, {said} in the last ({coloured(last, ERROR)})."


def _times(large: float, small: float) -> str:
    """Return how many times as large the one is; the ratio may be more than the computer can hold."""
    times = large / small
    return f"{'more than 10³⁰⁸' if np.isinf(times) else number(times)} times"


def _why_zero(study: VanishStudy, place: int) -> str:
    """Return why, where the weights or the slopes behind the last of these layers are all 0."""
    if not study.sizes[place, -1]:
        return ": the output has no error left"
    at = int(np.flatnonzero(study.sizes[place] == 0)[-1])
    if not study.terms.weight[place, at]:
        return f": the weights that lead on from layer {at + 1} are all 0, and δ is multiplied with them"
    if not study.terms.slope[place, at]:
        return f": in layer {at + 1} every neuron's slope is 0 on every point"
    if study.sizes[place, at + 1] * study.terms.factor[place, at] < HELD:
        return f": in layer {at + 1} it is smaller than the computer can hold"
    return ""


def starts() -> str:
    """Return the table of all starts, and which of them is nearest to level, and why."""
    rows = []
    for kind in kinds():
        measured = "exactly 0" if kind.measured is None else bold(kind.measured, ERROR)
        foretold = "–" if kind.foretold is None else coloured(kind.foretold, ANSWER)
        rows.append((named(kind), f"{kind.alive} of {STARTS}", measured, foretold))
    heads = ("start", "with δ ≠ 0 everywhere", "factor, measured", "foretold")
    alive = [kind for kind in kinds() if kind.measured is not None]
    level = min(alive, key=_off_level)
    return (
        f"The typical factor of a layer of 8 neurons before training, over {STARTS} starts of {COMPARED} layers:\n\n"
        f"{table(heads, rows, left=(0,))}\n\nNearest to level is **{named(level)}**. {_why_level(level)}"
    )


def _off_level(kind: Kind) -> float:
    return abs(float(np.log(kind.measured or 1.0)))


def _why_level(kind: Kind) -> str:
    """Return what its initializer and its slopes are, which together make the factor."""
    entry = INITIALIZERS[kind.initializer]
    return (
        f"Its weights are {entry.formula}, and the slope of {ACTIVATIONS[kind.activation].title} is "
        f"{ACTIVATIONS[kind.activation].slope_formula}: what the one takes away, the other has to give. Sigmoid's "
        f"slope is ¼ at most: for {WIDTH} neurons to keep δ level it would need weights with a variance of "
        f"16/{WIDTH} = {number(16 / WIDTH)} or more, and those of He have 2/{WIDTH} = {number(2 / WIDTH)}."
    )


def vanish_question(study: VanishStudy) -> Question:
    """Ask what becomes of the loss."""
    first, last = float(study.losses[0]), float(study.losses[-1])
    same = number(first) == number(last)
    answer = 2 if same else 3 if last > first else 0 if last < first / 2 else 1
    end = int(study.run.step[-1])
    return Question(
        f"{len(study.layers)} layers, {LOOKS[study.settings.activation][2][2:]}: what has become of the loss by step "
        f"{end:,}, its last?",
        (
            "Less than half of what it was",
            "Less, but half of it or more",
            "The same, to three digits",
            "More than it was",
        ),
        answer,
        f"It was {number(first)} at the start and is {number(last)} at step {end:,}.",
    )


def warning(study: VanishStudy) -> str | None:
    """Return that the run ended early, where it did."""
    if study.run.diverged_at is None:
        return None
    return (
        f"**This run diverges:** step {study.run.diverged_at:,} is the last whose numbers the computer can hold. "
        "Smaller weights or a smaller η may keep it finite."
    )
