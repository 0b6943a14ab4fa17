"""A scene of every kind of track, small enough to check each pixel of it."""

import numpy as np

from nnviz.figures.animation import Animation, Blend, Field, Mark, Readout, Scene
from nnviz.figures.axes import layout
from nnviz.figures.palette import ANSWER, ERROR, MODEL, diverging
from nnviz.figures.timeline import Timeline

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


PICTURE = {"x": 0, "y": 4, "sizex": 6, "sizey": 4, "xref": "x", "yref": "y", "sizing": "stretch", "layer": "below"}
"""An image over x from 0 to 6 and y from 0 to 4, its first row at the top."""


def plane(values: np.ndarray, name: str) -> Animation:
    """Return a figure of the plane with a field on it and nothing else."""
    empty = Mark({"type": "scatter", "x": [], "y": [], "mode": "markers"})
    bare = layout(x={"range": [0, 6]}, y={"range": [0, 4]}, title="")
    return Animation((empty,), bare, name, fields=(Field(PICTURE, values, TABLE),))


MARKS = (
    Mark(
        {"type": "scatter", "mode": "markers+text", "x": [1, 2, 3], "y": [3, 3, 3], "text": ["", "", ""],
         "textposition": "top center", "marker": {"size": 12, "color": MODEL.light}},
        {"text": TEXTS, "marker.color": COLOURS},
    ),
    Mark(
        {"type": "scatter", "mode": "lines", "x": np.arange(4.0), "y": np.zeros(4), "line": EXACT},
        {"y": Blend(WEIGHTS, BASIS)},
    ),
    Mark(
        {"type": "scatter", "mode": "lines", "x": np.arange(5.0), "y": np.arange(5.0) ** 2 / 4, "line": EXACT},
        trail=np.arange(1, len(STEPS) + 1),
    ),
)  # fmt: skip

SCENE = Scene(
    timeline=Timeline(STEPS, np.array([f"phase {word}" for word in WORDS])),
    animations=(
        Animation(MARKS, layout(x={"range": [-1, 5]}, y={"range": [-2, 6]}, title=""), "marks, texts and lines"),
        plane(FIELD, "a field that changes"),
        plane(STILL, "a field that stays"),
    ),
    readouts=(Readout("Word", WORDS, ERROR), Readout("Sentence", np.char.add("It is ", WORDS), wide=True)),
    grid=((0, 1), (0, 2)),
    columns=(1, 1),
    seconds=2.0,
)
