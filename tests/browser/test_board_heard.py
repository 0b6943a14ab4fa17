"""What a board says of its things to who has no mouse: a finger that touches them, and the keys that come to them."""

import re

import numpy as np
import pytest

from nnviz.core import featured
from tests.arithmetic import calculate
from tests.browser.hands import middle
from tests.browser.player import Player, eventually
from tests.browser.stage.boards import board_scene


@pytest.fixture(scope="module")
def stage(serve):
    return serve(script="tests/browser/stage/pieces_server.py")


def numbers(text):
    """Return the numbers that are written in a text, − before a term among them."""
    found = re.findall(r"(?:− |−)?\d+\.?\d*(?:×10[⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+)?", text)
    return [float(calculate(one.replace("− ", "−"))) for one in found]


def test_what_is_touched_and_what_the_keys_come_to_is_said_with_the_core_s_numbers(stage, visitor):
    page = visitor(alone=True, viewport={"width": 1366, "height": 768}, has_touch=True)
    page.goto(f"{stage}/?scene=small")
    player, board = Player(page).drawn(), board_scene("small").animations[0]
    player.go(120)
    (W1, b1), *_ = board.net.layers(board.theta[120])
    said = lambda: page.locator(".nn-board-said").inner_text()  # noqa: E731
    unit = lambda name: page.locator(".nn-board-unit", has=page.get_by_text(name, exact=True))  # noqa: E731
    near = lambda *values: pytest.approx(values, rel=0.006, abs=1e-7)  # noqa: E731
    # A finger is gone at once: what it has touched stays said, until it touches another thing.
    unit("A3").tap()
    eventually(lambda: said().startswith("Neuron A3: z = "), "the neuron", 5)
    assert numbers(said().split("z = ")[1].split(", a")[0]) == near(*W1[:, 2], b1[2])
    caption = page.locator(".nn-board-caption")
    assert caption.inner_text().startswith("Neuron A3")
    unit("A3").tap()
    eventually(lambda: caption.inner_text().startswith("Output"), "touched again, it steps back", 5)
    plane = page.locator(".nn-board-frame canvas[tabindex]")
    box = plane.bounding_box()
    plane.tap(position={"x": 0.97 * box["width"], "y": 0.03 * box["height"]})
    eventually(lambda: said().startswith("At ("), "the place", 5)
    x1, x2, output = numbers(said().replace("ŷ is", ""))
    assert (x1, x2) == (pytest.approx(5.64, abs=0.05), pytest.approx(5.64, abs=0.05))
    wanted = board.net.forward(board.theta[120], featured(board.features, np.array([[x1, x2]]))).a[-1].item()
    assert output == pytest.approx(wanted, rel=0.01)
    assert page.locator(".nn-board-cross").is_visible()
    source, to = (unit(name).bounding_box() for name in ("x₂", "A4"))
    start = np.array([source["x"] + source["width"], source["y"] + source["height"] / 2])
    end = np.array([to["x"], to["y"] + to["height"] * (0.5 + 0.35)])
    page.touchscreen.tap(*((start + end) / 2 + [0, 8]))  # a finger is wider than a link
    eventually(lambda: said().startswith("Weight x₂→A4: "), "the link", 5)
    assert numbers(said().removeprefix("Weight x₂→A4: ")) == near(W1[1, 3])
    assert page.locator(".nn-board-cross").is_hidden()
    # The keys come to each weight and to the bias of what is shown.
    page.keyboard.press("Escape")
    page.mouse.move(*middle(unit("B2")))
    page.mouse.down()
    page.mouse.up()
    page.get_by_role("button", name="Set by hand").press("Enter")
    _, (W2, b2), _ = board.net.layers(board.theta[120])
    for k, name in enumerate(("A1", "A2", "A3", "A4")):
        assert said().startswith(f"Weight {name}→B2: ")
        assert numbers(said().removeprefix(f"Weight {name}→B2: ")) == near(W2[k, 1])
        page.keyboard.press("Tab")
    assert said().startswith("Bias of B2: ")
    assert numbers(said().removeprefix("Bias of B2: ")) == near(b2[1])
