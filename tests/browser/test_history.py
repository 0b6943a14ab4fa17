"""Back in the browser, and the navigation: a page is found again as it was left, its step and its settings."""

import re

import pytest

from tests.browser.player import LEAVE, Line, eventually
from tests.browser.test_line import move_slider

RATE = "Learning rate η"


def is_as_it_was(player, step, rate):
    player.page.get_by_role("heading", name=f"Step {step}:").wait_for()
    eventually(lambda: player.drawn().place == step, "the slider stands at the step")
    assert player.page.get_by_role("slider", name=RATE).get_attribute("aria-valuetext") == rate
    eventually(lambda: f"line_rate={rate}" in player.page.evaluate("location.search"), "the address")
    return True


def test_back_returns_to_the_page_as_it_was_in_one_press(open_page):
    player = open_page("/line?line_seed=3&step=8")
    for step in (9, 10):
        player.press("One step on")
        player.page.get_by_role("heading", name=f"Step {step}:").wait_for()
    move_slider(player, RATE, "0.1", 2)
    player.page.wait_for_url(re.compile("line_rate=0.1"))
    player.drawn()
    address = player.page.evaluate("location.search")
    player.turn_to("Activation functions")
    player.page.go_back()
    assert is_as_it_was(player, 10, "0.1")
    assert sorted(player.page.evaluate("location.search")[1:].split("&")) == sorted(address[1:].split("&"))
    player.page.reload()
    assert is_as_it_was(player, 10, "0.1"), "the address is enough: nothing of it is kept by the server alone"
    player.page.go_forward()
    player.page.get_by_role("heading", level=1, name="Activation functions").wait_for()


def test_settings_without_a_step_come_back_too(open_page):
    player = open_page("/line?line_rate=0.1")
    player.turn_to("Activation functions")
    player.page.go_back()
    assert is_as_it_was(player, 0, "0.1")


def test_the_navigation_keeps_the_step_with_the_settings(open_page):
    player = open_page("/line?line_rate=0.1&step=8")
    player.turn_to("Activation functions")
    player.turn_to("A neuron learns a line")
    assert is_as_it_was(player, 8, "0.1")
    assert "step=8" in player.page.evaluate("location.search")


def test_a_step_0_is_a_step_to_come_back_to(open_page):
    player = open_page("/line?step=8&line_rate=0.1")
    player.press("First step")
    player.page.get_by_role("heading", name="Step 0:").wait_for()
    player.turn_to("Activation functions")
    player.page.go_back()
    assert is_as_it_was(player, 0, "0.1")
    player.turn_to("Activation functions")
    player.turn_to("A neuron learns a line")
    assert is_as_it_was(player, 0, "0.1")


# Moves the timeline and at once follows another address of the page, as somebody does who is on their way with Back.
STOP_AND_LEAVE = f"""(address) => {{
  const slider = document.querySelector(".nn-slider");
  slider.value = 4;
  slider.dispatchEvent(new Event("input", {{ bubbles: true }}));
  ({LEAVE})(address);
}}"""


def test_a_stop_does_not_undo_the_step_back_that_came_right_after_it(open_page, visitor):
    page = visitor(alone=True)
    line = Line(page)
    player = open_page("/backprop?backprop_part=Whole+training", on=page)
    with line.slow("answers"):
        page.evaluate(STOP_AND_LEAVE, "/backprop?step=12")
        page.wait_for_timeout(1000)
    page.get_by_role("heading", name="Neuron A1, example 1").wait_for()
    page.wait_for_timeout(500)
    assert player.drawn().place == 12
    player.go(1)
    page.wait_for_url(lambda url: "step=1" in url and "part" not in url)


@pytest.mark.parametrize(("what", "text"), [("questions", b'"step":4'), ("answers", b"step=4")], ids=["told", "heard"])
def test_a_stop_told_right_before_a_step_back_does_not_take_its_place(open_page, visitor, what, text):
    page = visitor(alone=True)
    line = Line(page)
    player = open_page("/backprop", on=page)
    with line.slow(what):
        player.go(4)
        line.wait_for(text, what)
        page.evaluate(LEAVE, "/backprop?step=12&backprop_activation=Sigmoid")
    eventually(lambda: player.drawn().place == 12, "the step of the address", 10)
    eventually(lambda: {"step=12", "backprop_activation=Sigmoid"} <= set(re.split("[?&]", page.url)), "the address", 10)


def test_on_a_phone_the_menu_closes_after_a_choice(open_page, visitor):
    player = open_page("/line", on=visitor(viewport={"width": 390, "height": 844}))
    player.page.get_by_test_id("stExpandSidebarButton").click()
    player.page.get_by_test_id("stSidebar").get_by_role("link", name="Activation functions").click()
    player.page.get_by_role("heading", level=1, name="Activation functions").wait_for()
    player.page.get_by_test_id("stExpandSidebarButton").wait_for()
    player.drawn().press("One step on")
