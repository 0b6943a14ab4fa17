"""A part of a lesson with its settings as one file that plays by itself: what it says beside its figures."""

from typing import Any, Protocol
from urllib.parse import urlencode

from nnviz.export.contents import entry_of
from nnviz.figures.export import SPRINGS_BACK, Asked, Sheet, as_file
from nnviz.figures.handle import Model
from nnviz.lessons import Lesson, Part, Question, all_lessons
from nnviz.lessons.advice import Advice, sentence
from nnviz.lessons.settings import in_words, to_link


def name_of(lesson: Lesson) -> str:
    """Return the folder of a lesson, which is also the address of its page."""
    return next(name for name, one in all_lessons().items() if one is lesson)


def title_of(lesson: Lesson, part: Part) -> str:
    """Return what a part is called on its own: the page's title and, where there are others, the part's."""
    title = entry_of(name_of(lesson)).title
    return title if len(lesson.parts) == 1 else f"{title}: {part.title}"


def link_of(lesson: Lesson, part: Part, settings: Any, step: int) -> str:
    """Return the address in the course, from its root, of a part with these settings at a step."""
    query = to_link(settings, lesson.prefix)
    if part is not lesson.parts[0]:
        query.insert(0, (f"{lesson.prefix}_part", part.title))
    if step:
        query.append((part.step, str(step)))
    return f"/{name_of(lesson)}?{urlencode(query)}".rstrip("?")


class Shown(Protocol):
    """What a page shows: what is asked and said of its study, its packed scene, and what may be dragged in it."""

    @property
    def question(self) -> Question:
        """What is asked."""

    @property
    def warning(self) -> str | Advice | None:
        """What a visitor has to know first."""

    @property
    def scene(self) -> bytes:
        """The packed scene."""

    @property
    def model(self) -> Model | None:
        """What follows the handles."""


def sheet_of(lesson: Lesson, part: Part, settings: Any, shown: Shown, step: int = 0, note: str = "") -> Sheet:
    """Return what stands around the figures of a part in a file of its own; `note` is said first."""
    question = shown.question
    answer = f"**{question.options[question.answer]}.** {question.why}"
    notes = (note, sentence(shown.warning) if shown.warning else "", SPRINGS_BACK if shown.model else "")
    return Sheet(
        title=title_of(lesson, part),
        about=part.about or entry_of(name_of(lesson)).about,
        notes=tuple(filter(None, notes)),
        settings=in_words(settings),
        question=Asked(question.text, question.options, answer),
        step=step,
        link=link_of(lesson, part, settings, step),
    )


def page_of(lesson: Lesson, part: Part, settings: Any, shown: Shown, step: int, plotly: str | None = None) -> bytes:
    """Return a part as it is shown as a file; plotly.js is inside, or beside it at that address."""
    return as_file(shown.scene, sheet_of(lesson, part, settings, shown, step), plotly).encode()
