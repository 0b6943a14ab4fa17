"""What the tests of the neuron share: one of its studies, and what its figures show at a stop."""

from collections.abc import Callable

import numpy as np
import pytest

from nnviz.figures.animation import Animation, Blend, Scene
from nnviz.lessons.neuron.scene import neuron_scene
from nnviz.lessons.neuron.study import NeuronSettings, NeuronStudy, neuron_study
from tests.lessons.neuron.cases import CASES


@pytest.fixture(scope="session")
def neuron() -> Callable[..., NeuronStudy]:
    """Return a function that gives the study of a neuron with these settings."""
    return lambda **settings: neuron_study(NeuronSettings(**settings))


@pytest.fixture(params=CASES, scope="module")
def study(request: pytest.FixtureRequest, neuron: Callable[..., NeuronStudy]) -> NeuronStudy:
    """Return the study of one of the cases."""
    return neuron(**CASES[request.param])


@pytest.fixture(scope="module")
def scene(study: NeuronStudy) -> Scene:
    """Return its figures."""
    return neuron_scene(study)


@pytest.fixture(scope="session")
def shown() -> Callable[[Animation, int], list[str]]:
    """Return a function that gives the texts of a figure's marks that can be seen at a stop."""

    def texts(animation: Animation, k: int) -> list[str]:
        found = []
        for mark in animation.marks:
            if "text" not in mark.trace.get("mode", ""):
                continue
            opacity = mark.moves["opacity"][k] if "opacity" in mark.moves else mark.trace.get("opacity", 1)
            if opacity:
                found += list(mark.moves["text"][k] if "text" in mark.moves else mark.trace["text"])
        return found

    return texts


@pytest.fixture(scope="session")
def heights() -> Callable[[Animation, int, int], np.ndarray]:
    """Return a function that gives the x and y (n, 2) of a figure's trace at a stop."""

    def at(animation: Animation, trace: int, k: int) -> np.ndarray:
        mark, values = animation.marks[trace], []
        for axis in "xy":
            moved = mark.moves.get(axis)
            whole = moved.values if isinstance(moved, Blend) else moved
            values.append(np.asarray(mark.trace[axis] if whole is None else whole[k], float))
        return np.column_stack(values)

    return at
