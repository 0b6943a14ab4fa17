"""How fast the pages are: `python tests/benchmarks/pages.py` starts the app, measures and prints two tables.

Server: CPU and bytes of one change of a control, from the websocket's message to the script's end, where the
result is cached and where it is new, beside a page that has one slider and nothing else; and the time a class of
200 waits when each changes a control every 8 s.
Browser: frames drawn a second while a run plays in headless Chromium, at normal speed and at four times that.
"""

import asyncio
import random
import statistics
import time
from typing import NamedTuple

from chromium import chromium
from streamlit.proto.WidgetStates_pb2 import WidgetState
from visitor import Visitor, course, cpu_ms, table

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
    Case("networks, curve", "networks", "networks_part=On+a+curve", "Start", range(21)),
    Case("networks, plane", "networks", "networks_part=On+the+plane", "Start", range(21)),
    Case("backprop, steps", "backprop", "", "Start", range(21)),
    Case("backprop, 2-4-4-4-1", "backprop", "backprop_a=4&backprop_b=4&backprop_c=4", "Start", range(21)),
    Case("backprop, training", "backprop", "backprop_part=Whole+training", "Start", range(21)),
    Case("simple, noise", "simple", "simple_part=Fitting+noise", "Other points", range(21)),
    Case("simple, 20 layers", "simple", "simple_part=Vanishing+and+exploding", "Start", range(21)),
    Case("simple, 100 layers", "simple", "simple_part=Vanishing+and+exploding&simple_depth=100", "Start", range(21)),
    Case("gpus, cells", "gpus", "", "Other numbers", range(21)),
]
EMPTY, NOTHING = "tests/benchmarks/empty.py", Case("a slider alone", "", "", "Nothing", range(21))
PLAYED = [(case.name, f"/{case.page}?{case.query}") for case in CHANGES if "1,000" not in case.name]
PLAYED += [("networks, 100 layers", "/networks?networks_shape=100+layers")]
LARGEST = "playground_layers=8-8-8-8-8-8&playground_inputs=x1-x2-x1_squared-x2_squared-x1_x2-sin_x1-sin_x2"
PLAYED += [("playground", "/playground"), ("playground, the largest", f"/playground?{LARGEST}")]
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


class Change(NamedTuple):
    """A visitor of a case, and the slider that they move."""

    visitor: Visitor
    slider: str

    async def to(self, place: int) -> tuple[float, int]:
        """Move the slider; return the milliseconds until the script has finished, and the bytes received."""
        state = WidgetState(id=self.slider)
        state.double_array_value.data.append(float(place))
        return await self.visitor.change(state)


async def opened(address: str, case: Case) -> Change:
    """Open the page of a case, and find its slider."""
    visitor = Visitor(address, case.page, case.query)
    await visitor.open()
    (slider,) = (
        key for key, one in visitor.controls.items() if one.kind == "slider" and one.sent.label.startswith(case.slider)
    )
    return Change(visitor, slider)


async def one_visitor(address: str, pid: int, case: Case) -> list[str]:
    """Return a row: CPU and kilobytes of a change, new and then cached."""
    change, row = await opened(address, case), [case.name]
    for rounds in (1, 3):  # each place once, when its run is new; then again and again
        visits = [place for _ in range(rounds) for place in case.places]
        before = cpu_ms(pid)
        changes = [await change.to(place) for place in visits]
        row += [f"{(cpu_ms(pid) - before) / len(visits):.1f}", f"{statistics.mean(b for _, b in changes) / 1e3:.0f}"]
    await change.visitor.socket.close()
    return row


async def a_class(address: str, case: Case) -> list[str]:
    """Return the median and the 95th percentile, in milliseconds, of what a class of 200 waits for a change."""
    waits: list[float] = []
    end = time.perf_counter() + SECONDS

    async def student() -> None:
        await asyncio.sleep(random.uniform(0, THINK))
        change = await opened(address, case)
        while time.perf_counter() < end:
            await asyncio.sleep(random.expovariate(1 / THINK))
            waits.append((await change.to(random.choice(case.places)))[0])
        await change.visitor.socket.close()

    await asyncio.gather(*(student() for _ in range(SESSIONS)))
    p50, p95 = (statistics.quantiles(waits, n=100)[q - 1] for q in (50, 95))
    return [case.name, str(len(waits)), f"{p50:.0f}", f"{p95:.0f}"]


def frames(base: str) -> list[list[str]]:
    """Return a row for each page: frames a second at normal speed and at four times that."""
    rows = []
    with chromium() as browser:
        for name, address in PLAYED:
            page = browser.new_page(viewport={"width": 1366, "height": 768})
            page.goto(base + address)
            page.wait_for_function("document.querySelector('.nn-plot')?._fullLayout", timeout=60_000)
            page.wait_for_timeout(2_000)
            rows.append([name, *(f"{page.evaluate(FRAMES, speed):.0f}" for speed in ("1", "4"))])
            page.close()
    return rows


def main() -> None:
    """Start the app, measure, print."""
    with course(app=EMPTY) as (address, pid):
        floor = asyncio.run(one_visitor(address, pid, NOTHING))
    with course() as (address, pid):
        rows = [floor, *(asyncio.run(one_visitor(address, pid, case)) for case in CHANGES)]
        table(["one change", "new, CPU ms", "kB", "cached, CPU ms", "kB"], rows)
        table([f"{SESSIONS} visitors", "changes", "p50 ms", "p95 ms"], [asyncio.run(a_class(address, CHANGES[0]))])
        table(["playing", "frames/s at 1×", "at 4×"], frames(address))


if __name__ == "__main__":
    main()
