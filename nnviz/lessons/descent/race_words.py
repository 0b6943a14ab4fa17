"""What a race shows: what one step does along and across the valley at each rate, and what the eigenvalues say."""

from functools import cache
from typing import NamedTuple

import numpy as np

from nnviz.core import DATASETS, Array, Sample, TrainConfig, least_squares, train
from nnviz.figures.numbers import cleared, number
from nnviz.figures.text import equal_sign, in_cell, table
from nnviz.lessons.descent.race_scene import LOOKS
from nnviz.lessons.descent.race_study import MAX_STEPS, Racer, RaceSettings, RaceStudy, best_rate, epochs_of
from nnviz.lessons.lines import NEURON, sample_of

PART = 100
"""The measured runs go on until a hundredth of what there was first is left."""
MEASURED = ("noisy_line", "four_points", "faithful", "anscombe_1")


def valley(study: RaceStudy) -> str:
    """Return what λₘᵢₙ and λₘₐₓ are on these points, and what follows for the rate."""
    low, high = study.bowl.eigenvalues
    steepest, flattest, limit = number(high), number(low), number(study.bowl.answer.rate_limit)
    least, kappa = f"{equal_sign(f'2 / {steepest}', limit)} {limit}", number(high / low)
    ratio = f"{equal_sign(f'{steepest} / {flattest}', kappa)} {kappa}"
    return (
        "Too short a step crawls. A longer one lands on the other side of the valley, and one that is too long lands "
        "there further away than it began.\n\n"
        "Over a line's m and c the surface is always a bowl or a valley. Across it curves most, with "
        f"λₘₐₓ = {steepest}; along it, at right angles, least, with λₘᵢₙ = {flattest}. (They are the "
        "eigenvalues of the Hessian, the matrix of second derivatives.) A step of gradient descent leaves 1 − η·λₘᵢₙ "
        "of the distance along the valley and 1 − η·λₘₐₓ of that across it. Below zero means: on the other side. "
        f"Below −1, which is **η above 2 / λₘₐₓ {least}**, means: further away. A rate "
        "small enough for the steep direction is slow in the flat one, and the more so the larger κ = λₘₐₓ / λₘᵢₙ "
        f"is. Here **κ {ratio}**."
    )


def steps_of(study: RaceStudy, k: int) -> str:
    """Return what a step at each racer's rate leaves along the valley and across it, and what k steps have left."""
    if study.kind != "rates":
        return OTHERS[study.kind].format(rate=number(study.racers[0].rate))
    rows = []
    for look, racer in zip(LOOKS, study.racers, strict=False):
        rate = racer.name.removeprefix("η = ")
        each = zip(study.bowl.eigenvalues, factors(study, racer), left(study, racer, k), strict=True)
        cells = [f"{in_cell(f'1 − {rate}·{number(curve)}', number(one))} / {number(all_)}" for curve, one, all_ in each]
        rows.append((f"{look.sign} {racer.name}", *cells, fate(study, racer)))
    heads = (f"one step / {k} steps leave", "along: 1 − η·λₘᵢₙ", "across: 1 − η·λₘₐₓ", "so the run")
    return table(heads, rows, left=(0, 3))


OTHERS = {
    "optimizers": (
        "The limit is a law for gradient descent alone. Momentum and Nesterov momentum keep nine tenths of their last "
        "step and add a new one: they gather speed where the slope stays the same, and run on where it turns. RMSprop "
        "and Adam divide each weight's step by how large its gradients usually are: the rate is then about the length "
        "of their first steps, whatever the slope, and cannot be compared with the limit."
    ),
    "batches": (
        "All racers have the same rate, η = {rate}, and go through all points once an epoch. A small batch makes more "
        "steps in an epoch, but each follows the slope of a few points only: the path trembles around the one that all "
        "points together would take. The limit is that of steps with all points."
    ),
}


def factors(study: RaceStudy, racer: Racer) -> Array:
    """Return what a step of gradient descent leaves of the distance along the valley and across it (2,)."""
    return np.asarray(1 - racer.rate * study.bowl.eigenvalues)


def left(study: RaceStudy, racer: Racer, k: int) -> Array:
    """Return which part of its first distance a run has left at epoch k, along the valley and across it (2,)."""
    _, directions = np.linalg.eigh(study.bowl.answer.hessian)
    first, now = ((racer.at[place] - study.bowl.answer.theta) @ directions for place in (0, k))
    return np.asarray(now / first)


def fate(study: RaceStudy, racer: Racer) -> str:
    """Return what becomes of a run of gradient descent at this rate, if it is long enough."""
    side, across = study.bowl.side(racer.rate), factors(study, racer)[1]
    if side == 0:
        return "swings across for ever"
    if side > 0:
        return "swings further and further: it flies off"
    return "settles, swinging across" if across < 0 else "settles without swinging"


class Measured(NamedTuple):
    """Gradient descent at the best fixed rate on one data set: κ, what a step leaves at most, and how many it takes.

    `distance` and `loss` are the steps until a hundredth of the first distance from the best line is left, and of the
    first loss above the smallest.
    """

    kappa: float
    leaves: float
    distance: int
    loss: int


def measured(sample: Sample) -> Measured:
    """Return what a run at the best fixed rate from the usual start does."""
    answer = least_squares(sample.X, sample.y)
    low, high = np.linalg.eigvalsh(answer.hessian).tolist()
    kappa, steps = high / low, 20 + int(0.6 * high / low * np.log(PART))
    config = TrainConfig("half_mse", "sgd", best_rate(answer), len(sample.X), steps)
    start = NEURON.init("uniform", np.random.default_rng(0))
    run = train(NEURON, start, sample.X, sample.y, config, most_recorded=steps + 1)
    away = np.linalg.norm(run.theta - answer.theta, axis=1)
    above = run.losses(sample.X, sample.y) - answer.loss
    far = away[:-1] >= 1e-6 * away[0]  # nearer than that, rounding decides
    leaves = float((away[1:][far] / away[:-1][far]).max())
    return Measured(kappa, float(cleared(leaves, 1)), _first(away <= away[0] / PART), _first(above <= above[0] / PART))


def _first(reached: Array) -> int:
    return int(np.argmax(reached))


@cache
def measured_table() -> str:
    """Return for data of several κ what the formulas say of the best fixed rate, beside what runs do."""
    rows = []
    samples = [("Noisy line, x standardized", sample_of("noisy_line").standardized())]
    samples += [(DATASETS[name].title, sample_of(name)) for name in MEASURED]
    for name, sample in samples:
        is_ = measured(sample)
        worst, rule = float(cleared((is_.kappa - 1) / (is_.kappa + 1), 1)), 0.5 * is_.kappa * np.log(PART)
        kappa = number(is_.kappa)
        leaves = in_cell(f"({kappa} − 1) / ({kappa} + 1)", number(worst))
        rows.append((name, kappa, f"{leaves} / {number(is_.leaves)}",
                     f"{number(rule)} / {is_.distance:,}", f"{number(rule / 2)} / {is_.loss:,}"))  # fmt: skip
    heads = ("formula / measured", "κ", "a step leaves", "steps to 1/100 of the distance", "of the loss")
    return table(heads, rows, left=(0,))


def at_the_best_rate() -> str:
    """Return what κ says of the best fixed rate, and of a small one."""
    return (
        "**At the best fixed rate**, 2 / (λₘₐₓ + λₘᵢₙ), the flat and the steep direction shrink alike: a step leaves "
        "at worst (κ − 1) / (κ + 1) of the distance to the best line. So it takes about ½·κ·ln(1/ε) steps until ε of "
        "the first distance is left (the larger κ, the truer), and half as many until ε of what the loss was above "
        "the smallest is left, for the loss goes with the square of the distance. In the table ε is 1/100; each row is "
        "measured on a run of its own.\n\n"
        "**At a small fixed rate** it is λₘᵢₙ alone that counts: a step leaves 1 − η·λₘᵢₙ along the valley, and that "
        "takes about ln(1/ε) / (η·λₘᵢₙ) steps, however steep the valley is across."
    )


def cut_short(settings: RaceSettings) -> str | None:
    """Return that a race has fewer epochs than were chosen, because a racer's steps would be too many, or None."""
    epochs = epochs_of(settings)
    if epochs == settings.epochs:
        return None
    return f"Ends after epoch {epochs}: no racer takes more than {MAX_STEPS:,} steps."
