"""The backpropagation page in a real browser: the screen shows the algorithm, and every control does something."""

import re
from urllib.parse import urlencode

import numpy as np
import pytest

from nnviz.core import Network, TrainConfig, train
from nnviz.figures.numbers import number
from tests.browser.player import eventually

EXAMPLES = np.array([(1, 0.5, 0), (0.5, -1, 1), (-1, 0.5, 1), (-0.5, -1, 0)])
LARGE = "backprop_a=4&backprop_b=4&backprop_c=4"
# The texts on the screen of the traces that one can click, and where their marks are.
CLICKABLE = """() => { const plot = document.querySelector(".nn-plot");
  return plot._fullData.filter((d) => d.customdata).map((d) => {
    const marks = [...plot.querySelectorAll(`.trace${d.uid} path.point`)].map((m) => m.getBoundingClientRect());
    return Object.fromEntries(marks.map((r, i) => [d.customdata[i], [r.x + r.width / 2, r.y + r.height / 2]]));
  }).reduce((a, b) => ({ ...a, ...b })); }"""
TEXTS = """() => [...document.querySelectorAll(".nn-plot .textpoint text")]
  .map((t) => t.getAttribute("data-unformatted"))"""


def steps(sizes=(2, 3, 2, 1), rate=0.5, seed=0):
    """Return the network, and the passes of three training steps by the core alone."""
    X, y, net = EXAMPLES[:, :2], EXAMPLES[:, 2:], Network(sizes)
    theta = net.init("xavier", np.random.default_rng(seed))
    run = train(net, theta, X, y, TrainConfig(loss="half_mse", learning_rate=rate, batch_size=4, epochs=3))
    return net, [run.update(k, X, y) for k in range(3)]


def texts(player):
    return player.page.evaluate(TEXTS)


def shown(player):
    return re.sub(r"</?b>", "", " | ".join(texts(player)))


def click(player, name):
    player.page.mouse.click(*player.page.evaluate(CLICKABLE)[name])


@pytest.mark.parametrize("sizes", [(2, 3, 2, 1), (2, 4, 4, 4, 1)])
def test_the_numbers_on_the_screen_are_the_cores_at_every_phase(lead, sizes):
    net, updates = steps(sizes)
    player = lead("/backprop" + (f"?{LARGE}" if len(sizes) > 4 else ""))
    n = len(sizes) - 1
    each = 3 * n + 4
    for r, update in list(enumerate(updates))[2 if len(sizes) > 4 else 0 :]:  # of the large network, the last step
        start, end = r * each, (r + 1) * each - 1
        for k, expected in (
            (start, [number(w) for W, _ in net.layers(update.theta) for w in W.ravel()]),
            (start + 2 * n, [f"a {number(a[0, i])}" for a in update.forward.a[1:] for i in range(a.shape[1])]),
            (end - 2, [f"δ {number(d[0, i])}" for d in update.backward.delta[1:] for i in range(d.shape[1])]),
            (end - 1, [f"∂ {number(g)}" for W, _ in net.layers(update.grad) for g in W.ravel()]),
            (end, [number(w) for W, _ in net.layers(update.theta_after) for w in W.ravel()]),
        ):
            player.go(k)
            eventually(lambda e=expected: all(word in shown(player) for word in e), f"the numbers of stop {k}")
        assert "δ" in shown(player)


def test_a_click_on_a_neuron_or_on_a_links_number_shows_its_formula(open_page):
    player = open_page("/backprop?step=10")
    _, (update, *_) = steps()
    click(player, "B2")
    delta = number(update.backward.delta[2][0, 1])
    eventually(lambda: player.readouts[1].startswith("B2: δ = "), "the formula of B2")
    assert player.readouts[1].endswith(f"= {delta}")
    player.page.get_by_role("heading", name="Neuron B2, example 1, training step 1", level=2).wait_for()
    player.page.locator("[data-testid=stMarkdown]", has_text=re.compile(f"[=≈] {delta}")).first.wait_for()
    player.go(12)
    player.page.locator("[data-testid=stMarkdown]", has_text="w ← w").wait_for()
    click(player, "A3→B1")
    eventually(lambda: player.readouts[1].startswith("A3→B1: w ← w"), "the formula of the link")
    player.page.get_by_role("heading", name="Link A3→B1").wait_for()
    assert "backprop_neuron=B2" in player.page.url
    player.page.set_viewport_size({"width": 1920, "height": 1080})
    player.page.wait_for_function("document.querySelector('.nn-plot').getBoundingClientRect().width > 1200")
    player.go(10)

    def finds() -> bool:
        click(player, "A3")
        player.page.wait_for_timeout(300)
        return player.readouts[1].startswith("A3: ")

    eventually(finds, "a click finds its neuron also where the figure is magnified")


def test_a_switch_shows_the_gradients_of_the_one_example(lead):
    _, (update, *_) = steps()
    player = lead("/backprop?step=11&backprop_example=2+of+4")
    player.page.get_by_text("this example", exact=True).click()
    alone = np.outer(update.forward.a[0][1], update.backward.delta[1][1])
    eventually(lambda: all(f"∂ {number(w)}" in shown(player) for w in alone.ravel()), "the gradients of example 2")
    eventually(lambda: "backprop_gradients=this+example" in player.page.url, "the link says so")


CHOICES = {
    "Layer A": ("4", 0, "A4"),
    "Layer B": ("1", 0, None),
    "Layer C": ("2", 0, "C2"),
    "Loss": ("Mean squared error", 10, None),
    "Activation φ": ("ReLU", 5, None),
    "Neuron": ("B1", 13, None),
    "Link": ("x₂→A2", 15, None),
    "Example": ("3 of 4", 0, None),
}
SLIDERS = {"Start": 0, "Learning rate η": 15}


def test_every_choice_and_every_slider_changes_what_is_drawn(open_page):
    player = open_page("/backprop")

    def changes(name, place, change):
        player.go(place)
        player.page.wait_for_timeout(300)  # what is read now is that place's
        before = (shown(player), player.readouts)
        change()
        eventually(lambda: (shown(player), player.readouts) != before, f"{name} changes the figure")
        player.drawn()

    for name, (option, place, appears) in CHOICES.items():

        def choose(name=name, option=option):
            player.page.get_by_role("combobox", name=name, exact=True).click()
            player.page.get_by_role("option", name=option, exact=True).click()

        changes(name, place, choose)
        assert not appears or appears in shown(player)
    for name, place in SLIDERS.items():
        slider = player.page.get_by_role("slider", name=name)
        changes(name, place, lambda slider=slider: slider.press("ArrowRight"))


def test_the_examples_are_edited_in_a_table_and_kept_in_the_link(lead):
    player = lead("/backprop?backprop_examples=2,3,0.5")
    assert "2.00 | 3.00" in shown(player)
    player.page.get_by_role("button", name="Edit", exact=True).click()
    keep = player.page.get_by_role("button", name="Use this example")
    for wrong, typed in ((True, "12"), (False, "4")):
        player.write_into_cell(90, 52, typed)
        player.page.get_by_test_id("stAlert").wait_for(state="visible" if wrong else "hidden")
    keep.click()
    player.page.get_by_role("dialog").wait_for(state="hidden")
    eventually(lambda: "backprop_examples=4%2C3%2C0.5" in player.page.url, "the link holds the example")
    eventually(lambda: "4.00 | 3.00" in shown(player), "the example is at the inputs")


def test_nonsense_in_every_parameter_gives_the_page_as_it_is_without(open_page):
    value = "<img src=x onerror=alert(1)>"  # other nonsense: tests/pages/test_pages.py
    keys = ("part", "a", "b", "c", "loss", "activation", "seed", "rate", "neuron", "link", "example", "examples")
    player = open_page("/backprop?" + urlencode({f"backprop_{key}": value for key in keys} | {"step": value}))
    net, (update, *_) = steps()
    for w in net.layers(update.theta)[0][0].ravel():
        assert number(w) in shown(player)


def test_a_prediction_is_judged_by_the_run(open_page):
    player = open_page("/backprop")
    _, (update, *_) = steps()
    deltas = np.abs(update.backward.delta[2][0])
    player.page.get_by_role("button", name="Show the answer").click()
    for place, said in (
        (deltas.argmin(), f"Not this time. The answer is: B{deltas.argmax() + 1}"),
        (deltas.argmax(), "Yes."),
    ):
        player.predict(f"B{place + 1}")
        judged = player.page.get_by_test_id("stAlert").filter(has_text=said)
        judged.wait_for()
        assert number(deltas.max()) in judged.inner_text().replace("−", ""), "by the largest δ"


def test_the_links_of_the_classroom_set_the_page(open_page):
    player = open_page("/backprop")
    links = player.page.locator("[data-testid=stHtml] li a")
    paths = [link.get_attribute("href") for link in links.all()]
    assert len(paths) == 3
    player.follow(f"/backprop{paths[0]}")
    assert "dead" in shown(player)
    assert "silent" in shown(player)
    for path in paths[1:]:
        player.follow(f"/backprop{path}")
        assert len(player.page.locator(".nn-plot").all()) == 4


def test_everything_can_be_done_by_keyboard_alone(lead):
    player = lead("/backprop")
    player.page.keyboard.press("End")
    assert player.place == 38
    for _ in range(2):
        player.page.keyboard.press("ArrowLeft")
    assert player.place == 36
    box = player.page.get_by_role("combobox", name="Neuron", exact=True)
    box.focus()
    box.press("ArrowDown")
    box.press("ArrowDown")
    box.press("Enter")
    eventually(lambda: not player.readouts[1].startswith("A1: "), "another neuron is chosen")
