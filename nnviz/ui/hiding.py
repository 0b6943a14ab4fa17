"""Parts of a page that are hidden for a lesson: they are there and work as they are set, but nobody sees them."""

from collections.abc import Iterable, Mapping
from itertools import chain

import streamlit as st

_BUTTONS = ".nn-board-stage .nn-figure-button"
_INPUT = ":is([aria-label$='as an input'], [aria-label^='Leave the input'])"
_DRAWN = ":is([aria-label='Start from other weights'], [aria-label='Draw other points'])"
GONE = "{ display: none !important; }"
FIGURES = {
    "Inputs": f"{_BUTTONS}{_INPUT}, .nn-board-unit[data-off=true] {GONE}",
    "Layers": f"{_BUTTONS}:not({_INPUT}, {_DRAWN}) {GONE}",
    "New start and points": f"{_BUTTONS}{_DRAWN} {GONE}",
    "Weights by hand": f".nn-board-caption .nn-figure-button, .nn-board-hand {GONE}",
    # The curve keeps its size, unseen, so that it is as it was when it comes back.
    "Loss": ".nn-figures > .nn-plot { visibility: hidden; }"
    " .nn-figures > .nn-board { grid-area: 1 / 1 / -1 / -1 !important; }"
    " .nn-narrow .nn-figures > .nn-plot { margin-bottom: -18rem; }"
    f" .nn-readouts > :is(:nth-child(2), :nth-child(3)) {GONE}",
}
"""Of what stands in the figures: the style that hides it."""
ROOM = "[data-testid=stMain] { --asked: 0rem !important; }"


def hide(titles: Iterable[str], places: Mapping[str, Iterable[str]]) -> None:
    """Hide parts of the page by their titles: parts of the figures, and elements by the keys of their `places`."""
    titles = tuple(titles)
    keys = list(chain.from_iterable(places.get(title, ()) for title in titles))
    styles = [FIGURES[title] for title in titles if title in FIGURES]
    styles += [f".st-key-{key}, .st-key-controls [data-testid=stColumn]:has(.st-key-{key}) {GONE}" for key in keys]
    styles += [ROOM] if "question" in keys else []
    if styles:  # an element beside it, because Streamlit keeps a style that stands alone when it is no longer said
        st.html(f"<style>{' '.join(styles)}</style><i hidden></i>")
