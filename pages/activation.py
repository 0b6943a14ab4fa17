"""Activation functions: what bends a neuron's line, what its slope has to do with learning, and why bend at all."""

import streamlit as st

from nnviz.ui import page
from nnviz.ui.activation import choose_part
from nnviz.ui.lesson import Try, classroom, predict
from nnviz.ui.player import player

page.head(
    "Activation functions",
    "A neuron adds up its inputs to a sum z, and passes z through a function φ that bends: its activation function.",
)


@st.fragment
def lesson() -> None:
    part = choose_part()
    figures, controls = page.stage()
    with controls:
        settings = part.settings()
    run = part.lesson(settings)
    with figures:
        step = player(run.scene, key=f"activation_{part.key}_player", param=f"{part.key}_step")
    predict(run.question, f"activation_{part.key}_predict")
    part.show(settings, run, step)


lesson()
classroom(
    Try("ReLU beside its smooth relatives: where is the slope 0, and where only small?",
        {"activation_phi": "ReLU", "activation_over": "SiLU", "activation_z": "-2.0"}),
    Try("Twice the rate, and ReLU dies at the first steps while the logistic neuron learns",
        {"activation_part": "Learning with each", "activation_rate": "0.2"}),
    Try("A start from which ReLU never wakes up",
        {"activation_part": "Learning with each", "activation_seed": "3"}),
    Try("A single bend: what can one hidden neuron do?",
        {"activation_part": "Why bend at all", "activation_hidden": "1", "activation_bend_seed": "1"}),
)  # fmt: skip
