"""Measured data: tables of numbers that come with the project."""

from functools import cache
from pathlib import Path

import numpy as np

from nnviz.core.arrays import Array
from nnviz.core.samples import Points

ASSETS = Path(__file__).resolve().parents[2] / "assets"


@cache
def table(file: str) -> Array:
    """Read assets/<file>: # comments, a line of column names, rows of numbers."""
    lines = (ASSETS / file).read_text(encoding="utf-8").splitlines()
    rows = [line for line in lines if line and not line.startswith("#")][1:]
    found = np.array([[float(cell) for cell in row.split(",")] for row in rows])
    found.flags.writeable = False
    return found


def measured(rng: np.random.Generator, noise: float, file: str, x: tuple[int, ...], y: int, classes: int = 0) -> Points:
    """Return the columns x and y of a table; where y numbers so many classes, a column for each, 1 for its own."""
    found = table(file)
    if classes:
        return found[:, x], np.eye(classes)[found[:, y].astype(int)]
    return found[:, x], found[:, [y]]
