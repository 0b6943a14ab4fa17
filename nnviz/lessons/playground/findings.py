"""What is going on in a run: sentences with their evidence, from its own numbers, the most important first."""

from collections.abc import Callable

import numpy as np

from nnviz.figures.numbers import number
from nnviz.lessons.common import STARTS
from nnviz.lessons.playground import looks
from nnviz.lessons.playground.edges import edges
from nnviz.lessons.playground.finding import Finding, right, short_of
from nnviz.lessons.playground.rising import diverged, spikes, swings, worse
from nnviz.lessons.playground.settings import NO_PENALTY
from nnviz.lessons.playground.stages import MOST_STAGES, PENALTY_RATES, Stage, stages_text
from nnviz.lessons.playground.study import Play
from nnviz.lessons.playground.trouble import alike, dead, jumps, overfits, straight, stuck, vanishing, weak

SETTLED = 0.8
"""A loss that stays where it ends from this part of the run on is settled."""


def findings(play: Play) -> tuple[Finding, ...]:
    """Return what is going on in a run, the most important first; there is always something to say."""
    with np.errstate(over="ignore", invalid="ignore"):
        wrong = [found for look in TROUBLE if (found := look(play))]
        if wrong and wrong[0].kind == "diverged":
            return tuple(wrong[:1])
        rest = [found for look in REST if (found := look(play))]
        return (*wrong, *rest) or (came_to(play),)


def clipped(play: Play) -> Finding | None:
    """Say how many weights L1 has taken to zero."""
    if play.settings.penalty != "l1":
        return None
    weights = np.concatenate([W.ravel() for W, _ in play.net.layers(play.theta[-1])])
    gone, kept = int((weights == 0).sum()), int((weights != 0).sum())
    if not gone:
        return None
    text = f"**L1 has taken {gone} of {gone + kept} weights to 0**, and their links have vanished: {kept} are left."
    if not kept:
        text = "**L1 has taken every weight to 0**: the network says the same everywhere."
    lower = max((rate for rate in PENALTY_RATES if rate < play.settings.penalty_rate), default=None)
    if lower is None or not short_of(play):
        return Finding("clipped", text)
    return Finding("clipped", text, None, f"Try λ = {lower:g}", {"penalty_rate": lower, "more": ""})


def well(play: Play) -> Finding | None:
    """Say what went well: how many test points are right, or how much of the values is explained."""
    rows = play.points.test
    n, quality = len(play.points.X) - play.points.n_training, float(play.quality(rows)[-1])
    if play.diverged_at is not None or quality < 0.9:
        return None
    if play.points.classes:
        text = f"**It went well**: {right(play, rows)} of {n} test points, which it has never learned from, are right."
    else:
        text = f"**It went well**: on the test points, which it has never learned from, R² is {number(quality)}."
    return Finding("well", text)


def arrived(play: Play) -> Finding | None:
    """Say since when the training loss is settled; or that it is still falling at the end."""
    losses, last = play.training_loss, len(play.training_loss) - 1
    if play.diverged_at is not None or losses[-1] > 0.95 * losses[0] or last < 5 or stuck(play):
        return None
    settled = looks.settled_from(losses)
    if settled <= SETTLED * last:
        epoch = int(play.epochs[settled])
        text = (
            f"**It had arrived at epoch {epoch:,}**: after that the training loss stays as near to its last value, "
            f"{number(losses[-1])}, as 1 % of its whole fall."
        )
        short = short_of(play)
        if not short or play.settings.penalty != NO_PENALTY or not play.settings.layers:
            return Finding("arrived", f"{text} {short}{short and '.'}".strip(), epoch)
        text += f" {short} all the same: from other weights it may come to more, or to less."
        return Finding(
            "arrived", text, epoch, "Try another start", {"seed": (play.settings.seed + 1) % STARTS, "more": ""}
        )
    before = last - max(1, last // 10)
    if losses[before] - losses[-1] < 0.01 * losses[0]:
        return None
    text = (
        f"**It is still getting better**: over the last tenth of the epochs the training loss falls from "
        f"{number(losses[before])} to {number(losses[-1])}."
    )
    more = (*play.settings.stages, Stage(int(play.epochs[-1]), play.settings.epochs))
    if len(more) > MOST_STAGES or play.short:
        return Finding("falling", text, int(play.epochs[before]))
    return Finding("falling", text, int(play.epochs[before]), "Train on", {"more": stages_text(more)})


def came_to(play: Play) -> Finding:
    """Say what the training came to."""
    rows, losses = play.points.test, play.training_loss
    n, quality = len(play.points.X) - play.points.n_training, float(play.quality(rows)[-1])
    answers = f"on the test points R² is {number(quality)}"
    if play.points.classes:
        answers = f"{right(play, rows)} of {n} test points are right"
    text = f"**The training loss went from {number(losses[0])} to {number(losses[-1])}**; {answers}."
    return Finding("came to", text)


Look = Callable[[Play], Finding | None]
TROUBLE: tuple[Look, ...] = (
    diverged,
    worse,
    swings,
    spikes,
    jumps,
    alike,
    stuck,
    dead,
    straight,
    vanishing,
    weak,
    overfits,
)
REST: tuple[Look, ...] = (clipped, well, arrived, edges)


def landmarks(play: Play) -> tuple[tuple[str, int], ...]:
    """Return the epochs worth a look: where each loss is smallest, and from where on the training loss is settled."""
    least = int(play.training_loss.argmin()), int(play.test_loss.argmin())
    found = [("Training loss smallest", least[0]), ("Test loss smallest", least[1])]
    settled = looks.settled_from(play.training_loss)
    found += [("Training loss settled", settled)] if settled <= SETTLED * (len(play.training_loss) - 1) else []
    return tuple((label, int(play.epochs[place])) for label, place in found)
