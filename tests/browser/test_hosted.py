"""The hosted course in a real browser: its headers forbid nothing that it needs, and a lost replica costs nothing."""

import os
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from nnviz.lessons import all_lessons
from tests.browser.player import DRAWN, FOLLOWED, Player, eventually
from tests.browser.test_line import move_slider, run_of, shows_line
from tests.browser.test_lost_session import AWAY, CONNECTED, PAGE, heading, settings
from tests.hosting.stand import NGINX, NO_NGINX, stand, until

HEAR = """window.violations = [];
document.addEventListener("securitypolicyviolation", ({ effectiveDirective, blockedURI, sourceFile }) =>
  window.violations.push(`${effectiveDirective} ${blockedURI} ${sourceFile}`));"""
RUN = "document.querySelector('[data-testid=stApp]')?.dataset.testScriptState === 'notRunning'"


class School(BaseHTTPRequestHandler):
    """A school's page, which shows inside it the one whose address follows its own."""

    def do_GET(self):
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(f'<iframe src="{self.path.lstrip("/")}" width="1300" height="700"></iframe>'.encode())

    def log_message(self, *_):
        """Say nothing."""


@pytest.fixture(scope="module")
def school():
    """Return the port of a school's server: known to the course as localhost, and not by its number."""
    with HTTPServer(("127.0.0.1", 0), School) as server:
        threading.Thread(target=server.serve_forever).start()
        yield server.server_port
        server.shutdown()


@pytest.fixture(scope="module")
def hosted(school):
    """Start the course; a school on another site may show it."""
    if NGINX is None:
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(NO_NGINX)
    embedded = {"\"'self'\"": f"\"'self' http://localhost:{school}\"",
                '"SameSite=Lax"': '"SameSite=None; Secure; Partitioned"'}  # fmt: skip
    with stand(changed=embedded) as started:
        yield started


def opened(page, address):
    """Open a page and wait until it is drawn; to wait as `drawn` does is what the headers forbid."""
    page.goto(address)
    return drawn(page)


def drawn(page):
    eventually(lambda: page.evaluate(f"({DRAWN})()"), "the page is drawn", 60)
    return Player(page)


def test_no_page_wants_what_its_headers_forbid(hosted, visitor, tmp_path):
    page = visitor(alone=True)
    page.add_init_script(HEAR)
    opened(page, hosted.url).press("Pause")
    for name in all_lessons():
        page.evaluate(FOLLOWED, f"/{name}")
        drawn(page).press("Play")
        assert page.evaluate("violations") == [], name
    page.evaluate(FOLLOWED, "/glossary")
    eventually(lambda: page.evaluate(RUN), "the page has run")
    page.get_by_role("heading", name="Gradient descent").wait_for()
    assert page.evaluate("violations") == []
    file = tmp_path / "points.csv"
    file.write_text("x,y\n1,2\n2,3\n3,5\n")
    opened(page, f"{hosted.url}/line")
    page.get_by_role("button", name="Edit points").click()
    page.locator("[role=dialog] input[type=file]").set_input_files(file)
    page.get_by_role("button", name="Use these 3 points").click()
    page.wait_for_url(lambda url: "line_points=1%2C2%3B2%2C3%3B3%2C5" in url)
    assert page.evaluate("violations") == []


def seat(page):
    """Return the port of the replica that the browser's cookie names."""
    return next(cookie["value"] for cookie in page.context.cookies() if cookie["name"] == "nnviz_seat")


def test_a_killed_replica_leaves_its_visitors_at_their_step_with_their_settings(hosted, visitor):
    player = opened(visitor(forgive=AWAY, alone=True), hosted.url + PAGE)
    before = settings(player)
    gone, there = sorted(hosted.replicas, key=lambda replica: replica.port != seat(player.page))
    gone.kill()
    try:
        eventually(lambda: seat(player.page) == there.port and player.page.evaluate(CONNECTED), "it has moved", 60)
        assert (player.place, settings(player)) == (120, before)
        move_slider(player, "Starting line", "8", 1)
        player.page.wait_for_url(lambda url: "line_seed=8" in url and "step=120" in url)
        *_, run = run_of(rate=0.1, seed=8, epochs=500)
        eventually(lambda: player.place == 120 and shows_line(player, run.theta[120]), "the new run at the same step")
        heading(player, 120)
    finally:
        gone.start()
        until(gone.healthy, "it is back")


def test_the_course_is_shown_inside_the_pages_of_whom_its_owner_names_and_of_nobody_else(hosted, school, visitor):
    page = visitor(forgive="localhost|frame-ancestors", alone=True)
    page.goto(f"http://127.0.0.1:{school}/{hosted.url}/line")
    eventually(lambda: page.main_frame.child_frames[0].url.startswith("chrome-error:"), "it is refused")
    page.goto(f"http://localhost:{school}/{hosted.url}/line")
    (frame,) = page.main_frame.child_frames
    eventually(lambda: frame.evaluate(f"({DRAWN})()"), "the course is drawn", 60)
    assert seat(page) in {replica.port for replica in hosted.replicas}, "and who sees it has a seat"
