"""What becomes of a visitor whose session the server has lost: it was restarted, or too many others were away."""

from typing import Any

from streamlit.runtime.app_session import AppSession


def revive_lost_sessions() -> None:
    """Let a page run whole where its browser asks for a fragment of it that its session does not have.

    A browser that comes back to a server without its session is given a new one and knows nothing of it: what the
    visitor does next asks for a fragment, of which there is none before the page has run, and Streamlit (1.67) drops
    such a message. The page would look well and be dead. The message has all that the page needs to run: its name, its
    address and what its controls are set to. One that comes late, from a page just left, is dropped as before.
    """
    asked = AppSession.request_rerun

    def request_rerun(session: AppSession, wanted: Any) -> None:
        here = wanted and session.page_script_hash in ("", wanted.page_script_hash)
        if here and wanted.fragment_id and not session.has_fragment(wanted.fragment_id):
            wanted.fragment_id = ""
        asked(session, wanted)

    AppSession.request_rerun = request_rerun  # type: ignore[method-assign, assignment]
