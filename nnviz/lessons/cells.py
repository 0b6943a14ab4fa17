"""What a cell of a table says: numbers as people write them, in every way that leaves no doubt."""

import math
import re
from collections.abc import Iterable
from contextlib import suppress

_SPACES = re.compile(r"(?<=\d)[ '’\u00a0\u2009\u202f](?=\d{3}(?!\d))")
_MINUS = str.maketrans(dict.fromkeys("−‐‑‒–﹣－", "-"))
_WRITTEN = {
    mark: re.compile(rf"[+-]?(\d*|[1-9]\d{{0,2}}(\{group}\d{{3}})+)(\{mark}\d*)?(e[+-]?\d+)?", re.IGNORECASE)
    for mark, group in (".,", ",.")
}
_NO_NUMBER = {"nan", "inf", "infinity", "none", "null", "n/a"}


def meanings(cell: object, decimal: str | None = None) -> tuple[float, ...]:
    """Return what a cell means: the finite number it is, both where it may be either of two, or nothing.

    A point and a comma may each stand before the decimals or between thousands: `decimal` is the one known to stand
    before decimals. Without it each cell speaks for itself: 7,5 and 1.234,5 are clear, a point alone stands before
    decimals, and 1,000 may be 1 or 1000.
    """
    found = _readings(cell)
    if decimal is None and "," not in str(cell):
        decimal = "."
    if decimal in found:
        return (found[decimal],)
    return tuple(dict.fromkeys(found.values()))


def decimal_mark(cells: Iterable[str], separator: str) -> str | None:
    """Return what stands before decimals in the cells of a file: what those say that can be read one way only.

    Where none of them can, semicolons between cells say that a comma does: they are there because of it.
    None where nothing is said, or not the same by all.
    """
    cells = list(cells)
    said = {mark for found in map(_readings, cells) if len(found) == 1 for mark in found}
    if not said and separator == ";" and not any("." in cell for cell in cells):
        return ","
    return said.pop() if len(said) == 1 else None


def is_name(cell: str) -> bool:
    """Return whether a cell may be the name of a column: it is no number, nor what programs write instead of one."""
    return not meanings(cell) and cell.lower().lstrip("+-") not in _NO_NUMBER


def plain(text: str, longest: int) -> str:
    """Return a stranger's text in one line of at most `longest` characters, without any that cannot be seen."""
    text = "".join(letter if letter.isprintable() else "�" for letter in " ".join(text.split()))
    return text if len(text) <= longest else text[: longest - 1] + "…"


def _readings(cell: object) -> dict[str, float]:
    """Return the finite number that a cell is with each of the two marks before its decimals, where it is one."""
    text = _SPACES.sub("", str(cell).strip().translate(_MINUS))
    found = {}
    for mark, written in _WRITTEN.items():
        if written.fullmatch(text):
            group = "," if mark == "." else "."
            with suppress(ValueError):
                found[mark] = float(text.replace(group, "").replace(mark, "."))
    return {mark: value for mark, value in found.items() if math.isfinite(value)}
