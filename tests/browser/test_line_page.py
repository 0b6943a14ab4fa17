"""The line's page comes whole, whoever asks for it: by any link, below any path, in the dark, on a phone."""

import re

from nnviz.figures.palette import DATA, ERROR, MODEL, PATH
from tests.browser.player import Player, eventually
from tests.browser.server import healthy
from tests.browser.test_line import DATAPOINTS, LINE, PLANE, POINTS, STICKS, WALKED, run_of, shows_line


def test_a_link_restores_run_and_step(open_page, visitor):
    player = open_page("/line?line_rate=0.05&line_epochs=50&line_seed=4")
    player.go(31)
    player.page.wait_for_url(re.compile("step=31"))
    *_, run = run_of(rate=0.05, epochs=50, seed=4)
    other = open_page(player.page.url.removeprefix(re.match("http://[^/]*", player.page.url).group()), on=visitor())
    assert other.place == 31
    assert other.readouts == player.readouts
    assert shows_line(other, run.theta[31])


KEYS = [
    "step",
    *(f"line_{what}" for what in ("data", "points", "rate", "epochs", "batch", "optimizer", "seed", "standardize")),
]


def test_nonsense_in_every_parameter_gives_the_page_as_it_is_without(open_page):
    value = "%3Cimg%20src%3Dx%20onerror%3Dalert(1)%3E"  # other nonsense: tests/pages/test_pages.py
    *_, run = run_of()
    player = open_page("/line?" + "&".join(f"{key}={value}" for key in KEYS))
    assert player.place == 0
    assert shows_line(player, run.theta[0])
    assert player.page.get_by_test_id("stException").count() == 0
    player.press("Last step")
    eventually(lambda: shows_line(player, run.theta[-1]), "the run of the defaults")


def test_a_deep_link_works_as_the_very_first_request_of_two_visitors_at_the_same_moment(serve, visitor):
    address = serve(wait=False)
    pages = [visitor(), visitor()]
    eventually(lambda: healthy(address), "the server answers", 60)
    for page in pages:
        page.goto(f"{address}/line?line_rate=0.05&step=12", wait_until="commit")
    *_, run = run_of(rate=0.05)
    for page in pages:
        player = Player(page).drawn()
        assert player.readouts[0] == "12"
        assert shows_line(player, run.theta[12])


def test_it_works_below_a_base_path(open_page, serve):
    *_, run = run_of()
    address = serve("--server.baseUrlPath=nn", path="/nn")
    for path in ("/line?step=8", "/"):
        player = open_page(path, at=address)
        assert player.page.locator(".nn-failed").count() == 0
        if "line" in path:
            assert shows_line(player, run.theta[8])


def test_in_the_dark_the_colours_are_others_and_the_numbers_the_same(open_page, visitor):
    *_, run = run_of()
    player = open_page("/line?step=11", on=visitor(color_scheme="dark"))
    for (figure, trace), colour in {
        (POINTS, DATAPOINTS): DATA, (POINTS, LINE): MODEL, (POINTS, STICKS): ERROR, (PLANE, WALKED): PATH,
    }.items():  # fmt: skip
        assert player.colour(figure, trace) == f"rgb{tuple(bytes.fromhex(colour.dark[1:]))}"
    assert shows_line(player, run.theta[11])
    for look in ("light", "dark"):
        player.page.emulate_media(color_scheme=look)
        colour = bytes.fromhex(getattr(MODEL, look)[1:])
        eventually(lambda c=colour: player.colour(POINTS, LINE) == f"rgb{tuple(c)}", f"it follows to {look}")
    assert player.place == 11


def test_on_a_phone_nothing_is_cut_off_and_the_figures_come_first(open_page, visitor):
    phone = visitor(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    player = open_page("/line", on=phone)
    assert player.fits_a_phone()
    tops = [place.bounding_box()["y"] for place in (
        phone.locator(".nn-plot").first, phone.locator(".nn-transport"), phone.get_by_role("slider", name="Epochs"),
    )]  # fmt: skip
    assert tops == sorted(tops)
    for button in phone.locator(".nn-transport button").all():
        assert min(button.bounding_box()["width"], button.bounding_box()["height"]) >= 40


def test_a_browser_that_cannot_load_plotly_says_so(visitor, app):
    page = visitor(forgive=r"plotly-basic\.min\.js")
    page.route("**/plotly-basic.min.js", lambda route: route.abort())
    page.goto(f"{app}/line")
    page.get_by_role("alert").filter(has_text="could not load plotly.js").wait_for()
    assert page.get_by_test_id("stException").count() == 0


def test_epochs_that_are_cut_are_told_beside_their_control(open_page):
    player = open_page("/line?line_data=Old+Faithful&line_batch=1")
    player.page.get_by_text("Ends after epoch 18: a run here has at most 5,000 steps.").wait_for()
    assert player.page.locator(".nn-step").inner_text().startswith("step 0 of 4,896")
