"""A part of a lesson as a page shows it: computed for the first who asks, beside the server, and kept for all.

What is computed is said by functions of this module's own, by the key of a part, because it goes to another process.
"""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any

from nnviz.figures.animation import Scene
from nnviz.figures.board import Board, Weights
from nnviz.figures.handle import Model
from nnviz.figures.pack import pack
from nnviz.figures.timeline import Timeline
from nnviz.lessons import Part, Question, all_lessons
from nnviz.lessons.advice import Advice, sentence
from nnviz.lessons.compare import LETTERS, compare_question, compare_scene, compared
from nnviz.lessons.job import Found
from nnviz.lessons.luck import Luck, luck, luck_question, luck_scene
from nnviz.lessons.parameters import chosen
from nnviz.lessons.settings import values_of
from nnviz.ui.beside import beside
from nnviz.ui.kept import ROOM, Kept


@dataclass(frozen=True)
class Shown:
    """A part of a lesson as a page shows it: the study, its question and warning, its timeline, and its packed figures.

    `picks` are the names that a click in a figure may choose, by what it chooses; `model` says what may be dropped, and
    `presses` what the buttons in the figures set, by their names; `board` what may be set by hand in a network.
    """

    study: Any
    question: Question
    warning: str | Advice | None
    timeline: Timeline
    scene: bytes
    picks: Mapping[str, frozenset[str]] = field(default_factory=dict)
    model: Model | None = None
    presses: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    board: Weights | None = None


_kept = Kept(ROOM)


def shown(part: Part, settings: Any, found: Found = (), mark: Hashable = None) -> Shown:
    """Return a part with these settings: computed once, and for everyone.

    Of a part with a job, `found` is what that has found so far, and `mark` is another one whenever `found` is.
    """
    result: Shown = _kept.get((part.key, settings, mark), lambda: beside(_one, part.key, settings, found))
    return result


def shown_beside(part: Part, runs: tuple[Any, ...]) -> Shown:
    """Return runs of a part with these settings side by side: computed once, and for everyone."""
    alone = [shown(part, settings) for settings in runs]
    result: Shown = _kept.get(("beside", part.key, runs), lambda: beside(_several, part.key, runs, alone))
    return result


def shown_luck(part: Part, settings: Any) -> Shown:
    """Return the run of a part with these settings from all its starts, trained once whichever is one's own."""
    values = values_of(settings)
    first = chosen(part.settings, {**values, "seed": 0})
    all_of_them = _kept.get(("starts", part.key, first), lambda: beside(_starts, part.key, first))
    study = replace(all_of_them, seed=values["seed"])
    result: Shown = _kept.get(("luck", part.key, settings), lambda: beside(_from_all, study))
    return result


@cache
def _parts() -> dict[str, Part]:
    return {part.key: part for lesson in all_lessons().values() for part in (*lesson.parts, *lesson.glances)}


def _one(key: str, settings: Any, found: Found) -> Shown:
    part = _parts()[key]
    study = part.studied(settings, found)
    scene = part.scene(study)
    presses = {button.name: button.puts for button in scene.buttons if button.puts is not None}
    question, warning = part.question(study), part.warning(study)
    board = next((one.weights for one in scene.animations if isinstance(one, Board) and (one.tells or one.draws)), None)
    return Shown(study, question, warning, scene.timeline, pack(scene), _picks(scene), scene.model, presses, board)


def _several(key: str, runs: tuple[Any, ...], alone: list[Shown]) -> Shown:
    study = compared(_parts()[key], runs, [one.study for one in alone])
    scene = compare_scene(study)
    told = [f"{letter}: {sentence(one.warning)}" for letter, one in zip(LETTERS, alone, strict=False) if one.warning]
    return Shown(study, compare_question(study), " ".join(told) or None, scene.timeline, pack(scene))


def _starts(key: str, settings: Any) -> Luck:
    part = _parts()[key]
    return luck(part, part.study(settings), 0)


def _from_all(study: Luck) -> Shown:
    scene = luck_scene(study)
    return Shown(study, luck_question(study), None, scene.timeline, pack(scene), _picks(scene))


def _picks(scene: Scene) -> dict[str, frozenset[str]]:
    """Return the names that a click in a scene may choose, by what it chooses."""
    found: dict[str, frozenset[str]] = {}
    for mark in (mark for animation in scene.flat for mark in animation.marks):
        if mark.pick:
            found[mark.pick] = found.get(mark.pick, frozenset()) | frozenset(mark.trace["customdata"])
    return found
