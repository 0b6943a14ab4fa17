"""The questions about one neuron; answers and reasons are computed by the neuron itself."""

import numpy as np

from nnviz.figures.numbers import digits_apart, number
from nnviz.figures.text import factor, worked_out
from nnviz.lessons import Question
from nnviz.lessons.neuron.passes import END, sign
from nnviz.lessons.neuron.study import NeuronStudy

MORE = 0.5
"""By how much the weight is larger that one is asked about; or smaller, where a hand cannot make it larger."""


def neuron_question(study: NeuronStudy) -> Question:
    """Ask what a change of one weight does to the output, or what it does over the whole sweep."""
    return _swept(study) if study.swept else _changed(study)


def _changed(study: NeuronStudy) -> Question:
    passes, x, w = study.passes, float(study.passes.x[0, 0]), float(study.passes.theta[0, 0])
    by, way = (MORE, "larger") if w + MORE <= END else (-MORE, "smaller")
    after = study.changed(by)
    before, now = float(passes.a[0]), float(after.a[0])
    answer = 3 if now == before else 2 if now * before < 0 else 0 if now > before else 1
    moved = by * x
    change = worked_out(f"{factor(by, 1)} · {factor(x)}", number(moved))
    why = (
        f"w₁ meets x₁ = {number(x)}, so z changes by {change}: from {number(passes.z[0])} to {number(after.z[0])}. "
        f"The output goes from {_apart(before, now)}."
    )
    flat = " Where φ is flat, another z gives the same output." if answer == 3 and moved else ""
    return Question(
        f"Were w₁ {way} by {number(MORE, 1)} ({number(w + by)} instead of {number(w)}) and all else as it is: what "
        "would become of the output a?",
        (
            "It would grow, and keep its sign",
            "It would shrink, and keep its sign",
            "It would change its sign",
            "It would stay exactly the same",
        ),
        answer,
        why + flat,
    )


def _swept(study: NeuronStudy) -> Question:
    passes, name = study.passes, sign(study.walk)
    change = np.diff(passes.a)
    up, down = bool((change > 0).any()), bool((change < 0).any())
    answer = 2 if up and down else 0 if up else 1 if down else 3
    ends = f"a goes from {_apart(*passes.a[[0, -1]].tolist())}"
    if answer == 2:
        turn = int(passes.a.argmin())
        ends += f", and is smallest, {number(passes.a[turn])}, at {name} = {number(passes.named[study.walk][turn])}"
    if study.walk == "b":
        why = f"The bias is added as it is, so z grows with it; {ends}."
    else:
        x = float(passes.named["x" + study.walk[1:]][0])
        way = "z grows with the weight" if x > 0 else "z shrinks as the weight grows" if x < 0 else "z stays"
        why = f"{name} is multiplied by {sign('x' + study.walk[1:])} = {number(x)}, so {way}; {ends}."
    low, high = (number(value, 1) for value in passes.named[study.walk][[0, -1]])
    return Question(
        f"While {name} goes from {low} to {high} and all else stays: what does the output a of the present input do?",
        ("It never falls, and rises", "It never rises, and falls", "It does both", "It stays the same"),
        answer,
        why,
    )


def _apart(before: float, after: float) -> str:
    """Return "0.622 to 0.731": as the figures write outputs, or with so many digits that a change is seen in them."""
    digits = digits_apart(before, after)
    much = f"{number(before, digits or 3)} to {number(after, digits or 3)}"
    return much if digits or before == after else f"{much}, and the change is too small to be seen in nine digits"
