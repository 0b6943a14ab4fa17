"""A prediction: asked before the run is played, answered when it has been seen to its end, or on request."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import streamlit as st

from nnviz.lessons import Question

TOLD = "This run has a question, but the step shown already tells its answer: it is asked at the start."


@dataclass
class Asked:
    """What a visitor is asked, known by the `key` of its run's widget; whether they are told, and have the answer.

    `moved` marks the last move they had made in the player when it was asked. They are `told` while they have no guess
    and the step shown gives the answer away: then there is nothing to ask.
    """

    question: Question
    key: str
    moved: Any
    told: bool = False
    answered: bool = False

    @property
    def guess(self) -> str | None:
        """The option that the visitor has chosen."""
        guess: str | None = st.session_state.get(self.key)
        return guess

    def stand(self, tells: bool, at_end: bool, moved: Any) -> None:
        """Note whether the step shown tells the answer, and give it at the end, if they moved there since asked."""
        if at_end and moved != self.moved:
            self.answered = True
        self.told = tells and not self.answered and self.guess is None

    def show(self) -> None:
        """Give the answer because the visitor wants it."""
        self.answered = True


def asked(question: Question, key: str, moved: Any) -> Asked:
    """Return what the visitor is asked. Another run has another question or answer, and is asked anew."""
    mark = f"{key}_{hashlib.sha256(repr(question).encode()).hexdigest()[:8]}"
    known: Asked | None = st.session_state.get(key)
    if known is None or known.key != mark:
        known = st.session_state[key] = Asked(question, mark, moved)
    return known


def ask(asked: Asked, to_start: Callable[[], None]) -> None:
    """Ask in one row; where the step shown tells the answer, offer to go to the start, where it is asked."""
    question = asked.question
    text, options = st.columns([8, 5], gap="small", vertical_alignment="center")
    if asked.told:
        text.markdown(TOLD)
        options.button("Go to the start and ask me", key=f"{asked.key}_start", on_click=to_start, width="stretch")
        return
    text.markdown(question.text)
    options.selectbox(
        question.text, question.options, index=None, key=asked.key, placeholder="Your prediction…",
        label_visibility="collapsed", filter_mode=None,
    )  # fmt: skip


def answer(asked: Asked) -> None:
    """Say whether the guess holds and why, once the answer is given; before that, what to do."""
    question, guess = asked.question, asked.guess
    if not asked.answered:
        row = st.container(horizontal=True, vertical_alignment="center", key="answer")
        if not asked.told:
            first = "Now press play" if guess else "Choose your prediction, then press play"
            row.caption(f"{first}: the answer comes when the run has been seen to its end.", width="content")
        row.button("Show the answer", key=f"{asked.key}_show", on_click=asked.show, type="tertiary")
    elif guess is None:
        st.info(f"**{question.options[question.answer]}.** {question.why}", icon=":material/lightbulb:")
    elif guess == question.options[question.answer]:
        st.success(question.verdict(guess), icon=":material/check_circle:")
    else:
        st.info(question.verdict(guess), icon=":material/lightbulb:")
