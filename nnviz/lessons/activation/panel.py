"""The figure of a network that learns beside others: what it makes of the data, and its loss below."""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from nnviz.core import Array, Sample
from nnviz.figures import palette
from nnviz.figures.animation import Animation, Blend, Mark, Moves
from nnviz.figures.axes import FONT_SIZE, axis, label, layout
from nnviz.figures.marks import EXACT, here, line, points
from nnviz.figures.numbers import number
from nnviz.lessons.activation.learner import Learner

FAR = 1e9
FOLD = 4
"""A loss beyond this many times the start's leaves the figure: those of the other runs have to be told apart, too."""


class Pane(NamedTuple):
    """The ranges that figures side by side share: of the input, of the output, and the top of the loss."""

    x: tuple[float, float]
    y: tuple[float, float]
    loss: float


def top_of_losses(*learners: Learner) -> float:
    """Return how far up the axis of the losses goes: to the largest loss at any step of a run that stayed finite.

    But no further than `FOLD` times the largest at the start: what is cut is named (see `cut_off`).
    """
    start = max(float(one.losses[0]) for one in learners)
    reached = [float(one.whole.losses.max()) for one in learners if one.run.diverged_at is None]
    return 1.15 * min(max([start, *reached]), FOLD * start)


def cut_off(learner: Learner, top: float) -> NDArray[np.str_]:
    """Return how far above the top of its axis the loss has gone up to each of the steps (K,), or a blank.

    (Plotly takes a text that is empty at first off the figure, and what comes later has no place.)
    """
    highest = np.maximum.accumulate(learner.whole.losses)[learner.run.index(learner.steps)]
    return np.array([f"above ↑ up to {number(loss)}" if loss > top else " " for loss in highest])


def within_reach(values: Array) -> Array:
    """Return values no further than 10⁹ from 0: the pixels of a network that flew off are numbers, too."""
    return np.clip(values, -FAR, FAR)


def said(words: NDArray[np.str_], x: float, y: float, position: str, **settings: Any) -> Mark:
    """Return words (K,) about a network that change with the step, in a corner of its figure."""
    look = {"textposition": position, "textfont": {"size": FONT_SIZE, "color": palette.TEXT.light}, "hoverinfo": "skip"}
    trace = {"type": "scatter", "mode": "text", "x": [x], "y": [y], "text": [str(words[0])], **look, **settings}
    return Mark(trace, {"text": words[:, None]})


def sticks(sample: Sample, guess: Array) -> Mark:
    """Return the error of each example as a stick from y to the guess ŷ (K, N)."""
    n, places = len(sample.y), np.arange(len(sample.y))
    basis = np.zeros((n + 1, 3 * n))
    basis[places, 3 * places + 1] = 1
    basis[n, ::3], basis[n, 2::3] = sample.y[:, 0], np.nan
    with_one = np.column_stack([within_reach(guess), np.ones(len(guess))])
    x = np.repeat(sample.X[:, 0], 3)
    return line(x, with_one[0] @ basis, palette.ERROR, width=2, moves={"y": Blend(with_one, basis)})


def curve(x: Array, y: Array) -> Mark:
    """Return what a network makes of its input: heights y (K, n) at places x (n,), or (K, n) where these move."""
    y = within_reach(y)
    moves: Moves = {"y": y} if x.ndim == 1 else {"x": x, "y": y}
    return line(x if x.ndim == 1 else x[0], y[0], palette.MODEL, width=4, line=EXACT, moves=moves)


def examples(sample: Sample) -> Mark:
    """Return the examples as points, named when they are pointed at."""
    hover = f"{label(sample.inputs[0])}: %{{x:.3~g}}<br>{label(sample.outputs[0])}: %{{y:.3~g}}<extra></extra>"
    return points(sample.X[:, 0], sample.y[:, 0], hovertemplate=hover)


def panel(heading: str, learner: Learner, pane: Pane, marks: tuple[Mark, ...], **settings: Any) -> Animation:
    """Return one network's figure: above, `marks` over the input; below, the loss up to this step."""
    sample, steps, loss = learner.sample, learner.steps, within_reach(learner.losses)
    below: dict[str, Any] = {"xaxis": "x2", "yaxis": "y2"}
    last = int(steps[-1])
    above = cut_off(learner, pane.loss)
    is_cut = learner.whole.losses.max() > pane.loss
    named = (said(above, last, pane.loss, "bottom left", **below),) if is_cut else ()
    under = {"range": [-0.03 * last, 1.03 * last], "anchor": "y2", "zeroline": False}
    losses = {"range": [-0.07 * pane.loss, pane.loss], "domain": [0, 0.26], "nticks": 3}
    return Animation(
        marks=(
            *marks,
            line(steps, loss, palette.ERROR, line=EXACT, trail=np.arange(1, len(steps) + 1), **below),
            here(steps, loss, palette.ERROR, **below),
            *named,
        ),
        layout=layout(
            x={"title": sample.inputs[0], "range": list(pane.x), "zeroline": False},
            y={"title": sample.outputs[0], "range": list(pane.y), "domain": [0.46, 1]},
            xaxis2=axis({"title": "step", **under}),
            yaxis2=axis({"title": "loss", **losses}),
            title=heading,
            uirevision=f"{pane}{last}",
            **settings,
        ),
        name=f"{heading}: what it makes of the data, and its loss",
    )
