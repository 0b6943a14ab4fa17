"""What tests of every layer share: a line fit, and what a figure shows at one of its steps."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import plotly.graph_objects as go
import pytest
from hypothesis import settings

from nnviz.figures.animation import Animation, Blend, Scene
from nnviz.figures.palette import Colour
from nnviz.lessons.line.scene import line_scene
from nnviz.lessons.line.study import LineSettings, LineStudy, study
from nnviz.lessons.tables import OWN, Table

# The same examples each time, and no limit of time for one of them: a test fails for what it says, or not at all.
settings.register_profile("steady", deadline=None, derandomize=True, max_examples=40)
settings.load_profile("steady")

_NUMBER = re.compile(r"(−?)(\d[\d,]*(?:\.\d+)?)(?:×10([⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+))?")
_PLAIN = str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789")


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the flag that approves what the lessons look like now."""
    parser.addoption(
        "--renew-pictures", action="store_true", help="approve the lessons' pictures as they are drawn now"
    )


@dataclass(frozen=True)
class Fit:
    """A line fit and its figures."""

    study: LineStudy
    scene: Scene

    def __getattr__(self, name: str) -> Any:
        """Return what the study has: run, sample, answer."""
        return getattr(self.study, name)


@pytest.fixture(scope="session")
def fit() -> Callable[..., Fit]:
    """Return a function that fits a line with these settings, to a data set by name or to points of one's own."""

    def make(data: str = "four_points", xy: Any = None, **settings: Any) -> Fit:
        rows = None if xy is None else Table(tuple(tuple(map(float, row)) for row in xy), ("x", "y"))
        fitted = study(LineSettings(OWN if rows else data, rows, **settings))
        return Fit(fitted, line_scene(fitted))

    return make


@pytest.fixture(scope="session")
def plotted() -> Callable[[Animation], go.Figure]:
    """Return a function that gives an animation's figure as Plotly reads it: what Plotly does not know fails."""
    return lambda animation: go.Figure(animation.figure)


@pytest.fixture(scope="session")
def trace_of() -> Callable[[Animation, Colour, str], int]:
    """Return a function that finds the one trace of a figure with a colour and a mode ("lines" or "markers")."""

    def find(animation: Animation, colour: Colour, mode: str) -> int:
        (place,) = (
            i
            for i, trace in enumerate(go.Figure(animation.figure).data)
            if trace.mode == mode and colour.light in (trace.line.color, trace.marker.color)
        )
        return place

    return find


@pytest.fixture(scope="session")
def moves() -> Callable[[Animation, int, str], np.ndarray]:
    """Return a function that gives what an attribute of a figure's trace becomes at each stop, (K,) or (K, n)."""

    def of(animation: Animation, trace: int, attribute: str) -> np.ndarray:
        values = animation.marks[trace].moves[attribute]
        return values.values if isinstance(values, Blend) else values

    return of


@pytest.fixture(scope="session")
def drawn(moves: Callable[..., np.ndarray]) -> Callable[[Animation, int, int], np.ndarray]:
    """Return a function that gives the corners or markers (n, 2) of a figure's trace at a place on the timeline."""

    def at(animation: Animation, trace: int, k: int) -> np.ndarray:
        mark = animation.marks[trace]
        shown = {axis: np.asarray(mark.trace[axis], float) for axis in "xy"}
        shown |= {axis: moves(animation, trace, axis)[k] for axis in "xy" if axis in mark.moves}
        if mark.trail is not None:
            shown = {axis: values[: mark.trail[k]] for axis, values in shown.items()}
        return np.column_stack([shown["x"], shown["y"]])

    return at


@pytest.fixture(scope="session")
def read() -> Callable[[str], list[float]]:
    """Return a function that gives the numbers that stand in a text, read as a person reads them."""

    def numbers(text: str) -> list[float]:
        return [
            float(f"{'-' if sign else ''}{digits.replace(',', '')}e{power.translate(_PLAIN) or 0}")
            for sign, digits, power in _NUMBER.findall(text)
        ]

    return numbers
