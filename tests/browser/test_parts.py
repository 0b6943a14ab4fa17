"""Every part of every lesson: all is in view, can be heard, and looks as it was approved.

A part's page is opened in the dark, in the light and on a phone, where its pictures are taken; the one in the light is
also looked at on a low projector and magnified, in this order: what is asked before its answer has been seen.
After a change that is meant to be seen, look at what `--renew-pictures` makes of tests/browser/pictures before it is
committed.
"""

import io
from contextlib import nullcontext
from itertools import pairwise
from pathlib import Path
from urllib.parse import urlencode

import pytest
from PIL import Image

from nnviz.figures.palette import PAGE
from nnviz.lessons import all_lessons
from tests.browser.accessible import violations
from tests.browser.conftest import visitors
from tests.browser.likeness import TOLERANCE, difference, kept, side_by_side
from tests.browser.looks import DESKTOP, PROJECTOR, touched
from tests.browser.player import Player, edges, eventually
from tests.browser.server import ROOT

PARTS = {part.key: f"/{name}?" + urlencode({f"{lesson.prefix}_part": part.title} if len(lesson.parts) > 1 else {})
         for name, lesson in all_lessons().items() for part in lesson.parts} | {"start": "/"}  # fmt: skip
LOOKS = {
    "dark": (DESKTOP["viewport"], "dark"),
    "light": (DESKTOP["viewport"], "light"),
    "low": (PROJECTOR, "light"),
    "200 %": ({"width": 683, "height": 384}, "light"),
    # As wide as a phone, and long enough to show a whole player: one picture needs no scrolling.
    "phone": ({"width": 390, "height": 1600}, "light"),
}
STOPS = {"first": lambda last: 0, "middle": lambda last: last // 2, "last": lambda last: last}
PICTURES = [("dark", "middle"), *(("light", stop) for stop in STOPS), ("phone", "last")]
"""The dark needs one stop: each colour of a scene, at whatever stop, has a twin (tests/lessons/test_lessons.py), and
what turns one into the other does not know the stop. The phone needs one: only places differ from those of the wide
page, and at the last stop most is drawn."""
APPROVED = Path(__file__).parent / "pictures"
FAILED = ROOT / ".pictures"
RENEW = ".venv/bin/pytest tests/browser/test_parts.py --renew-pictures"
ROUNDING = "Largest difference to the two layers"
"""The readout of what is left of rounding: another processor rounds differently, so it is covered in the pictures."""
AT_REST = """() => document.fonts.status === "loaded"
  && [...document.querySelectorAll(".nn-said")].some(({ textContent }) =>
    textContent === document.querySelector(".nn-step").textContent)"""
LAYOUT = """() => [getComputedStyle(document.querySelector("[data-testid=stApp]")).backgroundColor,
  ...[...document.querySelectorAll("[data-testid=stMain] *")].map((one) => one.getBoundingClientRect())
    .map(({ x, y, width, height }) => [x, y, width, height].map(Math.round).join())]"""


@pytest.fixture(scope="module")
def app(serve):
    """Return the address of a server of its own: what a visitor lets the server work out is seen by all who come."""
    return serve()


@pytest.fixture(scope="module", params=PARTS)
def part(app, browsers, request):
    """Return the player of a part, which serves all stops; a test opens it."""
    with visitors(browsers) as come:
        page = come(reduced_motion="reduce")
        page.mouse.move(0, 0)  # what lies under the pointer looks different
        yield Player(page)


def settle(player: Player, colour: str) -> None:
    """Wait until a page of this colour is laid out: nothing has another place than a moment before."""
    background, before = f"rgb{tuple(bytes.fromhex(colour[1:]))}", []

    def still() -> bool:
        before.append(player.drawn().page.evaluate(LAYOUT))
        player.page.wait_for_timeout(100)
        return before[-1][0] == background and before[-1:] == before[-2:-1]

    eventually(still, "the page is laid out")


LEVELS = """() => [...document.querySelectorAll("[data-testid=stMain] :is(h1, h2, h3, h4, h5, h6)")]
  .map((heading) => +heading.tagName[1])"""
WHOLE = """(all) => all.every((one) => [one, ...one.children].every((box) =>
  box.scrollWidth <= box.clientWidth && box.scrollHeight <= box.clientHeight))"""


def seen_together(player: Player, height: int, first: str) -> None:
    """Assert that what a lesson is about is on the screen at once, from its question (or what is `first`) downwards."""
    player.go(0)
    eventually(lambda: edges(player.page, ".nn-transport")[1] <= height, "the transport is on the screen", 5)
    asked, figures, transport = (edges(player.page, one) for one in (first, ".nn-figures", ".nn-transport"))
    assert 0 <= asked[0] < asked[1] <= figures[0], "the question is read before the figures"
    assert figures[1] <= transport[0] + 1, "nothing of the figures is covered"
    assert figures[1] - figures[0] >= 300
    plots = [plot.bounding_box() for plot in player.page.locator(".nn-plot, .nn-surface, .nn-handle").all()]
    assert all(plot["y"] >= 0 and plot["y"] + plot["height"] <= figures[1] + 1 for plot in plots), "nor cut"
    levels = player.page.evaluate(LEVELS)
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels)), levels


def options_are_whole(player: Player) -> None:
    """Assert that each option of the question can be read to its end."""
    player.page.locator(".st-key-question input").click()
    options = player.page.get_by_role("listbox")
    options.get_by_role("option").first.wait_for()
    assert options.get_by_role("option").evaluate_all(WHOLE), "every option is read whole"
    player.page.keyboard.press("Escape")
    options.wait_for(state="detached")


def picture_at(player: Player, stop) -> Image.Image:
    """Return the picture of the player at a stop, once it is at rest: two pictures in a row are the same."""
    player.go(stop(int(player.page.locator(".nn-slider").get_attribute("max"))))
    player.page.locator(".nn-slider").blur()
    player.page.wait_for_function(AT_REST)
    player.drawn()
    rounding = player.page.locator(".nn-readouts > div").filter(has_text=ROUNDING)
    shots = [b""]

    def still() -> bool:
        shots.append(player.page.locator(".nn-player").screenshot(mask=[rounding], mask_color="#808080"))
        return shots[-1] == shots[-2]

    eventually(still, "the player comes to rest")
    return Image.open(io.BytesIO(shots[-1])).convert("RGB")


def off(player: Player, name: str, stop, renew: bool) -> list[str]:
    """Return what is said of the picture at a stop where it differs from the approved one of this name."""
    seen, approved = picture_at(player, stop), APPROVED / name
    if renew:
        approved.parent.mkdir(exist_ok=True)
        kept(seen).save(approved, optimize=True)
    if not approved.exists():
        return [f"{name} has no approved picture yet"]
    most = difference(Image.open(approved), seen).max()
    if most <= TOLERANCE:
        return []
    FAILED.mkdir(exist_ok=True)
    side_by_side(Image.open(approved), seen).save(FAILED / name)
    return [f"{name} differs by {most:.1f}, and {TOLERANCE} is allowed: see {FAILED / name}"]


def titles_are_whole(player: Player) -> None:
    """Assert that no figure's title is wider than the figure."""
    for plot in player.page.locator(".nn-plot:not(.nn-sideways *):has(.gtitle)").all():
        inside, title = plot.bounding_box(), plot.locator(".gtitle").first.bounding_box(timeout=1_000)
        assert inside["x"] <= title["x"], "a title is cut on its left"
        assert title["x"] + title["width"] <= inside["x"] + inside["width"], "a title is cut on its right"


@pytest.mark.parametrize("look", LOOKS)
def test_a_part_is_in_view_can_be_heard_and_looks_as_it_was_approved(app, part, look, request):
    key, (size, scheme) = request.node.callspec.params["part"], LOOKS[look]
    page, phone = part.page, look == "phone"
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size(size)
    with touched(page, mobile=False) if phone else nullcontext():
        if look in dict(PICTURES) or page.url == "about:blank":
            page.goto(app + PARTS[key])
        settle(part, getattr(PAGE, scheme))
        if look in ("low", "light"):
            seen_together(part, size["height"], "h1" if key == "start" else ".st-key-question")
        if look == "light" and key != "start":
            options_are_whole(part)
        if look != "low":
            # At 200 % the colours are those of the wide page, where contrasts are looked at. What only a small window
            # can bring is what appears, scrolls or loses its name in it.
            found = violations(page, without=("color-contrast",) if look == "200 %" else ())
            assert not found, "\n".join(map(str, found))
        if phone:
            titles_are_whole(part)
        renew = request.config.getoption("--renew-pictures")
        wrong = [said for at, stop in PICTURES if at == look
                 for said in off(part, f"{look}-{key}-{stop}.png", STOPS[stop], renew)]  # fmt: skip
        if wrong:
            sentence = "Each shows approved, seen and where they differ. If it is meant to look so, approve it with"
            pytest.fail("\n".join([*wrong, sentence, RENEW]), pytrace=False)


def test_every_approved_picture_is_one_of_a_part():
    assert {file.stem for file in APPROVED.iterdir()} == {
        f"{look}-{key}-{at}" for key in PARTS for look, at in PICTURES
    }
