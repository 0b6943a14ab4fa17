"""What one can predict about a backward pass and about a training: the questions, with answers from the run itself."""

import numpy as np

from nnviz.core import Array
from nnviz.figures.network import Neuron, layer_name
from nnviz.figures.numbers import calculated, digits_apart, digits_between, enough_digits, number
from nnviz.figures.text import factor, sum_of_products, worked_out
from nnviz.lessons import Question
from nnviz.lessons.backprop.study import Walk
from nnviz.lessons.backprop.view import View


def largest_delta(walk: Walk) -> Question:
    """Ask which neuron of the last hidden layer gets the largest |δ| in the first training step.

    Where that layer has one neuron only, or there is none, ask which way the chosen link's weight goes.
    """
    sizes = walk.run.net.sizes
    layer = len(sizes) - 2
    if layer == 0 or sizes[layer] == 1:
        return direction(walk)
    view = View.of(walk, 0)
    neurons = [Neuron(layer, i) for i in range(sizes[layer])]
    amounts = np.abs([view.values(neuron)[2] for neuron in neurons])
    options = (*(view.name[neuron] for neuron in neurons), "None: all are zero")
    answer = int(amounts.argmax()) if amounts.max() > 0 else len(neurons)
    digits = _digits_of(amounts, answer)
    one = sizes[-1] == 1
    links, comes = ("its link to ŷ", "the weight to the output, times the output's δ,") if one else (
        "its links to the outputs", "the sum of the weights to the outputs, times their δ,"
    )  # fmt: skip
    return Question(
        f"Training step 1, example {walk.example + 1}: which neuron of {layer_name(sizes, layer)} gets the largest "
        f"|δ|, so that a small change of its z changes the loss most? Look at {links} and at its z.",
        options,
        answer,
        f"In training step 1, δ is {comes} times the neuron's own slope φ′(z). "
        f"{'; '.join(_made(view, n, digits) for n in neurons)}.",
        tuple("" if i == answer else _why_not(view, layer, i, answer) for i in range(len(options))),
        seen_from=walk.first("delta", layer),
    )


def _digits_of(amounts: Array, answer: int) -> int:
    """Return with how many digits to write amounts (n,), so that the largest is seen to be it."""
    others = [amount for i, amount in enumerate(amounts) if i != answer < len(amounts)]
    return max((digits_apart(amount, amounts[answer]) or 3 for amount in others), default=3)


def _made(view: View, neuron: Neuron, digits: int) -> str:
    """Return how a neuron's δ comes about, in one line."""
    _, w, deltas = view.out_of(neuron)
    delta = view.values(neuron)[2]

    def written(digits: int) -> str:
        came = f"{number(w[0], digits)} · {factor(deltas[0], digits)}" if len(w) == 1 else (
            f"({sum_of_products(w, deltas, digits)})")  # fmt: skip
        return f"{came} · {factor(view.slope(neuron), digits)}"

    enough = enough_digits(lambda digits: calculated(written(digits)), delta, digits, exact=False)
    return f"{view.name[neuron]}: {worked_out(written(enough), f'**{number(delta, digits)}**')}"


def _why_not(view: View, layer: int, guess: int, answer: int) -> str:
    """Return why the neuron in place `guess` of a layer has not its largest |δ|, which is that in place `answer`.

    A place behind the last neuron stands for none of them.
    """
    n = view.run.net.sizes[layer]
    if guess == n:
        best = Neuron(layer, answer)
        return f"The δ of {view.name[best]} is {number(view.values(best)[2])}."
    one = Neuron(layer, guess)
    name, slope, came = view.name[one], view.slope(one), abs(view.out_of(one).total)
    if slope == 0:
        return f"The slope φ′(z) of {name} is 0, and so is its δ."
    if answer == n:
        return f"Nothing comes back to {name}: its δ is 0."
    best = Neuron(layer, answer)
    other, most = view.slope(best), abs(view.out_of(best).total)
    comes, slopes = _against(came, most), _against(abs(slope), abs(other))
    less = f"less comes back to {name}: {comes}, without the sign" if comes else ""
    flatter = f"its slope φ′(z) is flatter: {slopes}" if slopes else ""
    if less and flatter:
        return f"Both make it smaller: {less}; and {flatter}."
    if flatter:
        return f"At least as much comes back to {name} as to {view.name[best]}, but {flatter}."
    if less:
        return f"The slope φ′(z) of {name} is no flatter than that of {view.name[best]}, but {less}."
    return f"The |δ| of {name} is smaller by less than the digits shown."


def _against(one: float, other: float) -> str:
    """Return "one against the other" where the first is the smaller, with digits that show it; else nothing."""
    digits = digits_apart(one, other) if one < other else None
    return "" if digits is None else f"{number(one, digits)} against {number(other, digits)}"


def direction(walk: Walk) -> Question:
    """Ask whether the chosen link's weight goes up or down in the first training step."""
    old, grad, new = View.of(walk, 0).of_link(walk.link)
    digits, answer = digits_between(old, new), 0 if new > old else 1 if new < old else 2
    moved = f"and the step goes against it: from {number(old, digits)} to **{number(new, digits)}**"
    if new == old:
        moved = "so nothing moves it" if grad == 0 else f"and the step is too small to change {number(old)}"
    elif number(new, digits) == number(old, digits):
        moved = f"and the step goes against it, too little to be seen in the digits of {number(old)}"
    return Question(
        f"Training step 1: does the weight of {walk.link_name} go up or down?",
        ("Up", "Down", "It stays"),
        answer,
        f"Its gradient is {number(grad)}, {moved}.",
        tuple("" if i == answer else _why_not_so(grad, i, answer) for i in range(3)),
        seen_from=walk.first("update", 0),
    )


def _why_not_so(grad: float, guess: int, answer: int) -> str:
    """Return why a weight with this gradient does not go up (0), down (1), or stay (2)."""
    if grad == 0:
        return "Its gradient is 0: a small change of it changes no loss, so nothing moves it."
    if guess == 2:
        return "Its gradient is not 0, so it moves."
    if answer == 2:
        return "Its gradient is so small that the step is lost beside the weight itself."
    return "It would go uphill: " + (
        "the gradient is positive, so the loss grows with the weight."
        if grad > 0
        else "the gradient is negative, so the loss shrinks as the weight grows."
    )
