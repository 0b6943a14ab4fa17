"""What becomes of visitors of whom the server keeps nothing, and what of Streamlit that rests on."""

import asyncio
import inspect
from types import SimpleNamespace

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.runtime.app_session import AppSession
from streamlit.runtime.memory_session_storage import MemorySessionStorage
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from websockets.asyncio.client import connect

from tests.ui.conftest import run

KEPT = 128
"""How many sessions whose connection has dropped Streamlit keeps: so many may come back to their own."""


def test_streamlit_keeps_as_many_sessions_as_the_test_below_believes():
    assert inspect.signature(MemorySessionStorage).parameters["maxsize"].default == KEPT


def test_what_of_streamlit_the_sessions_rest_on_is_as_it_was():
    assert list(inspect.signature(AppSession.request_rerun).parameters)[1:] == ["client_state"]
    assert list(inspect.signature(AppSession.has_fragment).parameters)[1:] == ["fragment_id"]
    assert isinstance(AppSession.page_script_hash, property)
    assert list(inspect.signature(MemoryUploadedFileManager.add_file).parameters)[1:] == ["session_id", "file"]
    files = MemoryUploadedFileManager("/upload")
    files.add_file("a session", SimpleNamespace(file_id="one", data=b""))
    assert list(files.file_storage["a session"]) == ["one"]


async def answer(socket):
    """Return all messages of a run of the page, as it ends."""
    came = []
    while not came or came[-1].WhichOneof("type") != "script_finished":
        came.append(ForwardMsg.FromString(await asyncio.wait_for(socket.recv(), 60)))
    return came


def asked(query, fragment="", page=""):
    """Return what a browser sends to have the line's page run, or one fragment of it."""
    message = BackMsg()
    state = message.rerun_script
    state.page_name, state.query_string, state.fragment_id, state.page_script_hash = "line", query, fragment, page
    return message.SerializeToString()


def opening(server, session=""):
    """Return the connection of a browser that comes, or that comes back to its session."""
    names = ["streamlit", "-", session] if session else ["streamlit"]
    return connect(server.stream, subprotocols=names, proxy=None, max_size=None)


async def come_and_drop(server, place):
    """Open the page and lose the connection; return the session, the page and the fragment that it showed."""
    async with opening(server) as socket:
        await socket.send(asked(f"step={place}"))
        came = await answer(socket)
    new = next(one.new_session for one in came if one.WhichOneof("type") == "new_session")
    fragment = next(one.delta.fragment_id for one in came if one.delta.fragment_id)
    return new.initialize.session_id, new.page_script_hash, fragment


async def come_back(server, session, page, fragment):
    """Come back and touch a control of the fragment; return the session that there is now, and how its run ended."""
    async with opening(server, session) as socket:
        await socket.send(asked("line_seed=8", fragment, page))
        came = await answer(socket)
    (new,) = (one.new_session for one in came if one.WhichOneof("type") == "new_session")
    return new.initialize.session_id, came[-1].script_finished


def test_who_is_away_with_more_than_are_kept_finds_their_page_alive(serve):
    server = serve()

    async def drop_and_return():
        first = await come_and_drop(server, 0)
        rest = [await come_and_drop(server, place) for place in range(KEPT + 1)]
        return first, rest[-1], await come_back(server, *first), await come_back(server, *rest[-1])

    first, last, lost, kept = run(drop_and_return())
    assert kept == (last[0], ForwardMsg.FINISHED_FRAGMENT_RUN_SUCCESSFULLY), "who came last has their own session"
    assert lost[0] != first[0], "of who went first nothing is kept"
    assert lost[1] == ForwardMsg.FINISHED_SUCCESSFULLY, "and the page has run whole"
    assert "does not exist" not in server.log
