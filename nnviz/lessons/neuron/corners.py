"""The figures of AND, OR and exclusive or: the drawing, and the plane with its four corners."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from nnviz.figures.animation import Animation, Mark, Readout, Scene
from nnviz.figures.axes import layout
from nnviz.figures.marks import here, note, shape
from nnviz.figures.network_marks import discs, texts
from nnviz.figures.palette import ANSWER, MODEL, PAGE, PATH, TEXT
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
        animations=(drawing(passes, np.full(k, DONE), ("w1", "w2", "b")), corners(study)),
        readouts=(
            Readout("Wanted here", np.array([f"{value:g}" for value in study.wanted]), ANSWER),
            Readout("z here", passes.filled("{z}"), TEXT, follows="{z}"),
            Readout("The neuron says", np.array([f"{value:g}" for value in passes.a]), MODEL, follows=OPEN),
            Readout("Right so far", _count(study), ANSWER, follows=OPEN),
        ),
        grid=((0, 1),),
        columns=(1, 1),
        seconds=SECONDS * (k - 1),
        model=passes.model(("x1", "x2"), plane=PLANE),
    )


def _count(study: LogicStudy) -> NDArray[np.str_]:
    so_far = np.cumsum(study.right)
    return np.array([f"{right} of {n}" for n, right in enumerate(so_far, 1)])


def corners(study: LogicStudy) -> Animation:
    """Return the plane of the inputs: where the neuron says yes, the line z = 0, the corners and what is right."""
    x1, x2 = CORNERS.T
    places = [(float(x), float(y)) for x, y in CORNERS]
    ring = {"size": 30, "color": PAGE.light, "line": {"color": ANSWER.light, "width": 2.5}}
    wanted = [f"{value:g}" for value in study.wanted]
    present = {"symbol": "circle-open", "size": 44, "line": {"width": 4, "color": TEXT.light}, "color": TEXT.light}
    return Animation(
        marks=(
            zero(study.passes, HIGH, LOW),
            here(x1, x2, TEXT, marker=present),
            discs(places, marker=ring),
            texts(places, 16, text=wanted, textfont={"color": ANSWER.light, "weight": 600}),
            _verdicts(study, places),
        ),
        layout=layout(
            x={"title": "x₁", "range": [LOW, HIGH], "tickvals": [0, 1], "zeroline": False},
            y={"title": "x₂", "range": [LOW, HIGH], "tickvals": [0, 1], "zeroline": False},
            title=f"<span style='color:{MODEL.light}'><b>blue</b></span>: it says 1 · "
            f"<span style='color:{ANSWER.light}'><b>green</b></span>: what is wanted",
            **(_crossing() if study.gate == XOR else {}),
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
    around = {"size": 42, "opacity": 0}
    look: dict[str, Any] = {"mode": "markers+text", "textposition": "bottom center", "marker": around}
    made = texts(places, 15, {"text": words}, text=words[0].tolist(), textfont={"weight": 600}, **look)
    return Mark(made.trace, made.moves, follows={"text": (OPEN,) * k})


def _crossing() -> dict[str, Any]:
    """Return both diagonals, which show why no line parts the corners of exclusive or."""
    dash = {"dash": "dot"}
    ends = ((0, 1, 1, 0), (0, 0, 1, 1))
    lines = [shape("line", PATH, width=3, line=dash, x0=x0, y0=y0, x1=x1, y1=y1) for x0, y0, x1, y1 in ends]
    return {"shapes": lines, "annotations": [note("they cross", 0.5, 0.5, PATH, xshift=52, bgcolor=PAGE.light)]}
