"""What is computed when asked: once for all, by one process that steps back, and whatever becomes of that."""

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from nnviz.lessons.job import Job
from nnviz.ui import jobs
from nnviz.ui.jobs import ENDED, FAILED, FULL, LINE, TIME_IS_UP, Jobs
from tests.ui import pieces

ROOT = Path(__file__).parents[2]


def job(do, *of, key=None, **settings):
    return Job("job", key or (do.__name__, of), "Ask", do, of, **settings)


@pytest.fixture
def office():
    made = Jobs()
    yield made
    made._line.clear()
    if made._thread:
        made.worker.close()
        made._thread.join(10)


def ended(office, one, visitor="a"):
    """Return how a job stands when it goes on no more."""
    end = time.monotonic() + 60
    while office.standing(one, visitor).going:
        assert time.monotonic() < end
        time.sleep(0.01)
    return office.standing(one, visitor)


def until(true):
    end = time.monotonic() + 60
    while not true():
        assert time.monotonic() < end
        time.sleep(0.01)


def test_nothing_is_computed_before_someone_asks(office):
    one = job(pieces.twice, 1, 2, 3)
    assert office.standing(one) == jobs.Standing()
    assert office.ask(one, "a") is None
    assert ended(office, one).found == (2, 4, 6)
    assert office.worker.process is None, "the process ends when there is nothing more to do"


def test_it_is_done_by_one_other_process_of_low_priority_on_one_core(office):
    one = job(pieces.who, 1, 2)
    office.ask(one, "a")
    first, second = ended(office, one).found
    assert first == second
    assert first[0] != os.getpid()
    assert first[1:] == (min(os.nice(0) + 10, 19), "1")


def test_two_who_ask_share_one_computation_and_who_asks_later_finds_it_done(office, tmp_path):
    one, other = job(pieces.wait_for, tmp_path / "go"), job(pieces.wait_for, tmp_path / "go")
    office.ask(one, "a")
    office.ask(other, "b")
    assert office.standing(other, "b").mine
    assert not office.standing(other, "c").mine
    (tmp_path / "go").touch()
    found = ended(office, one).found
    assert ended(office, other, "b").found is found
    office.ask(one, "c")
    assert not office.standing(one, "c").going
    assert office.standing(one, "c").found is found


def test_who_stops_leaves_it_to_those_who_wait_and_the_last_one_stops_it(office, tmp_path):
    one = job(pieces.wait_for, tmp_path / "first", tmp_path / "second")
    for visitor in "ab":
        office.ask(one, visitor)
    office.withdraw(one, "a")
    assert office.standing(one, "b").going
    until((tmp_path / "first.begun").exists)
    office.withdraw(one, "b")
    assert not office.standing(one).going
    (tmp_path / "first").touch()
    until(lambda: office._thread is None)
    stopped = office.standing(one)
    assert (len(stopped.found), stopped.problem) == (1, None), "the piece it was at is kept, and no other begun"
    (tmp_path / "second").touch()
    office.ask(one, "a")
    going_on = ended(office, one)
    assert going_on.found[0] == stopped.found[0]
    assert going_on.mark != stopped.mark


def test_a_visitor_waits_for_one_job_at_a_time_and_the_line_is_bounded(office, tmp_path):
    running = job(pieces.wait_for, tmp_path / "go")
    office.ask(running, "first")
    until((tmp_path / "go.begun").exists)
    waiting = [job(pieces.twice, n) for n in range(LINE + 1)]
    assert [office.ask(one, str(n)) for n, one in enumerate(waiting)] == [None] * LINE + [FULL]
    assert office.standing(waiting[LINE - 1]).ahead == LINE
    office.ask(waiting[1], "0")
    assert not office.standing(waiting[0]).going
    assert office.standing(waiting[1]).ahead == 1
    (tmp_path / "go").touch()
    assert ended(office, waiting[LINE - 1]).found == (2 * (LINE - 1),)


def test_a_killed_process_is_one_sentence_and_who_asks_again_gets_the_rest(office, tmp_path):
    one = job(pieces.die_unless, tmp_path / "a", tmp_path / "a", tmp_path / "b")
    office.ask(one, "a")
    assert ended(office, one).problem == ENDED
    office.ask(one, "a")
    stopped = ended(office, one)
    assert (stopped.problem, stopped.found) == (ENDED, ("well", "well"))
    office.ask(one, "a")
    assert ended(office, one) == jobs.Standing(("well",) * 3, (1, 3), spent=office.standing(one).spent)


def test_what_a_piece_raises_goes_to_the_log_and_the_next_job_is_done(office, capfd):
    bad, unsendable, good = job(pieces.fail, 1), job(lambda piece: piece, 1), job(pieces.twice, 1)
    for visitor, one in enumerate((bad, unsendable, good)):
        office.ask(one, str(visitor))
    assert ended(office, good).found == (2,)
    assert office.standing(bad).problem == office.standing(unsendable).problem == FAILED
    assert "no traceback of this is for a visitor" in capfd.readouterr().err


@pytest.mark.skipif(sys.platform == "win32", reason="no such limit there")
def test_a_job_is_bounded(office):
    one = job(pieces.busy, 1, seconds=0.1)
    office.ask(one, "a")
    assert ended(office, one).problem == TIME_IS_UP


def test_what_is_too_old_may_be_asked_for_anew(office):
    one = job(pieces.who, 1, lasts=0.0)
    office.ask(one, "a")
    before = ended(office, one)
    assert before.stale
    office.ask(one, "a")
    after = ended(office, one)
    assert after.mark != before.mark
    assert after.found[0][0] != before.found[0][0]


def test_results_are_kept_within_bounds_and_those_looked_at_longest_ago_go_first(office, monkeypatch):
    monkeypatch.setattr(jobs, "MOST", 2)
    a, b, c = (job(pieces.twice, n) for n in range(3))
    for one in (a, b):
        office.ask(one, "a")
        ended(office, one)
    office.standing(a)
    office.ask(c, "a")
    ended(office, c)
    assert [len(office.standing(one).found) for one in (a, b, c)] == [1, 0, 1]


WHO_STARTS_IT = """
import sys, time
from nnviz.lessons.job import Job
from nnviz.ui.jobs import JOBS
from tests.ui import pieces
one = Job("job", "key", "Ask", pieces.wait_for, tuple(sys.argv[1:]))
JOBS.ask(one, "a")
while not JOBS.standing(one).found:
    time.sleep(0.01)
print(JOBS.standing(one).found[0], flush=True)
time.sleep(60)
"""


def test_the_process_ends_with_the_server_that_started_it(tmp_path):
    (tmp_path / "go").touch()
    command = [sys.executable, "-c", WHO_STARTS_IT, tmp_path / "go", tmp_path / "later"]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as server:
        worker = int(server.stdout.readline())
        os.kill(worker, 0)
        server.kill()
    (tmp_path / "later").touch()
    until(lambda: not Path(f"/proc/{worker}").exists() or " Z " in Path(f"/proc/{worker}/stat").read_text())
