"""One sigmoid neuron whose loss has two valleys, descended from many starts at once, one of them the visitor's."""

from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from nnviz.core import Array, Network, Run, Sample, TrainConfig, train
from nnviz.lessons import Choice, Number, setting

SIGMOID = Network((1, 1), output="sigmoid")
POINTS = Sample(
    np.array([[0.2], [0.8], [2.2], [-2.7], [-2.3]]), np.array([[0.7], [0.1], [0.0], [1.0], [0.0]]), ("x",), ("y",)
)
RATES = (0.5, 1.0, 2.0, 4.0, 8.0)
"""All of them are below 2 / λmax wherever the plane is shown: every step leads down."""
STEPS = (50, 100, 200, 400, 800)
STOPS = 51
"""The timeline stops at no more steps than these, closest together at first, where the runs go fastest."""
STARTS = np.stack(np.meshgrid(np.arange(-8.0, 4.0), np.arange(-2.0, 6.0)), axis=-1).reshape(-1, 2)
"""The other starts (96, 2): every whole w and b."""
ON_ITS_WAY, LEFT, RIGHT = range(3)


@dataclass(frozen=True)
class ValleySettings:
    """Where the visitor's run starts, and how all runs go on."""

    w: float = setting(Number("start_w", "Your start: w", low=-8.0, high=3.0, step=0.25, default=0.0))
    b: float = setting(Number("start_b", "Your start: b", low=-2.0, high=5.0, step=0.25, default=3.0))
    learning_rate: float = setting(
        Choice("valley_rate", "Learning rate η", options=RATES, default=4.0, look="scale", title=lambda r: f"{r:g}")
    )
    steps: int = setting(
        Choice("valley_steps", "Steps", options=STEPS, default=400, look="scale",
               help="Each step looks at all five points.")
    )  # fmt: skip


class Still(NamedTuple):
    """A place where the surface is level: θ (2,), its loss, and the Hessian's eigenvalues (2,) and eigenvectors."""

    theta: Array
    loss: float
    curvatures: Array
    directions: Array


def loss_of(theta: Array) -> Array:
    """Return the loss of neurons θ = (w, b) (..., 2) on the five points."""
    return SIGMOID.loss(theta, POINTS.X, POINTS.y, "half_mse")


def gradient_of(theta: Array) -> Array:
    """Return ∂L/∂w and ∂L/∂b of neurons θ (..., 2)."""
    return SIGMOID.gradients(theta, POINTS.X, POINTS.y, "half_mse")


def hessian_of(theta: Array, h: float = 1e-5) -> Array:
    """Return the matrix of second derivatives (2, 2) at θ (2,), as central differences of the gradient."""
    shift = h * np.eye(2)
    H = (gradient_of(theta + shift) - gradient_of(theta - shift)) / (2 * h)
    return np.asarray(0.5 * (H + H.T))


def level_place(w: float, b: float) -> Still:
    """Return the place near (w, b) where both slopes are 0, found by Newton's method: θ ← θ − H⁻¹ g."""
    theta = np.array([w, b])
    for _ in range(10):
        theta = theta - np.linalg.solve(hessian_of(theta), gradient_of(theta))
    return Still(theta, float(loss_of(theta)), *np.linalg.eigh(hessian_of(theta)))


LEFT_PLACE, RIGHT_PLACE = level_place(-5.07, 1.86), level_place(-0.43, -0.78)
PASS, LOWER_PASS = level_place(-1.85, 0.48), level_place(-1.45, -3.51)
"""Between the two valleys; and between the right one and a third way down, which has no lowest place."""
WAY_OUT = {LEFT: PASS, RIGHT: LOWER_PASS}
"""The lowest pass out of each valley."""
ENDLESS = float((0.7**2 + 0.1**2) / (2 * len(POINTS.y)))
"""Where the loss goes on that third way, as w goes to −∞ with b = 2.5·w: only x = −2.7 gives 1, all others 0."""


def beyond(theta: Array, crossed: Still, towards: Still) -> NDArray[np.bool_]:
    """Return whether places θ (..., 2) lie on that side of a pass on which the level place `towards` lies."""
    down = crossed.directions[:, 0]
    way = down * np.sign((towards.theta - crossed.theta) @ down)
    return np.asarray((theta - crossed.theta) @ way > 0)


def valley_of(theta: Array) -> NDArray[np.int_]:
    """Return in which valley neurons θ (..., 2) are for good: LEFT, RIGHT, or ON_ITS_WAY where that is still open.

    A run whose every step leads down cannot climb over a pass: once its loss is below the lowest pass out of the valley
    that it is over, it stays there.
    """
    loss, left = loss_of(theta), beyond(theta, PASS, LEFT_PLACE)
    in_left = left & (loss < WAY_OUT[LEFT].loss)
    in_right = ~left & beyond(theta, LOWER_PASS, RIGHT_PLACE) & (loss < WAY_OUT[RIGHT].loss)
    return np.where(in_left, LEFT, np.where(in_right, RIGHT, ON_ITS_WAY))


@dataclass(frozen=True)
class ValleyStudy:
    """Runs from many starts at once: the visitor's is the first of them, `stops` (K,) the steps that are shown."""

    run: Run
    stops: NDArray[np.int64]

    @property
    def rate(self) -> float:
        """The learning rate."""
        return float(np.min(self.run.config.learning_rate))

    @property
    def mine(self) -> Array:
        """θ of the visitor's run at each of its steps (steps + 1, 2)."""
        return self.run.theta[:, 0]

    @property
    def theta(self) -> Array:
        """θ of all runs at the stops (K, 1 + 96, 2)."""
        return self.run.theta[self.stops]

    @cached_property
    def losses(self) -> Array:
        """The loss of the visitor's run at each of its steps (steps + 1,)."""
        return loss_of(self.mine)

    @cached_property
    def valleys(self) -> NDArray[np.int_]:
        """In which valley each run is at each stop (K, 1 + 96)."""
        return valley_of(self.theta)


def valley_study(settings: ValleySettings) -> ValleyStudy:
    """Return the runs of these settings, all trained at once along a leading axis."""
    starts = np.concatenate([[[settings.w, settings.b]], STARTS])
    config = TrainConfig("half_mse", "sgd", settings.learning_rate, len(POINTS.X), settings.steps)
    run = train(SIGMOID, starts, POINTS.X, POINTS.y, config)
    stops = np.unique((settings.steps * np.linspace(0, 1, STOPS) ** 2).round().astype(np.int64))
    return ValleyStudy(run, stops)
