"""The question about a run of the playground: how good its answers will be on points that it has never learned from."""

from nnviz.figures.numbers import number
from nnviz.lessons import Question
from nnviz.lessons.playground.finding import right
from nnviz.lessons.playground.study import Play

PARTS = (0.6, 0.8, 0.95)
"""Where one answer ends and the next begins, as shares of the points that are right."""
EXPLAINED = (0.5, 0.8, 0.95)
"""The same for R²."""


def quality_question(play: Play) -> Question:
    """Ask how many test points are right at the end; where targets are values, how large R² is on them."""
    if play.points.classes:
        return _asked_of_classes(play)
    quality, edges = float(play.quality(play.points.test)[-1]), [f"{edge:g}" for edge in EXPLAINED]
    options = (f"Below {edges[0]}", f"{edges[0]} to {edges[1]}", f"{edges[1]} to {edges[2]}", f"{edges[2]} or more")
    why = f"On the test points R² is {number(quality, 4)} at the end: 1 would be perfect, 0 is what their mean reaches."
    return Question("How large is R² on the test points at the end?", options, _place(quality, EXPLAINED), why)


def _asked_of_classes(play: Play) -> Question:
    n, good = len(play.points.X) - play.points.n_training, right(play, play.points.test)
    edges = [f"{edge:.0%}".replace("%", " %") for edge in PARTS]
    options = (f"Below {edges[0]}", f"{edges[0]} to {edges[1]}", f"{edges[1]} to {edges[2]}", f"{edges[2]} or more")
    why = f"{good} of {n} test points are right at the end, which is {number(100 * good / n)} %."
    return Question("How many of the test points are right at the end?", options, _place(good / n, PARTS), why)


def _place(value: float, edges: tuple[float, ...]) -> int:
    """Return in which of the stretches between edges a value lies; an edge belongs to the one above."""
    return sum(value >= edge for edge in edges)
