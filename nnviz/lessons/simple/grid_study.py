"""Depths × widths: sixteen random starts of every network, trained at once, and which of them arrive.

All places of the grid are computed when asked (`grid_job`); the chosen one at once, where that is quick.
"""

from dataclasses import dataclass
from functools import cache, cached_property
from time import process_time

import numpy as np
from numpy.typing import NDArray

from nnviz.core import Array, Network, TrainConfig, train
from nnviz.lessons import Choice, common, setting
from nnviz.lessons.job import Found, Job
from nnviz.lessons.simple.points import END, Both, points

DEPTHS, WIDTHS = (1, 2, 4, 8), (2, 4, 8, 16)
STARTS, STEPS, STOPS = 16, 300, 101
N, NOISE, WAVES = 60, 0.1, 2.0
TARGETS = (0.1, 0.05, 0.02, 0.01)
INITIALIZER = {"sigmoid": "xavier", "tanh": "xavier", "relu": "he"}
"""The start that each activation is given: its authors' own."""
AT_ONCE = 8
"""A network of so many hidden neurons is trained as soon as it is chosen."""
FINE = np.linspace(-END, END, 81)
"""Where the curves of the fits are computed."""
HIGHEST = 1e30
"""And no further than so far from 0: more than that is not drawn, and a short float could not hold all of it."""
PLACES = tuple((depth, width) for depth in DEPTHS for width in WIDTHS)
NAMES = {f"{depth}×{width}": (depth, width) for depth, width in PLACES}
"""The places by their names, row by row."""


def title(name: str) -> str:
    """Return a place in words: 2 layers of 8 neurons."""
    depth, width = NAMES[name]
    return f"{depth} layer{'s' * (depth > 1)} of {width} neurons"


@dataclass(frozen=True)
class GridSettings:
    """How all networks of the grid learn, which loss is their target, and which place is looked at."""

    activation: str = setting(common.activation("tanh", options=tuple(INITIALIZER)))
    optimizer: str = setting(common.optimizer("adam", ("sgd", "adam")))
    learning_rate: float = setting(common.learning_rate(0.03))
    target: float = setting(
        Choice("target", "Target loss", options=TARGETS, default=0.02, look="scale",
               title=lambda loss: f"{loss:g}", help="A start has arrived once its loss is this or less.")
    )  # fmt: skip
    place: str = setting(Choice("place", "Look at", options=tuple(NAMES), default="2×4", title=title))

    @property
    def config(self) -> TrainConfig:
        """How each of them is trained: all points in every step."""
        return TrainConfig("half_mse", self.optimizer, self.learning_rate, batch_size=N, epochs=STEPS)


@dataclass(frozen=True)
class Cell:
    """One place of the grid: the losses of its starts at the stops, in training and held out (K, STARTS).

    `shown` are the starts whose training loss is the smallest, the median (the lower of the middle two) and the largest
    at the end, and `curves` (K, 3, fine) what these make of the places FINE. `seconds` are those that one core took for
    the training, None where nobody measured it.
    """

    name: str
    n_parameters: int
    losses: Array
    held_out: Array
    shown: tuple[int, int, int]
    curves: NDArray[np.float32]
    seconds: float | None

    def arrived(self, target: float) -> NDArray[np.bool_]:
        """Return which starts have reached a target by each of the stops (K, STARTS)."""
        return np.asarray(np.minimum.accumulate(self.losses, axis=0) <= target)


@cache
def data() -> Both:
    """Return the points of the grid: always the same."""
    return points(N, NOISE, WAVES, seed=0)


def network(name: str, activation: str) -> Network:
    """Return the network of a place."""
    depth, width = NAMES[name]
    return Network((1, *(width,) * depth, 1), activation)


def trained(piece: tuple[GridSettings, str]) -> Cell:
    """Return the starts of a place, trained in one call, with the seconds that it took."""
    settings, name = piece
    net, both = network(name, settings.activation), data()
    starts = [net.init(INITIALIZER[settings.activation], np.random.default_rng(seed)) for seed in range(STARTS)]
    before = process_time()
    run = train(net, np.array(starts), *both.training, settings.config, most_recorded=STOPS)
    seconds = process_time() - before
    theta = run.at(stops())
    losses, held_out = (net.loss(theta, *of, "half_mse") for of in both)
    order = np.argsort(losses[-1], kind="stable")
    shown = tuple(order[[0, (STARTS - 1) // 2, -1]].tolist())
    curves = net.outputs(theta[:, shown], FINE[:, None])[..., 0].clip(-HIGHEST, HIGHEST)
    return Cell(name, net.n_parameters, losses, held_out, shown, curves.astype(np.float32), seconds)


def stops() -> NDArray[np.int64]:
    """Return the steps (K,) at which the runs are looked at."""
    return np.linspace(0, STEPS, STOPS).round().astype(np.int64)


def grid_job(settings: GridSettings) -> Job:
    """Return the training of the whole grid. Which loss is the target, and what is looked at, changes nothing of it."""
    how = GridSettings(settings.activation, settings.optimizer, settings.learning_rate)
    pieces = tuple((how, name) for name in NAMES)
    return Job("grid", ("grid", how), "Train the whole grid", trained, pieces, seconds=30.0)


@dataclass(frozen=True)
class GridStudy:
    """The places that are trained by now, by their names, and the one that is looked at, if it is one of them."""

    settings: GridSettings
    cells: dict[str, Cell]

    @property
    def cell(self) -> Cell | None:
        """The place that is looked at."""
        return self.cells.get(self.settings.place)

    @property
    def whole(self) -> bool:
        """Whether all places are trained."""
        return len(self.cells) == len(NAMES)

    @property
    def steps(self) -> NDArray[np.int64]:
        """The steps at the stops (K,)."""
        return stops()

    @cached_property
    def counts(self) -> dict[str, NDArray[np.int64]]:
        """How many starts of each place have arrived by each of the stops (K,)."""
        return {name: cell.arrived(self.settings.target).sum(axis=1) for name, cell in self.cells.items()}

    def median_steps(self, name: str, stop: int) -> float:
        """Return the median, over all starts, of the steps to the target; who has not arrived by a stop takes for ever.

        Where half or fewer have arrived it is infinite. Arrivals are looked for at the stops alone.
        """
        arrived = self.cells[name].arrived(self.settings.target)[: stop + 1]
        first = np.where(arrived[-1], self.steps[arrived.argmax(axis=0)], np.inf)
        return float(np.median(first))

    def median_seconds(self, name: str, stop: int) -> float | None:
        """Return these steps in seconds of the call that trained all starts, divided by the starts and the steps."""
        seconds = self.cells[name].seconds
        return None if seconds is None else seconds / STARTS / STEPS * self.median_steps(name, stop)


def grid_study(settings: GridSettings, found: Found = ()) -> GridStudy:
    """Return the places found, and the one looked at if it is found or trained at once, without a measure of time."""
    cells = {cell.name: cell for cell in found}
    depth, width = NAMES[settings.place]
    if settings.place not in cells and depth * width <= AT_ONCE:
        cell = trained((settings, settings.place))
        cells[settings.place] = Cell(**{**vars(cell), "seconds": None})
    return GridStudy(settings, cells)
