"""Backpropagation: how each neuron gets its share of the error, number by number and over a whole training."""

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from nnviz.ui import backprop, page
from nnviz.ui.lesson import Try, classroom, predict
from nnviz.ui.player import player

page.head(
    "Backpropagation",
    "Forward, the numbers run to an answer; backward, its error is handed out, so that each weight knows its share.",
)


def step_by_step(figures: DeltaGenerator, controls: DeltaGenerator) -> None:
    with controls:
        settings = backprop.phase_settings()
    lesson = backprop.phase_lesson(settings)
    with figures:
        step = player(lesson.scene, key="backprop", choice=backprop.choices(settings))
    predict(lesson.question, "backprop_predict")
    backprop.show_phase(lesson, step)


def whole_training(figures: DeltaGenerator, controls: DeltaGenerator) -> None:
    with controls:
        settings = backprop.blame_settings()
    lesson = backprop.blame_lesson(settings)
    with figures:
        step = player(lesson.scene, key="blame", param="blame_step")
    predict(lesson.question, "blame_predict")
    backprop.show_blame(lesson, step)


@st.fragment
def lesson() -> None:
    figures, controls = page.stage()
    with controls:
        part = backprop.part()
    (step_by_step if part == backprop.STEPS else whole_training)(figures, controls)


lesson()
classroom(
    Try(
        "Dead neurons: with ReLU, a neuron whose z is negative has slope zero and hands no error back here",
        {"backprop_activation": "ReLU", "backprop_a": "4", "backprop_b": "3", "backprop_neuron": "A2", "step": "10"},
    ),
    Try(
        "Who carried the blame? A whole training, each neuron's strip with its own scale: when does its share fade?",
        {"backprop_part": backprop.BLAME, "backprop_data": "Exclusive or", "backprop_scale": backprop.OWN},
    ),
    Try(
        "The vanishing gradient: three layers of sigmoids, and hardly any error reaches the first",
        {
            "backprop_part": backprop.BLAME,
            "backprop_activation": "Sigmoid",
            "backprop_a": "4",
            "backprop_b": "4",
            "backprop_c": "4",
        },
    ),
)
