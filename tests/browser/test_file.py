"""A page that was taken away: opened from a disk, with the network off, it plays and shows the core's numbers."""

from pathlib import Path

import numpy as np
import pytest

from nnviz.export.contents import contents
from nnviz.export.course import Made, export
from nnviz.export.sheet import page_of
from nnviz.figures.palette import MODEL, PAGE
from nnviz.lessons import all_lessons, from_link
from nnviz.lessons.tables import OWN, Table
from tests.browser.player import Player, eventually

DISK = r"a request left this machine: file://"
DRAWN = "document.querySelector('.nn-plot') && [...document.querySelectorAll('.nn-plot')].every((p) => p._fullLayout)"
HOSTILE = "</script><img src=x onerror=alert(1)>"
LINE, THE_LINE = 0, 2


@pytest.fixture
def opened(visitor):
    """Return a function that opens a file as someone without a network does."""

    def go(file, drawn=DRAWN, **settings):
        page = visitor(forgive=DISK, alone=True, offline=True, **settings)
        asked = []
        page.on("request", lambda request: asked.append(request.url))
        page.goto(Path(file).as_uri())
        page.wait_for_function(drawn)
        assert [url for url in asked if not url.startswith(("data:", "blob:"))] == [Path(file).as_uri()]
        return Player(page)

    return go


@pytest.fixture(scope="module")
def line(tmp_path_factory):
    """Return the study of a line on points with a hostile name, and its file."""
    lesson = all_lessons()["line"]
    part = lesson.parts[0]
    points = Table(((1.0, 2.0), (2.0, 3.0), (3.0, 5.0), (4.0, 4.0)), (HOSTILE, "y"))
    settings = part.settings(data=OWN, points=points)
    study = part.study(settings)
    kept = Made.of(part, settings)
    file = tmp_path_factory.mktemp("file") / "line.html"
    file.write_bytes(page_of(lesson, part, settings, kept, 33))
    return study, file


def test_a_file_plays_offline_and_its_line_is_the_run_s(opened, line, read):
    study, file = line
    player = opened(file)
    page = player.page
    assert player.readouts[0] == "33", "it opens where the visitor stood"
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == rgb(PAGE.light)
    for step, key in ((33, None), (34, "ArrowRight"), (200, "End"), (0, "Home")):
        if key:
            page.keyboard.press(key)
        eventually(lambda s=step: player.readouts[0] == str(s), f"step {step}")
        m, c = study.run.theta[step]
        (drawn,) = eventually(lambda: player.path(LINE, THE_LINE), "the line is drawn")
        assert np.abs(drawn[:, 1] - (m * drawn[:, 0] + c)).max() < 3 * player.pixel(LINE).max()
        assert read(player.readouts[3])[0] == pytest.approx(study.losses[step], rel=0.006)
    page.keyboard.press("Space")
    eventually(lambda: player.place > 5, "it plays")
    page.keyboard.press("Space")
    eventually(lambda: page.url.endswith(f"#step={player.place}"), "the address names the step")
    assert HOSTILE in page.locator(".nn-plot").first.inner_text()
    page.get_by_role("button", name="Dark").click()
    eventually(lambda: player.colour(LINE, THE_LINE) == rgb(MODEL.dark), "it is dark")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == rgb(PAGE.dark)


def test_on_a_phone_in_the_dark_a_file_fits_and_is_dark(opened, line):
    player = opened(line[1], viewport={"width": 390, "height": 844}, color_scheme="dark", has_touch=True)
    assert player.colour(LINE, THE_LINE) == rgb(MODEL.dark)
    boxes = [plot.bounding_box() for plot in player.page.locator(".nn-plot").all()]
    assert all(0 <= box["x"] <= box["x"] + box["width"] <= 390 and box["height"] >= 200 for box in boxes)
    assert player.page.evaluate("document.documentElement.scrollWidth") <= 390


def test_a_folder_plays_from_its_start_page_on_and_what_is_dragged_springs_back(visitor, tmp_path, monkeypatch):
    monkeypatch.setattr("nnviz.export.course.contents", lambda: tuple(one for one in contents() if one.name == "fit"))
    start, *_ = export(tmp_path)
    page = visitor(forgive=DISK, alone=True, offline=True, viewport={"width": 1366, "height": 650})
    page.goto(start.as_uri())
    links = [one.get_attribute("href") for one in page.locator(".nn-map a").all()]
    for link in (links[-1], links[0]):
        page.goto(start.with_name(link).as_uri())
        page.wait_for_function(DRAWN)
        bottom = page.locator(".nn-transport").bounding_box()
        assert bottom["y"] + bottom["height"] <= 650, f"{link}: all is in view"
    player, before = Player(page), Player(page).readouts
    page.locator(".nn-handle").first.focus()
    page.keyboard.press("ArrowUp")
    eventually(lambda: player.readouts != before, "what is dragged is followed")
    eventually(lambda: player.readouts == before, "it springs back")
    page.get_by_role("link", name="←").click()
    page.wait_for_url(start.as_uri())


def test_what_is_drawn_by_hand_can_be_put_on_paper_from_a_file(opened, tmp_path):
    lesson = all_lessons()["networks"]
    part = next(one for one in lesson.parts if one.key == "networks_plane")
    settings = from_link(part.settings, lesson.prefix, {})
    file = tmp_path / "plane.html"
    file.write_bytes(page_of(lesson, part, settings, Made.of(part, settings), 40))
    page = opened(file, drawn="document.querySelector('.nn-space canvas')?.width > 300").page
    rows = page.locator(".nn-picture").all()
    assert len(rows) == len(part.scene(part.study(settings)).animations)
    for row in rows:
        with page.expect_download() as coming:
            row.get_by_text("SVG").click()
        text = Path(coming.value.path()).read_text()
        assert "step 40 of" in text
        assert 'href="data:image/png;base64,' in text, "what is on a canvas is inside"
        assert len(text) > 20_000


def rgb(colour: str) -> str:
    return f"rgb({', '.join(map(str, bytes.fromhex(colour[1:])))})"
