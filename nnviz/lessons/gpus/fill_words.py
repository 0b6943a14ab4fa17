"""What a matrix product is made of, in words and numbers, and the question how many steps it takes."""

from nnviz.figures.numbers import MINUS
from nnviz.figures.palette import DATA, MODEL
from nnviz.figures.text import bold, coloured, lowered, table
from nnviz.lessons import Question
from nnviz.lessons.gpus.fill_study import FillStudy
from nnviz.lessons.gpus.looks import LOOKS

SAME_SUM = (
    "Each cell of Z is one neuron's **weighted sum** for one point: the row of X times the column of W, product by "
    "product, plus the neuron's bias. Written as one, all of them together are a **matrix product**, Z = X·W + b. "
    "Every cell is the same little sum on other numbers, and **no cell needs another cell's result**: its row and its "
    "column are all it asks for. So it does not matter who computes which cell, nor in which order."
)
WAYS = (
    "A **worker** here is anything that can multiply two numbers and add the product to a sum, once in every step.\n\n"
    "● **Cell by cell**: one worker.\n\n"
    "■ **Row by row**: a worker for each neuron. Together they do one point after the other.\n\n"
    "◆ **All at once**: a worker for each cell."
)
LEFT_OUT = (
    "What the picture leaves out: the numbers have to be brought to so many workers in time. With faster memory, "
    "Google’s first chip for networks would have got [three times as much](https://arxiv.org/abs/1704.04760) done, its "
    "makers reckon."
)


KEPT = "\u00a0"
"""A space at which no line ends: a sum that is broken goes on with its sign."""


def counted(count: int, what: str) -> str:
    """Return a count with its word: 1 step, 3 steps."""
    return f"{count} {what}{'s' * (count != 1)}"


def decimal(value: float, places: int = 1) -> str:
    """Return a number with so many decimals: those of this layer have no more."""
    return f"{value + 0.0:.{places}f}".replace("-", MINUS)


def _factor(value: float) -> str:
    text = decimal(value)
    return f"({text})" if text.startswith(MINUS) else text


def first_cell(study: FillStudy, place: int) -> tuple[int, int]:
    """Return the row and the column of the first cell that is worked on at a stop."""
    row, column = divmod(int(study.block[place] * study.workers[place]), study.neurons)
    return row, column


def so_far(study: FillStudy, place: int) -> str:
    """Return which way is shown at a stop, with how many workers, and how far it has come."""
    i, step, workers = (int(of[place]) for of in (study.way, study.step, study.workers))
    return (
        f"{LOOKS[i].sign} {study.ways[i].name}: {counted(workers, 'worker')}, {counted(step, 'step')}, "
        f"{workers * step} of {study.multiplications} multiplications"
    )


def the_cell(study: FillStudy, place: int) -> str:
    """Return the sum of the first cell that is worked on at a stop, as far as it has come."""
    i, j = first_cell(study, place)
    more = int(study.workers[place]) - 1
    others = f", and {counted(more, 'more cell')} likewise" if more else ""
    name = f"point {i + 1}, neuron {j + 1}"
    if study.step[place] == 0:
        return f"{name}: empty{others}"
    W, b = study.weights
    done = int(study.done[place, i, j])
    terms = "".join(f" +{KEPT}{_factor(study.X[i, k])}·{_factor(W[k, j])}" for k in range(done))
    return f"{name}: {decimal(b[j])}{terms} ={KEPT}{decimal(study.z[place, i, j], 2)}{others}"


def ways_table(study: FillStudy, place: int) -> str:
    """Return the table of the ways that have come to their end at a stop."""
    ended = [i for i, way in enumerate(study.ways) if (study.way[place], study.step[place]) >= (i, way.steps)]
    rows = [
        (way.name, f"{way.workers}", bold(f"{way.steps}", MODEL), f"{study.multiplications}", f"{way.workers}")
        for way in (study.ways[i] for i in ended)
    ]
    if not rows:
        return "Here the ways will stand side by side, each once it has come to its end."
    return table(("way", "workers", "steps", "multiplications", "in each step"), rows, left=(0,))


def same_work(study: FillStudy, place: int) -> str:
    """Return what a way's end shows: the work is the same, and the steps are fewer. It is said once all have ended."""
    if place < len(study.step) - 1:
        return ""
    one, row, all_ = study.ways
    return (
        f"The work is the same each time: {study.points} points · {study.inputs} inputs · {study.neurons} neurons = "
        f"**{study.multiplications} multiplications**. With {row.workers} workers it takes "
        f"{one.steps} / {row.workers} = {row.steps} steps, with {all_.workers} it takes "
        f"{one.steps} / {all_.workers} = {all_.steps}. More than {all_.workers} workers would not help here: each cell "
        "has one already."
    )


def formula(study: FillStudy, place: int) -> str:
    """Return the sum of the first cell that is worked on, with its letters and all its numbers."""
    i, j = first_cell(study, place)
    W, b = study.weights
    n = study.inputs
    plus = f" +{KEPT}"
    letters = plus.join(f"x{lowered(k + 1)}·w{lowered(k + 1)}" for k in range(n))
    products = plus.join(
        f"{coloured(_factor(study.X[i, k]), DATA)}·{coloured(_factor(W[k, j]), MODEL)}" for k in range(n)
    )
    z = float(study.net.forward(study.theta, study.X).z[1][i, j])
    return (
        f"The cell of point {i + 1} and neuron {j + 1}:\n\nz = b{plus}{letters}\n\n"
        f"z ={KEPT}{coloured(decimal(b[j]), MODEL)}{plus}{products} ={KEPT}**{decimal(z, 2)}**"
    )


def fill_question(study: FillStudy) -> Question:
    """Ask how many steps it takes with a worker for every cell."""
    one, row, all_ = study.ways
    n, cells = study.inputs, all_.workers
    right = all_.steps
    reasons = {
        1: f"All cells at once, but a cell has {n} products, and its worker does one in a step.",
        row.steps: f"That is with one worker for each neuron, who goes from point to point: {study.points} · {n}.",
        cells: "So many workers there are; they all do a multiplication in the same step.",
        one.steps: "So many multiplications there are; that many steps takes one worker alone.",
    }
    steps = sorted({right, *reasons})
    return Question(
        f"One worker does one multiplication in each step: {one.steps} steps. With **a worker for each of the {cells} "
        "cells**, how many steps does it take?",
        tuple(counted(count, "step") for count in steps),
        steps.index(right),
        f"A cell is its bias and {counted(n, 'product')}, which its worker adds one after the other: "
        f"{counted(right, 'step')}, and in each of them {cells} multiplications. However many cells there are, with a "
        "worker for each it takes no longer.",
        tuple("" if count == right else reasons[count] for count in steps),
    )
