"""The frame that every lesson stands in: its controls, its run, the player, a prediction, and what to try in class."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from html import escape
from typing import Any
from urllib.parse import urlencode

import streamlit as st

from nnviz.lessons import Lesson, Part, Question, Try
from nnviz.ui import page
from nnviz.ui.kept import shown
from nnviz.ui.params import Controls
from nnviz.ui.params import show as show_control
from nnviz.ui.player import player


@dataclass(frozen=True)
class View:
    """How a page shows a part: its controls, where they are not simply all in their order, and the words below.

    `words(study, place)` shows the arithmetic of the study at a place of its timeline.
    """

    part: Part
    words: Callable[[Any, int], None]
    controls: Callable[[Controls], None] = Controls.ask_rest


def play(lesson: Lesson, *views: View) -> None:
    """Show a lesson: the part chosen, with its controls and figures, its question and its words; and what to try."""
    _play(lesson, views)
    classroom(lesson.tries)


@st.fragment
def _play(lesson: Lesson, views: tuple[View, ...]) -> None:
    above = _choose_above(lesson, views) if views[0].part.about else None
    figures, beside = page.stage()
    with beside:
        view = above or _choose_beside(lesson, views)
        controls = Controls(view.part.settings, lesson.prefix)
        view.controls(controls)
    kept = shown(view.part, controls.chosen())

    def pick(what: str, name: str) -> None:
        if name in kept.picks.get(what, ()):
            st.session_state[controls.key(what)] = name

    with figures:
        if kept.warning:
            st.warning(kept.warning, icon=":material/warning:")
        place = player(kept.scene, kept.timeline, key=f"{view.part.key}_player", param=view.part.step, pick=pick)
    predict(kept.question, f"{view.part.key}_predict")
    view.words(kept.study, place)


def _choose_above(lesson: Lesson, views: tuple[View, ...]) -> View:
    """Show the choice of the part above the stage, with the one sentence that says what the part is about."""
    row = st.container(horizontal=True, vertical_alignment="center", gap="medium")
    with row:
        title = show_control(lesson.choice, f"{lesson.prefix}_part", {}, label_visibility="collapsed")
    view = _titled(views, title)
    row.markdown(view.part.about)
    return view


def _choose_beside(lesson: Lesson, views: tuple[View, ...]) -> View:
    """Show the choice of the part as the first of the controls, where there is a choice."""
    if len(views) == 1:
        return views[0]
    look = {"label_visibility": "collapsed", "width": "stretch"}
    return _titled(views, show_control(lesson.choice, f"{lesson.prefix}_part", {}, **look))


def _titled(views: tuple[View, ...], title: str | None) -> View:
    return next((view for view in views if view.part.title == title), views[0])


def glance(part: Part, settings: Any) -> None:
    """Show the figures of a part with these settings alone."""
    kept = shown(part, settings)
    player(kept.scene, kept.timeline, key=f"{part.key}_player", param=part.step)


def predict(question: Question, key: str) -> None:
    """Ask; once a prediction is made, say whether it holds and why. Another run asks anew."""
    st.markdown("#### Predict, then run")
    mark = hashlib.sha256(repr(question).encode()).hexdigest()[:8]
    guess = st.radio(question.text, question.options, index=None, key=f"{key}_{mark}")
    if guess is None:
        st.caption("Choose an answer first, then press play and see.")
    elif guess == question.options[question.answer]:
        st.success(question.verdict(guess), icon=":material/check_circle:")
    else:
        st.info(question.verdict(guess), icon=":material/lightbulb:")


def classroom(tries: tuple[Try, ...]) -> None:
    """Offer links that set this page to something worth trying together; they can be copied and handed out.

    They are plain links, so that the page starts afresh with exactly these settings and no others.
    """
    items = (
        f'<li><a href="?{escape(urlencode(one.settings))}" target="_self">{escape(one.text)}</a></li>' for one in tries
    )
    st.markdown("#### In the classroom")
    st.html(f"<ul>{''.join(items)}</ul>")
