"""What a finding is: one thing that is going on in a run."""

from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np

from nnviz.figures.numbers import number
from nnviz.lessons.playground import looks
from nnviz.lessons.playground.study import Play

LAYERS = "ABCDEF"
"""What hidden layers are called."""


class Finding(NamedTuple):
    """One thing that is going on: `kind` is its short name, `text` the sentence with its evidence, in Markdown.

    It begins at the epoch `since`, where it begins at one. `advice` is one thing to try, and `puts` the settings that
    do it, by their short names.
    """

    kind: str
    text: str
    since: int | None = None
    advice: str = ""
    puts: Mapping[str, Any] = {}


def right(play: Play, rows: slice) -> int:
    """Return how many points of these rows are right at the end."""
    return int((play.said[-1, rows] == play.points.actual[rows]).sum())


def saturated(play: Play) -> str:
    """Return that a hidden layer, or the output, is saturated at the end, if one is; or nothing."""
    flat, layers = looks.steepness(play), [f"Layer {letter}" for letter in LAYERS[: len(play.settings.layers)]]
    if play.net.output == "tanh":
        output = play.outputs[-1, play.points.training]
        flat, layers = np.append(flat, (1 - output**2).mean()), [*layers, "The output"]
    if not len(flat) or not 0 < flat.min() < 0.05:
        return ""
    return (
        f"**{layers[int(flat.argmin())]} is saturated**: the mean slope φ′(z) there is {number(flat.min())} at the "
        "end, and every error that comes back is multiplied by such a slope."
    )


def short_of(play: Play) -> str:
    """Return how far the training points are from right at the end, if by more than a tenth; or nothing."""
    rows, n = play.points.training, play.points.n_training
    quality = float(play.quality(rows)[-1])
    if play.diverged_at is not None or quality >= 0.9:
        return ""
    if play.points.classes:
        return f"**{n - right(play, rows)} of {n} training points are wrong**"
    return f"**R² is {number(quality)}** on the training points"
