"""The player: every kind of track is on the screen as it was given, and the transport does what it says."""

import base64
import io
import time

import numpy as np
import pytest
from PIL import Image

from nnviz.figures.assets import PLOTLY_JS
from nnviz.figures.palette import COLOURS as PALETTE
from nnviz.figures.palette import ERROR
from nnviz.ui.player import address
from tests.browser.conftest import visitors
from tests.browser.player import Player, eventually
from tests.browser.stage.scene import BASIS, COLOURS, FIELD, STEPS, STILL, TABLE, TEXTS, WEIGHTS, WORDS

MARKS, CHANGING, STAYING = range(3)
LAST = 200
PLACES = (0, 2, 4, 1)


@pytest.fixture(scope="session")
def stage(serve):
    """Return the address of a server that plays the scene of every kind of track."""
    return serve(script="tests/browser/stage/server.py")


@pytest.fixture(params=["light", "dark"])
def look(request):
    return request.param


@pytest.fixture
def scene(open_page, visitor, stage, look):
    return open_page(on=visitor(color_scheme=look), at=stage)


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


# ---- the transport ----


@pytest.fixture(scope="module")
def opened(browsers, app):
    """Return the line's page, opened once for all tests that do no more than play."""
    with visitors(browsers) as come:
        page = come()
        page.goto(f"{app}/line")
        yield Player(page).drawn()


@pytest.fixture
def player(opened):
    """Return the page at its first step, at rest, at normal speed and without a loop."""
    opened.page.bring_to_front()
    opened.press("First step")
    opened.page.get_by_label("Speed").select_option("1")
    loop = opened.page.get_by_role("button", name="Loop")
    if loop.get_attribute("aria-pressed") == "true":
        loop.click()
    opened.page.get_by_role("heading", name="Step 0:").wait_for()
    return opened


def test_it_plays_to_the_last_step_and_rests_there(player):
    player.go(170)
    player.press("Play")
    eventually(lambda: 170 < player.place < LAST, "it moves")
    eventually(lambda: player.place == LAST, "it arrives", 20)
    player.page.get_by_role("button", name="Play", exact=True).wait_for()
    player.page.get_by_role("heading", name=f"Step {LAST}:").wait_for()


def test_play_at_the_last_step_starts_from_the_first(player):
    player.press("Last step")
    player.press("Play")
    eventually(lambda: 0 < player.place < 100, "it starts again")


def test_pause_stops_where_it_is_and_the_page_shows_that_step(player):
    player.press("Play")
    eventually(lambda: player.place > 3, "it moves")
    player.press("Pause")
    place = player.place
    player.page.get_by_role("heading", name=f"Step {place}:").wait_for()
    assert player.place == place < LAST


def test_buttons_go_one_step_and_to_both_ends(player):
    ways = [("One step back", 0), ("One step on", 1), ("One step on", 2), ("One step back", 1), ("Last step", LAST)]
    for way, place in [*ways, ("One step on", LAST), ("One step back", LAST - 1), ("First step", 0)]:
        player.press(way)
        assert player.place == place, way


def test_keys_work_from_anywhere_on_the_page(player):
    player.page.locator("h1").click()
    for key, place in [("ArrowRight", 1), ("ArrowRight", 2), ("ArrowLeft", 1), ("End", LAST), ("Home", 0)]:
        player.page.keyboard.press(key)
        assert player.place == place, key
    player.page.keyboard.press(" ")
    eventually(lambda: player.place > 2, "space plays")
    player.page.keyboard.press(" ")
    place = player.place
    player.page.wait_for_timeout(300)
    assert player.place == place, "space pauses"


def test_keys_pressed_in_a_control_belong_to_that_control(open_page):
    player = open_page("/line")
    slider = player.page.get_by_role("slider", name="Starting line")
    slider.focus()
    slider.press("ArrowRight")
    assert slider.get_attribute("aria-valuetext") == "1"
    assert player.place == 0


def test_everything_can_be_done_by_keyboard_alone(open_page):
    player = open_page("/line")
    keyboard = player.page.keyboard
    focused = "document.activeElement.ariaLabel"
    reached = []
    for _ in range(60):
        keyboard.press("Tab")
        reached.append(player.page.evaluate(focused))
        if reached[-1] == "One step on":
            keyboard.press("Enter")
            assert player.place == 1
        if reached[-1] == "Step":
            keyboard.press("PageUp")
            assert player.place > 1
        if reached[-1] == "Play":
            outline = "getComputedStyle(document.activeElement).outlineStyle"
            assert player.page.evaluate(outline) != "none", "one sees where one is"
        if reached[-1] == "Loop":
            keyboard.press("Enter")
            break
    wanted = ["First step", "One step back", "Play", "One step on", "Last step", "Step", "Speed", "Loop"]
    assert [name for name in reached if name in wanted] == wanted
    assert player.page.get_by_role("button", name="Loop").get_attribute("aria-pressed") == "true"


def test_speed_multiplies_the_eight_seconds_of_a_run(open_page, visitor):
    player = open_page("/line", on=visitor(alone=True))
    player.page.clock.install(time=0)
    player.page.clock.pause_at(60_000)  # from here on, time passes in this browser only when it is told to
    for speed in (0.5, 1, 4):
        player.press("First step")
        player.page.get_by_label("Speed").select_option(f"{speed:g}")
        player.press("Play")
        player.page.clock.run_for(100)
        begun = player.place
        player.page.clock.run_for(1_000)
        assert player.place - begun == pytest.approx(speed * LAST / 8, abs=1 + speed)
        player.press("Pause")


def test_in_a_loop_it_begins_again(player):
    player.press("Loop")
    player.page.get_by_label("Speed").select_option("4")
    player.go(190)
    player.press("Play")
    eventually(lambda: 0 < player.place < 100, "it went round")
    player.press("Loop")
    eventually(lambda: player.place == LAST, "and without loop it ends", 20)


def test_a_click_on_the_slider_goes_there(player):
    box = player.page.locator(".nn-slider").bounding_box()
    player.page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    assert player.place == pytest.approx(LAST / 2, abs=2)


def test_while_it_plays_nothing_is_asked_of_the_server(visitor, open_page):
    page = visitor()
    sent = []
    page.on("websocket", lambda socket: socket.on("framesent", lambda frame: sent.append(time.monotonic())))
    player = open_page("/line", on=page)
    player.press("Play")
    eventually(lambda: player.place > 5, "it moves")
    before = len(sent)
    eventually(lambda: player.place > 50, "it plays on")
    assert len(sent) == before
    player.press("Pause")
    eventually(lambda: player.readouts and len(sent) > before, "when it stops, the page is told")


def test_each_control_and_figure_has_a_name(player):
    nameless = """() => [...document.querySelectorAll(".nn-player :is(button, input, select), .nn-plot")]
      .filter((e) => !e.ariaLabel).map((e) => e.outerHTML.slice(0, 80))"""
    assert player.page.evaluate(nameless) == []


def test_the_server_gives_the_player_s_files_and_no_others(app, browsers):
    asks = browsers.fresh.new_context().request
    assert asks.get(f"{app}{address(PLOTLY_JS)}").headers["content-type"].startswith("text/javascript")
    for name in ("secrets.toml", "..%2fapp.py", "%2e%2e/app.py", "cars.csv"):
        answer = asks.get(f"{app}/assets/{name}")
        assert answer.status >= 400 or "<title>Streamlit</title>" in answer.text()
