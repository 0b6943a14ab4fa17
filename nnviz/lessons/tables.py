"""A visitor's own table of numbers: from a CSV file, an editor or a link, all of them hostile until checked."""

import csv
import unicodedata
from codecs import BOM_UTF16_BE, BOM_UTF16_LE
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import chain, islice
from typing import NamedTuple
from urllib.parse import unquote

from nnviz.lessons.cells import decimal_mark, is_name, meanings, plain

MANY = "many"
"""What a link holds in place of a table that is too long for it."""
OWN = "own"
"""What a choice of data calls the visitor's own table, beside the names of the course's data sets."""
MAX_BYTES = 1_000_000
LONGEST_NAME, LONGEST_KIND = 40, 20


class Table(NamedTuple):
    """Rows of numbers, one for each column, and the columns' names; part of the settings that a result is kept by.

    Where the last column holds names of classes, they are `kinds`, and its numbers are their places.
    """

    rows: tuple[tuple[float, ...], ...]
    names: tuple[str, ...]
    kinds: tuple[str, ...] = ()


class Lost(NamedTuple):
    """What stands in place of a table that a link should bring and does not: what is said of that."""

    sentence: str


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
    kinds: int = 0
    """The last column may hold the names of so many classes instead of numbers."""

    @property
    def row_needs(self) -> str:
        """What each row needs, such as "two numbers, x and y"."""
        *others, last = self.columns
        if self.kinds:
            return f"{_count(len(others), 'number')}, {' and '.join(others)}, and a {last}"
        return f"{_count(len(self.columns), 'number')}, {', '.join(others)} and {last}"

    @property
    def file_needs(self) -> str:
        """What a file needs, such as "two columns of numbers"."""
        if self.kinds:
            return (
                f"{_count(len(self.columns) - 1, 'column')} of numbers and one of targets (numbers or names of classes)"
            )
        return f"{_count(len(self.columns), 'column')} of numbers"


def from_rows(
    rows: Iterable[Sequence[object]],
    rules: Rules,
    names: Sequence[str] = (),
    first: int = 1,
    decimal: str | None = None,
) -> Table:
    """Return the table of rows with one number for each column.

    `names` are those of the columns, where they bring any, `first` is the number that the first row goes by, and
    `decimal` what stands before decimals, where it is known.
    Raises ValueError with one sentence for anything that the rules do not allow.
    """
    kinds: tuple[str, ...] = ()
    if rules.kinds:
        rows, kinds = _with_kinds(islice(rows, rules.most + 1), rules, first, decimal)
    checked: list[tuple[float, ...]] = []
    for place, row in enumerate(rows, first):
        if len(row) != len(rules.columns):
            raise ValueError(f"Row {place} has {_count(len(row), 'column')}; each row needs {rules.row_needs}.")
        checked.append(tuple(_checked(cell, place, rules, decimal) for cell in row))
        if len(checked) > rules.most:
            raise ValueError(f"There are more than {rules.most:,} rows; at most {rules.most:,} are allowed.")
    if len(checked) < rules.least:
        found = "is one" if len(checked) == 1 else f"are {len(checked) or 'none'}"
        raise ValueError(f"{rules.too_few}, and there {found}.")
    return Table(tuple(checked), _named(names, rules), kinds)


def from_csv(raw: bytes, rules: Rules) -> Table:
    """Return the table of a CSV file: columns of numbers, with or without a line of names above.

    Commas, semicolons and tabs separate; numbers are read as `meanings` says, with the file's own decimal mark.
    Raises ValueError with one sentence that says what is wrong and what is allowed.
    """
    if len(raw) > MAX_BYTES:
        raise ValueError("The file is larger than 1 MB; at most 1 MB is allowed.")
    rows, separator = _cells(_text(raw, rules), rules)
    names: list[str] = []
    if rows and all(map(is_name, rows[0])):
        names, *rows = rows
        if len(names) != len(rules.columns):
            raise ValueError(f"The file has {_count(len(names), 'column')}; it needs {rules.file_needs}.")
    numbers = chain(*(row[:-1] for row in rows)) if rules.kinds else chain(*rows)
    return from_rows(rows, rules, names, 2 if names else 1, decimal_mark(numbers, separator))


def from_link(text: str | None, rules: Rules) -> Table | None:
    """Return the table that `to_link` wrote into a link, or None where the text is missing or anything else."""
    if text is None or len(text) > rules.longest:
        return None
    rows, *names = text.split("|")
    names = [unquote(name) for name in names]
    cells = [row.split(",") for row in rows.split(";")]
    if rules.kinds and (kinds := names[len(rules.columns) :]):
        cells = [[*row[:-1], dict(enumerate(kinds)).get(_place(row[-1]), "")] for row in cells]
    try:
        return from_rows(cells, rules, names[: len(rules.columns)] if rules.kinds else names)
    except ValueError:
        return None


def lost(text: str, rules: Rules) -> Lost:
    """Return what is said of a link's text that brings no table: it was too long for the link, or it is no table."""
    if text == MANY:
        return Lost(
            f"The {rules.row}s that belong here were too many for the link, and are gone. Shown instead: "
            f"{rules.instead}. Load the file again to have them back."
        )
    return Lost(f"The {rules.row}s in this link cannot be read. Shown instead: {rules.instead}.")


def to_link(table: Table, rules: Rules) -> str | None:
    """Return the table as text for a link, or None where its rows are too many for one.

    Such as '1,2;2,3.5', and with names of its own, where there is room for them, '1,2;2,3.5|time (s)|way (m)'.
    """
    text = ";".join(",".join(f"{value:.{rules.digits}g}" for value in row) for row in table.rows)
    names = "".join(f"|{name.replace('%', '%25').replace('|', '%7C')}" for name in (*table.names, *table.kinds))
    if table.kinds:
        return text + names if len(text + names) <= rules.longest else None
    if table.names != rules.columns and len(text + names) <= rules.longest:
        return text + names
    return text if len(text) <= rules.longest else None


def _with_kinds(
    rows: Iterable[Sequence[object]], rules: Rules, first: int = 1, decimal: str | None = None
) -> tuple[list[list[object]], tuple[str, ...]]:
    """Return rows whose last cells are numbers, and the classes that these number, where they were names.

    One cell that is no number makes all of them names. ValueError: more names than the rules allow, or only one.
    """
    cells = [list(row) for row in rows]
    last = [plain(str(row[-1] if row and row[-1] is not None else "").strip(), LONGEST_KIND) for row in cells]
    if all(meanings(cell, decimal) or not cell for cell in last):
        return cells, ()
    kinds = tuple(dict.fromkeys(cell for cell in last if cell))
    if not 2 <= len(kinds) <= rules.kinds:
        raise ValueError(
            f"The last column names {_count(len(kinds), 'class').replace('classs', 'classes')}, from row {first} on; "
            f"two to {rules.kinds} are allowed."
        )
    return [[*row[:-1], kinds.index(cell) if cell else ""] for row, cell in zip(cells, last, strict=True)], kinds


def _place(text: str) -> int:
    """Return the place of a class that a link's cell names, or −1."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 3 else -1


def _cells(text: str, rules: Rules) -> tuple[list[list[str]], str]:
    """Return the cells of a CSV file by rows, and what separates them.

    Lines that say nothing are left out: empty ones, comments, and what Excel adds, which is a first line that names
    the separator, rows of separators alone at the end, and empty columns on the right.
    """
    lines = [line for line in text.splitlines() if line.strip() and not line.startswith("#")]
    told = lines.pop(0).lower().removeprefix("sep=") if lines and lines[0].lower().startswith("sep=") else ""
    separator = told if told in (";", "\t", ",") else next((mark for mark in ";\t" if mark in "".join(lines[:1])), ",")
    try:
        rows = [[cell.strip() for cell in row] for row in csv.reader(lines, delimiter=separator, strict=True)]
    except csv.Error as error:
        raise ValueError(f"The file is not valid CSV; {rules.file_needs} are needed.") from error
    while rows and not any(rows[-1]):
        rows.pop()
    while rows and all(len(row) > len(rules.columns) and not row[-1] for row in rows):
        rows = [row[:-1] for row in rows]
    return rows, separator


def _text(raw: bytes, rules: Rules) -> str:
    """Return the text of a file in UTF-8, or as Excel writes it: in UTF-16, or in Windows' old encoding."""
    for encoding in ("utf-16",) if raw.startswith((BOM_UTF16_LE, BOM_UTF16_BE)) else ("utf-8-sig", "cp1252"):
        with suppress(UnicodeDecodeError):
            text = raw.decode(encoding)
            if not any(unicodedata.category(letter) == "Cc" and not letter.isspace() for letter in text):
                return text
    raise ValueError(f"This is not a text file; a CSV file with {rules.file_needs} is needed.")


def _checked(cell: object, place: int, rules: Rules, decimal: str | None) -> float:
    """Return a cell of row `place` as a number that the rules allow; ValueError says what is wrong."""
    if cell is None or cell != cell or not str(cell).strip():  # an editor's cell that was emptied is None or nan
        raise ValueError(f"Row {place} has an empty cell; each row needs {rules.row_needs}.")
    found, said = meanings(cell, decimal), f"Row {place} holds “{plain(str(cell), 30)}”, which"
    if len(found) == 2:
        one, other = (f"{value:.15g}" for value in found)
        raise ValueError(f"{said} may mean {one} or {other}: write it as one of these.")
    if not found or abs(found[0]) > rules.largest:
        raise ValueError(f"{said} is not a number between {rules.between}.")
    return found[0]


def _named(names: Sequence[str], rules: Rules) -> tuple[str, ...]:
    """Return the names of a table's columns, one for each, short and plain; the rules name what they do not."""
    if len(names) != len(rules.columns):
        return rules.columns
    return tuple(plain(name, LONGEST_NAME) or standard for name, standard in zip(names, rules.columns, strict=True))


def _count(count: int, thing: str) -> str:
    """Return a count of things in words: one column, two columns, 3 columns."""
    many = {1: "one", 2: "two"}.get(count, str(count))
    return f"{many} {thing}" if count == 1 else f"{many} {thing}s"
