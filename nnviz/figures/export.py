"""A scene as one HTML file, which plays in any browser from a disk: the same player, and all that it needs, inside."""

from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from html import escape
from typing import NamedTuple

from nnviz.figures.assets import PLAYER, PLOTLY_JS, STYLE
from nnviz.figures.bundle import bundled
from nnviz.figures.palette import DATA, GRID, MODEL, PAGE, QUIET, TEXT, mix
from nnviz.figures.text import as_html

ENTRY, LOOK = PLAYER / "file.js", PLAYER / "file.css"
NOTHING_LEAVES = (
    "default-src 'none'; script-src 'unsafe-inline' 'self' file:; style-src 'unsafe-inline'; img-src data: blob:"
)
"""The browser's own promise (Content-Security-Policy) that an exported file asks nobody for anything."""
SPRINGS_BACK = "What is dragged here springs back when it is let go: in the course, a new run goes on from there."


class Asked(NamedTuple):
    """A question about the run: its text, its options, and what is said as its answer, all of them Markdown."""

    text: str
    options: tuple[str, ...]
    answer: str


@dataclass(frozen=True)
class Sheet:
    """What stands around the figures in an exported file.

    `about` and `notes` are sentences of the course (Markdown); `settings` are what the run was made with, each by its
    label and in words, which a stranger may have written. The file opens at `step`, and `link` is the address of the
    page in the course that shows the same.
    """

    title: str
    about: str = ""
    notes: tuple[str, ...] = ()
    settings: Mapping[str, str] | None = None
    question: Asked | None = None
    step: int = 0
    link: str = ""


def as_file(scene: bytes, sheet: Sheet, plotly: str | None = None, back: str | None = None) -> str:
    """Return a packed scene with its sheet as an HTML file that plays by itself.

    plotly.js is inside (1.2 MB), or comes from the relative address `plotly`, which several files may share; `back` is
    the address of the page that leads here.
    """
    library = f"<script>{_plotly()}</script>" if plotly is None else f'<script src="{escape(plotly)}"></script>'
    return f"""{head(sheet.title)}
<main data-step="{sheet.step}">
<header>{f'<a href="{escape(back)}">←</a> ' if back else ""}<h1>{escape(sheet.title)}</h1>
<p>{as_html(sheet.about)}</p><button type="button" class="nn-look"></button></header>
<section class="nn-player" aria-label="Animation"></section>
<footer>{"".join(f"<p>{as_html(note)}</p>" for note in sheet.notes)}
{_question(sheet.question)}
{_settings(sheet)}
<section class="nn-pictures"><h2>A picture of this step, for paper</h2></section>
</footer>
</main>
<script type="text/plain" id="scene">{b64encode(scene).decode()}</script>
{library}
<script type="module">{_player()}</script>
</html>
"""


def size_of(scene: bytes, with_plotly: bool = True) -> int:
    """Return about how many bytes the file of a packed scene has, with plotly.js inside or without."""
    still = _bare() + (len(_plotly()) if with_plotly else 0)
    return still + 4 * len(scene) // 3


@cache
def _bare() -> int:
    return len(as_file(b"", Sheet(""), plotly=""))


def head(title: str) -> str:
    """Return the beginning of an exported file, with the colours and the style that all of them have."""
    return f"""<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="{NOTHING_LEAVES}">
<title>{escape(title)}</title>
<style>{_style()}</style>"""


def _question(asked: Asked | None) -> str:
    if asked is None:
        return ""
    options = "".join(f"<li>{as_html(option)}</li>" for option in asked.options)
    answer = f"<details><summary>The answer</summary><p>{as_html(asked.answer)}</p></details>"
    return f"<section><h2>A question</h2><p>{as_html(asked.text)}</p><ul>{options}</ul>{answer}</section>"


def _settings(sheet: Sheet) -> str:
    told = [(escape(label), escape(value)) for label, value in (sheet.settings or {}).items()]
    rows = "".join(f"<div><dt>{label}</dt><dd>{value}</dd></div>" for label, value in told)
    head = f"<h2>The settings</h2><dl>{rows}</dl>" if rows else ""
    link = f"<p>In the course: <code>{escape(sheet.link)}</code></p>" if sheet.link else ""
    return f"<section>{head}{link}</section>" if head or link else ""


@cache
def _plotly() -> str:
    return _inert(PLOTLY_JS.read_text(encoding="utf-8"))


@cache
def _player() -> str:
    return _inert(bundled(ENTRY))


@cache
def _style() -> str:
    light, dark = (_colours(side) for side in (0, 1))
    looks = (
        f":root {{ {light} }}\n:root[data-look=dark] {{ {dark} }}\n"
        f"@media (prefers-color-scheme: dark) {{ :root:not([data-look]) {{ {dark} }} }}\n"
    )
    return looks + "".join(file.read_text(encoding="utf-8") for file in (STYLE, LOOK))


def _colours(side: int) -> str:
    """Return the player's colours on the light page (0) or the dark one (1), as the style names them."""
    page, text = PAGE[side], TEXT[side]
    named = {"text": text, "pale": QUIET[side], "page": page, "accent": MODEL[side], "border": GRID[side]}
    named["hover"] = mix(page, DATA[side], 0.08)
    return f"color-scheme: {('light', 'dark')[side]}; " + " ".join(f"--nn-{k}: {v};" for k, v in named.items())


def _inert(script: str) -> str:
    """Return a script as it may stand in a page: nothing in it ends its element."""
    return script.replace("</script", r"<\/script").replace("<!--", r"<\!--")
