"""What every page has: its head, and the places for figures and controls."""

import re

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

# Streamlit leaves unmarked where the tab key has come to, here and there.
_STYLE = """<style>
[data-testid=stHtml] h1 { margin: 0; padding: 0; font-size: 1.75rem; line-height: 1.2; }
[data-testid=stHtml] p { margin: 0.25rem 0 0; font-size: 1.0625rem; }
@media (min-width: 641px) { .st-key-controls { max-width: 300px; } }
.stApp :is(a, button, summary, canvas, [role=radio]):focus-visible,
.stApp :has(> [role=combobox]:focus-visible),
.stApp label:has(:is([type=checkbox], [type=radio], [type=range]):focus-visible) {
  outline: 3px solid currentColor !important; outline-offset: 2px;
}
.stApp main:focus-visible { outline: 3px solid currentColor; outline-offset: -3px; }
</style>"""


def head(title: str, about: str) -> None:
    """Show the page's title and the one sentence that says what it is about."""
    st.html(f"{_STYLE}<h1>{title}</h1><p>{about}</p>")


def stage() -> tuple[DeltaGenerator, DeltaGenerator]:
    """Return the places for the figures and, beside them (on a phone below), for the controls."""
    figures, controls = st.columns([1000, 280], gap="medium")
    return figures, controls.container(key="controls", gap="xsmall")


def problem(sentence: str) -> None:
    """Show one sentence about what is wrong. It may quote a stranger's text, which stays plain text."""
    st.error(re.sub(r"([\\`*_{}\[\]()#+\-.!|<>~:$&])", r"\\\1", sentence), icon=":material/error:")


def course_map() -> None:
    """Show every lesson with what it is about; the list is the table of contents itself."""
    for lesson in st.session_state.get("course", []):
        with st.container(border=True, gap="xsmall"):
            st.page_link(lesson, label=f"**{lesson.title}**", help="")
            st.markdown(lesson.help)
