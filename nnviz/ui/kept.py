"""What was computed for one visitor is kept for all: one computation of a key, however many ask for it at once.

Streamlit's own cache would pickle at each hit, and any visitor could empty it for everyone.
"""

from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterator, Mapping
from concurrent.futures import Future
from dataclasses import dataclass, field, is_dataclass, replace
from threading import Lock
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nnviz.figures.animation import Scene
from nnviz.figures.board import Board, Weights
from nnviz.figures.handle import Model
from nnviz.figures.pack import pack
from nnviz.figures.timeline import Timeline
from nnviz.lessons import Part, Question
from nnviz.lessons.advice import Advice, sentence
from nnviz.lessons.compare import LETTERS, compare_question, compare_scene, compared
from nnviz.lessons.job import Found
from nnviz.lessons.luck import luck, luck_question, luck_scene
from nnviz.lessons.parameters import chosen
from nnviz.lessons.settings import values_of

ROOM = 256 * 2**20
"""How many bytes of results are kept; beyond it, those not asked for longest are let go."""


class Kept:
    """Results by their keys, bounded in bytes; what is kept is the same object for everyone, its arrays read-only."""

    def __init__(self, room: int) -> None:
        """Make an empty store with `room` bytes."""
        self.room = room
        self.size = 0
        self._lock = Lock()
        self._results: OrderedDict[Hashable, tuple[Any, int]] = OrderedDict()
        self._pending: dict[Hashable, Future[Any]] = {}

    def get(self, key: Hashable, make: Callable[[], Any]) -> Any:
        """Return the result of a key, made by the first who asks for it while all others wait.

        What `make` raises, everyone who waits for it gets; it is not kept.
        """
        with self._lock:
            if key in self._results:
                self._results.move_to_end(key)
                return self._results[key][0]
            waiting = self._pending.get(key)
            if waiting is None:
                promise = self._pending[key] = Future()
        if waiting is not None:
            return waiting.result()
        try:
            promise.set_result(result := make())
        except BaseException as error:
            promise.set_exception(error)
            raise
        else:
            self._keep(key, result)
            return result
        finally:
            with self._lock:
                del self._pending[key]

    def _keep(self, key: Hashable, result: Any) -> None:
        size = settle(result)
        with self._lock:
            self._results[key] = result, size
            self.size += size
            while self.size > self.room:
                _, (_, gone) = self._results.popitem(last=False)
                self.size -= gone


def settle(result: Any) -> int:
    """Make every array of a result read-only, and return how many bytes its arrays and packed parts take."""
    whole: dict[int, int] = {}
    for part in _parts(result, set()):
        if isinstance(part, bytes):
            whole[id(part)] = len(part)
        else:
            part.flags.writeable = False
            while isinstance(part.base, np.ndarray):
                part = part.base
            whole[id(part)] = part.nbytes
    return sum(whole.values())


def _parts(value: Any, seen: set[int]) -> Iterator[NDArray[Any] | bytes]:
    """Yield the arrays and bytes within a result: in dataclasses, what they have derived already included."""
    if id(value) in seen:
        return
    seen.add(id(value))
    if isinstance(value, (np.ndarray, bytes)):
        yield value
    elif isinstance(value, (tuple, list)):
        for inner in value:
            yield from _parts(inner, seen)
    elif is_dataclass(value):
        for inner in vars(value).values():
            yield from _parts(inner, seen)


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
    result: Shown = _kept.get((part.key, settings, mark), lambda: _computed(part, settings, found))
    return result


def shown_beside(part: Part, runs: tuple[Any, ...]) -> Shown:
    """Return runs of a part with these settings side by side: computed once, and for everyone."""
    result: Shown = _kept.get(("beside", part.key, runs), lambda: _computed_beside(part, runs))
    return result


def _computed_beside(part: Part, runs: tuple[Any, ...]) -> Shown:
    alone = [shown(part, settings) for settings in runs]
    study = compared(part, runs, [one.study for one in alone])
    scene = compare_scene(study)
    told = [f"{letter}: {sentence(one.warning)}" for letter, one in zip(LETTERS, alone, strict=False) if one.warning]
    return Shown(study, compare_question(study), " ".join(told) or None, scene.timeline, pack(scene))


def shown_luck(part: Part, settings: Any) -> Shown:
    """Return the run of a part with these settings from all its starts, trained once whichever is one's own."""
    values = values_of(settings)
    result: Shown = _kept.get(("luck", part.key, settings), lambda: _computed_luck(part, settings, values))
    return result


def _computed_luck(part: Part, settings: Any, values: dict[str, Any]) -> Shown:
    first = chosen(part.settings, {**values, "seed": 0})
    (one,) = part.runs(shown(part, first).study)
    study = replace(_kept.get(("starts", part.key, first), lambda: luck(part, one, 0)), seed=values["seed"])
    scene = luck_scene(study)
    return Shown(study, luck_question(study), None, scene.timeline, pack(scene), _picks(scene))


def _picks(scene: Scene) -> dict[str, frozenset[str]]:
    """Return the names that a click in a scene may choose, by what it chooses."""
    found: dict[str, frozenset[str]] = {}
    for mark in (mark for animation in scene.flat for mark in animation.marks):
        if mark.pick:
            found[mark.pick] = found.get(mark.pick, frozenset()) | frozenset(mark.trace["customdata"])
    return found


def _computed(part: Part, settings: Any, found: Found) -> Shown:
    study = part.studied(settings, found)
    scene = part.scene(study)
    presses = {button.name: button.puts for button in scene.buttons if button.puts is not None}
    question, warning = part.question(study), part.warning(study)
    board = next((one.weights for one in scene.animations if isinstance(one, Board) and (one.tells or one.draws)), None)
    return Shown(study, question, warning, scene.timeline, pack(scene), _picks(scene), scene.model, presses, board)
