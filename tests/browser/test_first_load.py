"""What a first visit brings, and what a visitor sees while it comes."""

import re
from contextlib import contextmanager

import pytest

from app import names
from nnviz.figures.assets import STYLE
from nnviz.figures.bundle import bundled
from nnviz.lessons import all_lessons
from nnviz.ui.player import ENTRY, address
from tests.browser.player import Player

MOVES = """() => {
  window.moved = [];
  new PerformanceObserver((list) => list.getEntries().forEach(({ value }) => window.moved.push(value)))
    .observe({ type: "layout-shift" });
}"""
BOXES = """(what) => [...document.querySelectorAll(what)].map((e) => e.getBoundingClientRect()).map(
  ({ left, top, width, height }) => [left, top, width, height].map(Math.round))"""


def heard(page):
    """Note what comes to a page from now on: the answers, and how many bytes each of them was."""
    tools = page.context.new_cdp_session(page)
    came, sent = [], []
    tools.on("Network.responseReceived", lambda said: came.append(said["response"]))
    tools.on("Network.loadingFinished", lambda said: sent.append(said["encodedDataLength"]))
    tools.send("Network.enable")
    return came, sent


WITH_ICONS = ("/neuron", "/playground")
"""Where Streamlit draws its own arrow at a popover. They come last: a tab that needed its font asks for it again."""


def asks_for_nothing_in_vain(page, path, came):
    page.wait_for_load_state("networkidle")
    assert [answer["url"] for answer in came if answer["status"] >= 400] == []
    if path not in WITH_ICONS:
        assert [answer["url"] for answer in came if "MaterialSymbols" in answer["url"]] == []
    asked = [answer["url"] for answer in came if answer["url"].startswith("http")]
    assert len(asked) == len(set(asked)), "what was asked for ahead is not asked for again"


PLAIN = sorted(f"/{name}" for name in {"", *names} - {"contents", "start", *all_lessons()})


@pytest.mark.parametrize("path", [*PLAIN, "/line"])
def test_a_first_visit_is_small_and_asks_for_nothing_in_vain(app, visitor, path):
    """Of the lessons one stands for all: they bring the same files, and their runs are told, not asked for."""
    page = visitor(alone=True)
    came, sent = heard(page)
    page.goto(app + path)
    if path in ("/", "/line"):
        Player(page).drawn()
    page.get_by_role("heading", level=1).wait_for()
    asks_for_nothing_in_vain(page, path, came)
    assert 1e5 < sum(sent) < (2.3e6 if path == "/" else 2.5e6)
    if path == "/line":  # and a second visit brings next to nothing
        sent.clear()
        page.reload()
        Player(page).drawn()
        page.wait_for_load_state("networkidle")
        assert 0 < sum(sent) < 2_000


HELD = """{ const append = Element.prototype.append;
  window.held = [];
  Element.prototype.append = function (...parts) {
    const plotly = parts.find((part) => /plotly/.test(part?.src));
    if (plotly) window.held.push(() => append.call(this, plotly));
    else append.apply(this, parts);
  };
}"""


@contextmanager
def plotly_held_back(page):
    """Hold Plotly back from what is opened, whether the browser has it already or not; give what lets it come."""
    tools = page.context.new_cdp_session(page)
    tools.send("Page.enable")
    told = tools.send("Page.addScriptToEvaluateOnNewDocument", {"source": HELD})
    yield lambda: page.evaluate("held.forEach((one) => one())")
    tools.send("Page.removeScriptToEvaluateOnNewDocument", told)


LESSONS = {f"/{name}" for name in all_lessons()}
WIDE, PHONE = {"width": 1366, "height": 768}, {"width": 390, "height": 844}


@pytest.mark.parametrize(
    ("path", "size"),
    [
        *((path, WIDE) for path in sorted(LESSONS - set(WITH_ICONS))),
        *((path, WIDE) for path in WITH_ICONS),
        ("/line", PHONE),
        ("/fit", PHONE),
    ],
)
def test_words_and_controls_are_there_before_plotly_is_and_nothing_moves_when_it_comes(app, visitor, path, size):
    page = visitor(viewport=size)
    came, _ = heard(page)
    with plotly_held_back(page) as let_it_come:
        page.goto(app + path, wait_until="commit")
        page.locator(".nn-coming").first.wait_for()
        page.locator(".st-key-controls label:visible").first.wait_for()
        page.wait_for_function("document.querySelector('[data-testid=stApp]').dataset.testScriptState === 'notRunning'")
        assert page.get_by_role("button", name="Play", exact=True).is_visible()
        assert all(page.locator(".nn-readouts dd").all_inner_texts())
        page.wait_for_timeout(500)  # what Streamlit itself moves while it comes
        page.evaluate(MOVES)
        before = page.evaluate(BOXES, ".nn-coming")
        let_it_come()
        Player(page).drawn()
    assert page.locator(".nn-coming").count() == 0
    assert page.evaluate(BOXES, ".nn-figures > *") == before
    assert sum(page.evaluate("window.moved")) < 0.005
    if size is WIDE:  # on a phone, Streamlit's menu brings its icons
        asks_for_nothing_in_vain(page, path, came)


def test_the_place_of_a_player_is_kept_while_the_player_itself_is_on_its_way(app, visitor):
    page = visitor(alone=True)
    held = []
    page.route(f"**{address(ENTRY)}", lambda route: held.append(route))
    page.goto(app + "/line", wait_until="commit")
    page.locator(".st-key-line_player").wait_for(state="attached")
    page.get_by_test_id("stSlider").first.wait_for()
    page.locator(".nn-head").wait_for()
    page.wait_for_timeout(1_000)
    place = page.evaluate(BOXES, ".st-key-line_player")
    for route in held:
        route.continue_()
    Player(page).drawn()
    assert page.evaluate(BOXES, ".st-key-line_player") == place


def test_modules_become_one_in_which_each_is_evaluated_once_and_keeps_its_names(page, tmp_path):
    texts = {
        "low": "let n = 0;\nn += 1;\nexport const start = n;\nexport function next() {\n  return (n += 1);\n}\n",
        "left": 'import { next } from "./low.js";\n\nconst n = next();\nexport class Left {\n  n = n;\n}\n',
        "right": 'import { next as more, start } from "./low.js";\nexport const n = [start, more()];\n',
        "top": 'import { Left } from "./left.js";\nimport { n } from "./right.js";\n'
        "const m = await Promise.resolve(new Left().n);\nexport default [m, ...n];\n",
    }
    for name, text in texts.items():
        (tmp_path / f"{name}.js").write_text(text)
    load = "(text) => import(URL.createObjectURL(new Blob([text], { type: 'text/javascript' }))).then((m) => m.default)"
    assert page.evaluate(load, bundled(tmp_path / "top.js")) == [2, 1, 3]


def test_the_style_of_the_player_is_found_from_the_module_that_all_are_in():
    assert re.search(r'new URL\("player\.css", import\.meta\.url\)', bundled(ENTRY))
    assert address(STYLE).rpartition("/")[0] == address(ENTRY).rpartition("/")[0]
