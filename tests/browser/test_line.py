"""The line's page in a real browser: what is on the screen is the run, and every control does what it says."""

import re

import numpy as np
import pytest

from nnviz.core import DATASETS, Network, TrainConfig, train
from tests.browser.player import Player, eventually

POINTS, PLANE, LOSS = range(3)
EARLIER, STICKS, LINE, OUTSIDE, DATAPOINTS = range(5)
WALKED, HERE = range(2)
CURVE, LEVEL = range(2)
NEURON = Network((1, 1), output="identity")
SETTINGS = {
    "/line": {"data": "four_points"},
    "/line?line_data=Cars&line_rate=0.1&line_standardize=true": {"data": "cars", "rate": 0.1, "standardize": True},
    "/line?line_data=Old+Faithful&line_rate=0.01&line_optimizer=Adam&line_seed=3&line_batch=50&line_epochs=20": {
        "data": "faithful", "rate": 0.01, "optimizer": "adam", "seed": 3, "batch": 50, "epochs": 20,
    },
}  # fmt: skip


def run_of(data="four_points", rate=0.03, epochs=200, batch=None, optimizer="sgd", seed=0, standardize=False):
    """Return X, y and the run that the page's settings ask for, by the core alone."""
    X, y, *_ = DATASETS[data].make(np.random.default_rng(0))
    if standardize:
        X = (X - X.mean()) / X.std()
    config = TrainConfig("half_mse", optimizer, rate, batch or len(X), epochs, shuffle=batch is not None)
    return X, y, train(NEURON, NEURON.init("uniform", np.random.default_rng(seed)), X, y, config)


def shows_line(player: Player, theta) -> bool:
    """Return whether the drawn line is y = m·x + c, to a pixel or two."""
    pieces = player.path(POINTS, LINE)
    if len(pieces) != 1:
        return False
    x, y = pieces[0].T
    return bool(np.ptp(x) > 0 and np.all(np.abs(theta[0] * x + theta[1] - y) < 2 * player.pixel(POINTS)[1]))


def close(drawn, expected, pixel) -> bool:
    """Return whether two lists of places are the same, to a pixel or two."""
    return np.shape(drawn) == np.shape(expected) and bool(np.all(np.abs(drawn - np.asarray(expected)) < 2 * pixel))


def test_the_screen_shows_the_run_at_first_in_the_middle_and_at_last(lead):
    player = lead("/line")
    for path, settings in SETTINGS.items():
        if path != "/line":
            player.follow(path)
        X, y, run = run_of(**settings)
        for k in (0, 3, len(run.step) // 2, len(run.step) - 1):  # at 3 the next step is many pixels away
            player.go(k)
            eventually(lambda k=k, run=run: shows_line(player, run.theta[k]), f"the line of step {run.step[k]}")
            check_screen(player, X, y, run, k)


def check_screen(player: Player, X, y, run, k: int) -> None:
    """Check all that moves, other than the line itself."""
    m, c = theta = run.theta[k]
    here = [run.step[k], run.losses(X, y)[k]]
    pixel = [player.pixel(figure) for figure in (POINTS, PLANE, LOSS)]
    assert close(player.marks(PLANE, HERE), [theta], pixel[PLANE])
    assert close(player.marks(LOSS, LEVEL), [here], pixel[LOSS])
    assert close(player.marks(POINTS, DATAPOINTS), np.column_stack([X, y]), pixel[POINTS])
    low, high = player.page.evaluate("document.querySelector('.nn-plot')._fullLayout.yaxis.range")
    sticks = player.path(POINTS, STICKS)
    shown = np.unique(np.linspace(0, len(X) - 1, min(len(X), 80)).round().astype(int))
    for x, height in np.column_stack([X, y])[shown]:
        end = m * x + c
        if low < end < high and abs(end - height) > pixel[POINTS][1]:
            assert any(close(stick, [[x, height], [x, end]], pixel[POINTS]) for stick in sticks), (x, height, end)
    if k:
        assert close(player.path(PLANE, WALKED)[-1][-1], theta, pixel[PLANE])
        assert close(player.path(LOSS, CURVE)[-1][-1], here, pixel[LOSS])


def test_on_a_projector_all_is_seen_together_and_readouts_and_arithmetic_follow_the_step(lead, read):
    X, y, run = run_of()
    player = lead("/line")
    for place in [*player.page.locator(".nn-plot").all(), player.page.locator(".nn-transport"),
                  player.page.get_by_test_id("stCheckbox")]:  # fmt: skip
        box = place.bounding_box()
        assert box["y"] >= 0
        assert box["y"] + box["height"] <= 768
    loss = run.losses(X, y)
    for k in (0, 7, 200):
        player.go(k)
        step, epoch, equation, value = player.readouts
        assert (step, epoch) == (str(k), str(k))
        slope, intercept = re.fullmatch(r"ŷ = (.*)·x ([+−] .*)", equation).groups()
        shown = read(slope) + read(intercept.replace(" ", "")) + read(value)
        assert shown == pytest.approx([*run.theta[k], loss[k]], rel=0.0051)
        player.page.get_by_role("heading", name=f"Step {k}: what the neuron computes").wait_for()
    assert "?step=200" in player.page.url


AXES = "(({ xaxis, yaxis }) => [xaxis.range, yaxis.range])(document.querySelector('.nn-plot')._fullLayout)"


def test_a_changed_control_keeps_its_place_in_the_page_and_what_is_zoomed(lead):
    player = lead("/line")
    player.page.evaluate("window.before = [...document.querySelectorAll('.nn-player, .nn-plot, .nn-slider')]")
    whole = player.page.evaluate(AXES)
    box = player.page.locator(".nn-plot .nsewdrag").first.bounding_box()
    mouse = player.page.mouse
    mouse.move(box["x"] + 0.3 * box["width"], box["y"] + 0.2 * box["height"])
    mouse.down()
    mouse.move(box["x"] + 0.7 * box["width"], box["y"] + 0.9 * box["height"], steps=5)
    mouse.up()
    eventually(lambda: player.page.evaluate(AXES) != whole, "it is zoomed")
    zoomed = player.page.evaluate(AXES)
    move_slider(player, "Learning rate η", "0.1", 2)
    *_, run = run_of(rate=0.1)
    player.go(40)
    eventually(lambda: shows_line(player, run.theta[40]), "the new run's line")
    assert player.page.evaluate(AXES) == zoomed
    assert player.page.evaluate("window.before.every((element) => element.isConnected)")


def move_slider(player: Player, name: str, value: str, times: int) -> None:
    """Press → on one of the page's sliders until it shows a value."""
    slider = player.page.get_by_role("slider", name=name)
    slider.focus()
    for _ in range(times):
        slider.press("ArrowRight")
    eventually(lambda: slider.get_attribute("aria-valuetext") == value, f"{name} is {value}")


def test_a_step_chosen_while_a_new_run_is_on_its_way_is_kept(open_page, visitor):
    player = open_page("/line", on=visitor(alone=True))
    # As on a slow machine, the player's word of where it was stopped goes out only after the new run has come.
    player.page.evaluate("window.setTimeout = ((later) => (f, ms) => later(f, ms === 150 ? 9000 : ms))(setTimeout)")
    player.go(40)
    move_slider(player, "Learning rate η", "0.1", 2)
    *_, run = run_of(rate=0.1)
    eventually(lambda: shows_line(player, run.theta[player.place]), "the new run", 8)
    assert player.place == 40


def test_controls_changed_fast_leave_the_last_one_s_run_on_the_screen(lead):
    player = lead("/line?step=20")
    move_slider(player, "Starting line", "9", 9)
    move_slider(player, "Learning rate η", "0.1", 2)
    *_, run = run_of(rate=0.1, seed=9)
    eventually(lambda: player.readouts[0] == "20" and shows_line(player, run.theta[20]), "the last run's line", 20)
    player.page.wait_for_timeout(500)
    assert shows_line(player, run.theta[20]), "and it stays"


def test_a_run_that_diverges_is_explained_and_ends_at_its_last_finite_step(lead):
    *_, run = run_of(rate=0.5, epochs=1000)
    player = lead("/line?line_rate=0.5&line_epochs=1000&step=999999")
    assert run.diverged_at == run.step[-1] < 1000
    assert player.readouts[0] == f"{run.diverged_at:,}"
    said = player.page.get_by_test_id("stAlert").inner_text()
    assert "The line flies off" in said
    assert str(run.diverged_at) not in said, "which would tell what is asked"
    assert "is above 0.240" in said
    player.page.get_by_text(f"The run ends at step {run.diverged_at:,}").wait_for()


WHOLE = "box => [box, ...box.querySelectorAll('*')].every((part) => part.scrollWidth <= part.clientWidth + 1)"


def test_a_prediction_is_judged_by_the_run(open_page):
    X, y, run = run_of(rate=0.3)
    player = open_page("/line?line_rate=0.3")
    player.predict("None: the loss has grown")
    closed = player.page.locator(".st-key-question [data-baseweb=select], .st-key-question [role=combobox]").first
    assert closed.evaluate(WHOLE), "the option is not cut in the closed box"
    player.page.get_by_role("button", name="Show the answer").click()
    said = player.page.get_by_test_id("stAlert").filter(has_text="The loss goes from").inner_text()
    first, last = run.losses(X, y)[[0, -1]]
    assert ("Yes." in said) == (last > first)


def test_what_is_pointed_at_and_the_update_that_led_to_a_step_are_shown(lead, read):
    player = lead("/line?step=5")
    pointing_at_a_place_in_the_plane_shows_its_line_on_the_points(player, read)
    player.go(9)
    player.page.get_by_role("heading", name="Step 9:").wait_for()
    the_update_that_led_to_a_step_is_read_beside_the_one_that_leaves_it(player)


def pointing_at_a_place_in_the_plane_shows_its_line_on_the_points(player, read):
    X, y, _ = run_of()
    plane, points = player.page.locator(".nn-plot").nth(PLANE), player.page.locator(".nn-plot").nth(POINTS)
    plane.hover(position={"x": 220, "y": 70})
    m, c = player.page.evaluate(
        """() => { const plot = document.querySelectorAll(".nn-plot")[1]; const { xaxis, yaxis } = plot._fullLayout;
        return [xaxis.p2d(220 - xaxis._offset), yaxis.p2d(70 - yaxis._offset)]; }"""
    )
    slope, rest = points.locator(".nn-pointed text").text_content().removeprefix("ŷ = ").split("·x ")
    (intercept,), loss = read(rest.partition(", loss")[0].replace(" ", "")), read(rest.partition("loss ")[2])
    assert [read(slope)[0], intercept] == pytest.approx([m, c], rel=0.0051, abs=0.0051)
    assert loss == pytest.approx([float(NEURON.loss(np.array([m, c]), X, y, "half_mse"))], rel=0.01)
    ends = player.page.evaluate(
        """() => { const line = document.querySelector(".nn-pointed line"); const { xaxis, yaxis } =
        document.querySelectorAll(".nn-plot")[0]._fullLayout; return [["x1", "y1"], ["x2", "y2"]].map(([x, y]) =>
        [xaxis.p2d(+line.getAttribute(x)), yaxis.p2d(+line.getAttribute(y))]); }"""
    )
    for x, height in ends:
        assert height == pytest.approx(m * x + c, abs=0.01)
    player.page.mouse.move(5, 5)
    eventually(lambda: points.locator(".nn-pointed").count() == 0, "it goes with the pointer")


def the_update_that_led_to_a_step_is_read_beside_the_one_that_leaves_it(player):
    before = player.page.get_by_text("The new line:").inner_text()
    player.press("One step on")
    assert before.endswith(player.readouts[2]), "it leads to the next step's line"
    player.press("One step back")
    player.page.get_by_role("heading", name="Step 9:").wait_for()
    player.page.get_by_text("What led here").click()
    player.page.get_by_text("This update led from step 8 to step 9.").wait_for()
    eventually(lambda: player.page.get_by_text("The new line:").inner_text() != before, "another update")
    assert player.page.get_by_text("The new line:").inner_text().endswith(player.readouts[2])
    player.press("First step")
    player.page.get_by_text("No update led here").wait_for()
