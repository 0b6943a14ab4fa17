"""Keeping a run to compare others with: the buttons that keep it and let it go, and where a link holds it."""

from collections.abc import Callable
from functools import partial
from typing import Any

import streamlit as st

from nnviz.lessons import Part
from nnviz.lessons.compare import LETTERS, MOST, from_text, to_text
from nnviz.lessons.lesson import AGAINST
from nnviz.ui.params import Controls

WAITING = "This run is kept. Change a setting, and both play side by side."


class Kept:
    """The runs of a part that a visitor has kept, by the settings that they were made with."""

    def __init__(self, part: Part, controls: Controls) -> None:
        """Take them from the URL, before the controls are shown."""
        self.part, self.controls = part, controls
        self.runs = from_text(part, controls.also(AGAINST) or "") if part.compared is not None else ()

    def beside(self, settings: Any) -> tuple[Any, ...]:
        """Return the settings of all runs that are seen side by side, these last; of runs that are equal, one."""
        return tuple(dict.fromkeys((*(run for run in self.runs if run != settings), settings)))

    def offer(self, settings: Any) -> None:
        """Show the button that keeps the run of these settings, and one for each run kept that lets it go."""
        if self.part.compared is None:
            return
        key, there = f"{self.part.key}_keep", settings in self.runs
        full = len(self.runs) == MOST - 1
        why = f"{MOST} runs are side by side: let one go first." if full else "To compare it with another one."
        keep = self._put((*self.runs, settings))
        st.button("Keep this run", key=key, icon=":material/push_pin:", type="tertiary", disabled=there or full,
                  help=why, on_click=keep)  # fmt: skip
        for place, letter in enumerate(LETTERS[: len(self.runs)]):
            others = tuple(run for i, run in enumerate(self.runs) if i != place)
            label = f"Let {letter} go" if not there or len(self.runs) > 1 else "Let it go"
            st.button(label, key=f"{key}_{place}", icon=":material/close:", type="tertiary", on_click=self._put(others))
        if there and len(self.runs) == 1:
            st.caption(WAITING, width="content")

    def _put(self, runs: tuple[Any, ...]) -> Callable[[], None]:
        return partial(self.controls.put, {AGAINST.name: to_text(self.part, runs)})
