"""The process that does a job's pieces: of low priority, on one core, one piece after the other.

It reads what to do from its standard input and writes what it found to its standard output, until there is no more
input: so it ends with the server that started it, whatever that one dies of. Both ends are the course's own; nothing
that a visitor wrote comes this way, but for settings that were read by `nnviz.lessons.parameters`.
"""

import os
import pickle
import signal
import subprocess
import sys
import traceback
from collections.abc import Callable
from math import ceil
from pathlib import Path
from time import process_time
from typing import Any

from nnviz.ui.memory import keep_memory

try:
    import resource
except ImportError:  # Windows, where a process cannot be limited in this way
    resource = None  # type: ignore[assignment]

ROOT = Path(__file__).parents[2]
NICE = 10
"""By how much it steps back behind the server: beside one that computes all the time it gets a tenth of a core."""
_TIME_IS_UP = getattr(signal, "SIGXCPU", 0)
ONE_THREAD = {f"{library}_NUM_THREADS": "1" for library in ("OPENBLAS", "OMP", "MKL", "VECLIB")}


class EndedError(Exception):
    """The process is there no more: it was killed, or `in_time` says that it was not: its time was up."""

    def __init__(self, in_time: bool) -> None:
        """Note whether there was time left."""
        super().__init__()
        self.in_time = in_time


class Worker:
    """The server's end: a process that does one piece at a time. It is started for the first, and again if it ended."""

    def __init__(self, nice: int = NICE) -> None:
        """Start nothing yet; `nice` is by how much it will step back."""
        self.nice = nice
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> "subprocess.Popen[bytes]":
        """Return the process, started if it is not there."""
        if self.process is None or self.process.poll() is not None:
            self.process = self._started()
        return self.process

    def do(self, work: Callable[[Any], Any], piece: Any, seconds: float) -> tuple[Any, float]:
        """Return what `work` makes of a piece within so many seconds of a core, and how many of them it took.

        Raises EndedError where the process ended on the way, and RuntimeError where `work` raised anything.
        """
        process = self.start()
        try:
            pickle.dump((work, piece, seconds), process.stdin, 5)  # type: ignore[arg-type]
            process.stdin.flush()  # type: ignore[union-attr]
            well, result, spent = pickle.load(process.stdout)  # type: ignore[arg-type]
        except (OSError, EOFError, pickle.UnpicklingError):
            raise EndedError(in_time=self.close() != -_TIME_IS_UP) from None
        if not well:
            raise RuntimeError("the piece was not done; the log says why")
        return result, spent

    def close(self) -> int:
        """End the process, if there is one; return the code that it ended with."""
        if self.process is None:
            return 0
        process, self.process = self.process, None
        process.kill()
        process.communicate()
        return process.returncode

    def _started(self) -> "subprocess.Popen[bytes]":
        return subprocess.Popen(
            [sys.executable, "-m", __name__, str(self.nice)],
            cwd=ROOT,
            env={**os.environ, **ONE_THREAD},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            creationflags=getattr(subprocess, "BELOW_NORMAL_PRIORITY_CLASS", 0),
        )


def main() -> None:
    """Do what is asked on the standard input until it ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is meant for the server, with which this ends anyway
    if hasattr(os, "nice"):
        os.nice(int(sys.argv[1]))
    keep_memory()
    questions, answers, sys.stdout = sys.stdin.buffer, sys.stdout.buffer, sys.stderr  # what is printed goes to the log
    while True:
        try:
            work, piece, seconds = pickle.load(questions)
        except EOFError:
            return
        start = process_time()
        _limit(start + seconds)
        try:
            answer = True, work(piece), process_time() - start
        except Exception:
            traceback.print_exc()
            answer = False, None, process_time() - start
        try:
            pickle.dump(answer, answers, 5)
            answers.flush()
        except OSError:  # the server is gone
            os._exit(0)


def _limit(seconds: float) -> None:
    """Let the system end this process when it has used so many seconds of a core, from its start on."""
    if resource:
        _, most = resource.getrlimit(resource.RLIMIT_CPU)
        resource.setrlimit(resource.RLIMIT_CPU, (ceil(seconds), most))


if __name__ == "__main__":
    main()
