"""What the server has at which address: Streamlit's own files, the player's, and the page that a visit begins with."""

import re
from collections.abc import Collection
from pathlib import Path

import streamlit as st
from starlette.middleware import Middleware

from nnviz.figures.assets import PLOTLY_JS, STYLE
from nnviz.figures.bundle import bundled
from nnviz.ui.player import ENTRY, address
from nnviz.ui.serving import ASK_AGAIN, FOR_GOOD, Content, Files

STATIC = Path(st.__file__).parent / "static"
WHOLE = ("/static/", "/assets/")  # what is asked for there is a file, or a mistake
_SCRIPTS = STATIC / "static" / "js"
_SOON = ("Html", "purify", "BidiComponent", "serialization", "recordbatch", "_arrayReduce")  # to show head and player
_HASHED = re.compile(r"\.(?=[^.]*[A-Z0-9_-])[\w-]{8}\.\w+$")  # index.DormvYxC.js

# The first: below a deep link, such as /line, Streamlit looks for its server in two places, of which one is wrong; it
# is where its files come from. The second: it loads its font of icons (375 kB) before there is one on the page, and
# a browser does so by itself once there is.
_SCRIPT = """<script>
window.__streamlit = { BACKEND_BASE_URL: new URL("./", location.href).href };
{
  const load = document.fonts.load.bind(document.fonts);
  document.fonts.load = (font, ...text) =>
    font.includes("Material Symbols") ? Promise.resolve([]) : load(font, ...text);
}
</script>"""


def layer(pages: Collection[str], with_player: Collection[str], below: str) -> Middleware:
    """Return the layer of the server that sends its files, `below` a base path; a page without a name is the first."""
    base = f"/{below.strip('/')}".rstrip("/")
    site = {base + where: content for where, content in files(pages, with_player).items()}
    return Middleware(Files, files=site, whole=[base + folder for folder in WHOLE])


def files(pages: Collection[str], with_player: Collection[str]) -> dict[str, Content]:
    """Return what is sent at each address."""
    theirs = {f"/{file.relative_to(STATIC).as_posix()}": file for file in STATIC.rglob("*") if file.is_file()}
    html = theirs.pop("/index.html").read_text()
    plain, playing = (Content(text.encode(), "text/html", ASK_AGAIN) for text in (opening(html), opening(html, True)))
    return {
        **{where: Content.of(file, FOR_GOOD if _HASHED.search(where) else ASK_AGAIN) for where, file in theirs.items()},
        **{address(file): Content.of(file, FOR_GOOD) for file in (STYLE, PLOTLY_JS)},
        address(ENTRY): Content(bundled(ENTRY).encode(), "text/javascript", FOR_GOOD),
        **{f"/{page}": playing if page in with_player else plain for page in pages},
    }


def opening(html: str, player: bool = False) -> str:
    """Return Streamlit's page with what a visit begins with; where a player will be, what that needs is on its way.

    plotly.js is asked for first, because it takes longest; the player behind all that Streamlit needs to begin.
    """
    first, last = _SCRIPT, ""
    if player:
        first += f'<link rel="preload" as="script" href=".{address(PLOTLY_JS)}">'
        last += f'<link rel="preload" as="style" href=".{address(STYLE)}">'
        modules = [
            address(ENTRY),
            *(f"/static/js/{file.name}" for name in _SOON for file in _SCRIPTS.glob(f"{name}.*")),
        ]
        last += "".join(f'<link rel="modulepreload" crossorigin href=".{module}">' for module in modules)
    return html.replace("<head>", f"<head>{first}", 1).replace("</head>", f"{last}</head>", 1)
