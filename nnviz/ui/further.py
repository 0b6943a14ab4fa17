"""What more a page with a run can show: the run beside others that were kept, or the same from many starts at once."""

from collections.abc import Callable
from functools import partial
from typing import Any

import streamlit as st

from nnviz.lessons import Part
from nnviz.lessons.common import STARTS
from nnviz.lessons.compare import LETTERS, MOST, Compared, compare_words, from_text, may_be_kept, to_text
from nnviz.lessons.lesson import AGAINST, LUCK
from nnviz.lessons.luck import Luck, is_random, luck_words, may_be_repeated
from nnviz.ui.params import Controls
from nnviz.ui.shown import Shown, shown, shown_beside, shown_luck

WAITING = "This run is kept. Change a setting, and both play side by side."
FULL = f"{MOST} runs are side by side: let one go first."
TOO_LONG = "This run cannot be kept: its settings are more than a link can hold."
SEED = "seed"


class Further:
    """What of a part is seen: one run, which it is as a rule, or several; a link holds which.

    Runs that are kept can be left aside for a while, so that the figures of the one run can be worked in.
    """

    def __init__(self, part: Part, controls: Controls) -> None:
        """Take it from the URL, before the controls are shown."""
        self.part, self.controls = part, controls
        self.runs = from_text(part, controls.also(AGAINST) or "") if part.compared is not None else ()
        self.from_all = part.start is not None and controls.also(LUCK) == part.key
        self.aside = bool(self.runs) and bool(st.session_state.get(self._key("aside")))

    def _key(self, name: str) -> str:
        return f"{self.part.key}_{name}"

    def shown(self, settings: Any) -> Shown:
        """Return what is seen with these settings: from all starts, beside the runs kept, or alone."""
        alone = shown(self.part, settings)
        if self.from_all and may_be_repeated(self.part, alone.study):
            return shown_luck(self.part, settings)
        others = tuple(dict.fromkeys(run for run in self.runs if run != settings))
        return shown_beside(self.part, (*others, settings)) if others and not self.aside else alone

    def see(self, others: tuple[Any, ...], from_all: bool) -> None:
        """Set what is seen, before it is shown: these runs beside the one, or all starts, or neither."""
        st.session_state[self._key("aside")] = False
        if self.part.compared is not None:
            self.controls.put({AGAINST.name: to_text(self.part, others)})
        if self.part.start is not None:
            self.controls.put({LUCK.name: self.part.key if from_all else ""})

    def offer(self, settings: Any, study: Any) -> None:
        """Show the buttons that keep a run and let it go, and the one that shows all starts, or the way back."""
        if isinstance(study, Luck):
            self._back(study)
            return
        if self.part.compared is not None:
            self._keep(settings)
        if not isinstance(study, Compared) and is_random(self.part, study):
            why = "" if may_be_repeated(self.part, study) else self.part.course(study).why
            see = partial(self.controls.put, {LUCK.name: self.part.key})
            st.button("Was that luck?", key=self._key("luck"), type="tertiary", disabled=bool(why),
                      help=why or f"The same from {STARTS} starts at once.", on_click=see)  # fmt: skip

    def _keep(self, settings: Any) -> None:
        there, full = settings in self.runs, len(self.runs) == MOST - 1
        why = FULL if full else "" if may_be_kept(self.part, settings) else TOO_LONG
        keep, off = self._kept((*self.runs, settings)), there or bool(why)
        st.button("Keep this run", key=self._key("keep"), type="tertiary", disabled=off,
                  help=why or "To compare it with another one.", on_click=keep)  # fmt: skip
        for place, letter in enumerate(LETTERS[: len(self.runs)]):
            others = tuple(run for i, run in enumerate(self.runs) if i != place)
            label = f"Let {letter} go" if not there or len(self.runs) > 1 else "Let it go"
            st.button(label, key=self._key(f"keep_{place}"), type="tertiary", on_click=self._kept(others))
        if there and len(self.runs) == 1:
            st.caption(WAITING, width="content")
        elif self.runs:
            self._put_aside()

    def _put_aside(self) -> None:
        """Offer to see the run alone for a while, with all that can be done in its figures, or the others again."""
        label, key = "Side by side again" if self.aside else "See this one alone", self._key("aside")
        turn = partial(st.session_state.__setitem__, key, not self.aside)
        st.button(label, key=self._key("turn"), type="tertiary", on_click=turn,
                  help="The others stay kept.")  # fmt: skip

    def _kept(self, runs: tuple[Any, ...]) -> Callable[[], None]:
        return partial(self.see, runs, False)

    def _back(self, study: Luck) -> None:
        """Offer the way back to the one run: the visitor's own, the best, the one in the middle, or the worst."""
        for name, seed in {"your": study.seed, **study.named}.items():
            whose = f"Back to your start ({seed})" if name == "your" else f"Look at the {name} ({seed})"
            put = partial(self.controls.put, {LUCK.name: "", SEED: seed})
            st.button(whose, key=self._key(name), type="tertiary", on_click=put)


def words_of(study: Any, place: int) -> str | None:
    """Return what is said below the figures of several runs, as Markdown; None for one, of which its lesson speaks."""
    if isinstance(study, Compared):
        return f"## Side by side\n\n{compare_words(study, place)}"
    if isinstance(study, Luck):
        return f"## Was that luck?\n\n{luck_words(study, place)}"
    return None
