"""Every part of every lesson: all is in view, can be heard, and looks as it was approved.

A tab in the light is led from part to part, then one in the dark, and then a narrow one: a part is drawn anew as its
pictures are taken. What is asked is looked at before its answer has been seen: the looks have this order.
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
from tests.browser.accessible import BY_COLOUR, violations
from tests.browser.conftest import visitors
from tests.browser.likeness import TOLERANCE, difference, kept, side_by_side
from tests.browser.looks import DESKTOP, PROJECTOR, touched
from tests.browser.player import Player, edges, eventually
from tests.browser.server import ROOT

PARTS = {part.key: f"/{name}?" + urlencode({f"{lesson.prefix}_part": part.title} if len(lesson.parts) > 1 else {})
         for name, lesson in all_lessons().items() for part in lesson.parts} | {"start": "/"}  # fmt: skip
LOOKS = {
    "light": {"light": (DESKTOP["viewport"], "light"), "low": (PROJECTOR, "light")},
    "dark": {"dark": (DESKTOP["viewport"], "dark")},
    # As wide as a phone, and long enough to show a whole player: one picture needs no scrolling.
    "narrow": {"phone": ({"width": 390, "height": 1600}, "light"), "200 %": ({"width": 683, "height": 384}, "light")},
}
STOPS = {"first": lambda last: 0, "middle": lambda last: last // 2, "last": lambda last: last}
PICTURES = [*(("light", stop) for stop in STOPS), ("dark", "middle"), ("phone", "last")]
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
LAYOUT = """() => {
  const all = document.querySelector("[data-testid=stMain]");
  all.scrollTo(0, 0);
  return [getComputedStyle(document.querySelector("[data-testid=stApp]")).backgroundColor,
    ...[...all.querySelectorAll("*")].map((one) => one.getBoundingClientRect())
      .map(({ x, y, width, height }) => [x, y, width, height].map(Math.round).join())];
}"""


@pytest.fixture(scope="module")
def app(serve):
    """Return the address of a server of its own: what a visitor lets the server work out is seen by all who come."""
    return serve()


@pytest.fixture(scope="module", params=LOOKS)
def tab(browsers, request):
    """Return the player of a tab that is led from part to part, and the looks that it has at each."""
    with visitors(browsers) as come:
        page = come(reduced_motion="reduce")
        page.mouse.move(0, 0)  # what lies under the pointer looks different
        yield Player(page), LOOKS[request.param]


def look_at(player: Player, size: dict, scheme: str) -> None:
    """Give a page a size and a colour, and wait until nothing on it has another place than a moment before.

    The player stands at its first stop: a figure that is magnified takes its size from what is above it then.
    """
    player.go(0)
    player.page.emulate_media(color_scheme=scheme)
    player.page.set_viewport_size(size)
    settle(player, getattr(PAGE, scheme))


def settle(player: Player, colour: str) -> None:
    """Wait until a page of this colour is laid out, seen from its top."""
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


def stop_at(player: Player, stop) -> None:
    """Lead a player to a stop, and wait until all is said of it."""
    player.go(stop(int(player.page.locator(".nn-slider").get_attribute("max"))))
    player.page.locator(".nn-slider").blur()
    player.page.wait_for_function(AT_REST)
    player.drawn()


def picture(player: Player) -> Image.Image:
    """Return what is seen of the player now."""
    rounding = player.page.locator(".nn-readouts > div").filter(has_text=ROUNDING)
    shot = player.page.locator(".nn-player").screenshot(mask=[rounding], mask_color="#808080")
    return Image.open(io.BytesIO(shot)).convert("RGB")


def at_rest(player: Player) -> Image.Image:
    """Return the picture of the player once two in a row are the same."""
    seen = [picture(player)]

    def still() -> bool:
        seen.append(picture(player))
        return seen[-1] == seen[-2]

    eventually(still, "the player comes to rest")
    return seen[-1]


def off(player: Player, name: str, stop, renew: bool) -> list[str]:
    """Return what is said of the picture at a stop where it differs from the approved one of this name."""
    approved = APPROVED / name
    stop_at(player, stop)
    if renew:
        approved.parent.mkdir(exist_ok=True)
        kept(at_rest(player)).save(approved, optimize=True)
    if not approved.exists():
        return [f"{name} has no approved picture yet"]
    with Image.open(approved) as wanted:
        seen = picture(player)
        if difference(wanted, seen).max() > TOLERANCE:  # as a rule the first picture is alike: it is not taken twice
            seen = at_rest(player)
        most = difference(wanted, seen).max()
        if most <= TOLERANCE:
            return []
        FAILED.mkdir(exist_ok=True)
        side_by_side(wanted, seen).save(FAILED / name)
    return [f"{name} differs by {most:.1f}, and {TOLERANCE} is allowed: see {FAILED / name}"]


def titles_are_whole(player: Player) -> None:
    """Assert that no figure's title is wider than the figure."""
    for plot in player.page.locator(".nn-plot:not(.nn-sideways *):has(.gtitle)").all():
        inside, title = plot.bounding_box(), plot.locator(".gtitle").first.bounding_box(timeout=1_000)
        assert inside["x"] <= title["x"], "a title is cut on its left"
        assert title["x"] + title["width"] <= inside["x"] + inside["width"], "a title is cut on its right"


def found(player: Player, look: str) -> list[tuple]:
    """Return what is wrong for who hears the page, or sees little.

    The dark differs from the light in its colours alone. At 200 % the colours are those of the wide page: what only a
    small window can bring is what appears, scrolls or loses its name in it. A low projector brings nothing more.
    """
    if look == "low":
        return []
    if look == "dark":
        return violations(player.page, only=BY_COLOUR)
    return violations(player.page, without=BY_COLOUR if look == "200 %" else ())


@pytest.mark.parametrize("key", PARTS)
def test_a_part_is_in_view_can_be_heard_and_looks_as_it_was_approved(app, tab, key, request):
    player, looks = tab
    (size, scheme), *_ = looks.values()
    if player.page.url == "about:blank":
        player.page.emulate_media(color_scheme=scheme)
        player.page.set_viewport_size(size)
        player.page.goto(app + PARTS[key])
    else:
        if len(looks) > 1:
            look_at(player, size, scheme)
        player.follow(PARTS[key])
    for look, (size, scheme) in looks.items():
        with touched(player.page, mobile=False) if look == "phone" else nullcontext():
            look_at(player, size, scheme)
            if look in ("low", "light"):
                seen_together(player, size["height"], "h1" if key == "start" else ".st-key-question")
            if look == "light" and key != "start":
                options_are_whole(player)
            wrong = found(player, look)
            assert not wrong, "\n".join(map(str, (look, *wrong)))
            if look == "phone":
                titles_are_whole(player)
            renew = request.config.getoption("--renew-pictures")
            wrong = [said for at, stop in PICTURES if at == look
                     for said in off(player, f"{look}-{key}-{stop}.png", STOPS[stop], renew)]  # fmt: skip
            if wrong:
                sentence = "Each shows approved, seen and where they differ. If it is meant to look so, approve it with"
                pytest.fail("\n".join([*wrong, sentence, RENEW]), pytrace=False)


def test_every_approved_picture_is_one_of_a_part():
    assert {file.stem for file in APPROVED.iterdir()} == {
        f"{look}-{key}-{at}" for key in PARTS for look, at in PICTURES
    }
