"""A visitor's own points: from a CSV file, a table or a link, all of them hostile until checked."""

import csv
import math
import unicodedata
from codecs import BOM_UTF16_BE, BOM_UTF16_LE
from collections.abc import Iterable, Sequence
from contextlib import suppress
from typing import NamedTuple

MAX_BYTES = 1_000_000
MAX_ROWS = 2_000
MAX_SIZE = 1e9
MAX_LINK = 1_800
"""Characters of points that still fit a link which mail, chats and QR codes carry unharmed."""


class Points(NamedTuple):
    """Points of the plane and the names of their two columns."""

    x: tuple[float, ...]
    y: tuple[float, ...]
    x_name: str = "x"
    y_name: str = "y"


def from_rows(rows: Iterable[Sequence[object]], x_name: str = "x", y_name: str = "y", first: int = 1) -> Points:
    """Return the points of rows of two numbers each; `first` is the number the first row goes by.

    Raises ValueError with one sentence for anything but 2 to 2,000 rows of two finite numbers.
    """
    pairs = []
    for place, row in enumerate(rows, first):
        if len(row) != 2:
            raise ValueError(f"Row {place} has {_columns(len(row))}; each row needs two numbers, x and y.")
        pairs.append((checked_number(row[0], place), checked_number(row[1], place)))
        if len(pairs) > MAX_ROWS:
            raise ValueError(f"There are more than {MAX_ROWS:,} rows; at most {MAX_ROWS:,} are allowed.")
    if len(pairs) < 2:
        raise ValueError(f"A line needs at least two points, and there {'is one' if pairs else 'are none'}.")
    x, y = zip(*pairs, strict=True)
    return Points(x, y, x_name, y_name)


def from_csv(raw: bytes) -> Points:
    """Return the points of a CSV file: two columns of numbers, with or without a line of names above.

    Commas, semicolons and tabs separate; beside semicolons and tabs a decimal comma is read too.
    Raises ValueError with one sentence that says what is wrong and what is allowed.
    """
    if len(raw) > MAX_BYTES:
        raise ValueError("The file is larger than 1 MB; at most 1 MB is allowed.")
    lines = [line for line in _text(raw).splitlines() if line.strip() and not line.startswith("#")]
    mark = max(";\t,", key=lambda m: (lines[0].count(m) if lines else 0) > 0)
    try:
        rows = [[cell.strip() for cell in row] for row in csv.reader(lines, delimiter=mark, strict=True)]
    except csv.Error as error:
        raise ValueError("The file is not valid CSV; two columns of numbers are needed.") from error
    if mark != ",":
        rows = [[cell.replace(",", ".") for cell in row] for row in rows]
    names = ("x", "y")
    headed = bool(rows) and not any(_is_number(cell) for cell in rows[0])
    if headed:
        head, *rows = rows
        if len(head) != 2:
            raise ValueError(f"The file has {_columns(len(head))}; it needs two columns of numbers.")
        names = (head[0] or "x", head[1] or "y")
    return from_rows(rows, *names, first=2 if headed else 1)


def _text(raw: bytes) -> str:
    """Return the text of a file in UTF-8, or as Excel writes it: in UTF-16, or in Windows' old encoding."""
    for encoding in ("utf-16",) if raw.startswith((BOM_UTF16_LE, BOM_UTF16_BE)) else ("utf-8-sig", "cp1252"):
        with suppress(UnicodeDecodeError):
            text = raw.decode(encoding)
            if not any(unicodedata.category(letter) == "Cc" and not letter.isspace() for letter in text):
                return text
    raise ValueError("This is not a text file; a CSV file with two columns of numbers is needed.")


def from_link(text: str) -> Points | None:
    """Return the points that `to_link` wrote into a link, or None where the text is anything else."""
    if len(text) > MAX_LINK:
        return None
    try:
        return from_rows(pair.split(",") for pair in text.split(";"))
    except ValueError:
        return None


def to_link(points: Points) -> str | None:
    """Return the points as text for a link, such as '1,2;2,3.5', or None where they are too many for one."""
    text = ";".join(f"{x:.12g},{y:.12g}" for x, y in zip(points.x, points.y, strict=True))
    return text if len(text) <= MAX_LINK else None


def checked_number(
    cell: object,
    place: int,
    needs: str = "two numbers, x and y",
    largest: float = MAX_SIZE,
    span: str = "−1 and 1 billion",
) -> float:
    """Return a cell of row `place` as a number of at most `largest` in size; ValueError says what is wrong."""
    if cell is None or str(cell).strip() in ("", "nan", "None"):
        raise ValueError(f"Row {place} has an empty cell; each row needs {needs}.")
    if not _is_number(cell, largest):
        shown = "".join(letter if letter.isprintable() else "�" for letter in str(cell))
        shown = shown if len(shown) <= 30 else shown[:29] + "…"
        raise ValueError(f"Row {place} holds “{shown}”, which is not a number between {span}.")
    return float(str(cell))


def _is_number(cell: object, largest: float = MAX_SIZE) -> bool:
    try:
        value = float(str(cell))
    except ValueError:
        return False
    return math.isfinite(value) and abs(value) <= largest


def _columns(count: int) -> str:
    return "one column" if count == 1 else f"{count} columns"
