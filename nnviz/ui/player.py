"""The player: one Streamlit component that plays a scene in the browser (assets/player/)."""

import hashlib
import json
from collections.abc import Collection
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from time import monotonic
from typing import Any

import numpy as np
import plotly
import streamlit as st
from numpy.typing import NDArray

from nnviz.figures.animation import Field, Scene, Track, Trail
from nnviz.figures.palette import COLOURS, Colour

ASSETS = Path(__file__).parents[2] / "assets"
PLAYER = ASSETS / "player"
ECHO = 1.0
"""For so many seconds after the URL was written, one that differs is an old one that was still on its way."""
PLOTLY_JS = Path(plotly.__file__).parent / "package_data" / "plotly.min.js"


@cache
def _mark(folder: Path) -> str:
    """Return twelve characters that change with the name or the content of any file in a folder."""
    content = hashlib.sha256()
    for file in sorted(folder.iterdir()):
        content.update(f"{file.name} {file.stat().st_size} ".encode() + file.read_bytes())
    return content.hexdigest()[:12]


def address(file: Path) -> str:
    """Return where the app serves a file of the player; it changes with the content, so browsers may keep it for good.

    A module asks by name alone for those it imports: so the mark is one of the whole folder, and part of the path.
    """
    mark = plotly.__version__ if file == PLOTLY_JS else _mark(file.parent)
    return f"/assets/{mark}/{file.parent.name}/{file.name}"


def _loader() -> str:
    """Return the component's own script: short, because Streamlit sends it along with every run of a page.

    The address of the player is built from the page's base, which is where Streamlit's own files come from.
    """
    return f"""
const base = document.querySelector('script[src*="/static/js/"]').src.split("/static/js/")[0];
export default async function (component) {{
  const player = await import(base + "{address(PLAYER / "streamlit.js")}");
  return player.default({{ ...component, plotly: base + "{address(PLOTLY_JS)}" }});
}}
"""


_component = st.components.v2.component("nnviz_player", js=_loader(), isolate_styles=False)


@dataclass
class _Cue:
    """Where the timeline was last set from outside (`take` counts how often), and where it stands now.

    `told` is what the player said last, and `written` when the URL was last made to follow it.
    """

    take: int = 0
    step: int = 0
    at: int = -1
    told: Any = None
    written: float = -ECHO

    def follow(self, stop: Any, url: int) -> None:
        """Go where the visitor stopped or, if they did not move, where a changed URL says.

        A browser sends its URL along with every message. One that is busy sends an old one, also after the player
        has moved on, and that must not throw the visitor back.
        """
        if isinstance(stop, dict) and stop.get("take") == self.take and stop != self.told:
            self.told, self.at = stop, _step(stop.get("step"))
        elif url != self.at and monotonic() - self.written > ECHO:
            self.take, self.step, self.at = self.take + 1, url, url


@dataclass(frozen=True)
class Choice:
    """A control, by its key, that a click on a point of a figure sets to that point's `customdata`, if allowed."""

    key: str
    allowed: Collection[str]


def player(scene: bytes, *, key: str, param: str = "step", choice: Choice | tuple[Choice, ...] = ()) -> int:
    """Show a packed scene and return the step at which the visitor stopped; the URL's `param` follows it.

    The first step shown is the URL's. A later change of the URL that does not come from the player (a link,
    the browser's history) sets the timeline anew. What the URL holds may be anything; what is no step is 0.
    """
    cue: _Cue = st.session_state.setdefault(f"{key}_cue", _Cue())
    url = _step(st.query_params.get(param))
    cue.follow(getattr(st.session_state.get(key), "stop", None), url)
    front = _part({"take": cue.take, "step": cue.step, "param": param})
    _component(
        data=front + scene,
        key=key,
        on_stop_change=lambda: None,
        on_picked_change=lambda: _choose(st.session_state[key].picked, choice),
    )
    if cue.at != url:
        st.query_params[param] = str(cue.at)
        cue.written = monotonic()
    return cue.at


def _choose(picked: Any, choices: Choice | tuple[Choice, ...]) -> None:
    for choice in (choices,) if isinstance(choices, Choice) else choices:
        if isinstance(picked, str) and picked in choice.allowed:
            st.session_state[choice.key] = picked


def _step(value: Any) -> int:
    """Return the step that a stranger's text or a browser's message names, or 0."""
    text = str(value)
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


class _Packer:
    """Collects arrays one behind the other, each on a multiple of eight bytes, and says where each one lies."""

    def __init__(self) -> None:
        self.chunks: list[bytes] = []
        self.size = 0

    def add(self, values: NDArray[Any]) -> dict[str, Any]:
        """Return the description of `values` that goes into the header; strings become places in a word list."""
        if values.dtype.kind in "UO":
            words, places = np.unique(values.astype(str), return_inverse=True)
            least = np.uint16 if len(words) <= 65_536 else np.uint32
            return {**self.add(places.reshape(values.shape).astype(least)), "words": words.tolist()}
        data: NDArray[Any] = np.ascontiguousarray(values, dtype=_small(values))
        raw = data.tobytes()
        at = self.size
        self.chunks.append(raw + bytes(-len(raw) % 8))
        self.size += len(self.chunks[-1])
        return {"type": f"{data.dtype.kind}{data.dtype.itemsize}", "shape": data.shape, "at": at}


def _small(values: NDArray[Any]) -> type:
    """Return the type to send: single precision draws as well as double, but ends at 10³⁸."""
    if values.dtype.kind == "f":
        return np.float64 if np.nanmax(np.abs(values), initial=0) > 1e30 else np.float32
    return np.int32 if values.dtype.kind == "i" else values.dtype.type


def pack(scene: Scene) -> bytes:
    """Return a scene as one `bytes` value: a JSON header with its length in front, and raw arrays."""
    packer = _Packer()
    header = {
        "steps": packer.add(scene.steps),
        "names": packer.add(scene.names),
        "seconds": scene.seconds,
        "autoplay": scene.autoplay,
        "grid": scene.grid,
        "columns": scene.columns,
        "figures": [
            {
                "name": animation.name,
                "least": animation.least,
                "focus": None if animation.focus is None else packer.add(animation.focus),
                "figure": animation.figure.to_dict(),
                "tracks": [_track(track, packer) for track in animation.tracks],
            }
            for animation in scene.animations
        ],
        "readouts": [
            {"label": r.label, "values": packer.add(r.values), "colour": r.colour and r.colour[:2], "wide": r.wide}
            for r in scene.readouts
        ],
        "twins": {colour.light: colour.dark for colour in COLOURS},
    }
    arrays = b"".join(packer.chunks)
    header["id"] = hashlib.sha256(_json(header) + arrays).hexdigest()[:16]
    front = _part(header)
    return front + bytes(-len(front) % 8) + arrays


def _track(track: Track | Trail | Field, packer: _Packer) -> dict[str, Any]:
    if isinstance(track, Trail):
        return {"kind": "trail", "trace": track.trace, "count": packer.add(track.count)}
    if isinstance(track, Field):
        return {
            "kind": "field",
            "image": track.image,
            "values": packer.add(track.values),
            "table": packer.add(_shades(track.table)),
        }
    return {
        "kind": "track",
        "trace": track.trace,
        "attribute": track.attribute,
        "values": packer.add(track.values),
        **({} if track.basis is None else {"basis": packer.add(track.basis)}),
    }


def _shades(table: tuple[Colour, ...]) -> NDArray[np.uint8]:
    """Return a colour table as (2, n, 3) bytes: red, green and blue on the light page and on the dark one."""
    return np.array([[list(bytes.fromhex(colour[look][1:])) for colour in table] for look in (0, 1)], dtype=np.uint8)


def _json(value: Any) -> bytes:
    return json.dumps(value, allow_nan=False, separators=(",", ":"), ensure_ascii=False).encode()


def _part(value: Any) -> bytes:
    text = _json(value)
    return len(text).to_bytes(4, "little") + text
