"""A visitor's own table as a parameter of a lesson."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from nnviz.lessons.parameters import Chosen, Text
from nnviz.lessons.tables import Rules, Table, from_link, from_rows, to_link


@dataclass(frozen=True, kw_only=True)
class Rows(Text):
    """A parameter that is a visitor's own table: in a link as text, in a file of settings with all its digits."""

    rules: Rules
    meaning: Callable[[str], Any] = field(init=False)
    text: Callable[[Any], str | None] = field(init=False)

    def __post_init__(self) -> None:
        """Read and write by the rules."""
        object.__setattr__(self, "meaning", partial(from_link, rules=self.rules))
        object.__setattr__(self, "text", partial(to_link, rules=self.rules))

    def write(self, value: Any) -> tuple[str, ...]:
        """Return the table as a link has it; one that is lost, or too long, a link has not."""
        return super().write(value) if isinstance(value, Table) else ()

    def say(self, value: Any) -> str:
        """Return how many rows there are."""
        return f"{len(value.rows):,} {self.rules.row}s" if isinstance(value, Table) else ""

    def dump(self, value: Any) -> Any:
        """Return the names of the columns, and the rows."""
        return {"names": value.names, "rows": value.rows} if isinstance(value, Table) else []

    def load(self, said: Any, chosen: Chosen) -> Any:
        """Return the table that a file of settings holds, or the default."""
        try:
            rows, names = said["rows"], [str(name) for name in said["names"]]
            return from_rows(rows, self.rules, names)
        except (TypeError, KeyError, ValueError):
            return super().load(said, chosen)
