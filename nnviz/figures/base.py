"""What all figures share: the bare figure with its axes, and the marks that mean the same everywhere."""

from typing import Any

import numpy as np
import plotly.graph_objects as go
from numpy.typing import ArrayLike

from nnviz.figures.palette import ANSWER, DATA, GRID, QUIET, TEXT, Colour

FONT_SIZE = 14
EXACT = {"simplify": False}
"""A line's look for a curve: else Plotly leaves out points that it thinks nobody misses, and bends become corners."""
_MARGIN = {"l": 52, "r": 12, "t": 30, "b": 42}


def figure(
    traces: list[dict[str, Any]], *, x: dict[str, Any], y: dict[str, Any], title: str, **layout: Any
) -> go.Figure:
    """Return a figure of `traces` with the product's look.

    `x` and `y` are Plotly axis settings on top of the common ones; a range given there stays for the whole run.
    The player replaces each colour by its twin on a dark page, so figures are built once for both.
    """
    return go.Figure(
        {
            "data": traces,
            "layout": {
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
                "margin": _MARGIN,
                "showlegend": False,
                "hovermode": "closest",
                "paper_bgcolor": "rgba(0,0,0,0)",
                "plot_bgcolor": "rgba(0,0,0,0)",
                "xaxis": axis(x),
                "yaxis": axis(y),
                **layout,
            },
        },
    )


def axis(settings: dict[str, Any]) -> dict[str, Any]:
    """Return Plotly's settings of an axis: few ticks, a quiet grid, a title where one is given."""
    font = {"size": FONT_SIZE}
    title = {"text": label(settings["title"]), "standoff": 6, "font": font} if settings.get("title") else None
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
        "title": title,
    }


def label(text: str, longest: int = 40) -> str:
    """Return a stranger's text (a column's name) fit for Plotly, which reads some HTML: as it stands, and short."""
    short = text if len(text) <= longest else text[: longest - 1] + "…"
    return short.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def points(x: ArrayLike, y: ArrayLike, **settings: Any) -> dict[str, Any]:
    """Return the trace of the datapoints; many are drawn smaller."""
    size = 9 if np.size(x) <= 60 else 6
    return {
        "type": "scatter",
        "mode": "markers",
        "x": np.asarray(x),
        "y": np.asarray(y),
        "marker": {"color": DATA.light, "size": size, "line": {"width": 0}},
        "name": "data",
        **settings,
    }


def line(x: ArrayLike, y: ArrayLike, colour: Colour, *, width: float = 3, **settings: Any) -> dict[str, Any]:
    """Return the trace of a line; points that are nan interrupt it."""
    look = {"color": colour.light, "width": width, **settings.pop("line", {})}
    return {
        "type": "scatter",
        "mode": "lines",
        "x": np.asarray(x),
        "y": np.asarray(y),
        "line": look,
        "hoverinfo": "skip",
        **settings,
    }


def marker(x: float, y: float, colour: Colour, **settings: Any) -> dict[str, Any]:
    """Return the trace of one marked place, such as where the run stands."""
    look = {"color": colour.light, "size": 14, "line": {"width": 2, "color": "#ffffff"}, **settings.pop("marker", {})}
    return {"type": "scatter", "mode": "markers", "x": [x], "y": [y], "marker": look, "hoverinfo": "skip", **settings}


def shape(kind: str, colour: Colour, *, width: float = 2, **settings: Any) -> dict[str, Any]:
    """Return a still mark behind the traces: kind "line", "rect" or "path", placed by Plotly's x0, y0, x1, y1 or path.

    What does not move belongs here and not into a trace: while a run plays, Plotly works through all traces of
    a figure for every frame, also those that stay as they are.
    """
    look = {"color": colour.light, "width": width, **settings.pop("line", {})}
    return {"type": kind, "layer": "between", "line": look, **settings}


def best_line(x: ArrayLike, y: ArrayLike) -> dict[str, Any]:
    """Return the dashed line of what least squares reaches, through two points x (2,), y (2,)."""
    (x0, x1), (y0, y1) = np.asarray([x, y], float).tolist()
    return shape("line", ANSWER, line={"dash": "dash"}, x0=x0, x1=x1, y0=y0, y1=y1)


def note(text: str, x: Any, y: Any, colour: Colour = QUIET, **settings: Any) -> dict[str, Any]:
    """Return a label that stands beside what it names, in its colour."""
    font = {"size": FONT_SIZE, "color": colour.light}
    return {"text": text, "x": x, "y": y, "showarrow": False, "font": font, **settings}
