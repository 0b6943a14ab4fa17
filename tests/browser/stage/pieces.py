"""Scenes with a surface and with handles, each small enough to know by heart what it shows."""

from dataclasses import replace

import numpy as np

from nnviz.figures.animation import Animation, Mark, NeuronField, Readout, Scene
from nnviz.figures.axes import layout
from nnviz.figures.handle import Model, Pill, Quantity, of_line, of_point
from nnviz.figures.marks import line, marker, points, squares, sticks
from nnviz.figures.numbers import number
from nnviz.figures.palette import ANSWER, MODEL, PATH, diverging
from nnviz.figures.surface import Axis, Grid, NeuronGrid, Path, Point, Surface
from nnviz.figures.timeline import Timeline

INPUT = replace(of_point("the input"), x={"x1": 1.0}, y={"x2": 1.0}, moves={"x1": (1.0, 0.0), "x2": (0.0, 1.0)})
ENDS = np.array([-1.0, 5.0])
K = 101


def steps(k: int = K) -> Timeline:
    """Return a timeline of so many steps."""
    return Timeline(np.arange(k), np.array([f"step {i}" for i in range(k)]))


def bowl(m: np.ndarray, c: np.ndarray) -> np.ndarray:
    """Return a loss that is a bowl: 0.2 + 1.5·m² + c² / 2 + m·c / 2."""
    return 0.2 + 1.5 * m**2 + 0.5 * c**2 + 0.5 * m * c


def walk() -> np.ndarray:
    """Return a path down the bowl (K, 3): gradient descent at a rate of 0.05."""
    at, walked = np.array([-1.4, 2.2]), []
    for _ in range(K):
        walked.append([*at, bowl(*at)])
        at = at - 0.05 * np.array([3 * at[0] + 0.5 * at[1], at[1] + 0.5 * at[0]])
    return np.array(walked)


def bowl_scene() -> Scene:
    """Return the bowl with a path on it, its place at each step, and the lowest place."""
    m, c = np.linspace(-2, 2, 41), np.linspace(-3, 3, 41)
    walked = walk()
    surface = Surface(
        "The loss over the plane of slope m and intercept c",
        Axis("slope m", -2, 2), Axis("intercept c", -3, 3), Axis("loss L", 0, 6),
        Grid(bowl(*np.meshgrid(m, c))),
        np.array([f"The loss is {number(one)}." for one in walked[:, 2]]),
        paths=(Path(walked, PATH, np.arange(K) + 1),),
        points=(Point(walked, MODEL), Point(np.array([[0, 0, 0.2]]), ANSWER, "least squares")),
        rings=tuple(np.arange(0.5, 6, 0.5)),
        title="The loss as a landscape",
    )  # fmt: skip
    flat = Animation((line(walked[:, 0], walked[:, 1], PATH),), layout(x={}, y={}, title=""), "The path from above")
    return Scene(steps(), (surface, flat), grid=((0, 1),), columns=(2, 1), seconds=4.0)


NEURON = np.column_stack([np.linspace(-3, 3, K), np.full(K, 1.5), np.full(K, -0.5)])


def neuron_scene(**dropped: float) -> Scene:
    """Return the surface of a neuron whose first weight is swept from −3 to 3, or that has the numbers dropped."""
    theta = np.tile([dropped[name] for name in ("w1", "w2", "b")], (K, 1)) if dropped else NEURON
    x1, x2 = dropped.get("x1", 0.5), dropped.get("x2", -1.0)
    grid = NeuronGrid(theta, "tanh", follows="theta")
    z = theta @ [x1, x2, 1.0]
    surface = Surface(
        "What the neuron gives for every pair of inputs",
        Axis("input x₁", -2, 2), Axis("input x₂", -2, 2), Axis("output a", -1.2, 1.2), grid,
        np.array([f"The output is {number(np.tanh(one))}." for one in z]),
        points=(Point(np.column_stack([0 * z + x1, 0 * z + x2, np.tanh(z)]), ANSWER, "", ("x1", "x2", "a")),),
        table=diverging(64),
        title="a = φ(w₁·x₁ + w₂·x₂ + b)",
    )  # fmt: skip
    picture = {"x": -2, "y": 2, "sizex": 4, "sizey": 4, "xref": "x", "yref": "y", "sizing": "stretch", "layer": "below"}
    texts = np.array([[f"z = {number(one)}"] for one in z])
    said = Mark({"type": "scatter", "mode": "text", "x": [0.0], "y": [1.5], "text": texts[0].tolist()}, {"text": texts},
                follows={"text": ("z = {z}",)})  # fmt: skip
    here = marker(x1, x2, ANSWER)
    here = Mark(here.trace, {}, follows={"x": "x1", "y": "x2"})
    pills = (Pill("w1", -1, -1.5, "w₁"), Pill("b", 1, -1.5, "b"), INPUT)
    above = Animation(
        (here, said), layout(x={"range": [-2, 2]}, y={"range": [-2, 2]}, title="From above"), "The output from above",
        (NeuronField(picture, grid, (-2, 2, -2, 2), (-1, 1), diverging()),), handles=pills,
    )  # fmt: skip
    given = [("x1", x1), ("x2", x2), ("w2", theta[0, 1]), ("b", theta[0, 2])]
    model = Model(
        "neuron",
        (
            Quantity("w1", "weight w₁", theta[:, 0], -5, 5, 0.1),
            *(Quantity(name, name, np.array([value]), -5, 5, 0.1) for name, value in given),
        ),
        {"activation": "tanh"},
    )
    readout = Readout("z", np.array([number(one) for one in z]), follows="{z}")
    return Scene(steps(), (surface, above), (readout,), grid=((0, 1),), columns=(1.4, 1), seconds=4.0, model=model)


def line_scene(n: int, m: float = 0.5, c: float = 1.0) -> Scene:
    """Return a line that can be dragged, on n points, with its errors as sticks and as squares."""
    x = np.linspace(0, 4, n)
    y = 1 + 0.4 * x + np.sin(5 * x)
    heights = m * x + c
    loss = 0.5 * np.mean((heights - y) ** 2)
    drawn = line(ENDS, m * ENDS + c, MODEL, width=4)
    bar = line([0, loss], [0, 0], MODEL, width=20)
    model = Model(
        "line",
        (
            Quantity("m", "slope m", np.array([m]), -3, 3, 0.01),
            Quantity("c", "intercept c", np.array([c]), -6, 6, 0.01),
        ),
        {"x": x, "y": y, "ends": ENDS},
    )
    flat = Animation(
        (
            squares(x, y, heights[None]),
            sticks(x, y, heights[None]),
            Mark(drawn.trace, follows={"y": "line"}),
            points(x, y),
        ),
        layout(x={"range": ENDS.tolist()}, y={"range": [-2.0, 6.0]}, title="Drag the line"),
        "The points and the line",
        handles=of_line(ENDS),
    )
    bars = Animation(
        (Mark(bar.trace, follows={"x": "bar"}),),
        layout(x={"range": [0, 5]}, y={"range": [-1, 1]}, title="Loss"),
        "Loss",
    )
    readout = Readout("Loss", np.array([number(loss)]), follows="{loss}")
    return Scene(steps(1), (flat, bars), (readout,), grid=((0,), (0,), (1,)), model=model)
