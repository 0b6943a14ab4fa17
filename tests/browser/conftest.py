"""A real server and a real Chromium for the tests of what is on the screen.

`open_page("/?step=3")` gives the page with its player drawn; whatever goes wrong in the browser meanwhile
(an exception, an error in the console, a request that leaves this machine) fails the test.
"""

import os
import re
import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager, nullcontext
from pathlib import Path
from typing import Any, NamedTuple

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

from nnviz.ui.player import PLAYER, PLOTLY_JS
from tests.browser.looks import DESKTOP, touched
from tests.browser.player import FOLLOWED, Player, eventually
from tests.browser.server import free_port, healthy, launch

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-sync",
    "--disable-background-networking",
    "--disable-component-update",
]
MODULES = "http://127.0.0.1/player/"
KINDS = {".js": "text/javascript", ".css": "text/css"}


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
        said = log.read_text()
        assert "Traceback" not in said, said
        assert "Session State API" not in said, "a control that a drop sets warns in the log"


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
    if alone:
        with closing(browsers.fresh.new_context(**{**DESKTOP, **settings})) as context:
            yield context.new_page()
        return
    page = browsers.idle.pop() if browsers.idle else browsers.keeping.new_page()
    look = {"reduced_motion": "no-preference", **DESKTOP, **settings}
    page.bring_to_front()  # behind another tab, animations hardly run
    page.set_viewport_size(look.pop("viewport"))
    touch, mobile = look.pop("has_touch", False), look.pop("is_mobile", False)
    page.emulate_media(**look)
    with touched(page, mobile) if touch else nullcontext():
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

            def note(what: str) -> None:
                if not (forgive and re.search(forgive, what)):
                    wrong.append(f"{what} (on {page.url})")

            for event, hear in listeners(note):
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
def kept(browsers: Browsers) -> Iterator[Page]:
    """Return the tab of a visitor who stays for all the tests of a file."""
    with visitors(browsers) as come:
        yield come()


@pytest.fixture
def lead(app: str, kept: Page) -> Callable[[str], Player]:
    """Return a function that leads one tab, kept over a file, to a path of the app: what is there is drawn anew.

    For tests that ask for a page and not for a new visitor: going there costs a third of loading it.
    """

    def go(path: str) -> Player:
        kept.bring_to_front()
        kept.mouse.move(0, 0)
        kept.set_viewport_size(DESKTOP["viewport"])
        kept.emulate_media(color_scheme="light", reduced_motion="no-preference")
        if kept.url == "about:blank":
            kept.goto(app + path)
        else:
            kept.evaluate(FOLLOWED, "/glossary")  # a page without a player: nothing of the last one stays
            kept.wait_for_function("!document.querySelector('.nn-player')")
            kept.evaluate(FOLLOWED, path)
        return Player(kept).drawn()

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
