"""The figures of a matrix product that fills: X, W, b and Z with their numbers, and how the multiplications add up."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from nnviz.core import Array
from nnviz.figures.animation import Animation, Mark, Readout, Scene
from nnviz.figures.axes import layout
from nnviz.figures.marks import here, line, note, shape
from nnviz.figures.network_marks import texts
from nnviz.figures.palette import DATA, GRID, MODEL, QUIET, TEXT, Colour
from nnviz.figures.timeline import Timeline
from nnviz.lessons.gpus.fill_study import FillStudy, Way
from nnviz.lessons.gpus.fill_words import counted, decimal, so_far, the_cell
from nnviz.lessons.gpus.looks import LOOKS

CELL, ROW = 48.0, 29.0
"""A cell's width and height, in px at the picture's least size."""
LEFT, TOP, GAP, EDGE = 62.0, 24.0, 12.0, 4.0
"""Room for the names of the points, for the names of the neurons, between the matrices, and around."""
EACH = 0.22
"""How many seconds a step takes, played at normal speed: it is read; within LEAST and MOST for the whole."""
LEAST, MOST = 8.0, 20.0


def fill_scene(study: FillStudy) -> Scene:
    """Return the picture and the count of multiplications, for all three ways on one timeline."""
    names = [f"{study.ways[way].name}: step {step}" for way, step in zip(study.way, study.step, strict=True)]
    k = len(study.step)
    return Scene(
        timeline=Timeline(np.arange(k), np.array(names)),
        animations=(product(study), counts(study)),
        readouts=(
            Readout("Way", np.array([so_far(study, place) for place in range(k)]), wide=True),
            Readout("A cell", np.array([the_cell(study, place) for place in range(k)]), wide=True),
        ),
        grid=((0, 1),),
        columns=(1.5, 1),
        seconds=float(np.clip(EACH * k, LEAST, MOST)),
    )


class _Places:
    """Where the cells of X, W, b and Z lie in the picture: W stands above Z and X left of it.

    So the row and the column that a cell needs are those that cross in it.
    """

    def __init__(self, study: FillStudy) -> None:
        n, points, neurons = study.inputs, study.points, study.neurons
        self.z_left = LEFT + n * CELL + GAP
        self.width = self.z_left + neurons * CELL + EDGE
        self.height = TOP + n * ROW + ROW + points * ROW + 2 * GAP + EDGE
        self.w_top = self.height - TOP
        self.b_top = self.w_top - n * ROW - GAP / 2
        self.z_top = self.b_top - ROW - GAP

    def corner(self, matrix: str) -> tuple[float, float]:
        """Return the left and the upper edge of a matrix."""
        left = LEFT if matrix == "X" else self.z_left
        return left, {"X": self.z_top, "Z": self.z_top, "W": self.w_top, "b": self.b_top}[matrix]

    def middles(self, matrix: str, rows: int, columns: int) -> list[tuple[float, float]]:
        """Return the middles of a matrix's cells, row by row."""
        left, top = self.corner(matrix)
        return [(left + (j + 0.5) * CELL, top - (i + 0.5) * ROW) for i in range(rows) for j in range(columns)]

    def boxes(self, matrix: str, r0: Any, r1: Any, c0: Any, c1: Any) -> tuple[Array, Array]:
        """Return rectangles x (K, 5), y (K, 5) around rows r0 to r1 and columns c0 to c1; nan where there are none."""
        left, top = self.corner(matrix)
        r0, r1, c0, c1 = (edge.astype(float) for edge in np.broadcast_arrays(r0, r1, c0, c1))
        x0, x1, y0, y1 = left + c0 * CELL, left + c1 * CELL, top - r0 * ROW, top - r1 * ROW
        none = ((r1 <= r0) | (c1 <= c0))[:, None]
        x, y = np.column_stack([x0, x1, x1, x0, x0]), np.column_stack([y0, y0, y1, y1, y0])
        return np.where(none, np.nan, x), np.where(none, np.nan, y)


def product(study: FillStudy) -> Animation:
    """Return the picture of Z = X·W + b, with what is worked on at each stop and what is done."""
    at, (W, b) = _Places(study), study.weights
    bare = {"visible": False, "fixedrange": True}
    return Animation(
        marks=(
            *_worked_on(study, at),
            _numbers(at, "X", study.X, DATA),
            _numbers(at, "W", W, MODEL),
            _numbers(at, "b", b[None], MODEL),
            _cells(study, at),
        ),
        layout=layout(
            x={"range": [0, at.width], "constrain": "domain", **bare},
            y={"range": [0, at.height], "scaleanchor": "x", "constrain": "domain", **bare},
            title="",
            margin={"l": 0, "r": 0, "t": 0, "b": 0},
            shapes=_grids(study, at),
            annotations=_names(study, at),
            dragmode=False,
            uirevision=f"{study.X.shape}{W.shape}",
        ),
        name="The product of the matrices X and W, plus b: its cells fill",
        least=(int(at.width), int(at.height)),
        focus=_focus(study, at),
    )


def _focus(study: FillStudy, at: _Places) -> Array:
    """Return which part of the picture's width is brought to the middle (K,): between X and what is worked on."""
    z = at.z_left + (_first_column(study) + np.minimum(study.workers, study.neurons) / 2) * CELL
    return np.asarray((LEFT + study.inputs * CELL / 2 + z) / 2 / at.width)


def _first_column(study: FillStudy) -> NDArray[np.int64]:
    """Return the first column of Z that is worked on at each stop (K,): only one worker ever leaves the first."""
    return np.where(study.workers == 1, study.block % study.neurons, 0)


def _worked_on(study: FillStudy, at: _Places) -> list[Mark]:
    """Return what lies behind the numbers: what is done, the rows and columns in use, and the factors of this step."""
    n, m = study.inputs, study.neurons
    begun, p = study.step > 0, study.product
    first = study.block * study.workers  # the first cell that is worked on, and the one behind the last
    r0, r1 = first // m, (first + study.workers - 1) // m + 1
    c0 = _first_column(study)
    c1 = c0 + np.minimum(study.workers, m)
    finished = begun & (p == n - 1)
    until = np.where(finished, first + study.workers, first)  # so many cells are done
    whole, rest = until // m, until % m
    on = begun & ~finished
    return [
        _box(at.boxes("Z", 0, np.where(begun, whole, 0), 0, m), MODEL, 0.16, 0),
        _box(at.boxes("Z", whole, np.where(begun & (rest > 0), whole + 1, whole), 0, rest), MODEL, 0.16, 0),
        _box(at.boxes("X", r0, np.where(begun, r1, r0), 0, n), DATA, 0.12, 0),
        _box(at.boxes("W", 0, np.where(begun, n, 0), c0, c1), MODEL, 0.1, 0),
        _box(at.boxes("b", 0, begun & (p == 0), c0, c1), MODEL, 0.3, 2),
        _box(at.boxes("X", r0, np.where(begun, r1, r0), p, p + 1), DATA, 0.25, 2),
        _box(at.boxes("W", p, np.where(begun, p + 1, p), c0, c1), MODEL, 0.3, 2),
        _box(at.boxes("Z", r0, np.where(on, r1, r0), c0, c1), TEXT, 0.0, 2.5),
    ]


def _box(corners: tuple[Array, Array], colour: Colour, opacity: float, width: float) -> Mark:
    """Return a rectangle that moves: x (K, 5), y (K, 5), filled so strongly."""
    x, y = corners
    fill: dict[str, Any] = {"fill": "toself", "fillcolor": colour.light, "opacity": opacity} if opacity else {}
    return line(x[0], y[0], colour, width=width, moves={"x": x, "y": y}, **fill)


def _numbers(at: _Places, matrix: str, values: Array, colour: Colour) -> Mark:
    """Return the numbers of a matrix that stands still."""
    return texts(
        at.middles(matrix, *values.shape), 16, text=[decimal(value) for value in values.flat],
        textfont={"color": colour.light},
    )  # fmt: skip


def _cells(study: FillStudy, at: _Places) -> Mark:
    """Return what is in the cells of Z at each stop: the sum so far, in bold once it is whole."""
    k = len(study.step)
    written = [
        "" if done < 0 else f"<b>{decimal(z, 2)}</b>" if done == study.inputs else decimal(z, 2)
        for z, done in zip(study.z.flat, study.done.flat, strict=True)
    ]
    moves = {"text": np.array(written, dtype=object).reshape(k, -1)}
    places = at.middles("Z", study.points, study.neurons)
    return texts(places, 16, moves, text=moves["text"][0].tolist())


def _grids(study: FillStudy, at: _Places) -> list[dict[str, Any]]:
    """Return the lines between the cells of all four matrices."""
    n, points, m = study.inputs, study.points, study.neurons
    lines = []
    for matrix, rows, columns in (("X", points, n), ("W", n, m), ("b", 1, m), ("Z", points, m)):
        left, top = at.corner(matrix)
        right, bottom = left + columns * CELL, top - rows * ROW
        ends = [(left + j * CELL, top, left + j * CELL, bottom) for j in range(columns + 1)]
        ends += [(left, top - i * ROW, right, top - i * ROW) for i in range(rows + 1)]
        lines += [shape("line", GRID, width=1.5, x0=a, y0=b, x1=c, y1=d, layer="below") for a, b, c, d in ends]
    return lines


def _names(study: FillStudy, at: _Places) -> list[dict[str, Any]]:
    """Return the names of rows, columns and matrices, each beside what it names."""
    right: dict[str, Any] = {"xanchor": "right"}
    columns = [note(f"{j + 1}", x, at.height - TOP / 2) for j, (x, _) in enumerate(at.middles("W", 1, study.neurons))]
    rows = [note(f"point {i + 1}", LEFT - 6, y, **right) for i, (_, y) in enumerate(at.middles("X", study.points, 1))]
    beside = at.z_left - 10
    return [
        *columns,
        *rows,
        note("<b>W</b> weights", beside, at.w_top - study.inputs * ROW / 2, MODEL, **right),
        note("<b>b</b> biases", beside, at.b_top - ROW / 2, MODEL, **right),
        note("<b>X</b> inputs", LEFT - 6, at.z_top + 4, DATA, yanchor="bottom", **right),
    ]


def counts(study: FillStudy) -> Animation:
    """Return how many multiplications are done after each step of each way: its slope is the number of workers."""
    most, longest = study.multiplications, study.ways[0].steps
    marks = []
    for i, (way, look) in enumerate(zip(study.ways, LOOKS, strict=True)):
        done = np.arange(way.steps + 1)
        now = np.where(study.way == i, study.step, np.where(study.way > i, way.steps, 0))
        trail = np.where(study.way >= i, now + 1, 0)
        marks.append(line(done, way.workers * done, look.colour, trail=trail, line={"dash": look.dash}))
        marks.append(_end(way, i, now == way.steps, study))
    colours = np.array([look.colour.light for look in LOOKS], dtype=object)[study.way]
    dot = here(study.step.astype(float), (study.workers * study.step).astype(float), MODEL)
    dot = Mark(dot.trace, {**dot.moves, "marker.color": colours})
    return Animation(
        marks=(*marks, dot),
        layout=layout(
            x={"title": "steps", "range": [-0.03 * longest, 1.05 * longest], "zeroline": False, "nticks": 5},
            y={"range": [-0.04 * most, 1.42 * most], "zeroline": False, "tickvals": [0, most]},
            title="Multiplications done",
            shapes=[shape("line", QUIET, x0=0, x1=longest, y0=most, y1=most, width=1)],
            uirevision=f"{most}{longest}",
        ),
        name="How many multiplications are done after each step, for each way",
    )


def _end(way: Way, i: int, there: NDArray[np.bool_], study: FillStudy) -> Mark:
    """Return what is written over the end of a way once it is there (K,), each way in a row of its own."""
    side = "left" if way.steps > 0.6 * study.ways[0].steps else "right"
    said = np.where(there, f"{LOOKS[i].sign} {counted(way.steps, 'step')}", "").astype(object)
    return texts(
        [(way.steps, (1.32 - 0.12 * i) * study.multiplications)], 14, {"text": said[:, None]}, text=[said[0]],
        textposition=f"middle {side}", textfont={"color": LOOKS[i].colour.light},
    )  # fmt: skip
