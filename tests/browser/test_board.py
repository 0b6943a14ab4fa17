"""A network drawn with what its neurons see, in the browser: pictures, links, words, and weights set by hand."""

import re

import numpy as np
import pytest

from nnviz.core import featured
from nnviz.figures.palette import diverging, mix
from tests.browser.player import Player, eventually
from tests.browser.stage.boards import PLANE, board_scene

PIXELS = """(canvas) => Array.from(canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data)"""
FINE = ".nn-board-frame canvas >> nth=1"
TABLE = np.array([[int(colour.light[i : i + 2], 16) for i in (1, 3, 5)] for colour in diverging()])


@pytest.fixture(scope="module")
def stage(serve):
    return serve(script="tests/browser/stage/pieces_server.py")


@pytest.fixture
def show(stage, page):
    def go(kind):
        page.goto(f"{stage}/?scene={kind}")
        return Player(page).drawn()

    return go


def unit(player, name):
    """Return the button of a unit by the name below it."""
    return player.page.locator(".nn-board-unit", has=player.page.get_by_text(name, exact=True))


def pixels(player, where=FINE):
    """Return a canvas's pixels, (side, side, 3), the uppermost row first."""
    raw = np.array(player.page.locator(where).evaluate(PIXELS), dtype=int).reshape(-1, 4)
    side = round(len(raw) ** 0.5)
    return raw[:, :3].reshape(side, side, 3)


def seen(board, theta, layer, index=slice(None), side=100):
    """Return what units see of the plane by the core, (side, side, …), from θ (P,) of single precision."""
    at = (np.arange(side) + 0.5) / side
    x, y = np.meshgrid(PLANE[0] + at * (PLANE[1] - PLANE[0]), PLANE[3] - at * (PLANE[3] - PLANE[2]))
    inputs = featured(board.features, np.column_stack([x.ravel(), y.ravel()]))
    a = board.net.forward(theta.astype(np.float32), inputs).a[layer][:, index]
    return a.reshape(side, side, *a.shape[1:])


def shades(values, span):
    """Return the colours (…, 3) of values between the ends of a span."""
    return TABLE[np.clip((values - span[0]) / (span[1] - span[0]), 0, 1).__mul__(255).round().astype(int)]


def off(shown, wanted):
    """Return by how much the worst pixel is another colour than it should be."""
    return np.abs(shown - wanted).max()


def said(player):
    return player.page.locator(".nn-board-said").inner_text()


def test_each_picture_is_what_the_core_says_at_that_stop(show):
    player, board = show("small"), board_scene("small").animations[0]
    for k in (0, 200):
        player.go(k)
        eventually(
            lambda k=k: off(pixels(player), shades(seen(board, board.theta[k], 3, 0), board.spans[2])) <= 2,
            f"the output of stop {k}", 5,
        )  # fmt: skip
        small = pixels(player, ".nn-board-unit:has-text('B2') canvas")
        assert off(small, shades(seen(board, board.theta[k], 2, 1, 32), board.spans[1])) <= 2
    # Who points at a neuron sees it large, and reads its sum; who leaves it sees the output again.
    unit(player, "A3").hover()
    wanted = shades(seen(board, board.theta[200], 1, 2), board.spans[0])
    assert off(pixels(player), wanted) <= 2
    assert re.match(r"Neuron A3: z = .*·x₁ [+−] .*·x₂ [+−] .*, a = φ\(z\), φ: Tanh\.", said(player))
    # By keys: from the output to the left are B1 and B2, and the run stays where it is.
    unit(player, "ŷ").focus()
    player.page.keyboard.press("Tab")
    player.page.keyboard.press("Shift+Tab")
    player.page.keyboard.press("ArrowLeft")
    player.page.keyboard.press("ArrowDown")
    assert said(player).startswith("Neuron B2: z = ")
    assert off(pixels(player), shades(seen(board, board.theta[200], 2, 1), board.spans[1])) <= 2
    assert player.place == 200
    player.page.keyboard.press("Enter")
    player.page.locator(".nn-slider").focus()
    assert player.page.locator(".nn-board-caption").inner_text().startswith("Neuron B2"), "what was chosen stays large"
    unit(player, "B2").click()
    # A datapoint says its target and the core's output there.
    place = board.points.places[150]
    box = player.page.locator(".nn-board-frame").bounding_box()
    x, y = (place - [PLANE[0], PLANE[3]]) / 12 * [box["width"], -box["height"]]
    player.page.mouse.move(box["x"] + x, box["y"] + y)
    words = said(player)
    found = re.match(r"Test point \(.*\): the target is (−?1\.00); ŷ is ≈ (.*), off by ≈ .*\.", words)
    assert found, words
    output = board.net.forward(board.theta[200], featured(board.features, place[None])).a[-1].item()
    assert float(found[2].replace("−", "-")) == pytest.approx(output, rel=0.006)
    # What is shown of the plane can be changed, and the page need not know.
    dots = player.page.locator(".nn-board-frame canvas >> nth=2")
    before = np.array(dots.evaluate(PIXELS)).reshape(-1, 4)[:, 3].astype(bool).sum()
    player.page.get_by_label("Test points").uncheck()
    assert np.array(dots.evaluate(PIXELS)).reshape(-1, 4)[:, 3].astype(bool).sum() < 0.9 * before
    player.page.get_by_label("Cut at 0").check()
    assert len(np.unique(pixels(player).reshape(-1, 3), axis=0)) == 2
    # What a hidden neuron sees is not cut, and the switch says so.
    hidden = unit(player, "A2")
    for chosen in (True, False):
        hidden.click()
        player.page.mouse.move(0, 0)
        eventually(lambda c=chosen: player.page.get_by_label("Cut at 0").is_disabled() == c, "who is cut can be", 5)
        assert (len(np.unique(pixels(player).reshape(-1, 3), axis=0)) > 2) == chosen


def test_a_weight_set_by_hand_changes_every_picture_and_is_told_and_buttons_are_pressed(show):
    player, board = show("small"), board_scene("small").animations[0]
    player.go(100)
    source, to = (unit(player, name).bounding_box() for name in ("x₂", "A4"))
    start = np.array([source["x"] + source["width"], source["y"] + source["height"] / 2])
    end = np.array([to["x"], to["y"] + to["height"] * (0.5 + 0.35)])
    player.page.mouse.click(*(start + end) / 2)
    slider = player.page.get_by_role("slider", name="x₂→A4")
    assert float(slider.input_value()) == pytest.approx(board.theta[100][7], abs=0.0051)
    slider.fill("-1.5")
    changed = board.theta[100].copy()
    changed[7] = -1.5
    for where, layer, index, side in ((".nn-board-unit:has-text('B1') canvas", 2, 0, 32), (FINE, 3, 0, 100)):
        wanted = shades(seen(board, changed, layer, index, side), board.spans[layer - 1])
        eventually(lambda w=where, c=wanted: off(pixels(player, w), c) <= 2, f"the picture {where} follows", 5)
    heard = player.page.get_by_text(re.compile(r"dropped 1 times: \[\{.*'parameter': 7.*\}\]"))
    heard.wait_for()
    assert "'value': -1.5" in heard.inner_text()
    assert "'step': 100" in heard.inner_text()
    player.page.keyboard.press("Escape")
    player.go(101)
    eventually(
        lambda: off(pixels(player), shades(seen(board, board.theta[101], 3, 0), board.spans[2])) <= 2,
        "the run's own weights at the next stop", 5,
    )  # fmt: skip
    player.page.get_by_role("button", name="Add a neuron to layer A").press("Enter")
    player.page.get_by_text("dropped 2 times: ['Add a neuron to layer A']").wait_for()


def test_a_place_of_several_classes_has_the_likeliest_one_s_colour_paler_where_less_sure(show):
    player, board = show("classes"), board_scene("classes").animations[0]
    player.go(150)
    a = seen(board, board.theta[150], 2)
    best, sure = a.argmax(axis=-1), (a.max(axis=-1) - 1 / 3) / (2 / 3)
    colours = [[mix("#ffffff", kind.colour.light, share) for share in np.linspace(0, 1, 64)] for kind in board.classes]
    table = np.array([[[int(c[i : i + 2], 16) for i in (1, 3, 5)] for c in row] for row in colours])
    certain = np.sort(a, axis=-1)[..., -1] - np.sort(a, axis=-1)[..., -2] > 1e-4
    wanted = table[best, (sure * 63).round().astype(int)]
    eventually(lambda: np.abs(pixels(player) - wanted)[certain].max() <= 5, "the classes", 5)
    unit(player, "south").hover()
    assert said(player).startswith("Output south: z = ")
    assert np.abs(pixels(player) - table[1, (a[..., 1] * 63).round().astype(int)]).max() <= 5
