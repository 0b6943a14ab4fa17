"""What a neuron computes, in the browser: its numbers are changed where they stand, and all the rest follows them."""

import re

import numpy as np
import pytest

from nnviz.core import ACTIVATIONS
from nnviz.figures.numbers import number
from nnviz.figures.palette import ANSWER, ERROR
from tests.browser.hands import finger, handle, middle
from tests.browser.looks import PROJECTOR
from tests.browser.player import eventually

PAGE = "/neuron"
LOGIC = f"{PAGE}?neuron_part=AND,+OR,+exclusive+or"
SWEEP = f"{PAGE}?neuron_walk=Weight+w₁"
NUMBERS = {"x1": 1.0, "x2": 0.5, "w1": 1.2, "w2": -0.8, "b": -0.3}
LINE = 0
LOWERED = str.maketrans("12", "₁₂")


def texts(player):
    """Return what is written in the drawing, and what its handles say."""
    return player.page.locator(".nn-plot").first.locator(".textpoint text, .nn-handle span").all_text_contents()


def shows(player, activation="sigmoid", **changed):
    """Return whether drawing, readouts and the line z = 0 are those of the neuron with these numbers."""
    n = {**NUMBERS, **changed}
    p1, p2 = n["w1"] * n["x1"], n["w2"] * n["x2"]
    z = p1 + p2 + n["b"]
    a = float(ACTIVATIONS[activation].value(np.array([z]))[0])
    written = texts(player)
    signs = {name: f"{name[0]}{name[1:].translate(LOWERED)}" for name in n}
    wanted = {f"w₁·x₁ = {number(p1)}", f"w₂·x₂ = {number(p2)}", f"b·1 = {number(n['b'])}", number(z), number(a)}
    wanted |= {f"{sign} = {number(n[name])}" for name, sign in signs.items()}
    (ends,) = player.path(1, LINE)
    on_the_line = np.abs(ends @ [n["w1"], n["w2"]] + n["b"]).max() < 0.05
    return wanted <= set(written) and player.readouts[-2:] == [f"= {number(z)}", number(a)] and on_the_line


def value(element):
    return float(element.get_attribute("aria-valuenow"))


def test_a_weight_is_dragged_and_everything_follows_the_hand_and_is_kept_when_it_lets_go(lead):
    player = lead(PAGE)
    eventually(lambda: shows(player), "the neuron of the settings")
    weight, mouse, address = handle(player, "weight w₁"), player.page.mouse, player.page.url
    x, y = middle(weight)
    surface = player.page.locator(".nn-surface")
    before = surface.screenshot()
    mouse.move(x, y)
    mouse.down()
    for to in (-60, 45, -150):
        mouse.move(x + to, y, steps=5)
        eventually(lambda: value(weight) != 1.2 and shows(player, w1=value(weight)), "all follows the hand", 5)
    assert player.page.url == address, "nothing is asked of the page while it is dragged"
    assert surface.screenshot() != before
    let_go = value(weight)
    assert let_go < 0
    mouse.up()
    player.page.wait_for_url(re.compile(rf"neuron_w1={let_go:g}\d*"))
    eventually(lambda: shows(player, w1=let_go), "the core says the same")
    player.page.get_by_text(re.compile(rf"w₁ larger by 0.5 .* instead of {number(let_go)}")).first.wait_for()


def test_the_keys_alone_change_a_number_walk_the_computation_and_reopen_it_by_its_link(open_page, app):
    player = open_page(PAGE)
    bias = handle(player, "bias b")
    bias.focus()
    presses = {"ArrowRight": -0.2, "ArrowUp": -0.1, "PageUp": 0.9, "Home": -2.0, "ArrowLeft": -2.0}
    for key, expected in presses.items():
        player.page.keyboard.press(key)
        assert value(bias) == expected
    assert player.place == 0, "they step the number and not the timeline"
    player.page.wait_for_url(re.compile("neuron_b=-2"))
    eventually(lambda: player.page.get_by_text("b·1 = −2.00").count(), "it is kept")
    player.page.locator(".nn-play").focus()
    player.page.keyboard.press("ArrowRight")
    eventually(lambda: player.place == 1 and player.readouts[-2:] == ["= …", "…"], "the products alone")
    player.page.keyboard.press("End")
    eventually(lambda: player.readouts[-2] == f"= {number(1.2 - 0.4 - 2)}", "all of it")
    player.page.wait_for_url(re.compile("neuron_step=4"))
    again = open_page(player.page.url.removeprefix(app))
    eventually(lambda: value(handle(again, "bias b")) == -2 and again.place == 4, "the link opens the same")


def test_both_inputs_are_dragged_in_the_plane_and_the_number_that_is_swept_is_not_for_the_hand(lead):
    player = lead(SWEEP)
    assert handle(player, "weight w₁").count() == 0
    player.press("Last step")
    eventually(lambda: "w₁ = 2.00" in texts(player), "the weight has come to its end")
    grip, mouse = handle(player, "both inputs"), player.page.mouse
    x, y = middle(grip)
    right, up = 1 / player.pixel(1)
    mouse.move(x, y)
    mouse.down()
    mouse.move(x - right, y + up, steps=5)
    eventually(lambda: shows(player, w1=2.0, x1=0.0, x2=-0.5), "it follows", 5)
    mouse.up()
    player.page.wait_for_url(re.compile("neuron_x2=-0.5"))
    eventually(lambda: shows(player, w1=2.0, x1=0.0, x2=-0.5), "and is kept, at the same stop")


def rgb(colour):
    """Return a colour of a light page as the browser says it."""
    return f"rgb{tuple(bytes.fromhex(colour.light[1:]))}"


def colour_of_the_count(player):
    return player.page.locator(".nn-readouts dd").last.evaluate("(one) => getComputedStyle(one).color")


def test_and_is_set_by_hand_and_checked(lead):
    player = lead(f"{LOGIC}&neuron_gate_w1=1&neuron_gate_w2=1&neuron_gate_b=-0.9&gate_step=3")
    eventually(lambda: player.readouts[-1] == "2 of 4", "two corners are right")
    assert colour_of_the_count(player) == rgb(ERROR)
    bias = handle(player, "bias b")
    bias.focus()
    player.page.keyboard.press("ArrowLeft")
    player.page.keyboard.press("ArrowLeft")
    assert value(bias) == -1.1
    assert player.readouts[-1] == "…", "what a hand changes is judged when it lets go"
    eventually(lambda: player.readouts[-1] == "4 of 4", "it is judged")
    assert colour_of_the_count(player) == rgb(ANSWER)
    player.page.get_by_text("All four corners are right: this neuron is AND.").wait_for()
    player.page.get_by_text("Exclusive or", exact=True).click()
    eventually(lambda: player.readouts[-1] != "4 of 4", "another is wanted")
    player.page.get_by_text("it cannot be on both sides").wait_for()


def test_on_a_phone_a_finger_drags_and_nothing_is_cut_off(open_page, visitor):
    phone = visitor(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    player = open_page(PAGE, on=phone)
    assert player.fits_a_phone()
    weight = handle(player, "weight w₂")
    weight.scroll_into_view_if_needed()
    x, y = middle(weight)
    touch = finger(phone)
    touch("touchStart", (x, y))
    for to in (10, 20, 40, 75):
        touch("touchMove", (x + to, y))
    touch("touchEnd")
    eventually(lambda: value(weight) == pytest.approx(-0.8 + 75 * 4 / 300), "it follows the finger")
    phone.wait_for_url(re.compile("neuron_w2="))
    player.follow(f"{LOGIC}&gate_step=3")
    eventually(player.fits_a_phone, "the other part neither")
    player.follow(f"{PAGE}?neuron_inputs=3")
    drawing, bar = (phone.locator(one).first.bounding_box() for one in (".nn-plot", ".nn-transport"))
    assert drawing["y"] + drawing["height"] <= bar["y"], "the transport covers nothing of the drawing"


def test_on_a_small_projector_all_is_seen_together(open_page, visitor):
    page = visitor(viewport=PROJECTOR)
    player = open_page(PAGE, on=page)
    for path in (PAGE, f"{PAGE}?neuron_inputs=3", LOGIC):
        if path != PAGE:
            player.follow(path)
        places = page.locator(".nn-plot, .nn-surface, .nn-transport, .nn-handle").all()
        assert len(places) > 4
        for place in [*places, page.locator(".st-key-controls")]:
            box = place.bounding_box()
            assert box["y"] >= 0
            assert box["y"] + box["height"] <= 650
        assert player.place == 0
        if "inputs=3" not in path:
            right, up = player.pixel(1)
            assert right == pytest.approx(up, rel=0.01), "the plane has one scale for both inputs"


CONTROLS = {
    "inputs": lambda page: page.get_by_test_id("stRadio").get_by_text("3", exact=True).click(),
    "activation": lambda page: choose(page, re.compile("Activation φ"), "ReLU"),
    "walk": lambda page: choose(page, re.compile("The timeline walks"), "Bias b"),
    "height": lambda page: page.get_by_test_id("stRadio").get_by_text("z", exact=True).click(),
}
SEEN = "document.querySelector('.nn-player').innerText + document.querySelector('.nn-title')?.innerText"


def choose(page, label, option):
    page.get_by_role("combobox", name=label).click()
    page.get_by_role("option", name=option, exact=True).click()


def test_every_control_changes_what_one_sees(lead):
    for control, act in CONTROLS.items():
        player = lead(PAGE)
        before, address = player.page.evaluate(SEEN), player.page.url
        act(player.page)
        eventually(lambda p=player, b=before: p.page.evaluate(SEEN) != b, f"{control} shows")
        eventually(lambda p=player, a=address: p.page.url != a, "the address follows")
    player.page.get_by_role("button", name="Set the numbers").click()
    player.page.get_by_test_id("stSlider").get_by_role("slider", name="Weight w₁").press("ArrowRight")
    eventually(lambda: "w₁ = 1.30" in texts(player), "a number set is the one drawn")
