"""What a visitor is told before points of their own are used: that the line would not settle on them, and ways out."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from nnviz.core import Sample, least_squares
from nnviz.figures.numbers import number
from nnviz.lessons.advice import Advice
from nnviz.lessons.common import CLEARLY, examples_a_step, rate_below
from nnviz.lessons.line.study import LineSettings, points_of


def advice(settings: LineSettings) -> Advice | None:
    """Return what to say of these settings where gradient descent with all points does not settle on their points.

    It does below the learning rate 2/λmax (see `least_squares`). Nothing is said with other optimizers or with
    smaller batches, for which this is no law. The ways out set the parameters of a link.
    """
    sample = points_of(settings)
    whole = examples_a_step(settings.batch_size, len(sample.X)) == len(sample.X)
    limit = _limit(sample.standardized() if settings.standardize else sample)
    rate = settings.learning_rate
    if settings.optimizer != "sgd" or not whole or (rate < limit and not np.isclose(rate, limit)):
        return None
    what = "swing to and fro for ever" if np.isclose(rate, limit) else "fly off"
    sentence = (
        f"At the learning rate {rate:g} the line would {what} on these points. "
        f"It comes to rest only at rates below {number(limit)}."
    )
    return Advice(sentence, _ways(settings, sample, limit))


def _ways(settings: LineSettings, sample: Sample, limit: float) -> tuple[tuple[str, Mapping[str, Any]], ...]:
    """Return what makes the line settle: x standardized, a smaller rate or, where neither does alone, both."""
    lower, standardized = rate_below(limit), _limit(sample.standardized())
    ways: list[tuple[str, Mapping[str, Any]]] = []
    if not settings.standardize and settings.learning_rate < CLEARLY * standardized:
        ways.append(("Standardize x, and use them", {"line_standardize": True}))
    if lower:
        ways.append((f"Lower the rate to {lower:g}, and use them", {"line_rate": lower}))
    if not ways:
        lower = rate_below(standardized)
        label = f"Standardize x, lower the rate to {lower:g}, and use them"
        ways.append((label, {"line_standardize": True, "line_rate": lower}))
    return tuple(ways)


def _limit(sample: Sample) -> float:
    return least_squares(sample.X, sample.y).rate_limit
