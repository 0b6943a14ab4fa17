"""What the process does with memory that was given back."""

import platform
import subprocess
import sys

import pytest

FAULTS = """
import resource
import threading

import numpy as np

from nnviz.ui.memory import keep_memory

def runs(count):
    for _ in range(count):
        kept = [np.ones(400_000) for _ in range(4)]
        del kept

def in_threads(count):
    for _ in range(count):
        thread = threading.Thread(target=runs, args=(10,))
        thread.start()
        thread.join()
    return resource.getrusage(resource.RUSAGE_SELF).ru_minflt

if {kept}:
    keep_memory()
begun = in_threads(2)
print(in_threads(10) - begun)
"""


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="only glibc has this setting")
def test_the_arrays_of_one_run_are_the_memory_of_the_next():
    def pages(kept: bool) -> int:
        """Return how many pages of memory the system has handed out for 100 times 13 MB, one after another."""
        program = FAULTS.format(kept=kept)
        return int(subprocess.run([sys.executable, "-c", program], capture_output=True, check=True).stdout)

    assert pages(kept=True) < pages(kept=False) / 20


SEARCH = """
import asyncio
import gc

import app
from nnviz.ui.host import lifespan

async def start():
    before = len(gc.get_objects())
    async with lifespan(None):
        print(before, len(gc.get_objects()))

asyncio.run(start())
"""


def test_a_search_for_what_nobody_needs_passes_over_what_a_server_starts_with():
    said = subprocess.run([sys.executable, "-c", SEARCH], capture_output=True, check=True, text=True).stdout
    before, after = map(int, said.split())
    assert after < before / 20
