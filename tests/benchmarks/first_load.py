"""What a first visit costs: `python tests/benchmarks/first_load.py` starts the app, measures and prints two tables.

Pages: each page of the course in a headless Chromium with an empty cache, at the speed of Chromium's *fast 3G* (180
kB/s down, 84 kB/s up, 562.5 ms until an answer begins): requests, kilobytes, seconds until the page's words are there
and until its figures are drawn, what has jumped meanwhile, and what a second visit costs. Kilobytes are those of all
answers to requests, heads included, as they travel; what the websocket brings has a column of its own.
Files: of one page, what the largest answers are.
"""

import argparse
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlparse

from chromium import chromium
from playwright.sync_api import Browser, CDPSession, Page
from visitor import course, table

ROOT = Path(__file__).parents[2]
FAST_3G = {"downloadThroughput": 180e3, "uploadThroughput": 84.375e3, "latency": 562.5, "offline": False}
ASIDE = {"contents"}  # in pages/, and no page
SHOWN = 16  # files in the table of one page

# Kept in the page: when its words are there, when all its figures are, and how much has jumped, as browsers count it.
WATCH = """(() => {
  const seen = (window.seen = { jumped: 0, jumps: [] });
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) {
      seen.jumped += entry.value;
      seen.jumps.push([Math.round(entry.startTime), +entry.value.toFixed(4),
        ...entry.sources.map(({ node }) => `${node?.nodeName} ${node?.className ?? ""}`)]);
    }
  }).observe({ type: "layout-shift", buffered: true });
  const look = () => {
    const plots = [...document.querySelectorAll(".nn-plot")];
    const words = document.querySelector("h1")?.getBoundingClientRect().height;
    if (words) seen.words ??= performance.now();
    if (plots.length && plots.every((plot) => plot._fullLayout && plot.querySelector(".main-svg")))
      seen.picture ??= performance.now();
    requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
})()"""
QUIET = 2.0  # seconds without an answer, after which a page has all it asks for


class Answer(NamedTuple):
    """What came for one request: its path, its status, and its bytes as they travelled."""

    path: str
    status: int
    sent: int


class Wire:
    """What comes over the wire to a page, until one begins to count anew."""

    def __init__(self, devtools: CDPSession) -> None:
        """Listen to a page's developer tools."""
        self.asked: dict[str, tuple[str, int]] = {}
        self.under_way: set[str] = set()
        self.fresh()
        devtools.on("Network.requestWillBeSent", lambda said: self.under_way.add(said["requestId"]))
        devtools.on("Network.loadingFailed", lambda said: self.under_way.discard(said["requestId"]))
        devtools.on("Network.responseReceived", self.received)
        devtools.on("Network.loadingFinished", self.finished)
        devtools.on("Network.webSocketFrameReceived", self.frame)
        devtools.send("Network.enable")

    def fresh(self) -> None:
        self.answers: list[Answer] = []
        self.frames = 0
        self.last = time.monotonic()

    def received(self, said: dict[str, Any]) -> None:
        answer = said["response"]
        if not answer.get("fromDiskCache") and answer["url"].startswith("http"):
            self.asked[said["requestId"]] = (urlparse(answer["url"]).path, answer["status"])

    def finished(self, said: dict[str, Any]) -> None:
        self.under_way.discard(said["requestId"])
        if asked := self.asked.pop(said["requestId"], None):
            self.last = time.monotonic()
            if said["encodedDataLength"]:  # none: it was kept in memory
                self.answers.append(Answer(*asked, int(said["encodedDataLength"])))

    def frame(self, said: dict[str, Any]) -> None:
        self.last = time.monotonic()
        self.frames += len(said["response"]["payloadData"]) * 3 // 4  # developer tools give them in base 64

    @property
    def sent(self) -> int:
        """Return the bytes of all answers."""
        return sum(answer.sent for answer in self.answers)


def settled(page: Page, wire: Wire, figures: bool) -> dict[str, Any]:
    """Wait until a page is there and asks for nothing more; return what was seen on it."""
    page.wait_for_function("(all) => seen.words && (seen.picture || !all)", arg=figures, timeout=120_000)
    while wire.under_way or time.monotonic() < wire.last + QUIET:
        page.wait_for_timeout(200)
    seen: dict[str, Any] = page.evaluate("seen")
    return seen


@contextmanager
def stranger(browser: Browser, network: dict[str, Any] | None) -> Iterator[tuple[Page, Wire]]:
    """Give the page of a visitor who has never been here, and what comes to it over a network of such a speed."""
    context = browser.new_context(viewport={"width": 1366, "height": 768}, reduced_motion="reduce")
    context.add_init_script(WATCH)
    page = context.new_page()
    devtools = context.new_cdp_session(page)
    wire = Wire(devtools)
    if network:
        devtools.send("Network.emulateNetworkConditions", network)
    yield page, wire
    context.close()


def visit(browser: Browser, base: str, path: str, network: dict[str, Any] | None) -> tuple[list[str], list[Answer]]:
    """Return a page's row, and all that came for its first visit."""
    figures = "player(" in source(path) or "play(" in source(path) or "glance(" in source(path)
    with stranger(browser, network) as (page, wire):
        page.goto(base + path, wait_until="commit", timeout=60_000)
        first = settled(page, wire, figures)
        answers, frames, cold = wire.answers, wire.frames, wire.sent
        wire.fresh()
        page.reload(wait_until="commit")
        again = settled(page, wire, figures)
        seconds = [f"{first[what] / 1e3:.1f}" if what in first else "–" for what in ("words", "picture")]
        row = [path, str(len(answers)), f"{cold / 1e3:,.0f}", f"{frames / 1e3:.0f}", *seconds, f"{first['jumped']:.3f}"]
        row += [str(len(wire.answers)), f"{wire.sent / 1e3:.2f}", f"{again['picture'] / 1e3:.1f}" if figures else "–"]
        return row, answers


def source(path: str) -> str:
    """Return the page's program."""
    return (ROOT / "pages" / f"{path.strip('/') or 'start'}.py").read_text()


def paths() -> list[str]:
    """Return the path of each page of the course."""
    names = sorted(file.stem for file in (ROOT / "pages").glob("*.py") if file.stem not in ASIDE)
    return ["/", *(f"/{name}" for name in names if name != "start")]


def main() -> None:
    """Start the app, measure, print."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--only", help="the path of one page")
    options.add_argument("--fast", action="store_true", help="without slowing the network down")
    asked = options.parse_args()
    network = None if asked.fast else FAST_3G
    chosen = [asked.only] if asked.only else paths()
    with course() as (base, _), chromium() as browser:
        visit(browser, base, chosen[0], None)  # the first visitor of all also waits for what the server does once
        visits = [visit(browser, base, page, network) for page in chosen]
        head = ["first visit", "requests", "kB", "websocket kB", "words s", "figures s", "jumped",
                "again: requests", "kB", "figures s"]  # fmt: skip
        table(head, [row for row, _ in visits])
        answers = sorted(visits[-1][1], key=lambda answer: -answer.sent)
        rest = answers[SHOWN:]
        rows = [[answer.path, str(answer.status), f"{answer.sent / 1e3:.1f}"] for answer in answers[:SHOWN]]
        rows.append([f"{len(rest)} more", "", f"{sum(answer.sent for answer in rest) / 1e3:.1f}"])
        table([f"what came to {chosen[-1]}", "status", "kB"], rows)


if __name__ == "__main__":
    main()
