"""Checks of arguments: each raises ValueError with one sentence on what is wrong and what is allowed."""

from collections.abc import Mapping
from typing import TypeVar

import numpy as np

from nnviz.core.activations import ACTIVATIONS
from nnviz.core.arrays import Array
from nnviz.core.losses import LOSSES

Entry = TypeVar("Entry")


def check_name(kind: str, name: str, registry: Mapping[str, Entry]) -> Entry:
    """Return the registry's entry of that name."""
    if not isinstance(name, str) or name not in registry:
        raise ValueError(f"unknown {kind} {name!r}: use one of {', '.join(registry)}")
    return registry[name]


def is_amount(value: object) -> bool:
    """Return whether this is a finite number of at least 0."""
    number = isinstance(value, (int, float, np.integer, np.floating)) and not isinstance(value, bool)
    return number and bool(0.0 <= value < np.inf)  # type: ignore[operator]


def check_amount(name: str, value: object) -> None:
    """Check that this is a finite number of at least 0."""
    if not is_amount(value):
        raise ValueError(f"{name} must be a finite number of at least 0, not {value!r}")


def check_pair(loss: str, output: str) -> None:
    """Check that the loss exists and can follow this output activation."""
    allowed, needed = check_name("loss", loss, LOSSES).outputs, ACTIVATIONS[output].needs_loss
    if needed and loss != needed:
        raise ValueError(f"a {output} output needs the loss {needed}, not {loss}")
    if not needed and allowed and output not in allowed:
        raise ValueError(f"{loss} needs an output activation of {' or '.join(allowed)}, not {output}")


def check_targets(loss: str, y: Array) -> None:
    """Check that targets y (N, n_out) are what the loss is defined for."""
    wanted = LOSSES[loss].targets
    if wanted != "any" and (y.min() < 0.0 or y.max() > 1.0):
        raise ValueError(f"{loss} needs every target in y to be from 0 to 1")
    if wanted == "distribution" and abs(y.sum(axis=-1) - 1.0).max() > 1e-9:
        raise ValueError(f"{loss} needs each row of y to add up to 1")
