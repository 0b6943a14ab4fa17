"""What a page sets by itself, and sets again where a message undoes it that was sent before the browser knew of it.

With each message a browser sends all controls as it knows them. Whoever presses a button and moves the timeline at once
sends two messages: the second holds the controls as they were before the first was answered, and would set them back.
So the player says with each stop how many settings it knows to have been made.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import streamlit as st

_KEY = "nnviz_puts"


@dataclass
class _Puts:
    """How often something was set in a session, and of each key how to set it as it was set last, and when."""

    count: int = 0
    last: dict[str, tuple[int, Callable[[], None]]] = field(default_factory=dict)


def _puts() -> _Puts:
    puts: _Puts = st.session_state.setdefault(_KEY, _Puts())
    return puts


def put(key: str, setting: Callable[[], None]) -> None:
    """Set what goes by this key, and remember how."""
    puts = _puts()
    puts.count += 1
    puts.last[key] = puts.count, setting
    setting()


def put_all(values: Mapping[str, Any]) -> None:
    """Set controls by their keys."""
    for key, value in values.items():
        put(key, partial(st.session_state.__setitem__, key, value))


def count() -> int:
    """Return how often something was set in this session."""
    return _puts().count


def put_again(known: object) -> None:
    """Set again what a message did not know of that was sent when the browser knew of so many settings.

    What a browser says may be anything: nothing is set again where that is no number.
    """
    if isinstance(known, int):
        for number, setting in _puts().last.values():
            if number > known:
                setting()
