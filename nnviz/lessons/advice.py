"""What a visitor is told before they look at figures, with ways out of it."""

from collections.abc import Mapping
from typing import Any, NamedTuple


class Advice(NamedTuple):
    """What a visitor is told, and the ways out: what each is called, and the parameters of a link that it sets."""

    sentence: str
    ways: tuple[tuple[str, Mapping[str, Any]], ...]


def sentence(said: str | Advice) -> str:
    """Return what a warning says, without its ways out."""
    return said.sentence if isinstance(said, Advice) else said
