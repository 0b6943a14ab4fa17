"""The neuron drawn: inputs, links with their weights, the sum Σ, φ and the output, each with its number.

Inputs, weights and the bias that are set by hand are handles; all other numbers follow them.
"""

from collections.abc import Collection
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nnviz.core import ACTIVATIONS, Array
from nnviz.figures.animation import Animation, Mark
from nnviz.figures.axes import layout
from nnviz.figures.handle import Pill
from nnviz.figures.marks import line, note, shape
from nnviz.figures.network_marks import FORWARD, discs, texts
from nnviz.figures.palette import DATA, MODEL, PAGE, QUIET, TEXT, Colour
from nnviz.lessons.neuron.passes import Passes, names, sign
from nnviz.lessons.neuron.study import ACTIVATION, BIAS, MOST, PRODUCTS, TOTAL

INPUT, WEIGHT, SUM, OUTPUT = 13.0, 40.0, 68.0, 89.0
"""Where the columns of the drawing stand; it is 100 wide and 100 high."""
TOP, BOTTOM, MIDDLE = 78.0, 18.0, 48.0
RING, NUMBER = 62, 16
ASIDE = 7.0
"""So far to the left stand the products of many inputs, beside the links of their neighbours."""


def drawing(passes: Passes, stage: NDArray[np.int64], free: Collection[str], whole: Collection[str] = ()) -> Animation:
    """Return the neuron with what is known at each stop, by the `stage` (K,) of its computation.

    The names in `free` are changed by hand; the other inputs and weights are written in their places. What is `whole`
    (an input that is yes or no, an output a) is written without digits behind the point.
    """
    fixed = [name for name in names(passes.n) if name not in free]
    bare = {"visible": False, "fixedrange": True, "range": [0, 100]}
    return Animation(
        marks=(
            *_travellers(passes.n, stage),
            _rings(stage),
            *(_behind(place(name, passes.n)) for name in fixed),
            *(_text(passes, (f"{sign(name)} = {_number(name, whole)}",), [place(name, passes.n)],
                    colour=colour_of(name)) for name in fixed),
            *_products(passes, stage),
            *_results(passes, stage, _number("a", whole)),
        ),
        layout=layout(
            x=bare, y=bare, title="", margin={"l": 0, "r": 0, "t": 0, "b": 0}, dragmode=False,
            shapes=_links(passes.n), annotations=_names(passes), uirevision=f"{passes.n}",
        ),
        name="The neuron: inputs times weights, the sum z with the bias, and the output",
        handles=tuple(Pill(name, *place(name, passes.n), sign(name), colour_of(name)) for name in free),
    )  # fmt: skip


def colour_of(name: str) -> Colour:
    """Return the colour of a number: an input is data, weights and bias are the model."""
    return DATA if name[0] == "x" else MODEL


def _number(name: str, whole: Collection[str]) -> str:
    return f"{{{name}:whole}}" if name in whole else f"{{{name}}}"


def rows(n: int) -> Array:
    """Return the heights of the inputs and, last, of the bias (n + 1,)."""
    return np.linspace(TOP, BOTTOM, n + 1)


def place(name: str, n: int) -> tuple[float, float]:
    """Return where an input, a weight or the bias stands."""
    row = int(name[1:]) - 1 if name[1:] else n
    return (INPUT if name[0] == "x" else WEIGHT), float(rows(n)[row])


def _links(n: int) -> list[dict[str, Any]]:
    """Return the still lines: from each input past its weight to the sum, and on to the output."""
    ways = [((INPUT, y), (WEIGHT, y), (SUM, MIDDLE)) for y in rows(n)]
    pieces = [piece for way in ways for piece in (way[:2], way[1:])] + [((SUM, MIDDLE), (OUTPUT, MIDDLE))]
    return [shape("line", QUIET, x0=a, y0=b, x1=c, y1=d, layer="below") for (a, b), (c, d) in pieces]


def _names(passes: Passes) -> list[dict[str, Any]]:
    """Return the heads of the columns, the bias's input, and the names of the two steps at their rings."""
    above: dict[str, Any] = {"yshift": RING / 2 + 13}
    one: dict[str, Any] = {"bgcolor": PAGE.light, "borderpad": 4, "font": {"size": NUMBER, "color": DATA.light}}
    return [
        note("inputs", INPUT, 98, yanchor="top"),
        note("weights", WEIGHT, 98, yanchor="top"),
        note("always 1", INPUT, BOTTOM, yshift=-24),
        note("<b>1</b>", INPUT, BOTTOM, **one),
        note("sum <b>Σ</b>", SUM, MIDDLE, TEXT, **above),
        note(f"<b>φ</b> {ACTIVATIONS[passes.activation].title.removesuffix(' (tanh form)')}",
             OUTPUT, MIDDLE, MODEL, **above),
    ]  # fmt: skip


def _rings(stage: NDArray[np.int64]) -> Mark:
    """Return the rings of the sum and of the output; the one that is computed now stands out."""
    now = np.column_stack([(stage == TOTAL) | (stage == BIAS), stage == ACTIVATION])
    look = {"size": RING, "color": PAGE.light, "line": {"color": QUIET.light, "width": 1.5}}
    moves = {"marker.line.width": np.where(now, 4.0, 1.5),
             "marker.line.color": np.where(now, TEXT.light, QUIET.light).astype(object)}  # fmt: skip
    return discs([(SUM, MIDDLE), (OUTPUT, MIDDLE)], moves if np.ptp(stage) else {}, marker=look)


def _travellers(n: int, stage: NDArray[np.int64]) -> tuple[Mark, ...]:
    """Return what travels along the links at the stages of a computation."""
    if not np.ptp(stage):
        return ()
    heights = rows(n)
    ways = {
        PRODUCTS: [((INPUT, y), (WEIGHT, y)) for y in heights[:-1]],
        TOTAL: [((WEIGHT, y), (SUM, MIDDLE)) for y in heights[:-1]],
        BIAS: [((INPUT, BOTTOM), (WEIGHT, BOTTOM)), ((WEIGHT, BOTTOM), (SUM, MIDDLE))],
        ACTIVATION: [((SUM, MIDDLE), (OUTPUT, MIDDLE))],
    }
    return tuple(_traveller(pieces, stage == at) for at, pieces in ways.items())


def _traveller(pieces: Any, now: NDArray[np.bool_]) -> Mark:
    gap = (np.nan, np.nan)
    x, y = zip(*(corner for piece in pieces for corner in (*piece, gap)), strict=True)
    moves = {"line.dash": np.where(now, FORWARD, "solid").astype(object), "opacity": np.where(now, 1.0, 0.0)}
    return line(x, y, TEXT, width=5, line={"simplify": False}, moves=moves)


def _behind(at: tuple[float, float]) -> Mark:
    """Return what covers the link behind a number that stands on it and is no handle."""
    return line([at[0] - 9, at[0] + 9], [at[1]] * 2, PAGE, width=26)


def _products(passes: Passes, stage: NDArray[np.int64]) -> tuple[Mark, ...]:
    """Return below each weight what it makes of its input, and below the bias what is added for it."""
    look: dict[str, Any] = {"mode": "markers+text", "marker": {"size": 28, "opacity": 0}}
    sides = ["top center" if y > MIDDLE else "bottom center" for y in rows(passes.n)]  # where the link does not lead
    weights = [name for name in names(passes.n) if name[0] == "w"]
    aside = [(x - (ASIDE if passes.n == MOST and 0 < i < MOST else 0), y)
             for i, (x, y) in enumerate(place(w, passes.n) for w in weights)]  # fmt: skip
    templates = tuple(f"{sign(w)}·{sign('x' + w[1:])} {{p{w[1:]}:equals}}" for w in weights)
    return (
        _text(passes, templates, aside, stage >= PRODUCTS, textposition=sides[:-1], **look),
        _text(passes, ("b·1 = {b}",), [place("b", passes.n)], stage >= BIAS, textposition=sides[-1], **look),
    )


def _results(passes: Passes, stage: NDArray[np.int64], output: str) -> tuple[Mark, ...]:
    """Return the numbers in the rings, and below them what they are: the sum without the bias, then z; then a."""
    below: dict[str, Any] = {
        "mode": "markers+text",
        "textposition": "bottom center",
        "marker": {"size": RING, "opacity": 0},
    }
    middle, end = [(SUM, MIDDLE)], [(OUTPUT, MIDDLE)]
    so_far, whole, out = stage == TOTAL, stage >= BIAS, stage >= ACTIVATION
    return (
        _text(passes, ("{sum}",), middle, so_far),
        _text(passes, ("without b",), middle, so_far, **below),
        _text(passes, ("{z}",), middle, whole),
        _text(passes, ("z",), middle, whole, **below),
        _text(passes, (output,), end, out, colour=MODEL),
        _text(passes, ("output a",), end, out, colour=MODEL, **below),
    )


def _text(
    passes: Passes,
    templates: tuple[str, ...],
    places: list[tuple[float, float]],
    seen: NDArray[np.bool_] | None = None,
    colour: Colour = TEXT,
    **settings: Any,
) -> Mark:
    """Return texts made of numbers that follow the handles, one at each place; `seen` (K,) says at which stops."""
    written = np.column_stack([passes.filled(template) for template in templates])
    moves: dict[str, Any] = {"text": written} if (written != written[0]).any() else {}
    if seen is not None and not seen.all():
        moves["opacity"] = np.where(seen, 1.0, 0.0)
        settings["opacity"] = float(seen[0])
    font = {"color": colour.light, "weight": 600}
    made = texts(places, NUMBER, moves, text=written[0].tolist(), textfont=font, **settings)
    follows = {"text": templates} if any("{" in template for template in templates) else {}
    return Mark(made.trace, made.moves, follows=follows)
