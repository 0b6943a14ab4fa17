"""What a visitor can take hold of in a figure and drag, and what follows it in the browser until it is dropped.

A scene's `Model` has quantities (numbers with a range and a step) and names a model of the player, a small piece of
arithmetic in JavaScript. While a handle is dragged, the quantities change, the model makes its outputs of them, and
what *follows* an output (`Mark`, `Readout`, a surface's heights and points) is drawn anew within the same frame. Where
the handle is let go, Python hears all quantities, the lesson's settings become them, and the core's numbers take over.

Everything that follows names outputs. An attribute of a trace follows an output by its name: a number stands for a
single point. A text follows a template: "z = {z}" holds the output z as `numbers.number` writes it, {b:signed} as
`numbers.signed` does ("+ 0.500"), {w1:factor} in brackets where it is negative, {a:whole} a whole number without digits
behind the point, {z:equals} with "= " or "≈ " before it, as what is shown comes to it or not, and {high:outside} is
"outside ↑" above 1 and "outside ↓" below −1. The quantities are outputs too.

The models (assets/player/model_*.js), with what is `given` to them:

line: quantities m, c
    given   x, y (n,) the points; ends (2,) the x between which the line is drawn; aspect, how many units of x are as
            long on the screen as one of y, for squares (1 unless given); top, the loss up to which a bar is seen
    arrays  line (2,) the heights at the ends; sticks (3n,) y, ŷ, nan of each point; squares_x, squares_y (6n,) outlines
            of squares on the sticks, to the right; bar (2,) 0 and the loss; total_bar and absolute_bar likewise
    numbers loss, ½·mean (ŷ − y)²; total, Σ (ŷ − y)²; absolute, Σ |ŷ − y|; e1, e2, … the errors ŷ − y; high, the loss as
            a share of `top`

neuron: quantities x1 … xn, w1 … wn, b
    given   activation, a name of the registry; over (m,) the x1 at which curves are drawn; plane, [x1 low, x1 high,
            x2 low, x2 high], in which the line z = 0 is drawn; tall, how far up and down z is seen; each only where it
            is needed
    arrays  theta [w1 … wn, b]; line (m,) z over `over`, at the other inputs' present values; curve (m,) φ of it;
            zero_x, zero_y (2,) the ends of the line z = 0 within the plane, nan where it does not cross it
    numbers p1 … pn, the products w·x; sum, of the products; z; a; high, z as a share of `tall`

outlier: quantities x, y of one point that is dragged
    given   x, y (n,) all other points; ends (2,)
    arrays  squares_line, distances_line (2,) heights at the ends of the line of least Σ (ŷ − y)², and of one of least
            Σ |ŷ − y|, which goes through two of the points
    numbers squares_m, squares_c, distances_m, distances_c; total and absolute, the least sums themselves
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from nnviz.core import Array
from nnviz.figures.palette import MODEL, Colour


@dataclass(frozen=True)
class Quantity:
    """A number that handles change: its name, its `values` (K,) at the stops, or (1,), and where it may go.

    It goes from `low` to `high` by multiples of `step`. `label` is what a screen reader calls it: "weight w₁".
    """

    name: str
    label: str
    values: Array
    low: float
    high: float
    step: float

    def read(self, said: Any) -> float | None:
        """Return the multiple of the step nearest to what a browser said, or None where it is no number in range."""
        if isinstance(said, bool) or not isinstance(said, (int, float)) or not math.isfinite(said):
            return None
        if not self.low - self.step / 2 <= said <= self.high + self.step / 2:
            return None
        value = round(round(said / self.step) * self.step, 10)
        return min(max(value, self.low), self.high)


@dataclass(frozen=True)
class Model:
    """What follows the handles of a scene: a model of the player by its name, its quantities, what is given to it."""

    name: str
    quantities: tuple[Quantity, ...]
    given: Mapping[str, Any] = field(default_factory=dict)

    def read(self, said: Any) -> dict[str, float] | None:
        """Return the value of each quantity that was dropped, or None where a browser said anything else."""
        if not isinstance(said, Mapping):
            return None
        values = {one.name: one.read(said.get(one.name)) for one in self.quantities}
        whole = {name: value for name, value in values.items() if value is not None}
        return whole if len(whole) == len(values) else None


Sum = Mapping[str, float]
"""A sum of quantities by their names, each times a factor; "1" stands for what is added: {"m": 2.0, "1": 0.5}."""


@dataclass(frozen=True)
class Grip:
    """A place in a flat figure that is dragged: `name` says what it is.

    It lies at the sums `x` and `y`. Dragged by one unit along the x axis and along the y axis, it changes each quantity
    of `moves` by these two numbers. One that changes a single quantity goes by its steps when arrow keys are pressed;
    else a key goes a hundredth of the axis.
    """

    name: str
    x: Sum
    y: Sum
    moves: Mapping[str, tuple[float, float]]
    colour: Colour = MODEL


@dataclass(frozen=True)
class Pill:
    """A number in a drawing that is changed where it stands: dragged to the right or upwards it grows.

    It changes the `quantity` of that name, and stands at (x, y) in the units of its figure; `symbol` ("w₁") is written
    before its value.
    """

    quantity: str
    x: float
    y: float
    symbol: str = ""
    colour: Colour = MODEL


Handle = Grip | Pill


def of_point(name: str, colour: Colour = MODEL) -> Grip:
    """Return the handle of a point whose place is the quantities x and y."""
    return Grip(name, {"x": 1.0}, {"y": 1.0}, {"x": (1.0, 0.0), "y": (0.0, 1.0)}, colour)


def of_line(ends: Array, colour: Colour = MODEL) -> tuple[Grip, Grip, Grip]:
    """Return the handles of a line y = m·x + c: one near each of its `ends` (2,), which turns it, and its middle.

    Who drags an end leaves the line where it is at the other one; the middle shifts it and changes c alone.
    """
    left, right = (ends[0] + share * np.ptp(ends) for share in (0.08, 0.92))
    turns = float(1 / (right - left))
    at = [({"1": float(x)}, {"m": float(x), "c": 1.0}) for x in (left, (left + right) / 2, right)]
    return (
        Grip("left end of the line", *at[0], {"m": (0.0, -turns), "c": (0.0, float(right) * turns)}, colour),
        Grip("middle of the line", *at[1], {"c": (0.0, 1.0)}, colour),
        Grip("right end of the line", *at[2], {"m": (0.0, turns), "c": (0.0, -float(left) * turns)}, colour),
    )
