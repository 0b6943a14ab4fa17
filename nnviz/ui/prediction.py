"""A prediction: asked before the run is played, answered when it has been seen to its end, or on request."""

import hashlib
from dataclasses import dataclass
from typing import Any

import streamlit as st

from nnviz.lessons import Question


@dataclass
class Asked:
    """What a visitor was asked, which is known by its `mark`; their guess; and whether they have the answer.

    `moved` marks the last move they had made in the player when it was asked.
    """

    question: Question
    mark: str
    moved: Any
    guess: str | None = None
    answered: bool = False

    def seen(self, at_end: bool, moved: Any) -> None:
        """Give the answer where the visitor came to the end of the run by a move made since they were asked."""
        if at_end and moved != self.moved:
            self.answered = True

    def show(self) -> None:
        """Give the answer because the visitor wants it."""
        self.answered = True


def ask(question: Question, key: str, moved: Any) -> Asked:
    """Ask in one row, and return what was asked. Another run has another question or answer, and is asked anew."""
    mark = hashlib.sha256(repr(question).encode()).hexdigest()[:8]
    asked: Asked | None = st.session_state.get(key)
    if asked is None or asked.mark != mark:
        asked = st.session_state[key] = Asked(question, mark, moved)
    with st.container(key="question"):
        text, options = st.columns([8, 5], gap="small", vertical_alignment="center")
        text.markdown(question.text)
        asked.guess = options.selectbox(
            question.text, question.options, index=None, key=f"{key}_{mark}", placeholder="Your prediction…",
            label_visibility="collapsed", filter_mode=None,
        )  # fmt: skip
    return asked


def answer(asked: Asked, key: str) -> None:
    """Say whether the guess holds and why, once the answer is given; before that, what to do."""
    question, guess = asked.question, asked.guess
    if not asked.answered:
        row = st.container(horizontal=True, vertical_alignment="center", key="answer")
        first = "Now press play" if guess else "Choose your prediction, then press play"
        row.caption(f"{first}: the answer comes when the run has been seen to its end.", width="content")
        row.button("Show the answer", key=f"{key}_{asked.mark}_show", on_click=asked.show, type="tertiary")
    elif guess is None:
        st.info(f"**{question.options[question.answer]}.** {question.why}", icon=":material/lightbulb:")
    elif guess == question.options[question.answer]:
        st.success(question.verdict(guess), icon=":material/check_circle:")
    else:
        st.info(question.verdict(guess), icon=":material/lightbulb:")
