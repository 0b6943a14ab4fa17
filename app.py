"""The server: the course in pages/, and the files that the player loads. Start it with `streamlit run app.py`."""

import gzip
from functools import cache
from pathlib import Path

import numpy  # noqa: F401
import pandas  # noqa: F401
import streamlit as st
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import Route

from nnviz.ui.host import Door, lifespan
from nnviz.ui.player import PLAYER, PLOTLY_JS, address
from nnviz.ui.reruns import lighten_reruns
from nnviz.ui.sessions import hold_few_files, revive_lost_sessions

# pandas and the player are imported here and not by the first visitor: two visitors who come at the same
# moment could otherwise meet a module that is only half imported.

FOR_GOOD = {"Cache-Control": "public, max-age=31536000, immutable"}  # the address changes with the content
MISSING = "There is no such file. Where the course was updated while this page was open, reload the page."
FILES = {address(file): file for file in (*PLAYER.iterdir(), PLOTLY_JS)}


@cache
def compressed(file: Path) -> bytes:
    """Return the file's content compressed: once, and not for each of two hundred students."""
    return gzip.compress(file.read_bytes(), 6)


def asset(request: Request) -> Response:
    """Answer with a file of the player; files of two versions of it never mix, so an old address gets none."""
    file = FILES.get(f"/assets/{request.path_params['path']}")
    if file is None:
        return Response(MISSING, status_code=404, media_type="text/plain", headers={"Cache-Control": "no-store"})
    kind = "text/css" if file.suffix == ".css" else "text/javascript"
    if "gzip" not in request.headers.get("accept-encoding", ""):
        return FileResponse(file, media_type=kind, headers=FOR_GOOD)
    headers = {**FOR_GOOD, "Content-Encoding": "gzip", "Vary": "Accept-Encoding"}
    return Response(compressed(file), media_type=kind, headers=headers)


lighten_reruns()
hold_few_files()
revive_lost_sessions()
below = st.get_option("server.baseUrlPath").strip("/")
assets = Route(f"/{below}/assets/{{path:path}}" if below else "/assets/{path:path}", asset)
course = Path(__file__).parent / "pages" / "contents.py"
app = st.App(course, routes=[assets], middleware=[Middleware(Door)], lifespan=lifespan)
