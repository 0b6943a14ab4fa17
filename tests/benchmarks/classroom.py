"""How many seats a server has: `python tests/benchmarks/classroom.py` starts the app, fills it, and prints a table.

Every part of every lesson is visited by the same number of people. Each opens their page, all at once, and sets one of
its controls to any value it allows about every eight seconds: what a class does that does not listen. A change is timed
from the message to the end of the run that it starts; what a browser then draws is not in these times.

  --seats 200 500                        a row for each number
  --url http://127.0.0.1:8080            a server that runs already; --pid 11 12: its processes, for their CPU
  --asking 2                             visitors besides who ask for what takes seconds, the timing of this server and
                                         the grid of networks, and every few seconds for another
  --greedy 1                             visitors besides who ask for the longest runs, and for the next before it comes
  --soak 60                              for an hour visitors leave after ten changes, and new ones come: a row a minute

The driver needs CPU too: its share is the last column, and no number of a machine that is full means anything else.
"""

import argparse
import asyncio
import os
import random
import statistics
import sys
import time
from collections import Counter
from contextlib import suppress
from itertools import cycle, islice
from pathlib import Path
from urllib.parse import urlencode

from websockets.exceptions import WebSocketException

sys.path.insert(0, str(Path(__file__).parents[2]))
from visitor import Visitor, course, cpu_ms, memory_mb, table

from nnviz.lessons import Choice, Number, all_lessons
from nnviz.ui.host import raise_limit

THINK, AGAIN, PATIENCE, LEAVE, SEEDS = 8.0, 5.0, 60.0, 10, 20
FAILURES = (OSError, WebSocketException, TimeoutError)


def visits(with_job: bool = False) -> list[tuple[str, str]]:
    """Return every part of every lesson, or those with a job: its page, and the settings that open it."""
    return [
        (page, urlencode({f"{lesson.prefix}_part": part.title}) if len(lesson.parts) > 1 else "")
        for page, lesson in all_lessons().items()
        for part in lesson.parts
        if part.job or not with_job
    ]


def spread(seats: int) -> list[tuple[str, str]]:
    """Return which part each of so many visitors opens."""
    return list(islice(cycle(visits()), seats))


def longest(page: str, query: str) -> str:
    """Return the settings of a part with every number, and every choice among numbers, at its highest."""
    most = {}
    for key, parameter in all_lessons()[page].parameters.items():
        if isinstance(parameter, Number):
            most[key] = parameter.high
        elif isinstance(parameter, Choice) and not callable(parameter.options):
            numbers = [option for option in parameter.options if isinstance(option, (int, float))]
            if numbers and "rate" not in key:  # a high rate may end a run early
                most[key] = parameter.title(max(numbers))
    return "&".join(filter(None, (query, urlencode(most))))


class Class:
    """Visitors of one server, and what they waited for: first pages and changes in ms, and what failed."""

    def __init__(self, address: str, seats: int, seed: int) -> None:
        """Seat nobody yet."""
        self.address, self.seats, self.choose = address, seats, random.Random(seed)
        self.first: list[float] = []
        self.waits: list[float] = []
        self.failed: Counter[str] = Counter()
        self.came = 0

    async def enter(self, page: str, query: str) -> Visitor | None:
        """Let a visitor open their page."""
        visitor = Visitor(self.address, page, query)
        begun = time.perf_counter()
        self.came += 1
        try:
            await asyncio.wait_for(visitor.open(), PATIENCE)
        except FAILURES as error:
            self.failed[f"opening: {type(error).__name__}"] += 1
            return None
        self.first.append(1e3 * (time.perf_counter() - begun))
        return visitor

    async def stay(self, visitor: Visitor, end: float, most: float = float("inf")) -> None:
        """Let a visitor change controls until the end, or this often, and leave."""
        await asyncio.sleep(self.choose.uniform(0, THINK))
        changes = 0
        while time.perf_counter() < end and changes < most:
            control = self.choose.choice(list(visitor.controls.values()))
            try:
                wait, _ = await asyncio.wait_for(visitor.change(control.any_value(self.choose)), PATIENCE)
            except FAILURES as error:
                self.failed[f"changing: {type(error).__name__}"] += 1
                return
            self.waits.append(wait)
            changes += 1
            await asyncio.sleep(min(self.choose.expovariate(1 / THINK), max(0, end - time.perf_counter())))
        self.failed["exceptions"] += visitor.exceptions
        await visitor.socket.close()

    async def take(self, page: str, query: str, end: float) -> None:
        """Keep a seat taken: whoever leaves it is followed by another."""
        while time.perf_counter() < end:
            if visitor := await self.enter(page, query):
                await self.stay(visitor, end, LEAVE)


async def be_greedy(address: str, page: str, query: str, end: float) -> None:
    """Open a part with its longest runs, and ask for another twenty times a second without waiting for one."""
    visitor, choose = Visitor(address, page, longest(page, query)), random.Random(0)
    with suppress(*FAILURES):
        await visitor.open()
        starts = [one for one in visitor.controls.values() if one.kind == "slider" and one.sent.max == SEEDS]

        async def hear() -> None:
            async for raw in visitor.socket:
                visitor.read(raw)

        hearing = asyncio.create_task(hear())
        while starts and time.perf_counter() < end:
            state = starts[0].any_value(choose)
            visitor.set[state.id] = state
            await visitor.ask(starts[0].fragment)
            await asyncio.sleep(0.05)
        hearing.cancel()
        await visitor.socket.close()


async def ask_for_much(address: str, page: str, query: str, choose: random.Random, end: float) -> None:
    """Open a part with a job, ask for it, and every few seconds for another one."""
    visitor = Visitor(address, page, query)
    with suppress(*FAILURES):
        await visitor.open()
        while time.perf_counter() < end:
            for button in [one for one in visitor.buttons.values() if one.sent.id.endswith("_ask")]:
                await visitor.press(button)
            await asyncio.sleep(min(AGAIN, max(0, end - time.perf_counter())))
            await visitor.change(choose.choice(list(visitor.controls.values())).any_value(choose))
        await visitor.socket.close()


async def fill(address: str, pids: list[int], seats: int, options: argparse.Namespace) -> list[str]:
    """Return a row of the table for this many seats."""
    room = Class(address, seats, options.seed)
    inside = [one for one in await asyncio.gather(*(room.enter(*place) for place in spread(seats))) if one]
    await asyncio.sleep(1)
    begun, used, own = time.perf_counter(), sum(map(cpu_ms, pids)), time.process_time()
    end = begun + options.seconds
    greedy = [be_greedy(address, *place, end) for place in reversed(spread(options.greedy + 1)[1:])]
    asking = [
        ask_for_much(address, *place, room.choose, end)
        for place in islice(cycle(visits(with_job=True)), options.asking)
    ]
    await asyncio.gather(*(room.stay(visitor, end) for visitor in inside), *greedy, *asking)
    took = time.perf_counter() - begun
    cpu, driver = sum(map(cpu_ms, pids)) - used, time.process_time() - own
    failed = ", ".join(f"{count} {what}" for what, count in room.failed.items() if count) or "0"
    return [
        str(seats), *quantiles(room.first), str(len(room.waits)), f"{len(room.waits) / took:.1f}",
        *quantiles(room.waits), failed,
        f"{cpu / took / 1e3:.2f}", f"{cpu / max(1, len(room.waits)):.1f}", f"{driver / took:.2f}",
    ]  # fmt: skip


HEAD = (
    "seats", "first p50 ms", "p95", "changes", "a second", "p50 ms", "p95", "failed", "server cores", "CPU ms each",
    "driver cores",
)  # fmt: skip


def quantiles(times: list[float]) -> list[str]:
    """Return the median and the 95th percentile in whole milliseconds."""
    if len(times) < 2:
        return ["–", "–"]
    return [f"{statistics.quantiles(times, n=100)[q - 1]:.0f}" for q in (50, 95)]


async def soak(address: str, pids: list[int], seats: int, options: argparse.Namespace) -> None:
    """Print a row a minute while visitors come and go."""
    room = Class(address, seats, options.seed)
    end = time.perf_counter() + 60 * options.soak
    taken = [asyncio.create_task(room.take(*place, end)) for place in spread(seats)]
    print("minute  visitors so far  changes  p95 ms  failed  memory MB", flush=True)
    for minute in range(1, int(options.soak) + 1):
        await asyncio.sleep(60)
        waits, room.waits = room.waits, []
        memory = " ".join(f"{memory_mb(pid):.0f}" for pid in pids)
        failed = sum(room.failed.values())
        print(f"{minute:6} {room.came:16} {len(waits):8} {quantiles(waits)[1]:>7} {failed:7}  {memory}", flush=True)
    await asyncio.gather(*taken)


def main() -> None:
    """Take the options, start the app where no server is given, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seats", type=int, nargs="+", default=[200])
    parser.add_argument("--url", help="the address of a running server or proxy, with its base path")
    parser.add_argument("--pid", type=int, nargs="+", default=[], help="the processes of that server")
    parser.add_argument("--seconds", type=float, default=40)
    parser.add_argument("--asking", type=int, default=0)
    parser.add_argument("--greedy", type=int, default=0)
    parser.add_argument("--soak", type=float, default=0, help="minutes")
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    raise_limit()
    if options.url:
        measure(options.url, options.pid, options)
    else:
        with course() as (address, pid):
            measure(address, [pid], options)


def measure(address: str, pids: list[int], options: argparse.Namespace) -> None:
    """Print what was asked for, and how busy the machine was with other things."""
    print("load of the machine before:", *(f"{load:.1f}" for load in os.getloadavg()), flush=True)
    if options.soak:
        asyncio.run(soak(address, pids, options.seats[0], options))
    else:
        table(HEAD, [asyncio.run(fill(address, pids, seats, options)) for seats in options.seats])


if __name__ == "__main__":
    main()
