"""How the server's files are sent: all text compressed, once for all visitors, and kept by browsers while it may be."""

import gzip
import hashlib
import mimetypes
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from threading import Lock

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers
from starlette.responses import FileResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

FOR_GOOD = "public, max-age=31536000, immutable"  # under an address that changes with the content
ASK_AGAIN = "no-cache"  # a browser may keep it, and asks each time whether it has changed
MISSING = "There is no such file. Where the course was updated while this page was open, reload the page."
KINDS = {".js": "text/javascript", ".css": "text/css", ".woff2": "font/woff2"}  # some machines name others
TEXT = ("text/", "application/json", "image/svg+xml")
LEAST = 500  # bytes; what is smaller travels in one packet anyway

_working = Lock()  # of two who come first, one does the work and the other waits for it


@dataclass(frozen=True)
class Content:
    """What is sent under an address: a file, or a text that stands in no file; and how long it may be kept."""

    source: Path | bytes
    kind: str
    keep: str

    @classmethod
    def of(cls, file: Path, keep: str) -> "Content":
        """Return a file's content; its ending tells its kind."""
        kind = KINDS.get(file.suffix) or mimetypes.guess_type(file.name)[0] or "application/octet-stream"
        return cls(file, kind, keep)

    @property
    def text(self) -> bool:
        """Return whether it is text; all else is compressed in itself."""
        return self.kind.startswith(TEXT)

    def answer(self, asked: Headers) -> Response:
        """Return the answer to a request with these headers: 200, a part of it (206), or that nothing is new (304).

        Compressed or not is told apart by the ETag; a part is always one of the content as it is (RFC 9110, 8.8.3, 14).
        """
        mark, small = packed(self)
        if "range" in asked or not takes_gzip(asked.get("accept-encoding", "")):
            small = None
        headers = {"Cache-Control": self.keep, "ETag": f'"{mark}-gzip"' if small else f'"{mark}"'}
        if self.text:
            headers["Vary"] = "Accept-Encoding"
        known = {tag.strip().removeprefix("W/") for tag in asked.get("if-none-match", "").split(",")}
        if known & {headers["ETag"], "*"}:
            return Response(status_code=304, headers=headers)
        if small:
            return Response(small, media_type=self.kind, headers={**headers, "Content-Encoding": "gzip"})
        if isinstance(self.source, bytes):
            return Response(self.source, media_type=self.kind, headers=headers)
        return FileResponse(self.source, media_type=self.kind, headers=headers)


def packed(content: Content) -> tuple[str, bytes | None]:
    """Return what tells a content from others, and the content compressed where it is text that is worth it."""
    with _working:
        return _packed(content)


@cache
def _packed(content: Content) -> tuple[str, bytes | None]:
    whole = content.source if isinstance(content.source, bytes) else content.source.read_bytes()
    small = gzip.compress(whole, mtime=0) if content.text and len(whole) >= LEAST else None
    return hashlib.sha256(whole).hexdigest()[:20], small


def takes_gzip(accepted: str) -> bool:
    """Return whether an Accept-Encoding header asks for gzip: by name or as `*`, and not with a weight of 0."""
    weights = {}
    for one in accepted.lower().replace(" ", "").split(","):
        coding, _, weight = one.partition(";q=")
        weights[coding] = weight.strip("0.") != "" or weight == ""
    return weights.get("gzip", weights.get("*", False))


class Files:
    """A layer of the server that answers for files by their addresses, and passes on all else.

    What lies below one of the `whole` folders of addresses and is no file is not found; Streamlit would send its page.
    """

    def __init__(self, app: ASGIApp, files: Mapping[str, Content], whole: Iterable[str]) -> None:
        """Stand before an app with contents by address, and the folders (each with its last /) that are all there."""
        self.app, self.files, self.whole = app, files, tuple(whole)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, as ASGI has it."""
        content = self.files.get(scope.get("path", "")) if scope["type"] == "http" else None
        if content and scope["method"] in ("GET", "HEAD"):
            answer = await run_in_threadpool(content.answer, Headers(scope=scope))
            await _send(answer, scope, receive, send)
        elif scope["type"] == "http" and not content and scope["path"].startswith(self.whole):
            missing = Response(MISSING, 404, media_type="text/plain", headers={"Cache-Control": "no-store"})
            await _send(missing, scope, receive, send)
        else:
            await self.app(scope, receive, send)


async def _send(answer: Response, scope: Scope, receive: Receive, send: Send) -> None:
    if scope["method"] == "HEAD" and not isinstance(answer, FileResponse):  # which sees to it itself
        answer.body = b""  # its length is in the headers already
    await answer(scope, receive, send)
