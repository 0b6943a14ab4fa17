"""Scenes with a network whose neurons show what they see: the largest there may be, a small one, and one of classes."""

import numpy as np

from nnviz.core import ACTIVATIONS, FEATURES, Network, TrainConfig, featured, train
from nnviz.figures.animation import Readout, Scene
from nnviz.figures.board import Board, Class, Points, few, spans_of
from nnviz.figures.button import Button
from nnviz.figures.loss import loss_curve
from nnviz.figures.palette import ERROR, MODEL, TEAL
from nnviz.figures.timeline import Timeline

PLANE = (-6.0, 6.0, -6.0, 6.0)
SIDES = (Class("−1", ERROR, -1.0), Class("+1", MODEL, 1.0))


def spiral(n: int = 200) -> tuple[np.ndarray, np.ndarray]:
    """Return two arms of a spiral, places (n, 2) and to which arm each belongs (n,)."""
    i = np.arange(n) // 2
    arm = np.arange(n) % 2
    r, t = 10 * i / n, 1.75 * 4 * np.pi * i / n + np.pi * arm
    return np.column_stack([r * np.sin(t), r * np.cos(t)]), arm


def board_scene(kind: str = "small", stops: int = 300) -> Scene:
    """Return a training of the network of that kind: "small", "largest" or "classes"."""
    X, arm = spiral()
    features, hidden, classes = ("x1", "x2"), (4, 2), SIDES
    y = 2.0 * arm[:, None] - 1
    net, loss = Network((2, *hidden, 1), "tanh", "tanh"), "half_mse"
    if kind == "largest":
        features = tuple(FEATURES)
        net = Network((7, *(8,) * 6, 1), "tanh", "tanh")
    elif kind == "classes":
        classes = (Class("north", MODEL), Class("south", ERROR), Class("east", TEAL))
        arm = np.argmax([X[:, 1] - X[:, 0], -X[:, 1] - X[:, 0], 1.5 * X[:, 0]], axis=0)
        y = np.eye(3)[arm]
        net, loss = Network((2, 4, 3), "relu", "softmax"), "cross_entropy"
    inputs = featured(features, X)
    run = train(net, net.init("xavier", np.random.default_rng(3)), inputs, y,
                TrainConfig(loss=loss, learning_rate=0.05, epochs=stops - 1, batch_size=len(X)))  # fmt: skip
    low, high = ACTIVATIONS[net.output].range
    board = Board(
        "The network, and what each of its neurons sees of the plane",
        net, run.theta, features, PLANE,
        spans_of(net, run.theta[few(len(run.theta))], inputs, (low, high)),
        np.array([f"step {step}" for step in run.step]),
        Points(X, arm, np.arange(len(X)) % 5 == 0), classes, offered=tuple(FEATURES),
        buttons=(
            Button("Add a neuron to layer A", "+", 1, 0, {"a": 5}, axes=("layer", "head")),
            Button("Take away layer B", "×", 2, 0, {"b": 0}, axes=("layer", "head")),
        ),
        tells=True,
    )  # fmt: skip
    losses = run.losses(inputs, y)
    timeline = Timeline(run.step, np.array([f"step {i}" for i in run.step]))
    curve = loss_curve(run.step, losses)
    return Scene(
        timeline, (board, curve), (Readout("Loss", losses.round(3).astype(str)),), grid=((0, 1),), columns=(4, 1)
    )
