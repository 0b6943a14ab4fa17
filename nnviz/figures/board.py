"""A network drawn by the player with a picture of what each neuron sees of the plane (assets/player/board.js).

Pictures of 49 neurons at 100 stops are 5 MB, the parameters they follow from 50 to 500 KB: so θ is sent, and the
browser runs the forward pass over a grid (assets/player/network.js).
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nnviz.core import ACTIVATIONS, FEATURES, Array, Network
from nnviz.core.arrays import Steps
from nnviz.figures.button import Button
from nnviz.figures.palette import Colour

Span = tuple[float, float]


@dataclass(frozen=True)
class Class:
    """One of the classes that points have: its name, its colour, and the target that its points have at the output."""

    name: str
    colour: Colour
    target: float = 1.0


@dataclass(frozen=True)
class Points:
    """Datapoints on the plane: places (N, 2), targets (N,), and which of them were held out of training (N,).

    Where a board has classes, a target is the place of a class among them; else it is the number to reach.
    """

    places: Array
    targets: Array
    held_out: NDArray[np.bool_]

    def __post_init__(self) -> None:
        """Raise ValueError where these do not belong together."""
        n = len(self.places)
        if self.places.shape != (n, 2) or self.targets.shape != (n,) or self.held_out.shape != (n,):
            shapes = f"{self.places.shape}, {self.targets.shape} and {self.held_out.shape}"
            raise ValueError(f"Points are places (N, 2), targets (N,) and held out (N,), not {shapes}.")


@dataclass(frozen=True)
class Board:
    """A network whose neurons show what they see of a plane; `name` says in a few words what it shows.

    `theta` (K, P) are its parameters at the stops, `features` what its inputs are (names of FEATURES, in their order),
    `plane` x₁ low, x₁ high, x₂ low, x₂ high. `spans` say for each layer but the inputs from which value to which
    its colours go; what lies outside has the colour of that end (see `spans_of`). Of an output in softmax with several
    `classes` a place belongs to the likeliest, paler where less sure.

    `offered` are features that stand in the drawing too, pale where they are no input. `slopes` (K, P) is the loss's
    gradient, where it is to be said at a link. `dead_from` is the stop from which on each hidden neuron, layer by
    layer, is dead, K where it is not (`nnviz.core.dead_from`): from there on it is crossed out. A `Button` with the
    axes ("layer", "head") stands above a layer (x) in the line y, 0 being the nearest; one with ("layer", "unit") left
    of the unit y of layer x. Where it `tells`, a visitor may set weights by hand: they hold until the timeline moves,
    and the part's `drops` hears of each that was let go: {"parameter": its place in θ, "value": …, "step": …}. Where it
    `draws`, a click on the large plane adds a point: `drops` hears of {"x1": …, "x2": …, "step": …}. `words` (K,), or
    (1,), say what it shows, for those who cannot see it. A weight of the size `thickest`, or the largest of its own
    where that is larger, is a link as thick as can be. A `lean` one has little room: it gives it to the pictures, and
    where it is too little for the network, shows the large picture alone.
    """

    name: str
    net: Network
    theta: Array
    features: tuple[str, ...]
    plane: tuple[float, float, float, float]
    spans: tuple[Span, ...]
    words: NDArray[np.str_]
    points: Points | None = None
    classes: tuple[Class, ...] = ()
    offered: tuple[str, ...] = ()
    slopes: Array | None = None
    buttons: tuple[Button, ...] = ()
    title: str = ""
    axes: tuple[str, str] = ("x₁", "x₂")
    tells: bool = False
    draws: bool = False
    thickest: float = 0.0
    lean: bool = False
    dead_from: Steps | None = None

    def __post_init__(self) -> None:
        """Raise ValueError where arrays have a shape that cannot be drawn, or hold what is no number."""
        net, theta = self.net, self.theta
        if theta.ndim != 2 or theta.shape[1] != net.n_parameters or not np.isfinite(theta).all():
            raise ValueError(f"θ of this network is (K, {net.n_parameters}), all of it finite, not {theta.shape}.")
        if self.slopes is not None and self.slopes.shape != theta.shape:
            raise ValueError(f"The slopes are as many as θ, {theta.shape}, not {self.slopes.shape}.")
        hidden = sum(net.sizes[1:-1])
        if self.dead_from is not None and self.dead_from.shape != (hidden,):
            raise ValueError(f"Each of {hidden} hidden neurons dies at some stop or not, not {self.dead_from.shape}.")
        if len(self.features) != net.sizes[0] or not {*self.features, *self.offered} <= set(FEATURES):
            raise ValueError(f"Each of {net.sizes[0]} inputs is one of {', '.join(FEATURES)}, not {self.features}.")
        if len(self.spans) != len(net.sizes) - 1 or not all(
            -math.inf < low < high < math.inf for low, high in self.spans
        ):
            raise ValueError(f"Each of {len(net.sizes) - 1} layers has a span from low to high, not {self.spans}.")
        if net.sizes[-1] > 1 and len(self.classes) != net.sizes[-1]:
            raise ValueError(f"A network of {net.sizes[-1]} outputs has as many classes, not {len(self.classes)}.")

    @property
    def lengths(self) -> set[int]:
        """Return how many entries each part has that moves with the stops; all are to be the number of stops."""
        return {len(self.theta), *([] if len(self.words) == 1 else [len(self.words)])}

    @property
    def weights(self) -> "Weights":
        """What a visitor may set by hand."""
        count = self.net.n_parameters if self.tells else 0
        return Weights(count, reach(self.strongest), self.plane if self.draws else None)

    @property
    def strongest(self) -> float:
        """The size of the weight that is a link as thick as can be: the largest at any stop, or `thickest`."""
        sizes = [float(np.abs(W).max()) for W, _ in self.net.layers(self.theta)]
        return max(*sizes, self.thickest, 1e-9)


@dataclass(frozen=True)
class Weights:
    """The weights and biases of a board that can be set by hand: how many they are, and between which ±reach.

    `plane` is where points can be drawn, or None.
    """

    count: int
    reach: float
    plane: tuple[float, float, float, float] | None = None

    def read(self, said: Any) -> dict[str, Any] | None:
        """Return what a browser said, or None where it means nothing: a weight or a point.

        They are {"parameter", "value", "step"} and {"x1", "x2", "step"}.
        """
        if not isinstance(said, Mapping):
            return None
        return self._point(said) if "x1" in said else self._weight(said)

    def _point(self, said: Mapping[str, Any]) -> dict[str, Any] | None:
        place = [one for name in ("x1", "x2", "step") if type(one := said.get(name)) in (int, float)]
        if self.plane is None or len(place) < 3:
            return None
        x1, x2, step = (float(one or 0) for one in place)
        low1, high1, low2, high2 = self.plane
        inside = low1 <= x1 <= high1 and low2 <= x2 <= high2 and 0 <= step < math.inf
        return {"x1": x1, "x2": x2, "step": int(step)} if inside else None

    def _weight(self, said: Mapping[str, Any]) -> dict[str, Any] | None:
        parameter, value, step = (said.get(name) for name in ("parameter", "value", "step"))
        if isinstance(value, bool) or not isinstance(value, (int, float)) or not abs(value) <= self.reach:
            return None
        if not all(isinstance(one, int) and not isinstance(one, bool) and one >= 0 for one in (parameter, step)):
            return None
        return {"parameter": parameter, "value": float(value), "step": step} if parameter in range(self.count) else None


def reach(strongest: float) -> float:
    """Return how far a weight can be set by hand, the largest of the run being `strongest`."""
    return float(max(2, math.ceil(1.5 * strongest)))


def spans_of(net: Network, theta: Array, inputs: Array, output: Span | None = None) -> tuple[Span, ...]:
    """Return the spans of the layers 1 … L of a network, seen at inputs (N, n_in) and a few of its θ (k, P).

    Zero has the page's own colour in each: an activation with two bounds goes as far as they do, any other as far as it
    goes at these inputs. `output` is the output layer's own, where that is known better: the targets' span.
    """
    passed = net.forward(theta, inputs)
    spans = []
    for layer, name in enumerate(net.activations, 1):
        low, high = ACTIVATIONS[name].range
        reach = max(-low, high) if math.isfinite(high - low) else float(np.abs(passed.a[layer]).max())
        spans.append(around_zero(min(reach, 1e30)))
    return (*spans[:-1], output or spans[-1])


def around_zero(reach: float) -> Span:
    """Return a span around 0 that ends at the next number with two digits."""
    power = 10.0 ** (math.floor(math.log10(max(reach, 1e-9))) - 1)
    end = math.ceil(reach / power - 1e-9) * power or 1.0
    return -end, end


def few(n: int) -> Sequence[int]:
    """Return the places of the first, a middle and the last of n."""
    return sorted({0, n // 2, n - 1})
