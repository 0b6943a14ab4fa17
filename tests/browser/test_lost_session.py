"""After the server has lost a visitor's session their page lives on, at the same step and with the same settings."""

import pytest

from tests.browser.conftest import visitors
from tests.browser.player import Player, eventually
from tests.browser.server import free_port, healthy, launch
from tests.browser.test_line import move_slider, run_of, shows_line

PAGE = "/line?line_rate=0.1&line_seed=7&line_epochs=500&step=120"
CONNECTED = "document.querySelector('[data-testid=stApp]').dataset.testConnectionState === 'CONNECTED'"
AWAY = "ERR_CONNECTION_REFUSED|ERR_CONNECTION_RESET|ERR_EMPTY_RESPONSE|WebSocket|_stcore"


class Server:
    """A server that can be killed and started again at the same address."""

    def __init__(self, folder):
        self.port, self.log = free_port(), folder / "log.txt"
        self.url = f"http://127.0.0.1:{self.port}"
        self.start()

    def start(self):
        self.process = launch(self.port, self.log)
        eventually(lambda: healthy(self.url), "the server answers", 60)

    def kill(self):
        self.process.kill()
        self.process.wait()
        assert "Traceback" not in self.log.read_text()


def lose(server, *players):
    """Kill the server hard, start it again, and wait until the browsers have come back by themselves."""
    server.kill()
    for player in players:
        player.page.wait_for_function(f"!({CONNECTED})", timeout=30_000)
    server.start()
    for player in players:
        player.page.wait_for_function(CONNECTED, timeout=60_000)


def heading(player, step):
    player.page.get_by_role("heading", name=f"Step {step}:").wait_for()


def settings(player):
    names = ("Learning rate η", "Starting line", "Epochs")
    sliders = [player.page.get_by_role("slider", name=name) for name in names]
    return [slider.get_attribute("aria-valuetext") for slider in sliders]


def opened(come, server):
    """Return a page of the server which may go away, in a tab of its own."""
    page = come(forgive=AWAY)
    page.goto(server.url + PAGE)
    return Player(page).drawn()


@pytest.fixture(scope="module")
def lost(browsers, tmp_path_factory):
    """Return five pages after their server was lost: three never touched, one that had been used, one that plays."""
    server = Server(tmp_path_factory.mktemp("lost"))
    with visitors(browsers) as come:
        players = [opened(come, server) for _ in range(5)]
        used, playing = players[-2:]
        assert settings(used) == ["0.1", "7", "500"]
        move_slider(used, "Starting line", "9", 2)
        used.go(130)
        heading(used, 130)
        playing.page.bring_to_front()  # behind another tab, animations hardly run
        playing.press("Loop")
        playing.page.get_by_label("Speed").select_option("0.25")
        playing.press("Play")
        eventually(lambda: playing.place > 123, "it plays")
        lose(server, *players)
        yield dict(zip(("looking", "stepping", "editing", "used", "playing"), players, strict=True))
    server.kill()


def test_a_run_that_plays_plays_on_and_its_page_follows_where_it_stops(lost):
    player = lost["playing"]
    before = player.place
    eventually(lambda: player.place != before, "it plays on")
    player.press("Pause")
    place = player.place
    assert place not in (120, before)
    heading(player, place)
    player.page.wait_for_url(lambda url: f"step={place}" in url)
    assert (player.place, settings(player)) == (place, ["0.1", "7", "500"])


def test_a_page_never_touched_follows_its_first_touch(lost):
    player = lost["looking"]
    player.page.bring_to_front()
    assert (player.place, settings(player)) == (120, ["0.1", "7", "500"])
    move_slider(player, "Starting line", "8", 1)
    player.page.wait_for_url(lambda url: "line_seed=8" in url and "step=120" in url)
    *_, run = run_of(rate=0.1, seed=8, epochs=500)
    eventually(lambda: player.place == 120 and shows_line(player, run.theta[120]), "the new run at the same step")
    heading(player, 120)
    assert settings(player) == ["0.1", "8", "500"]


def test_a_step_on_as_the_first_touch_is_a_step_on(lost):
    player = lost["stepping"]
    player.page.bring_to_front()
    for step in (121, 122):
        player.press("One step on")
        heading(player, step)
        player.page.wait_for_url(lambda url, step=step: f"step={step}" in url)
        assert player.place == step


def test_a_button_as_the_first_touch_does_what_it_says(lost):
    lost["editing"].page.bring_to_front()
    lost["editing"].page.get_by_role("button", name="Edit points").click()
    lost["editing"].page.get_by_role("dialog").wait_for()


def test_a_page_that_had_been_used_comes_back_to_where_it_was(lost):
    player = lost["used"]
    player.page.bring_to_front()
    player.press("One step back")
    heading(player, 129)
    assert (player.drawn().place, settings(player)) == (129, ["0.1", "9", "500"])
