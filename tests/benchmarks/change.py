"""From a changed control of the playground to the first picture of the new run: `python tests/benchmarks/change.py`.

In headless Chromium without a GPU, with the default network, 300 epochs and batches of 10: thirty changes, each to a
run that nobody has seen yet, by keys on a control, and by a click on a button in the drawing. It prints the medians and
the worst of twenty, in milliseconds from the key or click to the frame after the board has drawn; and how many messages
a change of what is only looked at sends to the server.
"""

import statistics

from chromium import chromium
from playwright.sync_api import Page
from visitor import course

CHANGES = 30
WATCH = """() => {
  const board = () => document.querySelector(".nn-board-unit"); // each scene makes its own
  const before = board();
  window.took = undefined;
  let since;
  const begin = (event) => { since ??= event.timeStamp; };
  for (const what of ["keydown", "pointerdown"]) addEventListener(what, begin, { capture: true });
  const look = () => {
    if (since === undefined || board() === before) requestAnimationFrame(look);
    else window.took = performance.now() - since;
  };
  requestAnimationFrame(look);
}"""
COUNT = """() => { window.sent = 0; const send = WebSocket.prototype.send;
  WebSocket.prototype.send = function (...all) { window.sent++; return send.apply(this, all); }; }"""


def took(page: Page, change: str, nth: int) -> float:
    """Return the milliseconds until the first picture after one change of that kind."""
    page.evaluate(WATCH)
    if change == "a click in the drawing":
        name = "Start from other weights" if nth % 2 else "Draw other points"
        page.get_by_role("button", name=name, exact=True).click()
    else:
        control = "For training" if nth % 11 == 10 else "Noise"  # up all the noise, one share on, down again, …
        key = "ArrowLeft" if control == "Noise" and nth // 11 % 2 else "ArrowRight"
        page.get_by_test_id("stSlider").filter(has_text=control).get_by_role("slider").press(key)
    page.wait_for_function("window.took !== undefined", timeout=60_000)
    page.wait_for_timeout(700)  # the page is at rest again
    return float(page.evaluate("window.took"))


def looked(page: Page) -> int:
    """Return how many messages are sent while only what is looked at changes."""
    page.evaluate(COUNT)
    page.get_by_role("checkbox", name="Test points").click()
    page.get_by_role("checkbox", name="Cut at 0").click()
    page.locator(".nn-board-unit[aria-label^='Neuron A2']").click()
    page.wait_for_timeout(500)
    return int(page.evaluate("window.sent"))


def main() -> None:
    """Start the course, measure, print."""
    with course() as (address, _), chromium() as browser:
        page = browser.new_page(viewport={"width": 1366, "height": 768})
        page.goto(f"{address}/playground")
        page.wait_for_selector(".nn-board-unit", timeout=60_000)
        page.wait_for_timeout(3000)  # the helpers have imported what they need
        for change in ("a key on a control", "a click in the drawing"):
            each = sorted(took(page, change, nth) for nth in range(CHANGES))
            worst = each[round(0.95 * (CHANGES - 1))]
            print(f"{change:24} p50 {statistics.median(each):4.0f} ms   p95 {worst:4.0f} ms", flush=True)
        print(f"messages while test points, the cut and the neuron are chosen: {looked(page)}")


if __name__ == "__main__":
    main()
