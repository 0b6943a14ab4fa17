"""The question about the two valleys: where the visitor's own run ends. The run itself answers."""

from nnviz.figures.numbers import digits_apart, number
from nnviz.lessons import Question
from nnviz.lessons.descent.valleys_study import (
    LEFT,
    LEFT_PLACE,
    ON_ITS_WAY,
    PASS,
    RIGHT,
    RIGHT_PLACE,
    WAY_OUT,
    ValleyStudy,
    beyond,
)

OPTIONS = {LEFT: "In the left valley", RIGHT: "In the right valley", ON_ITS_WAY: "Still on its way to one of them"}


def valley_question(study: ValleyStudy) -> Question:
    """Ask in which valley the visitor's run is at the end."""
    came, (w, b), loss = int(study.valleys[-1, 0]), study.mine[-1].tolist(), float(study.losses[-1])
    over = LEFT if beyond(study.mine[-1], PASS, LEFT_PLACE) else RIGHT
    height, crossed = told_apart(loss, WAY_OUT[over].loss)
    at = f"After {int(study.run.step[-1]):,} steps your run is at w = {number(w)}, b = {number(b)}: loss {height}"
    return Question(
        "Where is the run from your start at the end?",
        tuple(OPTIONS.values()),
        list(OPTIONS).index(came),
        f"{at}. {_because(came, over, crossed)}",
        tuple("" if option == came else _why_not(option, came) for option in OPTIONS),
    )


def told_apart(one: float, other: float) -> tuple[str, str]:
    """Return two numbers, with as many digits as tell them apart."""
    digits = digits_apart(one, other) or 3
    return number(one, digits), number(other, digits)


def _because(came: int, over: int, crossed: str) -> str:
    """Return why a run has come to where it is, given the valley it is `over` and the height of the pass out of it."""
    if came == LEFT:
        return (
            f"That is below {crossed}, the height of the pass between the valleys, and left of it. Each step leads "
            f"down, so it can no more get over the pass to {number(RIGHT_PLACE.loss)}, the lower one."
        )
    if came == RIGHT:
        return (
            f"That is below {crossed}, the lowest pass out of the right valley. Each step leads down, so it cannot get "
            "out again."
        )
    return (
        f"That is not below {crossed}, the lowest pass out of the {'left' if over == LEFT else 'right'} valley, over "
        "which it is: so high, it could still leave it. More steps, or a larger η, would show where it ends."
    )


def _why_not(option: int, came: int) -> str:
    if option == ON_ITS_WAY:
        return "It has come into one of them."
    if came == ON_ITS_WAY:
        return "It has not come so far."
    place = {LEFT: LEFT_PLACE, RIGHT: RIGHT_PLACE}[option]
    return f"The lowest place of that valley is at w = {number(place.theta[0])}, b = {number(place.theta[1])}."
