"""Colours can be read, mean one thing, and are the same in the figures and on the page."""

import re
import tomllib
from pathlib import Path

import pytest

from nnviz.figures.palette import (
    ANSWER,
    COLOURS,
    DATA,
    ERROR,
    GRID,
    MODEL,
    PAGE,
    PATH,
    QUIET,
    TEXT,
    diverging,
    mix,
)  # fmt: skip

THEME = tomllib.loads((Path(__file__).parents[2] / ".streamlit/config.toml").read_text())["theme"]


def luminance(colour):
    """Return the relative luminance of #rrggbb (WCAG 2.2)."""
    shares = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    linear = [s / 12.92 if s <= 0.04045 else ((s + 0.055) / 1.055) ** 2.4 for s in shares]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one, other):
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("look", ["light", "dark"])
@pytest.mark.parametrize("colour", [DATA, MODEL, ERROR, PATH, ANSWER, TEXT, QUIET])
def test_what_is_read_stands_out_from_the_page(colour, look):
    assert contrast(getattr(colour, look), getattr(PAGE, look)) >= 4.5


@pytest.mark.parametrize("look", ["light", "dark"])
def test_the_page_s_theme_has_the_figures_colours(look):
    theme = THEME[look]
    for name, colour in {
        "primaryColor": MODEL, "backgroundColor": PAGE, "textColor": TEXT, "blueTextColor": MODEL,
        "orangeTextColor": ERROR, "violetTextColor": PATH, "greenTextColor": ANSWER, "grayTextColor": QUIET,
    }.items():  # fmt: skip
        assert theme[name] == getattr(colour, look), name


def test_a_colour_of_the_light_page_has_one_twin_on_the_dark_one():
    lights = [colour.light for colour in COLOURS]
    assert len(set(lights)) == len(lights)
    assert all(re.fullmatch("#[0-9a-f]{6}", c) for colour in COLOURS for c in colour[:2])


@pytest.mark.parametrize("colour", [MODEL, ERROR, PATH, ANSWER])
def test_a_formula_s_word_is_the_colour_that_the_theme_gives_it(colour):
    assert THEME["light"][f"{colour.word}TextColor"] == colour.light


def test_signed_values_go_from_orange_through_the_page_s_colour_to_blue():
    table = diverging(255)
    assert (table[0][:2], table[127][:2], table[-1][:2]) == (ERROR[:2], PAGE[:2], MODEL[:2])
    for look, page in enumerate(PAGE[:2]):
        away = [contrast(colour[look], page) for colour in table]
        assert away[:128] == sorted(away[:128], reverse=True)
        assert away[127:] == sorted(away[127:])


def test_a_mixture_lies_between_its_two_colours():
    assert mix("#000000", "#ff8000", 0.5) == "#804000"
    assert mix(GRID.light, GRID.dark, 0) == GRID.light
    assert mix(GRID.light, GRID.dark, 1) == GRID.dark
