"""What is said of divide and conquer on a curve: the sum at a point, who is missed how much, and the question."""

from nnviz.figures.numbers import calculated, digits_apart, enough_digits, number, signed
from nnviz.figures.palette import ERROR, MODEL
from nnviz.figures.text import bold, coloured, factor, in_cell, table, worked_out
from nnviz.lessons import Question
from nnviz.lessons.networks.curve_study import Curve

TAKE_AWAY = (
    "**Press its name**, and a neuron is taken away: its weight counts as 0, and nothing is trained again. Violet is "
    "what it had been doing. Take **all away**, and give them back one by one, to see the curve add up."
)
SAME = 1e-9
"""Two losses that differ by less than this share are called the same."""


def divide(study: Curve) -> str:
    """Return how the neurons divide the work, and what a visitor can try."""
    sizes = study.net.sizes
    inputs = "x itself" if len(sizes) == 3 else "what layer A has made of x"
    shape = "one simple shape" if len(sizes) == 3 else "a shape that is simple no longer"
    if study.straight:
        shape = "a straight line, for its φ bends nothing, and straight lines add up to one"
    return (
        f"## Divide and conquer\n\nA neuron of the last hidden layer gets {inputs} and gives a(x): {shape}. Its weight "
        "w makes of it its **share** w · a(x). The output neuron adds all shares and its own bias; it bends nothing, "
        f"so this sum **is** the network’s curve. {TAKE_AWAY}"
    )


def shares_table(study: Curve, place: int) -> str:
    """Return each neuron's share at the point looked at, and how they add up there; and the loss without it."""
    x = study.x[study.point]
    theta = study.theta[place]
    (W, b), fwd = study.net.layers(theta)[-1], study.net.forward(theta, study.x[[study.point], None])
    weights, a, z, bias = W[:, 0], fwd.a[-2][0], float(fwd.z[-1][0, 0]), float(b[0])
    rows = [
        (name, number(one), number(w), in_cell(f"{number(w)} · {factor(one)}", number(w * one)))
        for name, one, w in zip(study.names, a, weights, strict=True)
    ]
    terms = [float(w * one) for w, one in zip(weights, a, strict=True)]

    def formula(digits: int) -> str:
        first, *others = [*terms, bias]
        return " ".join([number(first, digits), *(signed(one, digits) for one in others)])

    digits = enough_digits(lambda n: calculated(formula(n)), z)
    error = z - study.y[study.point]
    return (
        f"## At point {study.point + 1}, x = {number(x)}\n\n"
        + table(("neuron", "its output a", "weight w", "w · a"), rows, left={0})
        + f"\n\nThe shares, and the bias {number(bias)}: ŷ = {worked_out(formula(digits), bold(z, MODEL))}\n\n"
        + f"The point lies at y = {number(study.y[study.point])}: the error ŷ − y is {coloured(error, ERROR)}."
    )


def missed(study: Curve, place: int) -> str:
    """Return how large the loss is without each neuron, and who is missed most and least."""
    loss, without = float(study.losses[place]), study.without(place)
    heads, bends = ["without", "the loss is"], study.bends_of_its_own
    rows = [[name, number(one)] for name, one in zip(study.names, without, strict=True)]
    if bends:
        heads.append("it jumps at x =" if study.jumps else "it bends at x =")
        for row, x in zip(rows, study.bends[place], strict=True):
            inside = study.x[0] <= x <= study.x[-1]
            row.append(number(x) if inside else f"{number(x)}, beyond the data" if abs(x) < 100 else "far away")
    said = [f"## Who is missed, at step {study.steps[place]:,}", table(heads, rows, left={0})]
    said.append(f"With all of them it is {number(loss)}. {_who(study, loss, without.tolist())}")
    return "\n\n".join(said)


def _who(study: Curve, loss: float, without: list[float]) -> str:
    """Return the sentences on the neurons that make the largest and the smallest difference."""
    ranked = sorted(range(len(without)), key=without.__getitem__)
    idle = [study.names[k] for k in ranked if abs(without[k] - loss) <= SAME * max(loss, without[k])]
    better = [study.names[k] for k in ranked if without[k] < loss and study.names[k] not in idle]
    most = ranked[-1]
    said = []
    if without[most] > loss and study.names[most] not in idle:
        said.append(f"**{study.names[most]}** is missed most: without it the loss is {_times(without[most], loss)}.")
    if better:
        verb = "is" if len(better) == 1 else "are"
        said.append(f"Without {_and(better, 'or')} it {'would be' if verb == 'is' else 'would each time be'} smaller.")
    if idle:
        said.append(f"{_and(idle, 'and')} make{'s' if len(idle) == 1 else ''} no difference on these points.")
    return " ".join(said)


def _times(without: float, loss: float) -> str:
    if loss <= 0 or without / loss > 1e6:
        return f"{number(without)}, out of all proportion"
    ratio = without / loss
    return f"{number(ratio, 2)} times as large" if ratio >= 1.05 else f"{number(without)}, hardly larger"


def _and(names: list[str], word: str) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} {word} {names[-1]}"


def curve_question(study: Curve) -> Question:
    """Return the question whom the trained network would miss most."""
    loss, without = float(study.losses[-1]), study.without(-1)
    if len(study.names) == 1:
        return Question(
            f"When this run has ended, {study.names[0]} is taken away. What is left of the network’s curve?",
            ("A level line", "A slanted line", "The same curve, lower", "Nothing at all"),
            0,
            "Without its only share, the sum is the bias alone, and that is the same for every x.",
        )
    best = int(without.argmax())
    none = bool(without[best] <= loss * (1 + SAME))
    options = (*study.names, "None: it would not grow")
    digits = digits_apart(*sorted(without.tolist())[-2:]) or 3
    losses = ", ".join(f"{name} {number(one, digits)}" for name, one in zip(study.names, without, strict=True))
    return Question(
        "Without which neuron would the loss be largest when this run has ended?",
        options,
        len(study.names) if none else best,
        f"With all of them the loss is {number(loss)}. Without one of them it is: {losses}.",
    )


def curve_warning(study: Curve) -> str | None:
    """Return the sentence that says that the numbers grew without bound, where they did."""
    if study.run.diverged_at is None:
        return None
    return "**The numbers grow without bound**, and the run ends early. A smaller learning rate may settle."
