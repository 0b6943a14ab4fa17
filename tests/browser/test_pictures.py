"""Every lesson looks as it was approved: at its first, a middle and its last stop, light, dark and on a phone.

After a change that is meant to be seen, look at what `--renew-pictures` makes of tests/browser/pictures before it is
committed.
"""

import io
import itertools
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageChops, ImageDraw

from nnviz.figures.palette import GRID, PAGE, TEXT
from tests.browser.conftest import visitors
from tests.browser.likeness import TOLERANCE, difference, kept, side_by_side
from tests.browser.player import Player, eventually
from tests.browser.server import ROOT

PARTS = {
    "start": "/",
    "neuron-one": "/neuron",
    "neuron-logic": "/neuron?neuron_part=AND,+OR,+exclusive+or",
    "fit-hand": "/fit",
    "fit-why": "/fit?fit_part=Why+squares",
    "line": "/line",
    "descent-surface": "/descent",
    "descent-race": "/descent?descent_part=Race",
    "descent-standardize": "/descent?descent_part=Why+standardize",
    "descent-examples": "/descent?descent_part=One+example+at+a+time",
    "descent-valleys": "/descent?descent_part=Two+valleys",
    "activation-shapes": "/activation",
    "activation-learning": "/activation?activation_part=Learning+with+each",
    "activation-bend": "/activation?activation_part=Why+bend+at+all",
    "networks-shapes": "/networks",
    "networks-curve": "/networks?networks_part=On+a+curve",
    "networks-plane": "/networks?networks_part=On+the+plane",
    "backprop-steps": "/backprop",
    "backprop-training": "/backprop?backprop_part=Whole+training",
    "playground": "/playground",
}
LOOKS = {
    "light": {},
    "dark": {"color_scheme": "dark"},
    # As wide as a phone, and long enough to show a whole player: one picture needs no scrolling.
    "phone": {"viewport": {"width": 390, "height": 1600}, "has_touch": True},
}
STOPS = {"first": lambda last: 0, "middle": lambda last: last // 2, "last": lambda last: last}
APPROVED = Path(__file__).parent / "pictures"
FAILED = ROOT / ".pictures"
RENEW = ".venv/bin/pytest tests/browser/test_pictures.py --renew-pictures"
ROUNDING = "Largest difference to the two layers"
"""The readout of what is left of rounding: another processor rounds differently, so it is covered in the pictures."""
AT_REST = """() => document.fonts.status === "loaded"
  && [...document.querySelectorAll(".nn-said")].some(({ textContent }) =>
    textContent === document.querySelector(".nn-step").textContent)"""


@pytest.fixture(scope="module")
def look(browsers, request):
    """Return a page in a look, which serves all parts: a visitor who is new each time would wait for Plotly again."""
    with visitors(browsers) as come:
        page = come(reduced_motion="reduce", **LOOKS[request.param])
        page.mouse.move(0, 0)  # what lies under the pointer looks different
        yield page


@pytest.fixture(scope="module")
def part(app, look, request):
    """Return the player of a part, which serves all stops."""
    look.goto(app + PARTS[request.param])
    return Player(look).drawn()


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


@pytest.mark.parametrize("stop", STOPS)
@pytest.mark.parametrize("part", PARTS, indirect=True, scope="module")
@pytest.mark.parametrize("look", LOOKS, indirect=True, scope="module")
def test_a_lesson_looks_as_it_was_approved(look, part, stop, request):
    name = f"{request.node.callspec.id}.png"
    seen, approved = picture_at(part, STOPS[stop]), APPROVED / name
    if request.config.getoption("--renew-pictures"):
        approved.parent.mkdir(exist_ok=True)
        kept(seen).save(approved, optimize=True)
    assert approved.exists(), f"{name} has no approved picture yet; make one with\n{RENEW}"
    most = difference(Image.open(approved), seen).max()
    if most > TOLERANCE:
        FAILED.mkdir(exist_ok=True)
        side_by_side(Image.open(approved), seen).save(FAILED / name)
        pytest.fail(
            f"{name} differs by {most:.1f}, and {TOLERANCE} is allowed. Approved, seen and where they differ: "
            f"{FAILED / name}\nIf it is meant to look so, approve it with\n{RENEW}",
            pytrace=False,
        )


@pytest.mark.parametrize("part", PARTS, indirect=True, scope="module")
@pytest.mark.parametrize("look", ["phone"], indirect=True, scope="module")
def test_on_a_phone_no_title_is_cut(part):
    for plot in part.page.locator(".nn-plot:not(.nn-sideways *):has(.gtitle)").all():
        inside, title = plot.bounding_box(), plot.locator(".gtitle").first.bounding_box(timeout=1_000)
        assert inside["x"] <= title["x"]
        assert title["x"] + title["width"] <= inside["x"] + inside["width"]


def test_every_approved_picture_is_one_of_a_lesson():
    names = {"-".join(case) for case in itertools.product(LOOKS, PARTS, STOPS)}
    assert {file.stem for file in APPROVED.iterdir()} == names


def chart(label=(40, 50), grid=True, noise=0):
    """Return a picture of a label between grid lines; `noise` is how many levels each colour is off at most."""
    picture = Image.new("RGB", (200, 120), PAGE.light)
    draw = ImageDraw.Draw(picture)
    for x in range(20, 200, 60) if grid else ():
        draw.line((x, 0, x, 120), GRID.light)
    draw.text(label, "least squares", TEXT.light, font_size=14)
    off = np.random.default_rng(0).integers(-noise, noise + 1, (120, 200, 3))
    return Image.fromarray(np.clip(np.asarray(picture) + off, 0, 255).astype(np.uint8))


@pytest.mark.parametrize("other", [{"label": (43, 50)}, {"label": (40, 53)}, {"grid": False}], ids=str)
def test_a_moved_label_and_a_missing_grid_are_noticed(other):
    assert difference(kept(chart()), chart(**other)).max() > TOLERANCE


@pytest.mark.parametrize("aside", [(0, 0), (1, 0), (-1, 1)], ids=str)
def test_other_rounding_of_colours_and_of_places_is_not(aside):
    assert difference(kept(chart()), ImageChops.offset(chart(noise=9), *aside)).max() < TOLERANCE


def test_the_picture_of_a_difference_marks_where_it_is():
    three = np.asarray(side_by_side(chart(), chart(label=(43, 50))), int)
    rows, columns = np.nonzero((three == (255, 0, 0)).all(axis=-1))
    assert 48 <= rows.min() <= rows.max() < 72
    assert 32 <= columns.min() - 2 * 208 <= columns.max() - 2 * 208 < 144
