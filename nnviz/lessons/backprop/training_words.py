"""What a whole training shows, in words and tables with its own numbers, and what is asked about it."""

import numpy as np

from nnviz.core import Array
from nnviz.figures.network import layer_name
from nnviz.figures.numbers import calculated, digits_apart, enough_digits, number
from nnviz.figures.palette import ERROR
from nnviz.figures.text import bold, equal_sign, table
from nnviz.lessons import Question
from nnviz.lessons.backprop.training import Errors, Training
from nnviz.lessons.backprop.words import diverged, other_loss

LEVEL, FAR = 3, 30
"""Up to which factor between the first hidden layer and the output nothing is said, and from which it has a name."""


def blame_table(training: Training, k: int) -> str:
    """Return each neuron's mean |δ| at the start, at place k of the timeline, and on average until then."""
    columns = (training.names, training.delta[0], training.delta[k], training.so_far(k).delta)
    rows = (
        (name, number(first), bold(now, ERROR), number(mean)) for name, first, now, mean in zip(*columns, strict=True)
    )
    return table(("neuron", "at the start", "now", "mean so far"), rows, left={0})


def reading_blame(training: Training, k: int) -> str:
    """Return what the figures show, with this training's own numbers by layer until place k of the timeline."""
    sizes, until = training.run.net.sizes, training.so_far(k)
    means = by_layer(sizes[1:], until.delta)
    layers = [f"{layer_name(sizes, layer)} {number(mean)}" for layer, mean in enumerate(means, 1)]
    step = int(training.steps[k])
    over = f"over all steps from 0 to {step:,}" if step else "at step 0"
    said = (
        f"Each row is a neuron. The colour of its strip is its mean |δ| over all {len(training.sample.X)} examples: "
        "the deeper it is, the more the loss of an example would change with a small change of the neuron's z. "
        "The scale is **logarithmic**: equal steps of colour are equal factors, not equal amounts. The small "
        f"{_small(training)}, cut off at −1 and 1.",
        _gaps(training),
        f"Mean |δ| {over}, by layer: {', '.join(layers)}.",
        from_layer_to_layer(training, until),
        f"The loss L of all points was {number(training.losses[0])} at the start and is "
        f"{bold(training.losses[k], ERROR)} now.",
    )
    return "\n\n".join(filter(None, said))


def by_layer(sizes: tuple[int, ...], values: Array) -> Array:
    """Return the mean of values (neurons,) over the neurons of each layer of these sizes (layers,)."""
    return np.array([part.mean() for part in np.split(values, np.cumsum(sizes)[:-1])])


def _small(training: Training) -> str:
    if training.sample.X.shape[1] == 1:
        return "curve beside it is what the neuron sees: its a for every x"
    return "picture beside it is what the neuron sees: its a at every place of the plane"


def _gaps(training: Training) -> str:
    """Return what lies between two stops where that is more than the way to the next step, or nothing."""
    gaps = np.diff(training.steps)
    if not gaps.size or gaps.max() == 1:
        return ""
    many = f"{gaps.max()}" if gaps.min() == gaps.max() else f"{gaps.min()} or {gaps.max()}"
    return f"From stop to stop it is {many} steps; the strips, all means and the answer are of every single one."


def from_layer_to_layer(training: Training, until: Errors) -> str:
    """Return how mean |δ| shrinks or grows from the output back to the first layer, or nothing where it does neither.

    Behind it: mean |δ| of a layer = mean |Σ w·δ| that comes back to it × what its slopes φ′(z) leave of that. So the
    ratio of two layers is a product of what the weights and of what the slopes make of it, exactly.
    """
    sizes = training.run.net.sizes
    means, first = by_layer(sizes[1:], until.delta), layer_name(sizes, 1)
    if not means[-1]:
        return ""
    if not means[0]:
        return f"**No δ at all arrives** at {first}: each is exactly 0."
    ratio = means[0] / means[-1]
    factor = max(ratio, 1 / ratio)
    if factor < LEVEL:
        return ""
    back = by_layer(sizes[1:-1], until.back)
    slopes, weights = np.prod(means[:-1] / back), np.prod(back / means[1:])
    way = "grows" if ratio > 1 else "shrinks"
    name = (
        {"grows": ": the gradient **explodes**", "shrinks": ": the gradient **vanishes**"}[way] if factor >= FAR else ""
    )
    return (
        f"On the way back from the output to {first} mean |δ| **{way}**, from {number(means[-1])} to "
        f"{number(means[0])}{name}. On this way the weights multiply it by {number(float(weights))}, the slopes φ′(z) "
        f"by {number(float(slopes))}: together by about {number(ratio, 2)}."
    )


def most_blamed(training: Training) -> Question:
    """Ask which hidden neuron has the largest mean |δ|, over every step of the training."""
    hidden = slice(0, training.n_hidden)
    until = training.so_far(len(training.places) - 1)
    means, names = until.delta[hidden], training.names[hidden]
    none = not means.any()
    answer = len(names) if none else int(means.argmax())
    first, second = np.sort(np.append(means, 0.0))[:-3:-1].tolist()
    digits = digits_apart(first, second) or 9
    if none:
        why = "δ is what comes back, Σ w·δ, times the slope φ′(z), and in every neuron one of the two is always 0."
        return Question(_ASKED, (*names, _NONE), answer, why)
    parts = [_left(*one, digits) for one in zip(names, means.tolist(), until.back.tolist(), strict=True)]
    reasons = ["" if i == answer else part for i, part in enumerate(parts)]
    total = f"These are means over all steps from 0 to {int(training.steps[-1]):,}."
    why = f"{parts[answer]} {total}"
    return Question(_ASKED, (*names, _NONE), answer, why, (*reasons, "Not all are 0."))


def _left(name: str, mean: float, back: float, digits: int) -> str:
    """Return how much comes back to a neuron, what its slopes leave of it, and its mean |δ|, with so many digits."""
    if not back:
        return f"{name}: nothing comes back to it, so its mean |δ| is **0**."

    def product(digits: int) -> str:
        return f"{number(back, digits)} · {number(100 * mean / back, digits)} / 100"

    enough = enough_digits(lambda digits: calculated(product(digits)), mean, digits)
    share, result = number(100 * mean / back, enough), number(mean, digits)
    return (
        f"{name}: what comes back to it, |Σ w·δ|, is {number(back, enough)} on average, and its slopes φ′(z) leave "
        f"{share} % of that: mean |δ| {equal_sign(product(enough), result)} **{result}**."
    )


_ASKED = (
    "Over the whole training, which hidden neuron has the largest mean |δ|: with which one would a small change of z "
    "change the loss most?"
)
_NONE = "None: every δ is 0"


def training_warning(training: Training) -> str | None:
    """Return what has to be known before the figures are looked at: another loss, a run that diverged; or None."""
    end = f"the training ends after step {int(training.steps[-1]):,}"
    return " ".join(filter(None, (other_loss(training), diverged(training, end)))) or None
