"""Runs of one part side by side on one timeline: what differs, where they part, and which is ahead.

A part that shows several runs already (a race, the learners of a neuron, a grid of networks) compares them itself, on
its own axes and with its own question, and has no one run to put beside another.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Any
from urllib.parse import parse_qsl, urlencode

import numpy as np
from numpy.typing import NDArray

from nnviz.core import LOSSES, Array
from nnviz.figures import timeline
from nnviz.figures.animation import Animation, Readout, Scene
from nnviz.figures.board import Board
from nnviz.figures.numbers import number
from nnviz.figures.palette import RUNS
from nnviz.figures.side import at_places, beside, losses_of_runs, places_on, shared
from nnviz.figures.text import bold, table
from nnviz.figures.timeline import Steps
from nnviz.lessons.course import Course, Trained
from nnviz.lessons.lesson import Part, Question
from nnviz.lessons.parameters import from_link, parameters
from nnviz.lessons.settings import from_json, to_link, values_of

MOST = 3
"""How many runs are seen side by side at most."""
LETTERS = "ABC"
STANDARD = "-"
"""How a link names a run whose settings are all the default."""
LEVEL = 1e-9
"""Losses that differ by no more than this share of the larger are level."""


def to_text(part: Part, runs: Sequence[Any]) -> str:
    """Return settings of runs that are kept as one parameter of a link holds them, behind the part's key."""
    told = (urlencode(to_link(settings, "")) or STANDARD for settings in runs)
    return f"{part.key}~{'|'.join(told)}" if runs else ""


def from_text(part: Part, text: str) -> tuple[Any, ...]:
    """Return the settings of the runs that such a parameter names; what it says may be anything."""
    key, _, told = text.partition("~")
    if key != part.key or part.compared is None:
        return ()
    return tuple(_settings(part, one) for one in told.split("|")[: MOST - 1])


def may_be_kept(part: Part, settings: Any) -> bool:
    """Return whether a link can hold a run with these settings, all of them as they are."""
    return from_text(part, to_text(part, (settings,))) == (settings,)


def others_of(said: Mapping[str, Any], part: Part, prefix: str) -> tuple[Any, ...]:
    """Return the settings of the runs that a file of settings has beside its own; what it says may be anything."""
    listed = said.get("beside")
    if part.compared is None or not isinstance(listed, list):
        return ()
    runs = [from_json({"settings": one}, part.settings, prefix) for one in listed[: MOST - 1] if isinstance(one, dict)]
    return tuple(runs)


def _settings(part: Part, text: str) -> Any:
    try:
        query = dict(parse_qsl(text, max_num_fields=100))
    except ValueError:
        query = {}
    return from_link(part.settings, "", query)


@dataclass(frozen=True)
class Compared:
    """Runs of a part, with their settings; `figures` are the one that stands for each, at the steps that all share.

    `ends` are the steps at which each of them ends, `steps` (K,) those of the timeline that they share; `trained` are
    those that can be taken away, by their letters.
    """

    settings: tuple[Any, ...]
    courses: tuple[Course, ...]
    figures: tuple[Animation | Board, ...]
    ends: tuple[int, ...]
    steps: Steps
    trained: tuple[Trained, ...]

    @property
    def unit(self) -> str:
        """What the timeline counts: steps or epochs."""
        return self.courses[0].unit

    @property
    def measure(self) -> str:
        """What the loss is called by which they are compared."""
        return self.courses[0].measure

    @cached_property
    def differences(self) -> dict[str, tuple[str, ...]]:
        """What the runs differ in, by its label, and what it is for each of them."""
        values = [values_of(one) for one in self.settings]
        found = {}
        for parameter in parameters(type(self.settings[0])).values():
            each = [one[parameter.name] for one in values]
            if any(one != each[0] for one in each):
                said = [parameter.say(one) or "–" for one in each]
                found[parameter.label] = tuple(said) if len(set(said)) > 1 else ("these", *("others" for _ in said[1:]))
        return found

    @property
    def titles(self) -> list[str]:
        """What each run is called: its letter, and what it has else than the others."""
        told = list(self.differences.items())[:2]
        more = ", …" if len(self.differences) > 2 else ""
        return [
            f"{letter}: {', '.join(f'{name[0].lower()}{name[1:]} {said[i]}' for name, said in told)}{more}"
            for i, letter in enumerate(LETTERS[: len(self.settings)])
        ]

    @cached_property
    def losses(self) -> Array:
        """The loss of each run at each of the shared steps (R, K); one that has ended keeps its last."""
        ways = zip(self.courses, self.ends, strict=True)
        return np.stack([one.losses[np.searchsorted(one.steps, np.minimum(self.steps, end))] for one, end in ways])

    @property
    def ended(self) -> NDArray[np.bool_]:
        """Whether each run has ended before each of the shared steps (R, K)."""
        return np.stack([self.steps > end for end in self.ends])

    @cached_property
    def comparable(self) -> bool:
        """Whether the losses are the same measure: of the same data, by the same formula."""
        first, *others = self.courses
        return all(one.by == first.by and np.array_equal(one.judged_by, first.judged_by) for one in others)

    @cached_property
    def ahead(self) -> list[str]:
        """Which run has the smallest loss at each of the shared steps (K,), by its letter: "A and B" where level."""
        least = self.losses.min(axis=0)
        level = self.losses - least <= LEVEL * np.abs(self.losses)
        return [" and ".join(np.array(list(LETTERS[: len(level)]))[row]) for row in level.T]

    @cached_property
    def parting(self) -> tuple[int, int] | None:
        """The last recorded step at which all runs were still the same network, and the first at which not.

        Both are 0 where they are other networks from the start, and it is None where they never part.
        """
        first, *others = self.courses
        if any(one.net != first.net for one in others):
            return 0, 0
        common = first.steps
        for one in others:
            common = np.intersect1d(common, one.steps)
        here, *there = (one.theta[np.searchsorted(one.steps, common)] for one in self.courses)
        same = np.logical_and.reduce([(theta == here).all(axis=-1) for theta in there])
        if same.all():
            return None
        place = int(same.argmin())
        return int(common[max(place - 1, 0)]), int(common[place])


def compared(part: Part, settings: Sequence[Any], studies: Sequence[Any]) -> Compared:
    """Return runs of a part side by side, each the one run of its study."""
    assert part.compared is not None
    scenes = [part.scene(study) for study in studies]
    steps = shared([scene.timeline.steps for scene in scenes])
    figures = []
    for scene in scenes:
        figures.append(at_places(scene.animations[part.compared], places_on(scene.timeline.steps, steps)))
    ends = tuple(int(scene.timeline.steps[-1]) for scene in scenes)
    courses = tuple(part.course(study) for study in studies)
    runs = zip(LETTERS, (part.runs(study) for study in studies), strict=False)
    trained = tuple(one._replace(name=letter) for letter, some in runs for one in some[:1])
    return Compared(tuple(settings), courses, tuple(figures), ends, steps, trained)


def compare_scene(study: Compared) -> Scene:
    """Return the part's main figure of each run side by side, and the losses of all in one, on one timeline."""
    count, unit = len(study.figures), study.unit
    row, loss = tuple(range(count)), (count,) * count
    own, losses = [one.steps for one in study.courses], [one.losses for one in study.courses]
    curves = losses_of_runs(own, losses, study.steps, LETTERS, unit, study.measure)
    return Scene(
        timeline=timeline.of_steps(study.steps, unit),
        animations=(*beside(study.figures, study.titles), curves),
        readouts=(Readout(unit.capitalize(), timeline.numbered(study.steps)), *_readouts(study)),
        grid=(row, row, row, loss, loss),
        columns=(1.0,) * count,
    )


def _readouts(study: Compared) -> list[Readout]:
    told = []
    for i, (losses, ended, last) in enumerate(zip(study.losses, study.ended, study.ends, strict=True)):
        end = f" (ended at {study.unit} {last:,})"
        values = [f"{number(loss)}{end if over else ''}" for loss, over in zip(losses.tolist(), ended, strict=True)]
        told.append(Readout(f"{LETTERS[i]}: {study.measure}", np.array(values), RUNS[i]))
    if study.comparable:
        told.append(Readout("Ahead", np.array(study.ahead)))
    return told


def compare_question(study: Compared) -> Question:
    """Ask which run will be ahead at the end; where their losses are no one measure, what may be said of that."""
    letters = tuple(LETTERS[: len(study.settings)])
    ends = ", ".join(f"{letter} {number(loss)}" for letter, loss in zip(letters, study.losses[:, -1], strict=True))
    if not study.comparable:
        return Question(
            "Can one say by their losses which of these runs has learned better?", ("Yes", "No"), 1,
            "They are losses of different data, or by different formulas: no one measure.",
        )  # fmt: skip
    options = (*letters, "None of them alone: the smallest losses are level")
    last = study.ahead[-1]
    answer = letters.index(last) if last in letters else len(letters)
    text = f"Which run will have the smallest {study.measure} at the end?"
    return Question(text, options, answer, f"The losses end at {ends}.")


def compare_words(study: Compared, place: int) -> str:
    """Return what differs, where the runs part, and which is ahead at a place of the timeline, as Markdown."""
    letters = [bold(letter, RUNS[i]) if RUNS[i].word else f"**{letter}**" for i, letter in
               enumerate(LETTERS[: len(study.settings)])]  # fmt: skip
    rows = [(name, *said) for name, said in study.differences.items()]
    differs = table(("what differs", *letters), rows, left={0})
    return f"{differs}\n\n{_parting(study)} {_ahead(study, place)}"


def _parting(study: Compared) -> str:
    unit = study.unit
    if study.parting is None:
        return "They never part: what differs changes no step of them."
    before, after = study.parting
    if after == 0:
        return "They are different from the start."
    if (before, after) == (0, 1):
        return f"They start as the same network, and part with the first {unit}."
    if after == before + 1:
        return f"Until {unit} {before:,} they are the same network; at {unit} {after:,} they part."
    return f"At {unit} {before:,} they are the same network, and at {unit} {after:,}, the next one recorded, no longer."


def _ahead(study: Compared, place: int) -> str:
    """Return which run is ahead at a place, and how often that has changed until there."""
    if not study.comparable:
        return "Their losses are of different data, or by different formulas: neither is ahead."
    step, here = int(study.steps[place]), study.ahead[place]
    kind = LOSSES[study.courses[0].by].title.lower()
    so_far = study.ahead[: place + 1]
    changes = sum(one != other for one, other in pairwise(so_far))
    often = "once" if changes == 1 else f"{changes} times"
    said = f"Ahead at {study.unit} {step:,}, by the {study.measure} ({kind}): **{here}**."
    return f"{said} Until here that has changed {often} on this timeline." if changes else said
