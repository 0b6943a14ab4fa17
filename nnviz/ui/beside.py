"""Computing beside the server: what is new is trained and drawn by processes of their own, and the server stays awake.

A thread that trains holds Python's lock nearly all the time, and everyone waits for it; a process does not.
"""

from collections.abc import Callable, Hashable
from contextlib import nullcontext, suppress
from queue import LifoQueue
from threading import BoundedSemaphore, Thread
from typing import Any

from nnviz.lessons import all_lessons
from nnviz.ui.worker import EndedError, Worker

HELPERS = 3
"""How many processes compute."""
LONG = 0.06
"""What usually takes more seconds of a core than this leaves one of the processes to what does not."""
NICE = 5
"""By how much they step back behind the server, which has only little to do and answers at once."""
SECONDS = 60.0
"""How many seconds of a core a result may take; what may take more than two asks first."""

_idle: LifoQueue[Worker] = LifoQueue()
_all: list[Worker] = []
_long = BoundedSemaphore(HELPERS - 1)
_usual: dict[Hashable, float] = {}


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

    How long it will take is what it took before, with the same first value, the key of a part. Where the process ends
    on the way (the system may kill it for its memory), or the function raises anything, it is computed here: so a page
    hears of what is wrong as it always does. Raises TimeoutError for what takes longer than there is time.
    """
    if not _all:
        return work(*of)
    kind = work, of[0] if of and isinstance(of[0], str) else None
    with _long if _usual.get(kind, 0.0) > LONG else nullcontext():
        worker = _idle.get()
        try:
            result, spent = worker.do(_done, (work, of), SECONDS)
        except EndedError as ended:
            if not ended.in_time:
                raise TimeoutError(f"more than {SECONDS:.0f} seconds of a core") from None
            return work(*of)
        except RuntimeError:
            return work(*of)
        finally:
            _idle.put(worker)
    _usual[kind] = (_usual.get(kind, spent) + spent) / 2
    return result


def _done(piece: tuple[Callable[..., Any], tuple[Any, ...]]) -> Any:
    work, of = piece
    return work(*of)
