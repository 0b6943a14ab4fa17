"""What tests of every layer share: a run to compare with, and what a figure shows at one of its steps."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest
from hypothesis import settings

from nnviz.core import DATASETS, LeastSquares, Network, Run, TrainConfig, least_squares, standardized, train
from nnviz.figures.animation import Animation, Scene, Track, Trail
from nnviz.figures.line import Data, line_scene
from nnviz.figures.palette import Colour

# The same examples each time, and no limit of time for one of them: a test fails for what it says, or not at all.
settings.register_profile("steady", deadline=None, derandomize=True)
settings.load_profile("steady")

NEURON = Network((1, 1), output="identity")
_NUMBER = re.compile(r"(−?)([\d,]+(?:\.\d+)?)(?:×10([⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+))?")
_PLAIN = str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789")


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the flag that approves what the lessons look like now."""
    parser.addoption(
        "--renew-pictures", action="store_true", help="approve the lessons' pictures as they are drawn now"
    )


@dataclass(frozen=True)
class Fit:
    """A line fit and its figures."""

    data: Data
    run: Run
    answer: LeastSquares
    scene: Scene


@pytest.fixture(scope="session")
def fit() -> Callable[..., Fit]:
    """Return a function that fits a line, to a data set by name or to points, with the settings of a TrainConfig."""

    def make(name: str = "four_points", standardize: bool = False, seed: int = 0, xy: Any = None, **config: Any) -> Fit:
        X, y = DATASETS[name].make(np.random.default_rng(0))[:2] if xy is None else np.array(xy, float).T[:, :, None]
        X = standardized(X) if standardize else X
        how = TrainConfig(**{"batch_size": len(X), "epochs": 200, "seed": seed, **config})
        run = train(NEURON, NEURON.init("uniform", np.random.default_rng(seed)), X, y, how)
        data, answer = Data(X, y, "x", "y"), least_squares(X, y)
        return Fit(data, run, answer, line_scene(run, data, answer))

    return make


@pytest.fixture(scope="session")
def trace_of() -> Callable[[Animation, Colour, str], int]:
    """Return a function that finds the one trace of a figure with a colour and a mode ("lines" or "markers")."""

    def find(animation: Animation, colour: Colour, mode: str) -> int:
        (place,) = (
            i
            for i, trace in enumerate(animation.figure.data)
            if trace.mode == mode and colour.light in (trace.line.color, trace.marker.color)
        )
        return place

    return find


@pytest.fixture(scope="session")
def drawn() -> Callable[[Animation, int, int], np.ndarray]:
    """Return a function that gives the corners or markers (n, 2) of a figure's trace at a place on the timeline."""

    def at(animation: Animation, trace: int, k: int) -> np.ndarray:
        shown = {axis: np.asarray(animation.figure.data[trace][axis], float) for axis in "xy"}
        for track in animation.tracks:
            if isinstance(track, Track) and track.trace == trace and track.attribute in shown:
                shown[track.attribute] = track.shown[k]
            elif isinstance(track, Trail) and track.trace == trace:
                shown = {axis: values[: track.count[k]] for axis, values in shown.items()}
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
