"""The transport does what it says, by mouse and by keys, and the server hears of it when it stops."""

import time

import pytest

from nnviz.figures.assets import PLOTLY_JS
from nnviz.ui.player import address
from tests.browser.conftest import visitors
from tests.browser.player import Player, eventually

LAST = 200


@pytest.fixture(scope="module")
def sent():
    """Return when the line's page has sent something to the server."""
    return []


@pytest.fixture(scope="module")
def opened(browsers, app, sent):
    """Return the line's page, opened once for all tests that do no more than play."""
    with visitors(browsers) as come:
        page = come()
        page.on("websocket", lambda socket: socket.on("framesent", lambda frame: sent.append(time.monotonic())))
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


def test_keys_pressed_in_a_control_belong_to_that_control(player):
    slider = player.page.get_by_role("slider", name="Starting line")
    slider.focus()
    slider.press("ArrowRight")
    assert slider.get_attribute("aria-valuetext") == "1"
    assert player.place == 0
    slider.press("ArrowLeft")


def test_everything_can_be_done_by_keyboard_alone(player):
    player.page.locator("h1").click()  # from above the player on
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


def test_while_it_plays_nothing_is_asked_of_the_server(player, sent):
    player.page.get_by_label("Speed").select_option("4")
    player.press("Play")
    eventually(lambda: player.place > 5, "it moves")
    before = len(sent)
    eventually(lambda: player.place > 100, "it plays on")
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
