"""What is said of divide and conquer on the plane: what the layers do to the points, one point's way, the question."""

import numpy as np

from nnviz.figures.network import layer_name, letters, name_of, neurons
from nnviz.figures.numbers import number
from nnviz.figures.palette import MODEL
from nnviz.figures.text import bold, table
from nnviz.lessons import Question
from nnviz.lessons.glossary import term
from nnviz.lessons.networks.plane_study import DIRECTIONS, HALF, Plane

FIRST = (
    "## What the layers do\n\nA neuron of the first layer sees the plane in two halves: its sum z is above 0 on one "
    "side of a **straight line**, and below on the other."
)
TASK = (
    "The output is one neuron more: it, too, can draw only one straight line among what it gets. So the layers before "
    "it have one task: to **move the points** until a straight line can part them. The space of a layer has one "
    "direction for each of its neurons, and a point lies in it where their outputs a say: its "
    f"{term('hidden space', '**hidden space**')}. Press the small **play** below the right figure, or drag its slider: "
    "a layer turns and stretches the plane (its sums z)"
)
PARTS = (0.6, 0.9)
"""Between these shares of the points on the correct side, the question's options change."""


def what(study: Plane) -> str:
    """Return what the layers do; an identity bends nothing, and one neuron has no pictures to add up."""
    sizes = study.net.sizes
    if study.net.activations[0] == "identity":
        later = "A later neuron adds such pictures up, and without a bend that is a straight line again."
        return f"{FIRST} {later} {TASK}, and its φ, the identity, leaves it so: no bend, nothing to gain."
    if sizes[1] == 1:
        later = "There is but one such picture here, and all that comes after it has to make do with that."
    else:
        later = "A neuron after it adds such pictures up, and so it sees bent borders."
    return f"{FIRST} {later} {TASK}, then its φ bends it."


def moved(study: Plane, place: int) -> str:
    """Return how far the layers have come at a place of the timeline, and beside what that is to be seen."""
    n, right, straight = len(study.sample.X), int(study.right[place]), study.straight
    said = [
        f"## At step {study.steps[place]:,}\n\nThe output’s line has {bold(str(right), MODEL)} of {n} points on the "
        f"correct side. In the plane itself, the best straight line found (in {DIRECTIONS} directions, each at its "
        f"best place) has {straight}: {_compared(study, right, straight)}",
        _how_seen(study, place),
    ]
    return "\n\n".join(said)


def _compared(study: Plane, right: int, straight: int) -> str:
    if right > straight:
        whole = " All of them." if right == len(study.sample.X) else ""
        return f"the layers have made {right - straight} more possible.{whole}"
    if right == straight:
        return "so far the layers have gained nothing."
    return f"so far the network does worse than that line, by {straight - right}."


def _how_seen(study: Plane, place: int) -> str:
    """Return how the last hidden layer is seen: as it is, or in part."""
    sizes = study.net.sizes
    layer, n = len(sizes) - 2, sizes[-2]
    name = f"Layer {letters(layer)}"
    if study.views[-1].whole and n == 1:
        return f"{name} has one neuron: its space is a line, and the output’s border a place on it."
    if study.views[-1].whole:
        kind = "line" if n == 2 else "plane"
        return f"{name} has {n} neurons: its space is shown as it is, with the output’s {kind} z = 0."
    return (
        f"{name} has {n} neurons: its space has {n} directions. It is seen along its **first two "
        f"{term('principal component', 'principal components')}**, the two directions in which "
        "the points lie widest apart at the last step. They hold "
        f"{percent(study.share(layer, place))} of the points’ spread at this step. The output’s border lies in all {n} "
        "directions and cannot be drawn in two: the ringed points are on its wrong side."
    )


def percent(share: float) -> str:
    """Return a share as a percentage with three digits, which says 100 % of the whole alone."""
    shown = number(100 * share)
    return "nearly 100 %" if shown == "100" and share < 1 else f"{shown} %"


def way(study: Plane, place: int) -> str:
    """Return what the layers make of the point looked at, with each neuron's z and a."""
    net, x = study.net, study.sample.X[[study.point]]
    fwd = net.forward(study.theta[place], x)
    named, wanted = name_of(net.sizes), int(study.classes[study.point])
    rows = []
    for neuron in neurons(net.sizes):
        a = float(fwd.a[neuron.layer][0, neuron.place])
        z = "" if neuron.layer == 0 else number(float(fwd.z[neuron.layer][0, neuron.place]))
        rows.append((layer_name(net.sizes, neuron.layer), named[neuron], z, number(a)))
    output = float(fwd.a[-1][0, 0])
    said = int(output >= HALF)
    verdict = "right" if said == wanted else "wrong"
    return (
        f"## Point {study.point + 1} on its way\n\n"
        + table(("layer", "neuron", "z", "a"), rows, left={0, 1})
        + f"\n\nThe output is {bold(output, MODEL)}, which is class {said} ({HALF:g} and more is class 1). The point "
        f"is of class {wanted}: {verdict}."
    )


def plane_question(study: Plane) -> Question:
    """Ask how many points the output has on the correct side in the end; the answer is counted."""
    n = len(study.sample.X)
    low, high = (round(part * n) for part in PARTS)
    options = (f"Fewer than {low}", f"{low} to {high - 1}", f"{high} to {n - 1}", f"All {n}")
    groups = np.digitize(study.right, (low, high, n))
    answer, right = int(groups[-1]), int(study.right[-1])
    others = np.flatnonzero(groups != answer)
    told = study.steps[min(int(others[-1]) + 1 if len(others) else 1, len(study.steps) - 1)]
    return Question(
        f"After this training, how many of the {n} points are on the correct side of the output’s line?",
        options,
        answer,
        f"It is {right} of {n}. The best straight line found in the plane itself has {study.straight}.",
        seen_from=int(told),
    )


def plane_warning(study: Plane) -> str | None:
    """Return the sentence that says that the numbers grew without bound, where they did."""
    if study.run.diverged_at is None:
        return None
    return "**The numbers grow without bound**, and the run ends early. A smaller learning rate may settle."
