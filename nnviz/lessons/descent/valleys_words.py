"""What two valleys mean: the places where the surface is level, and what more steps can do and what they cannot."""

from nnviz.core import Array
from nnviz.figures.numbers import number
from nnviz.figures.palette import ANSWER, ERROR, MODEL
from nnviz.figures.text import bold, coloured, table
from nnviz.lessons.descent.valleys_study import (
    ENDLESS,
    LEFT,
    LEFT_PLACE,
    LOWER_PASS,
    ON_ITS_WAY,
    PASS,
    RIGHT,
    RIGHT_PLACE,
    Still,
    ValleyStudy,
    gradient_of,
)

LEVEL = (
    "In these places both slopes of the loss, ∂L/∂w and ∂L/∂b, are 0: a run that stood there would stay. What the "
    "surface does around them tells what they are. If it curves upwards in all directions (both eigenvalues of the "
    "Hessian, the matrix of second derivatives, are positive), it is a **minimum**, the lowest place around. Where it "
    "curves down in one direction, it is a **pass** (“saddle point”): there a valley's rim is lowest."
)
THE_BELIEF = (
    "“**With enough steps it finds the best place**”: no. Gradient descent knows only the slope where it stands, and "
    "goes down. The lowest way out of a valley is a pass: out of the left one it is the pass between the two, of loss "
    f"{number(PASS.loss)}; out of the right one it is another, below the picture, of loss {number(LOWER_PASS.loss)}. A "
    "run that has fallen below its valley's pass is decided: it stays in there, however many steps it takes. From then "
    "on it counts as *in* the valley, and its start wears the valley's mark. (No η offered here is so large that a "
    "step leads up.) At the lowest place of the *worse* valley the slope is 0, as in the better. **Where it ends "
    "depends on where it starts**: so networks are started at random, and more than once. A line has no such trouble, "
    "for its loss is one bowl; a sigmoid bends, and its loss can have two valleys."
)


def ends(study: ValleyStudy, place: int) -> str:
    """Return where the other runs are at the end, and what the last half of the steps did for the visitor's.

    It is said at the last stop: before, it would answer the question.
    """
    if place < len(study.stops) - 1:
        return ""
    others, n = study.valleys[-1, 1:], int(study.run.step[-1])
    left, right, open_ = (int((others == which).sum()) for which in (LEFT, RIGHT, ON_ITS_WAY))
    half, last = study.losses[n // 2], study.losses[-1]
    still = f", and {open_} are still on their way" if open_ else ""
    return (
        f"Of the {len(others)} other starts, **{left}** have come into the left valley after {n:,} steps, **{right}** "
        f"into the right one{still}. The second half of the steps took your loss from {coloured(half, ERROR)} to "
        f"{coloured(last, ERROR)}."
    )


def here(study: ValleyStudy, place: int) -> str:
    """Return where the visitor's run stands at a stop, and which way it goes from there."""
    step = int(study.stops[place])
    theta = study.mine[step]
    w, b = gradient_of(theta)
    return (
        f"At step {step:,} your run is at w = {coloured(theta[0], MODEL)}, b = {coloured(theta[1], MODEL)}; the slopes "
        f"there are ∂L/∂w = {coloured(w, ERROR)} and ∂L/∂b = {coloured(b, ERROR)}, and a step is −{study.rate:g} times "
        "these. (The timeline stops often at first and seldom later; every step counts.)"
    )


def level_places() -> str:
    """Return the table of the places where the surface is level."""
    rows = [
        _row("left", LEFT_PLACE),
        _row("right", RIGHT_PLACE),
        _row("pass between them", PASS),
        _row("pass below the picture", LOWER_PASS),
    ]
    return table(("place", "w", "b", "loss", "curves by"), rows, left=(0,))


def _row(name: str, place: Still) -> tuple[str, ...]:
    w, b = place.theta
    return name, number(w), number(b), bold(place.loss, ANSWER), _pair(place.curvatures)


def _pair(curvatures: Array) -> str:
    return ", ".join(number(value, 2) for value in curvatures)


def third_way() -> str:
    """Return what lies below the lower edge of the picture."""
    w, b = LOWER_PASS.theta
    return (
        f"(A third way down begins below the picture's lower edge, behind a pass at w = {number(w)}, b = {number(b)} "
        f"of loss {number(LOWER_PASS.loss)}. There the loss falls on and on towards {number(ENDLESS)} as w goes to −∞, "
        "lower than in both valleys, and has no lowest place. None of the starts that can be chosen here leads there.)"
    )
