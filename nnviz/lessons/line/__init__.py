"""A neuron learns a line: how it turns and shifts until it lies on the points."""

from nnviz.lessons import Lesson, Part, Try, common
from nnviz.lessons.line.questions import question
from nnviz.lessons.line.scene import line_scene, opening_scene
from nnviz.lessons.line.study import LineSettings, study
from nnviz.lessons.line.words import warning
from nnviz.lessons.lines import start_of

GLANCE = Part("start", "See how a neuron learns", LineSettings, study, opening_scene, question)
"""The points and the line alone: what the start page opens with."""

LESSON = Lesson(
    prefix="line",
    parts=(Part("line", "A neuron learns a line", LineSettings, study, line_scene, question, warning=warning,
                compared=0, start=start_of),),
    tries=(
        Try("A rate just too high: the line swings further with every step", {"line_rate": "0.3", "line_epochs": "10"}),
        Try(
            "Real cars: this rate makes the line fly off; switch on “Standardize x”, and it comes to rest",
            {"line_data": "Cars", "line_rate": "0.1"},
        ),
        Try(
            "One outlier pulls the line: Anscombe III",
            {"line_data": "Anscombe III", "line_rate": "0.1", "line_standardize": "true"},
        ),
    ),
    terms=(
        "slope and intercept", "prediction", "error", "loss", "least squares", "partial derivative", "gradient",
        "gradient descent", "learning rate", "limit of the rate", "diverge", "batch", "epoch", "optimizer", "Adam",
        "standardize", "outlier", "seed",
    ),
    views=(common.SIDE,),
    glances=(GLANCE,),
)  # fmt: skip
