"""The playground with a visitor's file, with more than is trained unasked, and with the largest network."""

import re

import numpy as np

from nnviz.lessons.playground.data import INNER
from nnviz.lessons.playground.settings import PlaygroundSettings
from nnviz.lessons.playground.study import play
from tests.browser.player import eventually
from tests.browser.test_playground import in_link, shows

EVERY = "x1-x2-x1_squared-x2_squared-x1_x2-sin_x1-sin_x2"
BAD = b"width,length,kind\n1,2,a\n2,three,b\n3,4,a\n4,5,b\n"


def flowers() -> bytes:
    """Return a file of forty flowers of three kinds."""
    rng = np.random.default_rng(0)
    kinds = ("rose", "tulip", "aster")
    rows = [f"{100 * x:.1f},{y:.3f},{kinds[k % 3]}" for k, (x, y) in enumerate(rng.random((40, 2)))]
    return "\n".join(["width,length,kind", *rows]).encode()


def test_a_file_brings_points_of_three_kinds_and_a_bad_one_a_sentence(open_page):
    player = open_page("/playground?playground_data=Your+own+points")
    page = player.page
    page.get_by_role("button", name="Edit points, or load a CSV").click()
    load = lambda content: page.locator("[role=dialog] input[type=file]").set_input_files(  # noqa: E731
        {"name": "flowers.csv", "mimeType": "text/csv", "buffer": content}
    )
    load(BAD)
    page.locator("[role=dialog]").get_by_role("alert").wait_for()
    assert page.locator("[role=dialog]").get_by_role("button", name=re.compile("^Use these")).count() == 0
    load(flowers())
    page.get_by_role("button", name="Use these 40 points").click()
    eventually(lambda: len(in_link(player).get("playground_points", "")) > 100, "the points are in the link")
    player.drawn()
    names = ("rose", "tulip", "aster")
    wanted = "all => all.map(one => one.getAttribute('aria-label'))"
    outputs = lambda: page.locator(".nn-board-unit[aria-label^=Output]").evaluate_all(wanted)  # noqa: E731
    eventually(lambda: {label.split()[1] for label in outputs()} == set(names), "an output for each kind")
    page.get_by_text("3 classes: ").wait_for()
    page.get_by_text(f"The inputs are scaled to lie between −{INNER:g} and {INNER:g}").wait_for()
    assert page.locator(".nn-board-legend").inner_text().split() == [label.split()[1] for label in outputs()]


def test_what_takes_long_is_trained_when_it_is_asked_for(open_page):
    player = open_page("/playground?playground_batch=1&playground_epochs=1000&step=1000")
    page = player.page
    warned = page.get_by_text("This run ends at epoch")
    ends = int(re.search(r"epoch (\d+)", warned.inner_text())[1])
    eventually(lambda: player.readouts[0] == str(ends), "as much as two seconds give")
    assert ends < 1000
    page.get_by_role("button", name="Train all of it").click()
    eventually(lambda: "of 1,000" in page.locator(".nn-step").inner_text(), "all of it", 60)
    player.drawn()
    player.press("Last step")
    eventually(lambda: player.readouts[0] == "1,000", "the last epoch")
    assert warned.count() == 0
    assert "playground_long" not in in_link(player), "no link asks for that"


def test_the_largest_network_plays_to_its_end(open_page):
    layers = "8-8-8-8-8-8"
    player = open_page(f"/playground?playground_layers={layers}&playground_inputs={EVERY}&playground_epochs=20")
    run = play(PlaygroundSettings(layers=(8,) * 6, inputs=tuple(EVERY.split("-")), epochs=20))
    before = player.page.locator(".nn-board-unit canvas").last.evaluate("canvas => canvas.toDataURL()")
    player.page.get_by_label("Speed").select_option("4")
    player.press("Play")
    eventually(lambda: player.place == 20, "its end", 60)
    eventually(lambda: shows(player, run, 20), "the last epoch")
    assert player.page.locator(".nn-board-unit").count() == 7 + 48 + 1
    assert player.page.locator(".nn-board-unit canvas").last.evaluate("canvas => canvas.toDataURL()") != before
