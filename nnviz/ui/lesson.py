"""The frame that every lesson stands in: its controls, its run, the player, a prediction, and what to try in class."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from html import escape
from typing import Any
from urllib.parse import urlencode

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from nnviz.export.sheet import Seen
from nnviz.lessons import Lesson, Part, Try
from nnviz.lessons.advice import Advice, sentence
from nnviz.lessons.glossary import term
from nnviz.ui import page
from nnviz.ui.asking import asked as asked_for
from nnviz.ui.further import Further, words_of
from nnviz.ui.params import Controls
from nnviz.ui.params import show as show_control
from nnviz.ui.player import go_to, last_move, player, stay_at_end
from nnviz.ui.prediction import answer, ask, asked
from nnviz.ui.puts import put_all
from nnviz.ui.shown import Shown, shown
from nnviz.ui.take import Taken, offer

ROUNDED = (
    "Numbers are rounded for reading; the model computes with all their digits. Where those shown would give another "
    "last digit, it says ≈."
)


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
    if lesson.terms:
        st.caption(f"In plain words in the glossary: {', '.join(map(term, lesson.terms))}.")
    classroom(lesson)


@st.fragment
def _play(lesson: Lesson, views: tuple[View, ...]) -> None:
    chosen = _choose_above(lesson, views) if views[0].part.about else None
    figures, beside = page.stage()
    with beside:
        view = chosen or _choose_beside(lesson, views)
        controls = Controls(view.part.settings, lesson.prefix)
        further = Further(view.part, controls)
        view.controls(controls)
        settings = controls.chosen()
        kept = _shown(view.part, settings, further)

    key = f"{view.part.key}_player"
    question, go = kept.question, partial(go_to, key)
    with figures:
        one = asked(question, f"{view.part.key}_predict", last_move(key))
        row = st.container(key="question")
        above = st.container(key="advice" if isinstance(kept.warning, Advice) else "warning") if kept.warning else None
        hears = _hears(view.part, controls, kept, key)
        place = player(kept.scene, kept.timeline, key=key, param=view.part.step, **hears)
        one.stand(kept.timeline.steps, place, last_move(key))
        with row:
            ask(one, go)
        if above and question.spoilt and not one.answered:
            above.space("large")  # room for the warning, so that nothing jumps when it comes
        elif above and kept.warning:
            _warn(above, kept.warning)
        answer(one, go)
        step = int(kept.timeline.steps[place])
        with st.container(horizontal=True, vertical_alignment="center", key="further"):
            further.offer(settings, kept.study)
            offer(Taken(lesson, view.part, settings, kept, step, partial(restore, lesson)))
    if words := words_of(kept.study, place):
        st.markdown(words)
    else:
        view.words(kept.study, place)
    st.caption(ROUNDED)


def _hears(part: Part, controls: Controls, kept: Shown, key: str) -> dict[str, Callable[..., None]]:
    """Return what is done when the player of a part says that something was clicked, dropped, pressed or set."""

    def pick(what: str, name: str) -> None:
        if name in kept.picks.get(what, ()):
            controls.put({what: controls.declared[what].read(name, controls.values)})

    def drop(said: Any) -> None:
        values = kept.model and kept.model.read(said)
        put(part, controls, part.drops(kept.study, values) if values else {})

    def press(name: str) -> None:
        if values := kept.presses.get(name):
            put(part, controls, values)
            stay_at_end(key, kept.timeline)

    def weigh(said: Any) -> None:
        values = kept.board and kept.board.read(said)
        put(part, controls, part.drops(kept.study, values) if values else {})

    return {"pick": pick, "drop": drop, "press": press, "weigh": weigh}


def _warn(place: DeltaGenerator, said: str | Advice) -> None:
    """Show a part's warning, and beside it a button for each way out."""
    ways = said.ways if isinstance(said, Advice) else ()
    text, beside = place.columns([8, 3], gap="small", vertical_alignment="center") if ways else (place, place)
    text.warning(sentence(said), icon=":material/warning:")
    for label, sets in ways:
        beside.button(label, on_click=put_all, args=(sets,), width="stretch")


def _shown(part: Part, settings: Any, further: Further) -> Shown:
    """Return a part with its settings, and what was computed of it when someone asked; below its controls, ask."""
    if part.job is None:
        return further.shown(settings)
    standing = asked_for(part.job(settings))
    return shown(part, settings, standing.found, standing.mark)


def put(part: Part, controls: Controls, values: Mapping[str, Any]) -> None:
    """Set parameters of a part by their short names, before it is shown; its step is where its timeline goes."""
    controls.put({name: value for name, value in values.items() if name != part.step})
    if part.step in values:
        go_to(f"{part.key}_player", values[part.step])


def restore(lesson: Lesson, part: Part, settings: Any, step: int, seen: Seen) -> None:
    """Set a lesson's page to a part with these settings at a step, and what is seen beside, before it is shown."""
    if len(lesson.parts) > 1:
        st.session_state[f"{lesson.prefix}_part"] = part.title
    controls = Controls(part.settings, lesson.prefix)
    controls.restore(settings)
    Further(part, controls).see(seen.others, seen.from_all)
    st.query_params[part.step] = str(step)
    go_to(f"{part.key}_player", step)


def _choose_above(lesson: Lesson, views: tuple[View, ...]) -> View:
    """Show the choice of the part above the stage, with the one sentence that says what the part is about."""
    row = st.container(horizontal=True, vertical_alignment="center", gap="medium", key="part")
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


def classroom(lesson: Lesson) -> None:
    """Offer links that set this page to something worth trying together, by the part they open.

    They are plain links, which can be copied and handed out, and start the page afresh with exactly these settings.
    """
    st.markdown("## In the classroom")
    for part in lesson.parts:
        tries = [one for one in lesson.tries if lesson.part_of(one.settings) is part]
        if tries and len(lesson.parts) > 1:
            st.markdown(f"### {part.title}")
        if tries:
            st.html(f"<ul>{''.join(map(_link, tries))}</ul>")


def _link(one: Try) -> str:
    return f'<li><a href="?{escape(urlencode(one.settings))}" target="_self">{escape(one.text)}</a></li>'
