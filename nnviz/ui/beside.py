"""Computing beside the server: what is new is trained and drawn by processes of their own, and the server stays awake.

A thread that trains holds Python's lock nearly all the time, and everyone waits for it; a process does not.
"""

from collections.abc import Callable
from contextlib import suppress
from queue import LifoQueue
from threading import Thread
from typing import Any

from nnviz.lessons import all_lessons
from nnviz.ui.worker import EndedError, Worker

HELPERS = 2
"""How many processes compute: a long run in one of them, and the others' go on in the other."""
NICE = 5
"""By how much they step back behind the server, which has only little to do and answers at once."""
SECONDS = 60.0
"""How many seconds of a core a result may take; what may take more than two asks first."""

_idle: LifoQueue[Worker] = LifoQueue()
_all: list[Worker] = []


def start_helpers() -> None:
    """Start the processes. Until then, and where there are none, all is computed where it is asked for."""
    while len(_all) < HELPERS:
        _all.append(worker := Worker(NICE))
        worker.start()
        Thread(target=_make_ready, args=(worker,), daemon=True).start()


def end_helpers() -> None:
    """End the processes; what is asked for from now on is computed where that is."""
    while _all:
        _all.pop().close()
    _idle.queue.clear()


def _make_ready(worker: Worker) -> None:
    """Let a process import the lessons before the first result is asked of it."""
    with suppress(EndedError, RuntimeError):
        worker.do(_lessons, None, SECONDS)
    _idle.put(worker)


def _lessons(_: None) -> int:
    return len(all_lessons())


def beside(work: Callable[..., Any], *of: Any) -> Any:
    """Return what a module's function makes of these values, computed by the first process that is free.

    Where that process ends on the way (the system may kill it for its memory), or the function raises anything, it is
    computed here: so a page hears of what is wrong as it always does.
    """
    if not _all:
        return work(*of)
    worker = _idle.get()
    try:
        result, _ = worker.do(_done, (work, of), SECONDS)
    except (EndedError, RuntimeError):
        return work(*of)
    finally:
        _idle.put(worker)
    return result


def _done(piece: tuple[Callable[..., Any], tuple[Any, ...]]) -> Any:
    work, of = piece
    return work(*of)
