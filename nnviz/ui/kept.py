"""What was computed for one visitor is kept for all: one computation of a key, however many ask for it at once.

Streamlit's own cache would pickle at each hit, and any visitor could empty it for everyone.
"""

from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterator
from concurrent.futures import Future
from dataclasses import is_dataclass
from threading import Lock
from typing import Any

import numpy as np
from numpy.typing import NDArray

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
