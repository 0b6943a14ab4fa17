"""What all lessons on a line start from: the neuron that draws it, and the course's data for one."""

from typing import Any

import numpy as np

from nnviz.core import DATASETS, Array, Network, Sample

NEURON = Network((1, 1), output="identity")
LINES = tuple(name for name, d in DATASETS.items() if d.task == "regression" and len(d.inputs) == 1)


def start_of(study: Any, seed: int) -> Array:
    """Return the line θ (2,) that any run may start from: the slope is drawn at random, and the intercept is 0.1."""
    return NEURON.init("uniform", np.random.default_rng(seed))


def sample_of(data: str) -> Sample:
    """Return a data set of the course by its name: always the same points."""
    return DATASETS[data].make(np.random.default_rng(0))
