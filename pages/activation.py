"""Activation functions: what bends a neuron's line, what its slope has to do with learning, and why bend at all."""

import streamlit as st

from nnviz.lessons.activation import LESSON, words
from nnviz.lessons.activation.functions import title
from nnviz.lessons.activation.study import BendStudy, KindStudy, ShapeStudy
from nnviz.ui import page
from nnviz.ui.lesson import View, play
from nnviz.ui.params import Controls

page.head(
    "Activation functions",
    "A neuron adds up its inputs to a sum z, and passes z through a function φ that bends: its activation function.",
)


def shape_controls(ask: Controls) -> None:
    ask.ask("phi")
    ask.ask("over")
    ask.ask("bias" if ask.ask("sweep") == "weight" else "weight")
    ask.ask("z")


def show_shape(study: ShapeStudy, place: int) -> None:
    one, all_inputs = st.columns(2, gap="large")
    one.markdown(f"#### At the chosen z\n\n{words.chosen(study.activation, study.chosen_z)}")
    all_inputs.markdown(f"#### The inputs, here\n\n{words.inputs(study, place)}")


def show_kinds(study: KindStudy, place: int) -> None:
    st.markdown(
        f"#### Step {study.learners[0].steps[place]:,}: the gradient of each\n\nThe error goes back through the slope: "
        "**δ = (ŷ − y) · φ′(z)**. Where the slope is 0, so is δ, however large the error."
    )
    for column, learner in zip(st.columns(3, gap="large"), study.learners, strict=True):
        run = learner.run
        column.markdown(f"**{title(run.net.output)}**\n\n{words.gradient(learner, place)}")
        if run.diverged_at is not None:
            column.warning(
                f"It diverged: step {run.diverged_at:,} is the last with finite numbers. Try a smaller rate."
            )


def show_bend(study: BendStudy, place: int) -> None:
    learners = {"without an activation": study.straight, "with ReLU": study.bent}
    for kind, learner in learners.items():
        if learner.run.diverged_at is not None:
            st.warning(f"The layers {kind} diverged after step {learner.run.diverged_at:,}. Try a smaller rate.")
    st.markdown(f"#### Step {study.straight.steps[place]:,}: two layers without an activation are one")
    product, outputs = st.columns([1.4, 1], gap="large")
    product.markdown(words.multiplying(study, place))
    outputs.markdown(words.agreement(study, place))


SHAPES, KINDS, BEND = LESSON.parts
play(LESSON, View(SHAPES, show_shape, shape_controls), View(KINDS, show_kinds), View(BEND, show_bend))
