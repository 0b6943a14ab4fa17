"""Every kind of track is on the screen as it was given, in the light and in the dark."""

import base64
import io

import numpy as np
import pytest
from PIL import Image

from nnviz.figures.palette import COLOURS as PALETTE
from nnviz.figures.palette import ERROR
from tests.browser.conftest import visitors
from tests.browser.player import Player, eventually
from tests.browser.stage.scene import BASIS, COLOURS, FIELD, STEPS, STILL, TABLE, TEXTS, WEIGHTS, WORDS

MARKS, CHANGING, STAYING = range(3)
PLACES = (0, 2, 4, 1)


@pytest.fixture(scope="session")
def stage(serve):
    """Return the address of a server that plays the scene of every kind of track."""
    return serve(script="tests/browser/stage/server.py")


@pytest.fixture(scope="module", params=["light", "dark"])
def look(request):
    return request.param


@pytest.fixture(scope="module")
def scene(browsers, stage, look):
    """Return the player of the scene in a look, opened once for all that is read off it."""
    with visitors(browsers) as come:
        page = come(color_scheme=look)
        page.goto(stage)
        yield Player(page).drawn()


def rgb(colour):
    return tuple(bytes.fromhex(colour[1:]))


def painted(player: Player, figure: int):
    """Return the picture that a figure's image holds, (height, width, 3)."""
    source = player.page.evaluate(
        "(i) => document.querySelectorAll('.nn-plot')[i].querySelector('image').href.baseVal", figure
    )
    image = Image.open(io.BytesIO(base64.b64decode(source.partition(",")[2])))
    return np.array(image.convert("RGB"))


def on_screen(player: Player, figure: int):
    """Return the colours at the middles of the 4 × 6 places of a figure as the screen shows them, which is smoothed."""
    plot = player.page.locator(".nn-plot").nth(figure)
    shot = np.array(Image.open(io.BytesIO(plot.screenshot())).convert("RGB"))
    where = """(plot) => { const { xaxis: x, yaxis: y } = plot._fullLayout;
      return [[...Array(6).keys()].map((i) => x._offset + x.d2p(i + 0.5)),
              [...Array(4).keys()].map((j) => y._offset + y.d2p(3.5 - j))]; }"""
    columns, rows = (np.round(places).astype(int) for places in plot.evaluate(where))
    return shot[np.ix_(rows, columns)].astype(int)


def test_a_field_is_painted_in_the_colours_of_its_values(scene, look):
    table = np.array([rgb(getattr(colour, look)) for colour in TABLE])
    for k in PLACES:
        scene.go(k)
        for figure, values in ((CHANGING, table[FIELD[k]]), (STAYING, table[STILL[0]])):
            eventually(lambda f=figure, v=values: np.array_equal(painted(scene, f), v), f"figure {figure} at {k}")
            eventually(lambda f=figure, v=values: np.abs(on_screen(scene, f) - v).max() < 20, "and it is seen")


def test_texts_and_colours_are_those_of_the_step(scene, look):
    texts = scene.page.locator(".nn-plot").first.locator(".textpoint")
    for k in PLACES:
        scene.go(k)
        wanted = [text.replace("<b>", "") for text in TEXTS[k]]  # Plotly reads <b> as bold
        eventually(lambda w=wanted: texts.all_text_contents() == w, f"the texts of place {k}")
        (colour,) = (getattr(colour, look) for colour in PALETTE if colour.light == COLOURS[k])
        assert (
            scene.page.locator(".nn-plot")
            .first.locator("path.point")
            .first.evaluate("(mark) => getComputedStyle(mark).fill")
            == f"rgb{rgb(colour)}"
        )


def test_a_basis_moves_a_line_and_a_trail_follows(scene):
    for k in PLACES:
        scene.go(k)
        wanted = np.column_stack([np.arange(4), WEIGHTS[k] @ BASIS])
        close = 2 * scene.pixel(MARKS)
        eventually(lambda w=wanted, c=close: np.all(np.abs(scene.path(MARKS, 1)[0] - w) < c), f"the line of place {k}")
        assert sum(map(len, scene.path(MARKS, 2))) in ((0, 1) if k == 0 else (k + 1,)), "one point makes no line"


def test_readouts_and_names_are_those_of_the_step(scene, look):
    for k in PLACES:
        scene.go(k)
        assert scene.readouts == [WORDS[k], f"It is {WORDS[k]}"]
        assert scene.page.locator(".nn-step").inner_text() == f"phase {WORDS[k]}"
        assert scene.page.locator(".nn-slider").get_attribute("aria-valuetext") == f"phase {WORDS[k]}"
        scene.page.get_by_text(f"stopped at {STEPS[k]}", exact=True).wait_for()
    first = scene.page.locator(".nn-readouts dd").first
    assert first.evaluate("(text) => getComputedStyle(text).color") == f"rgb{rgb(getattr(ERROR, look))}"
