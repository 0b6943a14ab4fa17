"""The engine: networks of neurons and their training, in NumPy alone."""

from nnviz.core.activations import ACTIVATIONS, Activation
from nnviz.core.arrays import Array
from nnviz.core.config import TrainConfig
from nnviz.core.datasets import DATASETS
from nnviz.core.dead import dead_from
from nnviz.core.features import FEATURES, Feature, featured
from nnviz.core.initializers import INITIALIZERS, Initializer
from nnviz.core.losses import LOSSES, Loss
from nnviz.core.network import Backward, Forward, Network
from nnviz.core.optimizers import OPTIMIZERS, Optimizer
from nnviz.core.quality import accuracy, classes_of, confusion, r_squared
from nnviz.core.reference import (
    LeastDistances,
    LeastSquares,
    central_difference,
    least_distances,
    least_squares,
    multiplied_out,
)
from nnviz.core.run import Run, Update
from nnviz.core.samples import Dataset, Sample, standardized
from nnviz.core.training import MAX_RECORDED, train

__all__ = [
    "ACTIVATIONS",
    "DATASETS",
    "FEATURES",
    "INITIALIZERS",
    "LOSSES",
    "MAX_RECORDED",
    "OPTIMIZERS",
    "Activation",
    "Array",
    "Backward",
    "Dataset",
    "Feature",
    "Forward",
    "Initializer",
    "LeastDistances",
    "LeastSquares",
    "Loss",
    "Network",
    "Optimizer",
    "Run",
    "Sample",
    "TrainConfig",
    "Update",
    "accuracy",
    "central_difference",
    "classes_of",
    "confusion",
    "dead_from",
    "featured",
    "least_distances",
    "least_squares",
    "multiplied_out",
    "r_squared",
    "standardized",
    "train",
]
