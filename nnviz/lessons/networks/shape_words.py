"""What is said of a configuration: how its numbers are counted, what deep means, and the question."""

from nnviz.figures.network import layer_name
from nnviz.figures.text import table
from nnviz.lessons import Question
from nnviz.lessons.networks.shape_study import DEEP, Shape

WHY_SO_MANY = (
    "## Where the numbers are\n\nEach neuron of a layer gets **every** output of the layer before it, each through a "
    "link with a weight of its own; and it has one bias. Such a network is called **fully connected**. So a layer of m "
    "neurons after one of n has n · m weights and m biases. These numbers, and nothing else, change when a network "
    "learns: they are its **parameters**."
)


def things(count: int, thing: str) -> str:
    """Return a count of things in words: 1 weight, 12 weights, 4 biases."""
    many = {"bias": "biases"}.get(thing, f"{thing}s")
    return f"{count:,} {thing if count == 1 else many}"


def counting(study: Shape, layer: int) -> str:
    """Return the arithmetic of what a layer has to learn, and of all that is counted with it."""
    if layer == 0:
        return f"{things(study.sizes[0], 'input')}: nothing to learn, inputs are given."
    before, neurons = study.sizes[layer - 1 : layer + 1]
    weights, biases = study.weights[layer - 1], study.biases[layer - 1]
    name = layer_name(study.sizes, layer).removeprefix("the ").removeprefix("hidden ")
    product = f"{name}: {before} · {neurons} = {things(weights, 'weight')} and {things(biases, 'bias')}"
    so_far = f"{study.so_far(layer - 1):,} + {weights + biases:,} = " if layer > 1 else f"{weights:,} + {biases:,} = "
    end = "In all" if layer == study.n_layers else "So far"
    return f"{product}. {end} {so_far}{study.so_far(layer):,}."


def depth(study: Shape) -> str:
    """Return what deep means, and whether this network is."""
    n = study.n_layers
    hidden = n - 1
    this = (
        f"This one has {things(n, 'layer')} of weights"
        + (f", with {things(hidden, 'hidden layer')} between inputs and output" if hidden else "")
        + (": it **is deep**." if study.is_deep else ": it is **not deep**.")
    )
    return (
        "## What “deep” means\n\nA layer of weights is what leads from one layer to the next. Inputs have none: they "
        f"are what the network is given. A network with **{DEEP} or more layers of weights** is called **deep**: its "
        "numbers go through two or more hidden layers, each of which works with what the one before has made. "
        f"{this}"
    )


def counted(study: Shape, place: int) -> str:
    """Return the table of the layers counted so far."""
    rows = [
        (layer_name(study.sizes, layer).removeprefix("the "), f"{study.sizes[layer - 1]}", f"{study.sizes[layer]}",
         f"{study.weights[layer - 1]:,}", f"{study.biases[layer - 1]:,}", f"{study.so_far(layer):,}")
        for layer in range(1, place + 1)
    ]  # fmt: skip
    if not rows:
        return "## Layer by layer\n\nNothing is counted yet: press play."
    return "## Layer by layer\n\n" + table(
        ("layer", "gets", "neurons", "weights", "biases", "in all so far"), rows, left=(0,)
    )


def shape_question(study: Shape) -> Question:
    """Return the question how many numbers the network has to learn."""
    total, weights, neurons = study.so_far(study.n_layers), sum(study.weights), sum(study.sizes[1:])
    wrong = {
        weights: "these are the weights alone, and each neuron has a bias, too.",
        neurons: "so many neurons there are, and each has as many weights as it gets numbers, and a bias.",
        total + study.sizes[0]: "this counts the inputs, too, but they are given and not learned.",
        2 * total: "each link has one weight, not two.",
    }
    wrong = {count: reason for count, reason in wrong.items() if count != total}
    shown = sorted([total, *list(wrong)[:3]])
    each = " + ".join(f"({n} + 1) · {m}" for n, m in zip(study.sizes[:3], study.sizes[1:3], strict=False))
    more = " + …" if study.n_layers > 2 else ""
    return Question(
        "How many numbers does this network have to learn, weights and biases together?",
        tuple(f"{count:,}" for count in shown),
        shown.index(total),
        f"Each neuron has a weight for each number it gets, and one bias: {each}{more} = {total:,}.",
        tuple(wrong.get(count, "") for count in shown),
    )
