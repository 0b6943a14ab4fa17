"""What a finding is: one thing that is going on in a run."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from nnviz.lessons.playground.study import Play

LAYERS = "ABCDEF"
"""What hidden layers are called."""


class Finding(NamedTuple):
    """One thing that is going on: `kind` is its short name, `text` the sentence with its evidence, in Markdown.

    It begins at the epoch `since`, where it begins at one. `advice` is one thing to try, and `puts` the settings that
    do it, by their short names.
    """

    kind: str
    text: str
    since: int | None = None
    advice: str = ""
    puts: Mapping[str, Any] = {}


def right(play: Play, rows: slice) -> int:
    """Return how many points of these rows are right at the end."""
    return int((play.said[-1, rows] == play.points.actual[rows]).sum())
