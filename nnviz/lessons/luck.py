"""Was that luck? One run from many starts. Parts with several, or a start that one sets, show it themselves."""

from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nnviz.core import Array, Run, train
from nnviz.core.arrays import Steps
from nnviz.figures import palette, timeline
from nnviz.figures.animation import Animation, Mark, Readout, Scene
from nnviz.figures.axes import layout
from nnviz.figures.loss import above, log_height
from nnviz.figures.marks import line, note
from nnviz.figures.numbers import number
from nnviz.lessons.common import STARTS
from nnviz.lessons.lesson import Part, Question

MOST_STOPS = 101
ARRIVED = 0.9
"""Who has come so much of the way from the median start down to the best end has arrived."""
LARGEST = 1e300
"""A loss that is beyond all numbers counts as this."""
ALIKE = 0.01
"""Ends that lie no further apart than this share of that way are alike."""
OPTIONS = ("All of them", "More than half, but not all", "Half or fewer", "None but the best itself")


@dataclass(frozen=True)
class Luck:
    """One run from all starts at once: the loss of each at each of the steps (K, R); `seed` is the visitor's own.

    The timeline counts a `unit`, and the loss is called `measure`, as on the page of the one run.
    """

    run: Run
    losses: Array
    seed: int
    unit: str = "step"
    measure: str = "loss"

    @property
    def steps(self) -> Steps:
        """The number of each stop (K,) in its unit; a run that ended within an epoch ends in that one."""
        per = self.run.steps_per_epoch if self.unit == "epoch" else 1
        found: Steps = -(-self.run.step // per)
        return found

    @cached_property
    def order(self) -> NDArray[np.int_]:
        """The seeds (R,) by their loss at the end, the best first."""
        return np.argsort(self.losses[-1], kind="stable")

    @property
    def named(self) -> dict[str, int]:
        """The seeds of the best run, of the one in the middle and of the worst."""
        return {"best": int(self.order[0]), "median": int(self.order[(STARTS - 1) // 2]), "worst": int(self.order[-1])}

    @property
    def rank(self) -> int:
        """The visitor's own place among all at the end, from 1."""
        return int(np.flatnonzero(self.order == self.seed)[0]) + 1

    @cached_property
    def way(self) -> float:
        """How far it is from the median loss at the start down to the best at the end."""
        return float(np.median(self.losses[0]) - self.losses[-1].min())

    @cached_property
    def target(self) -> float:
        """The loss below which a run has arrived."""
        return float(self.losses[-1].min() + (1 - ARRIVED) * max(self.way, 0))

    @cached_property
    def arrived(self) -> NDArray[np.int_]:
        """How many are below the target at each of the steps (K,)."""
        return np.asarray((self.losses <= self.target).sum(axis=1))

    @property
    def flew_off(self) -> int:
        """How many left the numbers that a computer can hold."""
        return 0 if self.run.diverged_at is None else int((np.asarray(self.run.diverged_at) >= 0).sum())


def luck(part: Part, study: Any, seed: int) -> Luck:
    """Return the run of a part's study from all starts, trained at once along a leading axis; `seed` is the own."""
    course = part.course(study)
    assert part.start is not None
    assert course.again is not None
    _, one, (X, y, *_) = course.again
    starts = np.stack([part.start(study, start) for start in range(STARTS)])
    whole = max(n for n in range(1, MOST_STOPS) if one.config.epochs % n == 0)  # as many stops at ends of epochs
    run = train(one.net, starts, X, y, one.config, MOST_STOPS if course.unit == "step" else whole + 1)
    losses = np.nan_to_num(run.losses(course.on.X, course.on.y), nan=LARGEST, posinf=LARGEST)
    return Luck(run, losses, seed, course.unit, course.measure)


def is_random(part: Part, study: Any) -> bool:
    """Return whether the run of a part's study has a start that is drawn at random."""
    return part.start is not None and not np.array_equal(part.start(study, 0), part.start(study, 1))


def may_be_repeated(part: Part, study: Any) -> bool:
    """Return whether the run of a part's study can be trained from other starts, and these are others."""
    return is_random(part, study) and part.course(study).again is not None


def luck_scene(study: Luck) -> Scene:
    """Return the bundle of losses, and where each start's loss is, from the best end to the worst."""
    steps, losses = study.steps, study.losses
    quarter, median, three_quarters = np.quantile(losses, [0.25, 0.5, 0.75], axis=1)
    middle = [f"{number(a)} to {number(b)}" for a, b in zip(quarter.tolist(), three_quarters.tolist(), strict=True)]
    arrived = [f"{n} of {STARTS}" for n in study.arrived]
    return Scene(
        timeline=timeline.of_steps(steps, study.unit),
        animations=(_bundle(study, np.stack([quarter, median, three_quarters])), _ends(study)),
        readouts=(
            Readout(study.unit.capitalize(), timeline.numbered(steps)),
            Readout(f"Your start ({study.seed}): {study.measure}", _numbers(losses[:, study.seed]), palette.ERROR),
            Readout("Median", _numbers(median), palette.MODEL),
            Readout("Middle half", np.array(middle)),
            *([Readout(f"Arrived, at {number(study.target)} or less", np.array(arrived))] if study.way > 0 else []),
        ),
        grid=((0, 1),),
        columns=(1.3, 1),
    )  # fmt: skip


def _numbers(values: Array) -> NDArray[np.str_]:
    return np.array([number(value) for value in values.tolist()])


def _height(study: Luck) -> dict[str, Any]:
    """Return the axis of losses: logarithmic, for the ends lie far below the starts and are what is compared."""
    heights = log_height(study.losses.ravel(), float(np.median(study.losses[0])))
    return {"title": f"{study.measure} (logarithmic)", "zeroline": False, **heights}


def _bundle(study: Luck, quartiles: Array) -> Animation:
    """Return the losses of all starts as far as the run has come, with the median and the middle half (3, K)."""
    steps, last = study.steps, max(int(study.steps[-1]), 1)
    trail = np.arange(1, len(steps) + 1)
    marks = [
        replace(
            line(steps, study.losses[:, seed], palette.QUIET, width=1.5, opacity=0.45, trail=trail,
                 hoverinfo="text", hovertext=f"start {seed}", customdata=[str(seed)] * len(steps)),
            pick="seed",
        )
        for seed in range(STARTS)
    ]  # fmt: skip
    dashed: dict[str, Any] = {"line": {"dash": "dot"}}
    marks += [line(steps, quartiles[i], palette.MODEL, width=2, trail=trail, **dashed) for i in (0, 2)]
    marks.append(line(steps, quartiles[1], palette.MODEL, width=4, trail=trail))
    marks.append(line(steps, study.losses[:, study.seed], palette.ERROR, width=3, trail=trail))
    marks.append(above(study.losses.min(axis=1), last, _height(study)["range"]))
    return Animation(
        marks=tuple(marks),
        layout=layout(
            x={"title": study.unit, "range": [-0.02 * last, 1.04 * last], "zeroline": False, "nticks": 6},
            y=_height(study),
            title=f"{STARTS} starts; blue: median, dotted: middle half",
            uirevision=f"{last}",
        ),
        name=f"The {study.measure} at each {study.unit} from {STARTS} starts, with the median and the middle half",
    )


def _ends(study: Luck) -> Animation:
    """Return each start's loss at this step, one beside the other by their order at the end; a click chooses one."""
    x, losses = np.arange(1, STARTS + 1), study.losses[:, study.order]
    own = study.order == study.seed
    colours = np.where(own, palette.ERROR.light, palette.DATA.light).tolist()
    trace = {
        "type": "scatter", "mode": "markers", "x": x, "y": losses[0], "hoverinfo": "text",
        "marker": {"color": colours, "size": np.where(own, 15, 10).tolist(), "line": {"width": 0}},
        "hovertext": [f"start {seed}" for seed in study.order], "customdata": [str(seed) for seed in study.order],
    }  # fmt: skip
    return Animation(
        marks=(
            Mark(trace, {"y": losses}, pick="seed"),
            above(losses.min(axis=1), STARTS, _height(study)["range"]),
        ),
        layout=layout(
            x={"title": "place at the end: 1 is the best", "range": [0, STARTS + 1], "zeroline": False},
            y=_height(study),
            title=f"Each start, at this {study.unit}",
            annotations=[note("yours", study.rank, 1.0, palette.ERROR, yref="paper", yanchor="top")],
            uirevision="starts",
        ),
        name=f"The {study.measure} of each start at this {study.unit}, by the order in which they end",
    )


def luck_question(study: Luck) -> Question:
    """Ask how many of the starts will arrive."""
    if study.way <= 0:
        return _who_gets_better(study)
    n = int(study.arrived[-1])
    answer = 0 if n == STARTS else 1 if 2 * n > STARTS else 2 if n > 1 else 3
    return Question(
        f"From {STARTS} starts: how many will come at least nine tenths of the way that the best one comes?",
        OPTIONS, answer,
        f"{n} of {STARTS} do. The best ends at {number(study.losses[-1].min())}, the worst at "
        f"{number(study.losses[-1].max())}.",
    )  # fmt: skip


def _who_gets_better(study: Luck) -> Question:
    """Ask who ends below where it began, where no run ends below the median start."""
    n = int((study.losses[-1] < study.losses[0]).sum())
    return Question(
        f"From {STARTS} starts: how many will end with a smaller {study.measure} than they began with?",
        ("All of them", "Some of them", "None of them"), 0 if n == STARTS else 1 if n else 2, f"{n} of {STARTS} do.",
    )  # fmt: skip


def luck_words(study: Luck, place: int) -> str:
    """Return what is to be said at a place of the timeline, as Markdown: how much was luck, once all have ended."""
    step, last = int(study.steps[place]), int(study.steps[-1])
    take = "Click a start in the figures to take it as yours."
    if step < last:
        here = (study.losses[place] < study.losses[place, study.seed]).sum() + 1
        return f"{_the_way(study)}\n\nAt {study.unit} {step:,}, your start is at place {here} of {STARTS}. {take} How \
much of it was luck is said here at the end, after {study.unit} {last:,}."
    return f"{_verdict(study)}\n\n{_the_way(study)} {take}"


def _the_way(study: Luck) -> str:
    """Return what the runs have in common, and what it is to arrive."""
    same = "All runs have the same settings and see the same examples in the same order; only their start is another."
    if study.way <= 0:
        return same
    start, target = number(float(np.median(study.losses[0]))), number(study.target)
    return (
        f"{same} The way goes from {start}, the median {study.measure} of the starts, down to the smallest at an end; "
        f"who has come nine tenths of it, to {target}, has arrived."
    )


def _verdict(study: Luck) -> str:
    """Return how much of the result was luck, and where the own start ended."""
    ends, n = study.losses[-1], int(study.arrived[-1])
    best, median, worst = (f"{number(value)}" for value in (ends.min(), float(np.median(ends)), ends.max()))
    spread = f"They end between {best} and {worst}, at the median {median}."
    if study.way <= 0:
        verdict = f"**None of these starts leads down:** no run ends below the median {study.measure} of the starts."
    elif ends.max() - ends.min() <= ALIKE * study.way:
        verdict = f"**It was no luck:** from every start, the run ends at nearly the same {study.measure}."
    elif n == STARTS:
        verdict = "**Little of it was luck:** from every start, the run comes at least nine tenths of the way."
    elif 2 * n > STARTS:
        verdict = f"**Some of it was luck:** from {n} of {STARTS} starts, the run comes nine tenths of the way."
    else:
        verdict = f"**Much of it was luck:** from no more than {n} of {STARTS} starts, the run comes so far."
    off = f" {study.flew_off} of them fly off." if study.flew_off else ""
    own = f"Your start, number {study.seed}, ends at {number(ends[study.seed])}: place {study.rank} of {STARTS}."
    return f"{verdict} {spread}{off} {own}"
