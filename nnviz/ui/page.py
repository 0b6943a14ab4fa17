"""What every page has: its head, and the places for figures and controls."""

import re

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from nnviz.figures.text import verbatim

# Figures, question and transport are in view together: the player takes the height that is left below what stands
# above it on this page, and its figures that which readouts and transport leave, but no less than --figures.
_STYLE = """<style>
.nn-head h1 { margin: 0; padding: 0; font-size: 1.75rem; line-height: 1.2; }
.nn-head p { margin: 0.25rem 0 0; font-size: 1.0625rem; }
[data-testid=stHtml] a { color: inherit; }
[data-testid=stHtml] ul { margin: 0; }
[data-testid=stMultiSelectTagsContainer] span { color: Canvas; }
[data-testid=stMainBlockContainer]:has([class*="_player"]) > [data-testid=stVerticalBlock] { gap: 0.5rem; }
[data-testid=stSelectboxVirtualDropdown] [role=option] { height: auto; min-height: 2.5rem; }
[data-testid=stSelectboxVirtualDropdown] [data-item-hl] { height: auto; white-space: normal; }
.st-key-question p { font-size: 0.9375rem; line-height: 1.25rem; } /* two lines are as high as a button */
/* The verdict lies over the question, which keeps its place. */
.st-key-asked { display: grid; align-items: center; }
.st-key-asked > * { grid-area: 1 / 1; }
.st-key-asked > :not(:last-child), .st-key-asked > :not(:last-child) * { visibility: hidden; }
.st-key-warning { min-height: 4.25rem; }
:is(.st-key-warning, .st-key-advice) [data-testid=stAlertContainer] { padding-block: 0.5rem; }
.st-key-answer { min-height: 2.5rem; }
[data-testid=stMain] { --figures: 16rem; --head: 9.5rem; --part: 0rem; --asked: 0rem; --warned: 0rem; --below: 3rem; }
[data-testid=stMain]:has(.st-key-part) { --part: 3rem; }
[data-testid=stMain]:has(.st-key-question) { --asked: 3.25rem; }
[data-testid=stMain]:has(.st-key-warning) { --warned: 4.75rem; }
[data-testid=stMain]:has(.st-key-advice) { --warned: 3rem; } /* it has one line, beside its button */
/* The place of a player that is on its way: nothing moves when it comes. */
[data-testid=stElementContainer][class*="_player"] { min-height: 27rem; }
@media (max-width: 640px) {
  [data-testid=stMarkdownContainer] table { display: block; overflow-x: auto; } /* a wide one is moved by itself */
  [data-testid=stMainBlockContainer] { padding-top: 3.5rem; }
  .nn-head p { font-size: 1rem; line-height: 1.4; }
  .st-key-part { gap: 0.25rem; }
  .st-key-part [role=radio] { padding-inline: 0.5rem; }
  .st-key-question [data-testid=stHorizontalBlock] { gap: 0.25rem; }
}
@media (min-width: 641px) {
  .st-key-controls { max-width: 300px; }
  .nn-player, [data-testid=stElementContainer][class*="_player"] {
    min-height: calc(100vh - var(--head) - var(--part) - var(--asked) - var(--warned) - var(--below));
  }
}
@media (min-width: 641px) and (max-height: 800px) {
  [data-testid=stMain] { --head: 7.25rem; }
  [data-testid=stMain]:has(.nn-sideways) { --below: 0.25rem; }
  .nn-head { display: flex; flex-wrap: wrap; align-items: baseline; gap: 0 1rem; }
  .nn-head h1 { font-size: 1.5rem; }
  .nn-head p { margin: 0; font-size: 1rem; }
}
@media (min-width: 641px) and (max-height: 720px) { [data-testid=stMain] { --below: 0.25rem; } }
[data-testid=stCaptionContainer], [data-testid=stCaptionContainer] p { color: inherit; opacity: 0.85; }
/* Streamlit leaves unmarked where the tab key has come to, here and there. */
.stApp :is(a, button, summary, canvas, [role=radio]):focus-visible,
.stApp :has(> [role=combobox]:focus-visible),
.stApp label:has(:is([type=checkbox], [type=radio], [type=range]):focus-visible) {
  outline: 3px solid currentColor !important; outline-offset: 2px;
}
.stApp main:focus-visible { outline: 3px solid currentColor; outline-offset: -3px; }
</style>"""
_LINK = re.compile(r"\[([^]]+)\]\((glossary#[^)]+)\)")


def head(title: str, about: str) -> None:
    """Show the page's title and the one sentence that says what it is about; it may hold links to the glossary."""
    linked = _LINK.sub(r'<a href="\2" target="_blank">\1</a>', about)
    st.html(f'{_STYLE}<div class="nn-head"><h1>{title}</h1><p>{linked}</p></div>')


def stage() -> tuple[DeltaGenerator, DeltaGenerator]:
    """Return the places for the figures and, beside them (on a phone below), for the controls."""
    figures, controls = st.columns([1000, 280], gap="medium")
    return figures.container(gap="xsmall"), controls.container(key="controls", gap="xsmall")


def problem(sentence: str) -> None:
    """Show one sentence about what is wrong. It may quote a stranger's text, which stays plain text."""
    st.error(verbatim(sentence), icon=":material/error:")


def course_map() -> None:
    """Show every lesson with what it is about, section by section, as the table of contents has them."""
    for section, lessons in st.session_state.get("course", {}).items():
        st.markdown(f"## {section}")
        for first in range(0, len(lessons), 3):
            for place, lesson in zip(st.columns(3), lessons[first : first + 3], strict=False):
                with place.container(border=True, gap="xsmall"):
                    st.page_link(lesson, label=f"**{lesson.title}**", help="")
                    st.markdown(lesson.help)


def turn(shown: st.Page, lessons: list[st.Page]) -> None:
    """Offer the lesson before and the one after the page that is shown, where it is one of the lessons."""
    if shown not in lessons:
        return
    place = lessons.index(shown)
    with st.container(horizontal=True, horizontal_alignment="distribute", key="turn"):
        if place:
            st.page_link(lessons[place - 1], label=f"← {lessons[place - 1].title}", help="")
        if place + 1 < len(lessons):
            st.page_link(lessons[place + 1], label=f"{lessons[place + 1].title} →", help="")
