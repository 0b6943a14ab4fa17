"""What is computed when asked: one job after the other, by one process of low priority, for all visitors.

A job is kept as far as it has come: who asks again for one that was stopped lets it go on from there. A server that is
started again knows nothing of the jobs before; its pages offer them anew.
"""

from collections import OrderedDict
from collections.abc import Hashable
from dataclasses import dataclass, field
from threading import Lock, Thread
from time import monotonic

from streamlit.logger import get_logger

from nnviz.lessons.job import Found, Job
from nnviz.ui.kept import settle
from nnviz.ui.worker import EndedError, Worker

ROOM = 64 * 2**20
"""How many bytes of results are kept; beyond it, those not looked at longest are let go."""
MOST = 256
"""Of how many jobs."""
LINE = 8
"""How many jobs may wait."""
FULL = "Too many are waiting for something to be computed just now. Please ask again in a minute."
ENDED = "The computation was ended from outside. What it had found is kept: ask again, and it goes on from there."
FAILED = "The computation failed. Please ask again."
TIME_IS_UP = "The time that there is for it was up. What it had found is kept: ask again, and it goes on from there."


_log = get_logger(__name__)


@dataclass(frozen=True)
class Standing:
    """How far a job is: what it `found`, whether it is `going` (with `ahead` jobs before it), and what went wrong.

    `mark` is another one whenever `found` is. `mine` says that this visitor has asked for it, `spent` how many seconds
    of a core it took, and `stale` that it is done and was so long ago that it may be asked for anew.
    """

    found: Found = ()
    mark: Hashable = None
    going: bool = False
    ahead: int = 0
    mine: bool = False
    spent: float = 0.0
    stale: bool = False
    problem: str | None = None


@dataclass(eq=False)
class _Record:
    """A job with what it found, who waits for it, and how long it took, in all and since it was last asked for."""

    job: Job
    number: int
    found: Found = ()
    waiting: set[str] = field(default_factory=set)
    spent: float = 0.0
    since_asked: float = 0.0
    size: int = 0
    ended: float = 0.0
    problem: str | None = None

    @property
    def done(self) -> bool:
        return len(self.found) == len(self.job.pieces)

    @property
    def stale(self) -> bool:
        return self.done and monotonic() - self.ended > self.job.lasts


class Jobs:
    """The jobs that were asked for, and the one thread that hands their pieces to the process."""

    def __init__(self, room: int = ROOM) -> None:
        """Know no job, and run nothing."""
        self.room, self.worker = room, Worker()
        self._lock = Lock()
        self._records: OrderedDict[Hashable, _Record] = OrderedDict()
        self._line: list[_Record] = []
        self._count = 0
        self._thread: Thread | None = None

    def standing(self, job: Job, visitor: str = "") -> Standing:
        """Return how far a job is, as a visitor sees it."""
        with self._lock:
            one = self._records.get(job.key)
            if one is None:
                return Standing()
            self._records.move_to_end(job.key)
            going = one in self._line
            ahead, mark = self._line.index(one) if going else 0, (one.number, len(one.found))
            return Standing(one.found, mark, going, ahead, visitor in one.waiting, one.spent, one.stale, one.problem)

    def ask(self, job: Job, visitor: str) -> str | None:
        """Let a job be done, or go on; return what is wrong if it cannot be. A visitor waits for one job at a time."""
        with self._lock:
            for other in [record for record in self._line if record.job.key != job.key]:
                self._leave(other, visitor)
            one = self._records.get(job.key)
            if one and one.done and not one.stale:
                return None
            if one not in self._line and len(self._line) > LINE:
                return FULL
            if one is None or one.stale:
                self._count += 1
                one = self._records[job.key] = _Record(job, self._count)
            one.waiting.add(visitor)
            if one not in self._line:
                one.problem, one.since_asked = None, 0.0
                self._line.append(one)
            if self._thread is None:
                self._thread = Thread(target=self._work, name="jobs", daemon=True)
                self._thread.start()
            return None

    def withdraw(self, job: Job, visitor: str) -> None:
        """Let a visitor wait for a job no longer: it stops after the piece it is at, unless others wait for it."""
        with self._lock:
            if one := self._records.get(job.key):
                self._leave(one, visitor)

    def _leave(self, one: _Record, visitor: str) -> None:
        one.waiting.discard(visitor)
        if not one.waiting and one in self._line:
            self._line.remove(one)

    def _work(self) -> None:
        """Do piece after piece of the job that is first in the line; without any left, end the process."""
        while one := self._next():
            left = one.job.seconds - one.since_asked
            try:
                result, spent = self.worker.do(one.job.do, one.job.pieces[len(one.found)], left)
            except EndedError as ended:
                self._stop(one, ENDED if ended.in_time else TIME_IS_UP)
            except Exception:  # whatever a piece or its way there and back may raise: the next job is to be done
                _log.exception("A piece of %s failed.", one.job.key)
                self._stop(one, FAILED)
            else:
                self._note(one, result, spent)

    def _next(self) -> _Record | None:
        with self._lock:
            if self._line:
                return self._line[0]
            self.worker.close()
            self._thread = None
            return None

    def _note(self, one: _Record, result: object, spent: float) -> None:
        size = settle(result)
        with self._lock:
            one.found += (result,)
            one.spent, one.since_asked, one.size = one.spent + spent, one.since_asked + spent, one.size + size
            if one.done:
                one.ended = monotonic()
                self._close(one)
            elif one.since_asked >= one.job.seconds:
                self._close(one, TIME_IS_UP)
            self._let_go()

    def _stop(self, one: _Record, problem: str) -> None:
        with self._lock:
            self._close(one, problem)

    def _close(self, one: _Record, problem: str | None = None) -> None:
        one.problem = problem
        one.waiting.clear()
        if one in self._line:
            self._line.remove(one)

    def _let_go(self) -> None:
        """Forget jobs until the rest has room, those looked at longest ago first; never one that is in the line."""
        for key, one in list(self._records.items()):
            if sum(record.size for record in self._records.values()) <= self.room and len(self._records) <= MOST:
                return
            if one not in self._line:
                del self._records[key]


JOBS = Jobs()
"""Those of this server."""
