"""Who sits where: a visitor stays with one replica, a class is spread, and nobody loses their place with a replica."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from websockets.exceptions import ConnectionClosed

from nnviz.figures.assets import PLOTLY_JS
from nnviz.ui.player import address
from tests.hosting.stand import until
from tests.hosting.visitor import Visitor

PLACE = "line_seed=7&line_epochs=500&step=120"


def closed(visitor):
    """Return whether a visitor's websocket has been closed, as their browser would notice."""
    try:
        visitor.socket.recv(timeout=0)
    except TimeoutError:
        return False
    except ConnectionClosed:
        return True
    return False


def test_a_class_behind_one_address_is_spread_over_the_replicas(hosted, visitor):
    until(lambda: sum(replica.visitors() for replica in hosted.replicas) == 0, "those before have left")
    sitting = [visitor().seat for _ in range(8)]
    assert {replica.port: replica.visitors() for replica in hosted.replicas} == {
        replica.port: sitting.count(replica.port) for replica in hosted.replicas
    }
    assert set(sitting) == {replica.port for replica in hosted.replicas}


def test_all_that_a_visitor_asks_for_goes_to_the_replica_of_their_session(visitor):
    for one in [visitor() for _ in range(4)]:
        seat = one.seat
        assert [one.upload(b"x,y\n1,2\n") for _ in range(4)] == [204] * 4, "only their own replica takes it"
        assert one.seat == seat


@pytest.mark.parametrize("cookie", ["22", "8080", "127.0.0.1:22", "everyone", "a b", "9" * 2000])
def test_a_cookie_leads_to_replicas_only(hosted, cookie):
    one = Visitor(hosted.url)
    one.cookies["nnviz_seat"] = cookie
    assert one.ask("/_stcore/health").body == b"ok"
    assert one.seat in {replica.port for replica in hosted.replicas}


@pytest.fixture
def seated(hosted, visitor):
    """Return who sits in each of the replicas, one visitor by its port."""
    seats = {}
    while len(seats) < len(hosted.replicas):
        one = visitor("line", PLACE)
        seats[one.seat] = one
    return seats


def test_the_visitors_of_a_killed_replica_go_on_at_the_other_and_stay_there(hosted, seated):
    gone, there = hosted.replicas
    moved, kept = seated[gone.port], seated[there.port]
    settings, session = moved.sliders, kept.session
    hasty = Visitor(hosted.url)
    hasty.cookies = dict(moved.cookies)
    gone.kill()
    try:
        until(lambda: closed(moved), "the browser notices", 10)
        moved.come_back()
        assert moved.seat == there.port
        assert (moved.sliders, moved.wrong) == (settings, [])
        hasty.connect()
        assert hasty.seat == there.port, "a websocket takes the cookie along too"
        hasty.close()
        assert not closed(kept)
        assert kept.seat == there.port
        new = Visitor(hosted.url)
        assert [new.ask("/line").status for _ in range(4)] == [200] * 4
    finally:
        gone.start()
        until(gone.healthy, "it is back")
    assert [moved.upload(b"x,y\n1,2\n") for _ in range(4)] == [204] * 4, "its replica is back; the visitor is not"
    kept.run()
    assert kept.session == session


def test_files_come_even_while_no_replica_does(hosted):
    one = Visitor(hosted.url)
    before = one.ask(address(PLOTLY_JS), Accept_Encoding="gzip")
    for replica in hosted.replicas:
        replica.kill()
    try:
        assert one.ask("/").status == 502
        assert one.ask(address(PLOTLY_JS), Accept_Encoding="gzip").body == before.body
    finally:
        for replica in hosted.replicas:
            replica.start()
        until(lambda: all(replica.healthy() for replica in hosted.replicas), "they are back")
    assert [Visitor(hosted.url).ask("/").status for _ in range(4)] == [200] * 4, "and are found at once"


def test_a_rolling_restart_takes_nobody_s_place(hosted, seated):
    before = {replica.port: replica.process.pid for replica in hosted.replicas}
    settings = {port: one.sliders for port, one in seated.items()}
    statuses, done = [], threading.Event()

    def newcomers():
        while not done.wait(0.02):
            statuses.append(Visitor(hosted.url).ask("/line").status)

    def stay(one):
        returns = 0
        while not done.wait(0.05):
            if closed(one):
                one.come_back()
                returns += 1
        return returns

    with ThreadPoolExecutor() as pool:
        pool.submit(newcomers)
        staying = [pool.submit(stay, one) for one in seated.values()]
        try:
            hosted.rolling_restart()
        finally:
            done.set()
    assert all(returns.result() >= 1 for returns in staying), "each had to move"
    assert {port: one.sliders for port, one in seated.items()} == settings
    assert not any(one.wrong for one in seated.values())
    assert len(statuses) > 20
    assert set(statuses) == {200}
    assert all(replica.process.pid != before[replica.port] for replica in hosted.replicas)
