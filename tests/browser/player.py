"""What can be read off a page with a player on it, and done there; and how one waits for it."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from itertools import count
from typing import Any

import numpy as np
from playwright.sync_api import Page, WebSocketRoute
from playwright.sync_api import TimeoutError as PlaywrightTimeout

# Streamlit says that it has run a moment before a player is handed what to play: so the page has to be still for three
# frames. `asked` tells one time of asking from the next.
DRAWN = """(asked) => {
  const players = [...document.querySelectorAll(".nn-player")];
  const still = document.querySelector("[data-testid=stApp]")?.dataset.testScriptState === "notRunning"
    && players.length && players.every((player) => player.ariaBusy !== "true"
      && player.querySelector(".nn-plot, .nn-board-unit")
      && [...player.querySelectorAll(".nn-plot")].every((plot) => plot._fullLayout));
  const { drawn } = window;
  window.drawn = { asked, frames: still ? (drawn?.asked === asked ? drawn.frames : 0) + 1 : 0 };
  return window.drawn.frames > 2;
}"""
ASKED = count()

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

ORDER = """(figure) => {
  const plot = document.querySelectorAll(".nn-plot")[figure];
  const number = ({ classList }) => plot._fullData.findIndex(({ uid }) => classList.contains(`trace${uid}`));
  return [...plot.querySelectorAll(".scatterlayer")].map((layer) => [...layer.children].map(number));
}"""
EDGES = """(selector) => { const { top, bottom } = document.querySelector(selector).getBoundingClientRect();
  return [top, bottom]; }"""
# Follows another address of the course, as the browser's Back does.
LEAVE = """(address) => {
  History.prototype.pushState.call(history, {}, "", address);
  dispatchEvent(new PopStateEvent("popstate"));
}"""
# The same, resolved once Streamlit runs the page of the new address. A browser that is kept busy may hear at once that
# a run has begun and that it has ended, and shows neither: then a while later.
FOLLOWED = """(address) => new Promise((runs) => {
  const app = document.querySelector("[data-testid=stApp]");
  const observer = new MutationObserver(() => app.dataset.testScriptState === "notRunning" || go());
  const go = () => {
    observer.disconnect();
    clearTimeout(later);
    runs();
  };
  const later = setTimeout(go, 8000);
  observer.observe(app, { attributes: true });
  (LEAVE)(address);
})""".replace("LEAVE", LEAVE)


def eventually(condition: Callable[[], Any], what: str, seconds: float = 30) -> Any:
    """Return the condition's value once it is true; a browser needs a moment."""
    end = time.monotonic() + seconds
    while not (value := condition()):
        assert time.monotonic() < end, f"not within {seconds} s: {what}"
        time.sleep(0.03)
    return value


def edges(page: Page, selector: str) -> list[float]:
    """Return where an element begins and ends on the screen, from its top."""
    ends: list[float] = page.evaluate(EDGES, selector)
    return ends


class Line:
    """The line between a page that is not open yet and its server, so that what goes over it can be held back."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.held: dict[str, list[partial[None]] | None] = {"questions": None, "answers": None}
        page.route_web_socket("**/_stcore/stream", self._between)

    def _between(self, browser: WebSocketRoute) -> None:
        server = browser.connect_to_server()
        browser.on_message(partial(self._pass_on, "questions", server))
        server.on_message(partial(self._pass_on, "answers", browser))

    def _pass_on(self, what: str, to: WebSocketRoute, message: str | bytes) -> None:
        held = self.held[what]
        if held is None:
            to.send(message)
        else:
            held.append(partial(to.send, message))

    @contextmanager
    def slow(self, what: str) -> Iterator[None]:
        """Hold back the page's questions, or the server's answers, until the end."""
        held = self.held[what] = []
        yield
        self.held[what] = None
        for send in held:
            send()

    def wait_for(self, text: bytes, what: str) -> None:
        """Wait until a message with this text is among those that are held back."""
        while not any(text in bytes(send.args[0]) for send in self.held[what] or ()):
            self.page.wait_for_timeout(30)  # what goes over the line is only heard while the page is asked something


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

    def layers(self, figure: int) -> list[list[int]]:
        """Return the numbers of the traces on each pair of a figure's axes, from the lowest to the one on top."""
        numbers: list[list[int]] = self.page.evaluate(ORDER, figure)
        return numbers

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

    def follow(self, address: str) -> "Player":
        """Go to another address of the course as the browser's Back does: nothing is loaded again."""
        self.page.evaluate(FOLLOWED, address)
        return self.drawn()

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
        self.page.wait_for_function(DRAWN, arg=next(ASKED), timeout=60_000)
        return self
