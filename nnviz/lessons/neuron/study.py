"""One neuron's settings, and what it computes at each stop: on the way through its sum, or while a number is swept."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nnviz.core import ACTIVATIONS, Array
from nnviz.lessons import Choice, Number, setting
from nnviz.lessons.common import HIDDEN
from nnviz.lessons.neuron.passes import END, STEP, SWEEP, Passes, names, title
from nnviz.lessons.parameters import Chosen, Parameter

COMPUTATION = "computation"
PRODUCTS, TOTAL, BIAS, ACTIVATION, DONE = range(5)
"""The stages of a computation: each product, their sum, the bias added, φ of it; and when all is known."""
STAGES = np.array([DONE, PRODUCTS, TOTAL, BIAS, ACTIVATION])
"""The stops of a walk through it: at first the whole is seen."""
SWEPT = np.linspace(-END, END, round(2 * END / SWEEP) + 1).round(2)
MOST = 3
HEIGHTS = ("a = φ(z)", "z")


def quantity(name: str, default: float) -> Parameter:
    """Return an input, a weight or the bias: it is set where it stands in the drawing."""
    return Number(name, title(name), low=-END, high=END, step=STEP, default=default)


def _walks(chosen: Chosen) -> tuple[str, ...]:
    n = chosen.get("inputs", 2)
    return (COMPUTATION, *names(n)[n:])


def _walk_title(walk: str) -> str:
    return "The computation" if walk == COMPUTATION else title(walk)


@dataclass(frozen=True)
class NeuronSettings:
    """The neuron, its inputs, what the timeline walks, and what the height over two inputs is."""

    inputs: int = setting(Choice("inputs", "Inputs", options=(1, 2, 3), default=2, look="radio"))
    activation: str = setting(
        Choice("phi", "Activation φ", options=HIDDEN, default="sigmoid",
               title=lambda name: ACTIVATIONS[name].title, help="What the neuron makes of its sum z.")
    )  # fmt: skip
    walk: str = setting(
        Choice("walk", "The timeline walks through", options=_walks, default=COMPUTATION, title=_walk_title,
               help="The parts of the computation, or all values of one weight or of the bias.")
    )  # fmt: skip
    height: str = setting(
        Choice("height", "The height shows", options=HEIGHTS, default=HEIGHTS[0], look="radio",
               help="Over two inputs: the output a, or the sum z before φ, which is always flat: a plane.")
    )  # fmt: skip
    x1: float = setting(quantity("x1", 1.0))
    x2: float = setting(quantity("x2", 0.5))
    x3: float = setting(quantity("x3", -1.0))
    w1: float = setting(quantity("w1", 1.2))
    w2: float = setting(quantity("w2", -0.8))
    w3: float = setting(quantity("w3", 0.6))
    b: float = setting(quantity("b", -0.3))

    def __post_init__(self) -> None:
        """Forget what this neuron does not have, and a value of what moves: equal studies have equal settings."""
        unused = [name for name in names(MOST) if name not in names(self.inputs) or name == self.walk]
        for name in (*unused, *(["height"] if self.inputs != 2 else [])):
            object.__setattr__(self, name, getattr(NeuronSettings, name))


@dataclass(frozen=True)
class NeuronStudy:
    """One neuron on its timeline: `stage` (K,) says how far its computation has come."""

    passes: Passes
    walk: str
    stage: NDArray[np.int64]
    shows_sum: bool

    @property
    def swept(self) -> str | None:
        """The name of the number that the timeline moves, if it moves one."""
        return None if self.walk == COMPUTATION else self.walk

    @property
    def free(self) -> tuple[str, ...]:
        """The names of what is changed by hand."""
        return tuple(name for name in names(self.passes.n) if name != self.swept)

    def changed(self, by: float) -> Passes:
        """Return the same neuron, as it is at the first stop, with w₁ so much larger."""
        theta: Array = self.passes.theta[:1] + by * np.eye(1, self.passes.n + 1)
        return Passes(self.passes.activation, theta, self.passes.x[:1])


def neuron_study(settings: NeuronSettings) -> NeuronStudy:
    """Return the neuron at each stop: at the stages of its computation, or with one number going through its range."""
    n = settings.inputs
    sweeps = settings.walk != COMPUTATION
    k = len(SWEPT) if sweeps else len(STAGES)
    values = {name: np.full(k, getattr(settings, name)) for name in names(n)}
    if sweeps:
        values[settings.walk] = SWEPT
    columns = np.column_stack([values[name] for name in names(n)])
    stage = np.full(k, DONE) if sweeps else STAGES
    passes = Passes(settings.activation, columns[:, n:], columns[:, :n])
    return NeuronStudy(passes, settings.walk, stage, settings.height == HEIGHTS[1])


def dropped(study: NeuronStudy, values: Mapping[str, float]) -> dict[str, float]:
    """Return the settings that follow from what was dropped: all numbers but the one that the timeline moves."""
    return {name: values[name] for name in study.free}
