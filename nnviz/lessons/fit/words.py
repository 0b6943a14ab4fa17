"""The arithmetic of the line shown in words and numbers, and how far one's own best is from least squares."""

from nnviz.figures.numbers import cleared, digits_between, number, signed
from nnviz.figures.palette import ANSWER, ERROR, MODEL, PATH
from nnviz.figures.text import bold, coloured, mean, table, worked_out
from nnviz.lessons.fit.study import NAMES, FitStudy

LEGEND = (
    "ŷ (“y hat”) is what the line says for a point, y is what was measured. Their difference, the error, is the orange "
    "stick. The square on a stick has the stick as its side: its area is the error squared. Half the mean of these "
    "areas is the loss. m and c are a neuron's weight w and bias b: the line is what a neuron with one input computes."
)


OUTSIDE = "Your line lies outside the figure. Empty both fields, and it comes back."
MANY = " All x are equal here: a whole family of lines is equally good, and least squares names one of them."


def title(study: FitStudy, place: int) -> str:
    """Return the heading of the arithmetic at a stop."""
    if study.run is None:
        return f"## {NAMES[place].capitalize()}: point by point"
    return f"## Step {study.run.step[study.stops[place]]:,}: point by point"


def errors(study: FitStudy, place: int) -> str:
    """Return the table of the points: what the line says for each, the error, and its square."""
    rows = []
    for x, y, guess in zip(study.frame.x, study.frame.y, study.heights[place], strict=True):
        digits, error = digits_between(y, guess), guess - y
        said = (number(x), number(y, digits), coloured(number(guess, digits), MODEL))
        rows.append((*said, coloured(error, ERROR), coloured(error * error, ERROR)))
    return table(("x", "y", "ŷ = m·x + c", "error ŷ − y", "its square"), rows)


def loss(study: FitStudy, place: int) -> str:
    """Return how the squares become the loss, with their numbers."""
    squared = (study.heights[place] - study.frame.y) ** 2
    result = bold(study.losses[place], ERROR)
    formula = f"½ · {mean(squared)}"
    return f"The loss is half the mean of the squares:\n\nL = ½ · mean (ŷ − y)² = {worked_out(formula, result)}"


def compared(study: FitStudy, place: int) -> str:
    """Return how far one's own best line, and the neuron's, are from least squares; or how to find out."""
    if not study.known(place):
        return _not_yet(study, place)
    mine, answer = study.best_own, study.answer.theta
    lines = [("least squares", answer, ANSWER), ("your best line", mine, PATH)]
    if study.run is not None:
        lines.append(("the neuron, here", study.theta[place], MODEL))
    least, rows = study.loss_of(answer), []
    for name, line, colour in lines:
        value = study.loss_of(line)
        digits = digits_between(value, least, most=6)
        rows.append((coloured(name, colour), number(line[0], 4), number(line[1], 4), number(value, digits)))
    (m, c), over = cleared(mine - answer, answer), max(study.loss_of(mine) - least, 0.0)
    share = f", {number(100 * over / least)} % more than it must be" if least > 0 else ""
    many = "" if study.answer.unique else MANY
    return (
        f"{table(('line', 'm', 'c', 'loss'), rows, left=(0,))}\n\nYour best line is off by {_off(m)} in m and by "
        f"{_off(c)} in c. Its loss is {number(over)} above the smallest{share}.{many}"
    )


def _not_yet(study: FitStudy, place: int) -> str:
    if study.run is None:
        return (
            "How near to the best line can you come by eye? Keep your best lines, then let a neuron try from there. "
            "It tells at its end."
        )
    if place < len(study.theta) - 1:
        return "The neuron is on its way. When it has arrived, it is told how far your best line is from there."
    return (
        f"After {study.stops[-1]:,} steps the neuron has not arrived: these points make a long narrow valley of the "
        "loss, along which steps are tiny. Start it nearer, or switch on “Show least squares”."
    )


def _off(value: float) -> str:
    return signed(value).replace(" ", "") if value else "0"
