"""Why standardize, one example at a time, two valleys: in a real browser, the core's numbers and controls that act."""

import numpy as np
import pytest

from nnviz.core import DATASETS, Network, TrainConfig, least_squares, train
from tests.browser.looks import as_a_phone
from tests.browser.player import eventually

PAGE = "/descent?descent_part="
STANDARDIZE, EXAMPLES, VALLEYS = (
    PAGE + title for title in ("Why+standardize", "One+example+at+a+time", "Two+valleys")
)  # fmt: skip
SEEN = """[...document.querySelectorAll('.nn-plot svg, .nn-readouts dd, .nn-readouts dt, .nn-said, .nn-title')]
  .map((e) => e.innerHTML).join()"""
LINE = Network((1, 1), output="identity")


def at_step(player, step):
    player.go(step)
    eventually(lambda: player.readouts[0] == f"{step:,}", f"step {step}")


def nearby(player, figure, mark, expected):
    """Return whether one mark is drawn at this place, to a pixel or two."""
    drawn = player.marks(figure, mark)
    return np.shape(drawn) == (1, 2) and bool(np.all(np.abs(drawn - expected) < 2 * player.pixel(figure)))


def seen_together(player):
    """Assert that figures, controls and transport are in view on a projector, its browser's own bars deducted."""
    for place in (*player.page.locator(".nn-plot, .nn-surface").all(), player.page.locator(".nn-transport")):
        box = place.bounding_box()
        assert box["y"] >= 0
        assert box["y"] + box["height"] <= 650


def test_standardized_one_step_arrives_and_beside_it_the_same_line_is_still_on_its_way(visitor, open_page):
    screen = visitor(viewport={"width": 1366, "height": 650})
    player = open_page(f"{STANDARDIZE}&descent_same=The+part+of+its+limit", on=screen)
    sample = DATASETS["four_points"].make(np.random.default_rng(0))
    start = LINE.init("uniform", np.random.default_rng(0))
    config = TrainConfig("half_mse", "sgd", 0.5 * least_squares(sample.X, sample.y).rate_limit, 4, 50)
    raw = train(LINE, start, sample.X, sample.y, config).theta
    other = sample.standardized()
    for step in (1, 50):
        at_step(player, step)
        eventually(lambda k=step: nearby(player, 0, 1, raw[k]), "x as it is")
        eventually(lambda: nearby(player, 1, 1, least_squares(other.X, other.y).theta), "x standardized: arrived")
    seen_together(player)


def test_three_paths_from_one_start_tremble_the_more_the_fewer_points_a_step_sees(visitor, open_page):
    player = open_page(EXAMPLES, on=visitor(viewport={"width": 1366, "height": 650}))
    X, y, *_ = DATASETS["noisy_line"].make(np.random.default_rng(0))
    start = LINE.init("uniform", np.random.default_rng(0))
    at_step(player, 20)
    for figure, size in enumerate((50, 10, 1)):
        rate = 0.2 * least_squares(X, y).rate_limit
        config = TrainConfig("half_mse", "sgd", rate, size, 20, shuffle=size < 50)
        run = train(LINE, start, X, y, config, most_recorded=2000)
        (path,) = player.path(figure, 0)
        assert np.allclose(path[0], start, atol=2 * player.pixel(figure).max())
        assert np.allclose(path[-1], run.theta[20], atol=2 * player.pixel(figure).max())
    seen_together(player)


def test_a_start_beside_the_watershed_ends_in_the_other_valley(visitor, open_page):
    x, y = np.array([[0.2], [0.8], [2.2], [-2.7], [-2.3]]), np.array([[0.7], [0.1], [0.0], [1.0], [0.0]])
    net, config = Network((1, 1), output="sigmoid"), TrainConfig("half_mse", "sgd", 4.0, 5, 400)
    player = open_page(VALLEYS, on=visitor(viewport={"width": 1366, "height": 650}))
    for w, valley in ((0.0, "left"), (0.25, "right")):
        if w:
            player.page.get_by_role("slider", name="Your start: w").press("ArrowRight")
            player.page.wait_for_url(f"**descent_start_w={w}*")
        player.drawn().press("Last step")
        end = train(net, np.array([w, 3.0]), x, y, config).theta[-1]
        eventually(lambda at=end: nearby(player, 0, 5, at), f"from w = {w}")
        eventually(lambda v=valley: player.readouts[3] == f"in the {v} valley", "its valley is named")
        seen_together(player)


CONTROLS = {
    STANDARDIZE: ("Learning rate η", "Epochs", "Starting line"),
    EXAMPLES: ("The small batch", "η / limit", "Steps", "Starting line"),
    VALLEYS: ("Your start: w", "Your start: b", "Learning rate η", "Steps"),
}


@pytest.mark.parametrize("path", CONTROLS)
def test_every_control_changes_what_one_sees_and_on_a_phone_nothing_is_cut_off(lead, path):
    player = lead(path)
    player.press("Last step")
    for control in CONTROLS[path]:
        player.page.wait_for_timeout(400)
        before, address = (player.page.evaluate(code) for code in (SEEN, "location.href"))
        player.page.get_by_role("slider", name=control).press("ArrowRight")
        eventually(lambda b=before: player.page.evaluate(SEEN) != b, f"{control} shows")
        eventually(lambda a=address: player.page.evaluate("location.href") != a, "the address follows")
    assert player.page.get_by_test_id("stException").count() == 0
    if path == STANDARDIZE:
        what_is_the_same_for_both_is_chosen_and_shown(player)
    with as_a_phone(player.page):
        eventually(player.fits_a_phone, "on a phone nothing is cut off")


def what_is_the_same_for_both_is_chosen_and_shown(player):
    before = player.page.locator(".nn-readouts dt").all_inner_texts()
    player.page.get_by_text("The part of its limit").click()
    player.page.get_by_role("slider", name="η / limit").wait_for()
    eventually(lambda: player.page.locator(".nn-readouts dt").all_inner_texts() != before, "other rates")
    assert player.page.get_by_role("slider", name="Learning rate η").count() == 0
