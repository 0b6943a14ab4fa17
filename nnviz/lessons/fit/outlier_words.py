"""What the two best lines make of every point, when several are as good, why squares are used; and the question."""

import numpy as np

from nnviz.figures.numbers import number
from nnviz.figures.palette import ANSWER, MODEL
from nnviz.figures.text import bold, coloured, equation, table
from nnviz.lessons import Question
from nnviz.lessons.fit.outlier import WhyStudy
from nnviz.lessons.fit.words import change

ABSOLUTE = r"Σ \|ŷ − y\|"
"""The sum of distances in a table, in which a bare | would begin a cell."""
SAME = 1e-9
"""Slopes that differ by no more than this share of their size are the same."""

WHY_SQUARES = (
    "**Squares:** an error three times as long counts nine times. So one point far away pulls hard, and the further it "
    "goes the harder it pulls. In return there is just one best line (unless all x are equal), it moves smoothly with "
    "the points, and there is a formula for it. And the square has a slope everywhere: twice the error. A neuron that "
    "goes downhill needs that.\n\n"
    "**Distances:** an error three times as long counts three times. Whether a point lies above or below the line "
    "decides how it pulls, and not how far away it is. In return the line may jump from one pair of points to another, "
    "several lines may be equally good, and |error| has a corner at 0, where there is no slope."
)


def sums(study: WhyStudy, place: int) -> str:
    """Return both sums of both lines at a stop: each line is best in its own."""
    rows = []
    for name, lines, colour in (
        ("best by squares", study.by_squares, ANSWER), ("best by distances", study.by_distances, MODEL),
    ):  # fmt: skip
        squared, absolute = (of[place] for of in study.sums(lines))
        both = (
            (bold(squared, colour), number(absolute)) if colour is ANSWER else (number(squared), bold(absolute, colour))
        )
        rows.append((coloured(name, colour), *both))
    return f"{table(('line', 'Σ (ŷ − y)²', ABSOLUTE), rows, left=(0,))}\n\nEach line has the least of its own sum."


def ties(study: WhyStudy, place: int) -> str:
    """Return whether other lines have the same least Σ |ŷ − y| at a stop."""
    lines = study.distances[place].lines
    if len(lines) == 1:
        return "By distances this line is the only best one here. It goes through at least two of the points exactly."
    shown = ", ".join(coloured(equation(m, c), MODEL) for m, c in lines[:4])
    more = "" if len(lines) <= 4 else f" and {len(lines) - 4} more"
    return (
        f"**Several lines tie here.** By distances these have the same least sum: {shown}{more}; so has every "
        "mixture of them, with one share of their m and c alike. One of them is drawn."
    )


def why_question(study: WhyStudy) -> Question:
    """Ask which of the lines turns more while the outlier goes to its place; answered by their slopes."""
    (a, b), (p, q) = (lines[[0, -1], 0] for lines in (study.by_squares, study.by_distances))
    turned = np.abs([b - a, q - p])
    same = bool(abs(turned[0] - turned[1]) <= SAME * (1 + np.abs([a, b, p, q]).max()))
    answer = 2 if same else int(turned.argmax())
    return Question(
        f"The outlier starts on the line of the other points and goes to ({number(study.x)}, {number(study.y[-1])}). "
        "Which of the best lines has turned more in the end?",
        ("The one by squares", "The one by distances", "Both the same"),
        answer,
        f"By squares the slope goes {_way(a, b)}; by distances {_way(p, q)}.",
    )


def _way(start: float, end: float) -> str:
    """Return from where to where a slope goes, and how far that is; what only rounding has left is 0."""
    return f"from {number(start)} to {number(end)}, a change of {change(start, end)}"
