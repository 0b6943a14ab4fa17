"""The backpropagation page in a real browser: the screen shows the algorithm, and every control does something."""

import re
from urllib.parse import urlencode

import numpy as np
import pytest

from nnviz.core import Network, TrainConfig, train
from nnviz.figures.numbers import number
from nnviz.figures.palette import MODEL
from tests.browser.conftest import eventually

EXAMPLES = np.array([(1, 0.5, 0), (0.5, -1, 1), (-1, 0.5, 1), (-0.5, -1, 0)])
WHOLE = "/backprop?backprop_part=Whole+training"
LARGE = "backprop_a=4&backprop_b=4&backprop_c=4"
# The texts on the screen of the traces that one can click, and where their marks are.
CLICKABLE = """() => { const plot = document.querySelector(".nn-plot");
  return plot._fullData.filter((d) => d.customdata).map((d) => {
    const marks = [...plot.querySelectorAll(`.trace${d.uid} path.point`)].map((m) => m.getBoundingClientRect());
    return Object.fromEntries(marks.map((r, i) => [d.customdata[i], [r.x + r.width / 2, r.y + r.height / 2]]));
  }).reduce((a, b) => ({ ...a, ...b })); }"""
TEXTS = """() => [...document.querySelectorAll(".nn-plot .textpoint text")]
  .map((t) => t.getAttribute("data-unformatted"))"""
# How far, in px, one drawn number reaches into another, or out of the figure.
CLASHES = """() => { const found = [];
  const texts = [...document.querySelectorAll(".nn-plot .textpoint text")].filter((t) => t.textContent.trim());
  const boxes = texts.map((t) => [t.textContent, t.getBoundingClientRect()]);
  boxes.forEach(([a, p], i) => boxes.slice(i + 1).forEach(([b, q]) => {
    const x = Math.min(p.right, q.right) - Math.max(p.left, q.left);
    const y = Math.min(p.bottom, q.bottom) - Math.max(p.top, q.top);
    if (x > 2 && y > 5) found.push([a, b, Math.round(x), Math.round(y)]); }));
  return found; }"""


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
def test_the_numbers_on_the_screen_are_the_cores_at_every_phase(open_page, sizes):
    net, updates = steps(sizes)
    player = open_page("/backprop" + (f"?{LARGE}" if len(sizes) > 4 else ""))
    n = len(sizes) - 1
    each = 3 * n + 4
    for r, update in enumerate(updates):
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


@pytest.mark.parametrize("sizes", ["", LARGE])
def test_no_number_lies_on_another(open_page, sizes):
    player = open_page(f"/backprop?{sizes}")
    for k in range(0, int(player.page.locator(".nn-slider").get_attribute("max")), 3):
        player.go(k)
        eventually(lambda: not player.page.evaluate(CLASHES), "no number lies on another", 3)


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


def test_a_click_finds_its_neuron_also_where_the_figure_is_magnified(open_page, visitor):
    player = open_page("/backprop?step=10", on=visitor(viewport={"width": 1920, "height": 1080}))
    click(player, "A3")
    eventually(lambda: player.readouts[1].startswith("A3: "), "the formula of A3")


def test_a_switch_shows_the_gradients_of_the_one_example(open_page):
    _, (update, *_) = steps()
    player = open_page("/backprop?step=11&backprop_example=2+of+4")
    player.page.get_by_text("this example", exact=True).click()
    alone = np.outer(update.forward.a[0][1], update.backward.delta[1][1])
    eventually(lambda: all(f"∂ {number(w)}" in shown(player) for w in alone.ravel()), "the gradients of example 2")
    eventually(lambda: "backprop_gradients=this+example" in player.page.url, "the link says so")


# The widths of each table and of the column that it stands in, in px.
TABLES = """() => [...document.querySelectorAll("[data-testid=stMarkdown] table")].map((table) =>
  [table.getBoundingClientRect().width, table.closest("[data-testid=stColumn]").getBoundingClientRect().width])"""


@pytest.mark.parametrize("query", ["", f"{LARGE}&backprop_neuron=ŷ&backprop_link=C4→ŷ&backprop_activation=Sigmoid"])
def test_tables_fit_their_columns_and_have_a_name_for_each(open_page, query):
    player = open_page(f"/backprop?step=15&{query}" if query else "/backprop?step=12")
    eventually(lambda: len(player.page.evaluate(TABLES)) >= 3, "the tables")
    assert all(table <= column + 1 for table, column in player.page.evaluate(TABLES))
    heads = player.page.locator("[data-testid=stMarkdown] th").all_inner_texts()
    assert heads
    assert all(heads)


LETTERS = """() => { const plot = document.querySelector(".nn-plot");
  const scale = plot.getBoundingClientRect().width / plot.offsetWidth;
  const size = (text) => parseFloat(getComputedStyle(text).fontSize);
  const links = [...plot.querySelectorAll(".textpoint text")].map((text) => size(text) * scale);
  const wide = [...document.querySelectorAll(".nn-wide dd")].map(size);
  const drawn = [...plot.querySelectorAll(".scatterlayer .point")].map((p) => p.getBoundingClientRect());
  const tall = Math.max(...drawn.map((r) => r.bottom)) - Math.min(...drawn.map((r) => r.top));
  return { numbers: Math.max(...links), wide: Math.min(...wide), tall: tall / plot.parentElement.clientHeight }; }"""


@pytest.mark.parametrize("query", ["backprop_a=2&backprop_b=–", "", "backprop_a=4&backprop_b=–", LARGE])
def test_numbers_are_large_grow_with_the_screen_and_the_drawing_fills_it(open_page, visitor, query):
    small = open_page(f"/backprop?{query}").page.evaluate(LETTERS)
    big = visitor(viewport={"width": 1920, "height": 1080})
    large = open_page(f"/backprop?{query}", on=big).page.evaluate(LETTERS)
    assert small["numbers"] >= 16
    assert small["wide"] >= 16
    assert large["numbers"] > 1.25 * small["numbers"]
    assert large["wide"] > 1.15 * small["wide"]
    assert small["tall"] > 0.67


TRAVELS = """() => [...new Set([...document.querySelectorAll(".nn-plot path.js-line")].map((p) => getComputedStyle(p))
  .filter((s) => s.strokeDasharray.includes(","))
  .map((s) => `${s.animationName}, ${s.animationDirection.split(",")[0]}, ${s.visibility}`))]"""


def travels(player, way, visibility, why, seconds=3):
    eventually(lambda: player.page.evaluate(TRAVELS) == [f"{way}, {visibility}"], why, seconds)


def test_something_travels_along_the_links_at_work_and_then_rests(open_page):
    forward, backward = (f"nn-travel, nn-arrived, {way}" for way in ("normal", "reverse"))
    player = open_page("/backprop?step=3")
    travels(player, forward, "visible", "forward into layer B")
    player.go(9)
    travels(player, backward, "visible", "back from the output")
    travels(player, backward, "hidden", "it has arrived", 8)
    player.go(10)
    travels(player, backward, "visible", "the next ones set out")


def test_nothing_travels_where_less_motion_is_asked_for(open_page, visitor):
    player = open_page("/backprop?step=3", on=visitor(viewport={"width": 1366, "height": 768}, reduced_motion="reduce"))
    travels(player, "none, normal", "hidden", "no dots")


EDGE = """() => { const plot = document.querySelector(".nn-plot");
  const right = (one) => one.getBoundingClientRect().right;
  const ends = [...plot.querySelectorAll(".scatterlayer .point, .textpoint text")].map(right);
  return right(plot.querySelector("svg.main-svg")) - Math.max(...ends); }"""


@pytest.mark.parametrize(("width", "height"), [(1366, 768), (1366, 650), (1000, 768), (390, 844)])
@pytest.mark.parametrize("query", ["", LARGE])
def test_the_output_and_its_loss_are_not_cut_at_the_edge(open_page, visitor, query, width, height):
    player = open_page(f"/backprop?step=7&{query}", on=visitor(viewport={"width": width, "height": height}))
    player.go(9)
    assert player.page.evaluate(EDGE) >= 0


CHOICES = {
    "Layer A": ("4", "", "A4"),
    "Layer B": ("1", "", None),
    "Layer C": ("2", "", "C2"),
    "Loss": ("Mean squared error", "&step=8", None),
    "Activation φ": ("ReLU", "&step=5", None),
    "Neuron": ("B1", "&step=10", None),
    "Link": ("x₂→A2", "&step=12", None),
    "Example": ("3 of 4", "", None),
}


@pytest.mark.parametrize("name", CHOICES)
def test_every_choice_changes_what_is_drawn(open_page, name):
    option, more, appears = CHOICES[name]
    player = open_page(f"/backprop?{more}")
    before = (shown(player), player.readouts)
    player.page.get_by_role("combobox", name=name, exact=True).click()
    player.page.get_by_role("option", name=option, exact=True).click()
    eventually(lambda: (shown(player), player.readouts) != before, f"{name} changes the figure")
    assert not appears or appears in shown(player)


@pytest.mark.parametrize(("name", "step"), [("Start", 0), ("Learning rate η", 12)])
def test_every_slider_changes_what_is_drawn(open_page, name, step):
    player = open_page(f"/backprop?step={step}")
    before = shown(player)
    player.page.get_by_role("slider", name=name).press("ArrowRight")
    eventually(lambda: shown(player) != before, f"{name} changes the figure")


def test_the_examples_are_edited_in_a_table_and_kept_in_the_link(open_page):
    player = open_page("/backprop?backprop_examples=2,3,0.5")
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


@pytest.mark.parametrize("value", ["", "zz", "1e999", "<img src=x onerror=alert(1)>", "1,2;3", "−1"])
def test_nonsense_in_every_parameter_gives_the_page_as_it_is_without(open_page, value):
    keys = ("part", "a", "b", "c", "loss", "activation", "seed", "rate", "neuron", "link", "example", "examples")
    player = open_page("/backprop?" + urlencode({f"backprop_{key}": value for key in keys} | {"step": value}))
    net, (update, *_) = steps()
    for w in net.layers(update.theta)[0][0].ravel():
        assert number(w) in shown(player)


@pytest.mark.parametrize("right", [True, False])
def test_a_prediction_is_judged_by_the_run(open_page, right):
    player = open_page("/backprop")
    _, (update, *_) = steps()
    deltas = np.abs(update.backward.delta[2][0])
    place = int(deltas.argmax() if right else deltas.argmin())
    player.predict(f"B{place + 1}")
    player.page.get_by_role("button", name="Show the answer").click()
    judged = player.page.locator(
        "[data-testid=stAlert]", has_text="Yes." if right else "Not this time. The answer is: B"
    )
    judged.wait_for()
    assert number(update.backward.delta[2][0, int(deltas.argmax())]) in judged.inner_text()


def test_the_links_of_the_classroom_set_the_page(open_page):
    player = open_page("/backprop")
    links = player.page.locator("[data-testid=stHtml] li a")
    paths = [link.get_attribute("href") for link in links.all()]
    assert len(paths) == 3
    open_page(f"/backprop{paths[0]}")
    assert "dead" in shown(player)
    assert "silent" in shown(player)
    for path in paths[1:]:
        open_page(f"/backprop{path}")
        assert len(player.page.locator(".nn-plot").all()) == 4


def test_everything_can_be_done_by_keyboard_alone(open_page):
    player = open_page("/backprop")
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


def test_in_the_dark_numbers_and_links_wear_the_dark_twins(open_page, visitor):
    player = open_page("/backprop?step=4", on=visitor(color_scheme="dark"))
    dark = f"rgb{tuple(bytes.fromhex(MODEL.dark[1:]))}"
    assert player.colour(0, 0) == dark
    player.go(11)
    eventually(lambda: player.colour(0, 0) == dark, "the gradient's colour is the dark one")


def test_on_a_phone_the_network_scrolls_and_the_page_does_not(open_page, visitor):
    player = open_page("/backprop", on=visitor(viewport={"width": 390, "height": 844}, has_touch=True))
    assert player.page.evaluate("() => { const m = document.querySelector('[data-testid=stMain]');"
                                " return m.scrollWidth - m.clientWidth; }") <= 2  # fmt: skip
    inner, outer = player.page.evaluate(
        "() => { const g = document.querySelector('.nn-figures'); return [g.scrollWidth, g.clientWidth]; }"
    )
    assert outer <= 390 < inner
    assert not player.page.evaluate(CLASHES)


# How many neurons are computed now (their rings are thick), and how many of them one sees.
SEEN = """() => {
  const wide = (path) => parseFloat(getComputedStyle(path).strokeWidth) > 3;
  const rings = [...document.querySelectorAll(".nn-plot .point")].filter(wide).map((p) => p.getBoundingClientRect());
  const seen = document.querySelector(".nn-figures").getBoundingClientRect();
  const inside = rings.filter(({ left, right }) => left >= seen.left - 1 && right <= seen.right + 1);
  return [rings.length, inside.length];
}"""


@pytest.mark.parametrize("sizes", ["", LARGE])
def test_on_a_phone_what_is_computed_now_comes_into_view(open_page, visitor, sizes):
    player = open_page(f"/backprop?{sizes}", on=visitor(viewport={"width": 390, "height": 844}, has_touch=True))
    layers = [4, 4, 4, 1] if sizes else [3, 2, 1]
    forward = [n for n in layers for _ in "za"]
    for k, neurons in enumerate([*forward, 0, *layers[::-1]], 1):
        player.go(k)
        eventually(lambda n=neurons: player.page.evaluate(SEEN) == [n, n], f"all that is computed at stop {k}", 5)


@pytest.mark.parametrize("path", ["/backprop", f"/backprop?{LARGE}", WHOLE])
def test_on_a_projector_figures_controls_and_transport_are_seen_together(open_page, path):
    player = open_page(path)
    for selector in (".nn-figures", ".nn-transport", ".st-key-controls"):
        box = player.page.locator(selector).bounding_box()
        assert box["y"] > 0
        assert box["y"] + box["height"] <= 768
