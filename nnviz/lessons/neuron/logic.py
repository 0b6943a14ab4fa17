"""AND, OR and exclusive or: one neuron with a threshold, and which of their four corners it gets right."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from nnviz.core import Array, Network
from nnviz.lessons import Choice, Number, setting
from nnviz.lessons.neuron.passes import END, STEP, Passes, title
from nnviz.lessons.parameters import Parameter

CORNERS = np.array([[0.0, 0.0], [1.0, 0.0], [0.0, 1.0], [1.0, 1.0]])
XOR = "Exclusive or"
GATES = {
    "AND": np.array([0.0, 0.0, 0.0, 1.0]),
    "OR": np.array([0.0, 1.0, 1.0, 1.0]),
    XOR: np.array([0.0, 1.0, 1.0, 0.0]),
}
"""What is wanted at each of the corners: 1 is yes, 0 is no."""
RULES = {
    "AND": "yes where both inputs are 1",
    "OR": "yes where at least one input is 1",
    XOR: "yes where exactly one input is 1",
}


def weight(name: str, default: float) -> Parameter:
    """Return a weight or the bias of this part's neuron: it is set where it stands in the drawing."""
    return Number(f"gate_{name}", title(name), low=-END, high=END, step=STEP, default=default)


@dataclass(frozen=True)
class LogicSettings:
    """What the neuron is to say, and its weights and bias, set by hand."""

    gate: str = setting(Choice("gate", "The neuron is to say", options=tuple(GATES), default="AND", look="radio"))
    w1: float = setting(weight("w1", 0.5))
    w2: float = setting(weight("w2", -1.0))
    b: float = setting(weight("b", 0.2))


@dataclass(frozen=True)
class LogicStudy:
    """A neuron with a threshold at the four corners, one a stop, and what is wanted there (4,)."""

    gate: str
    passes: Passes

    @property
    def wanted(self) -> Array:
        """What is to be said at each corner (4,)."""
        return GATES[self.gate]

    @property
    def right(self) -> NDArray[np.bool_]:
        """Whether the neuron says it, at each corner (4,)."""
        return np.asarray(self.passes.a == self.wanted)

    @property
    def count(self) -> int:
        """How many of the four corners are right."""
        return int(self.right.sum())


def logic_study(settings: LogicSettings) -> LogicStudy:
    """Return the neuron of these weights at the four corners."""
    theta = np.tile([settings.w1, settings.w2, settings.b], (len(CORNERS), 1))
    return LogicStudy(settings.gate, Passes("threshold", theta, CORNERS))


def logic_dropped(study: LogicStudy, values: Mapping[str, float]) -> dict[str, float]:
    """Return the settings that follow from what was dropped: the weights and the bias."""
    return {f"gate_{name}": values[name] for name in ("w1", "w2", "b")}


@cache
def best_count(gate: str) -> int:
    """Return how many corners the best of many neurons gets right: all weights and biases in steps of a half."""
    steps = np.arange(-2 * END, 2 * END + 1) / 2
    theta = np.stack(np.meshgrid(steps, steps, steps), axis=-1).reshape(-1, 3)
    says = Network((2, 1), output="threshold").forward(theta, CORNERS).a[-1][..., 0]
    return int((says == GATES[gate]).sum(axis=1).max())
