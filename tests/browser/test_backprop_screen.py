"""The backpropagation page as it looks: large enough, nothing over another or cut, in the dark and on a phone."""

import pytest

from nnviz.figures.palette import MODEL
from tests.browser.conftest import visitors
from tests.browser.looks import as_a_phone
from tests.browser.player import Player, edges, eventually

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


@pytest.fixture(scope="module", params=["", LARGE], ids=["small", "large"])
def opened(request, browsers, app):
    """Return the page of a small or a large network; the tests on it go from the wide screen to the narrow one."""
    with visitors(browsers) as come:
        page = come()
        page.goto(f"{app}/backprop?{request.param}")
        yield Player(page).drawn()


@pytest.fixture
def player(opened):
    opened.page.bring_to_front()
    return opened


def is_large(player):
    return LARGE in player.page.url


def seen_together(player):
    for selector in (".nn-figures", ".nn-transport", ".st-key-controls"):
        top, bottom = edges(player.page, selector)
        assert 0 < top < bottom <= 768, selector


def test_on_a_projector_figures_controls_and_transport_are_seen_together(player):
    seen_together(player)
    if not is_large(player):
        seen_together(player.follow(WHOLE))
        player.follow("/backprop")


def test_no_number_lies_on_another(player):
    for k in range(0, int(player.page.locator(".nn-slider").get_attribute("max")), 3):
        player.go(k)
        eventually(lambda: not player.page.evaluate(CLASHES), "no number lies on another", 3)


# The widths of each table and of the column that it stands in, in px.
TABLES = """() => [...document.querySelectorAll("[data-testid=stMarkdown] table")].map((table) =>
  [table.getBoundingClientRect().width, table.closest("[data-testid=stColumn]").getBoundingClientRect().width])"""


def test_tables_fit_their_columns_and_have_a_name_for_each(player):
    more = f"15&{LARGE}&backprop_neuron=ŷ&backprop_link=C4→ŷ&backprop_activation=Sigmoid"
    player.follow(f"/backprop?step={more if is_large(player) else 12}")
    eventually(lambda: len(player.page.evaluate(TABLES)) >= 3, "the tables")
    assert all(table <= column + 1 for table, column in player.page.evaluate(TABLES))
    heads = player.page.locator("[data-testid=stMarkdown] th").all_inner_texts()
    assert heads
    assert all(heads)
    player.follow(f"/backprop?{LARGE if is_large(player) else ''}")


EDGE = """() => { const plot = document.querySelector(".nn-plot");
  const right = (one) => one.getBoundingClientRect().right;
  const ends = [...plot.querySelectorAll(".scatterlayer .point, .textpoint text")].map(right);
  return right(plot.querySelector("svg.main-svg")) - Math.max(...ends); }"""


def test_the_output_its_loss_and_the_legend_are_not_cut_at_the_edge(player):
    for width, height in ((1366, 768), (1366, 650), (1000, 768), (390, 844)):
        player.page.set_viewport_size({"width": width, "height": height})
        player.page.wait_for_timeout(500)  # the figures take their new size
        for place in (9, 11):
            player.go(place)
            player.page.wait_for_timeout(200)
            assert player.page.evaluate(EDGE) >= 0


# How many neurons are computed now (their rings are thick), and how many of them one sees.
SEEN = """() => {
  const wide = (path) => parseFloat(getComputedStyle(path).strokeWidth) > 3;
  const rings = [...document.querySelectorAll(".nn-plot .point")].filter(wide).map((p) => p.getBoundingClientRect());
  const seen = document.querySelector(".nn-figures").getBoundingClientRect();
  const inside = rings.filter(({ left, right }) => left >= seen.left - 1 && right <= seen.right + 1);
  return [rings.length, inside.length];
}"""


def test_on_a_phone_the_network_scrolls_to_what_is_computed_now_and_the_page_does_not(player):
    page = player.page
    with as_a_phone(page):
        eventually(lambda: player.go(0) or not page.evaluate(CLASHES), "no number lies on another", 5)
        assert page.evaluate("() => { const m = document.querySelector('[data-testid=stMain]');"
                             " return m.scrollWidth - m.clientWidth; }") <= 2  # fmt: skip
        inner, outer = page.evaluate(
            "() => { const g = document.querySelector('.nn-figures'); return [g.scrollWidth, g.clientWidth]; }"
        )
        assert outer <= 390 < inner
        layers = [4, 4, 4, 1] if is_large(player) else [3, 2, 1]
        forward = [n for n in layers for _ in "za"]
        for k, neurons in enumerate([*forward, 0, *layers[::-1]], 1):
            player.go(k)
            eventually(lambda n=neurons: page.evaluate(SEEN) == [n, n], f"all that is computed at stop {k}", 5)


LETTERS = """() => { const plot = document.querySelector(".nn-plot");
  const scale = plot.getBoundingClientRect().width / plot.offsetWidth;
  const size = (text) => parseFloat(getComputedStyle(text).fontSize);
  const links = [...plot.querySelectorAll(".textpoint text")].map((text) => size(text) * scale);
  const wide = [...document.querySelectorAll(".nn-wide dd")].map(size);
  const drawn = [...plot.querySelectorAll(".scatterlayer .point")].map((p) => p.getBoundingClientRect());
  const tall = Math.max(...drawn.map((r) => r.bottom)) - Math.min(...drawn.map((r) => r.top));
  return { numbers: Math.max(...links), wide: Math.min(...wide), tall: tall / plot.parentElement.clientHeight }; }"""


def test_numbers_are_large_grow_with_the_screen_and_the_drawing_fills_it(open_page):
    player = open_page("/backprop")
    page = player.page
    for query in ("", "backprop_a=2&backprop_b=–", "backprop_a=4&backprop_b=–", LARGE):
        page.set_viewport_size({"width": 1366, "height": 768})
        if query:
            player.follow(f"/backprop?{query}")
        eventually(lambda: page.evaluate(LETTERS)["tall"] > 0.67, "the drawing fills its place", 5)
        small = page.evaluate(LETTERS)
        assert small["numbers"] >= 16
        assert small["wide"] >= 16
        page.set_viewport_size({"width": 1920, "height": 1080})
        eventually(lambda s=small: page.evaluate(LETTERS)["numbers"] > 1.25 * s["numbers"], "the drawing grows", 5)
        eventually(lambda s=small: page.evaluate(LETTERS)["wide"] > 1.15 * s["wide"], "what is said grows", 5)


TRAVELS = """() => [...new Set([...document.querySelectorAll(".nn-plot path.js-line")].map((p) => getComputedStyle(p))
  .filter((s) => s.strokeDasharray.includes(","))
  .map((s) => `${s.animationName}, ${s.animationDirection.split(",")[0]}, ${s.visibility}`))]"""


def travels(player, way, visibility, why, seconds=3):
    eventually(lambda: player.page.evaluate(TRAVELS) == [f"{way}, {visibility}"], why, seconds)


def test_something_travels_along_the_links_at_work_and_then_rests_and_all_can_be_dark(open_page):
    forward, backward = (f"nn-travel, nn-arrived, {way}" for way in ("normal", "reverse"))
    player = open_page("/backprop?step=3")
    travels(player, forward, "visible", "forward into layer B")
    player.go(9)
    travels(player, backward, "visible", "back from the output")
    travels(player, backward, "hidden", "it has arrived", 8)
    player.go(10)
    travels(player, backward, "visible", "the next ones set out")
    player.page.emulate_media(reduced_motion="reduce")
    player.go(3)
    travels(player, "none, normal", "hidden", "no dots where less motion is asked for")
    assert player.colour(0, 0) == f"rgb{tuple(bytes.fromhex(MODEL.light[1:]))}"
    player.page.emulate_media(color_scheme="dark")
    dark = f"rgb{tuple(bytes.fromhex(MODEL.dark[1:]))}"
    for place in (4, 11):
        player.go(place)
        eventually(lambda: player.colour(0, 0) == dark, "links and gradients wear the dark twin")
