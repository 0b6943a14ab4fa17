"""The start page: a line that finds its points, and the map of the course."""

import streamlit as st

from nnviz.figures.line import opening_scene
from nnviz.ui.line import LineSettings, trained
from nnviz.ui.player import pack

OPENING = LineSettings(
    data="noisy_line",
    points=None,
    learning_rate=0.05,
    epochs=150,
    batch_size=50,
    optimizer="sgd",
    seed=5,
    standardize=False,
)


@st.cache_data(max_entries=1, show_spinner=False)
def opening() -> bytes:
    """Return the scene that plays when somebody comes in."""
    data, run, answer = trained(OPENING)
    return pack(opening_scene(run, data, answer))


def course_map() -> None:
    """Show every lesson with what it is about; the list is the table of contents itself."""
    for lesson in st.session_state.get("course", []):
        with st.container(border=True, gap="xsmall"):
            st.page_link(lesson, label=f"**{lesson.title}**", help="")
            st.markdown(lesson.help)
