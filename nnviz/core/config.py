"""How to train: the settings of a run, their checks, and the batches that they make of the data."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from nnviz.core.arrays import Steps
from nnviz.core.checks import check_amount, check_name, is_amount
from nnviz.core.losses import LOSSES
from nnviz.core.optimizers import OPTIMIZERS


@dataclass(frozen=True)
class TrainConfig:
    """How to train: plain values only, so that a configuration fits in a URL and in a cache's key.

    learning_rate is one rate ≥ 0, or a tuple with one for each of R networks. batch_size is in
    examples; one at least as large as the data means full batches. seed and shuffle order the
    batches: with shuffle every epoch has its own order. l1 and l2 weigh the penalty
    l1 Σ|w| + ½ l2 Σw² on weights, not biases (its gradient: l1 sign(w) + l2 w). With l1_clips, L1 acts
    after the step, and a weight that would cross zero is 0 from then on: see `pull_to_zero`.
    Raises ValueError for any value that is not allowed.
    """

    loss: str = "half_mse"
    optimizer: str = "sgd"
    learning_rate: float | tuple[float, ...] = 0.03
    batch_size: int = 10
    epochs: int = 100
    seed: int = 0
    shuffle: bool = False
    l1: float = 0.0
    l2: float = 0.0
    l1_clips: bool = False

    def __post_init__(self) -> None:
        """Turn a sequence of rates into a tuple, and check all."""
        check_name("loss", self.loss, LOSSES)
        check_name("optimizer", self.optimizer, OPTIMIZERS)
        if isinstance(self.learning_rate, (list, np.ndarray)):
            object.__setattr__(self, "learning_rate", tuple(self.learning_rate))
        rates = self.learning_rate if isinstance(self.learning_rate, tuple) else (self.learning_rate,)
        if not rates or not all(is_amount(rate) for rate in rates):
            raise ValueError(
                f"learning_rate must be a finite number of at least 0, or a tuple of them, not {self.learning_rate!r}"
            )
        for name, least in (("batch_size", 1), ("epochs", 1), ("seed", 0)):
            value = getattr(self, name)
            if isinstance(value, bool) or not isinstance(value, (int, np.integer)) or value < least:
                raise ValueError(f"{name} must be a whole number of at least {least}, not {value!r}")
        for name in ("l1", "l2"):
            check_amount(name, getattr(self, name))
        for name in ("shuffle", "l1_clips"):
            if not isinstance(getattr(self, name), (bool, np.bool_)):
                raise ValueError(f"{name} must be True or False, not {getattr(self, name)!r}")

    @property
    def is_clipped(self) -> bool:
        """Whether L1 takes weights to zero and keeps them there; then it is no part of the gradient."""
        return self.l1_clips and self.l1 > 0

    def batches(self, n_examples: int) -> list[slice]:
        """Return where in an epoch's order of the rows each batch lies; the last one may be smaller."""
        size = self.batch_size
        return [slice(i, min(i + size, n_examples)) for i in range(0, n_examples, size)]

    def order(self, n_examples: int, epoch: int) -> Steps:
        """Return the order of the rows in this epoch: known for any epoch without going through those before."""
        if not self.shuffle:
            return np.arange(n_examples)
        return np.random.default_rng((self.seed, epoch)).permutation(n_examples)

    def rates(self) -> Any:
        """Return the learning rate ready to be multiplied with θ: a number, or (R, 1) for R networks."""
        rates = self.learning_rate
        return np.array(rates)[:, None] if isinstance(rates, tuple) else float(rates)
