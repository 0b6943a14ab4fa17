"""The playground: everything can be set, and any step can be gone back to."""

from dataclasses import replace
from functools import partial

import streamlit as st

from nnviz.lessons.common import EPOCHS
from nnviz.lessons.playground import LESSON, SAY, words
from nnviz.lessons.playground.changes import longer, visited, with_stage
from nnviz.lessons.playground.findings import findings, landmarks
from nnviz.lessons.playground.hidden import BELOW, CONTROLS, HIDE
from nnviz.lessons.playground.own import RULES, SOME
from nnviz.lessons.playground.settings import NO_PENALTY
from nnviz.lessons.playground.stages import PENALTY_RATES, RATES, Stage
from nnviz.lessons.playground.study import Play
from nnviz.lessons.tables import OWN
from nnviz.ui import page
from nnviz.ui.advice import show_sentences
from nnviz.ui.hiding import hide
from nnviz.ui.lesson import View, play, put
from nnviz.ui.params import Controls, show
from nnviz.ui.table_editor import edit_table, lost_table, own_table

(PART,) = LESSON.parts
AGREED, GO = "playground_agreed", "playground_go"
change = partial(put, PART, Controls(PART.settings, LESSON.prefix))

page.head("Playground", "Build a network, choose what it learns from, and watch what every neuron sees.")


def controls(ask: Controls) -> None:
    for drawn in ("inputs", "layers", "more", "asked"):  # what is set in the drawing and below it
        ask.bring(drawn)
    data(ask)
    ask.ask_in_row("noise", "share", disabled=[words.takes_no_noise, False])
    ask.ask_in_row("batch", "rate")
    ask.ask("activation")
    ask.ask_in_row("penalty", "penalty_rate", disabled=[False, lambda chosen: chosen["penalty"] == NO_PENALTY])
    ask.ask("epochs")
    left, right = st.columns([1, 1.2], gap="xsmall")
    with left.popover("More", width="stretch"):
        ask.ask_in_row("draw", "seed")
        ask.ask("loss")
        ask.ask_in_row("optimizer", "start")
        for layer in range(1, len(ask.values["layers"]) + 1):
            ask.ask(f"phi{layer}")
        ask.ask("log")
        hidden = show(HIDE, ask.key("hide"), {})
    then = longer(ask.chosen())
    right.button(f"+{ask.values['epochs']:,} epochs", ask.key("go_on"), on_click=change, args=(then,), width="stretch",
                 disabled=not then, help="Train on from the end of the run.")  # fmt: skip
    agree(ask)
    hide(hidden, {title: map(ask.key, names) for title, names in CONTROLS.items()} | BELOW)


def data(ask: Controls) -> None:
    """Ask for the data; a visitor's own points come from a table, a file or the link."""
    own, key = ask.ask("data") == OWN, ask.key("points")
    table = own_table(key, RULES) if own else None
    ask.give("points", (table or lost_table(key, RULES)) if own else None)
    if own:
        ask.ask("pen")
    if own and st.button("Edit points, or load a CSV", ask.key("edit"), width="stretch"):
        edit_table("Your own points", table or SOME, RULES, key, ask.key("data"), with_file=True)


def agree(ask: Controls) -> None:
    """Train longer than others would like only where this visitor has agreed, to these very settings."""
    wanted = replace(ask.chosen(), long=False)
    ask.give("long", st.session_state.get(AGREED) == wanted)
    if sentence := words.asks_first(ask.chosen()):
        st.caption(sentence)
        if st.button("Train all of it", width="stretch"):
            st.session_state[AGREED] = wanted
            st.rerun(scope="fragment")


def below(run: Play, place: int) -> None:
    go = lambda epoch: change(visited(run, epoch))  # noqa: E731
    said, ways = st.columns([1.15, 1], gap="large")
    with said.container(key="going_on"):
        told = show(SAY, f"{LESSON.prefix}_{SAY.name}", {})
        if told or place == len(run.stops) - 1:
            show_sentences("playground", findings(run)[:4], "epoch", go, change)
    with ways:
        with st.container(key="train_on"):
            train_on(run, int(run.stops[place]))
        with st.container(horizontal=True, gap="small"):
            for label, epoch in landmarks(run):
                st.button(f"{label}: {epoch:,}", key=f"playground_at_{label}", on_click=go, args=(epoch,))
            jump = lambda: go(st.session_state[GO] or 0)  # noqa: E731
            st.number_input("Go to epoch", 0, int(run.epochs[-1]), None, key=GO, on_change=jump, width=150)
        st.container(key="answers").markdown(words.answers(run, place))
    if axes := words.axes(run):
        st.markdown(axes)


def train_on(run: Play, place: int) -> None:
    """Offer to go on from the epoch that is shown, with another rate or λ."""
    epoch, rate, strength = int(run.epochs[place]), run.rates[place], run.strengths[place]
    row = st.columns([1, 1, 1, 1.6], gap="xsmall", vertical_alignment="bottom")
    longer = row[0].selectbox("Epochs more", EPOCHS, EPOCHS.index(run.settings.epochs), key="playground_longer")
    how = {"format_func": "{:g}".format}
    rate = row[1].selectbox("at the rate η", RATES, RATES.index(rate), key="playground_then_rate", **how)
    none = run.settings.penalty == NO_PENALTY
    options = (0.0,) if none else PENALTY_RATES
    strength = row[2].selectbox(
        "and with λ", options, options.index(strength), key="playground_then_λ", disabled=none, **how
    )
    then = with_stage(run, Stage(epoch, longer, rate, None if none else strength))
    label = f"Train on from epoch {epoch:,}"
    row[3].button(label, on_click=change, args=(then,), width="stretch", disabled=not then)
    if run.changes:
        st.markdown(words.changes(run))
        st.button("Take the changes back", on_click=change, args=({"more": ""},))


play(LESSON, View(PART, below, controls))
