"""The player: one Streamlit component that plays a scene in the browser (assets/player/)."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from secrets import token_hex
from typing import Any

import streamlit as st

from nnviz.figures.assets import PLAYER, PLOTLY_JS
from nnviz.figures.pack import part
from nnviz.figures.timeline import Timeline
from nnviz.lessons import Step
from nnviz.ui.puts import count, put_again

END = 10**8
"""A step that is the last one of any timeline: the nearest to it is."""
ENTRY = PLAYER / "streamlit.js"


@cache
def _mark(folder: Path) -> str:
    """Return twelve characters that change with the name or the content of any file in a folder."""
    content = hashlib.sha256()
    for file in sorted(folder.iterdir()):
        content.update(f"{file.name} {file.stat().st_size} ".encode() + file.read_bytes())
    return content.hexdigest()[:12]


def address(file: Path) -> str:
    """Return where the app serves a file of the player; it changes with the content, so browsers may keep it for good.

    A module asks by name alone for those it imports: so the mark is one of the whole folder, and part of the path.
    """
    return f"/assets/{_mark(file.parent)}/{file.parent.name}/{file.name}"


def _loader(entry: str = "default") -> str:
    """Return a component's own script: short, because Streamlit sends it along with every run of a page.

    It calls an `entry` of the player's host. The address of the player is built from the page's base, which is where
    Streamlit's own files come from.
    """
    return f"""
const base = document.querySelector('script[src*="/static/js/"]').src.split("/static/js/")[0];
export default async function (component) {{
  const player = await import(base + "{address(ENTRY)}");
  return player.{entry}({{ ...component, plotly: base + "{address(PLOTLY_JS)}" }});
}}
"""


_component = st.components.v2.component("nnviz_player", js=_loader(), isolate_styles=False)
_pictures = st.components.v2.component("nnviz_pictures", js=_loader("pictures"), isolate_styles=False)


@dataclass
class _Cue:
    """Where the timeline was last set from outside (`take` counts how often), and where it stands now.

    `told` is what the player said last, `seen` the step in the URL that came last, and `written` those that the URL was
    made to follow and that have not come back with it yet: while some have not, a URL that the visitor goes to is
    `overtaken` by them. By a `session` that is not the one before, the player sees that this was lost; what it shows is
    then what the visitor wants to see. `heard` counts what was clicked, dropped, pressed or set in the figures.
    """

    session: str = field(default_factory=lambda: token_hex(8))
    take: int = 0
    heard: int = 0
    step: int = 0
    at: int = -1
    told: Any = None
    seen: int | None = -1
    written: list[int] = field(default_factory=list)
    overtaken: bool = False

    def follow(self, stop: Any, url: int | None) -> None:
        """Go where a URL says that is another, else where the visitor stopped; a URL may name no step.

        A browser sends its URL along with every message. One that is busy sends an old one, also after the player
        has moved on, and that must not throw the visitor back. One that is neither old nor the player's own is that
        of a page they are on their way to: a stop that has come with it was told before they left.
        """
        if url is not None and url not in (self.seen, *self.written):
            self.go_to(url)
            self.overtaken = bool(self.written)
        elif isinstance(stop, dict) and stop.get("take") == self.take and stop != self.told:
            self.told, self.at = stop, _step(stop.get("step"))
        elif self.at < 0:
            self.go_to(0)
        elif url is None:
            self.step = self.at
        if url in self.written:
            del self.written[: self.written.index(url) + 1]
        self.seen = url

    def go_to(self, step: int) -> None:
        """Set the timeline to a step."""
        self.take, self.step, self.at = self.take + 1, step, step

    def write(self, param: str) -> None:
        """Let the URL say where the timeline stands."""
        st.query_params[param] = str(self.at)
        self.overtaken = False
        if self.written[-1:] != [self.at]:
            self.written.append(self.at)


def player(
    scene: bytes,
    timeline: Timeline,
    *,
    key: str,
    param: str = "step",
    pick: Callable[[str, str], None] | None = None,
    drop: Callable[[Any], None] | None = None,
    press: Callable[[str], None] | None = None,
    weigh: Callable[[Any], None] | None = None,
) -> int:
    """Show a packed scene and return the place on its timeline at which the visitor stopped; the URL follows it.

    The first step shown is that of the URL's `param`. A later change of the URL that does not come from the player
    (a link, the browser's history) sets the timeline anew; one without a step comes from the navigation, and the
    visitor finds the page as they left it. What the URL holds may be anything; what is no step is 0.
    A click in a figure calls `pick` with what it chooses and a name, a handle that is let go calls `drop` with what its
    quantities are said to be, a button in a figure calls `press` with its name, and a weight of a network that is set
    by hand calls `weigh` with what it is said to be; all this comes from a browser, and may be anything.
    """
    cue: _Cue = st.session_state.setdefault(f"{key}_cue", _Cue())
    named = st.query_params.get(param)
    cue.follow(getattr(st.session_state.get(key), "stop", None), None if named is None else _step(named))
    seen = {"session": cue.session, "take": cue.take, "heard": cue.heard, "known": count()}
    front = part({**seen, "step": cue.step, "param": param})

    def stopped() -> None:
        said = st.session_state[key].stop
        if isinstance(said, dict):
            put_again(said.get("known"))

    def picked() -> None:
        cue.heard += 1
        said = st.session_state[key].picked
        if pick and isinstance(said, dict):
            pick(str(said.get("pick")), str(said.get("name")))

    def dropped() -> None:
        cue.heard += 1
        if drop:
            drop(st.session_state[key].dropped)

    def pressed() -> None:
        cue.heard += 1
        if press:
            press(str(st.session_state[key].pressed))

    def weighed() -> None:
        cue.heard += 1
        if weigh:
            weigh(st.session_state[key].weighed)

    _component(
        data=front + scene,
        key=key,
        on_stop_change=stopped,
        on_picked_change=picked,
        on_dropped_change=dropped,
        on_pressed_change=pressed,
        on_weighed_change=weighed,
    )
    if cue.overtaken or cue.at != _step(named):
        cue.write(param)
    return timeline.index(cue.at)


def go_to(key: str, step: int) -> None:
    """Set the timeline of a player to a step, where the visitor has met it already."""
    cue: _Cue | None = st.session_state.get(f"{key}_cue")
    if cue:
        cue.go_to(step)


def stay_at_end(key: str, timeline: Timeline) -> None:
    """Let a visitor who stands at a timeline's end stand at the end of the next one, too."""
    cue: _Cue | None = st.session_state.get(f"{key}_cue")
    if cue and timeline.index(cue.at) == len(timeline) - 1:
        cue.go_to(END)


def pictures(key: str) -> None:
    """Show buttons that save the figures of the page's player, as they are at the step shown, as SVG and PNG."""
    _pictures(key=key)


def last_move(key: str) -> Any:
    """Return what marks the visitor's last own move in a player, each another; None before the first."""
    stop = getattr(st.session_state.get(key), "stop", None)
    return stop.get("moved") if isinstance(stop, dict) else None


def _step(value: Any) -> int:
    """Return the step that a stranger's text or a browser's message names, or 0."""
    return Step().read(str(value), {})
