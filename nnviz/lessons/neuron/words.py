"""The arithmetic of one neuron in words and numbers, and what its pictures show."""

from nnviz.core import ACTIVATIONS
from nnviz.figures.numbers import number
from nnviz.figures.palette import DATA, MODEL
from nnviz.figures.text import bold, coloured, factor, worked_out
from nnviz.lessons.neuron.passes import Passes, sign, weighted_sum
from nnviz.lessons.neuron.study import NeuronStudy

LINE = (
    "With one input, z = w₁·x₁ + b is a straight line over x₁. School writes it y = m·x + c: **the slope m is this "
    "neuron's weight w₁, the intercept c is its bias b.** Only the names differ."
)
PICTURES = {
    1: "The dashed line is the sum z over all inputs x₁; the blue curve is what φ makes of it, the output a. Both dots "
    "stand over the present input. " + LINE,
    2: "Over two inputs z is not a line but a plane, and φ bends that plane into the landscape. From above, the line "
    "z = 0 parts the inputs: where z is above 0 on one side, below 0 on the other. There φ decides: a threshold "
    "jumps there, ReLU begins to rise, a sigmoid is at one half. " + LINE,
    3: "With three inputs there is **no picture of the whole**: three inputs and the output are four directions, and "
    "space has three. What is drawn is a slice: x₁ changes, x₂ and x₃ stay. The sum does not mind: one more input is "
    "one more product, and it goes on in the same way with three hundred.",
}
TURNS = (
    "**A weight turns, a bias shifts.** A weight says how strongly z follows its input, and its sign says which way: "
    "the line or plane tilts. The bias is added whatever the inputs are: the line or plane moves up or down as a whole."
)


def computation(passes: Passes, place: int) -> str:
    """Return z and a of a stop with their numbers, each in the colour of its place in the drawing."""
    theta, x = passes.theta[place].tolist(), passes.x[place].tolist()
    z, a, p = float(passes.z[place]), float(passes.a[place]), passes.products[place].tolist()
    pairs = zip(theta[:-1], x, strict=True)
    factors = " + ".join(f"{coloured(factor(w), MODEL)} · {coloured(factor(value), DATA)}" for w, value in pairs)
    bias = coloured(factor(theta[-1]), MODEL)
    sum_ = " + ".join([*(factor(value) for value in p), bias])
    entry = ACTIVATIONS[passes.activation]
    return "\n\n".join([
        f"z = {weighted_sum(passes.n)}",
        f"z = {factors} + {bias}",
        f"z = {worked_out(sum_, f'**{number(z)}**')}",
        f"a = φ(z), here {entry.title}: {entry.formula}",
        f"a = {worked_out(f'φ({number(z)})', bold(a, MODEL), a)}",
    ])  # fmt: skip


def what_moves(study: NeuronStudy) -> str:
    """Return what the timeline moves, where it moves a number."""
    if not study.swept:
        return ""
    what = "a bias shifts" if study.swept == "b" else "a weight turns"
    return f"Here the timeline moves {sign(study.swept)}, and all else stays: {what} what is drawn."
