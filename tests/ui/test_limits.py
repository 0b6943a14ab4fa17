"""What a visitor who means no good may ask of the server: files, runs and messages, each within a bound."""

import asyncio
import re
import urllib.request
from pathlib import Path

import pytest
import websockets
from streamlit import config
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import connect

from nnviz.lessons import Choice, Number, all_lessons, from_link
from nnviz.ui.sessions import MOST_FILES
from nnviz.ui.shown import shown
from tests.ui.conftest import run

MEGABYTE = 10**6


def opening(query=""):
    """Return what a browser sends first, to the page whose runs take longest."""
    message = BackMsg()
    message.rerun_script.page_name, message.rerun_script.query_string = "backprop", query
    return message.SerializeToString()


async def heard(socket, kind):
    """Return the next message of a kind."""
    while True:
        message = ForwardMsg()
        message.ParseFromString(await asyncio.wait_for(socket.recv(), 60))
        if message.WhichOneof("type") == kind:
            return message


def put(server, session, name, token):
    """Upload a file of 900 kB under a name."""
    body = (
        b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.csv"\r\nContent-Type: text/csv\r\n\r\n'
        + 9 * MEGABYTE // 10 * b"1"
        + b"\r\n--x--\r\n"
    )
    headers = {
        "Content-Type": "multipart/form-data; boundary=x", "X-Xsrftoken": token, "Cookie": f"_streamlit_xsrf={token}"
    }  # fmt: skip
    address = f"http://127.0.0.1:{server.port}/_stcore/upload_file/{session}/{name}"
    asked = urllib.request.Request(address, body, headers, method="PUT")
    with urllib.request.urlopen(asked, timeout=10) as answer:
        return answer.status


def test_a_session_holds_the_files_that_came_last_and_no_more(serve):
    server = serve()
    with urllib.request.urlopen(f"http://127.0.0.1:{server.port}/_stcore/health", timeout=10) as answer:
        (token,) = re.findall(r"_streamlit_xsrf=([^;]+)", str(answer.headers))

    async def upload():
        async with connect(server.stream, subprotocols=["streamlit"], proxy=None, max_size=None) as socket:
            await socket.send(opening())
            session = (await heard(socket, "new_session")).new_session.initialize.session_id
            await heard(socket, "script_finished")
            for name in range(20):
                assert await asyncio.to_thread(put, server, session, f"invented-{name}", token) == 204
            return server.get("/_stcore/metrics")[1]

    sizes = re.findall(r"cache_memory_bytes\{[^}]*UploadedFileManager[^}]*\} (\d+)", run(upload()))
    assert [int(size) for size in sizes] == [MOST_FILES * 9 * MEGABYTE // 10]


def test_a_visitor_has_one_run_at_a_time_however_many_they_ask_for(serve):
    server = serve()

    def threads():
        return int(re.findall(r"Threads:\s+(\d+)", Path(f"/proc/{server.pid}/status").read_text())[0])

    async def ask():
        async with connect(server.stream, subprotocols=["streamlit"], proxy=None, max_size=None) as socket:
            await socket.send(opening())
            await heard(socket, "script_finished")
            before, most = threads(), 0
            for seed in range(21):
                await socket.send(opening(f"backprop_part=Whole+training&backprop_seed={seed}&backprop_epochs=100"))
                await asyncio.sleep(0.01)
                most = max(most, threads())
            return before, most

    before, most = run(ask())
    assert most <= before + 2


def test_a_message_that_is_too_large_ends_the_connection_and_not_the_server(serve):
    server = serve()

    async def send():
        async with connect(server.stream, subprotocols=["streamlit"], proxy=None, max_size=None) as socket:
            await socket.send(opening("x" * 3 * MEGABYTE))
            await heard(socket, "script_finished")

    with pytest.raises(websockets.ConnectionClosedError, match="1009"):
        run(send())
    assert server.get("/_stcore/health") == (200, "ok")


def largest(lesson, part):
    """Return the settings of a part with every number, and every choice among numbers, at its largest."""
    query = {f"{lesson.prefix}_part": part.title}
    for key, parameter in lesson.parameters.items():
        if isinstance(parameter, Number):
            query[key] = str(parameter.high)
        elif isinstance(parameter, Choice) and not callable(parameter.options) and "rate" not in key:
            numbers = [option for option in parameter.options if isinstance(option, (int, float))]
            query |= {key: parameter.title(max(numbers))} if numbers else {}
    return from_link(part.settings, lesson.prefix, query)


@pytest.mark.parametrize("name", all_lessons())
def test_the_largest_run_of_a_part_fits_into_a_message_with_room_to_spare(name):
    for part in all_lessons()[name].parts:
        assert (
            len(shown(part, largest(all_lessons()[name], part)).scene)
            < MEGABYTE * config.get_option("server.maxMessageSize") / 2
        )
