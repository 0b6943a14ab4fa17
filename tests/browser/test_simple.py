"""The page on too simple and too complex in a real browser: the grid is asked for, shared, stopped and lost."""

import re

import numpy as np

from nnviz.core import Network, TrainConfig, train
from nnviz.lessons.simple.noise_study import NoiseSettings, noise_study
from nnviz.lessons.simple.points import points
from nnviz.lessons.simple.vanish_study import VanishSettings, vanish_study
from tests.browser.player import eventually
from tests.browser.test_lost_session import Server, lose

AWAY = "not responding|disconnected from server|ERR_CONNECTION_|ERR_EMPTY_RESPONSE|WebSocket|_stcore"
GRID, LOSSES = range(2)
DISCS, RINGS = range(2)
ASK, STOP = "Train the whole grid", "Stop"
SHOWN = "([figure, trace]) => document.querySelectorAll('.nn-plot')[figure]._fullData[trace]"


def button(player, name):
    return player.page.get_by_role("button", name=name, exact=True)


def arrived(depth, width, target, activation="tanh", rate=0.03):
    """Return how many of sixteen starts arrive, each trained alone."""
    (X, y), _ = points(60, 0.1, 2.0, 0)
    net = Network((1, *(width,) * depth, 1), activation)
    config = TrainConfig("half_mse", "adam", rate, 60, 300)
    count = 0
    for seed in range(16):
        run = train(net, net.init("xavier", np.random.default_rng(seed)), X, y, config, most_recorded=101)
        count += bool(run.losses(X, y).min() <= target)
    return count


def rows(player):
    """Return the places of the table with how many arrived and how long they took."""
    table = player.page.get_by_role("table").last
    cells = [row.get_by_role("cell").all_inner_texts() for row in table.get_by_role("row").all()[1:]]
    return {cell[0]: (int(cell[2].split()[0]), cell[4]) for cell in cells}


def finished(player):
    eventually(lambda: len(rows(player.drawn())) == 16, "the table of all places", 90)
    for gone in (ASK, STOP):
        button(player, gone).wait_for(state="detached")


def test_the_grid_is_trained_once_for_two_who_ask_at_once_and_a_click_looks_at_a_place(open_page, visitor):
    one, other = (open_page("/simple?grid_step=300", on=visitor()) for _ in range(2))
    assert set(rows(one)) == {"2×4"}
    for player in (one, other):
        button(player, ASK).click()
    for player in (one, other):
        finished(player)
    assert rows(one) == rows(other), "the same seconds: measured once"
    for depth, width in ((1, 2), (2, 4)):
        assert rows(one)[f"{depth}×{width}"][0] == arrived(depth, width, 0.02)
    sizes = one.page.evaluate(f"(at) => ({SHOWN})(at).marker.size", [GRID, DISCS])
    shares = np.array([count for count, _ in rows(one).values()]) / 16
    assert np.allclose(sizes, np.max(sizes) * np.sqrt(shares / shares.max()), atol=0.01)
    one.page.locator(".nn-plot").first.scroll_into_view_if_needed()
    place = one.page.evaluate(
        """() => { const { xaxis, yaxis } = document.querySelector(".nn-plot")._fullLayout;
        const box = document.querySelector(".nn-plot").getBoundingClientRect();
        return [box.x + xaxis._offset + xaxis.d2p(3), box.y + yaxis._offset + yaxis.d2p(3)]; }"""
    )
    one.page.mouse.click(*place)
    one.page.wait_for_url(lambda url: "8+layers+of+16+neurons" in url)
    one.page.get_by_text("8 layers of 16 neurons, 1,953 weights and biases").wait_for()
    one.page.set_viewport_size({"width": 390, "height": 844})
    eventually(one.fits_a_phone, "all of it, the table too, is as wide as a phone")


def test_a_grid_is_stopped_and_goes_on(open_page):
    player = open_page("/simple?simple_activation=ReLU")
    button(player, ASK).click()
    button(player, STOP).wait_for()
    button(player, STOP).click()
    go_on = player.page.get_by_role("button", name=re.compile(r"Go on: \d+ of 16|Train the whole grid"))
    go_on.wait_for(timeout=30_000)
    player.drawn()
    assert len(rows(player)) < 16
    go_on.click()
    button(player, STOP).or_(player.page.get_by_role("cell", name="8×16")).wait_for()


def test_a_server_that_is_killed_while_it_trains_comes_back_and_offers_the_grid_anew(open_page, visitor, tmp_path):
    server = Server(tmp_path)
    try:
        player = open_page("/simple?grid_step=30", on=visitor(forgive=AWAY, alone=True), at=server.url)
        button(player, ASK).click()
        button(player, STOP).wait_for()
        lose(server, player)
        button(player, ASK).click(timeout=60_000)
        button(player, STOP).wait_for()
        assert player.drawn().place == 10
    finally:
        server.kill()


LAYERS = [
    ("Layers", "ArrowRight", {"depth": 30}),
    ("Its weights, times", "ArrowRight", {"gain": 1.5}),
    ("Learning rate η", "ArrowLeft", {"learning_rate": 0.05}),
    ("Start", "ArrowRight", {"seed": 1}),
]
NOISE = [
    ("Points to train on", "ArrowRight", {"n": 20}),
    ("Noise", "ArrowLeft", {"noise": 0.2}),
    ("L2: weight of the penalty λ", "ArrowRight", {"l2": 1e-4}),
    ("Other points", "ArrowLeft", {"seed": 0}),
]


def test_every_control_of_the_noise_and_of_the_layers_acts_and_the_readouts_are_the_runs(open_page, read):
    player, chosen = open_page("/simple?simple_part=Fitting+noise&noise_step=800"), {}

    def shows(study):
        gaps = [float(one.gap[-1]) for one in study.learners.values()]
        eventually(lambda: np.allclose([read(text)[0] for text in player.readouts[1:3]], gaps, rtol=0.006), str(study))

    shows(noise_study(NoiseSettings()))
    for name, key, settings in NOISE:
        player.page.get_by_role("slider", name=name).press(key)
        chosen |= settings
        shows(noise_study(NoiseSettings(**chosen)))
    player.page.get_by_test_id("stCheckbox").get_by_text("Stop early").click()
    shows(noise_study(NoiseSettings(**chosen, early=True)))
    player.page.get_by_text("went back to step").first.wait_for()
    player.page.get_by_role("radio", name="Vanishing and exploding").click()
    player.page.wait_for_url(lambda url: "Vanishing" in url)
    player.drawn().press("Last step")
    for control, key, settings in LAYERS:
        player.page.get_by_role("slider", name=control).press(key)
        chosen = {**({} if control == "Layers" else chosen), **settings}
        study = vanish_study(VanishSettings(**chosen))
        first = float(study.sizes[-1, 0])
        eventually(lambda f=first: np.isclose(read(player.readouts[2])[0], f, rtol=0.006), control)
