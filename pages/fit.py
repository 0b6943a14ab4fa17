"""Fit a line by hand: the line is dragged, its squares follow, and a neuron goes on from there."""

from functools import partial

import streamlit as st

from nnviz.figures.numbers import number, signed
from nnviz.lessons.fit import LESSON, outlier_words, words
from nnviz.lessons.fit.outlier import WhyStudy, outlier_of
from nnviz.lessons.fit.points import RULES
from nnviz.lessons.fit.study import MOST_KEPT, FitStudy, Line, is_outside, lines_to_link, own_line, ranked
from nnviz.lessons.glossary import term
from nnviz.lessons.tables import OWN
from nnviz.ui import page
from nnviz.ui.lesson import View, play, put
from nnviz.ui.params import Controls
from nnviz.ui.table_editor import edit_table, own_table

FIT, WHY = LESSON.parts
# A line and an outlier belong to their points: new points begin with these.
START = {FIT: {"m": None, "c": None, "kept": "", FIT.step: 0}, WHY: {"x": None, "y": None, WHY.step: 0}}

page.head(
    "Fit a line by hand",
    f"Drag the line ŷ = m·x + c until its {term('error', 'errors')} are small: the smaller the squares on them, the "
    f"better the line, and their half mean is the {term('loss')}.",
)


def begin_anew(ask: Controls) -> None:
    for part, values in START.items():
        put(part, Controls(part.settings, ask.prefix), values)


def ask_points(ask: Controls) -> None:
    choice, edit = st.columns([3, 1], gap="xsmall", vertical_alignment="bottom")
    with choice:
        data = ask.ask("data", on_change=begin_anew, args=(ask,))
    ask.give("points", own_table(ask.key("points"), RULES) if data == OWN else None)
    if edit.button("Edit", help="Edit the points", width="stretch"):
        start = ask.chosen().points.sample
        names = start.inputs + start.outputs
        edit_table("Your own points", start.rows.tolist(), RULES, ask.key("points"), ask.key("data"), names=names)


def fit_controls(ask: Controls) -> None:
    ask_points(ask)
    start = own_line(ask.chosen())
    ask.ask_in_row("m", "c", placeholder=[f"{value:g}" for value in start])
    if is_outside(ask.chosen()):
        st.caption(words.OUTSIDE)
    ask.ask("errors")
    ask.ask("neuron")
    ask.ask("answer")
    ask.bring("kept")
    show_kept(ask, own_line(ask.chosen()))


def show_kept(ask: Controls, own: Line) -> None:
    """Show the button that keeps the visitor's line, and the lines kept, the best first: a click brings one back."""
    settings = ask.chosen()
    full, there = len(settings.kept) == MOST_KEPT, own in settings.kept
    keep = partial(put, FIT, ask, {"kept": lines_to_link((*settings.kept, own))})
    why = f"You have kept {MOST_KEPT}: let one go first." if full else None
    st.button("Keep my line", on_click=keep, disabled=full or there, help=why, width="stretch")
    for letter, (m, c), loss in ranked(settings):
        text = f"**{letter}:** {number(m)}·x {signed(c)}, loss {number(loss)}"
        others = tuple(line for line in settings.kept if line != (m, c))
        back = partial(put, FIT, ask, {"m": m, "c": c, FIT.step: 0})
        with st.container(horizontal=True, gap=None):
            st.button(text, type="tertiary", key=f"fit_back_{letter}", on_click=back, help="Bring this line back",
                      width="stretch")  # fmt: skip
            st.button("✕", type="tertiary", key=f"fit_drop_{letter}", help=f"Let line {letter} go",
                      on_click=partial(put, FIT, ask, {"kept": lines_to_link(others)}))  # fmt: skip


def why_controls(ask: Controls) -> None:
    ask_points(ask)
    ask.ask_in_row("x", "y", placeholder=[f"{value:g}" for value in outlier_of(ask.chosen())])


def show_fit(study: FitStudy, place: int) -> None:
    table, loss, best = st.columns([1.2, 1, 1.2], gap="large")
    table.markdown(f"{words.title(study, place)}\n\n{words.errors(study, place)}")
    loss.markdown(f"## The loss\n\n{words.loss(study, place)}")
    best.markdown(f"## How good is your best?\n\n{words.compared(study, place)}")
    st.caption(words.LEGEND)


def show_why(study: WhyStudy, place: int) -> None:
    sums, why = st.columns([1, 1.4], gap="large")
    sums.markdown(f"## Two ways to add up\n\n{outlier_words.sums(study, place)}\n\n{outlier_words.ties(study, place)}")
    why.markdown(f"## Why squares?\n\n{outlier_words.WHY_SQUARES}")


play(LESSON, View(FIT, show_fit, fit_controls), View(WHY, show_why, why_controls))
