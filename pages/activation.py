"""Activation functions: what bends a neuron's line, what its slope has to do with learning, and why bend at all."""

import streamlit as st

from nnviz.lessons.activation import LESSON, words
from nnviz.lessons.activation.functions import title
from nnviz.lessons.activation.study import BendStudy, KindStudy, ShapeStudy
from nnviz.lessons.common import SIDE, where
from nnviz.lessons.glossary import term
from nnviz.ui import page
from nnviz.ui.lesson import View, play
from nnviz.ui.params import Controls, show

page.head(
    "Activation functions",
    f"A neuron weighs its inputs, adds them and a {term('bias')} to a sum z, and passes z through a function φ: its "
    f"{term('activation function')}.",
)


def shape_controls(ask: Controls) -> None:
    ask.ask("phi")
    ask.ask("over")
    ask.ask("bias" if ask.ask("sweep") == "weight" else "weight")
    ask.ask("z")


def show_shape(study: ShapeStudy, place: int) -> None:
    one, all_inputs = st.columns(2, gap="large")
    one.markdown(f"## At the chosen z\n\n{words.chosen(study.activation, study.chosen_z, study.overlays)}")
    all_inputs.markdown(f"## The inputs, here\n\n{words.inputs(study, place)}")


def show_kinds(study: KindStudy, place: int) -> None:
    steps = study.learners[0].steps
    st.caption(words.spacing(steps))
    st.markdown(f"## Step {steps[place]:,}: the gradient of each")
    led = show(SIDE, f"{LESSON.prefix}_update", {}, label_visibility="collapsed") == SIDE.options[1]
    st.markdown(f"{where(steps, place, led)}\n\n{words.THE_WAY_BACK}")
    if led and place == 0:
        return
    for column, learner in zip(st.columns(3, gap="large"), study.learners, strict=True):
        column.markdown(f"**{title(learner.run.net.output)}**\n\n{words.gradient(learner, place, led)}")
    st.caption(words.FATES)


def show_bend(study: BendStudy, place: int) -> None:
    st.caption(words.spacing(study.straight.steps))
    title = f"## Step {study.straight.steps[place]:,}: two layers without an activation are one"
    st.markdown(f"{title}\n\n{words.stop_after(study, place)}")
    product, outputs = st.columns([1.4, 1], gap="large")
    product.markdown(words.multiplying(study, place))
    outputs.markdown(words.agreement(study, place))
    st.caption(words.FATES)


SHAPES, KINDS, BEND = LESSON.parts
play(LESSON, View(SHAPES, show_shape, shape_controls), View(KINDS, show_kinds), View(BEND, show_bend))
