"""The arithmetic of the line shown in words and numbers, and how far one's own best is from least squares."""

from nnviz.figures.numbers import cleared, digits_apart, digits_between, number, signed
from nnviz.figures.palette import ANSWER, ERROR, MODEL, PATH
from nnviz.figures.text import FEW, bold, coloured, factor, in_cell, mean, mean_of_column, table, worked_out
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
        guessed, off = number(guess, digits), number(error)
        difference = in_cell(f"{guessed} − {factor(y, digits)}", off)
        square = in_cell(f"({off})²", number(error * error))
        said = (number(x), number(y, digits), coloured(guessed, MODEL))
        rows.append((*said, coloured(difference, ERROR), coloured(square, ERROR)))
    return table(("x", "y", "ŷ = m·x + c", "error ŷ − y", "its square"), rows)


def loss(study: FitStudy, place: int) -> str:
    """Return how the squares become the loss, with their numbers."""
    squared = (study.heights[place] - study.frame.y) ** 2
    result = bold(study.losses[place], ERROR)
    all_of_it = mean_of_column(squared)
    half = None if len(squared) <= FEW or all_of_it is None else all_of_it / 2
    formula = worked_out(f"½ · {mean(squared)}", result, half)
    return f"The loss is half the mean of the squares:\n\nL = ½ · mean (ŷ − y)² = {formula}"


def compared(study: FitStudy, place: int) -> str:
    """Return how far one's own best line, and the neuron's, are from least squares; or how to find out."""
    if not study.known(place):
        return _not_yet(study, place)
    mine, answer = study.best_own, study.answer.theta
    lines = [("least squares", answer, ANSWER), ("your best line", mine, PATH)]
    if study.run is not None:
        lines.append(("the neuron, here", study.theta[place], MODEL))
    losses = [study.loss_of(line) for _, line, _ in lines]
    digits = max(digits_apart(value, losses[0], most=4) or 3 for value in losses)
    rows = [
        (coloured(name, colour), *map(number, line.tolist()), number(value, digits))
        for (name, line, colour), value in zip(lines, losses, strict=True)
    ]
    (m, c), (best_m, best_c) = mine.tolist(), answer.tolist()
    many = "" if study.answer.unique else MANY
    return (
        f"{table(('line', 'm', 'c', 'loss'), rows, left=(0,))}\n\nYour best line is off by {change(best_m, m)} in m "
        f"and by {change(best_c, c)} in c. {_above(losses[0], losses[1], digits)}{many}"
    )


def _above(least: float, value: float, digits: int) -> str:
    """Return how far a loss lies above the smallest, both written with so many digits."""
    over = max(value - least, 0.0)
    shown = in_cell(f"{number(value, digits)} − {number(least, digits)}", number(over))
    share = f", about {number(100 * over / least, 2)} % more than it must be" if least > 0 and over > 0 else ""
    return f"Its loss is {shown} above the smallest{share}."


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


def change(before: float, after: float) -> str:
    """Return by how much a number changes: +0.500, with "≈" where those shown give another last digit; or 0."""
    by = float(cleared(after - before, max(abs(before), abs(after))))
    if not by:
        return "0"
    said = signed(by).replace(" ", "")
    return in_cell(f"{number(after)} − {factor(before)}", number(by)).replace(number(by), said)
