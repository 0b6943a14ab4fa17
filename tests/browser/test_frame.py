"""The frame that every lesson stands in: a question that is answered when its run was seen."""

import re
from itertools import pairwise

import pytest

from tests.browser.player import Player, edges, eventually

LEVELS = """() => [...document.querySelectorAll("[data-testid=stMain] :is(h1, h2, h3, h4, h5, h6)")]
  .map((heading) => +heading.tagName[1])"""
FIRST_DELTAS = "step 1 of 3: δ, layer B"
LAST = 100
LINE = f"/line?line_epochs={LAST}"


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


@pytest.mark.parametrize("sizes", [[(1366, 768), (1366, 650)], [(390, 844)]], ids=["projectors", "phone"])
def test_the_verdict_takes_the_question_s_place_in_view(open_page, visitor, sizes):
    page = visitor()
    page.set_viewport_size(dict(zip(["width", "height"], sizes[0], strict=True)))
    player = open_page(LINE, on=page)
    player.predict("None: the loss has grown")
    box = page.locator(".st-key-asked")

    def places() -> dict:
        """Return where question and figures are in each size."""
        found = {}
        for width, height in sizes:
            page.set_viewport_size({"width": width, "height": height})
            page.wait_for_timeout(300)
            found[height] = (box.bounding_box(), edges(page, ".nn-figures"))
        return found

    before = places()
    player.press("Last step")
    verdict = box.get_by_text(re.compile("^(lightbulb )?Not this time.*Why: below"))
    verdict.wait_for()
    assert places() == before
    asked, said = box.bounding_box(), verdict.bounding_box()
    assert asked["y"] <= said["y"] + 1
    assert said["y"] + said["height"] <= asked["y"] + asked["height"] + 1
    assert not box.get_by_text("The loss starts at").is_visible()


def test_a_figure_wider_than_a_phone_says_so_until_it_is_scrolled(open_page, visitor):
    phone = visitor(viewport={"width": 390, "height": 844}, has_touch=True)
    player = open_page("/backprop?backprop_a=4&backprop_b=4", on=phone)
    more = phone.get_by_text("There is more to the right")
    assert more.is_visible()
    assert more.bounding_box()["y"] + more.bounding_box()["height"] <= edges(phone, ".nn-transport")[0]
    phone.locator(".nn-figures").evaluate("(figures) => figures.scrollBy(100, 0)")
    more.wait_for(state="hidden")
    player.follow("/line")
    assert not player.page.get_by_text("There is more to the right").is_visible()
    player.follow("/activation")  # and the choice of parts is read whole
    choice = phone.locator(".st-key-part")
    ends = choice.get_by_role("radio").evaluate_all("(all) => all.map((one) => one.getBoundingClientRect().right)")
    assert len(ends) == 3
    assert max(ends) <= choice.evaluate("(part) => part.getBoundingClientRect().right")


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
    assert not answered(player)
    player.page.get_by_role("button", name="Show the answer").click()
    eventually(lambda: answered(player), "the answer comes on request also to who has no guess")
    assert player.place == 0


def test_another_run_asks_anew_also_for_who_stands_at_its_end(open_page):
    player = open_page(LINE)
    player.press("Last step")
    player.page.get_by_label("Speed").select_option(index=3)
    for key in ("ArrowLeft", "ArrowRight"):  # fewer steps, and more
        eventually(lambda: answered(player), "the run has been seen to its end")
        player.page.get_by_role("slider", name="Epochs").press(key)
        eventually(lambda: not answered(player), "asked anew")
        player.page.wait_for_timeout(1_000)  # a player that has fewer steps now says by itself where it stands
        assert not answered(player)
        if key == "ArrowLeft":  # with more steps than before, the step shown tells nothing of their end
            start_over(player).click()
        player.predict("A part of it")
        assert not answered(player)
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
