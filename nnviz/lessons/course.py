"""A run that can be taken away, and its course: where it went and how well, as it is seen beside other runs."""

from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from nnviz.core import Array, Network, Run, Sample
from nnviz.core.arrays import Steps


class Trained(NamedTuple):
    """A run of one network that a part shows, and the sample that it was trained on; `name` tells it from others."""

    name: str
    run: Run
    sample: Sample


@dataclass(frozen=True)
class Course:
    """The course of one run: θ (K, P) at its `steps` (K,), each of which is one `unit`.

    Its loss is the one of the registry that `by` names, on the sample `on`; where the losses (K,) are known already,
    they are `known`. A page calls it `measure`. `again` is what the same is trained by from another start; where that
    cannot be done, `why` may say so in a sentence. `points` (N, n) are what the sample was made of in one way or
    another.
    """

    net: Network
    steps: Steps
    theta: Array
    by: str
    on: Sample
    unit: str = "step"
    measure: str = "loss"
    again: Trained | None = None
    why: str = ""
    points: Array | None = None
    known: Array | None = None

    @cached_property
    def losses(self) -> Array:
        """The loss at each step (K,)."""
        return self.net.loss(self.theta, self.on.X, self.on.y, self.by) if self.known is None else self.known

    @cached_property
    def judged_by(self) -> Array:
        """What the loss is of (N, n): two runs with other examples, or other points, are judged by other measures."""
        return self.on.rows if self.points is None else self.points


def course_of(trained: Trained) -> Course:
    """Return the course of a run by the loss that it was trained with, on what it was trained on."""
    _, run, sample = trained
    return Course(run.net, run.step, run.theta, run.config.loss, sample, again=trained)
