"""What one can predict about a backward pass and about a training: the questions, with answers from the run itself."""

import numpy as np

from nnviz.figures.network import Neuron, layer_name
from nnviz.figures.numbers import number
from nnviz.figures.text import factor, sum_of_products
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
    one = sizes[-1] == 1
    links, comes = ("its link to ŷ", "the weight to the output, times the output's δ,") if one else (
        "its links to the outputs", "the sum of the weights to the outputs, times their δ,"
    )  # fmt: skip
    return Question(
        f"Training step 1, example {walk.example + 1}: which neuron of {layer_name(sizes, layer)} gets the largest "
        f"share of the error, |δ|? Look at {links} and at its z.",
        options,
        answer,
        f"δ is {comes} times the neuron's own slope φ′(z). {'; '.join(_share(view, n) for n in neurons)}.",
    )


def _share(view: View, neuron: Neuron) -> str:
    """Return how a neuron's δ comes about, in one line."""
    _, w, deltas = view.out_of(neuron)
    slope, value = factor(view.slope(neuron)), number(view.values(neuron)[2])
    came = f"{number(w[0])} · {factor(deltas[0])}" if len(w) == 1 else f"({sum_of_products(w, deltas)})"
    return f"{view.name[neuron]}: {came} · {slope} = **{value}**"


def direction(walk: Walk) -> Question:
    """Ask whether the chosen link's weight goes up or down in the first training step."""
    old, grad, new = View.of(walk, 0).of_link(walk.link)
    return Question(
        f"Training step 1: does the weight of {walk.link_name} go up or down?",
        ("Up", "Down", "It stays"),
        0 if new > old else 1 if new < old else 2,
        f"Its gradient is {number(grad)}, and the step goes against it: from {number(old)} to **{number(new)}**.",
    )
