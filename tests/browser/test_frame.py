"""The frame that every lesson stands in: all in view at once, and a question that is answered when its run was seen."""

import re
from itertools import pairwise
from urllib.parse import urlencode

import pytest

from nnviz.lessons import all_lessons
from tests.browser.player import Player, eventually

PARTS = {part.key: f"/{name}?" + urlencode({f"{lesson.prefix}_part": part.title} if len(lesson.parts) > 1 else {})
         for name, lesson in all_lessons().items() for part in lesson.parts}  # fmt: skip
EDGES = """(selector) => { const { top, bottom } = document.querySelector(selector).getBoundingClientRect();
  return [top, bottom]; }"""
LEVELS = """() => [...document.querySelectorAll("[data-testid=stMain] :is(h1, h2, h3, h4, h5, h6)")]
  .map((heading) => +heading.tagName[1])"""
WHOLE = """(all) => all.every((one) => [one, ...one.children].every((box) =>
  box.scrollWidth <= box.clientWidth && box.scrollHeight <= box.clientHeight))"""
FIRST_DELTAS = "step 1 of 3: δ, layer B"
LAST = 100
LINE = f"/line?line_epochs={LAST}"


def edges(page, selector):
    """Return where an element begins and ends on the screen, from its top."""
    return page.evaluate(EDGES, selector)


@pytest.mark.parametrize("part", [*PARTS, "start"])
def test_question_figures_and_transport_are_in_view_together_and_can_be_read_whole(open_page, part):
    player = open_page(PARTS.get(part, "/"))
    for height in (768, 650):
        player.page.set_viewport_size({"width": 1366, "height": height})
        eventually(lambda: edges(player.page, ".nn-transport")[1] <= height, "the transport is on the screen", 5)  # noqa: B023
        player.page.wait_for_timeout(300)
        first = "h1" if part == "start" else ".st-key-question"
        asked, figures, transport = (edges(player.page, one) for one in (first, ".nn-figures", ".nn-transport"))
        assert 0 <= asked[0] < asked[1] <= figures[0], "the question is read before the figures"
        assert figures[1] <= transport[0] + 1, "nothing of the figures is covered"
        assert figures[1] - figures[0] >= 300
        plots = [plot.bounding_box() for plot in player.page.locator(".nn-plot").all()]
        assert all(plot["y"] + plot["height"] <= figures[1] + 1 for plot in plots), "nor cut"
    levels = player.page.evaluate(LEVELS)
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels)), levels
    if part != "start":
        player.page.locator(".st-key-question input").click()
        options = player.page.get_by_role("option")
        options.first.wait_for()
        assert options.evaluate_all(WHOLE), "every option is read whole"


def answered(player: Player) -> bool:
    """Return whether the answer stands below the player."""
    return player.page.get_by_test_id("stAlert").filter(has_text="The loss goes from").count() > 0


def test_choosing_reveals_nothing_and_the_end_of_the_run_does(open_page):
    player = open_page(LINE)
    player.predict("A part of it")
    player.page.get_by_text("Now press play").wait_for()
    player.go(LAST // 2)
    player.page.get_by_role("heading", name=f"Step {LAST // 2}:").wait_for()
    assert not answered(player)
    before = edges(player.page, ".nn-figures")
    player.page.get_by_label("Speed").select_option(index=3)
    player.press("Play")
    eventually(lambda: answered(player), "the run has been seen to its end")
    assert player.place == LAST
    assert edges(player.page, ".nn-figures") == before, "figures stay where they are when the answer comes"
    assert edges(player.page, "[data-testid=stAlert]")[0] >= edges(player.page, ".nn-transport")[1]
    player.press("First step")
    player.page.get_by_role("heading", name="Step 0:").wait_for()
    assert answered(player), "who knows the answer keeps it"


@pytest.mark.parametrize("size", [(1366, 768), (1366, 650), (390, 844)], ids=["desktop", "projector", "phone"])
def test_the_verdict_takes_the_question_s_place_in_view(open_page, visitor, size):
    player = open_page(LINE, on=visitor(viewport=dict(zip(["width", "height"], size, strict=True))))
    player.predict("None: the loss has grown")
    asked, before = player.page.locator(".st-key-asked").bounding_box(), edges(player.page, ".nn-figures")
    player.press("Last step")
    verdict = player.page.locator(".st-key-asked").get_by_text(re.compile("^(lightbulb )?Not this time.*Why: below"))
    verdict.wait_for()
    assert player.page.locator(".st-key-asked").bounding_box() == asked
    assert edges(player.page, ".nn-figures") == before
    box = verdict.bounding_box()
    assert asked["y"] <= box["y"] + 1
    assert box["y"] + box["height"] <= asked["y"] + asked["height"] + 1
    assert not player.page.locator(".st-key-asked").get_by_text("The loss starts at").is_visible()


def test_a_figure_wider_than_a_phone_says_so_until_it_is_scrolled(open_page, visitor):
    phone = visitor(viewport={"width": 390, "height": 844}, has_touch=True)
    more = open_page("/backprop?backprop_a=4&backprop_b=4", on=phone).page.get_by_text("There is more to the right")
    assert more.is_visible()
    assert more.bounding_box()["y"] + more.bounding_box()["height"] <= edges(phone, ".nn-transport")[0]
    phone.locator(".nn-figures").evaluate("(figures) => figures.scrollBy(100, 0)")
    more.wait_for(state="hidden")
    assert not open_page("/line", on=phone).page.get_by_text("There is more to the right").is_visible()


def test_on_a_phone_the_choice_of_parts_is_read_whole(open_page, visitor):
    player = open_page(PARTS["activation_shapes"], on=visitor(viewport={"width": 390, "height": 844}, has_touch=True))
    ends = (
        player.page.locator(".st-key-part")
        .get_by_role("radio")
        .evaluate_all("(all) => all.map((one) => one.getBoundingClientRect().right)")
    )
    assert len(ends) == 3
    assert max(ends) <= player.page.locator(".st-key-part").evaluate("(part) => part.getBoundingClientRect().right")


def test_an_answer_about_an_earlier_step_leads_to_it(open_page):
    player = open_page("/backprop?backprop_a=4&backprop_b=4")
    player.predict("B2")
    player.press("Last step")
    there = player.page.get_by_role("button", name="Go to where it is seen")
    there.click()
    eventually(
        lambda: player.page.locator(".nn-step").inner_text() == FIRST_DELTAS,
        "the training step that the question is about",
    )
    assert player.place > 0
    eventually(lambda: there.count() == 0, "one is there")
    player.page.wait_for_url(re.compile(f"step={player.place}"))


def test_the_answer_comes_where_the_figures_first_show_it(open_page):
    player = open_page("/backprop")
    player.predict("B1")
    alert = player.page.get_by_test_id("stAlert")
    while player.place < 40 and not alert.count():
        player.press("One step on")
        player.page.wait_for_timeout(700)
    assert alert.count() == 1
    assert player.page.locator(".nn-step").inner_text() == FIRST_DELTAS


def test_the_answer_comes_on_request_also_to_who_has_no_guess(open_page):
    player = open_page(LINE)
    assert not answered(player)
    player.page.get_by_role("button", name="Show the answer").click()
    eventually(lambda: answered(player), "the answer")
    assert player.place == 0


def start_over(player: Player):
    """Return the button that goes to the start, where the question is asked."""
    return player.page.locator(".st-key-question").get_by_role("button", name="Go to the start and ask me")


def test_a_link_to_the_last_step_gives_no_answer_yet(open_page):
    player = open_page(f"{LINE}&step={LAST}")
    player.page.get_by_role("heading", name=f"Step {LAST}:").wait_for()
    player.page.wait_for_timeout(500)
    assert not answered(player)
    assert player.place == LAST, "a link keeps its step"
    assert player.page.get_by_text("The loss starts at").count() == 0, "nothing is asked beside its answer"
    before = edges(player.page, ".nn-figures")
    start_over(player).click()
    eventually(lambda: player.place == 0, "the start")
    player.page.get_by_text("The loss starts at").first.wait_for()
    player.page.wait_for_url(re.compile("step=0"))
    assert start_over(player).count() == 0
    assert edges(player.page, ".nn-figures") == before, "figures stay where they are"


@pytest.mark.parametrize("key", ["ArrowLeft", "ArrowRight"], ids=["fewer steps", "more steps"])
def test_another_run_asks_anew_also_for_who_stands_at_its_end(open_page, key):
    player = open_page(LINE)
    player.press("Last step")
    eventually(lambda: answered(player), "the run has been seen to its end")
    player.page.get_by_role("slider", name="Epochs").press(key)
    eventually(lambda: not answered(player), "asked anew")
    player.page.wait_for_timeout(1_000)  # a player that has fewer steps now says by itself where it stands
    assert not answered(player)
    if key == "ArrowLeft":  # with more steps than before, the step shown tells nothing of their end
        start_over(player).click()
    player.predict("A part of it")
    assert not answered(player)
    player.page.get_by_label("Speed").select_option(index=3)
    player.press("Play")
    eventually(lambda: answered(player), "this run, too, has been seen to its end")


def test_a_term_leads_to_its_place_in_the_glossary(open_page):
    player = open_page("/")
    with player.page.context.expect_page() as opened:
        player.page.get_by_test_id("stMarkdown").get_by_role("link", name="errors").click()
    glossary = opened.value
    glossary.get_by_role("heading", name="Error: ŷ − y").wait_for()
    eventually(lambda: 0 <= edges(glossary, "#error")[0] < 400, "the page stands at the term")
    levels = glossary.evaluate(LEVELS)
    assert all(after <= before + 1 for before, after in pairwise(levels)), levels
    glossary.close()
