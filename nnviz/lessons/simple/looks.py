"""How this lesson draws what its parts share: points, those held out, curves of networks, and losses on a log axis."""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from nnviz.core import Array
from nnviz.figures import marks, palette
from nnviz.figures.animation import Animation, Mark
from nnviz.figures.axes import layout
from nnviz.figures.numbers import number, power_of_ten
from nnviz.lessons.simple.points import END, Both

HEIGHTS = (-2.2, 2.2)
"""The y axis of all fits."""


class Look(NamedTuple):
    """How one run is told from another: its colour, how its line is broken, and its sign in words."""

    colour: palette.Colour
    dash: str
    sign: str


def points_of(both: Both) -> tuple[Mark, Mark]:
    """Return the points trained on, full, and those held out, small and hollow."""
    rings = {"symbol": "circle-open", "size": 5, "color": palette.QUIET.light, "line": {"width": 1}, "opacity": 0.5}
    training, held_out = ((of.x[:, 0], of.y[:, 0]) for of in both)
    return (
        marks.points(*held_out, marker=rings, hoverinfo="skip"),
        marks.points(*training, marker={"size": 8, "color": palette.DATA.light, "line": {"width": 0}}),
    )


def curve(x: Array, heights: NDArray[Any], look: Look) -> Mark:
    """Return the curve that a network makes of places x (n,), which moves through heights (K, n)."""
    inside = np.clip(heights, 3 * HEIGHTS[0], 3 * HEIGHTS[1])
    line = {**marks.EXACT, "dash": look.dash}
    return marks.line(x, inside[0], look.colour, line=line, moves={"y": inside})


def fits(both: Both, curves: tuple[Mark, ...], title: str, name: str, **settings: Any) -> Animation:
    """Return the points with curves through them."""
    return Animation(
        marks=(*points_of(both), *curves),
        layout=layout(
            x={"title": "x", "range": [-1.04 * END, 1.04 * END], "nticks": 5},
            y={"range": list(HEIGHTS), "nticks": 5},
            title=title,
            **settings,
        ),
        name=name,
    )


def log_axis(low: float, high: float) -> dict[str, Any]:
    """Return Plotly's settings of a logarithmic axis from `low` to `high`, both > 0, with ticks at powers of ten."""
    axis = decades(float(np.log10(low)), float(np.log10(high)))
    return {**axis, "type": "log", "tickvals": [10.0**power for power in axis["tickvals"]]}


def decades(low: float, high: float, most_ticks: int = 4) -> dict[str, Any]:
    """Return an axis for logarithms to base ten from `low` to `high`, which are read as what they are logarithms of.

    Numbers far below 10⁻³⁸ are drawn by it: the browser is sent none of them.
    """
    room = 0.06 * max(high - low, 0.5)
    span = [low - room, high + room]
    powers = np.arange(np.ceil(span[0]), np.floor(span[1]) + 1).astype(int)
    if len(powers) < 2:
        return {"range": span, "zeroline": False, **_between(span)}
    powers = powers[:: max(1, -(-len(powers) // most_ticks))]
    return {
        "range": span,
        "zeroline": False,
        "tickvals": powers.tolist(),
        "ticktext": [power_of_ten(power) for power in powers.tolist()],
    }


def _between(span: list[float]) -> dict[str, Any]:
    """Return the ticks of an axis that holds one power of ten or none: 1, 2, 5, or more where two are not there."""
    for leading in ((1, 2, 5), (1, 1.5, 2, 3, 5, 7)):
        powers = range(int(np.floor(span[0])), int(np.ceil(span[1])) + 1)
        ticks = [(float(np.log10(one)) + power, float(f"{one}e{power}"), one) for power in powers for one in leading]
        inside = [(at, number(value, 1 + (one == 1.5))) for at, value, one in ticks if span[0] <= at <= span[1]]
        if len(inside) > 1:
            break
    return {"tickvals": [at for at, _ in inside], "ticktext": [text for _, text in inside]}
