"""The shapes of activation functions: φ(z), its slope, and what weight and bias make of them."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from nnviz.core import ACTIVATIONS, Array, Network
from nnviz.figures import palette
from nnviz.figures.animation import Animation, Readout, Scene, Track
from nnviz.figures.base import EXACT, figure, line, marker, note, points, shape
from nnviz.figures.numbers import number

FLAT = 0.05
"""A slope smaller than this hardly moves a weight: the neuron is saturated there, or dead if it is exactly 0."""
Z_END, X_END = 8.0, 1.3
INPUTS = np.linspace(-1.2, 1.2, 7)
WEIGHTS = np.arange(5, 251) / 50
BIASES = np.arange(100, -101, -1) / 25
GRID = np.linspace(-Z_END, Z_END, 161)
DASHES = ("dash", "dot", "dashdot")


class Flat(NamedTuple):
    """A stretch of the z axis where the slope is nearly zero, and the word for it."""

    low: float
    high: float
    word: str


@dataclass(frozen=True)
class Sweep:
    """One neuron with one input, while its weight or its bias goes from one end to the other: θ (K, 2)."""

    activation: str
    swept: str
    theta: Array

    @property
    def z(self) -> Array:
        """Return z of each of the inputs (K, 7)."""
        return self._pass[0]

    @property
    def a(self) -> Array:
        """Return the neuron's output for each of the inputs (K, 7)."""
        return self._pass[1]

    @property
    def slope(self) -> Array:
        """Return φ'(z) of each of the inputs (K, 7)."""
        return slope_at(self.activation, self.z)

    @property
    def n_flat(self) -> NDArray[np.int_]:
        """Return for how many inputs the slope is nearly zero (K,)."""
        flat = np.abs(self.slope) < FLAT
        return np.asarray(flat.sum(axis=1))

    @cached_property
    def _pass(self) -> tuple[Array, Array]:
        forward = Network((1, 1), output=self.activation).forward(self.theta, INPUTS[:, None])
        return forward.z[1][..., 0], forward.a[1][..., 0]


def title(activation: str) -> str:
    """Return an activation's name as a page shows it; the sigmoid goes by two."""
    return "Sigmoid (logistic)" if activation == "sigmoid" else ACTIVATIONS[activation].title


def sweep(activation: str, swept: str, other: float) -> Sweep:
    """Return the neuron whose `swept` ("weight" or "bias") goes through its values, the other staying as it is."""
    values = WEIGHTS if swept == "weight" else BIASES
    still = np.full(len(values), other)
    return Sweep(activation, swept, np.column_stack([values, still] if swept == "weight" else [still, values]))


def slope_at(activation: str, z: Array) -> Array:
    """Return φ'(z), for z of any shape."""
    entry = ACTIVATIONS[activation]
    slope: Array = entry.slope(z, entry.value(z))
    return slope


def flats(activation: str) -> tuple[Flat, ...]:
    """Return where on the z axis the slope is nearly zero: dead where it is 0, saturated where φ levels off.

    It is leaking where the slope is small and stays the same, as a leaky ReLU's does, and turning between two
    stretches that are not flat, as GELU and SiLU turn round below zero.
    """
    z = np.linspace(-Z_END, Z_END, 1601)
    slopes = slope_at(activation, z)
    flat = np.concatenate([[False], np.abs(slopes) < FLAT, [False]])
    starts, ends = np.nonzero(flat[1:] & ~flat[:-1])[0], np.nonzero(flat[:-1] & ~flat[1:])[0] - 1
    found = []
    for start, end in zip(starts, ends, strict=True):
        inner = bool(start > 0 and end < len(z) - 1)
        found.append(Flat(float(z[start]), float(z[end]), _word(slopes[start : end + 1], inner)))
    return tuple(found)


def _word(slopes: Array, inner: bool) -> str:
    if not slopes.any():
        return "dead"
    return "turning" if inner else "saturated" if np.ptp(slopes) > 0 else "leaking"


def word_at(activation: str, z: float) -> str:
    """Return in a word how well a neuron learns at this z: alive, or that of the flat stretch it lies in."""
    if abs(at(activation, z)[1]) >= FLAT:
        return "alive"
    nearest = min(flats(activation), key=lambda flat: max(flat.low - z, z - flat.high))
    return nearest.word


def shapes_scene(sweep: Sweep, overlays: tuple[str, ...], z: float) -> Scene:
    """Return φ, its slope and the neuron's output over its input, while weight or bias moves; `z` is marked."""
    w, b = sweep.theta.T
    value, slope = at(sweep.activation, z)
    here = f"φ = {number(value)}, slope φ′ = {number(slope)}: {word_at(sweep.activation, z)}"
    moving = w if sweep.swept == "weight" else b
    letter = "w" if sweep.swept == "weight" else "b"
    return Scene(
        steps=np.arange(len(w)),
        names=np.array([f"{letter} = {place:.2f}".replace("-", "−") for place in moving]),
        animations=(values(sweep, overlays, z), slopes(sweep, overlays, z), outputs(sweep)),
        readouts=(
            Readout("The neuron", np.array([neuron(*theta) for theta in sweep.theta]), palette.MODEL),
            Readout("Inputs in the flat part", _of_all(sweep.n_flat), palette.ERROR),
            Readout(f"At z = {z:.1f}".replace("-", "−"), np.full(len(w), here)),
        ),
        grid=((0, 2), (1, 2)),
        columns=(1.1, 1),
    )


def at(activation: str, z: float) -> tuple[float, float]:
    """Return φ(z) and φ'(z)."""
    place = np.array([z])
    return float(ACTIVATIONS[activation].value(place)[0]), float(slope_at(activation, place)[0])


def neuron(w: float, b: float) -> str:
    """Return the neuron with its numbers: ŷ = φ(1.25·x − 0.50)."""
    return f"ŷ = φ({w:.2f}·x {'−' if b < 0 else '+'} {abs(b):.2f})"


def _of_all(counts: NDArray[np.int_]) -> NDArray[np.str_]:
    return np.array([f"{n} of {len(INPUTS)}" for n in counts])


def values(sweep: Sweep, overlays: tuple[str, ...], z: float) -> Animation:
    """Return φ(z), others laid over it, and the inputs as dots at (z, φ(z))."""
    names = (sweep.activation, *overlays)
    curves = [_curve(name, i, ACTIVATIONS[name].value) for i, name in enumerate(names)]
    chart = _over_z(
        curves, sweep.activation, z, at(sweep.activation, z)[0],
        x={"showticklabels": False}, y={"range": height_range(sweep.activation)},
        title="φ(z): what the neuron makes of its sum z",
        margin={"l": 52, "r": 12, "t": 30, "b": 12},
        showlegend=bool(overlays), legend=_LEGEND,
    )  # fmt: skip
    return Animation(chart, _dots(len(names), sweep, sweep.a), "The activation function, and the inputs on it")


def slopes(sweep: Sweep, overlays: tuple[str, ...], z: float) -> Animation:
    """Return φ'(z), others laid over it, and the inputs as dots at (z, φ'(z)); flat stretches are named."""
    names = (sweep.activation, *overlays)
    curves = [_curve(name, i, lambda z, name=name: slope_at(name, z)) for i, name in enumerate(names)]
    named = [
        note(flat.word, (flat.low + flat.high) / 2, 0.62)
        for flat in flats(sweep.activation)
        if flat.high - flat.low > 2
    ]
    chart = _over_z(
        curves, sweep.activation, z, at(sweep.activation, z)[1],
        x={"title": "z = w·x + b"}, y={"range": [-0.2, 1.25], "dtick": 0.5},
        title="φ′(z): its slope, without which nothing is learned",
        annotations=named,
    )  # fmt: skip
    return Animation(chart, _dots(len(names), sweep, sweep.slope), "The slope of the function, and the inputs on it")


_LEGEND = {"x": 0.02, "y": 0.98, "bgcolor": "rgba(0,0,0,0)", "font": {"size": 14}, "itemclick": False}


def _over_z(curves: list[dict[str, Any]], activation: str, z: float, height: float, **settings: Any) -> Any:
    """Return a figure over the z axis: the curves, the inputs' dots, what is flat, and the chosen z."""
    x = {"range": [-Z_END, Z_END], "zeroline": False, "automargin": False, **settings.pop("x")}
    y = {"automargin": False, **settings.pop("y")}
    chosen = marker(z, height, palette.TEXT, marker={"symbol": "diamond", "size": 13}, showlegend=False)
    bands = [
        shape("rect", palette.QUIET, width=0, fillcolor=palette.QUIET.light, opacity=0.16, layer="below",
              x0=flat.low, x1=flat.high, y0=0, y1=1, yref="paper")
        for flat in flats(activation)
    ]  # fmt: skip
    rule = shape("line", palette.TEXT, width=1.5, line={"dash": "dot"}, x0=z, x1=z, y0=0, y1=1, yref="paper")
    dots = points(np.zeros(len(INPUTS)), np.zeros(len(INPUTS)), hoverinfo="skip", showlegend=False)
    return figure(
        [*curves, dots, chosen], x=x, y=y, shapes=[*bands, rule], uirevision=f"{activation}{height_range(activation)}",
        **settings,
    )  # fmt: skip


def _curve(name: str, place: int, function: Any) -> dict[str, Any]:
    """Return the trace of an elementwise function of z; the first is the one looked at, others are dashed."""
    z = with_gaps(name)
    look = {} if place == 0 else {"dash": DASHES[(place - 1) % len(DASHES)]}
    colour, width = (palette.MODEL, 4) if place == 0 else (palette.QUIET, 2.5)
    return line(z, function(z), colour, width=width, line={**EXACT, **look}, name=title(name))


def with_gaps(name: str) -> Array:
    """Return the places of the z axis to draw at (n,), with a gap at each kink: no slope is drawn where none is."""
    z = GRID
    for kink in ACTIVATIONS[name].kinks:
        sides = [np.nextafter(kink, -np.inf), np.nan, np.nextafter(kink, np.inf)]
        z = np.concatenate([z[z < kink], sides, z[z > kink]])
    return z


def height_range(activation: str) -> list[float]:
    """Return the range of heights that shows φ from one end of the z axis to the other."""
    entry = ACTIVATIONS[activation]
    low, high = entry.range if np.isfinite(entry.range).all() else entry.value(GRID[[0, -1]])
    room = 0.12 * (high - low)
    return [float(min(low, entry.value(GRID).min()) - room), float(high + room)]


def _dots(trace: int, sweep: Sweep, heights: Array) -> tuple[Track, Track]:
    """Return how the inputs move: to z = w·x + b on the z axis, and to the heights (K, 7)."""
    return Track(trace, "x", sweep.theta, np.stack([INPUTS, np.ones(len(INPUTS))])), Track(trace, "y", heights)


def outputs(sweep: Sweep) -> Animation:
    """Return the neuron's output over its input x: φ(z) drawn at x = (z − b) / w, and the inputs as dots."""
    w, b = sweep.theta.T
    shift = np.column_stack([1 / w, -b / w])
    low, high = height_range(sweep.activation)
    z, found = with_gaps(sweep.activation), flats(sweep.activation)
    corners = np.array([z for flat in found for z in (flat.low, flat.low, flat.high, flat.high, np.nan)])
    walls = np.tile([low, high, high, low, np.nan], len(found))
    shade = line(corners, walls, palette.QUIET, width=0, fill="toself", fillcolor=palette.QUIET.light, opacity=0.16)
    chart = figure(
        [
            line(z, ACTIVATIONS[sweep.activation].value(z), palette.MODEL, width=4, line=EXACT),
            points(INPUTS, sweep.a[0], hoverinfo="skip"),
            *([shade] if found else []),
        ],
        x={"title": "input x", "range": [-X_END, X_END], "zeroline": False, "automargin": False},
        y={"range": [low, high], "automargin": False},
        title="ŷ over the input x; shaded: nearly flat",
        uirevision=sweep.activation,
    )
    tracks = [Track(0, "x", shift, _line_of(z)), Track(1, "y", sweep.a)]
    if found:
        tracks.append(Track(2, "x", shift, _line_of(corners)))
    return Animation(chart, tuple(tracks), "The neuron's output over its input, and where it is nearly flat")


def _line_of(z: Array) -> Array:
    """Return (2, n): what 1 / w and −b / w are multiplied with to give x = (z − b) / w."""
    return np.stack([z, np.where(np.isnan(z), np.nan, 1.0)])
