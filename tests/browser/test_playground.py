"""The playground in a real browser: built in the drawing, watched, changed on the way, and handed on by a link."""

import re
from urllib.parse import parse_qsl

import numpy as np
import pytest

from nnviz.lessons.playground.findings import findings
from nnviz.lessons.playground.looks import dead_since
from nnviz.lessons.playground.settings import PlaygroundSettings
from nnviz.lessons.playground.stages import Stage
from nnviz.lessons.playground.study import play
from tests.browser.player import eventually

PIXELS = """(canvas) => Array.from(canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data)"""
FINE = ".nn-board-frame canvas >> nth=1"
TRAINING, TEST, RIGHT = 1, 2, 3


def shows(player, run, epoch):
    """Return whether the readouts are those of a run at an epoch."""
    said = [float(re.sub("[^0-9.e-]", "", text)) for text in player.readouts]
    right = 100 * run.quality(run.points.test)[epoch]
    wanted = [epoch, run.training_loss[epoch], run.test_loss[epoch], right]
    return said == pytest.approx(wanted, rel=0.006)


def in_link(player):
    return dict(parse_qsl(player.page.evaluate("location.search")[1:]))


def points_in_link(player):
    return in_link(player).get("playground_points", "").partition("|")[0].split(";")


def test_a_network_is_built_in_the_drawing_by_mouse_and_by_keys(open_page):
    player = open_page("/playground?step=300")
    button = player.page.get_by_role("button", name="One neuron more in layer A")
    button.click()
    eventually(lambda: in_link(player).get("playground_layers") == "5-2", "five neurons in layer A")
    wanted = play(PlaygroundSettings(layers=(5, 2)))
    eventually(lambda: shows(player.drawn(), wanted, 300), "the run with five neurons")
    player.page.get_by_role("button", name="Take away layer B").press("Enter")
    square = player.page.get_by_role("button", name="Take x₁² as an input")
    eventually(lambda: in_link(player).get("playground_layers") == "5", "one layer")
    player.drawn()
    square.focus()
    square.press("Space")
    wanted = play(PlaygroundSettings(layers=(5,), inputs=("x1", "x2", "x1_squared")))
    eventually(lambda: shows(player.drawn(), wanted, 300), "the run with x₁²")
    assert player.place == 300, "the key did not play"
    # What is going on is said at the end, with a way to where it begins.
    first = findings(wanted)[0]
    player.page.get_by_text(re.sub(r"\*", "", first.text)[:40]).wait_for()
    begins = next(found.since for found in findings(wanted) if found.since is not None)
    player.page.get_by_role("button", name=f"Go to epoch {begins:,}", exact=True).click()
    eventually(lambda: player.place == begins, "where it begins")


def test_a_change_on_the_way_is_part_of_the_run_and_of_the_link(open_page, visitor):
    player = open_page("/playground?step=120")
    heard = []
    player.page.on("websocket", lambda _: heard.append("a new connection"))
    # Looking asks the server nothing.
    sent = player.page.evaluate(
        """() => { window.sent = 0; const send = WebSocket.prototype.send;
        WebSocket.prototype.send = function (...all) { window.sent++; return send.apply(this, all); }; return 0; }"""
    )
    player.page.get_by_role("checkbox", name="Test points").uncheck()
    player.page.get_by_label("Cut at 0").check()
    player.page.locator(".nn-board-unit", has_text="A2").click()
    player.page.locator(".nn-board-unit", has_text="A2").click()
    player.page.mouse.move(0, 0)  # what is pointed at is seen large, and a hidden neuron's picture is not cut
    player.page.get_by_label("Cut at 0").uncheck()
    assert player.page.evaluate("window.sent") == sent == len(heard) == 0
    # A weight set by hand goes on from here.
    player.page.locator(".nn-board-unit", has_text="A2").click()
    player.page.get_by_role("button", name="Set by hand").click()
    slider = player.page.get_by_role("slider", name="x₁→A2")
    slider.fill("1")
    eventually(lambda: in_link(player).get("playground_more") == "120_300_w1=1", "the change is in the link")
    changed = play(PlaygroundSettings(stages=(Stage(120, 300, weights=((1, 1.0),)),)))
    eventually(lambda: shows(player.drawn(), changed, 120), "the run that was changed")
    player.page.keyboard.press("Escape")
    player.go(int(np.searchsorted(changed.epochs[changed.stops], 400)))
    eventually(lambda: shows(player, changed, 400), "its epoch 400")
    player.page.get_by_text("from epoch 120 on a weight").wait_for()
    # Whoever gets the link sees the same, pixel for pixel.
    player.page.locator(".nn-board-unit", has_text="A2").click()
    player.page.mouse.move(5, 5)  # what is pointed at is shown large
    eventually(lambda: in_link(player).get("step") == "400", "the step is in the link")
    other = open_page(f"/playground{player.page.evaluate('location.search')}", on=visitor())
    mine, theirs = (one.page.locator(FINE).evaluate(PIXELS) for one in (player, other))
    assert np.array_equal(mine, theirs)


def test_a_neuron_that_died_is_crossed_out_from_then_on(open_page):
    player = open_page("/playground?playground_activation=ReLU&playground_rate=3&step=300")
    run = play(PlaygroundSettings(activation="relu", learning_rate=3.0))
    names = ("A1", "A2", "A3", "A4", "B1", "B2")
    named = "all => all.map(one => one.getAttribute('aria-label').split(/[ ,]+/)[1])"
    crossed = lambda: set(player.page.locator(".nn-board-unit[data-dead=true]").evaluate_all(named))  # noqa: E731
    since = {names[neuron]: epoch for neuron, epoch in dead_since(run).items()}
    assert crossed() == set(since)
    one, first = min(since.items(), key=lambda died: died[1])
    player.go(first)
    assert one in crossed()
    player.page.get_by_role("button", name=re.compile(f"Neuron {one},.*, dead")).hover()
    player.page.get_by_text(re.compile(f"Neuron {one}: z = .* It is dead")).wait_for()
    player.go(first - 1)
    eventually(lambda: crossed() == {name for name, died in since.items() if died < first}, "alive before")


def test_any_epoch_can_be_gone_to_also_one_that_was_not_sent_at_first(open_page, visitor):
    player = open_page("/playground?playground_layers=8-8&playground_epochs=1000")
    run = play(PlaygroundSettings(layers=(8, 8), epochs=1000))
    epoch = next(epoch for epoch in range(500, 600) if epoch not in run.epochs[run.stops])
    field = player.page.get_by_label("Go to epoch", exact=True)
    field.fill(str(epoch))
    field.press("Enter")
    eventually(lambda: shows(player.drawn(), run, epoch), "the epoch asked for")
    player.press("One step on")
    eventually(lambda: shows(player, run, epoch + 1), "and the very next one")
    wanted = {"playground_asked": str(epoch), "step": str(epoch + 1)}
    eventually(lambda: wanted.items() <= in_link(player).items(), "both are in the link")
    other = open_page(f"/playground{player.page.evaluate('location.search')}", on=visitor())
    eventually(lambda: shows(other, run, epoch + 1), "who gets the link sees it")


def test_points_are_drawn_into_the_plane(open_page):
    player = open_page("/playground?playground_data=Your+own+points&playground_pen=dogs")
    plane = player.page.locator(".nn-board-frame canvas[tabindex]")
    box = plane.bounding_box()
    plane.click(position={"x": 0.75 * box["width"], "y": 0.25 * box["height"]})
    eventually(lambda: len(points_in_link(player)) == 9, "a ninth point")
    assert np.array(points_in_link(player)[-1].split(","), float) == pytest.approx([3, 3, 1], abs=0.05)
    player.drawn()
    plane.focus()
    player.page.keyboard.press("ArrowLeft")
    player.page.keyboard.press("Enter")
    eventually(lambda: len(points_in_link(player)) == 10, "a tenth by the keys")


@pytest.mark.parametrize("size", [(1366, 768), (1366, 650)])
def test_data_network_output_and_transport_are_in_view_together(open_page, visitor, size):
    page = visitor(viewport={"width": size[0], "height": size[1]})
    every = "x1-x2-x1_squared-x2_squared-x1_x2-sin_x1-sin_x2"
    player = open_page(
        f"/playground?playground_layers=8-8-8-8-8-8&playground_inputs={every}&playground_epochs=10", on=page
    )
    for seen in (".nn-board-net", ".nn-board-frame", ".nn-slider", ".st-key-controls [data-testid=stSelectbox]"):
        box = page.locator(seen).first.bounding_box()
        assert box["y"] >= 0
        assert box["y"] + box["height"] <= size[1], seen
    units = [unit.bounding_box() for unit in page.locator(".nn-board-unit").all()]
    net = page.locator(".nn-board-net").bounding_box()
    assert max(unit["x"] + unit["width"] for unit in units) <= net["x"] + net["width"]
    assert min(unit["width"] for unit in units) >= 22
    assert len(units) == 7 + 6 * 8 + 1
    assert player.place == 0
