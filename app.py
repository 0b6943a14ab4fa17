"""The server: the course in pages/, and the files that the player loads. Start it with `streamlit run app.py`."""

import gzip
from functools import cache
from pathlib import Path

import numpy  # noqa: F401
import pandas  # noqa: F401
import streamlit as st
from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import Route

from nnviz.ui.player import ASSETS, PLOTLY_JS

# pandas and the player are imported here and not by the first visitor: two visitors who come at the same
# moment could otherwise meet a module that is only half imported.

FOR_GOOD = {"Cache-Control": "public, max-age=31536000, immutable"}  # the address changes with the content
FILES = {file.name: file for file in (ASSETS / "player.js", ASSETS / "player.css", PLOTLY_JS)}


@cache
def compressed(file: Path) -> bytes:
    """Return the file's content compressed: once, and not for each of two hundred students."""
    return gzip.compress(file.read_bytes(), 6)


def asset(request: Request) -> Response:
    """Answer with a file of the player."""
    file = FILES.get(request.path_params["name"])
    if file is None:
        return Response("There is no such file.", status_code=404, media_type="text/plain")
    kind = "text/css" if file.suffix == ".css" else "text/javascript"
    if "gzip" not in request.headers.get("accept-encoding", ""):
        return FileResponse(file, media_type=kind, headers=FOR_GOOD)
    headers = {**FOR_GOOD, "Content-Encoding": "gzip", "Vary": "Accept-Encoding"}
    return Response(compressed(file), media_type=kind, headers=headers)


base = st.get_option("server.baseUrlPath").strip("/")
app = st.App(
    Path(__file__).parent / "pages" / "contents.py",
    routes=[Route(f"/{base}/assets/{{name}}" if base else "/assets/{name}", asset)],
)
