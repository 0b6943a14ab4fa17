"""Taking a page home: its run as a file that plays, as tables, as programs and as pictures, and its settings.

All of it is made when it is asked for: a page pays for one button.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

import streamlit as st

from nnviz.export.program_numpy import as_numpy
from nnviz.export.programs import as_sklearn, as_torch, not_in_sklearn
from nnviz.export.sheet import Seen, link_of, name_of, page_of, title_of
from nnviz.export.tables import data_as_csv, run_as_csv
from nnviz.figures.assets import PLOTLY_JS
from nnviz.figures.export import size_of
from nnviz.lessons import Lesson, Part, Step, Trained, all_lessons
from nnviz.lessons.compare import Compared, others_of
from nnviz.lessons.settings import as_dict, from_json, read_json, to_json
from nnviz.ui import page
from nnviz.ui.player import pictures
from nnviz.ui.shown import Shown

PLOTLY = PLOTLY_JS.name


@dataclass(frozen=True)
class Taken:
    """What is taken away: a part as it is shown with its settings, at a step of its timeline.

    `restore(part, settings, step, seen)` sets the page to what a file of settings says.
    """

    lesson: Lesson
    part: Part
    settings: Any
    kept: Shown
    step: int
    restore: Callable[[Part, Any, int, Seen], None]

    @property
    def seen(self) -> Seen:
        """What is seen beside the one run."""
        return Seen.of(self.kept.study)

    @property
    def runs(self) -> tuple[Trained, ...]:
        """The runs that are shown: the part's own or, side by side, each by its letter."""
        study = self.kept.study
        if self.seen.from_all:
            return ()
        return study.trained if isinstance(study, Compared) else self.part.runs(study)

    @property
    def name(self) -> str:
        """What its files are called."""
        return f"{name_of(self.lesson)}-{self.part.key}"


def offer(taken: Taken) -> None:
    """Show the button that opens what can be taken away."""
    if st.button("Take it away", key=f"{taken.part.key}_take", type="tertiary"):
        st.dialog("Take it away", width="medium")(_everything)(taken)


def _everything(taken: Taken) -> None:
    _page(taken)
    st.markdown("**A picture of this step**, light and on white, for paper")
    pictures(f"{taken.part.key}_pictures")
    if runs := taken.runs:
        _tables(taken, runs)
        one = _choose(taken, runs)
        _network(taken, one)
    _settings(taken)


def _page(taken: Taken) -> None:
    """Offer the page as a file, with plotly.js inside and without."""
    whole, bare = (size_of(taken.kept.scene, with_plotly) / 1e6 for with_plotly in (True, False))
    st.markdown(
        f"**This page as one file** ({whole:.1f} MB). It plays in any browser, from a disk and without a network. For "
        f"a folder of several: each without plotly.js ({bare:.1f} MB), and that once beside them."
    )
    make = partial(page_of, taken.lesson, taken.part, taken.settings, taken.kept, taken.step, seen=taken.seen)
    with st.container(horizontal=True, gap="xsmall"):
        _button("The page", f"{taken.name}.html", make, "text/html")
        _button("The page without plotly.js", f"{taken.name}-bare.html", partial(make, plotly=PLOTLY), "text/html")
        _button("plotly.js", PLOTLY, PLOTLY_JS.read_bytes, "text/javascript")


def _tables(taken: Taken, runs: tuple[Trained, ...]) -> None:
    """Offer all runs as a table."""
    st.markdown("**The run as a table**: step, epoch, loss and every parameter")
    _button("The run (CSV)", f"{taken.name}-run.csv", partial(run_as_csv, runs), "text/csv")


def _choose(taken: Taken, runs: tuple[Trained, ...]) -> Trained:
    """Ask of which run the rest is taken, where there are several."""
    names = [one.name for one in runs]
    if len(runs) == 1:
        return runs[0]
    key = f"{taken.part.key}_whose"
    chosen = st.segmented_control("Data and network of", names, default=names[0], required=True, key=key)
    return runs[names.index(chosen)] if chosen in names else runs[0]


def _network(taken: Taken, one: Trained) -> None:
    """Offer the data of a run, and its network at the end as a program."""
    end, title = int(one.run.step[-1]), title_of(taken.lesson, taken.part)
    st.markdown(
        "**The data it learned from, and the network as a program**, as it is after step "
        f"{end:,}; in NumPy it trains before your eyes"
    )
    missing = not_in_sklearn(one.run.net)
    with st.container(horizontal=True, gap="xsmall"):
        _button("The data (CSV)", f"{taken.name}-data.csv", partial(data_as_csv, one.sample), "text/csv")
        for label, file, write in (
            ("NumPy", "network.py", as_numpy),
            ("scikit-learn", "network_sklearn.py", as_sklearn),
            ("PyTorch", "network_torch.py", as_torch),
        ):
            if write is not as_sklearn or missing is None:
                _button(label, file, partial(_encoded, write, one, end, title), "text/x-python")
    if missing:
        st.caption(f"Not for scikit-learn: {missing}")


def _encoded(write: Callable[[Trained, int, str], str], one: Trained, step: int, title: str) -> bytes:
    return write(one, step, title).encode()


def _settings(taken: Taken) -> None:
    """Offer the settings as a file, and read one back."""
    st.markdown("**The settings** (JSON): for keeping, or to hand on what is too long for a link")
    told = {"course": "nnviz", "page": name_of(taken.lesson), "part": taken.part.title, "step": taken.step}
    make = partial(_settings_file, taken, told)
    _button("The settings", f"{taken.name}-settings.json", make, "application/json")
    file = st.file_uploader("Read settings back from such a file", type="json", key=f"{taken.part.key}_settings_file")
    if file:
        try:
            _read_back(taken, read_json(file.getvalue()))
        except ValueError as error:
            page.problem(str(error))


def _settings_file(taken: Taken, told: dict[str, Any]) -> bytes:
    prefix, seen = taken.lesson.prefix, taken.seen
    others = [as_dict(one, prefix) for one in seen.others]
    return to_json(taken.settings, prefix, **told, beside=others, from_all_starts=seen.from_all).encode()


def _read_back(taken: Taken, said: dict[str, Any]) -> None:
    """Offer to set the page to what a file says, or the way to the page that it is for."""
    lesson = all_lessons().get(str(said.get("page")), taken.lesson)
    part = next((one for one in lesson.parts if one.title == said.get("part")), lesson.parts[0])
    settings, step = from_json(said, part.settings, lesson.prefix), Step().read(str(said.get("step")), {})
    seen = Seen(others_of(said, part, lesson.prefix), said.get("from_all_starts") is True and part.start is not None)
    if lesson is not taken.lesson:
        link = link_of(lesson, part, settings, step, seen)[1:]
        st.markdown(f"These belong to another page: [open it with them]({link}).")
    elif st.button("Use these settings", type="primary", on_click=taken.restore, args=(part, settings, step, seen)):
        st.rerun()


def _button(label: str, file: str, make: Callable[[], bytes], kind: str) -> None:
    """Show a button that saves a file, which is made when it is pressed."""
    st.download_button(label, make, file, kind, key=f"take_{file}", on_click="ignore")
