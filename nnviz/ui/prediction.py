"""A prediction: asked before the run is played, answered when the run has shown it, or on request."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import streamlit as st

from nnviz.figures.timeline import Steps
from nnviz.lessons import Question

TOLD = "This run has a question, but the step shown already tells its answer: it is asked at the start."
AT_THE_END = "when the run has been seen to its end"
AS_SOON = "where you stop once the figures show it, or at the end"


@dataclass
class Asked:
    """What a visitor is asked, known by the `key` of its run's widget; whether they are told, and have the answer.

    `moved` marks the last move they had made in the player when it was asked. They are `told` while they have no guess
    and the step shown gives the answer away: then there is nothing to ask. The answer is `seen` from that step on,
    `early` if the run goes on after it, and `elsewhere` if it is not the step shown.
    """

    question: Question
    key: str
    moved: Any
    told: bool = False
    answered: bool = False
    seen: int = 0
    early: bool = False
    elsewhere: bool = False

    @property
    def guess(self) -> str | None:
        """The option that the visitor has chosen."""
        guess: str | None = st.session_state.get(self.key)
        return guess

    @property
    def correct(self) -> str:
        """The right option."""
        return self.question.options[self.question.answer]

    @property
    def right(self) -> bool:
        """Whether the guess is that option."""
        return self.guess == self.correct

    def stand(self, steps: Steps, place: int, moved: Any) -> None:
        """Note what the figures tell at a place of the timeline, and give the answer to who has moved to where it is.

        Who has no guess gets it at the end: before that, they can still go to the start and be asked.
        """
        here, last = int(steps[place]), int(steps[-1])
        tells = place > 0 and self.question.is_told_by(here, last)
        if moved != self.moved and (here == last or (tells and self.guess is not None)):
            self.answered = True
        self.told = tells and not self.answered and self.guess is None
        self.seen = next((int(step) for step in steps if self.question.is_told_by(step, last)), last)
        self.elsewhere, self.early = here != self.seen, self.seen < last

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


def ask(asked: Asked, go: Callable[[int], None]) -> None:
    """Ask in one row; where the step shown tells the answer, offer to `go` to the start, where it is asked.

    Once the answer is given, it stands in the question's place. The question still takes that place up, unseen (by the
    style of nnviz/ui/page.py), so that nothing jumps.
    """
    question = asked.question
    text, options = st.columns([8, 5], gap="small", vertical_alignment="center")
    if asked.told:
        text.markdown(TOLD)
        options.button("Go to the start and ask me", key=f"{asked.key}_start", on_click=go, args=(0,), width="stretch")
        return
    place = text.container(key="asked")
    place.markdown(question.text)
    if asked.answered:
        more = "Why, and where it is seen" if asked.elsewhere else "Why"
        place.markdown(f"{_sign(asked)} {_verdict(asked)} {more}: below the figures.")
    options.selectbox(
        question.text, question.options, index=None, key=asked.key, placeholder="Your prediction…",
        label_visibility="collapsed", filter_mode=None,
    )  # fmt: skip


def answer(asked: Asked, go: Callable[[int], None]) -> None:
    """Say whether the guess holds and why, once the answer is given, and offer to `go` to the step at which it is seen;
    before that, say what to do.
    """
    if not asked.answered:
        row = st.container(horizontal=True, vertical_alignment="center", key="answer")
        if not asked.told:
            first = "Now press play" if asked.guess else "Choose your prediction, then press play"
            row.caption(f"{first}: the answer comes {AS_SOON if asked.early else AT_THE_END}.", width="content")
        row.button("Show the answer", key=f"{asked.key}_show", on_click=asked.show, type="tertiary")
        return
    whole, place = f"{asked.question.text}\n\n{_whole(asked)}", st.container(key="verdict")
    (place.success if asked.right else place.info)(whole, icon=_sign(asked))
    if asked.elsewhere:
        place.button("Go to where it is seen", key=f"{asked.key}_seen", on_click=go, args=(asked.seen,))


def _sign(asked: Asked) -> str:
    return ":material/check_circle:" if asked.right else ":material/lightbulb:"


def _verdict(asked: Asked) -> str:
    """Return in a line whether the guess holds, and the answer."""
    judged = "" if asked.guess is None else "**Yes.** " if asked.right else "**Not this time.** "
    return f"{judged}The answer is: **{asked.correct}**."


def _whole(asked: Asked) -> str:
    """Return whether the guess holds, and why."""
    if asked.guess is None:
        return f"**{asked.correct}.** {asked.question.why}"
    return asked.question.verdict(asked.guess)
