"""The timeline: the stops that a scene goes through, the steps they show, and what they are called.

Only this and `Run` know that a step's number and its place are two things: a run may record fewer steps than it has,
and a timeline stops at no more than 1,000 of them. Everything else is handed places.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nnviz.core import Run

Steps = NDArray[np.int64]
MOST_STOPS = 1000


@dataclass(frozen=True)
class Timeline:
    """The stops of a scene: `steps` (K,), the numbers they go by, ascending, and `names` (K,), what they are called."""

    steps: Steps
    names: NDArray[np.str_]

    def __len__(self) -> int:
        """Return K, the number of stops."""
        return len(self.steps)

    def index(self, step: int) -> int:
        """Return the place of the stop nearest to `step`; of two equally near, the earlier."""
        return int(np.argmin(np.abs(self.steps - step)))


def of_steps(steps: Steps, unit: str = "step") -> Timeline:
    """Return the timeline that stops at these steps (K,) of a training, each one `unit`; the last is its end."""
    return Timeline(steps, np.array([f"{unit} {step:,} of {steps[-1]:,}" for step in steps]))


def of_run(run: Run) -> Timeline:
    """Return the timeline that stops at every recorded step of a run."""
    return of_steps(run.step)


def spread(n: int, most: int = MOST_STOPS) -> NDArray[np.int64]:
    """Return at most `most` of n places, evenly spread, always with the first and the last."""
    return np.unique(np.linspace(0, n - 1, min(n, most)).round().astype(np.int64))


def numbered(steps: Steps) -> NDArray[np.str_]:
    """Return the steps (K,) as a readout shows them: 1,250."""
    return np.array([f"{step:,}" for step in steps])
