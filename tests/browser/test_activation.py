"""The page on activation functions in a real browser: what is on the screen is the core's, and every control acts."""

import re

import numpy as np
import pytest

from nnviz.core import ACTIVATIONS, Network
from nnviz.figures.palette import DATA, ERROR, MODEL
from tests.browser.looks import as_a_phone
from tests.browser.player import Player, eventually

PAGE = "/activation"
LEARNING, BEND = f"{PAGE}?activation_part=Learning+with+each", f"{PAGE}?activation_part=Why+bend+at+all"
PARTS = (PAGE, LEARNING, BEND)
KINDS = ("threshold", "sigmoid", "relu")
VALUES, SLOPES, OUTPUTS = range(3)
STICKS, CURVE, POINTS, SAID = range(4)
SEEN = "[...document.querySelectorAll('.nn-plot svg, .nn-readouts dd')].map((e) => e.innerHTML).join()"


def close(player: Player, figure, drawn, expected) -> bool:
    """Return whether places drawn are the expected ones, to a pixel or two."""
    return np.shape(drawn) == np.shape(expected) and bool(np.all(np.abs(drawn - expected) < 2 * player.pixel(figure)))


SWEEPS = {
    "": ("sigmoid", lambda k: (0.1 + 0.02 * k, 0.0)),
    "?activation_phi=ReLU&activation_bias=0.5": ("relu", lambda k: (0.1 + 0.02 * k, 0.5)),
    "?activation_phi=SiLU&activation_sweep=Bias:+left+to+right&activation_weight=1.5": (
        "silu", lambda k: (1.5, 4 - 0.04 * k),
    ),
}  # fmt: skip


def test_the_inputs_lie_where_weight_and_bias_put_them(lead):
    player, x = lead(PAGE), np.linspace(-1.2, 1.2, 7)
    for query, (name, theta) in SWEEPS.items():
        if query:
            player.follow(PAGE + query)
        net, phi = Network((1, 1), output=name), ACTIVATIONS[name]
        for k in (0, 90, 200):
            player.go(k)
            forward = net.forward(np.array(theta(k)), x[:, None])
            z, a = forward.z[1][:, 0], forward.a[1][:, 0]
            expected = [(z, a), (z, phi.slope(z, a)), (x, a)]
            for figure, places, trace in zip((VALUES, SLOPES, OUTPUTS), expected, (1, 1, 1), strict=True):
                eventually(
                    lambda f=figure, t=trace, p=places: close(player, f, player.marks(f, t), np.column_stack(p)),
                    f"the inputs of figure {figure} at {k}, {name}",
                )


def choose(page, label, option) -> None:
    page.get_by_role("combobox", name=label, exact=True).click()
    page.get_by_role("option", name=option, exact=True).click()
    page.keyboard.press("Escape")  # a list of which several may be chosen stays open, and all else out of reach


def turn(name: str):
    """Return what moves a slider one on."""
    return lambda page: page.get_by_role("slider", name=name).press("ArrowRight")


CONTROLS = {
    "the shapes": (PAGE, {
        "activation": lambda page: choose(page, re.compile("Activation φ"), "ReLU"),
        "overlay": lambda page: choose(page, re.compile("Lay over it"), "Tanh"),
        "bias": turn("Bias b"),
        "z": turn("Look at z"),
        "sweep": lambda page: page.get_by_text("Bias: left to right").click(),
        "weight": turn("Weight w"),
        "part": lambda page: page.get_by_role("radio", name="Why bend at all").click(),
    }),
    "learning": (LEARNING, {"rate": turn("Learning rate η"), "seed": turn("Starting neuron")}),
    "bend": (BEND, {
        "hidden": turn("Neurons in the hidden"), "rate": turn("Learning rate η"), "seed": turn("Starting weights"),
    }),
}  # fmt: skip


@pytest.mark.parametrize("group", CONTROLS)
def test_every_control_changes_what_one_sees(lead, group):
    path, controls = CONTROLS[group]
    player = lead(path)
    player.press("Last step")
    for control, act in controls.items():
        player.page.wait_for_timeout(300)
        before, address = (player.page.evaluate(code) for code in (SEEN, "location.href"))
        act(player.page)
        eventually(lambda b=before: player.page.evaluate(SEEN) != b, f"{control} shows")
        eventually(lambda a=address: player.page.evaluate("location.href") != a, f"the address follows {control}")
        assert player.page.get_by_test_id("stException").count() == 0


def in_the_dark_the_colours_are_the_dark_ones(player, path):
    player.page.emulate_media(color_scheme="dark")
    marks = {(0, 0): MODEL, (0, 1): DATA} if path == PAGE else {(1, CURVE if path == LEARNING else 0): MODEL}
    if path == LEARNING:
        marks[(1, STICKS)] = ERROR
    for (figure, trace), colour in marks.items():
        dark = f"rgb{tuple(bytes.fromhex(colour.dark[1:]))}"
        eventually(lambda f=figure, t=trace, c=dark: player.colour(f, t) == c, f"trace {trace} of figure {figure}")


@pytest.mark.parametrize("path", PARTS)
def test_all_is_seen_together_the_keys_alone_play_and_in_the_dark_and_on_a_phone_it_is_whole(lead, path):
    player = lead(path)
    page = player.page
    seen = [*page.locator(".nn-plot").all(), page.locator(".nn-transport"),
            *page.locator(".st-key-controls").get_by_role("slider").all()]  # fmt: skip
    assert len(seen) >= 5
    for place in seen:
        box = place.bounding_box()
        assert box["y"] >= 0
        assert box["y"] + box["height"] <= 768
    page.keyboard.press("End")
    last = int(page.locator(".nn-slider").get_attribute("max"))
    eventually(lambda: player.place == last, "the last step")
    page.keyboard.press("ArrowLeft")
    eventually(lambda: player.place == last - 1, "one back")
    page.keyboard.press("Home")
    page.keyboard.press(" ")
    eventually(lambda: player.place > 3, "it plays")
    page.keyboard.press(" ")
    stopped = player.place
    page.wait_for_timeout(300)
    assert player.place == stopped
    for _ in range(60):  # the tab key reaches every control of the part
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.closest('.st-key-controls') !== null"):
            break
    else:
        pytest.fail("no control is reached with the tab key")
    in_the_dark_the_colours_are_the_dark_ones(player, path)
    with as_a_phone(page):
        eventually(player.fits_a_phone, "nothing is cut off")
        controls = page.locator(".st-key-controls").get_by_role("slider").first
        places = (page.locator(".nn-plot").first, page.locator(".nn-transport"), controls)
        tops = [place.bounding_box()["y"] for place in places]
        assert tops == sorted(tops), "the figures come first"


def test_the_parts_are_chosen_with_the_keys(lead):
    player = lead(PAGE)
    player.page.get_by_role("radio", name="The shapes").focus()
    player.page.keyboard.press("ArrowRight")
    focused = "document.activeElement.innerText"
    eventually(lambda: player.page.evaluate(focused) == "Learning with each", "the next part has the focus")
    player.page.keyboard.press("Enter")
    player.page.wait_for_url(re.compile("activation_part=Learning"))


def test_a_prediction_about_the_sweep_is_counted_at_its_end(open_page):
    z = 5.0 * np.linspace(-1.2, 1.2, 7)
    count = int((np.abs(ACTIVATIONS["sigmoid"].slope(z, ACTIVATIONS["sigmoid"].value(z))) < 0.05).sum())
    assert count == 4
    player = open_page(PAGE)
    player.predict("More than half")
    player.press("Last step")
    player.page.get_by_test_id("stAlert").filter(has_text=f"Yes. It is {count} of 7").wait_for()
    eventually(lambda: f"{count} of 7" in player.readouts, "the end of the sweep agrees")


def test_the_links_for_the_class_set_the_page(lead):
    player = lead(PAGE)
    links = player.page.locator("li a[href^='?']").evaluate_all("all => all.map((a) => a.getAttribute('href'))")
    assert len(links) == 4
    for link in links:
        before = player.page.evaluate(SEEN)
        player.follow(PAGE + link)
        eventually(lambda b=before, p=player: p.page.evaluate(SEEN) != b, link)
        for setting in link[1:].split("&"):
            assert setting.split("=")[0] in player.page.url
