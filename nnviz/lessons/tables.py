"""A visitor's own table of numbers: from a CSV file, an editor or a link, all of them hostile until checked."""

import csv
import math
import unicodedata
from codecs import BOM_UTF16_BE, BOM_UTF16_LE
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import NamedTuple

OWN = "own"
"""What a choice of data calls the visitor's own table, beside the names of the course's data sets."""
MAX_BYTES = 1_000_000


class Table(NamedTuple):
    """Rows of numbers, one for each column, and the columns' names; part of the settings that a result is kept by."""

    rows: tuple[tuple[float, ...], ...]
    names: tuple[str, ...]


@dataclass(frozen=True)
class Rules:
    """What a table may hold, and the words its sentences use: `least` to `most` rows of two columns or more."""

    columns: tuple[str, ...]
    """The names of the columns where the table brings none of its own."""
    row: str
    """What one row is, such as "point"."""
    least: int
    most: int
    largest: float
    """No number is larger than this in size."""
    between: str
    """Both ends of that in words, such as "−10 and 10"."""
    too_few: str
    """What is said of fewer than `least` rows, such as "At least one example is needed"."""
    instead: str
    """What the page shows where a link brings no table, such as "the four points"."""
    digits: int
    """Significant digits of a number in a link."""
    longest: int
    """Characters of a table in a link."""

    @property
    def row_needs(self) -> str:
        """What each row needs, such as "two numbers, x and y"."""
        *others, last = self.columns
        return f"{_count(len(self.columns), 'number')}, {', '.join(others)} and {last}"

    @property
    def file_needs(self) -> str:
        """What a file needs, such as "two columns of numbers"."""
        return f"{_count(len(self.columns), 'column')} of numbers"


def from_rows(
    rows: Iterable[Sequence[object]], rules: Rules, names: tuple[str, ...] | None = None, first: int = 1
) -> Table:
    """Return the table of rows with one number for each column; `first` is the number the first row goes by.

    Raises ValueError with one sentence for anything that the rules do not allow.
    """
    checked: list[tuple[float, ...]] = []
    for place, row in enumerate(rows, first):
        if len(row) != len(rules.columns):
            raise ValueError(f"Row {place} has {_count(len(row), 'column')}; each row needs {rules.row_needs}.")
        checked.append(tuple(_checked(cell, place, rules) for cell in row))
        if len(checked) > rules.most:
            raise ValueError(f"There are more than {rules.most:,} rows; at most {rules.most:,} are allowed.")
    if len(checked) < rules.least:
        found = "is one" if len(checked) == 1 else f"are {len(checked) or 'none'}"
        raise ValueError(f"{rules.too_few}, and there {found}.")
    return Table(tuple(checked), names or rules.columns)


def from_csv(raw: bytes, rules: Rules) -> Table:
    """Return the table of a CSV file: columns of numbers, with or without a line of names above.

    Commas, semicolons and tabs separate; beside semicolons and tabs a decimal comma is read too.
    Raises ValueError with one sentence that says what is wrong and what is allowed.
    """
    if len(raw) > MAX_BYTES:
        raise ValueError("The file is larger than 1 MB; at most 1 MB is allowed.")
    lines = [line for line in _text(raw, rules).splitlines() if line.strip() and not line.startswith("#")]
    mark = max(";\t,", key=lambda m: (lines[0].count(m) if lines else 0) > 0)
    try:
        rows = [[cell.strip() for cell in row] for row in csv.reader(lines, delimiter=mark, strict=True)]
    except csv.Error as error:
        raise ValueError(f"The file is not valid CSV; {rules.file_needs} are needed.") from error
    if mark != ",":
        rows = [[cell.replace(",", ".") for cell in row] for row in rows]
    if not rows or any(_number(cell) is not None for cell in rows[0]):
        return from_rows(rows, rules)
    head, *rows = rows
    if len(head) != len(rules.columns):
        raise ValueError(f"The file has {_count(len(head), 'column')}; it needs {rules.file_needs}.")
    names = tuple(name or standard for name, standard in zip(head, rules.columns, strict=True))
    return from_rows(rows, rules, names, first=2)


def from_link(text: str | None, rules: Rules) -> Table | None:
    """Return the table that `to_link` wrote into a link, or None where the text is missing or anything else."""
    if text is None or len(text) > rules.longest:
        return None
    try:
        return from_rows((row.split(",") for row in text.split(";")), rules)
    except ValueError:
        return None


def to_link(table: Table, rules: Rules) -> str | None:
    """Return the rows as text for a link, such as '1,2;2,3.5', or None where they are too many for one."""
    text = ";".join(",".join(f"{value:.{rules.digits}g}" for value in row) for row in table.rows)
    return text if len(text) <= rules.longest else None


def _text(raw: bytes, rules: Rules) -> str:
    """Return the text of a file in UTF-8, or as Excel writes it: in UTF-16, or in Windows' old encoding."""
    for encoding in ("utf-16",) if raw.startswith((BOM_UTF16_LE, BOM_UTF16_BE)) else ("utf-8-sig", "cp1252"):
        with suppress(UnicodeDecodeError):
            text = raw.decode(encoding)
            if not any(unicodedata.category(letter) == "Cc" and not letter.isspace() for letter in text):
                return text
    raise ValueError(f"This is not a text file; a CSV file with {rules.file_needs} is needed.")


def _checked(cell: object, place: int, rules: Rules) -> float:
    """Return a cell of row `place` as a number that the rules allow; ValueError says what is wrong."""
    if cell is None or str(cell).strip() in ("", "nan", "None"):
        raise ValueError(f"Row {place} has an empty cell; each row needs {rules.row_needs}.")
    value = _number(cell)
    if value is None or abs(value) > rules.largest:
        shown = "".join(letter if letter.isprintable() else "�" for letter in str(cell))
        shown = shown if len(shown) <= 30 else shown[:29] + "…"
        raise ValueError(f"Row {place} holds “{shown}”, which is not a number between {rules.between}.")
    return value


def _number(cell: object) -> float | None:
    """Return a cell as a finite number, or None where it is anything else."""
    try:
        value = float(str(cell))
    except ValueError:
        return None
    return value if math.isfinite(value) else None


def _count(count: int, thing: str) -> str:
    """Return a count of things in words: one column, two columns, 3 columns."""
    many = {1: "one", 2: "two"}.get(count, str(count))
    return f"{many} {thing}" if count == 1 else f"{many} {thing}s"
