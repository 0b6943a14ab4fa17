"""What a surface and a handle cost a browser: `python tests/benchmarks/pieces.py` prints a table.

For each scene of the stage, in headless Chromium without a GPU: the main thread's CPU time for a frame, which other
programs on the machine hardly change, the frames a second, and these with the main thread slowed four times.
"""

import json

from chromium import chromium
from playwright.sync_api import Browser, Page
from visitor import course

SERVER = "tests/browser/stage/pieces_server.py"
PLAY = "document.querySelector('.nn-play').click();"
TURN = """const canvas = document.querySelector('.nn-surface [tabindex]');
  each = () => canvas.dispatchEvent(new KeyboardEvent('keydown', { key: 'ArrowLeft', bubbles: true }));"""
DRAG = """const handle = document.querySelector('.nn-handle');
  handle.setPointerCapture = () => {};
  const box = handle.getBoundingClientRect();
  const say = (kind, away) => handle.dispatchEvent(new PointerEvent(kind, { bubbles: true, pointerId: 1,
    clientX: box.x + box.width / 2 + away, clientY: box.y + box.height / 2 + away }));
  say('pointerdown', 0);
  each = () => say('pointermove', 60 * Math.sin(frames / 9));"""
FRAMES = """async () => {
  let frames = 0, going = true, each = () => {};
  %s
  const count = () => { frames += 1; each(); if (going) requestAnimationFrame(count); };
  requestAnimationFrame(count);
  const begun = performance.now();
  await new Promise((done) => setTimeout(done, 2000));
  going = false;
  return [frames, (performance.now() - begun) / 1000];
}"""
CASES = [
    ("a bowl, its path played", "bowl", PLAY),
    ("a bowl, turned", "bowl", TURN),
    ("a neuron's surface, played", "neuron", PLAY),
    ("a neuron's surface and field, a number dragged", "neuron", DRAG),
    ("a line on 50 points, dragged", "line&n=50", DRAG),
    ("a network 2-4-2-1 with its pictures, played", "small", PLAY),
    ("a network 7-8×6-1 with its 56 pictures, played", "largest", PLAY),
]


def measured(browser: Browser, page: Page, action: str, slower: int) -> tuple[float, float]:
    """Return the main thread's CPU milliseconds for a frame, and the frames a second."""
    page.context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": slower})
    browser.start_tracing(page=page, categories=["toplevel", "devtools.timeline"])
    frames, seconds = page.evaluate(FRAMES % action)
    events = json.loads(browser.stop_tracing())["traceEvents"]
    main = {
        (e["pid"], e["tid"]) for e in events if e["name"] == "thread_name" and e["args"]["name"] == "CrRendererMain"
    }
    tasks = [e for e in events if e["name"].endswith("RunTask") and (e["pid"], e["tid"]) in main]
    return sum(e.get("tdur", 0) for e in tasks) / 1000 / frames, frames / seconds


def main() -> None:
    """Start the stage, measure, print."""
    print(f"{'':48}  ms a frame  frames/s  slowed four times")
    with course(app=SERVER) as (address, _), chromium() as browser:
        for name, scene, action in CASES:
            row = []
            for slower in (1, 4):
                page = browser.new_page(viewport={"width": 1366, "height": 768})
                page.goto(f"{address}/?scene={scene}")
                page.wait_for_selector(".nn-plot .main-svg", timeout=60_000)
                page.wait_for_timeout(1500)
                row.append(measured(browser, page, action, slower))
                page.close()
            (cost, fast), (_, slow) = row
            print(f"{name:48}  {cost:10.1f}  {fast:8.0f}  {slow:17.0f}", flush=True)


if __name__ == "__main__":
    main()
