"""Training on from a step with something changed: what was changed and where, and how it is written in a link."""

import math
from contextlib import suppress
from dataclasses import dataclass

RATES = (0.00001, 0.0001, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1.0, 3.0, 10.0)
PENALTY_RATES = (0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1.0, 3.0, 10.0)
MOST_STAGES, MOST_EPOCHS, LARGEST = 5, 1000, 100.0
_BETWEEN, _WITHIN = "~", "_"


@dataclass(frozen=True)
class Stage:
    """From epoch `at` on, `epochs` more: at another rate, another penalty's λ, or with weights set by hand.

    None leaves a setting as it was; `weights` are places in θ and what they are set to.
    """

    at: int
    epochs: int
    rate: float | None = None
    penalty_rate: float | None = None
    weights: tuple[tuple[int, float], ...] = ()


def stages_text(stages: tuple[Stage, ...]) -> str:
    """Return stages as a link has them, such as "120_300_rate0.003~200_50_w7=1.5"."""
    return _BETWEEN.join(map(_text, stages))


def _text(stage: Stage) -> str:
    parts = [str(stage.at), str(stage.epochs)]
    parts += [f"rate{stage.rate:g}"] if stage.rate is not None else []
    parts += [f"penalty{stage.penalty_rate:g}"] if stage.penalty_rate is not None else []
    parts += [f"w{place}={value:.6g}" for place, value in stage.weights]
    return _WITHIN.join(parts)


def stages_said(stages: tuple[Stage, ...]) -> str:
    """Return stages in words."""
    return "; ".join(map(_said, stages))


def _said(stage: Stage) -> str:
    n = len(stage.weights)
    what = [f"η = {stage.rate:g}"] if stage.rate is not None else []
    what += [f"λ = {stage.penalty_rate:g}"] if stage.penalty_rate is not None else []
    what += [f"{n} by hand"] if n else []
    return f"from epoch {stage.at:,} on {stage.epochs:,} more{': ' if what else ''}{', '.join(what)}"


def stages_of(text: str) -> tuple[Stage, ...] | None:
    """Return the stages that `stages_text` wrote, or None for anything else."""
    if not text or len(text) > 400:
        return None
    with suppress(ValueError):
        stages = tuple(map(_stage, text.split(_BETWEEN)))
        if len(stages) <= MOST_STAGES:
            return stages
    return None


def _stage(text: str) -> Stage:
    at, epochs, *changes = text.split(_WITHIN)
    rate = penalty = None
    weights = []
    for change in changes:
        if change.startswith("w"):
            place, value = change[1:].split("=")
            weights.append((_whole(place, 10_000), _within(float(value))))
        elif change.startswith("rate"):
            rate = _one_of(change.removeprefix("rate"), RATES)
        else:
            penalty = _one_of(change.removeprefix("penalty"), PENALTY_RATES)
    begins, more = _whole(at, MOST_EPOCHS * (MOST_STAGES + 1)), _whole(epochs, MOST_EPOCHS)
    return Stage(begins, max(more, 1), rate, penalty, tuple(weights))


def _whole(text: str, most: int) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 6 and int(text) <= most):
        raise ValueError(f"{text!r} is no whole number up to {most}")
    return int(text)


def _within(value: float) -> float:
    if not (math.isfinite(value) and abs(value) <= LARGEST):
        raise ValueError(f"a weight must be between {-LARGEST:g} and {LARGEST:g}")
    return value


def _one_of(text: str, options: tuple[float, ...]) -> float:
    found = {f"{option:g}": option for option in options}
    if text not in found:
        raise ValueError(f"{text!r} is not one of the rates")
    return found[text]
