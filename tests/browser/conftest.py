"""A real server and a real Chromium for the tests of what is on the screen.

`open_page("/?step=3")` gives the page with its player drawn; whatever goes wrong in the browser meanwhile
(an exception, an error in the console, a request that leaves this machine) fails the test.
"""

import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager, suppress
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Dialog,
    Page,
    Request,
    Route,
    WebSocket,
    sync_playwright,
)
from playwright.sync_api import TimeoutError as PlaywrightTimeout

from nnviz.ui.player import PLAYER, PLOTLY_JS

ROOT = Path(__file__).parents[2]
DESKTOP = {"viewport": {"width": 1366, "height": 768}, "color_scheme": "light"}
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-sync",
    "--disable-background-networking",
    "--disable-component-update",
]
DRAWN = """() => document.querySelector("[data-testid=stApp]")?.dataset.testScriptState === "notRunning"
  && document.querySelector(".nn-player") && [...document.querySelectorAll(".nn-player")].every((player) =>
    player.querySelector(".nn-plot, .nn-board-unit")
    && [...player.querySelectorAll(".nn-plot")].every((plot) => plot._fullLayout))"""

MODULES = "http://127.0.0.1/player/"
KINDS = {".js": "text/javascript", ".css": "text/css"}

# What is drawn for one trace, in the units of the figure's own axes: the corners of its path, and its markers.
TRACE = """([figure, trace]) => {
  const plot = document.querySelectorAll(".nn-plot")[figure];
  const { uid, xaxis, yaxis } = plot._fullData[trace];
  const axis = (name) => plot._fullLayout[name.replace(/^(.)/, "$1axis")];
  const data = ([x, y]) => [axis(xaxis).p2d(+x), axis(yaxis).p2d(+y)];
  const group = plot.querySelector(`.scatterlayer .trace${uid}`);
  const all = (selector) => [...(group?.querySelectorAll(selector) ?? [])];
  const numbers = (text) => text.split(",").map(Number);
  return {
    path: all("path.js-line").flatMap((path) => (path.getAttribute("d") ?? "").split("M").slice(1))
      .map((part) => part.split("L").map((corner) => data(numbers(corner)))),
    marks: all("path.point").map((mark) => data(numbers(mark.getAttribute("transform").match(/[(](.*)[)]/)[1]))),
    colour: getComputedStyle(all("path.js-line")[0] ?? all("path.point")[0] ?? plot).getPropertyValue(
      all("path.js-line").length ? "stroke" : "fill"),
  };
}"""


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def eventually(condition: Callable[[], Any], what: str, seconds: float = 30) -> Any:
    """Return the condition's value once it is true; a browser needs a moment."""
    end = time.monotonic() + seconds
    while not (value := condition()):
        assert time.monotonic() < end, f"not within {seconds} s: {what}"
        time.sleep(0.03)
    return value


class Player:
    """A page with a player on it, and what can be read off the screen."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def path(self, figure: int, trace: int) -> list[np.ndarray]:
        """Return the drawn pieces of a line, each (n, 2), in the units of the figure's axes."""
        return [np.array(piece) for piece in self._trace(figure, trace)["path"]]

    def marks(self, figure: int, trace: int) -> np.ndarray:
        """Return where a trace's markers are drawn, (n, 2), in the units of the figure's axes."""
        return np.array(self._trace(figure, trace)["marks"])

    def colour(self, figure: int, trace: int) -> str:
        """Return a trace's colour as the browser computes it: rgb(r, g, b)."""
        return str(self._trace(figure, trace)["colour"])

    def _trace(self, figure: int, trace: int) -> dict[str, Any]:
        drawn: dict[str, Any] = self.page.evaluate(TRACE, [figure, trace])
        return drawn

    def pixel(self, figure: int) -> np.ndarray:
        """Return how much one pixel of a figure is in the units of its axes, (x, y)."""
        return np.array(
            self.page.evaluate(
                """(figure) => { const { xaxis, yaxis } = document.querySelectorAll(".nn-plot")[figure]._fullLayout;
                return [xaxis, yaxis].map((a) => Math.abs(a.p2d(1) - a.p2d(0))); }""",
                figure,
            )
        )

    @property
    def readouts(self) -> list[str]:
        """Return the values beside the figures."""
        return self.page.locator(".nn-readouts dd").all_inner_texts()

    @property
    def place(self) -> int:
        """Return the place on the timeline that the slider shows."""
        return int(self.page.locator(".nn-slider").input_value())

    def press(self, name: str) -> None:
        """Click a button of the transport by its name."""
        self.page.get_by_role("group", name="Playback").get_by_role("button", name=name, exact=True).click()

    def go(self, place: int) -> None:
        """Move the slider to a place on the timeline."""
        self.page.locator(".nn-slider").fill(str(place))

    def turn_to(self, title: str) -> None:
        """Choose a page in the navigation, out of its section where it is in one."""
        for section in self.page.get_by_test_id("stTopNavSection").all():
            section.click()
            menu = self.page.get_by_role("menu")
            menu.wait_for()
            if (item := menu.get_by_role("menuitem", name=title)).count():
                item.click()
                break
            self.page.keyboard.press("Escape")
            menu.wait_for(state="detached")
        self.page.get_by_role("heading", level=1, name=title).wait_for()
        self.drawn()

    def predict(self, option: str) -> None:
        """Choose a prediction; the answer is not given for that."""
        self.page.locator(".st-key-question input").click()
        self.page.get_by_role("option", name=option).click()
        self.page.get_by_role("listbox").wait_for(state="detached")
        self.drawn()

    def write_into_cell(self, x: int, y: int, text: str) -> None:
        """Write into the cell of the table on the page that lies this many pixels from its corner."""
        table, cell = self.page.get_by_test_id("stDataFrame"), self.page.locator(".gdg-input")

        def written() -> bool:
            with suppress(PlaywrightTimeout):  # a table that is still being laid out, or is laid out anew, loses it
                table.locator("canvas").first.click(position={"x": x, "y": y}, force=True)
                self.page.keyboard.press("Enter")
                cell.fill(text, timeout=2000)
                cell.press("Enter", timeout=2000)
                return True
            return False

        self.drawn()
        eventually(written, "the cell is written")
        cell.wait_for(state="detached")
        self.page.wait_for_timeout(500)  # the table hands an edit on after a moment

    def fits_a_phone(self) -> bool:
        """Return whether nothing is wider than a phone's screen, and no figure too small to be read on it."""
        wide = "[document.documentElement, document.querySelector('[data-testid=stMain]')].map(e => e.scrollWidth)"
        boxes = [plot.bounding_box() for plot in self.page.locator(".nn-plot, .nn-board, .nn-space").all()]
        whole = all(0 <= box["x"] <= box["x"] + box["width"] <= 390 and box["height"] >= 200 for box in boxes if box)
        return bool(boxes) and whole and max(self.page.evaluate(wide)) <= 390

    def drawn(self) -> "Player":
        """Wait until the page has run and every figure is drawn."""
        self.page.wait_for_function(DRAWN, timeout=60_000)
        return self


def launch(port: int, log: Path, *flags: str, script: str = "app.py") -> subprocess.Popen[bytes]:
    """Start a server on a port; what it says goes to the log."""
    command = [sys.executable, "-m", "streamlit", "run", script, f"--server.port={port}", "--server.headless=true",
               "--server.address=127.0.0.1", "--browser.gatherUsageStats=false", *flags]  # fmt: skip
    with log.open("wb") as out:
        return subprocess.Popen(command, cwd=ROOT, stdout=out, stderr=subprocess.STDOUT)


@pytest.fixture(scope="session")
def serve(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[..., str]]:
    """Return a function that starts a server of its own with more flags, and gives its address."""
    servers: list[tuple[subprocess.Popen[bytes], Path]] = []

    def start(*flags: str, script: str = "app.py", path: str = "", wait: bool = True) -> str:
        port = free_port()
        log = tmp_path_factory.mktemp("server") / "log.txt"
        server = launch(port, log, *flags, script=script)
        servers.append((server, log))
        url = f"http://127.0.0.1:{port}{path}"
        if wait:
            eventually(lambda: healthy(url) or server.poll() is not None, "the server answers", 60)
            assert server.poll() is None, log.read_text()
        return url

    yield start
    for server, _ in servers:
        server.terminate()
    for server, _ in servers:
        try:
            server.wait(10)
        except subprocess.TimeoutExpired:
            server.kill()
    for _, log in servers:
        assert "Traceback" not in log.read_text(), log.read_text()


def healthy(url: str) -> bool:
    """Return whether a server answers that it is well."""
    try:
        with urllib.request.urlopen(f"{url}/_stcore/health", timeout=5) as answer:
            return bool(answer.read() == b"ok")
    except OSError:
        return False


@pytest.fixture(scope="session")
def app(serve: Callable[..., str]) -> str:
    """Return the address of the app, started once for all tests."""
    return serve()


class Browsers(NamedTuple):
    """The machine's Chromium: one whose tabs keep what they loaded, as a visitor's own does, and one that forgets."""

    keeping: BrowserContext
    idle: list[Page]
    fresh: Browser


@pytest.fixture(scope="session")
def browsers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browsers]:
    """Start the machine's own Chromium; without one, skip, but not where the tests have to prove something."""
    path = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if path is None:
        sentence = "The browser tests need a Chromium: install it, for instance with `apt-get install chromium`."
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(sentence)
    with sync_playwright() as playwright:
        profile = tmp_path_factory.mktemp("profile")
        keeping = playwright.chromium.launch_persistent_context(profile, executable_path=path, args=FLAGS, **DESKTOP)
        keeping.add_init_script("localStorage.clear(); sessionStorage.clear()")
        fresh = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield Browsers(keeping, [], fresh)
        keeping.close()
        fresh.close()


@contextmanager
def new_page(browsers: Browsers, alone: bool = False, **settings: Any) -> Iterator[Page]:
    """Give an empty page. A tab is used again where it can be: what it loaded before then need not be read again."""
    if alone or settings.keys() - {"viewport", "color_scheme", "reduced_motion"}:
        with closing(browsers.fresh.new_context(**{**DESKTOP, **settings})) as context:
            yield context.new_page()
        return
    page = browsers.idle.pop() if browsers.idle else browsers.keeping.new_page()
    look = {"reduced_motion": "no-preference", **DESKTOP, **settings}
    page.bring_to_front()  # behind another tab, animations hardly run
    page.set_viewport_size(look.pop("viewport"))
    page.emulate_media(**look)
    yield page
    page.unroute_all()
    page.goto("about:blank")
    browsers.idle.append(page)


@contextmanager
def visitors(browsers: Browsers) -> Iterator[Callable[..., Page]]:
    """Give a function that gives a fresh visitor's empty page; `forgive` matches errors that a test provokes."""
    wrong: list[str] = []
    with ExitStack() as at_last:

        def come(forgive: str = "", **settings: Any) -> Page:
            page = at_last.enter_context(new_page(browsers, **settings))
            for event, hear in listeners(lambda what: (forgive and re.search(forgive, what)) or wrong.append(what)):
                page.on(event, hear)
                at_last.callback(page.remove_listener, event, hear)
            return page

        yield come
    assert not wrong, "\n".join(wrong)


def listeners(note: Callable[[str], Any]) -> list[tuple[Any, Callable[[Any], Any]]]:
    """Return what hears of anything that goes wrong on a page, and notes it."""

    def leaves(asked: Request | WebSocket) -> None:
        if not re.match(r"(https?|wss?)://127\.0\.0\.1[:/]|data:|blob:|about:", asked.url):
            note(f"a request left this machine: {asked.url}")

    def console(said: ConsoleMessage) -> None:
        # Below a deep link, such as /line, Streamlit's own script first looks for its server in the wrong place.
        if said.type == "error" and not re.search(r"/\w+/_stcore/", said.location["url"]):
            note(f"console: {said.text} {said.location}")

    def dialog(opened: Dialog) -> None:
        note(f"a dialog opened: {opened.message}")
        opened.dismiss()

    def fails(error: Exception) -> None:
        note(f"exception: {error}")

    return [("request", leaves), ("websocket", leaves), ("console", console), ("dialog", dialog), ("pageerror", fails)]


@pytest.fixture
def visitor(browsers: Browsers) -> Iterator[Callable[..., Page]]:
    """Return a function that gives a fresh visitor's empty page; what goes wrong there fails the test."""
    with visitors(browsers) as come:
        yield come


@pytest.fixture
def page(visitor: Callable[..., Page]) -> Page:
    """Return the empty page of a visitor with a projector's screen."""
    return visitor()


@pytest.fixture
def open_page(app: str, request: pytest.FixtureRequest) -> Callable[..., Player]:
    """Return a function that opens a path of the app and waits until its player has drawn.

    `on` is the visitor's page (else that of the `page` fixture), `at` another server's address.
    """

    def go(path: str = "/", on: Page | None = None, at: str = app) -> Player:
        page = on or request.getfixturevalue("page")
        page.goto(at + path)
        return Player(page).drawn()

    return go


@pytest.fixture(scope="module")
def modules(browsers: Browsers) -> Iterator[Page]:
    """Return an empty page from which the player's modules can be imported, and that has plotly.js."""

    def give(route: Route) -> None:
        name = route.request.url.removeprefix(MODULES)
        file = PLOTLY_JS if name == PLOTLY_JS.name else PLAYER / name
        if name:
            route.fulfill(body=file.read_bytes(), content_type=KINDS[file.suffix])
        else:
            route.fulfill(body="<!doctype html><title>modules</title>", content_type="text/html")

    with visitors(browsers) as come:
        page = come(alone=True)
        page.route(f"{MODULES}**", give)
        page.goto(MODULES)
        yield page
