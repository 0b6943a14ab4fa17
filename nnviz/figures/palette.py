"""Every colour of the product and what it means, the same on every page, in light and in dark."""

from functools import cache
from typing import NamedTuple


class Colour(NamedTuple):
    """One meaning, as it looks on a light and on a dark page, and the word Streamlit's Markdown has for it."""

    light: str
    dark: str
    word: str


DATA = Colour("#3f4756", "#c7cdd8", "gray")
MODEL = Colour("#0b62c4", "#6cb2ff", "blue")
ERROR = Colour("#b54d05", "#ffa657", "orange")
PATH = Colour("#7a3fc0", "#c29bff", "violet")
ANSWER = Colour("#0f7b3f", "#5fd38d", "green")
TEXT = Colour("#1c2230", "#e8ebf1", "")
QUIET = Colour("#5a6270", "#a2aaba", "gray")
GRID = Colour("#e4e8ef", "#2a313e", "")
PAGE = Colour("#ffffff", "#10141c", "")
TEAL = Colour("#00767a", "#3fd0d4", "")
MAGENTA = Colour("#b3216d", "#ff8ac4", "")

COLOURS = (DATA, MODEL, ERROR, PATH, ANSWER, TEXT, QUIET, GRID, PAGE, TEAL, MAGENTA)

RUNS = (PATH, TEAL, MODEL, MAGENTA, DATA)
"""Runs side by side in one figure, the first one violet as a run alone is; a name or a number stands beside each."""

POSITIVE, NEGATIVE = MODEL, ERROR
"""Signed values (a weight, an output, δ): the model's blue above zero, the error's orange below."""


def mix(start: str, end: str, share: float) -> str:
    """Return the colour that lies `share` of the way (0 to 1) from `start` to `end`, all as #rrggbb."""
    pairs = [(int(start[i : i + 2], 16), int(end[i : i + 2], 16)) for i in (1, 3, 5)]
    return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in pairs)


@cache
def diverging(levels: int = 256) -> tuple[Colour, ...]:
    """Return a colour table from negative through the page's own colour at zero to positive."""
    half = (levels - 1) / 2
    return tuple(_shade(POSITIVE if i > half else NEGATIVE, abs(i - half) / half) for i in range(levels))


@cache
def sequential(colour: Colour, levels: int = 256) -> tuple[Colour, ...]:
    """Return a colour table from the page's own colour at zero to `colour`."""
    return tuple(_shade(colour, i / (levels - 1)) for i in range(levels))


def _shade(colour: Colour, share: float) -> Colour:
    return Colour(mix(PAGE.light, colour.light, share), mix(PAGE.dark, colour.dark, share), "")
