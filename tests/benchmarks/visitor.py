"""What benchmarks share: a visitor as the server sees one, a server to visit, and a table of what was measured."""

import asyncio
import os
import random
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState
from websockets.asyncio.client import connect

ROOT = Path(__file__).parents[2]
TICK = os.sysconf("SC_CLK_TCK")
KINDS = ("slider", "selectbox", "checkbox", "radio", "button_group")


class Control(NamedTuple):
    """A control that a page has sent: its kind, what was sent of it, and the fragment that it runs."""

    kind: str
    sent: Any
    fragment: str

    def any_value(self, choose: random.Random) -> WidgetState:
        """Return the control set to one of the values that it allows."""
        state, sent = WidgetState(id=self.sent.id), self.sent
        if self.kind == "slider" and len(sent.options):
            state.string_array_value.data.append(choose.choice(sent.options))
        elif self.kind == "slider":
            stops = round((sent.max - sent.min) / sent.step)
            state.double_array_value.data.append(sent.min + sent.step * choose.randint(0, stops))
        elif self.kind == "checkbox":
            state.bool_value = choose.random() < 0.5
        elif self.kind == "button_group":
            state.string_array_value.data.append(choose.choice(sent.options).content)
        else:
            state.string_value = choose.choice(sent.options)
        return state


class Visitor:
    """One open page, seen from the wire: what a browser would send and remember."""

    def __init__(self, address: str, page: str, query: str = "") -> None:
        """Take the server's address (http://host:port/base), the page to open, and its settings."""
        self.address, self.page, self.query = address.rstrip("/"), page, query
        self.script = ""
        self.controls: dict[str, Control] = {}
        self.buttons: dict[str, Control] = {}
        self.set: dict[str, WidgetState] = {}
        self.known: set[str] = set()
        self.exceptions = 0

    async def open(self) -> int:
        """Ask for the page, whose cookies say which server it is of, and run it; return the bytes received."""
        cookies = await asyncio.to_thread(self._cookies)
        self.socket = await connect(
            f"ws{self.address.removeprefix('http')}/_stcore/stream", subprotocols=["streamlit"], max_size=None,
            compression=None, ping_interval=None, open_timeout=60, proxy=None, additional_headers={"Cookie": cookies},
        )  # fmt: skip
        return await self.run()

    def _cookies(self) -> str:
        with urllib.request.urlopen(f"{self.address}/{self.page}", timeout=60) as answer:
            return "; ".join(cookie.partition(";")[0] for cookie in answer.headers.get_all("Set-Cookie", ()))

    async def change(self, state: WidgetState) -> tuple[float, int]:
        """Set a control; return the milliseconds until the script has finished, and the bytes received."""
        begun = time.perf_counter()
        self.set[state.id] = state
        received = await self.run(self.controls[state.id].fragment)
        return 1e3 * (time.perf_counter() - begun), received

    async def press(self, button: Control) -> None:
        """Press a button, and wait until what it runs has ended."""
        self.set[button.sent.id] = WidgetState(id=button.sent.id, trigger_value=True)
        await self.run(button.fragment)

    async def run(self, fragment: str = "") -> int:
        """Run the page, or a fragment of it, to its end."""
        await self.ask(fragment)
        for sent in (self.controls, self.buttons):  # what runs anew sends its controls anew
            for key in [key for key, one in sent.items() if not fragment or one.fragment == fragment]:
                del sent[key]
        received = 0
        while True:
            raw = await self.socket.recv()
            received += len(raw)
            if self.read(raw):
                return received

    async def ask(self, fragment: str = "") -> None:
        """Send what a browser sends when a control was set."""
        message = BackMsg()
        run = message.rerun_script
        run.query_string, run.page_script_hash, run.fragment_id = self.query, self.script, fragment
        run.page_name = "" if self.script else self.page
        run.widget_states.widgets.extend(self.set.values())
        self.set = {key: state for key, state in self.set.items() if not state.trigger_value}
        run.cached_message_hashes.extend(self.known)
        await self.socket.send(message.SerializeToString())

    def read(self, raw: bytes) -> bool:
        """Remember what the browser would; return whether the script has finished."""
        answer = ForwardMsg()
        answer.ParseFromString(raw)
        kind = answer.WhichOneof("type")
        if kind == "delta":
            if answer.metadata.cacheable:
                self.known.add(answer.hash)
            element = answer.delta.new_element
            kind = element.WhichOneof("type")
            self.exceptions += kind == "exception"
            if kind in (*KINDS, "button") and not getattr(element, kind).disabled:
                sent = getattr(element, kind)
                of = self.buttons if kind == "button" else self.controls
                of[sent.id] = Control(kind, sent, answer.delta.fragment_id)
        elif kind == "new_session":
            self.script = answer.new_session.page_script_hash
        return kind == "script_finished" and answer.script_finished != ForwardMsg.FINISHED_EARLY_FOR_RERUN


@contextmanager
def course(*flags: str, app: str = "app.py") -> Iterator[tuple[str, int]]:
    """Start the course, or another `app`, with these flags of `streamlit run`; give its address and its process' id."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command: list[Any] = [sys.executable, "-m", "streamlit", "run", app, "--server.headless=true", *flags]
    server = subprocess.Popen(
        [*command, "--server.address=127.0.0.1", f"--server.port={port}"], cwd=ROOT, stdout=subprocess.DEVNULL
    )
    try:
        for _ in range(240):
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{port}/_stcore/health", timeout=1).close()
                break
            except OSError:
                time.sleep(0.25)
        yield f"http://127.0.0.1:{port}", server.pid
    finally:
        server.terminate()
        server.wait(20)


def listening(address: str) -> int | None:
    """Return the id of the process of this machine that listens at an address, where that can be seen."""
    port = f":{urlsplit(address).port:04X}"
    lines = [line.split() for table in ("tcp", "tcp6") for line in Path("/proc/net", table).read_text().splitlines()]
    inodes = {f"socket:[{line[9]}]" for line in lines if line[1].endswith(port) and line[3] == "0A"}
    for descriptor in Path("/proc").glob("[0-9]*/fd/*"):
        try:
            if os.readlink(descriptor) in inodes:
                return int(descriptor.parts[2])
        except OSError:
            continue
    return None


def family(pid: int) -> Iterator[int]:
    """Yield a process and those that it has started: what is new is computed beside the server."""
    yield pid
    for children in Path("/proc").glob(f"{pid}/task/*/children"):
        for child in children.read_text().split():
            yield from family(int(child))


def cpu_ms(pid: int) -> float:
    """Return the CPU time that a process and those it has started have used so far, in milliseconds."""
    stats = [Path(f"/proc/{one}/stat").read_text().rsplit(")", 1)[1].split() for one in family(pid)]
    return 1e3 * sum(int(fields[11]) + int(fields[12]) for fields in stats) / TICK


def memory_mb(pid: int) -> float:
    """Return the memory that a process and those it has started hold, in MB."""
    pages = [int(Path(f"/proc/{one}/statm").read_text().split()[1]) for one in family(pid)]
    return sum(pages) * os.sysconf("SC_PAGE_SIZE") / 1e6


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Print a table."""
    widths = [max(len(row[i]) for row in [head, *rows]) for i in range(len(head))]
    for row in [head, *rows]:
        print(
            "  ".join(
                cell.ljust(w) if i == 0 else cell.rjust(w) for i, (cell, w) in enumerate(zip(row, widths, strict=True))
            )
        )
    print(flush=True)
