"""What the server asks of its machine: connections that send at once, and descriptors enough for its visitors."""

import os
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Any

from starlette.responses import HTMLResponse
from starlette.types import ASGIApp, Receive, Scope, Send
from streamlit.logger import get_logger

from nnviz.ui.beside import end_helpers, start_helpers
from nnviz.ui.memory import set_apart

try:
    import resource
except ImportError:  # Windows, where nothing of this is limited in this way
    resource = None  # type: ignore[assignment]

EACH = 4
"""How many descriptors a visitor takes: the connection, and three of the event loop that Streamlit makes a session."""

SPARE = 64
"""How many are left free for what is brief: files on their way to a browser, uploads, visitors turned away."""

FULL = "Every seat is taken just now: this server has room for no more visitors. Please try again in a minute."
_FULL = HTMLResponse(
    f'<!doctype html><html lang="en"><meta charset="utf-8"><title>Every seat is taken</title><p>{FULL}</p></html>',
    status_code=503,
    headers={"Retry-After": "60", "Cache-Control": "no-store", "Connection": "close"},
)
_OWN = "/dev/fd"  # on Linux and macOS the directory of one's own open descriptors
_log = get_logger(__name__)


@asynccontextmanager
async def lifespan(_app: Any) -> AsyncIterator[None]:
    """Prepare the process when the server starts: it listens by then, and nobody has come yet."""
    send_at_once()
    start_helpers()  # before descriptors are counted: they take some
    if resource:
        visitors = raise_limit()
        _log.info("Descriptors are enough for %s visitors at once.", f"{visitors:,}")
    set_apart()
    yield
    end_helpers()


def send_at_once() -> None:
    """Set TCP_NODELAY where this process listens; what is accepted there has it too.

    uvloop sets it, and asyncio where a socket says that it is TCP, which Streamlit's (1.67) leaves open. Without it,
    what is sent right behind something else waits for the browser's acknowledgement, 40 ms later (Nagle, RFC 896).
    """
    for descriptor in os.listdir(_OWN) if os.path.isdir(_OWN) else ():
        with suppress(OSError), socket.socket(fileno=os.dup(int(descriptor))) as one:
            if one.getsockopt(socket.SOL_SOCKET, socket.SO_ACCEPTCONN):
                one.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)


def raise_limit() -> int:
    """Raise this process's limit of open descriptors as far as it may; return for how many visitors it is enough."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    with suppress(OSError, ValueError):  # macOS has a lower limit of its own than the one it names
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    return max(0, free() // EACH)


def free() -> int:
    """Return how many descriptors visitors may still take."""
    limit, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    return limit - len(os.listdir(_OWN)) - SPARE


class Door:
    """ASGI middleware that turns visitors away with a sentence where the descriptors are too few for one more.

    To run out of them would be worse: no visitor could load a file, and each try to let one in would fail. Where mere
    connections come so far, which open no page, uvloop closes them (asyncio's own loop says so 2,000 times a second).
    """

    def __init__(self, app: ASGIApp) -> None:
        """Stand in front of `app`."""
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer who opens a page, or its connection, where there is no room for them; let all else pass."""
        if not (_enters(scope) and resource and free() < EACH):
            await self.app(scope, receive, send)
        elif scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1013})  # "try again later"
        else:
            await _FULL(scope, receive, send)


def _enters(scope: Scope) -> bool:
    """Return whether a request opens a page or its connection; files are asked for by those who are in already."""
    return scope["type"] == "websocket" or any(
        name == b"accept" and b"text/html" in value for name, value in scope.get("headers", ())
    )
