"""The page on gradient descent in a real browser: what is on the screen is the core's, and every control acts."""

import re

import numpy as np
import pytest

from nnviz.core import DATASETS, Network, TrainConfig, least_squares, train
from nnviz.figures.palette import MODEL, PATH, RUNS
from tests.browser.looks import as_a_phone
from tests.browser.player import eventually

PAGE, RACE = "/descent", "/descent?descent_part=Race"
PLANE, LINE, ALONG_M, ALONG_C = range(4)
WALKED, HERE, ARROW = range(3)
SLICE, TANGENT = range(2)
NEURON = Network((1, 1), output="identity")
SEEN = "[...document.querySelectorAll('.nn-plot svg, .nn-readouts')].map((e) => e.innerHTML).join()"
SURFACE = ".nn-surface canvas[tabindex]"


def trained(data="noisy_line", rates=(0.3,), epochs=50):
    """Return a data set and θ of the runs that the page's settings ask for (K, R, 2), by the core alone."""
    X, y, *_ = DATASETS[data].make(np.random.default_rng(0))
    start = np.tile(NEURON.init("uniform", np.random.default_rng(0)), (len(rates), 1))
    return X, y, train(NEURON, start, X, y, TrainConfig("half_mse", "sgd", rates, len(X), epochs)).theta


def loss(X, y, m, c):
    return np.mean((m * X + c - y) ** 2) / 2


def test_the_place_the_slices_and_their_tangents_are_those_of_the_step(open_page, read):
    player = open_page(f"{PAGE}?surface_step=7")
    X, y, theta = trained()
    for step, button in ((7, None), (8, "One step on"), (49, "Last step")):
        if button:
            player.press(button)
        if step == 49:
            player.press("One step back")
        eventually(lambda s=step: player.readouts[0] == str(s), f"step {step}")
        (m, c), after = theta[step, 0], theta[step + 1, 0]
        pixel = player.pixel(PLANE)
        eventually(lambda p=pixel, at=(m, c): np.abs(player.marks(PLANE, HERE) - at).max() < 2 * p.max(), "the place")
        for figure, at, slope in ((ALONG_M, m, (m - after[0]) / 0.3), (ALONG_C, c, (c - after[1]) / 0.3)):
            (tangent,) = player.path(figure, TANGENT)
            right, up = player.pixel(figure)
            assert np.abs(tangent.mean(axis=0) - [at, loss(X, y, m, c)]).max() < 3 * max(right, up)
            assert abs(np.diff(tangent[:, 1]) - slope * np.diff(tangent[:, 0]))[0] < 4 * (up + abs(slope) * right)
            (curve,) = player.path(figure, SLICE)
            for place, height in curve[:: len(curve) // 6]:
                expected = loss(X, y, *((place, c) if figure == ALONG_M else (m, place)))
                assert abs(height - expected) < 3 * up + 10 * right
    player.page.get_by_role("heading", name="From step 49 to step 50").wait_for()
    new = player.page.get_by_text(re.compile("^[mc] ←")).all_text_contents()
    assert np.allclose([read(line.partition("=")[2])[-1] for line in new], theta[50, 0], rtol=0.006)
    assert f"height is {player.readouts[-1]}" in player.page.locator(".nn-surface").inner_text() + (
        player.page.locator(SURFACE).get_attribute("aria-label") or ""
    )
    # A place pointed at is drawn as a line on the points.
    box = player.page.locator(".nn-plot").nth(PLANE).bounding_box()
    player.page.mouse.move(box["x"] + 0.55 * box["width"], box["y"] + 0.5 * box["height"])
    drawn = player.page.locator(".nn-plot").nth(LINE).locator(".nn-pointed text")
    m, c, said = read(drawn.text_content().replace("− ", "−").replace(", loss", " "))
    assert said == pytest.approx(loss(X, y, m, c), rel=0.02)


def test_a_rate_above_the_limit_is_told_and_the_way_out_is_one_click(open_page, visitor):
    player = open_page(
        f"{PAGE}?descent_data=Four+points&surface_step=6", on=visitor(viewport={"width": 1366, "height": 650})
    )
    page = player.page
    page.get_by_text("It climbs out:").wait_for()
    for place in (*page.locator(".nn-plot, .nn-surface").all(), page.locator(".nn-transport")):
        box = place.bounding_box()
        assert box["y"] + box["height"] <= 650, "all is seen together, below the warning too"
    gone = page.locator(".nn-plot .textpoint text").all_text_contents()
    assert "the line is outside ↓" in gone
    assert gone.count("outside ↑") == 2, "both slices say so"
    page.get_by_role("button", name="Lower η to 0.2").click()
    page.wait_for_url("**descent_rate=0.2*")
    page.get_by_text("It climbs out:").wait_for(state="detached")
    *_, theta = trained("four_points", (0.2,))
    player.drawn().press("Last step")
    eventually(
        lambda: np.abs(player.marks(PLANE, HERE) - theta[50, 0]).max() < 2 * player.pixel(PLANE).max(), "settled"
    )


def test_every_racer_stands_where_its_run_is(lead, read):
    player = lead(f"{RACE}&race_step=6")
    X, y, *_ = DATASETS["noisy_line"].make(np.random.default_rng(0))
    limit = least_squares(X, y).rate_limit
    curvature = np.linalg.eigvalsh(least_squares(X, y).hessian)
    rates = (0.02 * limit, 0.25 * limit, 2 / curvature.sum(), 0.95 * limit, 1.02 * limit)
    X, y, theta = trained(rates=rates)
    for i, (m, c) in enumerate(theta[6]):
        at = player.marks(0, 5 + i)
        assert np.abs(at - [m, c]).max() < 2 * player.pixel(0).max()
        assert read(player.readouts[1 + i])[0] == pytest.approx(loss(X, y, m, c), rel=0.006)
        assert player.colour(0, i) == f"rgb{tuple(bytes.fromhex(RUNS[i].light[1:]))}"
        assert abs(player.marks(2, i)[0, 0] - rates[i]) < player.pixel(2)[0]


def choose(page, label, option) -> None:
    page.get_by_role("combobox", name=label, exact=True).click()
    page.get_by_role("option", name=option, exact=True).click()
    page.keyboard.press("Escape")  # a list of several stays open


def right(name):
    return lambda page: page.get_by_role("slider", name=name).press("ArrowLeft" if name == "Epochs" else "ArrowRight")


CONTROLS = {
    PAGE: (
        lambda page: choose(page, re.compile("^Data"), "Four points"),
        right("Learning rate η"),
        right("Epochs"),
        right("Starting line"),
        lambda page: page.get_by_role("radio", name="Race").click(),
    ),
    RACE: (
        lambda page: choose(page, re.compile("Learning rates"), "0.5"),
        right("Epochs"),
        right("Starting line"),
        lambda page: choose(page, re.compile("^Data"), "Curve"),
        lambda page: choose(page, re.compile("What differs"), "Batch sizes"),
        lambda page: choose(page, re.compile("batch sizes"), "25"),
        lambda page: choose(page, re.compile("limit"), "0.25"),
        lambda page: choose(page, re.compile("What differs"), "Optimizers"),
        lambda page: choose(page, re.compile("five optimizers"), "RMSprop"),
        lambda page: choose(page, re.compile("RMSprop, Adam"), "0.2"),
    ),
}


@pytest.mark.parametrize("path", CONTROLS)
def test_every_control_changes_what_one_sees(lead, path):
    player = lead(path.replace("Race", "Race&descent_rates=0.25"))
    page = player.page
    player.press("Last step")
    for act in CONTROLS[path]:
        page.wait_for_timeout(300)
        before, address = (page.evaluate(code) for code in (SEEN, "location.href"))
        act(page)
        eventually(lambda b=before: page.evaluate(SEEN) != b, "it shows")
        eventually(lambda a=address: page.evaluate("location.href") != a, "the address follows")
        player.drawn()
    assert page.get_by_test_id("stException").count() == 0


@pytest.mark.parametrize("path", [PAGE, RACE])
def test_in_the_dark_all_is_seen_together_and_keys_play_and_on_a_phone_nothing_is_cut_off(open_page, visitor, path):
    player = open_page(path, on=visitor(color_scheme="dark"))
    page = player.page
    seen = [*page.locator(".nn-plot").all(), page.locator(".nn-surface"), page.locator(".nn-transport"),
            *page.locator(".st-key-controls").get_by_role("slider").all()]  # fmt: skip
    assert len(seen) >= 7
    for place in seen:
        box = place.bounding_box()
        assert box["y"] >= 0
        assert box["y"] + box["height"] <= 768
    for trace, colour in ((0, PATH), (HERE, MODEL)) if path == PAGE else ((0, RUNS[0]), (1, RUNS[1])):
        assert player.colour(PLANE, trace) == f"rgb{tuple(bytes.fromhex(colour.dark[1:]))}"
    page.keyboard.press("End")
    last = int(page.locator(".nn-slider").get_attribute("max"))
    eventually(lambda: player.place == last, "the last step")
    page.keyboard.press("Home")
    page.keyboard.press(" ")
    eventually(lambda: player.place > 3, "it plays")
    page.keyboard.press(" ")
    with as_a_phone(page):
        eventually(player.fits_a_phone, "on a phone nothing is cut off")
