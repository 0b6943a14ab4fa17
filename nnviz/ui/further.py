"""What more a page with a run can show: the run beside others that were kept, or the same from many starts at once."""

from collections.abc import Callable
from functools import partial
from typing import Any

import streamlit as st

from nnviz.lessons import Part
from nnviz.lessons.common import STARTS
from nnviz.lessons.compare import LETTERS, MOST, Compared, compare_words, from_text, to_text
from nnviz.lessons.lesson import AGAINST, LUCK
from nnviz.lessons.luck import Luck, is_random, luck_words
from nnviz.ui.params import Controls
from nnviz.ui.shown import Shown, shown, shown_beside, shown_luck

WAITING = "This run is kept. Change a setting, and both play side by side."
SEED = "seed"


class Further:
    """What of a part is seen: one run, which it is as a rule, or several; a link holds which."""

    def __init__(self, part: Part, controls: Controls) -> None:
        """Take it from the URL, before the controls are shown."""
        self.part, self.controls = part, controls
        self.runs = from_text(part, controls.also(AGAINST) or "") if part.compared is not None else ()
        self.from_all = part.start is not None and controls.also(LUCK) == part.key

    def shown(self, settings: Any) -> Shown:
        """Return what is seen with these settings: from all starts, beside the runs kept, or alone."""
        if self.from_all:
            return shown_luck(self.part, settings)
        runs = tuple(dict.fromkeys((*(run for run in self.runs if run != settings), settings)))
        return shown(self.part, settings) if len(runs) == 1 else shown_beside(self.part, runs)

    def offer(self, settings: Any, study: Any) -> None:
        """Show the buttons that keep a run and let it go, and the one that shows all starts, or the way back."""
        if isinstance(study, Luck):
            self._back(study)
            return
        if self.part.compared is not None:
            self._keep(settings)
        if not isinstance(study, Compared) and is_random(self.part, study):
            see = partial(self.controls.put, {LUCK.name: self.part.key})
            st.button("Was that luck?", key=f"{self.part.key}_luck", type="tertiary",
                      help=f"The same from {STARTS} starts at once.", on_click=see)  # fmt: skip

    def _keep(self, settings: Any) -> None:
        key, there = f"{self.part.key}_keep", settings in self.runs
        full = len(self.runs) == MOST - 1
        why = f"{MOST} runs are side by side: let one go first." if full else "To compare it with another one."
        keep = self._kept((*self.runs, settings))
        st.button("Keep this run", key=key, type="tertiary", disabled=there or full,
                  help=why, on_click=keep)  # fmt: skip
        for place, letter in enumerate(LETTERS[: len(self.runs)]):
            others = tuple(run for i, run in enumerate(self.runs) if i != place)
            label = f"Let {letter} go" if not there or len(self.runs) > 1 else "Let it go"
            go = self._kept(others)
            st.button(label, key=f"{key}_{place}", type="tertiary", on_click=go)
        if there and len(self.runs) == 1:
            st.caption(WAITING, width="content")

    def _kept(self, runs: tuple[Any, ...]) -> Callable[[], None]:
        return partial(self.controls.put, {AGAINST.name: to_text(self.part, runs)})

    def _back(self, study: Luck) -> None:
        """Offer the way back to the one run: the visitor's own, the best, the one in the middle, or the worst."""
        for name, seed in {"your": study.seed, **study.named}.items():
            whose = f"Back to your start ({seed})" if name == "your" else f"Look at the {name} ({seed})"
            put = partial(self.controls.put, {LUCK.name: "", SEED: seed})
            st.button(whose, key=f"{self.part.key}_{name}", type="tertiary", on_click=put)


def words_of(study: Any, place: int) -> str | None:
    """Return what is said below the figures of several runs, as Markdown; None for one, of which its lesson speaks."""
    if isinstance(study, Compared):
        return f"## Side by side\n\n{compare_words(study, place)}"
    if isinstance(study, Luck):
        return f"## Was that luck?\n\n{luck_words(study, place)}"
    return None
