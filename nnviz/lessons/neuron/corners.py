"""The figures of AND, OR and exclusive or: the drawing, and the plane with its four corners."""

from typing import Any

import numpy as np

from nnviz.figures.animation import Animation, Mark, Readout, Scene
from nnviz.figures.axes import layout, square
from nnviz.figures.marks import here, line
from nnviz.figures.network_marks import discs, texts
from nnviz.figures.palette import ANSWER, ERROR, MODEL, PAGE, PATH, TEXT
from nnviz.figures.timeline import Timeline
from nnviz.lessons.neuron.drawing import drawing
from nnviz.lessons.neuron.logic import CORNERS, XOR, LogicStudy
from nnviz.lessons.neuron.pictures import field, zero
from nnviz.lessons.neuron.study import DONE

LOW, HIGH = -0.5, 1.5
PLANE = (LOW, HIGH, LOW, HIGH)
OPEN = "…"
"""What is said of a corner before it is checked, and of all while a handle is dragged."""
SECONDS = 2.0
PALE = 2.5
"""The output that would be full blue: 1 is paler, so that what stands on it is read."""


def logic_scene(study: LogicStudy) -> Scene:
    """Return the neuron and the plane, while the timeline goes from corner to corner and checks each."""
    passes, k = study.passes, len(CORNERS)
    names = [f"corner ({x1:g}, {x2:g})" for x1, x2 in CORNERS]
    return Scene(
        timeline=Timeline(np.arange(k), np.array(names)),
        animations=(drawing(passes, np.full(k, DONE), ("w1", "w2", "b"), ("x1", "x2", "a")), corners(study)),
        readouts=(
            Readout("Wanted here", np.array([f"{value:g}" for value in study.wanted]), ANSWER),
            Readout("z here", passes.filled("{z}"), TEXT, follows="{z}"),
            Readout("The neuron says", np.array([f"{value:g}" for value in passes.a]), MODEL, follows=OPEN),
            _count(study),
        ),
        grid=((0, 1),),
        columns=(1, 1),
        seconds=SECONDS * (k - 1),
        model=passes.model(("x1", "x2"), plane=PLANE),
    )


def _count(study: LogicStudy) -> Readout:
    """Return how many of the corners checked so far are right: green as long as all of them are, else orange."""
    so_far = np.cumsum(study.right).tolist()
    words = np.array([f"{right} of {n}" for n, right in enumerate(so_far, 1)])
    colours = tuple(ANSWER if right == n else ERROR for n, right in enumerate(so_far, 1))
    return Readout("Right so far", words, follows=OPEN, colours=colours)


def corners(study: LogicStudy) -> Animation:
    """Return the plane of the inputs: where the neuron says yes, the line z = 0, the corners and what is right."""
    x1, x2 = CORNERS.T
    places = [(float(x), float(y)) for x, y in CORNERS]
    ring = {"size": 30, "color": PAGE.light, "line": {"color": ANSWER.light, "width": 2.5}}
    wanted = [f"{value:g}" for value in study.wanted]
    look = {"range": [LOW, HIGH], "tickvals": [0, 1], "zeroline": False}
    across, up = square({"title": "x₁", **look}, {"title": "x₂", **look})
    present = {"symbol": "circle-open", "size": 44, "line": {"width": 4, "color": TEXT.light}, "color": TEXT.light}
    return Animation(
        marks=(
            zero(study.passes, HIGH, LOW),
            here(x1, x2, TEXT, marker=present),
            *(_crossing() if study.gate == XOR else ()),
            discs(places, marker=ring),
            texts(places, 16, text=wanted, textfont={"color": ANSWER.light, "weight": 600}),
            _verdicts(study, places),
        ),
        layout=layout(
            x=across,
            y=up,
            title=f"<span style='color:{MODEL.light}'><b>blue</b></span>: it says 1 · "
            f"<span style='color:{ANSWER.light}'><b>green</b></span>: what is wanted",
            uirevision="corners",
        ),
        name=f"The plane of both inputs with the four corners of {study.gate} and the line z = 0",
        fields=(field(study.passes.theta, "threshold", PLANE, (0.0, PALE)),),
    )


def _verdicts(study: LogicStudy, places: list[tuple[float, float]]) -> Mark:
    """Return what is said at each corner, from the stop on that checks it."""
    k = len(places)
    known = np.arange(k)[:, None] >= np.arange(k)
    words = np.where(known, np.where(study.right, "✓ right", "✗ wrong"), OPEN)
    shades = np.where(known, np.where(study.right, ANSWER.light, ERROR.light), TEXT.light).astype(object)
    around = {"size": 42, "opacity": 0}
    look: dict[str, Any] = {"mode": "markers+text", "textposition": "bottom center", "marker": around}
    font = {"weight": 600, "color": shades[0].tolist()}
    moves = {"text": words, "textfont.color": shades}
    made = texts(places, 15, moves, text=words[0].tolist(), textfont=font, **look)
    return Mark(made.trace, made.moves, follows={"text": (OPEN,) * k})


def _crossing() -> tuple[Mark, Mark]:
    """Return both diagonals, which show why no line parts the corners of exclusive or: once all corners are checked."""
    seen = {"opacity": np.arange(len(CORNERS)) // (len(CORNERS) - 1) * 1.0}
    near, far, gap = 0.13, 0.87, np.nan  # from the edges of the corners' discs on
    lines = line(
        [near, far, gap, far, near], [near, far, gap, near, far], PATH, moves=seen, opacity=0.0, line={"dash": "dot"}
    )
    font = {"color": PATH.light, "weight": 600}
    words = texts([(0.5, 0.5)], 15, seen, text=["they cross"], textposition="middle right", textfont=font, opacity=0.0)
    return lines, words
