"""What a session of a visitor may hold, and what becomes of a visitor whose session the server has lost."""

from functools import wraps
from typing import Any

from streamlit.runtime.app_session import AppSession
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.runtime.uploaded_file_manager import UploadedFileRec

MOST_FILES = 2
"""How many loaded files a session holds: the one that a page shows, and the one that comes in its place."""


def hold_few_files() -> None:
    """Let the file of a session that came first go when one too many comes.

    Streamlit (1.67) bounds the size of a file and not how many there are; it takes any, also under names that no page
    gave out, and holds them as long as the session lasts.
    """
    add = MemoryUploadedFileManager.add_file

    @wraps(add)
    def add_file(files: MemoryUploadedFileManager, session_id: str, file: UploadedFileRec) -> None:
        add(files, session_id, file)
        for earlier in list(files.file_storage[session_id])[:-MOST_FILES]:
            files.remove_file(session_id, earlier)

    MemoryUploadedFileManager.add_file = add_file  # type: ignore[method-assign, assignment]


def revive_lost_sessions() -> None:
    """Let a page run whole where its browser asks for a fragment of it that its session does not have.

    A browser that comes back to a server without its session is given a new one and knows nothing of it: what the
    visitor does next asks for a fragment, of which there is none before the page has run, and Streamlit (1.67) drops
    such a message. The page would look well and be dead. The message has all that the page needs to run: its name, its
    address and what its controls are set to. One that comes late, from a page just left, is dropped as before.
    """
    asked = AppSession.request_rerun

    @wraps(asked)
    def request_rerun(session: AppSession, wanted: Any) -> None:
        here = wanted and session.page_script_hash in ("", wanted.page_script_hash)
        if here and wanted.fragment_id and not session.has_fragment(wanted.fragment_id):
            wanted.fragment_id = ""
        asked(session, wanted)

    AppSession.request_rerun = request_rerun  # type: ignore[method-assign, assignment]
