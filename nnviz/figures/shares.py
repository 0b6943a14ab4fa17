"""A network as the sum of what its last hidden neurons contribute, from which any of them can be taken away.

The output's z of a network with one output is Σ wₖ·aₖ + b: each neuron of the last hidden layer adds its own share
wₖ·aₖ. A scene's `Shares` are sent as θ, and the browser makes the curves of them (assets/player/shares.js): so a button
may take a neuron away, and what is left is drawn within the same frame, at every stop. Nothing is trained again.

What is drawn of it names an output: in a mark's moves (`Made`), or in a readout that follows a template, which then is
said while something is taken away (nnviz/figures/handle.py says how templates are written). The outputs:

arrays  share1 … shareH (n,) what each neuron contributes, whether it is taken away or not; whole (n,) the output of the
        whole network, left (n,) of what is left; gap (2n,) the outline between both, along x and back
        bends (H,) where what is left bends, at the x given for each neuron; that of one taken away lies at `below`
        mark1 … markH (1,) the shares at the point that is looked at; mark (1,) what is left there
numbers sum, what is left at that point; loss, that of what is left; seen1 … seenH how strongly a share is drawn, 1 or
        `PALE`
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from nnviz.core import Array, Network

PALE = 0.25


@dataclass(frozen=True)
class Shares:
    """What one network of one input and one output is made of, at each stop.

    `theta` (K, P); the curves are drawn at `x` (n,), the loss, `half_mse`, is that of the points X (N,), y (N,), and
    the number `point` of them is looked at. `bends` (K, H) are the x at which the neurons bend, where they do;
    `names` (H,) what the neurons are called.
    Raises ValueError for another network, or one whose output is not its z.
    """

    net: Network
    theta: Array
    x: Array
    X: Array
    y: Array
    point: int
    names: tuple[str, ...]
    bends: Array | None = None
    below: float = 0.0

    def __post_init__(self) -> None:
        """Check that the network is one of which z is a curve, and the output."""
        if self.net.sizes[0] != 1 or self.net.sizes[-1] != 1 or self.net.output != "identity":
            raise ValueError(f"shares need a network of one input, and one output that is its z, not {self.net}")

    def of_neurons(self, x: Array) -> NDArray[np.float64]:
        """Return what each neuron contributes at inputs x (m,), wₖ·aₖ(x), at each stop (K, m, H)."""
        weights = self.net.layers(self.theta)[-1][0][..., 0]
        return np.asarray(self.net.forward(self.theta, x[:, None]).a[-2] * weights[:, None, :])

    def whole(self, x: Array) -> Array:
        """Return the network's output at inputs x (m,), or x (K, m) that move, at each stop (K, m)."""
        if x.ndim == 1:
            return self.net.outputs(self.theta, x[:, None])[..., 0]
        return np.stack([self.net.outputs(t, one[:, None])[:, 0] for t, one in zip(self.theta, x, strict=True)])

    @cached_property
    def outputs(self) -> dict[str, Array]:
        """All outputs (K, …) as the core makes them, while nothing is taken away."""
        each, whole, at = self.of_neurons(self.x), self.whole(self.x), self.X[[self.point]]
        made = {f"share{k + 1}": each[..., k] for k in range(len(self.names))}
        made |= {f"mark{k + 1}": one for k, one in enumerate(self.of_neurons(at).transpose(2, 0, 1))}
        made |= {f"seen{k + 1}": np.ones(len(self.theta)) for k in range(len(self.names))}
        made |= {"whole": whole, "left": whole, "gap": np.hstack([whole, whole[:, ::-1]]), "mark": self.whole(at)}
        made["sum"] = made["mark"][:, 0]
        made["loss"] = self.net.loss(self.theta, self.X[:, None], self.y[:, None], "half_mse")
        return made if self.bends is None else made | {"bends": self.whole(self.bends)}


@dataclass(frozen=True)
class Made:
    """What an attribute of a mark becomes: an output of the scene's shares, which the browser makes at each stop.

    `values` (K, …) are the core's, while nothing is taken away: those of the first picture; they are not sent.
    """

    output: str
    values: Array


def made(shares: Shares, output: str) -> Made:
    """Return the output of that name, for a mark's moves."""
    return Made(output, shares.outputs[output])
