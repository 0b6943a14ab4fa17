"""The backpropagation page as it looks: large enough, nothing over another or cut, in the dark and on a phone."""

import pytest

from nnviz.figures.palette import MODEL
from tests.browser.player import eventually

WHOLE = "/backprop?backprop_part=Whole+training"
LARGE = "backprop_a=4&backprop_b=4&backprop_c=4"
# How far, in px, one drawn number reaches into another, or out of the figure.
CLASHES = """() => { const found = [];
  const texts = [...document.querySelectorAll(".nn-plot .textpoint text")].filter((t) => t.textContent.trim());
  const boxes = texts.map((t) => [t.textContent, t.getBoundingClientRect()]);
  boxes.forEach(([a, p], i) => boxes.slice(i + 1).forEach(([b, q]) => {
    const x = Math.min(p.right, q.right) - Math.max(p.left, q.left);
    const y = Math.min(p.bottom, q.bottom) - Math.max(p.top, q.top);
    if (x > 2 && y > 5) found.push([a, b, Math.round(x), Math.round(y)]); }));
  return found; }"""


@pytest.mark.parametrize("sizes", ["", LARGE])
def test_no_number_lies_on_another(open_page, sizes):
    player = open_page(f"/backprop?{sizes}")
    for k in range(0, int(player.page.locator(".nn-slider").get_attribute("max")), 3):
        player.go(k)
        eventually(lambda: not player.page.evaluate(CLASHES), "no number lies on another", 3)


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
def test_numbers_are_large_grow_with_the_screen_and_the_drawing_fills_it(open_page, query):
    page = open_page(f"/backprop?{query}").page
    small = page.evaluate(LETTERS)
    assert small["numbers"] >= 16
    assert small["wide"] >= 16
    assert small["tall"] > 0.67
    page.set_viewport_size({"width": 1920, "height": 1080})
    eventually(lambda: page.evaluate(LETTERS)["numbers"] > 1.25 * small["numbers"], "the drawing grows", 5)
    eventually(lambda: page.evaluate(LETTERS)["wide"] > 1.15 * small["wide"], "what is said grows", 5)


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


@pytest.mark.parametrize("query", ["", LARGE])
def test_the_output_its_loss_and_the_legend_are_not_cut_at_the_edge(open_page, query):
    player = open_page(f"/backprop?step=7&{query}")
    for width, height in ((1366, 768), (1366, 650), (1000, 768), (390, 844)):
        player.page.set_viewport_size({"width": width, "height": height})
        player.page.wait_for_timeout(500)  # the figures take their new size
        for place in (9, 11):
            player.go(place)
            player.page.wait_for_timeout(200)
            assert player.page.evaluate(EDGE) >= 0


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
