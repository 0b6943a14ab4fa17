"""A scene of every kind of track, small enough to check each pixel of it."""

import numpy as np
import plotly.graph_objects as go

from nnviz.figures.animation import Animation, Field, Readout, Scene, Track, Trail
from nnviz.figures.base import figure
from nnviz.figures.palette import ANSWER, ERROR, MODEL, diverging

STEPS = np.array([0, 10, 20, 30, 40])
TABLE = diverging()
EXACT = {"simplify": False}  # or Plotly leaves out points that it finds superfluous
FIELD = np.random.default_rng(1).integers(0, 256, (len(STEPS), 4, 6), dtype=np.uint8)
STILL = np.arange(24, dtype=np.uint8).reshape(1, 4, 6) * 10
TEXTS = np.array([[f"{name}{step}" for name in ("a", "β", "<b>")] for step in STEPS])
COLOURS = np.array([[MODEL.light, ERROR.light, ANSWER.light][k % 3] for k in range(len(STEPS))])
WEIGHTS = np.column_stack([np.linspace(-1, 1, len(STEPS)), np.linspace(3, 1, len(STEPS))])
BASIS = np.array([[0.0, 1.0, 2.0, 3.0], [1.0, 1.0, 1.0, 1.0]])
WORDS = np.array(["one", "two", "three", "four", "five"])


def picture(source: str = "") -> dict[str, object]:
    """Return Plotly's settings of an image over x from 0 to 6 and y from 0 to 4, its first row at the top."""
    place = {"x": 0, "y": 4, "sizex": 6, "sizey": 4, "xref": "x", "yref": "y", "sizing": "stretch", "layer": "below"}
    return {"source": source, **place}


def plane(**settings: object) -> go.Figure:
    """Return an empty figure of the plane."""
    traces = [{"type": "scatter", "x": [], "y": [], "mode": "markers"}]
    return figure(traces, x={"range": [0, 6]}, y={"range": [0, 4]}, title="", images=[picture()], **settings)


marks = figure(
    [
        {"type": "scatter", "mode": "markers+text", "x": [1, 2, 3], "y": [3, 3, 3], "text": ["", "", ""],
         "textposition": "top center", "marker": {"size": 12, "color": MODEL.light}},
        {"type": "scatter", "mode": "lines", "x": np.arange(4.0), "y": np.zeros(4), "line": EXACT},
        {"type": "scatter", "mode": "lines", "x": np.arange(5.0), "y": np.arange(5.0) ** 2 / 4, "line": EXACT},
    ],
    x={"range": [-1, 5]}, y={"range": [-2, 6]}, title="",
)  # fmt: skip

SCENE = Scene(
    steps=STEPS,
    names=np.array([f"phase {word}" for word in WORDS]),
    animations=(
        Animation(
            marks,
            (
                Track(0, "text", TEXTS),
                Track(0, "marker.color", COLOURS),
                Track(1, "y", WEIGHTS, BASIS),
                Trail(2, np.arange(1, len(STEPS) + 1)),
            ),
            "marks, texts and lines",
        ),
        Animation(plane(), (Field(0, FIELD, TABLE),), "a field that changes"),
        Animation(plane(), (Field(0, STILL, TABLE),), "a field that stays"),
    ),
    readouts=(Readout("Word", WORDS, ERROR), Readout("Sentence", np.char.add("It is ", WORDS), wide=True)),
    grid=((0, 1), (0, 2)),
    columns=(1, 1),
    seconds=2.0,
)
