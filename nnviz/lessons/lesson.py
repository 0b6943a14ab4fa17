"""What a lesson is: one shape for all of them, and for all their parts."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from nnviz.core import Array
from nnviz.figures.animation import Scene
from nnviz.lessons.advice import Advice
from nnviz.lessons.course import Course, Trained, course_of
from nnviz.lessons.job import Found, Job
from nnviz.lessons.parameters import Choice, Parameter, Step, Text, parameters


@dataclass(frozen=True)
class Question:
    """A question about a run. `answer` is the place of the right option; it and `why` come from the run itself.

    `reasons` say for each option why it is not right, where that is more than `why`; the right one's is empty.
    `spoilt` says that the part's warning would give the answer away: then it waits until the answer is known.
    `seen_from` is the step from which on the figures show the answer, if that is not only the last one: there the
    question is not asked.
    """

    text: str
    options: tuple[str, ...]
    answer: int
    why: str
    reasons: tuple[str, ...] = ()
    spoilt: bool = False
    seen_from: int | None = None

    def is_told_by(self, step: int, last: int) -> bool:
        """Return whether the figures show the answer at a step of a run that ends at step `last`."""
        return step >= (last if self.seen_from is None else self.seen_from)

    def verdict(self, guess: str) -> str:
        """Return what is said of a guess, one of the options."""
        if guess == self.options[self.answer]:
            return f"**Yes.** {self.why}"
        reason = dict(zip(self.options, self.reasons, strict=False)).get(guess, "")
        right = self.options[self.answer]
        chosen = f"Your choice, “{guess}”: {reason.removeprefix(f'{guess}: ')} " if reason else ""
        return f"**Not this time.** The answer is: **{right}**. {chosen}{self.why}"


@dataclass(frozen=True)
class Try:
    """Something to try in class: what to look at, and the settings (the parameters of a link) that show it."""

    text: str
    settings: Mapping[str, str]


AGAINST = Text("against", "Runs to compare with", meaning=str)
"""The parameter of a link that holds the runs that were kept (nnviz/lessons/compare.py reads it)."""

LUCK = Text("luck", "The same from many starts", meaning=str)
"""The parameter of a link that names the part of which all starts are seen at once (nnviz/lessons/luck.py)."""


def _its_own(study: Any) -> tuple[Trained, ...]:
    """Return the study's run, where it has one of a single network."""
    run, sample = getattr(study, "run", None), getattr(study, "sample", None)
    return (Trained("", run, sample),) if run and sample and run.theta.ndim == 2 else ()


def _its_course(study: Any) -> Course:
    """Return the course of the study's one run."""
    (one,) = _its_own(study)
    return course_of(one)


def _nothing(study: Any) -> None:
    """Say nothing."""


def _as_named(study: Any, dropped: Mapping[str, float]) -> Mapping[str, Any]:
    """Return quantities as the settings of the same names."""
    return dropped


@dataclass(frozen=True)
class Part:
    """One part of a lesson: how its settings become a study, the study a scene, and what is asked about it.

    `settings` is a frozen dataclass that declares its parameters; `study` makes of it the run and what is derived
    from it, without drawing anything; `scene` draws the study; `question` asks about it. `warning` says in a sentence
    what a visitor has to know before they look at the figures (that the run diverged), with ways out or without, or
    nothing. `step` is the parameter of a link that says where the part's timeline stands. `drops` makes of a study and
    the quantities of a handle that was dropped (each within its range, at a multiple of its step) the settings that
    follow from it, by the parameters' short names: as the controls have them. The part's own `step` among them is
    where its timeline goes.
    A part that has something computed only when asked says by `job` what that is with these settings; its `study` is
    then given what has been found so far, too, makes something to see of nothing, and says by `whole` whether that is
    all.
    `runs` are those of a study that can be taken away: as a table, and as programs. Where a study has one run, with a
    `course`, at whose steps its timeline stops, `compared` is the number of the figure that stands for it beside other
    runs. `start` gives of a study and each value of its parameter "seed" the θ from which its one run starts then, if
    nothing else depends on that.
    """

    key: str
    title: str
    settings: type
    study: Callable[..., Any]
    scene: Callable[[Any], Scene]
    question: Callable[[Any], Question]
    about: str = ""
    step: str = "step"
    warning: Callable[[Any], str | Advice | None] = _nothing
    drops: Callable[[Any, Mapping[str, float]], Mapping[str, Any]] = _as_named
    job: Callable[[Any], Job] | None = None
    runs: Callable[[Any], tuple[Trained, ...]] = _its_own
    course: Callable[[Any], Course] = _its_course
    compared: int | None = None
    start: Callable[[Any, int], Array] | None = None

    def studied(self, settings: Any, found: Found = ()) -> Any:
        """Return the study with these settings; of a part with a job, with what that has found so far."""
        return self.study(settings, found) if self.job else self.study(settings)


@dataclass(frozen=True)
class Lesson:
    """A lesson: its parts, what to try in class, and the terms of the glossary that it uses.

    `views` are parameters that say what of a run is read, and change nothing of the run; `glances` are parts that
    another page shows.

    Its parameters' names in a link begin with `prefix`.
    """

    prefix: str
    parts: tuple[Part, ...]
    tries: tuple[Try, ...] = ()
    terms: tuple[str, ...] = ()
    views: tuple[Parameter, ...] = ()
    glances: tuple[Part, ...] = ()

    @property
    def choice(self) -> Choice:
        """The parameter that chooses the part."""
        titles = tuple(part.title for part in self.parts)
        return Choice("part", "Part", options=titles, default=titles[0], look="segments")

    @property
    def parameters(self) -> dict[str, Parameter]:
        """Every parameter that a link to this lesson may hold, by its full name there."""
        found: dict[str, Parameter] = {f"{self.prefix}_part": self.choice} if len(self.parts) > 1 else {}
        for part in self.parts:
            found |= parameters(part.settings, self.prefix) | {part.step: Step()}
        if any(part.compared is not None for part in self.parts):
            found |= {f"{self.prefix}_{AGAINST.name}": AGAINST}
        if any(part.start for part in self.parts):
            found |= {f"{self.prefix}_{LUCK.name}": LUCK}
        return found | {f"{self.prefix}_{view.name}": view for view in self.views}

    def part_of(self, query: Mapping[str, str]) -> Part:
        """Return the part that a link's parameters open."""
        title = self.choice.read(query.get(f"{self.prefix}_part", ""), {})
        return next(part for part in self.parts if part.title == title)
