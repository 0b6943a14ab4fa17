"""What one can predict about a backward pass and about a training: the questions, with answers from the run itself."""

import numpy as np

from nnviz.figures.backprop_words import view_of
from nnviz.figures.blame import Training
from nnviz.figures.formulas import factor
from nnviz.figures.network import Neuron, layer_name, link_names, name_of
from nnviz.figures.numbers import number
from nnviz.figures.phases import Walk
from nnviz.ui.lesson import Question


def largest_delta(walk: Walk) -> Question:
    """Ask which neuron of the last hidden layer gets the largest |δ| in the first training step.

    Where that layer has one neuron only, ask which way the chosen link's weight goes.
    """
    sizes = walk.run.net.sizes
    layer = len(sizes) - 2
    if sizes[layer] == 1:
        return direction(walk)
    view, name = view_of(walk, 0), name_of(sizes)
    neurons = [Neuron(layer, i) for i in range(sizes[layer])]
    amounts = np.abs([view.values(neuron)[2] for neuron in neurons])
    options = (*(name[neuron] for neuron in neurons), "None: all are zero")
    answer = int(amounts.argmax()) if amounts.max() > 0 else len(neurons)
    each = []
    for neuron in neurons:
        w, deltas = view.out_of(neuron)
        slope, value = factor(view.slope(neuron)), number(view.values(neuron)[2])
        each.append(f"{name[neuron]}: {number(w[0])} · {factor(deltas[0])} · {slope} = **{value}**")
    return Question(
        f"Training step 1, example {walk.example + 1}: which neuron of {layer_name(sizes, layer)} gets the largest "
        "share of the error, |δ|? Look at its link to ŷ and at its z.",
        options,
        answer,
        f"δ is the weight to the output, times the output's δ, times the neuron's own slope φ′(z). {'; '.join(each)}.",
    )


def direction(walk: Walk) -> Question:
    """Ask whether the chosen link's weight goes up or down in the first training step."""
    old, grad, new = view_of(walk, 0).of_link(walk.link)
    name = link_names(walk.run.net.sizes)[walk.drawing.links.index(walk.link)]
    return Question(
        f"Training step 1: does the weight of {name} go up or down?",
        ("Up", "Down", "It stays"),
        0 if new > old else 1 if new < old else 2,
        f"Its gradient is {number(grad)}, and the step goes against it: from {number(old)} to **{number(new)}**.",
    )


def most_blamed(training: Training) -> Question:
    """Ask which hidden neuron carries the most blame, taken over the whole training."""
    hidden = slice(0, len(training.names) - training.run.net.sizes[-1])
    means, names = training.blame.mean(axis=0)[hidden], training.names[hidden]
    answer = int(means.argmax())
    least = int(means.argmin())
    return Question(
        "Over the whole training, which hidden neuron has the largest mean |δ|?",
        names,
        answer,
        f"{names[answer]} carries {number(means[answer])} on average; the least is {names[least]} with "
        f"{number(means[least])}. Blame comes back through the weights: strong links towards the output, and a slope "
        "φ′(z) that is not flat, hand over much of it.",
    )
