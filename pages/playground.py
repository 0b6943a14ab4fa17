"""The playground: everything can be set, and any step can be gone back to."""

import streamlit as st

from nnviz.lessons.playground import LESSON, words
from nnviz.lessons.playground.settings import NO_PENALTY
from nnviz.lessons.playground.study import Play
from nnviz.ui import page
from nnviz.ui.lesson import View, play
from nnviz.ui.params import Controls

page.head("Playground", "Build a network, choose what it learns from, and watch what every neuron sees.")


def controls(ask: Controls) -> None:
    for drawn in ("inputs", "layers", "more"):  # what is set in the drawing
        ask.bring(drawn)
    ask.ask("data")
    ask.ask_in_row("noise", "share")
    ask.ask_in_row("batch", "rate")
    ask.ask("activation")
    left, right = st.columns(2, gap="xsmall")
    with left:
        none = ask.ask("penalty") == NO_PENALTY
    with right:
        ask.ask("penalty_rate", disabled=none)
    ask.ask("epochs")
    with st.popover("More", width="stretch"):
        more(ask)


def more(ask: Controls) -> None:
    ask.ask_in_row("draw", "seed")
    ask.ask("loss")
    ask.ask_in_row("optimizer", "start")
    for layer in range(1, len(ask.values["layers"]) + 1):
        ask.ask(f"phi{layer}")
    ask.ask("log")


def show(run: Play, place: int) -> None:
    st.markdown(words.answers(run, place))


(PART,) = LESSON.parts
play(LESSON, View(PART, show, controls))
