"""The figures of the shapes: φ(z), its slope, and what weight and bias make of them."""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nnviz.core import ACTIVATIONS, Array
from nnviz.figures import palette
from nnviz.figures.animation import Animation, Blend, Mark, Readout, Scene
from nnviz.figures.axes import layout
from nnviz.figures.marks import EXACT, line, marker, note, points, shape
from nnviz.figures.numbers import MINUS, number
from nnviz.figures.timeline import Timeline
from nnviz.lessons.activation.functions import Z_END, Flat, at, breaks, flats, slope_at, title, value_at, word_at
from nnviz.lessons.activation.study import INPUTS, ShapeStudy

X_END = 1.3
GRID = np.linspace(-Z_END, Z_END, 161)
DASHES = ("dash", "dot", "dashdot")
SHADE: dict[str, Any] = {"width": 0, "fillcolor": palette.QUIET.light, "opacity": 0.16}
LEGEND = {"x": 0.02, "y": 0.98, "bgcolor": "rgba(0,0,0,0)", "font": {"size": 14}, "itemclick": False}


def shapes_scene(study: ShapeStudy) -> Scene:
    """Return φ, its slope and the neuron's output over its input, while weight or bias moves; one z is marked."""
    activation, z = study.activation, study.chosen_z
    letter, moving = ("w", study.theta[:, 0]) if study.swept == "weight" else ("b", study.theta[:, 1])
    value, slope = at(activation, z)
    here = f"φ = {number(value)}, slope φ′ = {number(slope)}: {word_at(activation, z)}"
    names = np.array([f"{letter} = {place:.2f}".replace("-", MINUS) for place in moving])
    return Scene(
        timeline=Timeline(np.arange(len(moving)), names),
        animations=(values(study), slopes(study), outputs(study)),
        readouts=(
            Readout("The neuron", np.array([neuron(w, b) for w, b in study.theta]), palette.MODEL),
            Readout("Inputs in the flat part", _of_all(study.n_flat), palette.ERROR),
            Readout(f"At z = {z:.1f}".replace("-", MINUS), np.full(len(moving), here)),
        ),
        grid=((0, 2), (1, 2)),
        columns=(1.1, 1),
    )


def neuron(w: float, b: float) -> str:
    """Return the neuron with its numbers: ŷ = φ(1.25·x − 0.50)."""
    return f"ŷ = φ({w:.2f}·x {MINUS if b < 0 else '+'} {abs(b):.2f})"


def _of_all(counts: NDArray[np.int_]) -> NDArray[np.str_]:
    return np.array([f"{n} of {len(INPUTS)}" for n in counts])


def values(study: ShapeStudy) -> Animation:
    """Return φ(z), others laid over it, and the inputs as dots at (z, φ(z))."""
    return _over_z(
        study, value_at, study.a, "The activation function, and the inputs on it",
        x={"showticklabels": False}, y={"range": height_range(study.activation, *study.overlays)},
        title="φ(z): what the neuron makes of z; dots: seven inputs",
        margin={"l": 52, "r": 12, "t": 30, "b": 12},
        showlegend=bool(study.overlays), legend=LEGEND,
    )  # fmt: skip


def slopes(study: ShapeStudy) -> Animation:
    """Return φ'(z), others laid over it, and the inputs as dots at (z, φ'(z)); flat stretches are named."""
    named = [
        note(_named(study.activation, flat), (flat.low + flat.high) / 2, 0.62)
        for flat in flats(study.activation)
        if flat.high - flat.low > 2
    ]
    return _over_z(
        study, slope_at, study.slope, "The slope of the function, and the inputs on it",
        x={"title": "z = w·x + b"}, y={"range": [-0.2, 1.25], "dtick": 0.5},
        title="φ′(z): the slope of φ, which gradient descent needs",
        annotations=named,
    )  # fmt: skip


def _named(activation: str, flat: Flat) -> str:
    """Return the word for a flat stretch, and what is within it where φ has no slope."""
    within = [f"; at the {what} none, taken as 0" for kink, what in breaks(activation) if flat.low < kink < flat.high]
    return flat.word + "".join(within)


def _over_z(
    study: ShapeStudy,
    function: Callable[[str, Array], Array],
    heights: Array,
    name: str,
    *,
    x: dict[str, Any],
    **settings: Any,
) -> Animation:
    """Return a figure over the z axis: the curves, the inputs as dots at heights (K, 7), what is flat, the chosen z."""
    activation, z = study.activation, study.chosen_z
    curves = [_curve(shown, place, function) for place, shown in enumerate((activation, *study.overlays))]
    to_z = Blend(study.theta, np.stack([INPUTS, np.ones(len(INPUTS))]))  # z = w·x + b
    dots = points(study.z[0], heights[0], {"x": to_z, "y": heights}, hoverinfo="skip", showlegend=False)
    height = float(function(activation, np.array([z]))[0])
    chosen = marker(z, height, palette.TEXT, marker={"symbol": "diamond", "size": 13}, showlegend=False)
    bands = [
        shape("rect", palette.QUIET, **SHADE, layer="below", x0=flat.low, x1=flat.high, y0=0, y1=1, yref="paper")
        for flat in flats(activation)
    ]
    rule = shape("line", palette.TEXT, width=1.5, line={"dash": "dot"}, x0=z, x1=z, y0=0, y1=1, yref="paper")
    return Animation(
        marks=(*curves, dots, chosen),
        layout=layout(
            x={"range": [-Z_END, Z_END], "zeroline": False, **x},
            shapes=[*bands, rule],
            uirevision=f"{activation}{height_range(activation, *study.overlays)}",
            **settings,
        ),
        name=name,
    )


def _curve(name: str, place: int, function: Callable[[str, Array], Array]) -> Mark:
    """Return the curve of an elementwise function of z; the first is the one looked at, others are dashed."""
    z = with_gaps(name)
    look = {} if place == 0 else {"dash": DASHES[(place - 1) % len(DASHES)]}
    colour, width = (palette.MODEL, 4) if place == 0 else (palette.QUIET, 2.5)
    return line(z, function(name, z), colour, width=width, line={**EXACT, **look}, name=title(name))


def with_gaps(name: str) -> Array:
    """Return the places of the z axis to draw at (n,), with a gap at each kink: no slope is drawn where none is."""
    z = GRID
    for kink in ACTIVATIONS[name].kinks:
        sides = [np.nextafter(kink, -np.inf), np.nan, np.nextafter(kink, np.inf)]
        z = np.concatenate([z[z < kink], sides, z[z > kink]])
    return z


def height_range(*activations: str) -> list[float]:
    """Return the range of heights that shows each φ from one end of the z axis to the other."""
    lows, highs = zip(*(_heights(name) for name in activations), strict=True)
    low, high = min(lows), max(highs)
    room = 0.12 * (high - low)
    return [float(low - room), float(high + room)]


def _heights(activation: str) -> tuple[float, float]:
    bounds, shown = ACTIVATIONS[activation].range, value_at(activation, GRID)
    ends = [*(bound for bound in bounds if np.isfinite(bound)), shown.min(), shown.max()]
    return min(ends), max(ends)


def outputs(study: ShapeStudy) -> Animation:
    """Return the neuron's output over its input x: φ(z) drawn at x = (z − b) / w, and the inputs as dots."""
    activation, (w, b) = study.activation, study.theta.T
    shift = np.column_stack([1 / w, -b / w])
    low, high = height_range(activation)
    z = with_gaps(activation)
    curve = line(z, value_at(activation, z), palette.MODEL, width=4, line=EXACT, moves={"x": Blend(shift, _line_of(z))})
    dots = points(INPUTS, study.a[0], {"y": study.a}, hoverinfo="skip")
    return Animation(
        marks=(curve, dots, *_shade(activation, shift, low, high)),
        layout=layout(
            x={"title": "input x", "range": [-X_END, X_END], "zeroline": False},
            y={"range": [low, high]},
            title="ŷ, the output, over the input x",
            uirevision=activation,
        ),
        name="The neuron's output over its input, and where it is nearly flat",
    )


def _shade(activation: str, shift: Array, low: float, high: float) -> tuple[Mark, ...]:
    """Return the shade over the x of each flat stretch, if there are any; `shift` (K, 2) is 1 / w and −b / w."""
    found = flats(activation)
    if not found:
        return ()
    corners = np.array([z for flat in found for z in (flat.low, flat.low, flat.high, flat.high, np.nan)])
    walls = np.tile([low, high, high, low, np.nan], len(found))
    return (line(corners, walls, palette.QUIET, **SHADE, fill="toself", moves={"x": Blend(shift, _line_of(corners))}),)


def _line_of(z: Array) -> Array:
    """Return (2, n): what 1 / w and −b / w are multiplied with to give x = (z − b) / w."""
    return np.stack([z, np.where(np.isnan(z), np.nan, 1.0)])
