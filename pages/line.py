"""A neuron learns a line: the first page of the course."""

from dataclasses import replace

import streamlit as st

from nnviz.lessons.common import SIDE
from nnviz.lessons.glossary import term
from nnviz.lessons.line import LESSON, words
from nnviz.lessons.line.advice import advice
from nnviz.lessons.line.study import POINTS, LineStudy, points_of
from nnviz.lessons.tables import OWN
from nnviz.ui import page
from nnviz.ui.lesson import View, play
from nnviz.ui.params import Controls, show
from nnviz.ui.table_editor import edit_table, lost_table, own_table

TABLE_HEIGHT = 300

page.head(
    "A neuron learns a line",
    f"One neuron draws the line ŷ = m·x + c. Step by step it turns the line ({term('slope and intercept', 'slope m')}) "
    f"and shifts it (intercept c), so that its {term('error', 'errors')} get small.",
)


def controls(ask: Controls) -> None:
    own, key = ask.ask("data") == OWN, ask.key("points")
    ask.give("points", (own_table(key, POINTS) or lost_table(key, POINTS)) if own else None)
    edit = st.button("Edit points, or load a CSV", width="stretch")
    ask.ask("rate")
    ask.ask("epochs")
    below_epochs = st.container()
    ask.ask_rest()
    settings = ask.chosen()
    if cut := words.cut_short(settings):
        below_epochs.caption(cut)
    if edit:
        start = points_of(settings)
        edit_table(
            "Your own points", start.rows.tolist(), POINTS, key, ask.key("data"), with_file=True,
            names=start.inputs + start.outputs,
            advise=lambda points: advice(replace(settings, data=OWN, points=points)),
        )  # fmt: skip


def show_step(study: LineStudy, place: int) -> None:
    step = int(study.stops[place])
    title, side = st.columns([3, 1], vertical_alignment="bottom")
    with side:
        led = show(SIDE, f"{LESSON.prefix}_update", {}, label_visibility="collapsed") == SIDE.options[1]
    if led and step == 0:
        title.markdown(
            "## Step 0: where the run starts\n\n"
            "No update led here: m was drawn at random, and c begins at 0.1. Press play, or read the update from here."
        )
    else:
        update = study.update(step - 1 if led else step)
        of = words.which_points(study, update)
        whose = (
            f"Step {step:,}: what led here, from {of}" if led else f"Step {step:,}: what the neuron computes from {of}"
        )
        title.markdown(f"## {whose}\n\n{words.where(study, place, led)}")
        table, slopes, result = st.columns([1.3, 1, 1], gap="large")
        if len(update.batch) > 6:
            table = table.container(height=TABLE_HEIGHT, border=False)
        table.markdown(words.errors(study, update))
        slopes.markdown(words.gradients(update, of))
        result.markdown(words.new_line(study, update))
    st.caption(words.LEGEND)
    rate, lines = st.columns(2, gap="large")
    rate.markdown(f"## How large may the rate be?\n\n{words.rate_limit(study, place)}")
    lines.markdown(f"## The plane of all lines\n\n{words.the_plane(study)}")


play(LESSON, View(LESSON.parts[0], show_step, controls))
