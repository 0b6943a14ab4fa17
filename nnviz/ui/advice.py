"""Sentences about a run that lead somewhere: to the step each begins at, and to something to try."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Protocol

import streamlit as st


class Said(Protocol):
    """A sentence in Markdown; the step it begins at, or None; and what to try, with the settings that do it."""

    @property
    def text(self) -> str: ...  # noqa: D102
    @property
    def since(self) -> int | None: ...  # noqa: D102
    @property
    def advice(self) -> str: ...  # noqa: D102
    @property
    def puts(self) -> Mapping[str, Any]: ...  # noqa: D102


def show_sentences(
    key: str, sentences: Iterable[Said], word: str, go: Callable[[int], None], put: Callable[[Mapping[str, Any]], None]
) -> None:
    """Show the sentences, each with its buttons, none offered twice; `word` is what a step is called."""
    offered: list[Mapping[str, Any]] = []
    for i, one in enumerate(sentences):
        st.markdown(one.text)
        with st.container(horizontal=True, gap="small"):
            if one.since is not None:
                st.button(f"Go to {word} {one.since:,}", key=f"{key}_go_{i}", on_click=go, args=(one.since,))
            if one.puts and one.puts not in offered:
                st.button(one.advice, key=f"{key}_try_{i}", on_click=put, args=(one.puts,), icon=":material/science:")
                offered.append(one.puts)
