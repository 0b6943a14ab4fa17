"""The figures of vanishing and exploding: δ layer by layer, its factors beside what foretells them, and all starts."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from nnviz.core import INITIALIZERS, Array
from nnviz.figures import marks, palette, timeline
from nnviz.figures.animation import Animation, Mark, Readout, Scene
from nnviz.figures.axes import layout
from nnviz.figures.numbers import number, power_of_ten
from nnviz.lessons.simple.looks import decades
from nnviz.lessons.simple.vanish_study import ACTIVATION_NAMES, Kind, VanishStudy, kinds

LOOKS = {
    "sigmoid": (palette.MAGENTA, "circle", "● sigmoid"),
    "tanh": (palette.TEAL, "square", "■ tanh"),
    "relu": (palette.MODEL, "diamond", "◆ ReLU"),
}
LOWEST = -90
"""Sizes below this power of ten are marked at the foot of the figure, and not drawn: sizes that matter are above."""
MOST_FACTOR = 3.0
"""Factors are drawn from minus to plus this power of ten; those beyond are marked at the edge."""


def vanish_scene(study: VanishStudy) -> Scene:
    """Return the sizes of δ, their factors, and the starts of all kinds, on one timeline."""
    first, last = study.sizes[:, 0], study.sizes[:, -1]
    return Scene(
        timeline=timeline.of_run(study.run),
        animations=(sizes(study), factors(study), starts()),
        readouts=(
            Readout("Step", timeline.numbered(study.run.step)),
            Readout("Loss", np.array([number(loss) for loss in study.losses]), palette.ERROR),
            Readout("δ of the first layer", np.array([number(size) for size in first]), palette.ERROR),
            Readout("δ of the last", np.array([number(size) for size in last]), palette.ERROR),
        ),
        grid=((0, 1, 2),),
        columns=(1.15, 1, 1),
    )


def sizes(study: VanishStudy) -> Animation:
    """Return how large δ is in each layer, now and before training; what is exactly 0 stands below, and is named."""
    layers, n, logs = study.layers, len(study.layers), _logs(study.sizes)
    zeros, below, beyond = study.sizes == 0, (study.sizes > 0) & (logs < LOWEST), np.isinf(study.sizes)
    drawn = np.where(zeros | below | beyond, np.nan, logs)
    there = drawn[np.isfinite(drawn)] if np.isfinite(drawn).any() else np.array([0.0])
    low, high = float(there.min()), max(float(there.max()), float(there.min()) + 0.5)
    room = 0.2 * max(high - low, 1.0)
    foot, top = low - room, high + room if beyond.any() else high
    words = [
        name for name, which in (("✕ exactly 0", zeros), (f"▽ below {power_of_ten(LOWEST)}", below)) if which.any()
    ]
    look = {"xanchor": "left", "yanchor": "bottom"}
    notes = [marks.note("   ".join(words), 1, foot, palette.ERROR, yshift=6, **look)] if words else []
    if beyond.any():
        above = {**look, "yanchor": "top"}
        notes.append(marks.note("△ too large to hold", 1, top, palette.ERROR, yshift=-6, **above))
    return Animation(
        marks=(
            marks.line(layers, drawn[0], palette.PATH, width=2, line={"dash": "dash"}),
            marks.line(layers, drawn[0], palette.ERROR, width=2.5, moves={"y": drawn}, **_dots(n)),
            _at(foot, layers, zeros, "x"),
            _at(foot, layers, below, "triangle-down-open"),
            *([_at(top, layers, beyond, "triangle-up-open")] if beyond.any() else []),
        ),
        layout=layout(
            x=_layers_axis(n),
            y=decades(foot if words else low, top),
            title="Size of δ, by layer; - - before training",
            annotations=notes,
        ),
        name="The size of δ in each layer on a logarithmic axis, now and, dashed, before training",
    )


def _logs(values: Array) -> Array:
    """Return logarithms to base ten, −∞ for 0."""
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(np.log10(values))


def _dots(n: int) -> dict[str, Any]:
    return {"mode": "lines+markers", "marker": {"size": 8 if n <= 30 else 5, "color": palette.ERROR.light}}


def _layers_axis(n: int) -> dict[str, Any]:
    """Return the axis of n layers: ticks stand at layers that there are, the first and every so many."""
    every = next(one for one in (1, 2, 5, 10, 25) if n <= 5 * one or one == 25)
    ticks = sorted({1, *range(every, n + 1, every)})
    room = 0.04 * n
    return {"title": "layer, inputs → output", "range": [1 - room, n + room], "zeroline": False, "tickvals": ticks}


def _at(height: float, layers: NDArray[np.int64], which: NDArray[np.bool_], symbol: str) -> Mark:
    """Return marks at one height for the layers that are meant at each stop (K, n)."""
    heights = np.where(which, height, np.nan)
    look = {"symbol": symbol, "size": 8, "color": palette.ERROR.light}
    trace = {"type": "scatter", "mode": "markers", "x": layers, "y": heights[0], "marker": look, "hoverinfo": "skip"}
    return Mark(trace, {"y": heights})


def factors(study: VanishStudy) -> Animation:
    """Return by how much δ is multiplied from layer l + 1 to layer l, measured, and what foretells it."""
    layers, n = study.layers[:-1], len(study.layers)
    measured, foretold = _logs(study.factors), _logs(study.terms.factor)
    inside = [np.where(np.abs(of) <= MOST_FACTOR, of, np.nan) for of in (measured, foretold)]
    there = np.concatenate([[0.0], *(of[np.isfinite(of)] for of in inside)])
    low, high = float(there.min()) - 0.15, float(there.max()) + 0.15
    beyond = measured < -MOST_FACTOR, measured > MOST_FACTOR
    look = {"marker": {**_dots(n)["marker"], "line": {"width": 0}}}
    notes = [marks.note("level", n, 0, palette.QUIET, xanchor="right", yanchor="bottom")]
    if not np.isfinite(measured[0]).any():
        notes.append(marks.note("δ is 0 at the start", (n + 1) / 2, 0, palette.ERROR, yanchor="top"))
    if beyond[0].any():
        notes.append(marks.note(f"▽ below {10**-MOST_FACTOR:g}", 1, low, palette.ERROR, xanchor="left", yshift=12))
    return Animation(
        marks=(
            marks.line(layers, inside[1][0], palette.ANSWER, width=2, line={"dash": "dash"}, moves={"y": inside[1]}),
            marks.points(layers, inside[0][0], {"y": inside[0]}, hoverinfo="skip", **look),
            _at(low, layers, beyond[0], "triangle-down-open"),
            _at(high, layers, beyond[1], "triangle-up-open"),
        ),
        layout=layout(
            x=_layers_axis(n),
            y=decades(low, high),
            title="Factor: ● measured, - - foretold",
            shapes=[marks.shape("line", palette.QUIET, width=1, x0=1, x1=n, y0=0, y1=0)],
            annotations=notes,
        ),
        name="The factor of δ from each layer to the one before, measured, and what foretells it; at 1 it stays level",
    )


def starts() -> Animation:
    """Return the factor of a layer for every activation with every initializer, measured and foretold."""
    rows = list(INITIALIZERS)[::-1]
    drawn, notes = [], []
    for place, name in enumerate(ACTIVATION_NAMES):
        colour, symbol, title = LOOKS[name]
        mine = [kind for kind in kinds() if kind.activation == name]
        up = np.array([rows.index(kind.initializer) + 0.22 * (1 - place) for kind in mine])
        drawn += [
            _kinds([kind.foretold for kind in mine], up, colour, {"symbol": f"{symbol}-open", "size": 15}),
            _kinds([0.0 if kind.measured is None else kind.measured for kind in mine], up, colour,
                   {"symbol": symbol, "size": 9}),
        ]  # fmt: skip
        notes.append(marks.note(title, 0.02 + 0.36 * place, 1.0, colour, xref="paper", yref="paper", xanchor="left",
                                yanchor="top"))  # fmt: skip
    zero = [rows.index(row) for row in rows if all(k.measured is None for k in kinds() if k.initializer == row)]
    notes += [marks.note("exactly 0", 0.08, row, palette.QUIET, xanchor="left") for row in zero]
    return Animation(
        marks=tuple(drawn),
        layout=layout(
            x={"title": "factor of each layer", "range": [-0.06, 1.16], "zeroline": False, "tickvals": [0, 0.5, 1]},
            y={"range": [-0.5, 3.9], "zeroline": False, "showgrid": False, "tickvals": list(range(len(rows))),
               "ticktext": [INITIALIZERS[row].title for row in rows]},
            title="All starts; hollow: foretold",
            shapes=[marks.shape("line", palette.QUIET, width=1, x0=1, x1=1, y0=-0.5, y1=3.4)],
            margin={"l": 68, "r": 12, "t": 30, "b": 42},
            annotations=notes,
        ),
        name="By how much each layer multiplies δ, for each activation with each initializer, measured and foretold",
    )  # fmt: skip


def _kinds(values: list[float | None], up: Array, colour: palette.Colour, look: dict[str, Any]) -> Mark:
    there = [i for i, value in enumerate(values) if value is not None]
    marker = {"color": colour.light, "line": {"width": 1.5 if "open" in look["symbol"] else 0}, **look}
    x = np.array([values[i] for i in there], float)
    trace = {"type": "scatter", "mode": "markers", "x": x, "y": up[there], "marker": marker, "hoverinfo": "skip"}
    return Mark({**trace, "cliponaxis": False})


def named(kind: Kind) -> str:
    """Return a kind of start in words: tanh with He."""
    return f"{LOOKS[kind.activation][2][2:]} with {INITIALIZERS[kind.initializer].title}"
