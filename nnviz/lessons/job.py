"""A job: what a part computes only when someone asks for it, because it takes seconds and not milliseconds."""

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from math import inf
from typing import Any

Found = tuple[Any, ...]
"""What a job has found so far: the results of its first pieces, in their order."""


@dataclass(frozen=True)
class Job:
    """What is computed when asked: `do(piece)` for each of the `pieces`, in their order, in a process of its own.

    Whoever asks for the same `key` gets the same results. `name` is a short one for its control, `title` what the
    button says that asks for it. `do` is a function of a module, and a piece and its result are what `pickle` can send.
    The whole may take `seconds` of one core; what has been found by then stays. A piece should take no more than two:
    between pieces it is seen how far it has come, and there it can be stopped. Results older than `lasts` seconds may
    be asked for anew.
    """

    name: str
    key: Hashable
    title: str
    do: Callable[[Any], Any]
    pieces: tuple[Any, ...]
    seconds: float = 30.0
    lasts: float = inf
