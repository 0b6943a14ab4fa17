"""Fit a line by hand: the line is dragged, its squares follow, and a neuron goes on from there."""

from functools import partial

import streamlit as st

from nnviz.figures.numbers import number, signed
from nnviz.lessons.fit import LESSON, words
from nnviz.lessons.fit.points import RULES
from nnviz.lessons.fit.study import MOST_KEPT, FitStudy, Line, lines_to_link, own_line, ranked
from nnviz.lessons.glossary import term
from nnviz.lessons.tables import OWN
from nnviz.ui import page
from nnviz.ui.lesson import View, play
from nnviz.ui.params import Controls
from nnviz.ui.table_editor import edit_table, own_table

FIT = LESSON.parts[0]
NEW_POINTS = {"m": None, "c": None, "kept": ""}

page.head(
    "Fit a line by hand",
    f"Drag the line ŷ = m·x + c until its {term('error', 'errors')} are small: the smaller the squares on them, the "
    f"better the line, and their half mean is the {term('loss')}.",
)


def ask_points(ask: Controls) -> None:
    """Ask which points; new ones begin with a new line, for a line belongs to its points."""
    data = ask.ask("data", on_change=lambda: ask.put(NEW_POINTS, FIT.step))
    ask.give("points", own_table(ask.key("points"), RULES) if data == OWN else None)
    if st.button("Edit the points", icon=":material/edit:", width="stretch"):
        start = ask.chosen().points.sample
        names = start.inputs + start.outputs
        edit_table("Your own points", start.rows.tolist(), RULES, ask.key("points"), ask.key("data"), names=names)


def fit_controls(ask: Controls) -> None:
    ask_points(ask)
    start = own_line(ask.chosen())
    ask.ask_in_row("m", "c", placeholder=[f"{value:g}" for value in start])
    ask.ask("errors")
    ask.bring("kept")
    own = own_line(ask.chosen())
    show_kept(ask, own)
    ask.ask("neuron")
    ask.ask("answer")


def show_kept(ask: Controls, own: Line) -> None:
    """Show the lines kept, the best first: a click brings one back; and the button that keeps the line there is."""
    settings = ask.chosen()
    full, there = len(settings.kept) == MOST_KEPT, own in settings.kept
    keep = partial(ask.put, {"kept": lines_to_link((*settings.kept, own))}, FIT.step)
    why = f"You have kept {MOST_KEPT}: let one go first." if full else None
    st.button("Keep this line", icon=":material/bookmark_add:", on_click=keep, disabled=full or there, help=why,
              width="stretch")  # fmt: skip
    for place, ((m, c), loss) in enumerate(ranked(settings), 1):
        text = f"{place}. {number(m)}·x {signed(c)}: loss {number(loss)}"
        others = tuple(line for line in settings.kept if line != (m, c))
        with st.container(horizontal=True, gap="xsmall", key=f"fit_kept_{place}"):
            st.button(text, key=f"fit_back_{place}", on_click=partial(ask.put, {"m": m, "c": c, "step": 0}, FIT.step),
                      help="Bring this line back", width="stretch")  # fmt: skip
            st.button(":material/close:", key=f"fit_drop_{place}", help=f"Let line {place} go",
                      on_click=partial(ask.put, {"kept": lines_to_link(others)}, FIT.step))  # fmt: skip


def show_fit(study: FitStudy, place: int) -> None:
    table, loss, best = st.columns([1.2, 1, 1.2], gap="large")
    table.markdown(f"{words.title(study, place)}\n\n{words.errors(study, place)}")
    loss.markdown(f"## The loss\n\n{words.loss(study, place)}")
    best.markdown(f"## How good is your best?\n\n{words.compared(study, place)}")
    st.caption(words.LEGEND)


play(LESSON, View(FIT, show_fit, fit_controls))
