"""The page on too simple and too complex in a real browser: the grid is asked for, shared, stopped and lost."""

import re

import numpy as np
import pytest

from nnviz.core import Network, TrainConfig, train
from nnviz.lessons.simple.points import points
from tests.browser.conftest import eventually
from tests.browser.test_lost_session import Server, lose

AWAY = "disconnected from server|ERR_CONNECTION_REFUSED|ERR_CONNECTION_RESET|ERR_EMPTY_RESPONSE|WebSocket|_stcore"
GRID, LOSSES = range(2)
DISCS, RINGS = range(2)
ASK, STOP = "Train the whole grid", "Stop"
SHOWN = "([figure, trace]) => document.querySelectorAll('.nn-plot')[figure]._fullData[trace]"
LAST = "document.querySelector('.nn-slider').max"


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
    finished(player)


def test_a_server_that_is_killed_while_it_trains_comes_back_and_offers_the_grid_anew(open_page, visitor, tmp_path):
    server = Server(tmp_path)
    try:
        player = open_page("/simple?grid_step=30", on=visitor(forgive=AWAY, alone=True), at=server.url)
        button(player, ASK).click()
        button(player, STOP).wait_for()
        lose(server, player)
        button(player, ASK).click(timeout=60_000)
        finished(player)
        assert player.place == 10
    finally:
        server.kill()


@pytest.mark.parametrize("part", ["Fitting+noise", "Vanishing+and+exploding"])
def test_every_control_of_a_part_changes_what_is_seen(open_page, part):
    pass
