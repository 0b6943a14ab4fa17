"""What learns on the activation page, in a real browser: what is on the screen is the run's, at the step shown."""

import re

import numpy as np
import pytest

from nnviz.core import DATASETS, Network, TrainConfig, train
from tests.browser.player import Player, eventually
from tests.browser.test_activation import BEND, KINDS, LEARNING, close

STICKS, CURVE, POINTS, SAID = range(4)


def kinds(rate=0.1, seed=0):
    """Return the data and the three runs that the page's settings ask for, by the core alone."""
    X, y, *_ = DATASETS["practice"].make(np.random.default_rng(1))
    config = TrainConfig("half_mse", "sgd", rate, len(X), 900)
    nets = [Network((1, 1), output=name) for name in KINDS]
    return X, y, [train(net, net.init("uniform", np.random.default_rng(seed)), X, y, config) for net in nets]


def said_in(player: Player) -> list[str]:
    """Return what stands in each figure about its network, first of all."""
    plots = player.page.locator(".nn-plot").all()
    return [(plot.locator(".textpoint").first.text_content() or "").strip() for plot in plots]


@pytest.mark.parametrize(("query", "rate", "seed"), [("", 0.1, 0), ("&activation_seed=3", 0.1, 3)])
def test_each_neuron_on_the_screen_is_that_of_the_step_and_what_becomes_of_it_is_said_then(
    open_page, query, rate, seed
):
    X, y, runs = kinds(rate, seed)
    player = open_page(LEARNING + query)
    assert said_in(player)[1:] == ["at the start", "at the start"], "before the run is seen nothing is said of its end"
    steps = {0: None, 1: "One step on", 900: "Last step", 895: "One step back"}
    for step, button in steps.items():
        if button:
            player.press(button)
        eventually(lambda s=step: player.readouts[0] == str(s), f"step {step}")
        for figure, run in enumerate(runs):
            theta = run.theta[step]
            (path,) = eventually(lambda f=figure: player.path(f, CURVE), "the curve")
            assert len(player.marks(figure, POINTS)) == 12, "what does not move stays on the screen"
            eventually(lambda f=figure: player.layers(f)[0] == [STICKS, CURVE, POINTS, SAID], "points lie on the curve")
            away = np.abs(path[:, 0] + theta[1] / theta[0]) > 2 * player.pixel(figure)[0]  # of the threshold's jump
            heights = run.net.forward(theta, path[away, :1]).a[1][:, 0]
            assert np.all(np.abs(path[away, 1] - heights) < 3 * player.pixel(figure)[1])
            assert close(player, figure, player.marks(figure, POINTS), np.column_stack([X, y]))
            grad = run.net.backward(theta, run.net.forward(theta, X), y, "half_mse").grad[0]
            assert (player.readouts[1 + figure] == "0") == (grad == 0)
        player.page.get_by_role("heading", name=f"Step {step}: the gradient of each", level=2).wait_for()
        if step == 900 and seed == 3:
            assert said_in(player) == ["slope 0 everywhere: nothing moves", "learning", "dead: z ≤ 0 for every example"]


def test_the_update_that_led_to_a_step_is_read_and_the_next_stop_is_named(lead, read):
    player = lead(f"{LEARNING}&kinds_step=300")
    player.page.get_by_text("from step 300 to step 301. The next stop on the timeline is step 305.").wait_for()
    *_, runs = kinds()
    player.page.get_by_text("What led here", exact=True).click()
    player.page.get_by_text(
        "from step 299 to step 300. The stop before this one on the timeline is step 295."
    ).wait_for()
    new = player.page.get_by_text(re.compile("^w ←"))
    eventually(lambda: new.count() == 3, "three new weights")
    for line, run in zip(new.all_text_contents(), runs, strict=True):
        assert read(line)[-1] == pytest.approx(run.theta[300, 0], rel=0.001)


def test_a_rate_at_which_one_flies_off_warns_above_the_figures_and_gives_nothing_away(open_page):
    player = open_page(f"{BEND}&activation_bend_rate=2&activation_bend_seed=2")
    warned = player.page.get_by_test_id("stAlert").filter(has_text="not both runs stay finite")
    assert warned.bounding_box()["y"] < player.page.locator(".nn-plot").first.bounding_box()["y"]
    assert "ReLU" not in warned.text_content()
    player.page.get_by_text("Which of the two flies off first?").first.wait_for()
    player.press("Last step")
    eventually(lambda: said_in(player)[0] == "diverged: the rate is too high", "the one that flew off")
    assert said_in(player)[1] == "all hidden neurons dead: a flat line"
    for plot in player.page.locator(".nn-plot").all():
        plot.locator(".textpoint", has_text="above ↑ up to").wait_for()


def test_the_matrices_are_those_of_the_step(lead, read):
    player = lead(f"{BEND}&activation_hidden=2&bend_step=25")
    X, y, *_ = DATASETS["curve"].make(np.random.default_rng(0))
    net = Network((1, 2, 1), hidden="identity")
    start = net.init("xavier", np.random.default_rng(0))
    run = train(net, start, X, y, TrainConfig("half_mse", "sgd", 0.3, len(X), 900))
    (V, _), (W, _) = net.layers(run.theta[25])
    player.page.get_by_role("heading", name="Step 25: two layers without").wait_for()
    shown = " ".join(player.page.locator("annotation").all_text_contents())
    numbers = [n for body in re.findall(r"begin\{pmatrix\}(.*?)\\end", shown) for n in read(body)]
    for value in (*V.ravel(), *W.ravel(), (V @ W)[0, 0]):
        assert np.isclose(numbers, value, rtol=0.006).any()
    assert read(player.readouts[2])[0] == 0
    assert player.page.get_by_text("0 up to rounding", exact=False).count() >= 1


FATES = (
    "It is still learning at the end",
    "It settles: its gradient all but fades, though not all z are 0 or less",
    "It dies on the way: from some step on every z is 0 or less",
    "It is dead from the start",
)


def fate(run, X, y) -> str:
    """Return what becomes of a ReLU neuron whose loss does not rise again at the end of its run."""
    silent = [(run.net.forward(theta, X).z[1] <= 0).all() for theta in run.theta[[0, -1]]]
    forward = run.net.forward(run.theta[[0, -1]], X)
    first, last = np.linalg.norm(run.net.backward(run.theta[[0, -1]], forward, y, "half_mse").grad, axis=1)
    return FATES[3 if silent[0] else 2 if silent[-1] else 1 if last <= 1e-3 * first else 0]


def test_predictions_right_and_wrong_are_judged_by_the_run(open_page):
    player = open_page(LEARNING)
    for rate, seed in ((0.02, 0), (0.1, 0), (0.1, 3), (0.2, 1)):
        X, y, runs = kinds(rate, seed)
        right = fate(runs[2], X, y)
        player.follow(f"{LEARNING}&activation_rate={rate}&activation_seed={seed}")
        player.page.get_by_role("button", name="Show the answer").click()
        for option in FATES:
            player.predict(option)
            said = "Yes." if option == right else f"Not this time. The answer is: {right}."
            player.page.get_by_test_id("stAlert").filter(has_text=said).wait_for()
