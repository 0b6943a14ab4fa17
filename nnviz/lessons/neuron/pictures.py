"""What a neuron looks like over its inputs: a line and a curve, a surface, and the plane seen from above."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from nnviz.core import ACTIVATIONS, Array
from nnviz.figures.animation import Animation, Blend, Mark, NeuronField
from nnviz.figures.axes import FONT_SIZE, layout, square
from nnviz.figures.handle import Grip
from nnviz.figures.marks import EXACT, line, marker
from nnviz.figures.network_marks import texts
from nnviz.figures.numbers import number
from nnviz.figures.palette import DATA, MODEL, TEXT, Colour, diverging
from nnviz.figures.surface import Axis, NeuronGrid, Point, Surface
from nnviz.lessons.neuron.passes import END, Passes, zero_line
from nnviz.lessons.neuron.study import ACTIVATION, BIAS, NeuronStudy

OVER = np.linspace(-END, END, 101)
"""At so many places of an input a curve is drawn."""
TALL, HIGH = 4.2, 6.0
"""How far up and down from 0 a curve is shown, and a surface."""
PLANE = (-END, END, -END, END)


def curves(study: NeuronStudy) -> Animation:
    """Return the sum z as a line over x₁, the output φ(z) as a curve over it, and the present input on both.

    With more inputs than one, the others stay what they are.
    """
    passes, x = study.passes, study.passes.x[:, 0]
    rest = passes.z - passes.named["w1"] * x
    slopes = np.column_stack([passes.named["w1"], rest])
    basis = np.stack([OVER, np.ones(len(OVER))])
    z = slopes @ basis
    swept = study.swept is not None
    heights: Any = Blend(slopes, basis)
    sum_line = line(OVER, z[0], TEXT, width=2.5, line={"dash": "dash"}, moves={"y": heights} if swept else {})
    a = ACTIVATIONS[passes.activation].value(z)
    curve = line(OVER, a[0], MODEL, width=4, line=EXACT, moves={"y": a} if swept else {})
    rule = marker(x[0], 0, DATA, marker={"symbol": "line-ns-open", "size": 1200, "line": {"width": 1}})
    one = passes.n == 1
    return Animation(
        marks=(
            Mark(rule.trace, follows={"x": "x1"}),
            Mark(sum_line.trace, sum_line.moves, follows={"y": "line"}),
            Mark(curve.trace, curve.moves, follows={"y": "curve"}),
            _at(x, passes.z, study.stage >= BIAS, TEXT, "z"),
            _at(x, passes.a, study.stage >= ACTIVATION, MODEL, "a"),
            _outside(passes.z),
        ),
        layout=layout(
            x={"title": "input x₁", "range": [-END, END]},
            y={"range": [-TALL, TALL]},
            title=f"{'' if one else 'A slice (x₂, x₃ held): '}<span style='color:{TEXT.light}'>- - z</span>, "
            f"<span style='color:{MODEL.light}'><b>a = φ(z)</b></span>{' over x₁' if one else ''}",
            uirevision="curves",
        ),
        name="The sum z and the output a over the input x₁, with the present input on both",
        handles=(Grip("input x₁ on its axis", {"x1": 1.0}, {"1": -TALL + 0.5}, {"x1": (1.0, 0.0)}, DATA),),
    )


def _outside(z: Array) -> Mark:
    """Return what is said where the sum is above or below the picture."""
    words = np.where(z > TALL, "outside ↑", np.where(z < -TALL, "outside ↓", " "))[:, None]
    moves = {"text": words} if (words != words[0]).any() else {}
    made = texts([(0, TALL - 1.0)], FONT_SIZE + 6, moves, text=words[0].tolist(), textfont={"weight": 700})
    return Mark(made.trace, made.moves, follows={"text": ("{high:outside}",)})


def _at(x: Array, heights: Array, seen: NDArray[np.bool_], colour: Colour, follows: str) -> Mark:
    """Return the mark of the present input at its height, from the stop on at which this is computed."""
    moves: dict[str, Any] = {"y": heights[:, None]} if np.ptp(heights) else {}
    if not seen.all():
        moves["opacity"] = np.where(seen, 1.0, 0.0)
    made = marker(x[0], heights[0], colour, moves=moves, opacity=float(seen[0]))
    return Mark(made.trace, made.moves, follows={"x": "x1", "y": follows})


def height_range(activation: str) -> tuple[float, float]:
    """Return the heights that are shown of an output: all there are, and of one without an end, to ±HIGH."""
    low, high = ACTIVATIONS[activation].range
    return max(low, -HIGH), min(high, HIGH)


def shades(low: float, high: float) -> tuple[Colour, ...]:
    """Return the colours from `low` to `high`: orange below 0, the page's own at 0, blue above, as far as each goes."""
    table = diverging()
    most = max(abs(low), abs(high))
    first, last = (round((1 + end / most) / 2 * (len(table) - 1)) for end in (low, high))
    return tuple(table[i] for i in np.linspace(first, last, 64).round().astype(int))


def border(activation: str) -> tuple[float, ...]:
    """Return the height at which a surface crosses z = 0: φ(0), or the middle of a jump; none where φ is flat there."""
    below, at, above = ACTIVATIONS[activation].value(np.array([-1e-3, 0.0, 1e-3]))
    if below < at < above:
        return (float(at),)
    return (float(below + at) / 2,) if at - below > 0.5 else ()


def surface(study: NeuronStudy) -> Surface:
    """Return the output, or the sum, over both inputs as a landscape, with the present input on it."""
    passes = study.passes
    shown, heights, follows = ("identity", passes.z, "z") if study.shows_sum else (passes.activation, passes.a, "a")
    low, high = height_range(shown)
    letter = "sum z" if study.shows_sum else "output a"
    x1, x2 = passes.x.T
    words = [
        f"Over x₁ = {number(one)} and x₂ = {number(two)} the {letter} is {number(height)}; the weights are "
        f"{number(w1)} and {number(w2)}, the bias is {number(b)}."
        for one, two, height, (w1, w2, b) in zip(x1, x2, heights, passes.theta, strict=True)
    ]
    return Surface(
        f"The {letter} over the two inputs",
        Axis("x₁", -END, END), Axis("x₂", -END, END), Axis(letter.split()[1], low, high),
        NeuronGrid(passes.theta, shown, follows="theta"),
        np.array(words),
        points=(Point(np.column_stack([x1, x2, heights]), DATA, "", ("x1", "x2", follows)),),
        rings=border(shown),
        title=f"The {letter} as a height: turn it",
        table=shades(low, high),
    )  # fmt: skip


def from_above(study: NeuronStudy) -> Animation:
    """Return the plane of the two inputs, coloured by the output, with the line z = 0 and the present input."""
    passes = study.passes
    shown = "identity" if study.shows_sum else passes.activation
    low, high = height_range(shown)
    across, up = square({"title": "x₁", "range": [-END, END]}, {"title": "x₂", "range": [-END, END]})
    grip = Grip("both inputs", {"x1": 1.0}, {"x2": 1.0}, {"x1": (1.0, 0.0), "x2": (0.0, 1.0)}, DATA)
    return Animation(
        marks=(zero(passes, END), _one_sign(passes)),
        layout=layout(
            x=across,
            y=up,
            title="From above: a line where z = 0",
            uirevision="plane",
        ),
        name="The plane of both inputs seen from above, with the line z = 0 and the present input",
        fields=(field(passes.theta, shown, PLANE, (low, high)),),
        handles=(grip,),
    )


def _one_sign(passes: Passes) -> Mark:
    """Return what is said where no line z = 0 crosses the plane: of which sign z is in all of it, or what it is."""
    x, _ = zero_line(passes.theta, -END, END)
    words = np.where(np.isnan(x[:, 0]), [_all(*row) for row in passes.theta.tolist()], " ")[:, None]
    moves = {"text": words} if (words != words[0]).any() else {}
    made = texts([(0, END / 4 * 3)], FONT_SIZE, moves, text=words[0].tolist())
    return Mark(made.trace, made.moves, follows={"text": (" ",)})


def _all(w1: float, w2: float, b: float) -> str:
    """Return what z is in the whole plane that no line z = 0 crosses; one may touch a corner, where z is 0."""
    if not (w1 or w2):
        return f"z = {number(b)} everywhere"
    least = abs(b) - END * (abs(w1) + abs(w2))
    return f"z {'>' if b > 0 else '<'} 0 everywhere" if least > 1e-9 else f"z {'≥' if b > 0 else '≤'} 0 everywhere"


def zero(passes: Passes, end: float, low: float | None = None) -> Mark:
    """Return the line z = 0 within the plane from `low` (or −end) to end."""
    x, y = zero_line(passes.theta, -end if low is None else low, end)
    moves = {"x": x, "y": y} if (passes.theta != passes.theta[0]).any() else {}
    made = line(x[0], y[0], TEXT, width=3, moves=moves)
    return Mark(made.trace, made.moves, follows={"x": "zero_x", "y": "zero_y"})


def field(
    theta: Array, activation: str, plane: tuple[float, float, float, float], span: tuple[float, float]
) -> NeuronField:
    """Return what a neuron makes of every place of a plane, by colour."""
    left, right, bottom, top = plane
    picture = {"x": left, "y": top, "sizex": right - left, "sizey": top - bottom, "xref": "x", "yref": "y",
               "sizing": "stretch", "layer": "below"}  # fmt: skip
    return NeuronField(picture, NeuronGrid(theta, activation, follows="theta"), plane, span, shades(*span))
