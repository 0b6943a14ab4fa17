"""What each neuron of the last hidden layer adds to the sum, in a panel of its own, with a button to take it away."""

from math import ceil
from typing import Any

import numpy as np

from nnviz.core import Array
from nnviz.figures import palette
from nnviz.figures.animation import Animation, Mark
from nnviz.figures.axes import FONT_SIZE, axis, layout, padded
from nnviz.figures.button import Button
from nnviz.figures.marks import EXACT, line, marker, note, shape
from nnviz.figures.numbers import number
from nnviz.figures.shares import made
from nnviz.lessons.networks.curve_study import Curve

HEAD = 28
HEIGHT = 290
"""About how high, in px, the names above the panels are, and all panels together."""

SMALL = 1e-3
"""What is smaller is written as nearly 0: in a panel it is less than a pixel, and all its digits have no room there."""


def grid(n: int) -> tuple[int, int]:
    """Return in how many rows and columns n panels stand."""
    columns = 1 if n < 3 else 2 if n < 5 else 3
    return ceil(n / columns), columns


def panels(study: Curve) -> Animation:
    """Return a panel for each neuron, and one for the bias, all with the same axes."""
    shares = study.shares
    bias = study.net.layers(study.theta)[-1][1][:, 0]
    drawn = [shares.outputs[f"share{k + 1}"] for k in range(len(study.names))]
    up = padded(np.concatenate([*(one.ravel() for one in drawn), bias, [0.0]]), 0.08)
    across = np.array([shares.x[0], shares.x[-1]])
    n = len(study.names) + 1
    x, y = _axes(0, n, across, up)
    marks: list[Mark] = []
    for k in range(len(study.names)):
        marks += _share(study, k, up)
    marks += _bias(study, bias, n - 1, up)
    return Animation(
        marks=tuple(marks),
        layout=layout(
            x=x,
            y=y,
            title="What each neuron adds: w · a",
            margin={"l": 44, "r": 12, "t": 30, "b": 8},
            shapes=[_plumb(study, k, up) for k in range(n)],
            annotations=[note("bias", across[0], up[1], palette.TEXT, xanchor="left", yanchor="bottom",
                              **_refs(n - 1))],
            uirevision=f"{n}{across}{up}",
        )
        | {f"{name}axis{k + 1}": axis(one) for k in range(1, n)
           for name, one in zip("xy", _axes(k, n, across, up), strict=True)},
        name="What each neuron of the last hidden layer adds to the sum, and the bias, over the input",
        buttons=(*(_name(study, k, across, up) for k in range(n - 1)), _all(n, across, up)),
    )  # fmt: skip


def _on(k: int) -> dict[str, Any]:
    """Return a panel's axes as a trace names them."""
    return {"xaxis": f"x{k + 1 if k else ''}", "yaxis": f"y{k + 1 if k else ''}"}


def _refs(k: int) -> dict[str, str]:
    """Return a panel's axes as a shape or a note names them."""
    return {f"{name}ref": ref for name, ref in zip("xy", _on(k).values(), strict=True)}


def _axes(k: int, n: int, across: Array, up: Array) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return the axes of a panel: of n, row by row, each with room for its name above."""
    rows, columns = grid(n)
    row, column = divmod(k, columns)
    wide, high = 1 / columns, 1 / rows
    first, head = column == 0, HEAD / HEIGHT
    x = {"domain": [column * wide, (column + 0.92) * wide], "anchor": _on(k)["yaxis"], "showticklabels": False,
         "nticks": 4, "range": across.tolist(), "zeroline": False}  # fmt: skip
    y = {"domain": [1 - (row + 0.95) * high, 1 - row * high - head], "anchor": _on(k)["xaxis"],
         "showticklabels": first, "tickvals": _ticks(up), "range": up.tolist()}  # fmt: skip
    return x, y


def _ticks(up: Array) -> list[float]:
    """Return 0 and, on both sides, a round number that is well inside: one tick alone would be no scale."""
    most = float(np.abs(up).max()) / 1.3
    power = 10.0 ** np.floor(np.log10(most))
    round_one = float(power * max(one for one in (1, 2, 5) if one * power <= most))
    return [one for one in (-round_one, 0.0, round_one) if up[0] <= one <= up[1]]


def _share(study: Curve, k: int, up: Array) -> list[Mark]:
    """Return a neuron's share over the input, at the point looked at, and that as a number; pale while it is away."""
    shares, seen = study.shares, {"opacity": made(study.shares, f"seen{k + 1}")}
    values, at = made(shares, f"share{k + 1}"), made(shares, f"mark{k + 1}")
    return [
        line(shares.x, values.values[0], palette.MODEL, width=3, line=EXACT, moves={"y": values, **seen}, **_on(k)),
        marker(study.x[study.point], at.values[0, 0], palette.MODEL, {"y": at, **seen}, marker={"size": 11}, **_on(k)),
        _number(study, at.values[:, 0], k, up),
    ]


def _bias(study: Curve, bias: Array, k: int, up: Array) -> list[Mark]:
    """Return the bias, which is the same everywhere."""
    ends, level = study.shares.x[[0, -1]], np.repeat(bias[:, None], 2, axis=1)
    return [
        line(ends, level[0], palette.MODEL, width=3, moves={"y": level}, **_on(k)),
        marker(study.x[study.point], bias[0], palette.MODEL, {"y": bias[:, None]}, marker={"size": 11}, **_on(k)),
        _number(study, bias, k, up),
    ]


def _number(study: Curve, values: Array, k: int, up: Array) -> Mark:
    """Return the values (K,) at the point looked at, written above a panel's right end, beside a button."""
    words = np.array([[number(one) if not 0 < abs(one) < SMALL else "≈ 0"] for one in values])
    font = {"size": FONT_SIZE, "color": palette.MODEL.light, "weight": 600}
    place = {"x": [study.shares.x[-1]], "y": [up[1]], "text": words[0].tolist(), "textposition": "top left"}
    look = {"type": "scatter", "mode": "text", "textfont": font, "hoverinfo": "skip", "cliponaxis": False}
    return Mark({**look, **place, **_on(k)}, {"text": words})


def _plumb(study: Curve, k: int, up: Array) -> dict[str, Any]:
    """Return the upright line through the point looked at."""
    x = study.x[study.point]
    return shape("line", palette.QUIET, width=1, x0=x, x1=x, y0=up[0], y1=up[1], line={"dash": "dot"}, **_refs(k))


def _name(study: Curve, k: int, across: Array, up: Array) -> Button:
    """Return the button with a neuron's name, above its panel's left end."""
    name = study.names[k]
    return Button(f"Take {name} away", name, float(across[0]), float(up[1]), takes=name, axes=_pair(k), shift=(12, 15))


def _all(n: int, across: Array, up: Array) -> Button:
    """Return the button that takes all away, in the line of the title."""
    k = min(n, grid(n)[1]) - 1
    low, high = _axes(k, n, across, up)[1]["domain"]
    top = up[1] + HEAD / HEIGHT / (high - low) * np.ptp(up)
    return Button("Take all neurons away", "all away", float(across[1]), float(top), takes="all", axes=_pair(k),
                  shift=(-30, 15))  # fmt: skip


def _pair(k: int) -> tuple[str, str]:
    """Return a panel's axes as a button names them."""
    return _on(k)["xaxis"], _on(k)["yaxis"]
