"""What a neuron computes: its weighted sum and its activation, in a drawing whose numbers are changed by hand."""

import streamlit as st

from nnviz.lessons.glossary import term
from nnviz.lessons.neuron import LESSON, logic_words, words
from nnviz.lessons.neuron.logic import LogicStudy
from nnviz.lessons.neuron.passes import names
from nnviz.lessons.neuron.study import NeuronStudy
from nnviz.ui import page
from nnviz.ui.lesson import View, play
from nnviz.ui.params import Controls

page.head(
    "What a neuron computes",
    f"A neuron multiplies each input by a {term('weight')}, adds the products and a {term('bias')} to a sum z, and "
    f"sends z through an {term('activation function')} φ.",
)


def controls(ask: Controls) -> None:
    n = ask.ask("inputs", horizontal=True)
    ask.ask("phi")
    walk = ask.ask("walk")
    if n == 2:
        ask.ask("height", horizontal=True)
    with st.popover("Set the numbers", width="stretch"):
        for name in names(n):
            ask.ask(name, disabled=name == walk)


def show_computation(study: NeuronStudy, place: int) -> None:
    numbers, picture = st.columns([1, 1.2], gap="large")
    numbers.markdown(f"## With these numbers\n\n{words.computation(study, place)}")
    picture.markdown(
        f"## What each number does\n\n{words.what_moves(study)}\n\n{words.TURNS}\n\n{words.PICTURES[study.passes.n]}"
    )


def logic_controls(ask: Controls) -> None:
    ask.ask("gate")
    with st.popover("Set the numbers", width="stretch"):
        ask.ask_rest()


def show_corners(study: LogicStudy, place: int) -> None:
    corners, verdict = st.columns([1.2, 1], gap="large")
    corners.markdown(f"## {study.gate}: the corners so far\n\n{logic_words.corner_table(study, place)}")
    verdict.markdown(f"## What it comes to\n\n{logic_words.verdict(study, place)}")


ONE, LOGIC = LESSON.parts
play(LESSON, View(ONE, show_computation, controls), View(LOGIC, show_corners, logic_controls))
