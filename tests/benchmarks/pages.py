"""How fast the pages are: `python tests/benchmarks/pages.py` starts the app, measures and prints two tables.

Server: CPU and bytes of one change of a control, from the websocket's message to the script's end, where the
result is cached and where it is new; and the time a class of 200 waits when each changes a control every 8 s.
Browser: frames drawn a second while a run plays in headless Chromium, at normal speed and at four times that.
"""

import asyncio
import os
import random
import shutil
import socket
import statistics
import subprocess
import sys
import time
import urllib.request
from pathlib import Path
from typing import Any, NamedTuple

import websockets
from playwright.sync_api import sync_playwright
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState

ROOT = Path(__file__).parents[2]
TICK = os.sysconf("SC_CLK_TCK")
SESSIONS, THINK, SECONDS = 200, 8.0, 30.0


class Case(NamedTuple):
    """A page as it is opened, the slider that is moved on it, and the places it is moved to."""

    name: str
    page: str
    query: str
    slider: str
    places: range


CHANGES = [
    Case("line, 200 steps", "line", "", "Starting line", range(21)),
    Case("line, 1,000 steps", "line", "line_epochs=1000", "Starting line", range(21)),
    Case("descent, surface", "descent", "", "Starting line", range(21)),
    Case("descent, race", "descent", "descent_part=Race", "Starting line", range(21)),
    Case("descent, batches", "descent", "descent_part=Race&descent_race=Batch+sizes", "Starting line", range(21)),
    Case("activation, shapes", "activation", "", "Look at z", range(-40, 41, 4)),
    Case("activation, learning", "activation", "activation_part=Learning+with+each", "Starting neuron", range(21)),
    Case("activation, bend", "activation", "activation_part=Why+bend+at+all", "Starting", range(21)),
    Case("backprop, steps", "backprop", "", "Start", range(21)),
    Case("backprop, 2-4-4-4-1", "backprop", "backprop_a=4&backprop_b=4&backprop_c=4", "Start", range(21)),
    Case("backprop, training", "backprop", "backprop_part=Whole+training", "Start", range(21)),
]
PLAYED = [(case.name, f"/{case.page}?{case.query}") for case in CHANGES if "1,000" not in case.name]
FRAMES = """async (speed) => {
  const select = document.querySelector(".nn-speed");
  select.value = speed;
  select.dispatchEvent(new Event("change"));
  document.querySelector(".nn-first").click();
  await new Promise((done) => setTimeout(done, 400));
  let frames = 0, playing = true;
  const count = () => { frames += 1; if (playing) requestAnimationFrame(count); };
  requestAnimationFrame(count);
  const begun = performance.now();
  document.querySelector(".nn-play").click();
  await new Promise((done) => setTimeout(done, 1800));
  playing = false;
  const seconds = (performance.now() - begun) / 1000;
  document.querySelector(".nn-play").click();
  return frames / seconds;
}"""


class Visitor:
    """One open page, seen from the wire: what a browser would send and remember."""

    def __init__(self, port: int, case: Case) -> None:
        """Take the server's port and the page to open."""
        self.port, self.case = port, case
        self.script = self.fragment = self.slider = ""
        self.known: set[str] = set()

    async def open(self) -> int:
        """Open the page; return the bytes received."""
        self.socket = await websockets.connect(
            f"ws://127.0.0.1:{self.port}/_stcore/stream", subprotocols=["streamlit"], max_size=None, compression=None
        )
        return await self.run()

    async def change(self, place: int) -> tuple[float, int]:
        """Move the slider; return the milliseconds until the script has finished, and the bytes received."""
        state = WidgetState(id=self.slider)
        state.double_array_value.data.append(float(place))
        begun = time.perf_counter()
        received = await self.run(state)
        return 1e3 * (time.perf_counter() - begun), received

    async def run(self, *states: WidgetState) -> int:
        message = BackMsg()
        run = message.rerun_script
        run.query_string, run.page_script_hash, run.fragment_id = self.case.query, self.script, self.fragment
        run.page_name = "" if self.script else self.case.page
        run.widget_states.widgets.extend(states)
        run.cached_message_hashes.extend(self.known)
        await self.socket.send(message.SerializeToString())
        received = 0
        while True:
            raw = await self.socket.recv()
            received += len(raw)
            answer = ForwardMsg()
            answer.ParseFromString(raw)
            if self.read(answer):
                return received

    def read(self, answer: ForwardMsg) -> bool:
        """Remember what the browser would; return whether the script has finished."""
        kind = answer.WhichOneof("type")
        if kind == "delta":
            if answer.metadata.cacheable:
                self.known.add(answer.hash)
            element = answer.delta.new_element
            if element.WhichOneof("type") == "exception":
                raise SystemExit(f"{self.case.name}: {element.exception.type}: {element.exception.message}")
            if element.WhichOneof("type") == "slider" and element.slider.label.startswith(self.case.slider):
                self.slider, self.fragment = element.slider.id, answer.delta.fragment_id
        elif kind == "new_session":
            self.script = answer.new_session.page_script_hash
        return kind == "script_finished" and answer.script_finished != ForwardMsg.FINISHED_EARLY_FOR_RERUN


def cpu_ms(pid: int) -> float:
    """Return the CPU time a process has used so far, in milliseconds."""
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return 1e3 * (int(fields[11]) + int(fields[12])) / TICK


async def one_visitor(port: int, pid: int, case: Case) -> list[str]:
    """Return a row: CPU and kilobytes of a change, new and then cached."""
    visitor = Visitor(port, case)
    await visitor.open()
    row = [case.name]
    for rounds in (1, 3):  # each place once, when its run is new; then again and again
        visits = [place for _ in range(rounds) for place in case.places]
        before = cpu_ms(pid)
        changes = [await visitor.change(place) for place in visits]
        row += [f"{(cpu_ms(pid) - before) / len(visits):.1f}", f"{statistics.mean(b for _, b in changes) / 1e3:.0f}"]
    await visitor.socket.close()
    return row


async def a_class(port: int, case: Case) -> list[str]:
    """Return the median and the 95th percentile, in milliseconds, of what a class of 200 waits for a change."""
    waits: list[float] = []
    end = time.perf_counter() + SECONDS

    async def student() -> None:
        visitor = Visitor(port, case)
        await asyncio.sleep(random.uniform(0, THINK))
        await visitor.open()
        while time.perf_counter() < end:
            await asyncio.sleep(random.expovariate(1 / THINK))
            waits.append((await visitor.change(random.choice(case.places)))[0])
        await visitor.socket.close()

    await asyncio.gather(*(student() for _ in range(SESSIONS)))
    p50, p95 = (statistics.quantiles(waits, n=100)[q - 1] for q in (50, 95))
    return [case.name, str(len(waits)), f"{p50:.0f}", f"{p95:.0f}"]


def frames(base: str) -> list[list[str]]:
    """Return a row for each page: frames a second at normal speed and at four times that."""
    path = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))))
    rows = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-gpu"])
        for name, address in PLAYED:
            page = browser.new_page(viewport={"width": 1366, "height": 768})
            page.goto(base + address)
            page.wait_for_function("document.querySelector('.nn-plot')?._fullLayout", timeout=60_000)
            page.wait_for_timeout(2_000)
            rows.append([name, *(f"{page.evaluate(FRAMES, speed):.0f}" for speed in ("1", "4"))])
            page.close()
        browser.close()
    return rows


def table(head: list[str], rows: list[list[str]]) -> None:
    """Print a table."""
    widths = [max(len(row[i]) for row in [head, *rows]) for i in range(len(head))]
    for row in [head, *rows]:
        print(
            "  ".join(
                cell.ljust(w) if i == 0 else cell.rjust(w) for i, (cell, w) in enumerate(zip(row, widths, strict=True))
            )
        )
    print(flush=True)


def main() -> None:
    """Start the app, measure, print."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command: list[Any] = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.headless=true"]
    server = subprocess.Popen(
        [*command, "--server.address=127.0.0.1", f"--server.port={port}"], cwd=ROOT, stdout=subprocess.DEVNULL
    )
    base = f"http://127.0.0.1:{port}"
    try:
        for _ in range(240):
            try:
                urllib.request.urlopen(f"{base}/_stcore/health", timeout=1)
                break
            except OSError:
                time.sleep(0.25)
        rows = [asyncio.run(one_visitor(port, server.pid, case)) for case in CHANGES]
        table(["one change", "new, CPU ms", "kB", "cached, CPU ms", "kB"], rows)
        table([f"{SESSIONS} visitors", "changes", "p50 ms", "p95 ms"], [asyncio.run(a_class(port, CHANGES[0]))])
        table(["playing", "frames/s at 1×", "at 4×"], frames(base))
    finally:
        server.terminate()
        server.wait(20)


if __name__ == "__main__":
    main()
