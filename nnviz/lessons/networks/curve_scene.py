"""The figures of divide and conquer on a curve: what each neuron adds, and the sum on the data."""

from typing import Any

import numpy as np

from nnviz.core import Array
from nnviz.figures import palette, timeline
from nnviz.figures.animation import Animation, Mark, Readout, Scene
from nnviz.figures.axes import FONT_SIZE, label, layout, padded
from nnviz.figures.marks import EXACT, line, marker, points
from nnviz.figures.network_marks import HALO
from nnviz.figures.numbers import number
from nnviz.figures.shares import made
from nnviz.lessons.networks.curve_names import HIGH, WIDE, beside
from nnviz.lessons.networks.curve_panels import panels
from nnviz.lessons.networks.curve_study import Curve

FAR = 0.4
"""How many spans of the data the figure of the sum goes beyond them at most."""


def curve_scene(study: Curve) -> Scene:
    """Return what each neuron adds, beside their sum."""
    at = number(study.x[study.point])
    sums = study.shares.outputs["sum"]
    losses = np.array([number(one) for one in study.losses])
    return Scene(
        timeline=timeline.of_steps(study.steps),
        animations=(_sum(study), panels(study)),
        readouts=(
            Readout("Step", timeline.numbered(study.steps)),
            Readout("Loss", losses, palette.ERROR),
            Readout("Loss of what is left", losses, palette.ERROR, follows="{loss}"),
            Readout(f"Sum at x = {at}", np.array([number(one) for one in sums]), palette.MODEL, follows="{sum}"),
        ),
        grid=((0, 1),),
        columns=(1, 1),
        shares=study.shares,
    )


def _sum(study: Curve) -> Animation:
    shares = study.shares
    x, outputs = shares.x, shares.outputs
    outline = np.concatenate([x, x[::-1]])
    fill: dict[str, Any] = {"fill": "toself", "fillcolor": palette.PATH.light, "opacity": 0.3}
    seen = study.x[study.point]
    ring = {"symbol": "circle-open", "size": 18, "line": {"width": 3, "color": palette.DATA.light}}
    across, up = [float(x[0]), float(x[-1])], heights(study).tolist()
    return Animation(
        marks=(
            line(outline, outputs["gap"][0], palette.PATH, width=1, moves={"y": made(shares, "gap")}, **fill),
            _curve(study, "whole", palette.PATH, 2, {"dash": "dash"}),
            points(study.x, study.y, hovertemplate="x: %{x:.3~g}<br>y: %{y:.3~g}<extra></extra>"),
            _curve(study, "left", palette.MODEL, 4),
            *_bends(study),
            marker(seen, study.y[study.point], palette.DATA, marker=ring),
            marker(seen, outputs["mark"][0, 0], palette.MODEL, {"y": made(shares, "mark")}),
        ),
        layout=layout(
            x={"title": label(study.sample.inputs[0]), "range": across, "zeroline": False},
            y={"title": label(study.sample.outputs[0]), "range": up},
            title="The sum, with the bias: the network’s curve",
            uirevision=f"{across}{up}",
        ),
        name="The points and the network’s curve, which is the sum of what its neurons add, and the bias",
    )


def heights(study: Curve) -> Array:
    """Return the ends of the axis of the sum: all curves of the run, but no further than `FAR` spans from the data."""
    whole, span = study.shares.outputs["whole"], np.ptp(study.y)
    low, high = study.y.min() - FAR * span, study.y.max() + FAR * span
    return padded(np.append(np.clip(whole, low, high), study.y), 0.12)


def _curve(study: Curve, output: str, colour: palette.Colour, width: float, look: dict[str, Any] | None = None) -> Mark:
    values = made(study.shares, output)
    return line(study.shares.x, values.values[0], colour, width=width, line={**EXACT, **(look or {})},
                moves={"y": values})  # fmt: skip


def _bends(study: Curve) -> tuple[Mark, ...]:
    """Return the places where the neurons bend the curve, with their names, where each has one."""
    if study.shares.bends is None:
        return ()
    x, y = study.shares.bends, made(study.shares, "bends")
    look = {"symbol": "diamond", "size": 13, "color": palette.PAGE.light,
            "line": {"width": 3, "color": palette.MODEL.light}}  # fmt: skip
    font = {"size": FONT_SIZE, "color": palette.MODEL.light, "weight": 700, "shadow": HALO}
    sides = beside(_pixels(x, study.shares.x[[0, -1]], WIDE), _pixels(y.values, heights(study), HIGH))
    names: dict[str, Any] = {"text": list(study.names), "textposition": sides[0].tolist(), "textfont": font}
    trace = {
        "type": "scatter",
        "mode": "markers+text",
        "x": x[0],
        "y": y.values[0],
        "marker": look,
        "hoverinfo": "skip",
    }
    return (Mark({**trace, **names}, {"x": x, "y": y, "textposition": sides}),)


def _pixels(values: Array, ends: Array, length: int) -> Array:
    """Return where values lie along an axis with these ends that is so many px long."""
    low, high = ends
    pixels: Array = (values - low) / (high - low) * length
    return pixels
