"""A few noisy points, a small network and a large one: what each learns of the wave, and what of the noise."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from nnviz.core import Array, Network, Run, TrainConfig, train
from nnviz.lessons import Choice, Number, Switch, setting
from nnviz.lessons.simple.points import END, Both, points

SIZES = {"small": (1, 2, 1), "large": (1, 12, 12, 1)}
"""The networks, all hidden neurons tanh."""
COUNTS, NOISES, L2S = (8, 12, 20, 40, 80, 160), (0.0, 0.1, 0.2, 0.3, 0.5), (0.0, 1e-4, 3e-4, 1e-3, 3e-3, 1e-2, 3e-2)
WAVES, RATE, STEPS, STOPS = 1.0, 0.03, 800, 161
PATIENCE = 100
"""Who stops early waits for so many steps whether the held-out loss falls below its lowest again."""
FINE = np.linspace(-END, END, 101)


@dataclass(frozen=True)
class NoiseSettings:
    """How many points there are and how noisy, and what is done against learning the noise."""

    n: int = setting(Choice("n", "Points to train on", options=COUNTS, default=12, look="scale"))
    noise: float = setting(
        Choice("noise", "Noise", options=NOISES, default=0.3, look="scale", title=lambda noise: f"{noise:g}",
               help="The standard deviation of what is added to each point's y.")
    )  # fmt: skip
    l2: float = setting(
        Choice("l2", "L2: weight of the penalty λ", options=L2S, default=0.0, look="scale",
               title=lambda weight: f"{weight:g}", help="λ/2 times the sum of the squared weights is added.")
    )  # fmt: skip
    early: bool = setting(
        Switch("early", "Stop early", help=f"When the held-out loss has not fallen below its lowest for {PATIENCE} "
               "steps, training stops, and goes back to where it was lowest.")
    )  # fmt: skip
    seed: int = setting(Number("points", "Other points", low=0, high=20, step=1, default=1,
                               help="Each number stands for another draw of all points."))  # fmt: skip


@dataclass(frozen=True)
class Learner:
    """One network's run, and θ (K, P) at each stop: where early stopping ended it, θ stays as it was at its best."""

    run: Run
    theta: Array
    both: Both
    stopped: int | None

    @cached_property
    def losses(self) -> Array:
        """Half the mean squared error at each stop, on the points trained on and on those held out (2, K)."""
        return np.array([self.run.net.loss(self.theta, *of, "half_mse") for of in self.both])

    @property
    def gap(self) -> Array:
        """The held-out loss less the training loss at each stop (K,)."""
        return np.asarray(self.losses[1] - self.losses[0])

    @cached_property
    def lowest(self) -> NDArray[np.int64]:
        """At each stop, the place of the lowest held-out loss so far (K,), the first of equal ones."""
        so_far = np.minimum.accumulate(self.losses[1])
        fell = np.r_[True, self.losses[1][1:] < so_far[:-1]]
        return np.maximum.accumulate(np.where(fell, np.arange(len(so_far)), 0))

    def curve(self, x: Array) -> Array:
        """Return what the network makes of places x (n,) at each stop (K, n)."""
        return np.asarray(self.run.net.outputs(self.theta, x[:, None])[..., 0])

    def penalty(self, place: int) -> float:
        """Return half the sum of the squared weights at a stop: what λ is multiplied with."""
        return 0.5 * float(sum((W**2).sum() for W, _ in self.run.net.layers(self.theta[place])))


@dataclass(frozen=True)
class NoiseStudy:
    """Both learners, by their names."""

    settings: NoiseSettings
    both: Both
    learners: dict[str, Learner]

    @property
    def steps(self) -> NDArray[np.int64]:
        """The steps at the stops (K,)."""
        return self.learners["large"].run.step


def noise_study(settings: NoiseSettings) -> NoiseStudy:
    """Return the runs of both networks on the same points; those held out are only looked at."""
    both = points(settings.n, settings.noise, WAVES, settings.seed)
    return NoiseStudy(settings, both, {name: _learner(sizes, both, settings) for name, sizes in SIZES.items()})


def _learner(sizes: tuple[int, ...], both: Both, settings: NoiseSettings) -> Learner:
    net = Network(sizes, "tanh")
    config = TrainConfig("half_mse", "adam", RATE, settings.n, STEPS, l2=settings.l2)
    theta = net.init("xavier", np.random.default_rng(0))
    run = train(net, theta, *both.training, config, most_recorded=STOPS)
    stopped, best = _stopped(net.loss(run.theta, *both.held_out, "half_mse"), run.step) if settings.early else (None, 0)
    places = np.arange(len(run.step))
    if stopped is not None:
        places = np.where(places <= stopped, places, best)
    return Learner(run, run.theta[places], both, stopped)


def _stopped(held_out: Array, steps: NDArray[np.int64]) -> tuple[int | None, int]:
    """Return at which stop one gives up waiting for losses (K,) to fall, None if never, and the best one until then."""
    best = 0
    for place, loss in enumerate(held_out):
        if loss < held_out[best]:
            best = place
        elif steps[place] - steps[best] >= PATIENCE:
            return place, best
    return None, best
