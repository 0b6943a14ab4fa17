"""Where a run ends: at the last step at which θ, the optimizer's memory and the loss are finite."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from nnviz.core.arrays import Array, Steps
from nnviz.core.network import Network


def end_where_finite(
    step: Steps,
    thetas: Array,
    states: Array,
    is_finite: Callable[[Array, Array], NDArray[np.bool_]],
    walk: Callable[[Array, Array, Steps], tuple[Array, Array]],
) -> tuple[Steps, Array, Array, int | Steps | None]:
    """Hold each network at its last finite step, and end the run there if none is left.

    θ (K, ..., P) and the memory (K, S, ..., P) were recorded at `step`; `is_finite` tells which of them may stay,
    and `walk` goes the way from one of them again. Returns what is left of all three, and Run's diverged_at.
    """
    lead = thetas.shape[1:-1]
    finite = is_finite(thetas, states)
    diverged_at = np.full(lead, -1)
    first_bad = finite.sum(axis=0)
    for k in np.unique(first_bad[first_bad < len(step)]):
        # The steps between two recorded ones are gone, but going there again gives the same bits.
        between = np.arange(step[k - 1], step[k] + 1)
        again, memory = walk(thetas[k - 1], states[k - 1], between)
        last = is_finite(again, memory).sum(axis=0) - 1
        for r in zip(*np.nonzero(np.atleast_1d(first_bad == k)), strict=True):
            r = r if lead else ()
            diverged_at[r] = between[last[r]]
            thetas[(slice(k, None), *r)] = again[(last[r], *r)]
            states[(slice(k, None), slice(None), *r)] = memory[(last[r], slice(None), *r)]
    if diverged_at.min() >= 0:
        end = diverged_at.max()
        n_steps = int(np.searchsorted(step, end)) + 1
        step[n_steps - 1] = end
        step, thetas, states = step[:n_steps].copy(), thetas[:n_steps].copy(), states[:n_steps].copy()
    if lead:
        return step, thetas, states, diverged_at
    return step, thetas, states, None if diverged_at < 0 else int(diverged_at)


def stays_finite(net: Network, X: Array, y: Array, loss: str, thetas: Array, states: Array) -> NDArray[np.bool_]:
    """Return whether θ (K, ..., P), the memory and the loss on the data are finite, and were until then."""
    finite = np.asarray(np.isfinite(thetas).all(axis=-1) & np.isfinite(states).all(axis=(1, -1)))
    doubtful = finite & (np.abs(thetas).max(axis=-1) > _safe_size(net, X, y))
    if doubtful.any():
        finite[doubtful] = np.isfinite(net.loss(thetas[doubtful], X, y, loss))
    return np.logical_and.accumulate(finite, axis=0)


def _safe_size(net: Network, X: Array, y: Array) -> float:
    """Return a size that |θ| may have with no loss on these data overflowing, so that none need be computed.

    With M = max(1, |θ|) and |φ(z)| ≤ |z| + 1, as for every activation here, one layer takes |a| + 1
    to at most (fan_in + 2) M (|a| + 1). Below 10¹⁵⁰ at the output, squares and their sums are finite.
    """
    if np.abs(y).max() > 1e150:
        return 0.0
    room = np.log(1e150) - np.log1p(np.abs(X).max()) - sum(np.log(n + 2.0) for n in net.sizes[:-1])
    return float(np.exp(room / (len(net.sizes) - 1)))
