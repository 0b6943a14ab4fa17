"""At which epochs a timeline stops: no more than a browser is sent at once, and those that were asked for."""

from collections.abc import Sequence

import numpy as np

from nnviz.core.arrays import Steps
from nnviz.figures.timeline import spread

MOST, MOST_NUMBERS = 301, 20_000
"""At most so many epochs are sent to the browser, more where θ is no more numbers than that in all; what is said of a
run is of all of its epochs."""
AROUND = 10
"""Around an epoch that was asked for, so many before and so many behind it are stops, too."""


def stops_of(epochs: Steps, n_parameters: int, changes: Sequence[int], asked: int | None) -> Steps:
    """Return the places of epochs (K,) at which the timeline stops: every one, or some.

    These are evenly spread, and each at which something was changed is one, and so are those around the one asked for.
    """
    places = [spread(len(epochs), max(MOST, MOST_NUMBERS // n_parameters)), np.searchsorted(epochs, changes)]
    if asked is not None:
        place = int(np.searchsorted(epochs, asked))
        places.append(np.arange(max(place - AROUND, 0), min(place + AROUND + 1, len(epochs))))
    return np.unique(np.concatenate(places)).astype(np.int64)
