"""A neuron learns a line: the first page of the course."""

import streamlit as st

from nnviz.ui import page
from nnviz.ui.lesson import Try, classroom, predict
from nnviz.ui.line import line_lesson, line_settings, show_step
from nnviz.ui.player import player

page.head(
    "A neuron learns a line",
    "A neuron with one input draws a straight line, and turns and shifts it step by step until it lies on the points.",
)


@st.fragment
def lesson() -> None:
    figures, controls = page.stage()
    with controls:
        settings = line_settings()
    run = line_lesson(settings)
    with figures:
        step = player(run.scene, key="line")
    predict(run.question, "line_predict")
    show_step(run, step)


lesson()
classroom(
    Try("A rate just too high: the line swings further with every step", {"line_rate": "0.3", "line_epochs": "10"}),
    Try(
        "Real cars: this rate makes the line fly off; switch on “Standardize x”, and it settles",
        {"line_data": "Cars", "line_rate": "0.1"},
    ),
    Try(
        "One outlier pulls the line: Anscombe III",
        {"line_data": "Anscombe III", "line_rate": "0.1", "line_standardize": "true"},
    ),
)
