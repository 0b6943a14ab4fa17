"""A real server, started as a visitor's teacher starts it: how it sends, and what it does with too many visitors."""

import asyncio
import re
import socket
import subprocess
import sys
import time
from contextlib import ExitStack
from pathlib import Path

import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import InvalidStatus

from nnviz.ui.host import FULL
from tests.ui.conftest import run

resource = pytest.importorskip("resource", reason="a system without limits of this kind")
ROOT = Path(__file__).parents[2]

# Serves as `streamlit run` does, connects to itself, and looks at the end of the connection that was accepted.
LOOK = """
import os, socket, sys, threading, time, urllib.request
from app import app
port = int(sys.argv[1])

def look():
    while True:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/_stcore/health"):
                break
        except OSError:
            time.sleep(0.1)
    visitor = socket.create_connection(("127.0.0.1", port))
    visitor.sendall(b"GET /_stcore/health HTTP/1.1\\r\\nHost: localhost\\r\\n\\r\\n")
    visitor.recv(100)
    for descriptor in os.listdir("/dev/fd"):
        try:
            one = socket.socket(fileno=os.dup(int(descriptor)))
            if one.getpeername() == visitor.getsockname():
                print("TCP_NODELAY", one.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY), flush=True)
        except OSError:
            pass
    os._exit(0)

threading.Thread(target=look).start()
app.run(config={"server.port": port, "server.address": "127.0.0.1", "server.headless": True})
"""


def limited(soft, hard):
    """Return what limits the descriptors of a process to come."""
    return lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


async def visit(server, visitors):
    """Let visitors come one after another: return the connections of those let in, and the answers to all others."""
    inside, refused = [], []
    for _ in range(visitors):
        try:
            inside.append(await connect(server.stream, subprotocols=["streamlit"], proxy=None))
        except InvalidStatus as answer:
            refused.append(answer.response.status_code)
    return inside, refused


def test_what_is_sent_to_a_visitor_does_not_wait_for_an_acknowledgement_of_what_was_sent_before():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port = one.getsockname()[1]
    command = [sys.executable, "-c", LOOK, str(port)]
    seen = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=100)
    assert "TCP_NODELAY 1" in seen.stdout, seen.stdout + seen.stderr


def test_as_many_visitors_as_the_log_says_are_let_in_and_one_more_is_turned_away_with_a_sentence(serve):
    async def come_and_go(server):
        (room,) = map(int, re.findall(r"enough for (\d+) visitors", server.log))
        inside, refused = await visit(server, room + 12)
        assert refused in ([403] * 12, [403] * 13)  # a file that is being read may have the place of the last one
        status, page = server.get("/line", "text/html,*/*")
        assert status == 503
        assert FULL in page
        assert server.get("/_stcore/health") == (200, "ok")  # who is inside still gets what they ask for
        await asyncio.gather(*(one.ping() for one in inside))
        await asyncio.gather(*(one.close() for one in inside))

    server = serve(limited(64, 160))  # the soft limit alone would let nobody in
    run(come_and_go(server))
    assert len(server.log.splitlines()) < 20, server.log


def test_connections_without_end_fill_no_log_and_the_server_answers_again_when_they_are_gone(serve):
    server = serve(limited(64, 96))
    with ExitStack() as held:
        for _ in range(120):
            held.enter_context(socket.create_connection(("127.0.0.1", server.port)))
        time.sleep(2.5)
    end = time.monotonic() + 30
    while time.monotonic() < end:
        try:
            assert server.get("/_stcore/health") == (200, "ok")
            break
        except OSError:
            time.sleep(0.2)
    assert len(server.log.splitlines()) < 20, server.log
