"""What else may be wrong in a run, each with its evidence: nothing learned, dead neurons, no bend, too much learned."""

from typing import Any

import numpy as np

from nnviz.core import LOSSES
from nnviz.figures.numbers import number
from nnviz.lessons.common import STARTS
from nnviz.lessons.playground import looks
from nnviz.lessons.playground.finding import LAYERS, Finding, right, saturated, short_of
from nnviz.lessons.playground.rising import worse
from nnviz.lessons.playground.settings import NO_PENALTY, of_all
from nnviz.lessons.playground.stages import RATES
from nnviz.lessons.playground.study import Play

SMOOTH = {"identity", "relu", "leaky_relu"}


def jumps(play: Play) -> Finding | None:
    """Say that nothing before a threshold has learned."""
    hidden = play.settings.hidden
    if "threshold" not in hidden or play.changes or play.settings.penalty != NO_PENALTY:
        return None
    layer = len(hidden) - hidden[::-1].index("threshold")
    before = zip(play.net.sizes, play.net.sizes[1 : layer + 1], strict=False)
    still = sum((fan_in + 1) * n for fan_in, n in before)
    if not (play.theta[:, :still] == play.theta[0, :still]).all():
        return None
    text = (
        f"**Nothing up to layer {LAYERS[layer - 1]} has learned**: its neurons are thresholds, whose slope is 0, so no "
        "error comes back through them, and all weights and biases there are still those of the start."
    )
    return Finding("jumps", text, 0, "Try tanh", of_all("tanh"))


def alike(play: Play) -> Finding | None:
    """Say that the neurons of a layer are all alike, because they started so."""
    layers = play.net.layers(play.theta[-1])[: len(play.settings.layers)]
    same = [len(b) > 1 and np.ptp(W, axis=1).max() == 0 and np.ptp(b) == 0 for W, b in layers]
    if not any(same) or play.settings.initializer != "zeros" or max(play.settings.layers) < 2:
        return None
    n = int(np.sum(same))
    text = (
        f"**The neurons of a layer are all alike**, in {n} of {len(same)} hidden layers: their weights started "
        "equal, so each has learned the same as its neighbours. Such a layer is worth one neuron."
    )
    return Finding("alike", text, 0, "Start from other weights", {"start": "uniform"})


def one_answer(play: Play) -> float:
    """Return the training loss of the best single answer for every point: the mean of the targets, for each loss."""
    y = play.targets[play.points.training]
    each = LOSSES[play.settings.loss].value(np.broadcast_to(y.mean(axis=0), y.shape).copy(), y)
    return float(np.mean(each))


def stuck(play: Play) -> Finding | None:
    """Say that the network is hardly better than one answer for all, and why, where the run shows it."""
    losses, single = play.training_loss, one_answer(play)
    if play.diverged_at is not None or losses[-1] < 0.95 * single:
        return None
    if any(cause(play) for cause in (straight, worse, alike, jumps)):
        return None
    text = (
        f"**It is hardly better than one answer for all points**: its training loss is {number(losses[-1])} at the "
        f"end, and the best single answer has {number(single)}."
    )
    if reason := saturated(play):
        return Finding("stuck", f"{text} {reason}", 0, "Try ReLU", of_all("relu"))
    return _slow(play, text) or Finding(
        "stuck", text, 0, "Try another start", {"seed": (play.settings.seed + 1) % STARTS}
    )


def _slow(play: Play, text: str) -> Finding | None:
    """Say that the rate is too low: θ has hardly moved, and at the end longer steps would gain in proportion."""
    last, rate = np.array([len(play.theta) - 1]), play.rates[-1]
    moved, size = (float(np.linalg.norm(one)) for one in (play.theta[-1] - play.theta[0], play.theta[0]))
    if play.settings.optimizer != "sgd" or moved > 0.05 * size or rate == RATES[-1]:
        return None
    long, short = (looks.full_steps(play, times, last) for times in (10.0, 1.0))
    gain, most = short.before - short.after, long.before - long.after
    if not (gain > 0 and most > 5 * gain):
        return None
    faster = min(faster for faster in RATES if faster > 2.5 * rate)
    reason = (
        f"**The rate is low**: all weights and biases together, {number(size)} long at the start, have moved by "
        f"{number(moved)}. At the end a step along the slope of all training points would lower the loss by "
        f"{number(gain)}, one ten times as long by {number(most)}."
    )
    return Finding("slow", f"{text} {reason}", 0, f"Try η = {faster:g}", {"rate": faster, "more": ""})


def dead(play: Play) -> Finding | None:
    """Say how many hidden neurons are dead at the end, and since when."""
    since = looks.dead_since(play)
    if not since:
        return None
    n, all_ = len(since), sum(play.settings.layers)
    first = min(since.values())
    are = "is" if n == 1 else "are"
    since_then = f"since epoch {first:,}" if n == 1 else f"the first since epoch {first:,}"
    when = "from the start" if max(since.values()) == 0 else since_then
    text = (
        f"**{n} of {all_} hidden neurons {are} dead**, {when}: for every training point they answer 0 and their slope "
        "is 0, and so is the slope of the loss along their own weights."
    )
    return Finding("dead", text, first, "Try Leaky ReLU", of_all("leaky_relu"))


def straight(play: Play) -> Finding | None:
    """Say that a straight line cannot part the data, where the network can draw nothing else."""
    if len(play.points.classes) != 2 or not looks.draws_straight(play):
        return None
    rows = play.points.training
    n, best = play.points.n_training, looks.best_line(play.points.X[rows], play.points.actual[rows] == 1)
    if best == n:
        return None
    why = "nothing in it bends" if play.settings.layers else "it has no hidden layer"
    text = (
        f"**A straight line cannot part these points**, and this network can draw no other: {why}. No line at all "
        f"gets more than {best} of the {n} training points right; this one gets {int(right(play, rows))}."
    )
    puts = of_all("tanh") if play.settings.layers else {"layers": "4"}
    return Finding("straight", text, None, "Let it bend" if play.settings.layers else "Add a hidden layer", puts)


def vanishing(play: Play) -> Finding | None:
    """Say that the error hardly reaches the first hidden layer."""
    if len(play.settings.layers) < 2 or "threshold" in play.settings.hidden:
        return None
    sizes = looks.deltas(play)
    if not np.isfinite(sizes).all() or sizes[0] > 0.02 * sizes[-1] or not sizes[0]:
        return None
    n, last = min(len(play.theta), looks.LOOKED), LAYERS[len(sizes) - 1]
    text = (
        f"**The error hardly reaches the first layer**: over {n} epochs looked at, the mean |δ| is {number(sizes[0])} "
        f"in layer A and {number(sizes[-1])} in layer {last}. On its way back it is multiplied by weights and slopes, "
        "layer by layer."
    )
    return Finding("vanishing", text, 0, *_reaching(play))


def _reaching(play: Play) -> tuple[str, dict[str, Any]]:
    if not set(play.settings.hidden) <= SMOOTH:
        return "Try ReLU, from He's start", of_all("relu") | {"start": "he"}
    if play.settings.initializer != "he":
        return "Try He's start", {"start": "he"}
    return "Try one layer less", {"layers": "-".join(map(str, play.settings.layers[:-1]))}


def weak(play: Play) -> Finding | None:
    """Say how little of the error comes back through sigmoids, where the network is not good yet."""
    short = short_of(play)
    if set(play.settings.hidden) != {"sigmoid"} or not short or any(cause(play) for cause in (stuck, vanishing, worse)):
        return None
    mean = [f"{number(one)} in layer {letter}" for one, letter in zip(looks.steepness(play), LAYERS, strict=False)]
    text = (
        "**Sigmoids let little of the error through**: on its way back it is multiplied by their slope φ′(z), which is "
        f"never above 1/4, and at the end on average {', '.join(mean)}. {short} at the end."
    )
    return Finding("weak", text, 0, "Try tanh", of_all("tanh"))


def overfits(play: Play) -> Finding | None:
    """Say that the test loss rises while the training loss still falls."""
    test, training = play.test_loss, play.training_loss
    least = int(test.argmin())
    if play.diverged_at is not None or test[-1] < max(1.1 * test[least], test[least] + 0.01 * test[0]):
        return None
    if training[-1] >= training[least]:
        return None
    text = (
        f"**It learns what only the training points have**: from epoch {int(play.epochs[least]):,} to the end "
        f"the test loss goes up from {number(test[least])} to {number(test[-1])}, the training loss down from "
        f"{number(training[least])} to {number(training[-1])}."
    )
    advice: tuple[str, dict[str, Any]] = ("Try more points for training", {"share": 90})
    if play.settings.penalty == NO_PENALTY:
        advice = "Try L2, λ = 0.01", {"penalty": "l2", "penalty_rate": 0.01}
    return Finding("overfits", text, int(play.epochs[least]), *advice)
