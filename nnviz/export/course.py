"""The whole course as a folder of files that need no server: each part's own run, and what is tried in class."""

from collections.abc import Callable, Iterator
from functools import cache
from html import escape
from itertools import groupby
from math import inf
from pathlib import Path
from typing import Any, NamedTuple

from nnviz.export.contents import Entry, contents
from nnviz.export.sheet import link_of, sheet_of
from nnviz.figures.assets import PLOTLY_JS
from nnviz.figures.export import as_file, head
from nnviz.figures.handle import Model
from nnviz.figures.pack import pack
from nnviz.lessons import Lesson, Part, Question, all_lessons, from_link
from nnviz.lessons.advice import Advice
from nnviz.lessons.job import Found
from nnviz.lessons.parameters import Step

PLOTLY, START = "plotly.js", "index.html"
ABOUT = (
    "Open a run and press play. All of this plays in the browser, from a disk or a USB stick, without a server and "
    "without a network. Space plays and pauses; ← and → go a stop back and on; Home and End to the first and the last. "
    "What a text asks you to change is changed in the course itself."
)


class Page(NamedTuple):
    """A file of the folder: its name, what the start page calls it, and the part and the link that it shows."""

    file: str
    text: str
    part: Part
    query: dict[str, str]


class Made(NamedTuple):
    """A part with some settings, as a page would show it."""

    study: Any
    question: Question
    warning: str | Advice | None
    scene: bytes
    model: Model | None

    @classmethod
    def of(cls, part: Part, settings: Any) -> "Made":
        """Train, draw and pack."""
        study = part.studied(settings, found_for(part, settings))
        scene = part.scene(study)
        return cls(study, part.question(study), part.warning(study), pack(scene), scene.model)


def found_for(part: Part, settings: Any) -> Found:
    """Return what a part's job finds with these settings, all of it; nothing of a job whose results do not last.

    Such are measured where the course runs, and would say nothing of that here.
    """
    job = part.job(settings) if part.job else None
    return _done(job.do, job.pieces) if job and job.lasts == inf else ()


@cache
def _done(do: Callable[[Any], Any], pieces: tuple[Any, ...]) -> Found:
    return tuple(map(do, pieces))


def measured_there(lesson: Lesson, part: Part, settings: Any) -> str:
    """Return where it is seen what is measured only where the course runs; nothing where all is here."""
    job = part.job(settings) if part.job else None
    if job is None or job.lasts == inf:
        return ""
    return f"This is measured where the course runs. There, open {link_of(lesson, part, settings, 0)} and press \
“{job.title}”."


def pages_of(entry: Entry, lesson: Lesson) -> Iterator[Page]:
    """Yield the files of a lesson, part by part: its own run, and then what is tried with it in class."""
    for part in lesson.parts:
        choice = {f"{lesson.prefix}_part": part.title} if part is not lesson.parts[0] else {}
        yield Page(f"{entry.name}-{part.key}.html", part.title, part, choice)
        tries = [one for one in lesson.tries if lesson.part_of(one.settings) is part]
        for number, one in enumerate(tries, 1):
            yield Page(f"{entry.name}-{part.key}-{number}.html", one.text, part, dict(one.settings))


def written(lesson: Lesson, page: Page) -> str:
    """Return a file of the folder, which shares its plotly.js with the others."""
    settings = from_link(page.part.settings, lesson.prefix, page.query)
    made, step = Made.of(page.part, settings), Step().read(page.query.get(page.part.step, ""), {})
    notes = (page.text if page.text != page.part.title else "", measured_there(lesson, page.part, settings))
    return as_file(made.scene, sheet_of(lesson, page.part, settings, made, step, notes), PLOTLY, START)


def export(folder: Path) -> list[Path]:
    """Write the course into a folder, which is made where there is none, and return its files, the start page first.

    Raises OSError where the folder cannot be written to.
    """
    folder.mkdir(parents=True, exist_ok=True)
    lessons = {entry: all_lessons()[entry.name] for entry in contents() if entry.name in all_lessons()}
    pages = {entry: list(pages_of(entry, lesson)) for entry, lesson in lessons.items()}
    made = {START: _start(pages), PLOTLY: PLOTLY_JS.read_text(encoding="utf-8")}
    for name, text in made.items():
        (folder / name).write_text(text, encoding="utf-8")
    for entry, lesson in lessons.items():
        for page in pages[entry]:
            (folder / page.file).write_text(written(lesson, page), encoding="utf-8")
    return [folder / name for name in (*made, *(page.file for some in pages.values() for page in some))]


def _start(pages: dict[Entry, list[Page]]) -> str:
    """Return the start page: a map of all files, section by section."""
    body = ""
    for section, entries in groupby(pages, key=lambda entry: entry.section):
        cards = "".join(_card(one, pages[one]) for one in entries)
        body += f"<h2>{escape(section)}</h2><div class=nn-map>{cards}</div>"
    title = "See how a neuron learns"
    return f"""{head(title)}
<main><header><h1>{title}</h1></header><p>{ABOUT}</p>{body}</main></html>
"""


def _card(entry: Entry, pages: list[Page]) -> str:
    parts = ""
    for _, some in groupby(pages, key=lambda page: page.part.key):
        own, *tries = some
        links = "".join(f"<li>{_link(one)}</li>" for one in tries)
        parts += f"<p><b>{_link(own)}</b></p>" + (f"<ul>{links}</ul>" if links else "")
    return f"<section><h3>{escape(entry.title)}</h3><p>{escape(entry.about)}</p>{parts}</section>"


def _link(page: Page) -> str:
    return f'<a href="{escape(page.file)}">{escape(page.text)}</a>'
