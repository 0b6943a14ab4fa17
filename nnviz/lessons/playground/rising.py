"""A loss that rises: numbers beyond all bounds, an end worse than the start, and swings; and what may be to blame."""

from typing import Any

import numpy as np

from nnviz.figures.numbers import number
from nnviz.lessons.playground import looks
from nnviz.lessons.playground.finding import Finding, saturated
from nnviz.lessons.playground.settings import NO_PENALTY
from nnviz.lessons.playground.stages import PENALTY_RATES, RATES
from nnviz.lessons.playground.study import Play


def _slower(play: Play, times: float = 0.3) -> tuple[str, dict[str, Any]]:
    now = float(play.rates[-1])
    lower = max((rate for rate in RATES if rate <= times * now * 1.2), default=RATES[0])
    return f"Try η = {lower:g}", {"rate": lower, "more": ""}


def diverged(play: Play) -> Finding | None:
    """Say that the numbers became larger than the computer can hold."""
    if play.diverged_at is None:
        return None
    losses = play.training_loss
    least = int(losses.argmin())
    text = (
        f"**The numbers grew beyond what the computer can hold**, in epoch {play.diverged_at:,}. The training loss "
        f"went from {number(losses[0])} at the start to {number(losses[-1])} at the last step that has a number"
    )
    return Finding("diverged", f"{text}.", int(play.epochs[least]), *_slower(play, 0.1))


def worse(play: Play) -> Finding | None:
    """Say that the training loss is larger at the end than at the start."""
    losses = play.training_loss
    if play.diverged_at is not None or not losses[-1] > 1.001 * losses[0]:
        return None
    least = int(losses.argmin())
    text = (
        f"**The loss is larger at the end than at the start**: {number(losses[0])} at the start, {number(losses[-1])} "
        f"at the end; it was smallest, {number(losses[least])}, at epoch {int(play.epochs[least]):,}."
    )
    why = _too_long(play) or saturated(play)
    return Finding("worse", f"{text} {why}".strip(), int(play.epochs[least]), *_remedy(play, 0.1))


def swings(play: Play) -> Finding | None:
    """Say that the training loss goes up and down, by more than a hundredth of what it was at the start."""
    losses = play.training_loss
    late = losses[len(losses) // 2 :]
    if play.diverged_at is not None or len(late) < 6 or worse(play):
        return None
    change = np.diff(late)
    up = change > 0.01 * losses[0]
    if up.mean() < 0.2:
        return None
    first = len(losses) - len(late) + int(np.flatnonzero(up)[0])
    text = (
        f"**The loss goes up and down**: in {int(up.sum())} of the last {len(change)} epochs it rises by more than a "
        f"hundredth of what it was at the start; between {number(late.min())} and {number(late.max())}."
    )
    return Finding("swings", f"{text} {_too_long(play)}".strip(), int(play.epochs[first]), *_remedy(play))


def spikes(play: Play) -> Finding | None:
    """Say that the training loss leaps up now and then, by more than a tenth of what it was at the start."""
    losses = play.training_loss
    rise = np.diff(losses)
    leaps = rise > 0.1 * losses[0]
    if play.diverged_at is not None or play.changes or not leaps.any() or worse(play) or swings(play):
        return None
    k, n = int(rise.argmax()), int(leaps.sum())
    text = (
        f"**The loss leaps up now and then**: in {n} of {len(rise)} epochs it rises by over a tenth of what it was "
        f"at first, most in epoch {int(play.epochs[k + 1]):,}, from {number(losses[k])} to {number(losses[k + 1])}."
    )
    return Finding("spikes", text, int(play.epochs[k]), *_remedy(play))


def _too_long(play: Play) -> str:
    """Return that the steps are too long, where one along the slope of all points shows it; or nothing."""
    if play.settings.optimizer != "sgd":
        return ""
    found = looks.full_steps(play)
    if 2 * found.rising < found.looked:
        return ""
    return (
        f"**The rate is too high**: even a step along the slope of all training points makes the loss larger in "
        f"{found.rising} of {found.looked} epochs looked at, at epoch {found.epoch:,} from {number(found.before)} "
        f"to {number(found.after)}."
    )


def _remedy(play: Play, times: float = 0.3) -> tuple[str, dict[str, Any]]:
    """Return what to try against a loss that rises: of several that may be to blame, the one that the run has."""
    if not _too_long(play) and play.settings.penalty != NO_PENALTY:
        return _weaker(play)
    if not _too_long(play) and play.settings.batch in (1, 2, 5):
        return "Try batches of 30", {"batch": 30}
    return _slower(play, times)


def _weaker(play: Play) -> tuple[str, dict[str, Any]]:
    lower = max((rate for rate in PENALTY_RATES if rate < play.settings.penalty_rate), default=None)
    if lower is None:
        return "Try no penalty", {"penalty": NO_PENALTY, "more": ""}
    return f"Try λ = {lower:g}", {"penalty_rate": lower, "more": ""}
