"""What jobs of the tests do, where the process that does them finds it."""

import os
import signal
import time
from pathlib import Path


def twice(number):
    return 2 * number


def who(_):
    """Return the process's number, its priority, and how many threads its BLAS may start."""
    return os.getpid(), os.nice(0), os.environ["OPENBLAS_NUM_THREADS"]


def wait_for(path):
    """Return once a file is there: so a test says how long a piece takes. Another says that it has begun."""
    Path(f"{path}.begun").touch()
    end = time.monotonic() + 30
    while not Path(path).exists() and time.monotonic() < end:
        time.sleep(0.01)
    return os.getpid()


def die(_):
    os.kill(os.getpid(), signal.SIGKILL)


def die_unless(path):
    """End the process the first time, and note that it did."""
    if not Path(path).exists():
        Path(path).touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return "well"


def fail(_):
    raise ValueError("no traceback of this is for a visitor")


def busy(_):
    while True:
        pass


def slowly(seconds):
    """Return when this began and when it ended."""
    begun = time.monotonic()
    time.sleep(seconds)
    return begun, time.monotonic()


def die_unless_here(pid):
    """End the process unless it is the one of this number."""
    if os.getpid() != pid:
        os.kill(os.getpid(), signal.SIGKILL)
    return "done here"


def refuse(sentence):
    raise ValueError(sentence)
