"""Why GPUs: the same layer computed one by one and all at once, drawn, and timed on this server."""

import streamlit as st

from nnviz.lessons.glossary import term
from nnviz.lessons.gpus import LESSON, fill_words, timing_words
from nnviz.lessons.gpus.chips import chips
from nnviz.lessons.gpus.fill_study import FillStudy
from nnviz.lessons.gpus.timing_study import TimingStudy
from nnviz.ui import page
from nnviz.ui.lesson import View, play
from nnviz.ui.params import Controls

page.head(
    "Why GPUs",
    f"All neurons of a {term('layer')} do the same little sum on other numbers, so they can do it at the same time: "
    f"{term('GPU', 'GPUs')} are built for that.",
)


def show_fill(study: FillStudy, place: int) -> None:
    sums, ways = st.columns(2, gap="large")
    sums.markdown(f"## The same little sum\n\n{fill_words.SAME_SUM}\n\n{fill_words.formula(study, place)}")
    ways.markdown(
        f"## As much work, in fewer steps\n\n{fill_words.WAYS}\n\n{fill_words.ways_table(study, place)}\n\n"
        f"{fill_words.same_work(study, place)}\n\n{fill_words.LEFT_OUT}"
    )
    show_chips()


def timing_controls(ask: Controls) -> None:
    st.caption(timing_words.ASK)


def show_timing(study: TimingStudy, place: int) -> None:
    measured, why = st.columns([1.4, 1], gap="large")
    measured.markdown(
        f"## What was timed\n\n{timing_words.timed_table(study, place)}\n\n{timing_words.growth(study, place)}\n\n"
        f"{timing_words.when(study)}\n\n{timing_words.beside_chips(study)}"
    )
    why.markdown(f"## Why\n\n{timing_words.WHY}\n\n**How it is timed.** {timing_words.HOW}")
    show_chips()


def show_chips() -> None:
    st.markdown(f"## What chips do about it\n\n{chips()}")


FILL, TIMING = LESSON.parts
play(LESSON, View(FILL, show_fill), View(TIMING, show_timing, timing_controls))
