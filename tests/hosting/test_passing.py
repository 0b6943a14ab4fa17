"""What a visitor gets through nginx: pages, files, uploads, and headers; and what nobody gets."""

import base64
import gzip
import hashlib
import re
import zlib

import pytest

from nnviz.figures.assets import PLOTLY_JS, STYLE
from nnviz.figures.bundle import bundled
from nnviz.ui.player import ENTRY, address
from tests.hosting.stand import ROOT
from tests.hosting.visitor import Visitor

PAGES = sorted({page.stem for page in (ROOT / "pages").glob("*.py")} - {"contents", "start"})
BROWSER = {"Accept_Encoding": "gzip, deflate"}
HEADERS = {"X-Content-Type-Options": "nosniff", "Referrer-Policy": "same-origin"}


def static(visitor, kind):
    """Return the address of one of Streamlit's own files of a kind, which its first page names."""
    return "/" + re.findall(rf"\./(static/\S+?\.{kind})\"", visitor.ask("/").body.decode())[0]


def test_each_page_runs_by_its_link_with_the_settings_in_it(visitor):
    heads = {page: visitor(page, f"line_seed=7&{page}_part=none") for page in ("", *PAGES)}
    assert not [page for page, one in heads.items() if one.wrong]
    assert len({one.head for one in heads.values()}) == len(heads), "each is another page"
    assert heads["line"].sliders["Starting line"] == 7
    assert visitor("line").sliders["Starting line"] != 7


def test_what_the_app_compressed_passes_as_it_is(hosted):
    one = Visitor(hosted.url)
    for file in (PLOTLY_JS, ENTRY, STYLE):
        passed = one.ask(address(file), **BROWSER)
        own = Visitor(f"http://127.0.0.1:{hosted.replicas[0].port}").ask(address(file), **BROWSER)
        assert passed.body == own.body
        assert gzip.decompress(passed.body) == (bundled(file).encode() if file == ENTRY else file.read_bytes())
        for name in ("Content-Type", "Content-Encoding", "Cache-Control", "Content-Length"):
            assert passed.headers[name] == own.headers[name], name


def test_every_other_text_is_compressed_too_and_fonts_are_not(hosted):
    one = Visitor(hosted.url)
    for path, kind in (("/", "html"), (static(one, "js"), "javascript")):
        plain, packed = one.ask(path), one.ask(path, **BROWSER)
        assert kind in packed.headers["Content-Type"]
        assert "Content-Encoding" not in plain.headers
        assert packed.headers["Content-Encoding"] == "gzip"
        assert zlib.decompress(packed.body, wbits=31) == plain.body
        assert "Accept-Encoding" in ",".join(packed.headers.get_all("Vary"))
        assert packed.headers["Cache-Control"] == plain.headers["Cache-Control"]
    font = one.ask(static(one, "woff2"), **BROWSER)
    assert font.body[:4] == b"wOF2"
    assert "Content-Encoding" not in font.headers


def test_a_file_that_a_browser_has_is_not_sent_again_and_a_part_is_a_part(hosted):
    one = Visitor(hosted.url)
    path = static(one, "js")
    whole = one.ask(path)
    again = one.ask(path, If_None_Match=whole.headers["ETag"])
    assert (again.status, again.body) == (304, b"")
    part = one.ask(path, Range="bytes=100-199")
    assert (part.status, part.body) == (206, whole.body[100:200])
    assert one.ask(path, "HEAD").body == b""
    assert "immutable" in whole.headers["Cache-Control"]


def test_a_file_is_taken_up_to_a_megabyte_and_one_too_large_costs_nobody_their_seat(visitor):
    one = visitor()
    seat = one.seat
    assert one.upload(b"1" * 1_000_000) == 204
    assert one.upload(b"1" * 1_100_000) == 413
    assert one.upload(b"x,y\n1,2\n") == 204
    assert one.seat == seat


@pytest.mark.parametrize("path", ["/_stcore/metrics", "//_stcore//metrics", "/_stcore/%6detrics", "/_stcore/metrics/"])
def test_the_replicas_numbers_are_not_public(hosted, path):
    answer = Visitor(hosted.url).ask(path)
    assert answer.status == 404
    assert b"active_sessions" not in answer.body
    assert all("active_sessions" in replica.ask("/_stcore/metrics") for replica in hosted.replicas)


def test_health_is_public_because_browsers_ask_for_it(hosted):
    assert Visitor(hosted.url).ask("/_stcore/health").body == b"ok"


@pytest.mark.parametrize("path", ["/", "/line", "/_stcore/health", "/assets/none", "/_stcore/metrics", "js"])
def test_every_answer_has_the_headers_that_protect(hosted, path):
    one = Visitor(hosted.url)
    answer = one.ask(static(one, "js") if path == "js" else path)
    assert {name: answer.headers[name] for name in HEADERS} == HEADERS
    policy = dict(part.split(maxsplit=1) for part in answer.headers["Content-Security-Policy"].split("; "))
    assert policy["frame-ancestors"] == "'self'"
    assert policy["default-src"] == "'none'"
    assert not {"'unsafe-inline'", "'unsafe-eval'", "*", "https:"} & set(policy["script-src"].split())
    assert "nginx/" not in answer.headers["Server"]


def test_the_scripts_that_stand_in_the_page_itself_are_those_its_headers_name(hosted):
    page = Visitor(hosted.url).ask("/")
    scripts = re.findall(rb"<script>(.*?)</script>", page.body, re.DOTALL)
    hashes = {base64.b64encode(hashlib.sha256(script).digest()).decode() for script in scripts}
    assert set(re.findall(r"'sha256-(.*?)'", page.headers["Content-Security-Policy"])) == hashes


def test_below_a_path_it_is_the_same_course_and_its_owner_says_who_may_show_it(below):
    one = Visitor(below.url).open("line", "line_seed=7")
    assert not one.wrong
    assert one.sliders["Starting line"] == 7
    assert one.upload(b"x,y\n1,2\n") == 204
    assert one.ask(address(PLOTLY_JS)).body == PLOTLY_JS.read_bytes()
    assert "frame-ancestors 'self' https://school.example" in one.ask("/").headers["Content-Security-Policy"]
    assert one.ask("/_stcore/metrics").status == 404
    one.close()
