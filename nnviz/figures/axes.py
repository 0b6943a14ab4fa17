"""The bare figure: its layout with the product's look, and its axes, as Plotly's own JSON."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from nnviz.core import Array
from nnviz.figures.palette import GRID, QUIET, TEXT

FONT_SIZE = 14
_MARGIN = {"l": 52, "r": 12, "b": 42}


def layout(*, x: dict[str, Any], y: dict[str, Any], title: str, above: int = 30, **settings: Any) -> dict[str, Any]:
    """Return the layout of a figure with the product's look.

    `x` and `y` are Plotly axis settings on top of the common ones; a range given there stays for the whole run.
    `above` is the room over the plot in px, for a title and what else stands there.
    The player replaces each colour by its twin on a dark page, so figures are built once for both.
    """
    return {
        "title": {
            "text": title,
            "x": 0,
            "xref": "paper",
            "y": 1,
            "yref": "container",
            "yanchor": "top",
            "pad": {"t": 6},
            "font": {"size": 15},
        },
        "template": {},
        "font": {"size": FONT_SIZE, "color": TEXT.light},
        "margin": {**_MARGIN, "t": above},
        "showlegend": False,
        "hovermode": "closest",
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "xaxis": axis(x),
        "yaxis": axis(y),
        **settings,
    }


def axis(settings: dict[str, Any]) -> dict[str, Any]:
    """Return Plotly's settings of an axis: few ticks, a quiet grid, a title where one is given."""
    font = {"size": FONT_SIZE}
    title = {"title": {"text": label(settings["title"]), "standoff": 6, "font": font}} if settings.get("title") else {}
    return {
        "gridcolor": GRID.light,
        "automargin": False,
        "linecolor": GRID.light,
        "zerolinecolor": QUIET.light,
        "zerolinewidth": 1,
        "tickfont": font,
        "nticks": 6,
        "separatethousands": True,
        **settings,
        **title,
    }


def square(x: dict[str, Any], y: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return the settings of two axes with one scale: a unit is as long across as up, and neither axis goes on."""
    ends = {"constrain": "domain"}
    across, up = {**x, **ends, "constraintoward": "left"}, {**y, **ends, "constraintoward": "top"}
    return across, {**up, "scaleanchor": "x", "scaleratio": 1}


def label(text: str, longest: int = 40) -> str:
    """Return a stranger's text (a column's name) fit for Plotly, which reads some HTML: as it stands, and short."""
    short = text if len(text) <= longest else text[: longest - 1] + "…"
    return short.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def padded(values: Array, share: float) -> NDArray[np.float64]:
    """Return (low, high) around values, with `share` of their span to spare on both sides."""
    low, high = float(values.min()), float(values.max())
    room = share * (high - low) or max(abs(low), 1.0)
    return np.array([low - room, high + room])
