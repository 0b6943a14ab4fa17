"""What a run is compared with: the gradient by finite differences, and the best line, by squares and by distances."""

from dataclasses import dataclass

import numpy as np

from nnviz.core.activations import ACTIVATIONS
from nnviz.core.arrays import Array
from nnviz.core.network import Network

CURVATURE = {"mse": 2.0, "half_mse": 1.0}  # ∂²loss/∂ŷ², by which XᵀX is multiplied


def central_difference(net: Network, theta: Array, X: Array, y: Array, loss: str, h: float = 1e-5) -> Array:
    """Return the gradient (P,) of the mean loss at θ (P,) by central differences.

    (C(θ + h eᵢ) − C(θ − h eᵢ)) / 2h for each i: the check of a gradient that uses no calculus, with an
    error of order h² (Press et al., Numerical Recipes, section 5.7). 2P networks are evaluated at once.
    Raises ValueError as `Network.loss` does, and for an h that is not above 0.
    """
    theta = np.asarray(theta, dtype=np.float64)
    if theta.shape != (net.n_parameters,):
        raise ValueError(f"theta must have shape ({net.n_parameters},), not {theta.shape}")
    if not 0.0 < h < np.inf:
        raise ValueError(f"h must be a finite number above 0, not {h!r}")
    shift = h * np.eye(net.n_parameters)
    up, down = net.loss(theta + np.stack([shift, -shift]), X, y, loss)
    difference: Array = (up - down) / (2.0 * h)
    return difference


def multiplied_out(net: Network, theta: Array) -> tuple[Network, Array]:
    """Return the one layer that layers without an activation amount to, and its θ (..., P').

    (a W₁ + b₁) W₂ + b₂ = a (W₁ W₂) + (b₁ W₂ + b₂), and so on from layer to layer (Goodfellow, Bengio and
    Courville, Deep Learning, section 6.1). Raises ValueError if any layer has an activation that bends.
    """
    if not all(ACTIVATIONS[name].is_linear for name in net.activations):
        raise ValueError(f"only layers of identity multiply out, not {', '.join(net.activations)}")
    (W, b), *others = net.layers(theta)
    for V, c in others:
        W, b = W @ V, (b[..., None, :] @ V)[..., 0, :] + c
    one = Network((net.sizes[0], net.sizes[-1]), output="identity")
    return one, np.concatenate([W.reshape(*W.shape[:-2], -1), b], axis=-1)


@dataclass(frozen=True)
class LeastSquares:
    """The answer that a linear neuron's training goes to, and how fast it may go there.

    theta (P,) has the smallest loss; where many are as good (unique is False) it is the shortest one.
    hessian (n_in + 1, n_in + 1) is that of the loss, the same block for each output, and curvature is
    λmax, its largest eigenvalue; full-batch gradient descent comes to rest only with a learning rate
    below rate_limit = 2 / λmax. All three belong to the data in the units they are given in: another
    unit for x or another scale gives other numbers.
    """

    theta: Array
    loss: float
    unique: bool
    hessian: Array
    curvature: float
    rate_limit: float


def least_squares(X: Array, y: Array, loss: str = "half_mse") -> LeastSquares:
    """Solve a linear neuron, or a layer of them, for X (N, n_in), y (N, n_out) without any training.

    θ minimizes Σ |[X 1] θ − y|² (Legendre, 1805); the Hessian of the loss is c [X 1]ᵀ[X 1] / (N n_out)
    with c = 2 for mse and 1 for half_mse, and 2 / λmax the limit of the learning rate
    (LeCun, Bottou, Orr and Müller, Efficient BackProp, 1998, section 5). One point, or points with all
    x equal, have many best lines: then the shortest θ is returned.
    Raises ValueError for another loss, or data that are not finite or not (N, n).
    """
    if loss not in CURVATURE:
        raise ValueError(f"least squares belong to the loss mse or half_mse, not {loss!r}")
    if np.ndim(X) != 2 or np.ndim(y) != 2:
        raise ValueError(f"X and y must have shapes (N, n_in) and (N, n_out), not {np.shape(X)} and {np.shape(y)}")
    net = Network((np.shape(X)[1], np.shape(y)[1]), output="identity")
    net.loss(np.zeros(net.n_parameters), X, y, loss)  # checks the data
    design = np.column_stack([X, np.ones(len(X))])
    block, _, rank, singular = np.linalg.lstsq(design, y)
    theta: Array = block.reshape(-1).astype(np.float64)
    curvature = CURVATURE[loss] * float(singular[0]) ** 2 / np.size(y)
    return LeastSquares(
        theta=theta,
        loss=float(net.loss(theta, X, y, loss)),
        unique=int(rank) == design.shape[1],
        hessian=CURVATURE[loss] / np.size(y) * design.T @ design,
        curvature=curvature,
        rate_limit=2.0 / curvature,
    )


@dataclass(frozen=True)
class LeastDistances:
    """A line of least Σ |ŷ − y|: theta (2,) is (m, c), and total is that sum.

    theta goes through two of the points. lines (n, 2) are all the lines through two points that are as good, theta
    among them: where there are several, those between them are as good too.
    """

    theta: Array
    total: float
    lines: Array

    @property
    def unique(self) -> bool:
        """Whether it is the only best line."""
        return len(self.lines) == 1


def least_distances(X: Array, y: Array) -> LeastDistances:
    """Return the line of least Σ |ŷ − y| for X (N, 1), y (N, 1): the best of all lines through two of the points.

    The sum is convex and made of straight pieces, so its least value is reached at a corner, where two of the errors
    are 0 (Boscovich, 1757; Bloomfield and Steiger, Least Absolute Deviations, 1983, chapter 1). Of lines equally good
    it is the first found. Where all x are equal, it is the two flat lines at the middle values of y.
    Raises ValueError for fewer than two points, or data that are not finite or not (N, 1).
    """
    x, height = (np.asarray(values, dtype=np.float64) for values in (X, y))
    if x.shape != height.shape or x.shape[1:] != (1,) or len(x) < 2:
        raise ValueError(f"X and y must both be (N, 1) with N of at least 2, not {x.shape} and {height.shape}")
    if not (np.isfinite(x).all() and np.isfinite(height).all()):
        raise ValueError("X and y must be finite")
    lines = _through_two(x[:, 0], height[:, 0])
    total = np.zeros(len(lines))
    for at, of in zip(x[:, 0], height[:, 0], strict=True):  # one by one, as the player's model adds them up
        total += np.abs(lines[:, 0] * at + lines[:, 1] - of)
    ties = total <= total.min() + 1e-12 * np.abs(height).sum()
    best, as_good = int(ties.argmax()), lines[ties]
    near = np.abs(as_good[:, None] - as_good) <= 1e-9 * (1 + np.abs(as_good))
    first = near.all(axis=2).argmax(axis=1) == np.arange(len(as_good))
    return LeastDistances(lines[best], float(total[best]), as_good[first])


def _through_two(x: Array, y: Array) -> Array:
    """Return the lines (n, 2) through two of the points x (N,), y (N,); if all x are equal, a flat one through each."""
    i, j = np.tril_indices(len(x), -1)
    i, j = (one[x[i] != x[j]] for one in (i, j))
    m = (y[i] - y[j]) / (x[i] - x[j])
    return np.column_stack([m, y[i] - m * x[i]]) if len(m) else np.column_stack([np.zeros_like(y), y])
