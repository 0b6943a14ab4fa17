"""Parts of the playground that a teacher hides: gone for who gets the link, at work as before, and brought back."""

from urllib.parse import parse_qs, urlencode

from nnviz.lessons.playground.hidden import HIDE
from nnviz.lessons.playground.settings import PlaygroundSettings
from nnviz.lessons.playground.study import play
from tests.browser.player import eventually
from tests.browser.test_playground import shows

PARTS = {
    "Data": ".st-key-playground_data",
    "Noise": ".st-key-playground_noise",
    "For training": ".st-key-playground_share",
    "Batch": ".st-key-playground_batch",
    "Rate": ".st-key-playground_rate",
    "Activation": ".st-key-playground_activation",
    "Penalty": ".st-key-playground_penalty_rate",
    "Epochs": ".st-key-playground_go_on",
    "Inputs": "button[aria-label='Take x₁² as an input']",
    "Layers": "button[aria-label='Add a hidden layer']",
    "New start and points": "button[aria-label='Draw other points']",
    "Weights by hand": ".nn-board-caption button",
    "Loss": ".nn-figures .nn-plot",
    "Question": ".st-key-question",
    "What is going on": ".st-key-going_on",
    "Training on": ".st-key-train_on",
    "Answers in numbers": ".st-key-answers",
}


def test_what_a_link_hides_is_gone_and_works_on_and_comes_back(open_page):
    assert set(PARTS) == set(HIDE.options)
    sets = {"playground_rate": "0.1", "step": "300"}
    player = open_page("/playground?" + urlencode({**sets, "playground_hide": [*PARTS, "<b>", "?"]}, doseq=True))
    page, run = player.page, play(PlaygroundSettings(learning_rate=0.1))
    seen = lambda: {title for title, where in PARTS.items() if page.locator(where).first.is_visible()}  # noqa: E731
    assert seen() == set()
    eventually(lambda: len(player.readouts) == 4, "the run")
    assert shows(player, run, 300), "the rate is the link's, though nobody sees it"
    wide = page.locator(".nn-board").bounding_box()["width"]
    assert wide > 0.95 * page.locator(".nn-figures").bounding_box()["width"], "the board takes the curve's room"
    page.get_by_role("button", name="More").click()
    chosen = page.get_by_test_id("stMultiSelect")
    chosen.get_by_role("button", name="Clear all").click()
    eventually(lambda: seen() == set(PARTS), "all of them are back")
    eventually(lambda: page.locator(".nn-board").bounding_box()["width"] < 0.9 * wide, "beside the curve again")
    # A teacher chooses what to hide, and the link says it.
    chosen.get_by_role("combobox").click()
    page.get_by_role("option", name="Rate", exact=True).click()
    eventually(lambda: seen() == {*PARTS} - {"Rate"}, "the rate alone is gone")
    link = lambda: parse_qs(page.evaluate("location.search")[1:])  # noqa: E731
    eventually(lambda: link().get("playground_hide") == ["Rate"], "the link says so")
    assert link()["playground_rate"] == ["0.1"]
