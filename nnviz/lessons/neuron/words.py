"""The arithmetic of one neuron in words and numbers, and what its pictures show."""

from nnviz.core import ACTIVATIONS
from nnviz.figures.numbers import number
from nnviz.figures.palette import DATA, MODEL
from nnviz.figures.text import bold, coloured, factor, worked_out
from nnviz.lessons.neuron.passes import sign, weighted_sum
from nnviz.lessons.neuron.study import ACTIVATION, BIAS, PRODUCTS, TOTAL, NeuronStudy

LINE = (
    "With one input, z = w₁·x₁ + b is a straight line over x₁. School writes it y = m·x + c: **the slope m is this "
    "neuron's weight w₁, the intercept c is its bias b.** Only the names differ."
)
PICTURES = {
    1: "The dashed line is the sum z over all inputs x₁; the blue curve is what φ makes of it, the output a. Both dots "
    "stand over the present input. " + LINE,
    2: "Over two inputs z is not a line but a plane, and φ bends that plane into the landscape. From above, a line "
    "z = 0 parts the inputs: on one side of it z is above 0, on the other below. (With both weights 0 there is none, "
    "and a large bias moves it out of the picture.) There φ decides: a threshold jumps, ReLU begins to rise, a sigmoid "
    "is at one half. " + LINE,
    3: "With three inputs there is **no picture of the whole**: three inputs and the output are four directions, and "
    "space has three. What is drawn is a slice: x₁ changes, x₂ and x₃ stay. The sum does not mind: one more input is "
    "one more product, and it goes on in the same way with three hundred.",
}
TURNS = (
    "**A weight turns, a bias shifts.** A weight says how strongly z follows its input, and its sign says which way: "
    "the line or plane tilts. The bias is added whatever the inputs are: the line or plane moves up or down as a whole."
)


def computation(study: NeuronStudy, place: int) -> str:
    """Return what is known at a stop of z and a, with their numbers in the colours of their places in the drawing."""
    passes = study.passes
    theta, x, p = (rows[place].tolist() for rows in (passes.theta, passes.x, passes.products))
    total, z, a = (float(passes.named[name][place]) for name in ("sum", "z", "a"))
    pairs = [
        f"{coloured(factor(w), MODEL)}·{coloured(factor(value), DATA)}" for w, value in zip(theta[:-1], x, strict=True)
    ]
    bias, entry = coloured(factor(theta[-1]), MODEL), ACTIVATIONS[passes.activation]
    products = ", ".join(worked_out(pair, number(value)) for pair, value in zip(pairs, p, strict=True))
    lines = {
        PRODUCTS: f"z = {weighted_sum(passes.n)}\n\nz = {' + '.join(pairs)} + {bias}\n\nEach product: {products}",
        TOTAL: f"Their sum: {worked_out(' + '.join(map(factor, p)), number(total))}" if passes.n > 1 else "",
        BIAS: f"With the bias: z = {worked_out(f'{factor(total)} + {bias}', f'**{number(z)}**')}",
        ACTIVATION: f"{entry.title}: {entry.formula}, so a = {worked_out(f'φ({number(z)})', bold(a, MODEL), a)}",
    }
    return "\n\n".join(line for stage, line in lines.items() if line and stage <= study.stage[place])


def what_moves(study: NeuronStudy) -> str:
    """Return what the timeline moves, where it moves a number."""
    if not study.swept:
        return ""
    what = "a bias shifts" if study.swept == "b" else "a weight turns"
    return f"Here the timeline moves {sign(study.swept)}, and all else stays: {what} what is drawn."
