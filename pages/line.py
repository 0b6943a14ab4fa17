"""A neuron learns a line: the first page of the course."""

from dataclasses import replace

import streamlit as st

from nnviz.lessons.line import LESSON, words
from nnviz.lessons.line.advice import advice
from nnviz.lessons.line.study import MAX_STEPS, POINTS, LineStudy, points_of
from nnviz.lessons.tables import OWN
from nnviz.ui import page
from nnviz.ui.lesson import View, play
from nnviz.ui.params import Controls
from nnviz.ui.table_editor import edit_table, own_table

TABLE_HEIGHT = 300

page.head(
    "A neuron learns a line",
    "A neuron with one input draws a straight line, and turns and shifts it step by step until it lies on the points.",
)


def controls(ask: Controls) -> None:
    data = ask.ask("data")
    own = own_table(ask.key("points"), POINTS) if data == OWN else None
    ask.give("points", own)
    edit = st.button("Edit points, or load a CSV", icon=":material/edit:", width="stretch")
    ask.ask_rest()
    if edit:
        settings = ask.chosen()
        start = points_of(settings)
        edit_table(
            "Your own points", start.rows.tolist(), POINTS, ask.key("points"), ask.key("data"), with_file=True,
            names=start.inputs + start.outputs,
            advise=lambda points: advice(replace(settings, data=OWN, points=points)),
        )  # fmt: skip


def show_step(study: LineStudy, place: int) -> None:
    run = study.run
    update = study.update(place)
    limit = words.rate_limit(study)
    if run.diverged_at is not None:
        st.warning(limit, icon=":material/warning:")
    which = "all points" if len(update.batch) == run.n_examples else f"{len(update.batch)} of {run.n_examples:,} points"
    st.markdown(f"#### Step {run.step[place]:,}: what the neuron computes from {which}")
    table, slopes, result = st.columns([1.3, 1, 1], gap="large")
    table.container(height=TABLE_HEIGHT if len(update.batch) > 6 else "content", border=False).markdown(
        words.errors(study, update)
    )
    slopes.markdown(words.gradients(update))
    result.markdown(words.new_line(study, update))
    if run.diverged_at is None:
        st.markdown(limit)
    if run.config.epochs < study.epochs_wanted:
        st.caption(f"Training ends after epoch {run.config.epochs:,}: a run here has at most {MAX_STEPS:,} steps.")


play(LESSON, View(LESSON.parts[0], show_step, controls))
