"""What is new is computed by processes beside the server, is the same as computed here, and survives their end."""

import os
import pickle
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from nnviz.lessons import all_lessons
from nnviz.ui import beside as helpers
from nnviz.ui import shown
from nnviz.ui.beside import HELPERS, beside, end_helpers, start_helpers
from nnviz.ui.kept import settle
from tests.ui import pieces

PARTS = {part.key: part for lesson in all_lessons().values() for part in (*lesson.parts, *lesson.glances)}


@pytest.fixture(scope="module")
def started():
    start_helpers()
    end = time.monotonic() + 60
    while helpers._idle.qsize() < HELPERS:  # they import the lessons first
        assert time.monotonic() < end
        time.sleep(0.05)
    yield
    end_helpers()


def test_without_helpers_it_is_computed_here():
    assert beside(os.getpid) == os.getpid()


def test_two_are_computed_at_the_same_time_and_neither_here(started):
    together = threading.Barrier(HELPERS)

    def ask(_):
        together.wait(10)
        return beside(pieces.slowly, 0.5), beside(os.getpid)

    with ThreadPoolExecutor(HELPERS) as visitors:
        found = list(visitors.map(ask, range(HELPERS)))
    assert all(pid != os.getpid() for _, pid in found)
    assert max(begun for (begun, _), _ in found) < min(ended for (_, ended), _ in found)


def test_what_is_quick_does_not_wait_for_what_usually_takes_long(started, monkeypatch):
    monkeypatch.setattr(helpers, "_usual", {(pieces.slowly, None): 1.0})
    with ThreadPoolExecutor(HELPERS) as visitors:
        slow = [visitors.submit(beside, pieces.slowly, 1.0) for _ in range(HELPERS)]
        time.sleep(0.2)
        asked = time.monotonic()
        assert beside(pieces.twice, 21) == 42
        answered = time.monotonic()
    begun = sorted(one.result()[0] for one in slow)
    ends = sorted(one.result()[1] for one in slow)
    assert answered < ends[0], "it was answered while the first were still at it"
    assert begun[-1] >= ends[0], "the last of them waited, although a process was free"
    assert asked < answered


def test_it_is_computed_although_the_process_is_killed_meanwhile(started):
    assert beside(pieces.die_unless_here, os.getpid()) == "done here"
    assert beside(os.getpid) != os.getpid(), "another process has taken its place"


def test_what_is_wrong_is_raised_here_with_its_own_sentence(started, capfd):
    with pytest.raises(ValueError, match="not a number"):
        beside(pieces.refuse, "not a number")


@pytest.mark.parametrize("key", PARTS)
def test_what_a_page_shows_is_the_same_from_another_process_and_not_larger(started, key):
    part = PARTS[key]
    here, there = (shown._one(key, part.settings(), ()), beside(shown._one, key, part.settings(), ()))
    assert there.scene == here.scene
    assert (there.question, there.warning, there.picks, there.presses) == (
        here.question, here.warning, here.picks, here.presses)  # fmt: skip
    assert np.array_equal(there.timeline.steps, here.timeline.steps)
    assert len(pickle.dumps(there, 5)) < 8e6
    assert settle(there) < 8e6
