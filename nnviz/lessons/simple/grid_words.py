"""The grid in numbers: what each place takes and how many arrive, and the question about the place looked at."""

import math

import numpy as np

from nnviz.figures.numbers import number
from nnviz.figures.palette import ANSWER, ERROR
from nnviz.figures.text import bold, coloured, table
from nnviz.lessons import Question
from nnviz.lessons.simple.grid_study import NAMES, NOISE, STARTS, STEPS, GridStudy, N, network, title
from nnviz.lessons.simple.points import HELD_OUT

RANGES = ((0, 0), (1, 5), (6, 10), (11, 15), (16, 16))
WHY = (
    "A network with **more layers and neurons** can follow more curves: it is more *flexible*. Whether training finds "
    "such a curve is another matter, and depends on the start. So every place of the grid is trained from "
    f"{STARTS} random starts, and it is counted how many **arrive**: reach the target loss on the {N} points that they "
    f"are trained on, within {STEPS} steps. Their points are drawn around a wave with a noise of {NOISE:g}; half the "
    f"mean squared error of the wave itself is about {NOISE**2 / 2:g}. "
    f"{HELD_OUT} other points are **held out**: nothing is trained on them."
)
HOW_COUNTED = (
    "*Steps* are the median of all starts, one that has not arrived taking for ever: with half of them or fewer the "
    "median is *not reached*. They are looked at every third step. *Seconds* are those of one core of this server in "
    f"the call that trained all {STARTS} starts at once, divided by {STARTS}, and by {STEPS} for a step. *Held out* is "
    "half the mean squared error on the points held out, its median over the starts."
)


def places(study: GridStudy, stop: int) -> str:
    """Return the table of all places that are trained, as they stand at a stop."""
    rows = []
    for name, cell in sorted(study.cells.items(), key=lambda one: list(NAMES).index(one[0])):
        here, steps = name == study.settings.place, study.median_steps(name, stop)
        seconds = study.median_seconds(name, stop)
        rows.append(
            (
                f"**{name}**" if here else name,
                f"{cell.n_parameters:,}",
                coloured(f"{study.counts[name][stop]} of {STARTS}", ANSWER),
                "not reached" if math.isinf(steps) else f"{steps:g}",
                "–" if seconds is None else "not reached" if math.isinf(seconds) else number(seconds),
                coloured(float(np.median(cell.held_out[stop])), ERROR),
            )
        )
    heads = ("layers × neurons", "weights, biases", "arrived", "steps", "seconds", "held out")
    return f"At step {int(study.steps[stop]):,} of {STEPS}:\n\n{table(heads, rows)}"


def said(study: GridStudy, stop: int) -> str:
    """Return what the whole grid shows at a stop, or that it is not whole yet."""
    if not study.whole:
        return (
            "Only places that have few neurons are trained as soon as they are looked at. **Train the whole grid** to "
            "compare all of them: one process of this server does it, and keeps it for everyone."
        )
    counts = {name: int(count[stop]) for name, count in study.counts.items()}
    most, fewest = max(counts.values()), min(counts.values())
    step = f"By step {int(study.steps[stop]):,}"
    if most == fewest:
        return f"{step}, **{most} of {STARTS}** starts have arrived in every place of the grid."
    return (
        f"{step}, fewest have arrived with {_named(counts, fewest)}: **{fewest} of {STARTS}**; most with "
        f"{_named(counts, most)}: **{most} of {STARTS}**. {_deeper(counts)}"
    )


def _named(counts: dict[str, int], count: int) -> str:
    """Return the places with so many arrivals in words: the first of them, and how many others there are."""
    names = [name for name in NAMES if counts[name] == count]
    more = len(names) - 1
    return title(names[0]) + (f" (and in {more} other place{'s' * (more > 1)})" if more else "")


def _deeper(counts: dict[str, int]) -> str:
    """Return whether somewhere a deeper network of the same width arrives less often than a shallower one."""
    pairs = [
        (counts[one] - counts[other], one, other)
        for one in NAMES
        for other in NAMES
        if NAMES[one][1] == NAMES[other][1] and NAMES[one][0] < NAMES[other][0]
    ]
    drop, one, other = max(pairs, key=lambda pair: pair[0])
    if drop <= 0:
        return "Nowhere have fewer starts of a deeper network arrived than of a shallower one of the same width."
    return (
        f"More layers are not surer to arrive: with {title(one)} **{counts[one]}** have, with {title(other)} "
        f"**{counts[other]}**."
    )


def looked_at(study: GridStudy, stop: int) -> str:
    """Return what the starts of the chosen place are like at a stop."""
    cell = study.cell
    if cell is None:
        net = network(study.settings.place, study.settings.activation)
        return f"**{title(study.settings.place)}**, {net.n_parameters:,} weights and biases: not trained yet."
    best, median, worst = (
        f"{which} {bold(cell.losses[stop, start], ERROR)} (held out {coloured(cell.held_out[stop, start], ERROR)})"
        for which, start in zip(("best", "median", "worst"), cell.shown, strict=True)
    )
    return (
        f"**{title(cell.name)}**, {cell.n_parameters:,} weights and biases, at step {int(study.steps[stop]):,}: the "
        f"loss of the start that ends {best}, {median}, {worst}."
    )


def grid_question(study: GridStudy) -> Question:
    """Ask how many starts of the chosen place arrive; where they are not trained yet, how many numbers it learns."""
    if study.cell is None:
        return _size_question(study)
    count = study.counts[study.settings.place]
    last, target = int(count[-1]), study.settings.target
    answer = next(i for i, (low, high) in enumerate(RANGES) if low <= last <= high)
    options = ("none", *(f"{low} to {high}" for low, high in RANGES[1:-1]), f"all {STARTS}")
    told = int(study.steps[np.argmax(count == STARTS)]) if last == STARTS else None
    return Question(
        f"{title(study.settings.place)}: how many of the {STARTS} starts arrive at a loss of {target:g} within "
        f"{STEPS} steps?",
        options,
        answer,
        f"{last} of {STARTS} arrive.",
        seen_from=told,
    )


def _size_question(study: GridStudy) -> Question:
    net = network(study.settings.place, study.settings.activation)
    biases = sum(net.sizes[1:])
    weights = net.n_parameters - biases
    (depth, width) = NAMES[study.settings.place]
    products = " + ".join(f"{one}·{other}" for one, other in zip(net.sizes[:-1], net.sizes[1:], strict=True))
    return Question(
        f"Not trained yet: {title(study.settings.place)}. How many weights and biases are that, with the output’s?",
        (f"{depth * width + 1:,}", f"{weights:,}", f"{net.n_parameters:,}"),
        2,
        f"There are {products} = {weights:,} weights, and {biases} biases, one for each neuron: together "
        f"{net.n_parameters:,}.",
        (f"So many are the neurons: {depth * width} hidden ones and the output.", "The biases are missing.", ""),
    )
