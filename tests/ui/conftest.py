"""A real server, started as `streamlit run` starts it, for the tests of what it allows."""

import asyncio
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from typing import Any, NamedTuple

import pytest

ROOT = Path(__file__).parents[2]


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def run(coroutine: Coroutine[Any, Any, Any]) -> Any:
    """Return what a coroutine returns, run in a thread of its own: after tests in the browser this one has a loop."""
    with ThreadPoolExecutor(1) as apart:
        return apart.submit(asyncio.run, coroutine).result()


class Server(NamedTuple):
    """A server that runs, with the file that its log goes to."""

    port: int
    pid: int
    written: Path

    @property
    def log(self) -> str:
        """What the server has logged so far."""
        return self.written.read_text()

    @property
    def stream(self) -> str:
        """The address of a page's websocket."""
        return f"ws://127.0.0.1:{self.port}/_stcore/stream"

    def get(self, path: str, accept: str = "*/*") -> tuple[int, str]:
        """Return status and body of an answer."""
        asked = urllib.request.Request(f"http://127.0.0.1:{self.port}{path}", headers={"Accept": accept})
        try:
            with urllib.request.urlopen(asked, timeout=10) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as refused:
            with refused:
                return refused.code, refused.read().decode()


@pytest.fixture
def serve(tmp_path: Path) -> Iterator[Callable[..., Server]]:
    """Return a function that starts the course; `prepare` is done in its process before."""
    with ExitStack() as running:

        def start(prepare: Callable[[], None] | None = None) -> Server:
            port, written = free_port(), tmp_path / "log"
            command = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.headless=true"]
            log = running.enter_context(written.open("w"))
            process = subprocess.Popen(
                [*command, "--server.address=127.0.0.1", f"--server.port={port}"],
                cwd=ROOT, stdout=log, stderr=log, preexec_fn=prepare,
            )  # fmt: skip
            running.callback(process.wait, 20)
            running.callback(process.terminate)
            server, end = Server(port, process.pid, written), time.monotonic() + 60
            while True:
                try:
                    assert server.get("/_stcore/health")[0] == 200
                    return server
                except OSError:
                    assert time.monotonic() < end, server.log
                    time.sleep(0.1)

        yield start
