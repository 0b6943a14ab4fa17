"""The marks that a drawn network is made of: its frame, its links, its discs and its texts."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nnviz.core import Array
from nnviz.figures.animation import Mark, Moves
from nnviz.figures.marks import note
from nnviz.figures.network import Drawing, Link, Neuron, layer_name
from nnviz.figures.palette import GRID, NEGATIVE, POSITIVE, QUIET, TEXT

HEAD, FOOT = 22, 22
"""The height of the lines with the names of the layers and with the legend, in px at the drawing's least size."""
HALO = ",".join(["0 0 3px #ffffff"] * 4)
"""The shadow of letters that stand on something: the page's own colour around them."""
FORWARD, BACKWARD = "1px,31px", "2px,30px"
"""The dashes of what travels along links, one way or the other: player.css knows them by these and moves them."""


def legend(drawing: Drawing, says: Sequence[tuple[str, str]]) -> Mark:
    """Return the line below a drawing that says, at each stop, what size a disc has and what width a link."""
    signs = (
        f"<span style='color:{POSITIVE.light}'><b>blue</b> &gt; 0</span> · "
        f"<span style='color:{NEGATIVE.light}'><b>orange</b> &lt; 0</span>"
    )
    words = [
        [f"{signs} · <b>disc</b>: {disc}; its layer’s largest is full · <b>link</b>: {link}"] for disc, link in says
    ]
    return texts(
        [(drawing.width / 2, -FOOT / 2)], drawing.legend_font, {"text": np.array(words, dtype=object)},
        textfont={"color": QUIET.light},
    )  # fmt: skip


def canvas(drawing: Drawing) -> dict[str, Any]:
    """Return the axes, margins and column heads of a drawing, as settings for `axes.layout`."""
    bare = {"visible": False, "fixedrange": True}
    heads = [
        note(f"{layer_name(drawing.sizes, k).removeprefix('the ')}", drawing.place(Neuron(k, 0))[0],
             drawing.height + HEAD / 2)
        for k in range(len(drawing.sizes))
    ]  # fmt: skip
    return {
        "x": {"range": [0, drawing.width], "constrain": "domain", **bare},
        "y": {"range": [-FOOT, drawing.height + HEAD], "scaleanchor": "x", "constrain": "domain", **bare},
        "margin": {"l": 0, "r": 0, "t": 0, "b": 0},
        "annotations": heads,
        "dragmode": False,
    }


def link_marks(drawing: Drawing, colours: NDArray[Any], widths: Array, opacity: Array) -> list[Mark]:
    """Return one line a link, in the links' order, with its colour, width and opacity (stops, links) at each stop."""
    look = {"color": QUIET.light, "width": 1.5}
    return [
        Mark(
            {"type": "scatter", "mode": "lines", "x": np.array(x), "y": np.array(y), "line": look, "hoverinfo": "skip"},
            {"line.color": colours[:, i], "line.width": widths[:, i], "opacity": opacity[:, i]},
        )
        for i, (x, y) in enumerate(map(drawing.course, drawing.links))
    ]


def travellers(drawing: Drawing, forward: NDArray[np.bool_], backward: NDArray[np.bool_]) -> list[Mark]:
    """Return what travels along the links into each layer, at the stops where numbers go there (stops, layers)."""
    marks = []
    for layer in range(1, len(drawing.sizes)):
        ways = [drawing.course(link) for link in drawing.links if link.layer == layer]
        x, y = (np.concatenate([[*way[axis], np.nan] for way in ways]) for axis in (0, 1))
        trace = {
            "type": "scatter",
            "mode": "lines",
            "x": x,
            "y": y,
            "hoverinfo": "skip",
            "line": {"color": TEXT.light, "width": 5, "simplify": False},
        }
        for goes, dash in ((forward[:, layer - 1], FORWARD), (backward[:, layer - 1], BACKWARD)):
            moves = {"line.dash": np.where(goes, dash, "solid").astype(object), "opacity": np.where(goes, 1.0, 0.0)}
            marks.append(Mark(trace, moves))
    return marks


def discs(
    places: Sequence[tuple[float, float]], moves: Moves | None = None, pick: str | None = None, **settings: Any
) -> Mark:
    """Return one disc, or text, at each place."""
    x, y = zip(*places, strict=True)
    look = {"type": "scatter", "mode": "markers", "hoverinfo": "skip", "cliponaxis": False}
    return Mark({**look, "x": x, "y": y, **settings}, moves or {}, pick=pick)


def texts(
    places: Sequence[tuple[float, float]],
    size: float = 14,
    moves: Moves | None = None,
    pick: str | None = None,
    **settings: Any,
) -> Mark:
    """Return one text centred at each place, with a halo of the page's colour around its letters."""
    font = {"size": size, "color": TEXT.light, "shadow": HALO, **settings.pop("textfont", {})}
    return discs(places, moves, pick, **{"mode": "text", **settings, "textfont": font})


def sizes_by_amount(values: Array, largest: float) -> NDArray[np.float64]:
    """Return diameters (0 to `largest` px) of discs whose areas are in proportion to |values| (stops, n); ∞ is largest.

    Each stop has its own scale: the largest of its values is drawn full.
    """
    amount = np.abs(values)
    top = np.max(amount, axis=-1, keepdims=True, initial=0, where=np.isfinite(amount))
    share = np.minimum(np.nan_to_num(amount / np.where(top > 0, top, 1), nan=1, posinf=1), 1)
    return largest * np.sqrt(share)


def chosen_marks(drawing: Drawing, neuron: Neuron, link: Link) -> list[dict[str, Any]]:
    """Return the shapes behind the neuron and the link that were chosen."""
    x, y = drawing.place(neuron)
    reach = drawing.radius + 9
    behind = {"layer": "below", "line": {"width": 0}, "fillcolor": GRID.light}
    around = {"type": "circle", "xsizemode": "pixel", "ysizemode": "pixel", "xanchor": x, "yanchor": y}
    corners = (corner for corner in zip(*drawing.course(link), strict=True) if corner[0] == corner[0])
    path = " L".join(f"{x},{y}" for x, y in corners)
    return [
        {"type": "path", "path": f"M{path}", "layer": "below", "line": {"width": 18, "color": GRID.light}},
        {**behind, **around, "x0": -reach, "x1": reach, "y0": -reach, "y1": reach},
    ]
