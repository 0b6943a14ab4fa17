"""The figures of vanishing and exploding: δ layer by layer, its factors beside what foretells them, and all starts."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from nnviz.core import INITIALIZERS, Array
from nnviz.figures import marks, palette, timeline
from nnviz.figures.animation import Animation, Mark, Readout, Scene
from nnviz.figures.axes import layout
from nnviz.figures.numbers import number
from nnviz.lessons.simple.looks import log_axis
from nnviz.lessons.simple.vanish_study import ACTIVATION_NAMES, COMPARED, Kind, VanishStudy, kinds

LOOKS = {
    "sigmoid": (palette.MAGENTA, "circle", "● sigmoid"),
    "tanh": (palette.TEAL, "square", "■ tanh"),
    "relu": (palette.MODEL, "diamond", "◆ ReLU"),
}
ROOM = 0.14
"""Above the lower end of a logarithmic axis, this share of it is for layers whose δ is exactly 0."""


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
    axis, floor = _axis_with_zeros(study.sizes)
    layers, n = study.layers, len(study.layers)
    zeros = study.sizes == 0
    above = np.where(zeros, np.nan, study.sizes)
    many: dict[str, Any] = {
        "mode": "lines+markers",
        "marker": {"size": 8 if n <= 30 else 5, "color": palette.ERROR.light},
    }
    notes = []
    if zeros.any():
        notes.append(marks.note("exactly 0", 1, np.log10(floor), palette.ERROR, xanchor="left", yanchor="bottom"))
    return Animation(
        marks=(
            marks.line(layers, above[0], palette.PATH, width=2, line={"dash": "dash"}),
            marks.line(layers, above[0], palette.ERROR, width=2.5, moves={"y": above}, **many),
            _zeros(layers, zeros, floor),
        ),
        layout=layout(
            x=_layers_axis(n),
            y=axis,
            title="Size of δ, by layer; - - before training",
            annotations=notes,
        ),
        name="The size of δ in each layer on a logarithmic axis, now and, dashed, before training",
    )


def _axis_with_zeros(values: Array) -> tuple[dict[str, Any], float]:
    """Return a logarithmic axis for values (K, L) and where on it those stand that are exactly 0."""
    there = values[values > 0]
    low, high = (float(there.min()), float(there.max())) if there.size else (0.1, 1.0)
    axis = log_axis(low, max(high, 2 * low), room=0.05)
    if (values == 0).any():
        bottom, top = axis["range"]
        bottom -= max(ROOM * (top - bottom), 0.3)
        axis = {**axis, "range": [bottom, top]}
        return axis, float(10 ** (bottom + 0.02 * (top - bottom)))
    return axis, low


def _layers_axis(n: int) -> dict[str, Any]:
    return {"title": "layer, inputs → output", "range": [1 - 0.04 * n, n + 0.04 * n], "zeroline": False, "nticks": 5}


def _zeros(layers: NDArray[np.int64], zeros: NDArray[np.bool_], floor: float) -> Mark:
    """Return the marks of the layers whose δ is exactly 0 (K, L)."""
    heights = np.where(zeros, floor, np.nan)
    look = {"symbol": "x", "size": 8, "color": palette.ERROR.light}
    trace = {"type": "scatter", "mode": "markers", "x": layers, "y": heights[0], "marker": look, "hoverinfo": "skip"}
    return Mark(trace, {"y": heights})


def factors(study: VanishStudy) -> Animation:
    """Return by how much δ is multiplied from layer l + 1 to layer l, measured, and what foretells it."""
    layers, n = study.layers[:-1], len(study.layers)
    measured = np.where(study.factors > 0, study.factors, np.nan)
    foretold = np.where(study.terms.factor > 0, study.terms.factor, np.nan)
    there = np.concatenate([measured[np.isfinite(measured)], foretold[np.isfinite(foretold)], [1.0]])
    axis = log_axis(float(there.min()) * 0.8, float(there.max()) * 1.25)
    look = {"marker": {"size": 8 if n <= 30 else 5, "color": palette.ERROR.light, "line": {"width": 0}}}
    notes = [
        marks.note("level", n, 0, palette.QUIET, xanchor="right", yanchor="bottom"),
    ]
    if not np.isfinite(measured[0]).any():
        notes.append(marks.note("δ is 0: nothing to compare", (n + 1) / 2, 0, palette.ERROR, yanchor="top"))
    return Animation(
        marks=(
            marks.line(layers, foretold[0], palette.ANSWER, width=2, line={"dash": "dash"}, moves={"y": foretold}),
            marks.points(layers, measured[0], {"y": measured}, hoverinfo="skip", **look),
        ),
        layout=layout(
            x=_layers_axis(n),
            y=axis,
            title="‖δ[l]‖/‖δ[l+1]‖: ● measured, - - foretold",
            shapes=[marks.shape("line", palette.QUIET, width=1, x0=1, x1=n, y0=1, y1=1)],
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
            title=f"Before training, {COMPARED} layers; ○ foretold",
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
