"""The questions about what will become of the neurons; answers and reasons are read off the runs, at every step."""

import numpy as np

from nnviz.figures.numbers import digits_between, number
from nnviz.lessons import Question
from nnviz.lessons.activation.functions import FLAT, flats, title
from nnviz.lessons.activation.learner import SETTLED, Learner
from nnviz.lessons.activation.study import INPUTS, BendStudy, KindStudy, ShapeStudy

LITTLE, MUCH = 0.8, 0.1
"""Bends help little where they leave more than this share of the loss, and much where they leave less than that."""


def asked(text: str, answer: int, why: str, choices: dict[str, str], seen_from: int | None = None) -> Question:
    """Return a question whose `choices` are the options, each with the reason why it is not right if it is not."""
    reasons = tuple("" if place == answer else reason for place, reason in enumerate(choices.values()))
    return Question(text, tuple(choices), answer, why, reasons, seen_from=seen_from)


# ---- the shapes ------------------------------------------------------------------------------------


def shape_question(study: ShapeStudy) -> Question:
    """Ask what the end of the sweep does to the inputs; the answer is counted there."""
    count, all_of, name = int(study.n_flat[-1]), len(INPUTS), title(study.activation)
    (w, b), z = study.theta[-1], study.z[-1]
    shaded = "the stretches where the slope is nearly 0 are shaded" if flats(study.activation) else (
        f"{name} is nowhere flat, so nothing is shaded")  # fmt: skip
    some, steep = _inputs_that_are(study, flat=True), _inputs_that_are(study, flat=False)
    return asked(
        f"At the end, with w = {number(w)} and b = {number(b)}: on how many of the {all_of} inputs will the slope of "
        f"{name} be nearly 0 (between {number(-FLAT, 1)} and {number(FLAT, 1)})?",
        0 if count == 0 else 3 if count == all_of else 1 if count < all_of / 2 else 2,
        f"It is {count} of {all_of}: z = w·x + b of the seven then goes from {number(z.min())} to {number(z.max())}, "
        f"and {shaded}.",
        {
            "None of them": some,
            "Some, but fewer than half": some if count > all_of / 2 else steep,
            "More than half": steep if count < all_of / 2 else some,
            "All of them": steep,
        },
        seen_from=int(np.flatnonzero(study.n_flat != count).max(initial=-1)) + 1,
    )


def _inputs_that_are(study: ShapeStudy, flat: bool) -> str:
    """Return which of the inputs lie where the slope is nearly 0 at the end, or where it is not."""
    slopes, word = study.slope[-1], "nearly 0" if flat else "not nearly 0"
    found = np.flatnonzero((np.abs(slopes) < FLAT) == flat)
    if not len(found):
        return f"There is no input at which the slope is {word}."
    return f"The slope is {word} at x = {', '.join(number(x) for x in INPUTS[found])}."


# ---- learning with each ----------------------------------------------------------------------------


def kind_question(study: KindStudy) -> Question:
    """Ask what becomes of the ReLU neuron; the answer is read off its run, at all its recorded steps."""
    relu = study.learners[-1].whole
    (w, b), dead = relu.theta[0], relu.dead
    answer = 3 if dead[0] else 2 if dead[-1] else 0 if relu.settled_from is None else 1
    return asked(
        f"All three start with w = {number(w)} and b = {number(b)}. What becomes of the ReLU neuron in "
        f"{relu.steps[-1]:,} steps?",
        answer,
        _what_became(relu, answer),
        _of_each_fate(relu, answer),
        seen_from=(None, relu.settled_from, int(relu.steps[relu.dead.argmax()]), 1)[answer],
    )


def _what_became(relu: Learner, answer: int) -> str:
    first, last = relu.losses[[0, -1]]
    digits = digits_between(first, last)
    first, last = number(first, digits), number(last, digits)
    goes = f"goes from {first} to {last}" if first != last else f"hardly changes: it is {first}"
    if answer == 3:
        return "Already at the start its z is 0 or less for all examples, so its gradient is exactly 0."
    if answer == 2:
        died = int(relu.steps[relu.dead.argmax()])
        return f"From step {died} on its z is 0 or less for all examples: gradient exactly 0. Its loss stays at {last}."
    if answer == 1:
        return (
            f"From step {relu.settled_from:,} on, up to the end of this run, its gradient, and what its loss has still "
            f"to change, are at most {number(SETTLED, 1)} of what they were at the start. Its loss {goes}."
        )
    return f"Its loss {goes}, and at the end its gradient is {_left(relu)} of that at the start."


def _of_each_fate(relu: Learner, answer: int) -> dict[str, str]:
    """Return the fates that one may guess, each with the reason why it is not this neuron's."""
    awake, n = (~relu.silent[..., 0]).sum(axis=1), len(relu.sample.X)
    fades = f"Hardly: at the end its gradient is {_left(relu)} of that at the start."
    stuck = "It stands still, but not because it has nothing left to correct: no error gets through any more."
    alive = f"At each step z is above 0 for at least {awake.min()} of the {n} examples, and those move w and b."
    return {
        "It is still learning at the end": fades if answer == 1 else "Where the gradient is 0, w and b stay.",
        "It settles: its gradient all but fades, though not all z are 0 or less": (
            f"Settled would mean at most {number(SETTLED, 1)} of it." if answer == 0 else stuck
        ),
        "It dies on the way: from some step on every z is 0 or less": "It never was alive." if answer == 3 else alive,
        "It is dead from the start": f"At the start z is above 0 for {awake[0]} of the {n} examples.",
    }


def _left(learner: Learner) -> str:
    first, last = np.linalg.norm(learner.gradients[[0, -1]], axis=1)
    return number(last / first, 2) if first else "0"


# ---- why bend at all -------------------------------------------------------------------------------


def bend_question(study: BendStudy) -> Question:
    """Ask how much the bends will help; of runs that did not stay finite, which one flies off first."""
    diverged = any(one.run.diverged_at is not None for one in (study.straight, study.bent))
    return _who_flies_off(study) if diverged else _how_much_it_helps(study)


def warning(study: BendStudy) -> str | None:
    """Return what is said above the figures where a run diverged; not which one, for that is asked."""
    if all(one.run.diverged_at is None for one in (study.straight, study.bent)):
        return None
    return (
        f"With the learning rate {np.min(study.bent.run.config.learning_rate):g} not both runs stay finite: steps that "
        "long overshoot, and the numbers grow without end. Guess which flies off first, then try a smaller rate."
    )


def _who_flies_off(study: BendStudy) -> Question:
    ends = [one.run.diverged_at for one in (study.straight, study.bent)]
    without, with_relu = (np.inf if end is None else end for end in ends)
    whole = f"stay finite to step {study.straight.steps[-1]:,}"
    tell = [whole if end is None else f"are finite for the last time at step {end:,}" for end in ends]
    straight, bent = f"The layers without an activation {tell[0]}.", f"The layers with ReLU {tell[1]}."
    dead = " All hidden neurons of these are then dead, so only the output's bias is left to learn." if (
        study.bent.dead[-1] and ends[1] is None) else ""  # fmt: skip
    other = "The other goes at the very same step." if without == with_relu else "They hold out longer."
    return asked(
        f"At the learning rate {np.min(study.bent.run.config.learning_rate):g} numbers grow until a computer cannot "
        "hold them. Which of the two flies off first?",
        0 if without < with_relu else 1 if with_relu < without else 2,
        f"{straight} {bent}{dead}",
        {
            "The layers without an activation": other,
            "The layers with ReLU": other,
            "Neither: both at the same step": "One of them goes before the other.",
        },
        seen_from=int(min(without, with_relu)) + 1,
    )


def _how_much_it_helps(study: BendStudy) -> Question:
    without, with_relu = (float(learner.losses[-1]) for learner in (study.straight, study.bent))
    little, much = number(LITTLE * without), number(MUCH * without)
    share = with_relu / without
    dead = " All its hidden neurons are dead, so it is a flat line." if study.bent.dead[-1] else ""
    return asked(
        f"Both start from the same weights. After {study.straight.steps[-1]} steps, how does the loss with ReLU "
        "compare with the loss without an activation?",
        0 if share > LITTLE else 1 if share >= MUCH else 2,
        f"Without: {number(without)}. With ReLU: {number(with_relu)}.{dead} Whatever their weights, the layers without "
        f"an activation are one straight line, and the best of all lines has a loss of {number(study.answer.loss)}.",
        {
            "More than four fifths of it, or even larger": f"Four fifths would be {little}; with ReLU it is less.",
            "Smaller, from a tenth to four fifths of it": (
                f"A tenth would be {much}; with ReLU it is less." if share < MUCH else
                f"Four fifths would be {little}; with ReLU it is more."
            ),
            "Less than a tenth of it": f"A tenth would be {much}; with ReLU it is more.",
        },
    )  # fmt: skip
