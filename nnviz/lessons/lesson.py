"""What a lesson is: one shape for all of them, and for all their parts."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from nnviz.figures.animation import Scene
from nnviz.lessons.parameters import Choice, Parameter, Step, parameters


@dataclass(frozen=True)
class Question:
    """A question about a run. `answer` is the place of the right option; it and `why` come from the run itself."""

    text: str
    options: tuple[str, ...]
    answer: int
    why: str


@dataclass(frozen=True)
class Try:
    """Something to try in class: what to look at, and the settings (the parameters of a link) that show it."""

    text: str
    settings: Mapping[str, str]


@dataclass(frozen=True)
class Part:
    """One part of a lesson: how its settings become a study, the study a scene, and what is asked about it.

    `settings` is a frozen dataclass that declares its parameters; `study` makes of it the run and what is derived
    from it, without drawing anything; `scene` draws the study; `question` asks about it. `step` is the parameter of
    a link that says where the part's timeline stands.
    """

    key: str
    title: str
    settings: type
    study: Callable[[Any], Any]
    scene: Callable[[Any], Scene]
    question: Callable[[Any], Question]
    about: str = ""
    step: str = "step"


@dataclass(frozen=True)
class Lesson:
    """A lesson: its parts, and what to try in class. Its parameters' names in a link begin with `prefix`."""

    prefix: str
    parts: tuple[Part, ...]
    tries: tuple[Try, ...] = ()

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
        return found

    def part_of(self, query: Mapping[str, str]) -> Part:
        """Return the part that a link's parameters open."""
        title = self.choice.read(query.get(f"{self.prefix}_part", ""), {})
        return next(part for part in self.parts if part.title == title)
