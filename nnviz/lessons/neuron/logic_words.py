"""The corners of AND, OR and exclusive or in words and numbers, and why no neuron alone is the last of them."""

from nnviz.figures.numbers import number, signed
from nnviz.figures.palette import ANSWER, ERROR, MODEL
from nnviz.figures.text import coloured, factor, table, worked_out
from nnviz.lessons import Question
from nnviz.lessons.neuron.logic import CORNERS, RULES, LogicStudy, best_count

COUNTS = ("None of them", "One", "Two", "Three", "All four")
NO_LINE = (
    "Look at the dotted lines. A straight line that has both yes corners on its yes side has all between them there "
    "too, also the middle. One that has both no corners on its no side has all between *them* there, also the "
    "middle. But it is the **same middle**, and it cannot be on both sides.\n\n"
    "In numbers, z ≥ 0 is yes. Wanted: b < 0 and w₁ + w₂ + b < 0, together w₁ + w₂ + 2b < 0. Also wanted: "
    "w₁ + b ≥ 0 and w₂ + b ≥ 0, together w₁ + w₂ + 2b ≥ 0. No numbers are both.\n\n"
    "So one neuron is not enough. Two neurons that draw a line each, and a third that puts them together, can do it: "
    "that is a **network**, and [Backpropagation](backprop) is how it learns."
)


def logic_question(study: LogicStudy) -> Question:
    """Ask how many corners the neuron gets right; the answer is counted."""
    marks = zip(CORNERS, study.passes.z, study.passes.a, study.wanted, strict=True)
    told = "; ".join(f"at ({x:g}, {y:g}) z = {number(z)}, so {a:g}, wanted {want:g}" for (x, y), z, a, want in marks)
    return Question(
        f"{study.gate}: {RULES[study.gate]}. At how many of the four corners is this neuron right?",
        COUNTS,
        study.count,
        f"{told[0].upper()}{told[1:]}.",
    )


def corner_table(study: LogicStudy, place: int) -> str:
    """Return the corners checked so far: the sum with its numbers, what the neuron says, and what is wanted."""
    w1, w2, b = study.passes.theta[0].tolist()
    rows = []
    for i, (x1, x2) in enumerate(CORNERS[: place + 1].tolist()):
        z, says = float(study.passes.z[i]), float(study.passes.a[i])
        sum_ = worked_out(f"{factor(w1)}·{x1:g} + {factor(w2)}·{x2:g} {signed(b)}", f"**{number(z)}**")
        verdict = coloured("✓ right", ANSWER) if study.right[i] else coloured("✗ wrong", ERROR)
        said, wanted = coloured(f"{says:g}", MODEL), coloured(f"{study.wanted[i]:g}", ANSWER)
        rows.append((f"({x1:g}, {x2:g})", sum_, said, wanted, verdict))
    return table(("corner", "z = w₁·x₁ + w₂·x₂ + b", "it says", "wanted", "so it is"), rows, left={0, 1, 4})


def verdict(study: LogicStudy, place: int) -> str:
    """Return what the check comes to, once all corners are checked, and what the best neuron can do."""
    if place < len(CORNERS) - 1:
        return "The neuron says 1 where z is 0 or more, else 0. Play on: each corner is checked in turn."
    best = best_count(study.gate)
    if study.count == len(CORNERS):
        return f"**All four corners are right: this neuron is {study.gate}.** Other weights do it too; try."
    said = f"**{study.count} of 4 corners are right.** "
    if best == len(CORNERS):
        return said + "Drag w₁, w₂ and b until the line z = 0 has the yes corners on its blue side, and only them."
    return said + f"The best that one neuron can do here is **{best} of 4**.\n\n{NO_LINE}"
