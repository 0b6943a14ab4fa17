"""The figure of the configurations: the network on its board, its layers counted one after another."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from nnviz.figures import palette
from nnviz.figures.animation import Animation, Mark, Readout, Scene
from nnviz.figures.axes import FONT_SIZE, layout
from nnviz.figures.marks import EXACT, line, note
from nnviz.figures.network import layer_name
from nnviz.figures.network_marks import discs, texts
from nnviz.figures.timeline import Timeline
from nnviz.lessons.networks.board import BOTTOM, COLUMN, COUNTS, FEET, HEIGHT, NAMES, TOP, Board, buttons, head
from nnviz.lessons.networks.shape_study import Shape
from nnviz.lessons.networks.shape_words import counting, things

NOT_YET, NOW, COUNTED = 0.35, 1.0, 0.75
"""How strongly links are drawn that are not counted yet, are counted now, and have been."""


def shape_scene(study: Shape) -> Scene:
    """Return the network, its layers counted one after another: stop k has counted the layers up to k."""
    board, counts = Board(study.sizes), range(study.n_layers + 1)
    stops = np.array(counts)
    names = [layer_name(study.sizes, layer).removeprefix("the ") for layer in counts]
    called = np.array([f"{name} ({k} of {study.n_layers})" if k else name for k, name in enumerate(names)])
    return Scene(
        timeline=Timeline(stops, called),
        animations=(_drawing(study, board, stops),),
        readouts=(Readout(_heading(study), np.array([counting(study, k) for k in counts]), wide=True),),
        seconds=max(8.0, 0.16 * len(stops)),
    )


def _heading(study: Shape) -> str:
    """Return how many layers of weights there are, and whether that is deep."""
    return f"{things(study.n_layers, 'layer')} of weights{', deep' if study.is_deep else ''}"


def _drawing(study: Shape, board: Board, stops: NDArray[np.int_]) -> Animation:
    width = COLUMN * board.n_columns + 20
    return Animation(
        marks=(*_links(board, stops), _neurons(board, stops), *_feet(study, board, stops)),
        layout=layout(
            x={"range": list(board.across), "visible": False, "fixedrange": True},
            y={"range": [0, 100], "visible": False, "fixedrange": True},
            title="",
            margin={"l": 0, "r": 0, "t": 0, "b": 0},
            annotations=_notes(study, board),
            dragmode=False,
            uirevision=str(board.n_columns),
        ),
        name="The network: its layers beside each other, and how many numbers each has to learn",
        least=(width, HEIGHT),
        focus=np.array([(board.column(int(k)) - board.across[0]) / np.ptp(board.across) for k in stops]),
        buttons=buttons(board),
    )


def _links(board: Board, stops: NDArray[np.int_]) -> list[Mark]:
    """Return the links into each layer, in the colour of whether they are counted."""
    ways = [(layer, board.links(layer)) for layer in board.layers[1:]]
    if board.folded:
        ways.append((board.folded[0], board.into_the_fold()))
    marks = []
    for layer, (x, y) in ways:
        now = stops == layer
        moves: dict[str, Any] = {
            "line.color": np.where(now, palette.MODEL.light, palette.QUIET.light).astype(object),
            "line.width": np.where(now, 2.0, 1.0),
            "opacity": np.where(now, NOW, np.where(stops < layer, NOT_YET, COUNTED)),
        }
        marks.append(line(x, y, palette.QUIET, width=1, opacity=NOT_YET, moves=moves, line=EXACT))
    return marks


def _neurons(board: Board, stops: NDArray[np.int_]) -> Mark:
    """Return the discs: inputs filled, neurons hollow until their biases are counted."""
    places = [(board.column(layer), float(y)) for layer in board.layers for y in board.rows(layer)]
    of = np.array([layer for layer in board.layers for _ in board.rows(layer)])
    counted = stops[:, None] >= of
    fill = np.where(of == 0, palette.DATA.light, np.where(counted, palette.MODEL.light, palette.PAGE.light))
    rim = np.where(of == 0, palette.DATA.light, np.where(counted, palette.MODEL.light, palette.QUIET.light))
    look = {"size": board.disc, "color": fill[0].tolist(), "line": {"width": 1.5, "color": rim[0].tolist()}}
    moves = {"marker.color": fill.astype(object), "marker.line.color": rim.astype(object)}
    return discs(places, moves, marker=look)


def _feet(study: Shape, board: Board, stops: NDArray[np.int_]) -> list[Mark]:
    """Return what stands below each layer: its weights and biases, once counted; below the fold, their sums."""
    columns: list[tuple[int, ...]] = [(layer,) for layer in board.layers]
    if board.folded:
        columns.append(tuple(board.folded))
    words = np.array([[_foot(study, layers, int(k)) for layers in columns] for k in stops], dtype=object)
    return [
        texts([(board.column(layers[0]), y) for layers in columns], FONT_SIZE, {"text": words[..., row]})
        for row, y in enumerate(FEET)
    ]


def _foot(study: Shape, layers: tuple[int, ...], k: int) -> tuple[str, str]:
    if layers == (0,):
        return "nothing", "to learn"
    known = [layer for layer in layers if layer <= k]
    if not known:
        return "", ""
    weights, biases = (sum(counts[layer - 1] for layer in known) for counts in (study.weights, study.biases))
    return things(weights, "weight"), things(biases, "bias")


def _notes(study: Shape, board: Board) -> list[dict[str, Any]]:
    """Return each layer's name and its number of neurons; and what is folded."""
    sizes, made = study.sizes, []
    for layer in board.layers:
        x, hidden = board.column(layer), 0 < layer < study.n_layers
        named = {"xanchor": "right", "xshift": 2} if hidden else {}
        made.append(note(f"<b>{head(sizes, layer)}</b>", x, NAMES, palette.TEXT, **named))
        made.append(note(f"<b>{sizes[layer]}</b>", x, COUNTS, palette.DATA if layer == 0 else palette.MODEL))
    if board.folded:
        x, inside = board.column(board.folded[0]), [sizes[layer] for layer in board.folded]
        middle = (TOP + BOTTOM) / 2
        each = f"{things(inside[0], 'neuron')} each" if len(set(inside)) == 1 else f"{sum(inside):,} neurons"
        made.append(note("<b>⋯</b>", x, middle + 14, palette.QUIET, font={"size": 30, "color": palette.QUIET.light}))
        made.append(note(f"<b>{len(inside)} more layers</b><br>folded here:<br>{each}", x, middle - 4, palette.TEXT))
    return made
