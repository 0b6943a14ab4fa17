"""A whole training in a real browser: what is seen of each neuron at a step, and that it can be read."""

import re

import numpy as np
import pytest

from nnviz.figures.numbers import number
from nnviz.lessons import from_link
from nnviz.lessons.backprop import LESSON
from tests.browser.looks import PHONE
from tests.browser.player import eventually

WHOLE = "/backprop?backprop_part=Whole+training"
LARGE = "&backprop_a=4&backprop_b=4&backprop_c=4"
PART = LESSON.parts[1]
STRIPS, NETWORK, FIT, LOSS = range(4)
TEXTS = """(figure) => [...document.querySelectorAll(".nn-plot")[figure].querySelectorAll(".textpoint text")]
  .map((t) => t.textContent)"""
# The texts of the network that lie on one another, by how many px.
CLASHES = """() => { const found = [];
  const plot = document.querySelectorAll(".nn-plot")[1];
  const boxes = [...plot.querySelectorAll(".textpoint text")].map((t) => [t.textContent, t.getBoundingClientRect()]);
  boxes.forEach(([a, p], i) => boxes.slice(i + 1).forEach(([b, q]) => {
    const x = Math.min(p.right, q.right) - Math.max(p.left, q.left);
    const y = Math.min(p.bottom, q.bottom) - Math.max(p.top, q.top);
    if (x > 2 && y > 4) found.push([a, b, Math.round(x), Math.round(y)]); }));
  return found; }"""
# Whether every text of the network is drawn after, and so in front of, every link and every disc of its own trace.
IN_FRONT = """() => {
  const plot = document.querySelectorAll(".nn-plot")[1];
  const links = [...plot.querySelectorAll(".js-line")];
  return [...plot.querySelectorAll(".textpoint text")].every((text) =>
    links.every((link) => link.compareDocumentPosition(text) & Node.DOCUMENT_POSITION_FOLLOWING)); }"""
# How high and how wide the pictures of a figure are on the screen, in the order of the layout.
PICTURES = """(figure) => [...document.querySelectorAll(".nn-plot")[figure].querySelectorAll(".imagelayer image")]
  .map((image) => { const { width, height } = image.getBoundingClientRect(); return [width, height]; })"""


def study_of(**query):
    return PART.study(from_link(PART.settings, "backprop", {f"backprop_{name}": text for name, text in query.items()}))


def deltas(training, step):
    net, sample, theta = training.run.net, training.sample, training.run.theta[step]
    back = net.backward(theta, net.forward(theta, sample.X), sample.y, "half_mse")
    return np.concatenate([np.abs(delta).mean(axis=0) for delta in back.delta[1:]])


def texts(player, figure=NETWORK):
    return player.page.evaluate(TEXTS, figure)


def test_it_plays_and_each_control_changes_it(lead):
    player = lead(f"{WHOLE}&backprop_epochs=10")
    assert player.readouts[0] == "0"
    before = player.readouts
    player.page.keyboard.press("End")
    eventually(lambda: player.readouts[0] == "200" and player.readouts != before, "the last step")
    title = ".nn-plot >> nth=1 >> .gtitle"
    same = player.page.locator(title).text_content()
    player.page.get_by_text("Each its own", exact=True).click()
    eventually(lambda: player.page.locator(title).text_content() != same, "each strip has its own scale")
    player.page.get_by_role("combobox", name="Data", exact=True).click()
    player.page.get_by_role("option", name="Curve").click()
    eventually(lambda: "The points and the fit" in player.page.locator(".nn-figures").text_content(), "the curve")
    player.page.get_by_role("slider", name="Epochs").press("ArrowRight")
    eventually(lambda: "of 100" in player.page.locator(".nn-step").inner_text(), "twice as many epochs")


def test_the_numbers_in_the_network_are_the_cores_and_in_front_of_the_links(lead):
    player, training = lead(WHOLE), study_of()
    last = len(training.steps) - 1
    for k in (0, 30, last):
        player.go(k)
        expected = {number(value, 2) for value in deltas(training, training.steps[k])}
        eventually(lambda e=expected: e <= set(texts(player)), f"the numbers of stop {k}")
        assert {"A1", "A2", "A3", "B1", "B2", "ŷ"} <= set(texts(player))
        assert player.page.evaluate(IN_FRONT)
    for k, step in ((0, 0), (50, 500), (100, 1000)):
        player.go(k)
        eventually(lambda s=step: abs(player.path(STRIPS, 1)[0][0, 0] - s) < 2, "the line at the step")
        if k < 100:  # what comes is hidden, and nothing at the end
            (cover,) = player.path(STRIPS, 0)
            assert abs(cover[:, 0].min() - step) < 3
            assert cover[:, 0].max() > 1000
    player.go(1)  # step 10
    mean = np.mean([deltas(training, step)[0] for step in range(11)])
    row = player.page.locator("tr", has_text="A1").first
    eventually(lambda: re.split(r"\s+", row.inner_text())[-1] == number(mean), "below, the mean of every step so far")


def whole(player, query):
    """Assert that a network's numbers do not lie on one another, and that a plane's two axes have one scale."""
    if query == LARGE:
        across, up = player.pixel(FIT)
        assert across == pytest.approx(up, rel=0.02)
        ((width, height),) = player.page.evaluate(PICTURES, FIT)
        assert width == pytest.approx(height, rel=0.02), "so have the small ones"
    for place in (0, 20, 50):
        player.go(place)
        eventually(lambda: not player.page.evaluate(CLASHES), f"no number lies on another at {place}, {query}", 3)


@pytest.mark.parametrize("view", [{}, PHONE], ids=["projector", "phone"])
def test_no_number_of_the_network_lies_on_another_and_the_plane_has_one_scale(open_page, visitor, view):
    player = open_page(WHOLE, on=visitor(**view))
    whole(player, "")
    for query in (LARGE, f"{LARGE}&backprop_activation=Sigmoid"):
        whole(player.follow(WHOLE + query), query)


def test_that_a_training_diverged_is_said_above_the_figures(open_page):
    player = open_page(f"{WHOLE}&backprop_activation=Identity&backprop_rate=10")
    warning = player.page.locator("[data-testid=stAlert]", has_text="grow without bound")
    assert warning.bounding_box()["y"] < player.page.locator(".nn-figures").bounding_box()["y"]
