"""A window that becomes smaller or larger shows what it would have shown if it had been so from the first."""

from itertools import pairwise

from tests.browser.looks import DESKTOP, PHONE
from tests.browser.player import Player, eventually
from tests.browser.test_parts import titles_are_whole

SIZES = """() => [...document.querySelectorAll(".nn-plot")].map((plot) => {
  const { x, y, width, height } = plot.getBoundingClientRect();
  const drawn = plot.querySelector(".main-svg").getBoundingClientRect();
  return [x, y, width, height, drawn.width, drawn.height, plot.style.transform ? 1 : 0].map(Math.round);
})"""
MORE = """() => { const { scrollWidth, clientWidth } = document.querySelector(".nn-figures");
  return [scrollWidth > clientWidth + 1, document.querySelector(".nn-more").checkVisibility()]; }"""


def sizes(player: Player) -> list[list[int]]:
    """Return where each figure lies, and how large Plotly has drawn it, once both agree and stay so."""
    seen: list[list[list[int]]] = []

    def still() -> bool:
        player.page.wait_for_timeout(150)  # Plotly waits a moment before it draws in another size
        seen.append(player.page.evaluate(SIZES))
        return seen[-1:] == seen[-2:-1] and all(one[2:4] == one[4:6] for one in seen[-1])

    eventually(still, "the figures are as large as their places")
    return seen[-1]


def test_a_window_made_small_and_large_again_shows_each_figure_as_it_would_have_at_first(open_page):
    first = {}
    for path, is_wide in (("/gpus", True), ("/line", False)):  # one that scrolls on a phone, and one that does not
        player = open_page(path)
        first[path] = sizes(player)
        player.page.set_viewport_size(PHONE["viewport"])
        eventually(lambda p=player: p.page.locator(".nn-narrow").count(), "it is narrow")
        small = sizes(player)
        eventually(lambda p=player, w=is_wide: p.page.evaluate(MORE) == [w, w], "what is said of more to the right")
        titles_are_whole(player)
        assert all(one[1] + one[3] <= after[1] + 1 for one, after in pairwise(small)), "no overlap"
        player.page.set_viewport_size({**DESKTOP["viewport"], "height": 650})
        eventually(lambda p=player: not p.page.locator(".nn-narrow").count(), "it is wide")
        assert sizes(player) != first[path]
        player.page.set_viewport_size(DESKTOP["viewport"])
        eventually(lambda p=player: sizes(p) == first[p.page.evaluate("location.pathname")], "as at first")
        assert player.page.evaluate(MORE) == [False, False]
