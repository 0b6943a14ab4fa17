"""Why GPUs in a real browser: what fills is the core's, and what is timed on the server comes to everyone."""

import numpy as np

from nnviz.lessons.gpus.fill_study import FillSettings, fill_study
from nnviz.lessons.gpus.fill_words import decimal, so_far, the_cell
from tests.browser.player import eventually

PAGE, TIMED = "/gpus", "/gpus?gpus_part=Timed+here"
TEXTS = """() => [...document.querySelector(".nn-plot").querySelectorAll(".textpoint text")]
  .map((t) => t.textContent.trim()).filter(Boolean)"""
LINES = """() => [...document.querySelectorAll(".nn-plot")[1].querySelectorAll(".js-line")]
  .map((line) => line.getAttribute("d")).filter(Boolean)"""
ASK = "Time it on this server"


def cells(study, place):
    """Return what is to be written in the cells of Z at a stop."""
    return [decimal(z, 2) for z in study.z[place].flat if np.isfinite(z)]


def test_the_cells_fill_with_the_cores_numbers_and_every_control_changes_them(open_page):
    player, study = open_page(PAGE), fill_study(FillSettings())
    still, lines = study.X.size + study.theta.size, {}
    for place in (0, 1, 17, 49, 55, len(study.step) - 1):
        player.go(place)
        eventually(lambda p=place: player.readouts == [so_far(study, p), the_cell(study, p)], f"stop {place} is read")
        eventually(lambda p=place: player.page.evaluate(TEXTS)[still:] == cells(study, p), f"the cells of stop {place}")
        lines[place] = player.page.evaluate(LINES)
    player.page.get_by_role("cell", name="all at once").wait_for()
    assert len(lines[place]) > len(lines[17])
    player.go(17)
    eventually(lambda: player.page.evaluate(LINES) == lines[17], "on the way back, what begins later is gone again")
    for name in ("Points", "Inputs", "Neurons", "Other numbers"):
        before = player.page.evaluate(TEXTS)[:still]
        player.page.get_by_role("slider", name=name).press("ArrowRight")
        eventually(lambda b=before: player.page.evaluate(TEXTS)[:still] != b, f"{name} changes what is multiplied")
    changed = fill_study(FillSettings(5, 4, 5, 1))
    player.press("Last step")
    eventually(lambda: player.readouts[0] == so_far(changed, len(changed.step) - 1), "its last step")
    assert not player.page.get_by_test_id("stException").count()


def test_on_a_phone_in_the_dark_the_links_lead_to_parts_that_fit(open_page, visitor):
    player = open_page(PAGE, on=visitor(viewport={"width": 390, "height": 844}, color_scheme="dark", has_touch=True))
    links = player.page.get_by_test_id("stHtml").locator("a[href^='?gpus']")
    link = links.last.get_attribute("href")
    assert links.count() >= 3
    player = open_page(f"{PAGE}{link}", on=player.page)
    assert player.fits_a_phone()
    sources = player.page.locator("a[href^='https://']")
    assert sources.count() >= 8
    assert all(one.get_attribute("target") == "_blank" for one in sources.all())


def test_what_one_visitor_has_timed_everyone_sees(open_page, visitor):
    player, other = open_page(TIMED), open_page(TIMED, on=visitor())
    assert player.readouts[2:] == ["–"] * 3
    assert player.page.get_by_text("not timed yet").count() >= 2
    player.page.get_by_role("button", name=ASK).click()
    player.page.get_by_role("progressbar").wait_for()
    eventually(lambda: player.page.get_by_role("progressbar").count() == 0, "all sizes are timed", 120)
    player.drawn()
    player.page.keyboard.press("End")
    eventually(lambda: player.readouts[0] == "1,024", "the largest layer")
    eventually(lambda: [len(player.path(figure, 4)[0]) for figure in (1, 2)] == [9, 9], "the curves of the product")
    product, rate = (player.path(figure, 4)[0][:, 1] for figure in (1, 2))
    assert np.allclose(product * rate, 64 * 4.0 ** np.arange(2, 11), rtol=0.05), "multiplications"
    other.page.reload()
    other.drawn()
    player.page.keyboard.press("Home")
    eventually(lambda: player.readouts[0] == "4", "the smallest layer")
    assert other.readouts == player.readouts
    assert "–" not in other.readouts
    assert not other.page.get_by_role("button", name=ASK).count()
