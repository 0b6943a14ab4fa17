"""The strips: which neuron works when (its mean |δ| at every step), and what for (what it sees at this step)."""

from typing import Any

import numpy as np

from nnviz.core import Array
from nnviz.figures import palette
from nnviz.figures.animation import Animation, Field
from nnviz.figures.axes import FONT_SIZE, layout
from nnviz.figures.marks import line, note, shape
from nnviz.figures.numbers import number
from nnviz.figures.palette import Colour
from nnviz.lessons.backprop.sees import curves, picture, pictures
from nnviz.lessons.backprop.training import ZERO, Training

LEAST_COLUMNS = 600
"""How many pixels a strip has at least: the browser, which smooths pictures, then keeps the edges of its steps."""
PALEST = 45
"""How far from the page's colour, of 300 steps to full colour, the palest is: also that is seen beside nothing."""
TABLE: tuple[Colour, ...] = (palette.GRID, *palette.sequential(palette.ERROR, 255 + PALEST)[PALEST:])
"""The colours of the levels: grey where a mean |δ| is exactly zero, and from pale to full orange."""
HEIGHT = 320
"""How much room in px the strips have from top to bottom on a small screen."""
LEFT = 36
"""The room in px left of the small pictures, for the names."""
SEEN, STRIP = 0.17, 0.2
"""Where, in shares of the width, the small pictures end and the strips begin."""


def strips(training: Training) -> Animation:
    """Return what each neuron sees, its mean |δ| as a strip over every step so far, and a line at this step."""
    steps, tops = training.steps, training.every.delta.max(axis=0)
    n, every = len(tops), training.run.step[: len(training.every.delta)]
    half = (every[-1] - every[0]) / max(2 * (len(every) - 1), 1) or 0.5
    first, last = every[0] - half, every[-1] + half
    now = np.minimum(steps + half, last)
    covered = np.column_stack([now, np.full_like(now, last), np.full_like(now, last), now])
    plane = training.sample.X.shape[1] > 1
    small = () if plane else curves(training)
    return Animation(
        marks=(
            line([first, last, last, first], [-0.5, -0.5, n - 0.5, n - 0.5], palette.PAGE, width=0,
                 fill="toself", fillcolor=palette.PAGE.light, moves={"x": covered}),
            line([0, 0], [-0.5, n - 0.5], palette.TEXT, width=2.5, moves={"x": np.column_stack([steps, steps])}),
            *small,
        ),
        layout=layout(
            x={"title": "step", "range": [first, last], "domain": [STRIP, 1], "zeroline": False, "nticks": 4,
               "showgrid": False},
            y={"range": [n - 0.5, -0.5], "zeroline": False, "showgrid": False, "anchor": "free", "position": 0,
               **_beside(training, tops)},
            xaxis2={"domain": [0, SEEN], "visible": False, "anchor": "y"},
            title="What each neuron sees, and its mean |δ|",
            margin={"l": 96 if training.own_scale else LEFT, "r": 14, "t": 54, "b": 42},
            annotations=[*_legend(training), _legend_of_a(training)],
            shapes=[] if plane else [_zero_line(row) for row in range(training.n_hidden)],
            uirevision=f"{n}{last}",
        ),
        name="What each neuron sees at this step, and its mean size of δ at every step so far, neurons by steps",
        fields=(
            *_strips(training, first, last),
            Field({**picture(0.42, 0.27, 0), "yref": "paper", "y": 1.015, "sizey": 0.028, "yanchor": "bottom"},
                  np.arange(1, 256, dtype=np.uint8)[None, None], TABLE),
            *(pictures(training, 0, SEEN) if plane else ()),
        ),
    )  # fmt: skip


def _strips(training: Training, first: float, last: float) -> tuple[Field, ...]:
    """Return one picture a neuron, a column for every step; few steps have several pixels each, so no edge blurs."""
    levels = np.repeat(training.levels, -(-LEAST_COLUMNS // len(training.levels)), axis=0)
    return tuple(
        Field(picture(first, last - first, row, xref="x"), strip[None, None], TABLE)
        for row, strip in enumerate(levels.T)
    )


def _beside(training: Training, tops: Array) -> dict[str, Any]:
    """Return the names beside the strips, smaller where there are many, and only every so many beyond that."""
    own, n = training.own_scale, len(tops)
    font = min(FONT_SIZE, max(9, HEIGHT // n))
    every = -(-n * font // HEIGHT)
    beside = [f"{name} ≤ {number(top)}" if own else name for name, top in zip(training.names, tops, strict=True)]
    return {"tickvals": list(range(0, n, every)), "ticktext": beside[::every], "tickfont": {"size": font}}


def _legend(training: Training) -> list[dict[str, Any]]:
    """Return what the ends of the colours mean, beside the bar above the strips, and what grey means where it is."""
    if training.own_scale:
        ends = ("min", "max")
    else:
        low, high = (briefly(end[0]) for end in training.span)
        ends = (f"≤ {low}", high)
    row: dict[str, Any] = {"xref": "paper", "yref": "paper", "yanchor": "bottom"}
    said = [
        note(ends[0], 0.41, 1.01, xanchor="right", **row),
        note(ends[1], 0.7, 1.01, xanchor="left", **row),
    ]
    if (training.levels == ZERO).any():
        said.append(note("grey: 0", 1, 1.01, xanchor="right", **row))
    return said


def briefly(exponent: float) -> str:
    """Return 10 to an exponent as short as people write it, of one digit: 0.02, 1, 5×10⁷, 10⁷."""
    digit = number(10.0**exponent, 1)
    return digit.removeprefix("1×")


def _legend_of_a(training: Training) -> dict[str, Any]:
    """Return what the small pictures' colours mean, above them; curves say it by their height."""
    signs = (
        f'<span style="color:{palette.NEGATIVE.light}">a &lt; 0</span> '
        f'<span style="color:{palette.POSITIVE.light}">a &gt; 0</span>'
    )
    plane = training.sample.X.shape[1] > 1
    place: dict[str, Any] = {"xref": "paper", "yref": "paper", "xanchor": "left", "yanchor": "bottom", "xshift": -LEFT}
    return note(signs if plane else "a: −1 to 1", 0, 1.01, **place)


def _zero_line(row: int) -> dict[str, Any]:
    """Return the line where a neuron's a is zero, behind its small curve."""
    return shape("line", palette.GRID, width=1, xref="paper", x0=0, x1=SEEN, y0=row, y1=row)
