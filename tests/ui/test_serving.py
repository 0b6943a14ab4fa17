"""How the server's files are sent: what a browser's headers ask for, and what it may keep."""

import gzip
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from typing import NamedTuple
from urllib.parse import unquote

import pytest
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from app import PAGES, names
from nnviz.figures.assets import PLOTLY_JS
from nnviz.lessons import all_lessons
from nnviz.ui import serving
from nnviz.ui.player import ENTRY, address
from nnviz.ui.site import STATIC, files, layer
from tests.ui.conftest import run

KINDS = {
    ".js": "text/javascript", ".css": "text/css", ".json": "application/json", ".svg": "image/svg+xml",
    ".woff2": "font/woff2", ".png": "image/png", ".gif": "image/gif",
}  # fmt: skip
SMALL = {".js", ".css", ".json", ".svg"}  # what is sent compressed
THEIRS = sorted(f"/{file.relative_to(STATIC).as_posix()}" for file in STATIC.rglob("*.*") if file.suffix in KINDS)
LARGE = next(path for path in THEIRS if "/protobuf." in path)
FONT = next(path for path in THEIRS if path.endswith(".woff2"))


class Answer(NamedTuple):
    """What a browser makes of an answer: its body is as it was before it was compressed."""

    status: int
    headers: dict[str, str]
    body: bytes
    sent: int


def streamlit_s_own(request):
    return PlainTextResponse("streamlit")


@cache
def server(below):
    behind = Route("/{path:path}", streamlit_s_own, methods=["GET", "POST"])
    return Starlette(routes=[behind], middleware=[layer(names, ["", *all_lessons()], below)])


def ask(path, method="GET", below="", **headers):
    """Ask the server's layer of files, with an app behind it that answers whatever else is asked for."""
    heard = []

    async def receive():
        return {"type": "http.disconnect"}

    async def send(message):
        heard.append(message)

    lines = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    asked = {"method": method, "path": unquote(path), "root_path": "", "query_string": b"", "headers": lines}
    scope = {"type": "http", "asgi": {"spec_version": "2.4"}, **asked}
    run(server(below)(scope, receive, send))
    given = {key.decode(): value.decode() for key, value in heard[0]["headers"]}
    body = b"".join(message["body"] for message in heard[1:])
    whole = gzip.decompress(body) if given.get("content-encoding") == "gzip" and body else body
    return Answer(heard[0]["status"], given, whole, len(body))


@pytest.mark.parametrize("suffix", KINDS)
def test_each_kind_of_streamlit_s_files_arrives_whole_and_text_arrives_compressed(suffix):
    path = max((path for path in THEIRS if path.endswith(suffix)), key=lambda path: (STATIC / path[1:]).stat().st_size)
    plain, small = ask(path), ask(path, accept_encoding="gzip, deflate")
    for answer in (plain, small):
        assert answer.status == 200
        assert answer.body == (STATIC / path[1:]).read_bytes()
        assert answer.headers["content-type"].partition(";")[0] == KINDS[suffix]
        assert int(answer.headers["content-length"]) == answer.sent
    assert "content-encoding" not in plain.headers
    if suffix in SMALL and plain.sent >= 500:
        assert small.headers["content-encoding"] == "gzip"
        assert small.sent < plain.sent
    else:
        assert small == plain
    assert ("vary" in plain.headers) is ("vary" in small.headers) is (suffix in SMALL)


@pytest.mark.parametrize(
    ("accepted", "taken"),
    [
        ("gzip", True), ("GZIP", True), ("br, gzip;q=0.5", True), ("gzip;q=1.0", True), ("*", True), ("*;q=0.1", True),
        ("", False), ("br", False), ("identity", False), ("gzip;q=0", False), ("gzip; q=0.000", False),
        ("*, gzip;q=0", False), ("*;q=0", False), ("gzipped", False), ("deflate;gzip", False),
    ],
)  # fmt: skip
def test_only_who_takes_gzip_is_sent_it(accepted, taken):
    assert ("content-encoding" in ask(LARGE, accept_encoding=accepted).headers) is taken


@pytest.mark.parametrize("path", [LARGE, FONT, "/favicon.png", "/", "/line", address(ENTRY)])
@pytest.mark.parametrize("accepted", ["gzip", "identity"])
def test_who_has_a_file_already_is_told_so_and_sent_nothing(path, accepted):
    first = ask(path, accept_encoding=accepted)
    for known in (first.headers["etag"], f'"other", W/{first.headers["etag"]}', "*"):
        again = ask(path, accept_encoding=accepted, if_none_match=known)
        assert (again.status, again.sent) == (304, 0)
        assert all(again.headers.get(name) == first.headers.get(name) for name in ("etag", "cache-control", "vary"))
    assert ask(path, accept_encoding=accepted, if_none_match='"other"').status == 200


def test_compressed_and_not_are_told_apart():
    plain, small = ask(LARGE), ask(LARGE, accept_encoding="gzip")
    assert plain.headers["etag"] != small.headers["etag"]
    assert ask(LARGE, if_none_match=small.headers["etag"]).status == 200


@pytest.mark.parametrize("path", [LARGE, FONT])
def test_a_part_is_one_of_the_file_as_it_is(path):
    whole = (STATIC / path[1:]).read_bytes()
    etag = ask(path).headers["etag"]
    for headers in ({}, {"accept_encoding": "gzip"}, {"accept_encoding": "gzip", "if_range": etag}):
        part = ask(path, range="bytes=100-299", **headers)
        assert part.status == 206
        assert "content-encoding" not in part.headers
        assert part.headers["content-range"] == f"bytes 100-299/{len(whole)}"
        assert part.body == whole[100:300]
    assert ask(path, range="bytes=100-299", if_range='"older"').body == whole
    assert ask(path, range=f"bytes={len(whole)}-").status == 416


@pytest.mark.parametrize("path", [LARGE, FONT, "/", address(PLOTLY_JS)])
@pytest.mark.parametrize("accepted", ["gzip", "identity"])
def test_who_asks_for_the_head_gets_the_head(path, accepted):
    whole, head = ask(path, accept_encoding=accepted), ask(path, "HEAD", accept_encoding=accepted)
    assert (head.status, head.headers, head.sent) == (200, whole.headers, 0)


def test_what_has_its_mark_in_its_address_is_kept_for_good_and_nothing_else():
    for path in THEIRS:
        marked = path.startswith("/static/")  # there Streamlit's builder gives every file a name with its mark
        assert ("immutable" in ask(path, "HEAD").headers["cache-control"]) is marked, path
    for page in names:
        assert ask(f"/{page}").headers["cache-control"] == "no-cache"


@pytest.mark.parametrize("name", ["manifest.json", "x.manifest.json", "a.min.js", "index.html", "logo.svg", "a.b.js"])
def test_a_name_without_a_mark_is_not_kept_for_good(name, tmp_path, monkeypatch):
    for file in ("index.html", name):
        (tmp_path / file).write_text("<html><head></head></html>")
    monkeypatch.setattr("nnviz.ui.site.STATIC", tmp_path)
    assert all(content.keep == "no-cache" for where, content in files([], []).items() if "/assets/" not in where)


@pytest.mark.parametrize("path", ["/static/js/none.js", "/static/", "/static/js", "/static/../app.py", "/assets/x.js"])
def test_a_file_that_is_not_there_is_not_found_and_no_page_comes_in_its_place(path):
    answer = ask(path)
    assert answer.status == 404
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["content-type"].startswith("text/plain")


@pytest.mark.parametrize("path", ["/_stcore/health", "/_stcore/host-config", "/media/a.png", "/unknown", "/statics"])
def test_what_is_no_file_is_left_to_streamlit(path):
    assert ask(path).body == b"streamlit"
    assert ask("/line", "POST").body == b"streamlit"


def test_below_a_base_path_all_stands_below_it_and_nothing_beside_it():
    for path in ("/", "/line", LARGE, address(ENTRY), address(PLOTLY_JS)):
        for below in ("nn", "/nn/", "a/b"):
            there = ask(f"/{below.strip('/')}{path}", "HEAD", below=below)
            assert there.headers == ask(path, "HEAD").headers
        assert ask(path, below="nn").body == b"streamlit"
    assert ask("/nn/static/none.js", below="nn").status == 404


def test_each_page_brings_the_player_along_where_it_has_one():
    assert {file.stem for file in PAGES.glob("*.py")} < set(names)
    for page in names:
        html = ask(f"/{page}", accept_encoding="gzip").body.decode()
        first = html.find(f'href=".{address(PLOTLY_JS)}"')
        assert (first > 0) is (page in {"", *all_lessons()}), page
        assert first < html.index("/static/js/")


def test_all_that_a_page_asks_for_ahead_is_there():
    html = ask("/line").body.decode()
    asked = [part.split('"')[0] for part in html.split('href=".')[1:] if "service-desc" not in part]
    files = [path for path in asked if not path.startswith("/_stcore/")]
    assert any("BidiComponent" in path for path in files)
    assert any(path.startswith("/static/js/Html.") for path in files)
    for path in files:
        assert ask(path, "HEAD").headers["etag"], path
    assert len(files) == len(set(files))


def test_a_file_is_compressed_once_for_all_who_ask(monkeypatch, tmp_path):
    calls = []
    monkeypatch.setattr(serving.gzip, "compress", lambda whole, **_: calls.append(whole) or b"small")
    file = tmp_path / "some.js"
    file.write_text("const a = 1;" * 100)
    contents = [serving.Content.of(file, serving.FOR_GOOD) for _ in range(2)]
    with ThreadPoolExecutor(8) as visitors:
        assert set(visitors.map(serving.packed, contents * 20)) == {serving.packed(contents[0])}
    assert len(calls) == 1
