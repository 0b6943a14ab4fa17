"""A run that is kept plays beside another one, and a link hands out both."""

import numpy as np

from nnviz.core import DATASETS, Network, TrainConfig, train
from tests.browser.conftest import eventually

NEURON = Network((1, 1), output="identity")
THE_LINE = 2


def thetas(rate):
    X, y, *_ = DATASETS["four_points"].make(np.random.default_rng(0))
    return train(NEURON, NEURON.init("uniform", np.random.default_rng(0)), X, y, TrainConfig(
        "half_mse", "sgd", rate, len(X), 200)).theta  # fmt: skip


def shows(player, figure, line):
    (drawn,) = player.path(figure, THE_LINE) or [np.full((2, 2), np.inf)]
    return np.abs(drawn[:, 1] - (line[0] * drawn[:, 0] + line[1])).max() < 3 * player.pixel(figure).max()


def test_a_run_is_kept_plays_beside_another_one_and_both_are_in_the_link(open_page, visitor):
    player = open_page("/line?step=12")
    page = player.page
    page.get_by_role("button", name="Keep this run").click()
    page.get_by_text("This run is kept.").wait_for()
    rate = page.get_by_role("slider", name="Learning rate η")
    rate.press("ArrowRight")
    page.get_by_role("heading", name="Side by side").wait_for()
    player.drawn()
    a, b = thetas(0.03), thetas(0.05)
    for figure, theta in ((0, a), (1, b)):
        eventually(lambda f=figure, t=theta: shows(player, f, t[12]), "each run's line")
    assert "learning rate η 0.05" in page.locator(".nn-plot").nth(1).inner_text()
    assert page.get_by_role("row", name="Learning rate η 0.03 0.05").is_visible()
    page.get_by_text("part with the first step").wait_for()

    phone = open_page(
        page.url.removeprefix(page.url.split("/line")[0]), on=visitor(viewport={"width": 390, "height": 844})
    )
    eventually(lambda: shows(phone, 1, b[12]), "the link brings both, and the step")
    boxes = [phone.page.locator(".nn-plot").nth(i).bounding_box() for i in range(3)]
    assert boxes[0]["y"] + boxes[0]["height"] <= boxes[1]["y"], "one above the other"
    assert phone.fits_a_phone()

    page.get_by_role("button", name="Let A go").click()
    page.get_by_role("heading", name="Side by side").wait_for(state="detached")
    player.drawn()
    assert "against" not in page.url
