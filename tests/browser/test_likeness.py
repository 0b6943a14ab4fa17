"""Whether two pictures are alike is told as a person would tell it."""

import numpy as np
import pytest
from PIL import Image, ImageChops, ImageDraw

from nnviz.figures.palette import GRID, PAGE, TEXT
from tests.browser.likeness import TOLERANCE, difference, kept, side_by_side


def chart(label=(40, 50), grid=True, noise=0):
    """Return a picture of a label between grid lines; `noise` is how many levels each colour is off at most."""
    picture = Image.new("RGB", (200, 120), PAGE.light)
    draw = ImageDraw.Draw(picture)
    for x in range(20, 200, 60) if grid else ():
        draw.line((x, 0, x, 120), GRID.light)
    draw.text(label, "least squares", TEXT.light, font_size=14)
    off = np.random.default_rng(0).integers(-noise, noise + 1, (120, 200, 3))
    return Image.fromarray(np.clip(np.asarray(picture) + off, 0, 255).astype(np.uint8))


@pytest.mark.parametrize("other", [{"label": (43, 50)}, {"label": (40, 53)}, {"grid": False}], ids=str)
def test_a_moved_label_and_a_missing_grid_are_noticed(other):
    assert difference(kept(chart()), chart(**other)).max() > TOLERANCE


@pytest.mark.parametrize("aside", [(0, 0), (1, 0), (-1, 1)], ids=str)
def test_other_rounding_of_colours_and_of_places_is_not(aside):
    assert difference(kept(chart()), ImageChops.offset(chart(noise=9), *aside)).max() < TOLERANCE


def test_the_picture_of_a_difference_marks_where_it_is():
    three = np.asarray(side_by_side(chart(), chart(label=(43, 50))), int)
    rows, columns = np.nonzero((three == (255, 0, 0)).all(axis=-1))
    assert 48 <= rows.min() <= rows.max() < 72
    assert 32 <= columns.min() - 2 * 208 <= columns.max() - 2 * 208 < 144
