"""What a screen reader hears and the keys reach, and which steps a timeline leaves out."""

from tests.browser.player import eventually

HEARD = """() => { window.heard = [];
  const live = "output, [role=status], [role=alert], [role=log], [aria-live]:not([aria-live=off])";
  new MutationObserver((changes) => changes.forEach(({ target }) => {
    const e = target.nodeType === 1 ? target : target.parentElement;
    if (e?.closest(".nn-player")?.contains(e) && e.closest(live)) heard.push(e.textContent);
  })).observe(document.body, { subtree: true, childList: true, characterData: true }); }"""


def test_a_run_that_plays_is_silent_and_one_sentence_says_where_it_stopped(lead):
    player = lead("/line")
    player.page.wait_for_timeout(400)
    player.page.evaluate(HEARD)
    said = player.page.locator(".nn-slider").get_attribute("aria-valuetext")
    player.press("Play")
    eventually(lambda: player.place > 30, "it plays")
    assert player.page.evaluate("heard") == []
    assert player.page.locator(".nn-slider").get_attribute("aria-valuetext") == said
    player.press("Pause")
    name = player.page.locator(".nn-step").inner_text()
    eventually(lambda: player.page.evaluate("heard") == [name], "one sentence")
    assert player.page.locator(".nn-slider").get_attribute("aria-valuetext") == name


def test_where_stops_leave_steps_out_the_scale_and_the_next_stop_name_theirs(lead):
    player = lead("/line?line_epochs=1000&line_batch=1")
    labels = player.page.locator(".nn-scale span").all_inner_texts()
    assert labels[0] == "0"
    steps = int(labels[-1].replace(",", ""))
    assert steps > 1_000, "more steps than are recorded"
    assert "," in labels[-1]
    said = player.page.locator(".nn-next").inner_text()
    player.press("One step on")
    step = player.readouts[0]
    assert said == f"next stop: step {step}"
    assert int(step.replace(",", "")) > 1
    assert (
        player.page.get_by_role("button", name="One step on")
        .get_attribute("title")
        .endswith(player.page.locator(".nn-next").inner_text())
    )
    player.press("Last step")
    assert player.page.locator(".nn-next").inner_text() == ""


def test_where_every_step_is_a_stop_nothing_is_said_of_it(lead):
    player = lead("/line")
    assert player.page.locator(".nn-scale span").count() == 0
    assert not player.page.locator(".nn-next").is_visible()


def test_a_figure_wider_than_the_screen_takes_the_focus_and_the_keys_scroll_it(open_page, visitor):
    player = open_page("/backprop", on=visitor(viewport={"width": 390, "height": 844}))
    figures = player.page.locator(".nn-sideways")
    eventually(lambda: figures.get_attribute("tabindex") == "0", "it can take the focus")
    assert "scroll" in player.page.get_by_role("region", name="wider than the screen").get_attribute("title")
    figures.focus()
    figures.evaluate("(e) => e.scrollTo({ left: 0, behavior: 'instant' })")
    place = player.place
    for _ in range(4):
        player.page.keyboard.press("ArrowRight")
    eventually(lambda: figures.evaluate("(e) => e.scrollLeft") > 0, "it scrolls")
    assert player.place == place
