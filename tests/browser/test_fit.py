"""A line by hand in the browser: it follows the hand, the core's numbers take over, and lines are kept in the link."""

import re

import numpy as np
import pytest

from nnviz.core import DATASETS, Network, least_distances, least_squares
from nnviz.figures.assets import PLAYER
from nnviz.figures.numbers import number
from nnviz.figures.palette import ANSWER
from nnviz.figures.text import equation
from tests.browser.hands import finger, handle, middle
from tests.browser.looks import PROJECTOR
from tests.browser.player import Player, eventually

POINTS, LOSS = range(2)
SQUARES, STICKS, LINE = 0, 3, 4  # between squares and sticks, the lines to choose from and their names
NEURON = Network((1, 1), output="identity")
X, Y, *_ = DATASETS["four_points"].make(np.random.default_rng(0))


def link(player: Player) -> str:
    """Return the page's link as the browser has it now; what Playwright remembers of it may be older."""
    return str(player.page.evaluate("location.pathname + location.search"))


def held(player: Player) -> tuple[float, float]:
    """Return the m and the c that a screen reader is told."""
    text = handle(player, "middle of the line").get_attribute("aria-valuetext")
    return tuple(float(one.replace("−", "-")) for one in re.findall(r"[mc] = ([−\d.]+)", text))


def shows(player: Player, m: float, c: float, kept: int = 0) -> bool:
    """Return whether line, sticks, squares, bar and readouts are what the core says of the line m·x + c.

    Lines that are `kept` (1) are drawn behind sticks and line.
    """
    heights = NEURON.forward(np.array([m, c]), X).a[-1][:, 0]
    loss = float(NEURON.loss(np.array([m, c]), X, Y, "half_mse"))
    near, errors = 2 * player.pixel(POINTS), np.abs(heights - Y[:, 0])
    lines, sticks = player.path(POINTS, LINE + kept), player.path(POINTS, STICKS + kept)
    squares = player.path(POINTS, SQUARES)
    if not (len(lines) == 1 and len(sticks) == len(squares) == 4):
        return False
    x, y = lines[0].T
    said = [equation(m, c), number(8 * loss), number(loss)]
    return bool(
        np.all(np.abs(m * x + c - y) < near[1])
        and all(np.abs(np.ptp(stick[:, 1]) - e) < near[1] for stick, e in zip(sticks, errors, strict=True))
        and all(
            np.abs(np.ptp(square, axis=0) - e).max() < near.max() for square, e in zip(squares, errors, strict=True)
        )
        and abs(player.path(LOSS, 0)[0][1, 1] - loss) < 2 * player.pixel(LOSS)[1]
        and player.readouts[1:] == said
    )


def drag(player: Player, name: str, right: float, up: float, then=lambda: None) -> None:
    """Drag a handle by so many pixels, and let it go after a last look."""
    x, y = middle(handle(player, name))
    player.page.mouse.move(x, y)
    player.page.mouse.down()
    player.page.mouse.move(x + right, y - up, steps=5)
    then()
    player.page.mouse.up()


def test_what_follows_the_hand_and_what_the_core_says_after_the_drop_are_the_same(open_page):
    player = open_page("/fit")
    eventually(lambda: shows(player, 0.0, 2.0), "the first line")
    address, lines = link(player), []

    def follows() -> None:
        eventually(lambda: shows(player, *held(player)), "all follows the hand", 5)
        lines.append(held(player))
        assert link(player) == address, "nothing is told before it is dropped"

    drag(player, "right end of the line", 0, 110, follows)
    eventually(lambda: f"fit_m={lines[0][0]:g}" in link(player), "the settings follow")
    eventually(lambda: shows(player, *lines[0]), "the core's numbers")
    assert lines[0][0] > 0.3
    squares = [np.ptp(piece, axis=0) / player.pixel(POINTS) for piece in player.path(POINTS, SQUARES)]
    assert all(abs(width - height) < 2 for width, height in squares), "squares are squares"
    player.page.get_by_role("heading", name="Your line: point by point").wait_for()


def test_by_keys_from_another_line_and_kept_and_brought_back(open_page, visitor):
    player = open_page("/fit")
    player.press("Last step")
    eventually(lambda: player.readouts[0] == "line 3" and shows(player, 1.0, 1.0), "line 3")
    eventually(lambda: "fit_step=3" in link(player), "the step in the link")
    handle(player, "middle of the line").focus()
    for _ in range(4):
        player.page.keyboard.press("ArrowUp")
    eventually(lambda: "fit_step=0" in link(player) and shows(player, 1.0, 1.2), "it is one's own line now")
    assert player.readouts[0] == "your line"
    keep = player.page.get_by_role("button", name="Keep my line")
    keep.click()
    first = player.page.get_by_role("button", name="A: 1.00·x + 1.20")
    first.wait_for()
    handle(player, "middle of the line").focus()
    player.page.keyboard.press("ArrowDown")
    player.page.keyboard.press("ArrowDown")
    eventually(lambda: shows(player, 1.0, 1.1, kept=1), "a better line")
    keep.click()
    player.page.get_by_role("button", name="B: 1.00·x + 1.10").wait_for()
    player.page.get_by_role("button", name="A: 1.00·x + 1.20").click()
    eventually(lambda: "fit_c=1.2" in link(player), "it is brought back")
    other = open_page(link(player), on=visitor())
    assert other.readouts[1] == equation(1.0, 1.2)
    bars = [piece[1, 1] for piece in other.path(LOSS, 1)]
    wanted = [float(NEURON.loss(np.array([1.0, c]), X, Y, "half_mse")) for c in (1.1, 1.2)]
    assert bars == pytest.approx(wanted, abs=2 * other.pixel(LOSS)[1])
    words = other.page.locator(".nn-plot").nth(LOSS).locator(".textpoint text")
    assert "outside ↑" not in words.all_text_contents()

    def marked() -> bool:
        return "outside ↑" in words.all_text_contents()

    drag(other, "middle of the line", 0, 120, lambda: eventually(marked, "a bar that is cut says so in the hand", 5))
    eventually(lambda: "fit_c=1.2&" not in link(other) and other.drawn(), "it is dropped")
    assert marked(), "and when it is dropped"


def test_a_neuron_goes_on_from_one_s_line_and_only_at_its_end_least_squares_is_seen(open_page):
    player = open_page("/fit?fit_m=0.2&fit_c=4")
    controls = player.page.locator(".st-key-controls")
    switches = controls.get_by_test_id("stCheckbox").locator("input")
    icons = controls.get_by_test_id("stMarkdown").get_by_test_id("stTooltipIcon")
    for icon in icons.all():
        icon.click()
    assert switches.count() == icons.count() == 2
    assert not any(switch.is_checked() for switch in switches.all()), "who asks for help turns nothing"
    player.page.locator("label").filter(has_text="Let a neuron try from my line").click()
    eventually(lambda: player.readouts[0] == "0", "the run")
    assert player.readouts[1] == equation(0.2, 4.0)
    green = f"rgb{tuple(bytes.fromhex(ANSWER.light[1:]))}"
    seen = f"""() => [...document.querySelectorAll(".nn-plot .textpoint text")].some((text) =>
        text.textContent.includes("least squares") && getComputedStyle(text).fill === "{green}"
        && text.getBoundingClientRect().top < document.querySelector(".nn-transport").getBoundingClientRect().top)"""
    assert not player.page.evaluate(seen)
    player.press("Last step")
    eventually(lambda: player.page.evaluate(seen), "least squares")
    player.page.get_by_text("Your best line is off by").wait_for()
    slope = float(player.readouts[1].removeprefix("ŷ = ").split("·")[0])
    assert slope == pytest.approx(least_squares(X, Y).theta[0], abs=0.05)
    drag(player, "middle of the line", 0, 60)
    eventually(lambda: player.readouts[0] == "0", "a new run from the dropped line")


def test_a_finger_drags_the_outlier_and_both_best_lines_follow(open_page, visitor):
    phone = visitor(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    player = open_page("/fit?fit_part=Why+squares", on=phone)
    assert player.fits_a_phone()
    grip = handle(player, "outlier")
    grip.scroll_into_view_if_needed()
    phone.mouse.wheel(0, 200)
    phone.wait_for_timeout(300)
    x, y = middle(grip)
    touch = finger(phone)
    first = player.readouts[1]
    touch("touchStart", (x, y))
    for share in np.linspace(0, 1, 6)[1:]:
        touch("touchMove", (x - 20 * share, y + 60 * share))
    told = []

    def the_core_s() -> bool:
        x, y = (float(one) for one in re.findall(r"[xy] = ([\d.]+)", grip.get_attribute("aria-valuetext")))
        points = np.vstack([X, [[x]]]), np.vstack([Y, [[y]]])
        squares, distances = least_squares(*points), least_distances(*points)
        sums = number(10 * squares.loss), number(distances.total)
        told[:] = [one.partition(" (")[0] for one in player.readouts[1:]]
        return told == [equation(*squares.theta), sums[0], equation(*distances.theta), sums[1]]

    eventually(lambda: player.readouts[1] != first and the_core_s(), "the browser's own lines", 5)
    assert "fit_x" not in link(player)
    touch("touchEnd")
    eventually(lambda: "fit_x" in link(player) and player.place == 40 and the_core_s(), "the core's lines")


def test_of_lines_that_tie_the_browser_draws_the_one_that_the_core_names(page):
    page.route("**/model.js", lambda route: route.fulfill(path=PLAYER / "model_outlier.js"))
    page.route("http://127.0.0.1/", lambda route: route.fulfill(body="<p>", content_type="text/html"))
    page.goto("http://127.0.0.1/")
    script = """async ([x, y, moved]) => {
      const { outlier } = await import("/model.js");
      return moved.map((to) => outlier(to, { x, y, ends: [0, 1] })).map((o) => [o.distances_m, o.distances_c]);
    }"""
    moved = [{"x": 5.2, "y": 4.85 + 0.81 * k / 40} for k in range(41)]
    said = page.evaluate(script, [X[:, 0].tolist(), Y[:, 0].tolist(), moved])
    for line, to in zip(said, moved, strict=True):
        best = least_distances(np.vstack([X, [[to["x"]]]]), np.vstack([Y, [[to["y"]]]]))
        assert not best.unique
        assert line == pytest.approx(best.theta.tolist(), rel=1e-12)


def test_on_a_projector_figures_controls_and_transport_are_seen_together(open_page, visitor):
    player = open_page("/fit?fit_neuron=true", on=visitor(viewport=PROJECTOR))
    for path in ("", "/fit?fit_part=Why+squares"):
        if path:
            player.follow(path)
        seen = [*player.page.locator(".nn-plot").all(), player.page.locator(".nn-transport"),
                *player.page.locator(".st-key-controls [data-testid=stCheckbox]").all()]  # fmt: skip
        for box in (place.bounding_box() for place in seen):
            assert box["y"] >= 0
            assert box["y"] + box["height"] <= 650
