"""The three parts' settings, and what becomes of them: a neuron swept through its weights, and runs side by side."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from nnviz.core import (
    DATASETS,
    Array,
    LeastSquares,
    Network,
    Sample,
    TrainConfig,
    least_squares,
    multiplied_out,
    train,
)
from nnviz.figures.numbers import cleared
from nnviz.lessons import Choice, Number, Several, common, setting
from nnviz.lessons.activation.functions import FLAT, KINDS, SHAPES, Z_END, slope_at, title, value_at
from nnviz.lessons.activation.learner import Learner, side_by_side

INPUTS = np.linspace(-1.2, 1.2, 7)
WEIGHTS = np.arange(5, 251) / 50
BIASES = np.arange(100, -101, -1) / 25
SWEEPS = {"weight": "Weight: flat to steep", "bias": "Bias: left to right"}
EPOCHS = 900
LUCK = 1
"""Of the learners whose data are drawn: one who practised more than another did not pass."""


# ---- the shapes ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class ShapeSettings:
    """The function looked at, those laid over it, what moves, the bias or weight that does not, and the chosen z."""

    activation: str = setting(
        Choice("phi", "Activation φ", options=SHAPES, default="sigmoid", title=title,
               help="The first three, as networks came to use them: the threshold of McCulloch and Pitts in 1943, "
               "the sigmoid with backpropagation in the 1980s, ReLU from about 2010 on.")
    )  # fmt: skip
    overlays: tuple[str, ...] = setting(Several("over", "Lay over it", options=SHAPES, most=3, title=title))
    swept: str = setting(
        Choice("sweep", "The timeline moves the", options=tuple(SWEEPS), default="weight", title=SWEEPS.__getitem__,
               look="radio")
    )  # fmt: skip
    bias: float = setting(Number("bias", "Bias b", low=-1.5, high=1.5, default=0.0, step=0.1))
    weight: float = setting(Number("weight", "Weight w", low=0.2, high=3.0, default=2.0, step=0.1))
    z: float = setting(
        Number("z", "Look at z", low=-Z_END, high=Z_END, default=2.0, step=0.1,
               help="The diamond: φ and its slope there are given as numbers.")
    )  # fmt: skip

    def __post_init__(self) -> None:
        """Forget a value of what moves: equal studies have equal settings."""
        object.__setattr__(self, self.swept, getattr(ShapeSettings, self.swept))


@dataclass(frozen=True)
class ShapeStudy:
    """One neuron with one input, while its weight or its bias goes from one end to the other: θ (K, 2).

    `overlays` are the other functions that its own is compared with, and `chosen_z` is the z that is looked at.
    """

    activation: str
    overlays: tuple[str, ...]
    swept: str
    theta: Array
    chosen_z: float

    @property
    def z(self) -> Array:
        """z of each of the inputs (K, 7)."""
        return self._pass[0]

    @property
    def a(self) -> Array:
        """The neuron's output for each of the inputs (K, 7)."""
        return self._pass[1]

    @cached_property
    def slope(self) -> Array:
        """φ'(z) of each of the inputs (K, 7)."""
        return slope_at(self.activation, self.z)

    @property
    def n_flat(self) -> NDArray[np.int_]:
        """For how many inputs the slope is nearly zero (K,)."""
        return np.asarray((np.abs(self.slope) < FLAT).sum(axis=1))

    @cached_property
    def _pass(self) -> tuple[Array, Array]:
        """Return z and a, with z = 0 where w·x and b cancel but for rounding: at a corner that decides the slope."""
        z = Network((1, 1), output=self.activation).forward(self.theta, INPUTS[:, None]).z[1][..., 0]
        z = cleared(z, self.theta[:, 1:])
        return z, value_at(self.activation, z)


def shape_study(settings: ShapeSettings) -> ShapeStudy:
    """Return the neuron whose weight or bias goes through its values while the other stays as it is set."""
    by_weight = settings.swept == "weight"
    values = WEIGHTS if by_weight else BIASES
    still = np.full(len(values), settings.bias if by_weight else settings.weight)
    theta = np.column_stack([values, still] if by_weight else [still, values])
    overlays = tuple(name for name in settings.overlays if name != settings.activation)
    return ShapeStudy(settings.activation, overlays, settings.swept, theta, settings.z)


# ---- learning with each ----------------------------------------------------------------------------


def descent(sample: Sample, learning_rate: float, epochs: int) -> TrainConfig:
    """Return how both trainings of this lesson go: gradient descent, all examples at each step."""
    return TrainConfig("half_mse", "sgd", learning_rate, batch_size=len(sample.X), epochs=epochs)


@dataclass(frozen=True)
class KindSettings:
    """How the three neurons learn; all three start from the same w and b."""

    learning_rate: float = setting(common.learning_rate(0.1))
    seed: int = setting(common.seed("Starting neuron"))


@dataclass(frozen=True)
class KindStudy:
    """The same neuron with each activation, from the same start on the same sample."""

    sample: Sample
    learners: tuple[Learner, ...]


def kind_study(settings: KindSettings, epochs: int = EPOCHS) -> KindStudy:
    """Return the runs of one neuron with each of the activations, as long as so many epochs."""
    sample = DATASETS["practice"].make(np.random.default_rng(LUCK))
    config = descent(sample, settings.learning_rate, epochs)
    nets = [Network((1, 1), output=name) for name in KINDS]
    starts = [net.init("uniform", np.random.default_rng(settings.seed)) for net in nets]
    runs = [
        train(net, theta, sample.X, sample.y, config, most_recorded=epochs + 1)
        for net, theta in zip(nets, starts, strict=True)
    ]
    return KindStudy(sample, side_by_side(sample, *runs))


# ---- why bend at all -------------------------------------------------------------------------------


@dataclass(frozen=True)
class BendSettings:
    """The network of both runs: how many hidden neurons, how it learns, and where it starts."""

    hidden: int = setting(Number("hidden", "Neurons in the hidden layer", low=1, high=6, default=4, step=1))
    learning_rate: float = setting(common.learning_rate(0.3, "bend_rate"))
    seed: int = setting(common.seed("Starting weights", "bend_seed"))


@dataclass(frozen=True)
class BendStudy:
    """Two runs from the same weights: without an activation, and with ReLU; and the best that a line can do."""

    sample: Sample
    straight: Learner
    bent: Learner
    answer: LeastSquares

    @property
    def product(self) -> Array:
        """The one line that the layers without an activation multiply out into, at each of the steps (K, 2)."""
        return self._one_layer[1]

    @property
    def largest_difference(self) -> Array:
        """By how much the layers' outputs and those of their product differ most, on the sample (K,)."""
        x = self.sample.X[:, 0]
        return np.asarray(np.abs(self.straight.outputs(x) - self.outputs_multiplied_out(x)).max(axis=1))

    @property
    def largest_output(self) -> Array:
        """How far from 0 the two layers' outputs go on the sample (K,)."""
        return np.asarray(np.abs(self.straight.outputs(self.sample.X[:, 0])).max(axis=1))

    def outputs_multiplied_out(self, x: Array) -> Array:
        """Return what that one line makes of inputs x (n,) at each of the steps (K, n)."""
        one, product = self._one_layer
        return one.outputs(product, x[:, None])[..., 0]

    @cached_property
    def _one_layer(self) -> tuple[Network, Array]:
        return multiplied_out(self.straight.run.net, self.straight.theta)


def bend_study(settings: BendSettings, epochs: int = EPOCHS) -> BendStudy:
    """Return both runs on the course's curve, as long as so many epochs."""
    sample = DATASETS["curve"].make(np.random.default_rng(0))
    config = descent(sample, settings.learning_rate, epochs)
    nets = [Network((1, settings.hidden, 1), hidden=name) for name in ("identity", "relu")]
    theta = nets[0].init("xavier", np.random.default_rng(settings.seed))
    runs = [train(net, theta, sample.X, sample.y, config, most_recorded=epochs + 1) for net in nets]
    straight, bent = side_by_side(sample, *runs)
    return BendStudy(sample, straight, bent, least_squares(sample.X, sample.y))
