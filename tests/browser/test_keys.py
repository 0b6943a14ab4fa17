"""The space bar plays, from wherever a visitor is; and one always sees where one is."""

import pytest

from tests.browser.player import eventually


def after(player, use):
    """Use a control and return whether the space bar then plays and pauses, and neither scrolls nor switches."""
    player.press("First step")
    use(player.page)
    player.drawn()
    scrolled = player.page.evaluate("document.querySelector('[data-testid=stMain]').scrollTop")
    address = player.page.evaluate("location.search")
    place = player.place
    player.page.keyboard.press(" ")
    eventually(lambda: player.place > place, "space plays", 5)
    player.page.keyboard.press(" ")
    player.page.get_by_role("button", name="Play", exact=True).wait_for(timeout=5_000)
    assert player.page.evaluate("document.querySelector('[data-testid=stMain]').scrollTop") == scrolled
    without_step = [part for part in address[1:].split("&") if "step" not in part]
    assert all(part in player.page.evaluate("location.search") for part in without_step)
    return True


def drag(name):
    def use(page):
        thumb = page.get_by_role("slider", name=name)
        thumb.locator("xpath=../..").hover(force=True)
        page.mouse.down()
        page.mouse.move(*[v + d for v, d in zip(centre(thumb), (30, 0), strict=True)], steps=4)
        page.mouse.up()

    return use


def centre(locator):
    box = locator.bounding_box()
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def choose(page):
    page.get_by_test_id("stSelectbox").first.click()
    page.get_by_role("option").nth(1).click()


def radio(page):
    page.get_by_test_id("stRadio").locator("label").nth(1).click()


USES = {
    "a slider": drag("Starting line"),
    "a select box": choose,
    "a toggle": lambda page: page.get_by_test_id("stCheckbox").first.locator("label").first.click(),
    "the player's speed": lambda page: (
        page.get_by_label("Speed").focus(), page.get_by_label("Speed").select_option("2"),
    ),
    "the page": lambda page: page.locator("h1").click(),
}  # fmt: skip


def test_space_plays_after_each_kind_of_control(lead):
    player = lead("/line")
    for name, use in USES.items():
        assert after(player, use), name


def choose_part(page):
    page.evaluate("window.before = document.querySelector('.nn-player')")
    page.get_by_role("radio", name="Learning with each").click()
    page.wait_for_function("!before.isConnected && document.querySelector('.nn-player')")


def test_space_plays_after_a_radio_and_after_a_choice_between_segments(lead):
    player = lead("/activation")
    assert after(player, radio)
    assert after(player, choose_part)


def test_space_belongs_to_an_open_list_and_to_a_field_that_is_written_in(open_page):
    player = open_page("/line")
    player.page.get_by_test_id("stSelectbox").first.click()
    player.page.keyboard.press(" ")
    player.page.keyboard.press("Escape")
    player.page.get_by_role("button", name="Edit points").click()
    player.page.get_by_role("dialog").locator("canvas").first.click(position={"x": 60, "y": 60}, force=True)
    player.page.keyboard.press(" ")
    player.page.wait_for_timeout(300)
    assert player.place == 0


def test_space_on_what_has_the_focus_is_its_own(open_page):
    player = open_page("/line")
    player.press("One step on")
    player.page.keyboard.press(" ")
    assert player.place == 2, "a button that was pressed is pressed again"
    toggle = player.page.get_by_role("switch", name="Standardize x")
    reach(player.page, "document.activeElement.ariaLabel === 'Standardize x'")
    player.page.keyboard.press(" ")
    eventually(lambda: toggle.is_checked(), "who came with the tab key switches")
    player.page.wait_for_timeout(200)
    assert player.place == 2


def reach(page, condition):
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate(condition):
            return
    raise AssertionError(f"not reached with the tab key: {condition}")


# What changes on the screen around the element that has the focus: a ring of any kind, its own or its holder's.
RING = """() => { const rings = []; let e = document.activeElement;
  const small = (e) => e.getBoundingClientRect().width < 4;
  for (let k = 0; e && k < 6; k++, e = e.parentElement) { const s = getComputedStyle(e);
    if (s.outlineStyle !== "none" && parseFloat(s.outlineWidth) > 0) rings.push("outline");
    if (s.boxShadow !== "none") rings.push("shadow"); }
  const next = [...(document.activeElement.closest("label, [data-rac]")?.querySelectorAll("*") ?? [])];
  if (next.some((e) => getComputedStyle(e).boxShadow !== "none")) rings.push("beside");
  return [rings, document.activeElement.outerHTML.slice(0, 120)]; }"""


@pytest.mark.parametrize("path", ["/line", "/activation", "/backprop"])
def test_wherever_the_tab_key_leads_one_sees_where_one_is(lead, path):
    player = lead(path)
    unseen = []
    for _ in range(50):
        player.page.keyboard.press("Tab")
        player.page.wait_for_timeout(60)
        if player.page.evaluate("document.activeElement === document.body"):
            break
        before = player.page.locator(":focus").first
        if before.evaluate("(e) => e.matches('iframe')"):
            continue
        rings, what = player.page.evaluate(RING)
        if not rings:
            unseen.append(what)
    assert not unseen, "\n".join(unseen)
