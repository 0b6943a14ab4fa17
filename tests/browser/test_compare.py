"""A run that is kept plays beside another one, and a link hands out both."""

import re
from urllib.parse import parse_qs, urlsplit

import numpy as np

from nnviz.core import DATASETS, Network, TrainConfig, train
from nnviz.figures.numbers import number
from nnviz.lessons import all_lessons
from tests.browser.player import Line, eventually

NEURON = Network((1, 1), output="identity")
THE_LINE = 2
PIXELS = "(canvas) => [...canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data]"


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


def test_all_starts_are_seen_at_once_and_a_click_takes_one_of_them(open_page):
    player = open_page("/line?line_seed=4&line_epochs=20")
    page = player.page
    page.get_by_role("button", name="Was that luck?").click()
    page.get_by_role("heading", name="Was that luck?").wait_for()
    player.drawn()
    X, y, *_ = DATASETS["four_points"].make(np.random.default_rng(0))
    starts = np.stack([NEURON.init("uniform", np.random.default_rng(seed)) for seed in range(32)])
    run = train(NEURON, starts, X, y, TrainConfig("half_mse", "sgd", 0.03, len(X), 20))
    losses = run.losses(X, y)
    order = np.argsort(losses[-1], kind="stable")
    player.press("Last step")
    ends = losses[-1, order]
    eventually(lambda: np.allclose(player.marks(1, 0)[:, 1], ends, rtol=0.02), "where each start ends")
    worst = page.locator(".nn-plot").nth(1).locator(".point").last
    box = worst.bounding_box()
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.wait_for_url(lambda url: f"line_seed={order[-1]}" in url)
    page.get_by_text("place 32 of 32").wait_for()
    page.get_by_role("button", name=f"Look at the best ({order[0]})").click()
    page.get_by_role("heading", name="Was that luck?").wait_for(state="detached")
    player.drawn()
    eventually(lambda: f"line_seed={order[0]}" in page.url and "luck" not in page.url, "one run again, the best")
    eventually(lambda: shows(player, 0, run.theta[-1, order[0]]), "its line")


def test_a_stop_that_is_told_before_a_button_is_answered_does_not_undo_it(open_page, visitor):
    page = visitor(alone=True)
    line = Line(page)
    player = open_page("/line?line_luck=line&step=5", on=page)
    best = page.get_by_role("button", name="Look at the best")
    seed = re.sub(r"\D", "", best.inner_text())
    assert seed != "0"
    with line.slow("answers"):
        best.click()
        player.press("First step")  # told with the settings that the browser knows: those before the button
        page.wait_for_timeout(1000)
    page.wait_for_url(lambda url: "step=0" in url)
    player.drawn()
    assert parse_qs(urlsplit(page.url).query) == {"line_seed": [seed], "step": ["0"]}
    slider = page.get_by_role("slider", name="Starting line")
    assert slider.input_value() == seed
    page.get_by_role("heading", name="Was that luck?").wait_for(state="detached")


def test_runs_of_the_playground_play_side_by_side_and_one_is_worked_in_alone(open_page):
    player = open_page(
        "/playground?playground_epochs=50&playground_against=playground~epochs%3D50%26rate%3D0.1&step=20"
    )
    page = player.page
    boards = page.locator(".nn-board")
    assert boards.count() == 2
    assert [one.inner_text() for one in page.locator(".nn-board-title").all()] == ["A: rate η 0.1", "B: rate η 0.03"]
    part = all_lessons()["playground"].parts[0]
    runs = [part.study(part.settings(epochs=50, learning_rate=rate)) for rate in (0.1, 0.03)]
    ahead = "AB"[int(runs[0].test_loss[20] > runs[1].test_loss[20])]
    assert player.readouts == ["20", *(number(run.test_loss[20]) for run in runs), ahead]
    for i, run in enumerate(runs):
        x = -6 + 12 * (np.arange(100) + 0.5) / 100
        places = np.column_stack([axis.ravel() for axis in np.meshgrid(x, -x)])
        output = run.net.forward(run.theta[20], places).a[-1].reshape(100, 100)
        red, _, blue, _ = np.array(boards.nth(i).locator(".nn-board-frame canvas").nth(1).evaluate(PIXELS)).reshape(
            100, 100, 4).transpose(2, 0, 1)  # fmt: skip
        sure = np.abs(output) > 0.1
        assert ((blue > red) == (output > 0))[sure].mean() > 0.99, "each run's own output"
    page.get_by_text("part with the first epoch").wait_for()
    assert page.locator(".nn-figure-button:visible").count() == 0

    page.get_by_role("button", name="See this one alone").click()
    page.get_by_role("button", name="One neuron more in layer A").click()
    page.wait_for_url(lambda url: "playground_layers=5-2" in url and "against" in url)
    page.get_by_role("button", name="Side by side again").click()
    page.get_by_role("row", name="Hidden layers 4-2 5-2").wait_for()
    page.get_by_text("They are different from the start.").wait_for()

    page.get_by_role("button", name="Let A go").click()
    page.get_by_role("button", name="Was that luck?").click()
    page.get_by_role("heading", name="Was that luck?").wait_for()
    player.drawn()
    assert "luck" in page.url
    assert "against" not in page.url
