"""Handles in the browser: what is dragged follows the hand, and Python hears once where it was dropped."""

import numpy as np
import pytest

from nnviz.figures.numbers import number
from nnviz.figures.text import equation
from tests.browser.hands import finger, handle, middle
from tests.browser.player import eventually
from tests.browser.stage.pieces import ENDS, NEURON, K, line_scene

LINE, STICKS, SQUARES, BAR = 2, 1, 0, 0


@pytest.fixture(scope="session")
def stage(serve):
    """Return the address of a server that shows scenes with surfaces and handles."""
    return serve(script="tests/browser/stage/pieces_server.py")


@pytest.fixture
def show(open_page, stage):
    """Return a function that opens a scene of the stage."""
    return lambda scene, on=None: open_page(f"/?scene={scene}", on=on, at=stage)


def drops(player):
    """Return what the page says it has heard: how often, and what was said last."""
    text = player.page.get_by_text("dropped").inner_text()
    return int(text.split("dropped ")[1].split(" ")[0]), text.split("times: ")[1]


def drawn(player, m, c):
    """Return whether line, sticks, squares, bar and readout are those of the line y = m·x + c."""
    flat, bars = line_scene(4, m, c).animations
    line = np.column_stack([ENDS, m * ENDS + c])
    (got,) = player.path(0, LINE)
    close = 3 * player.pixel(0)
    stick = flat.marks[STICKS].moves["y"][0].reshape(-1, 3)[:, :2]
    seen = [piece[[0, -1], 1] for piece in player.path(0, STICKS)]
    square = flat.marks[SQUARES].moves["x"][0].reshape(-1, 6)[:, :5]
    sides = [np.ptp(piece[:, 0]) for piece in player.path(0, SQUARES)]
    return (
        np.all(np.abs(got - line) < close)
        and len(seen) == len(sides) == 4
        and all(np.all(np.abs(a - b) < close[1]) for a, b in zip(seen, stick, strict=True))
        and all(abs(a - np.ptp(b)) < close[0] for a, b in zip(sides, square, strict=True))
        and abs(player.path(1, BAR)[0][1, 0] - bars.marks[BAR].trace["x"][1]) < 3 * player.pixel(1)[0]
        and player.readouts == [number(bars.marks[BAR].trace["x"][1])]
    )


def test_what_is_dragged_is_followed_at_once_and_told_once_when_it_is_dropped(show):
    player = show("line")
    eventually(lambda: drawn(player, 0.5, 1.0), "at first, the line of the settings")
    assert drops(player) == (0, "[]")
    x, y = middle(handle(player, "middle of the line"))
    player.page.mouse.move(x, y)
    player.page.mouse.down()
    player.page.mouse.move(x, y - 40, steps=3)
    player.page.mouse.move(x, y, steps=3)
    player.page.mouse.up()
    player.page.wait_for_timeout(700)
    assert drops(player)[0] == 0, "what is put back is not told"
    assert drawn(player, 0.5, 1.0)
    up = 1 / player.pixel(0)[1]
    player.page.mouse.move(x, y)
    player.page.mouse.down()
    for rise in (1.0, -1.5, 2.0):
        player.page.mouse.move(x, y - rise * up, steps=4)
        eventually(lambda r=rise: abs(shown_c(player) - 1 - r) < 0.05, "the handle is where the hand is", 5)
        eventually(lambda: drawn(player, 0.5, shown_c(player)), "all else follows", 5)
    assert drops(player)[0] == 0, "nothing is told while it is dragged"
    c = shown_c(player)
    player.page.mouse.up()
    eventually(lambda: drops(player)[0] == 1, "Python hears")
    assert drops(player)[1] == f"[{{'m': 0.5, 'c': {c if c % 1 else int(c)}}}]"
    player.page.wait_for_timeout(600)
    assert drops(player)[0] == 1
    assert drawn(player, 0.5, c), "the core's picture is the one that was dragged"


def shown_c(player):
    """Return the intercept that a screen reader is told."""
    text = handle(player, "middle of the line").get_attribute("aria-valuetext")
    return float(text.split("c = ")[1].replace("−", "-"))


def off(player):
    """Return how far the handles are from where their quantities say on the axes as they are now, in px."""
    return player.page.evaluate("""() => Math.max(...[...document.querySelectorAll(".nn-plot")].flatMap((plot) => {
      const { xaxis, yaxis, width } = plot._fullLayout;
      const box = plot.getBoundingClientRect(), size = box.width / plot.offsetWidth;
      return [...plot.querySelectorAll(".nn-grip")].map((grip) => {
        const [x, y] = grip.getAttribute("aria-valuetext").match(/^x (.+), y (.+);/).slice(1)
          .map((text) => +text.replace("−", "-"));
        const at = grip.getBoundingClientRect();
        return Math.hypot(at.x + at.width / 2 - box.x - size * (xaxis._offset + xaxis.d2p(x)),
          at.y + at.height / 2 - box.y - size * (yaxis._offset + yaxis.d2p(y))) + Math.abs(width - plot.offsetWidth);
      });
    }))""")


def test_an_end_turns_the_line_about_the_other_one_and_handles_stay_on_it_in_every_size(show):
    player = show("line")
    x, y = middle(handle(player, "right end"))
    still = middle(handle(player, "left end"))
    player.page.mouse.move(x, y)
    player.page.mouse.down()
    player.page.mouse.move(x + 30, y - 60, steps=4)
    at = middle(handle(player, "right end"))
    assert at == pytest.approx((x, y - 60), abs=3), "it goes up, and not aside"
    assert middle(handle(player, "left end")) == pytest.approx(still, abs=3)
    player.page.mouse.up()
    eventually(lambda: drops(player)[0] == 1, "Python hears")
    for width, height in ((900, 768), (390, 844), (844, 390), (1366, 768)):
        player.page.set_viewport_size({"width": width, "height": height})
        player.page.wait_for_timeout(500)
        eventually(lambda: off(player) < 3, f"the handles at {width}×{height}", 3)


def test_a_finger_drags_as_a_mouse_does(show, visitor):
    phone = visitor(viewport={"width": 390, "height": 700}, has_touch=True, is_mobile=True)
    player = show("line", on=phone)
    grip = handle(player, "middle of the line")
    grip.scroll_into_view_if_needed()
    x, y = middle(grip)
    up = 1 / player.pixel(0)[1]
    touch = finger(phone)
    touch("touchStart", (x, y))
    for share in np.linspace(0, 1, 9)[1:]:
        touch("touchMove", (x, y - share * up))
    eventually(lambda: abs(shown_c(player) - 2) < 0.05, "it follows the finger all the way", 5)
    assert middle(grip) == pytest.approx((x, y - up), abs=3), "and the page does not scroll under it"
    assert drops(player)[0] == 0
    touch("touchEnd")
    eventually(lambda: drops(player)[0] == 1, "Python hears")
    box = grip.bounding_box()
    assert min(box["width"], box["height"]) >= 44, "a finger finds it"


def test_keys_move_it_by_its_steps_and_are_told_when_they_rest(show):
    player = show("line")
    grip = handle(player, "middle of the line")
    grip.focus()
    for _ in range(5):
        player.page.keyboard.press("ArrowUp")
    player.page.keyboard.press("ArrowDown")
    eventually(lambda: drawn(player, 0.5, 1.04), "four steps of 0.01")
    eventually(lambda: drops(player)[0] == 1, "Python hears")
    assert drops(player)[1] == "[{'m': 0.5, 'c': 1.04}]"
    player.page.wait_for_timeout(500)
    assert grip.evaluate("(one) => one === document.activeElement"), "it keeps the focus over the new scene"
    assert drawn(player, 0.5, 1.04)
    player.page.keyboard.press("ArrowUp")
    player.page.keyboard.press("Tab")
    eventually(lambda: drops(player)[0] == 2, "who goes on has let go")


def test_a_number_in_a_drawing_is_changed_where_it_stands_and_all_follows(show):
    player = show("neuron")
    player.go(12)
    pill = handle(player, "weight w₁")
    text = player.page.locator(".nn-plot .textpoint")
    player.press("Play")
    x, y = middle(pill)
    player.page.mouse.move(x, y)
    player.page.mouse.down()
    place = player.place
    assert player.page.get_by_role("button", name="Play", exact=True).is_visible(), "who takes hold stops the time"
    for right in (60, 90):
        player.page.mouse.move(x + right, y, steps=3)
        w1 = round(NEURON[place, 0] + 10 * right / 300, 1)  # its whole range of 10 lies within 300 px
        z = number(0.5 * w1 - 1.5 - 0.5)
        eventually(lambda w=w1: pill.inner_text() == f"w₁ = {number(w)}", "the number itself", 5)
        eventually(lambda z=z: player.readouts == [z], "the readout", 5)
        eventually(lambda z=z: text.text_content() == f"z = {z}", "the text in the figure", 5)
    assert drops(player)[0] == 0
    player.page.mouse.up()
    eventually(lambda: drops(player)[0] == 1, "Python hears")
    assert player.place == place
    for key, value in (("Home", -5), ("End", 5), ("PageDown", 4), ("ArrowLeft", 3.9)):
        player.page.keyboard.press(key)
        assert float(pill.get_attribute("aria-valuenow")) == pytest.approx(value)


def test_a_point_is_dragged_in_both_directions(show):
    player = show("neuron&deaf=1")
    player.go(K - 1)
    grip = handle(player, "the input")
    x, y = middle(grip)
    right, up = 1 / player.pixel(0)
    player.page.mouse.move(x, y)
    player.page.mouse.down()
    player.page.mouse.move(x + 0.5 * right, y - 1.5 * up, steps=4)
    eventually(lambda: np.abs(player.marks(0, 0) - [1.0, 0.5]).max() < 0.06, "the mark follows", 5)
    assert player.readouts == [number(3 * 1.0 + 1.5 * 0.5 - 0.5)]
    player.page.mouse.up()
    eventually(lambda: drops(player)[0] == 1, "Python hears")
    # This page changes nothing by it: what the scene says comes back.
    eventually(lambda: np.abs(player.marks(0, 0) - [0.5, -1.0]).max() < 0.06, "it goes back", 5)
    assert player.readouts == [number(3 * 0.5 - 1.5 - 0.5)]


def test_what_is_held_stays_in_the_hand_while_an_earlier_drop_is_answered(show):
    player = show("line")
    handle(player, "middle of the line").focus()
    for presses in range(1, 9):  # some of the answers come while the next key is down already, some do not
        player.page.keyboard.press("ArrowUp")
        player.page.wait_for_timeout(420 + 25 * presses)
        assert shown_c(player) == pytest.approx(1 + 0.01 * presses)
    eventually(lambda: drops(player)[1] == "[{'m': 0.5, 'c': 1.08}]", "Python hears the last")
    player.page.wait_for_timeout(500)
    assert drawn(player, 0.5, 1.08)


SLOW = """window.late = 0; window.WebSocket = class extends WebSocket {
  addEventListener(kind, hear) {
    super.addEventListener(kind, kind === "message" ? (said) => setTimeout(() => hear(said), window.late) : hear);
  }
};"""


def test_a_drop_sets_all_its_settings_also_if_the_run_that_it_stopped_is_told_meanwhile(open_page, visitor):
    page = visitor(alone=True)
    page.add_init_script(SLOW)
    player = open_page("/fit?fit_neuron=true", on=page)
    page.evaluate("window.late = 400")  # an answer comes later than the player tells where it was stopped
    player.press("Play")
    eventually(lambda: player.place > 3, "it plays")
    x, y = middle(handle(player, "right end of the line"))
    player.page.mouse.move(x, y)
    player.page.mouse.down()
    player.page.mouse.move(x, y - 60, steps=5)
    line = player.readouts[1]
    player.page.mouse.up()
    eventually(lambda: player.readouts[:2] == ["0", line], "the run that begins with the dropped line")
    player.page.wait_for_timeout(1500)
    assert player.drawn().readouts[:2] == ["0", line], "and it stays"
    said = player.page.locator("[data-testid=stNumberInputField]")
    m, c = (float(said.nth(i).input_value()) for i in range(2))
    assert equation(m, c) == line
    assert f"fit_m={m:g}&fit_c={c:g}" in player.page.evaluate("location.search")
