"""A part of a lesson with its settings as one file that plays by itself: what it says beside its figures."""

from typing import Any, NamedTuple, Protocol
from urllib.parse import urlencode

from nnviz.export.contents import entry_of
from nnviz.figures.export import SPRINGS_BACK, Asked, Sheet, as_file
from nnviz.figures.handle import Model
from nnviz.lessons import Lesson, Part, Question, all_lessons
from nnviz.lessons.advice import Advice, sentence
from nnviz.lessons.common import STARTS
from nnviz.lessons.compare import LETTERS, Compared, to_text
from nnviz.lessons.lesson import AGAINST, LUCK
from nnviz.lessons.luck import Luck
from nnviz.lessons.settings import in_words, to_link


def name_of(lesson: Lesson) -> str:
    """Return the folder of a lesson, which is also the address of its page."""
    return next(name for name, one in all_lessons().items() if one is lesson)


def title_of(lesson: Lesson, part: Part) -> str:
    """Return what a part is called on its own: the page's title and, where there are others, the part's."""
    title = entry_of(name_of(lesson)).title
    return title if len(lesson.parts) == 1 else f"{title}: {part.title}"


class Seen(NamedTuple):
    """What is seen of a part beside the run of its settings: runs with other settings, or the same from all starts."""

    others: tuple[Any, ...] = ()
    from_all: bool = False

    @classmethod
    def of(cls, study: Any) -> "Seen":
        """Return what a study shows: of runs side by side, the last one is that of the settings."""
        return cls(study.settings[:-1] if isinstance(study, Compared) else (), isinstance(study, Luck))


ONE = Seen()


def link_of(lesson: Lesson, part: Part, settings: Any, step: int, seen: Seen = ONE) -> str:
    """Return the address in the course, from its root, of a part with these settings at a step."""
    query = to_link(settings, lesson.prefix)
    if seen.others:
        query.append((f"{lesson.prefix}_{AGAINST.name}", to_text(part, seen.others)))
    if seen.from_all:
        query.append((f"{lesson.prefix}_{LUCK.name}", part.key))
    if part is not lesson.parts[0]:
        query.insert(0, (f"{lesson.prefix}_part", part.title))
    if step:
        query.append((part.step, str(step)))
    return f"/{name_of(lesson)}?{urlencode(query)}".rstrip("?")


class Shown(Protocol):
    """What a page shows: its study, what is asked and said of it, its packed scene, and what may be dragged in it."""

    @property
    def study(self) -> Any:
        """What is shown."""

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


def sheet_of(
    lesson: Lesson,
    part: Part,
    settings: Any,
    shown: Shown,
    step: int = 0,
    notes: tuple[str, ...] = (),
    seen: Seen = ONE,
) -> Sheet:
    """Return what stands around the figures of a part in a file of its own; `notes` are said first."""
    more = ", side by side" if seen.others else f", from {STARTS} starts" if seen.from_all else ""
    question = shown.question
    answer = f"**{question.options[question.answer]}.** {question.why}"
    notes = (*notes, sentence(shown.warning) if shown.warning else "", SPRINGS_BACK if shown.model else "")
    return Sheet(
        title=title_of(lesson, part) + more,
        about=part.about or entry_of(name_of(lesson)).about,
        notes=tuple(filter(None, notes)),
        settings=_in_words((*seen.others, settings)),
        question=Asked(question.text, question.options, answer),
        step=step,
        link=link_of(lesson, part, settings, step, seen),
    )


def not_there(lesson: Lesson, part: Part, settings: Any, study: Any) -> str:
    """Return what is said where the job of a part has not found all of what it computes; nothing where it has."""
    if part.job is None or study.whole:
        return ""
    link = link_of(lesson, part, settings, 0)
    return f"When this page was saved, this had not been computed, or not all of it: in the course, open {link} and \
press “{part.job(settings).title}”."


def _in_words(runs: tuple[Any, ...]) -> dict[str, str]:
    """Return the settings of runs in words, each by its letter where they are not the same."""
    words = [in_words(one, whole=True) for one in runs]
    told = {}
    for label in dict.fromkeys(label for one in runs for label in in_words(one)):
        each = [one.get(label, "–") for one in words]
        lettered = ", ".join(f"{letter}: {said}" for letter, said in zip(LETTERS, each, strict=False))
        told[label] = each[0] if len(set(each)) == 1 else lettered
    return told


def page_of(
    lesson: Lesson, part: Part, settings: Any, shown: Shown, step: int, plotly: str | None = None, seen: Seen = ONE
) -> bytes:
    """Return a part as it is shown as a file; plotly.js is inside, or beside it at that address."""
    notes = (not_there(lesson, part, settings, shown.study),)
    return as_file(shown.scene, sheet_of(lesson, part, settings, shown, step, notes, seen), plotly).encode()
