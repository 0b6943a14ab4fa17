"""What becomes of memory: what a run gives back is kept, and what is there for good is not searched through."""

import ctypes
import gc
from contextlib import suppress

TRIM_THRESHOLD, MMAP_THRESHOLD, ARENA_MAX = -1, -3, -8
"""What glibc's mallopt calls them (malloc.h)."""
KEPT = 64 * 2**20
"""How many bytes that are free a heap keeps."""
LARGE = 16 * 2**20
"""An array of fewer bytes comes from such a heap."""
HEAPS = 2
"""How many heaps there are for all threads: only one of them computes at a time."""


def keep_memory() -> None:
    """Let glibc keep what is given back to it; another C library does as it likes.

    Each run of a page fills arrays of a few megabytes and lets them go. By itself glibc gives them back to the system,
    which hands the next run page after page, cleared: a third of the time that a whole training takes.
    """
    with suppress(OSError, AttributeError, TypeError):  # no such function here, or no C library to be found
        mallopt = ctypes.CDLL(None).mallopt
        for option, value in ((TRIM_THRESHOLD, KEPT), (MMAP_THRESHOLD, LARGE), (ARENA_MAX, HEAPS)):
            mallopt(option, value)


def set_apart() -> None:
    """Set what is there now apart from what Python searches for objects that nobody needs any more.

    Everyone waits while it searches, and most of what it would look at came with the modules and stays for good.
    """
    gc.collect()
    gc.freeze()
