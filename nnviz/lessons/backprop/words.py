"""The arithmetic of backpropagation in words and tables, as Markdown."""

from collections.abc import Iterator, Sequence

from nnviz.core import LOSSES, Array
from nnviz.figures.network import Neuron, neurons
from nnviz.figures.numbers import added_up, number
from nnviz.figures.palette import ERROR, MODEL, Colour
from nnviz.figures.text import bold, coloured, equal_sign, factor, in_cell, mean_of_column, table, worked_out
from nnviz.lessons.backprop.study import Walk
from nnviz.lessons.backprop.training import Training
from nnviz.lessons.backprop.view import Formula, View


def neuron_forward(walk: Walk, round_: int) -> str:
    """Return how the chosen neuron's z and a come about: every weight, what it meets, and the bias."""
    view = View.of(walk, round_)
    terms, z, a = view.into(walk.neuron), view.z(walk.neuron), view.a(walk.neuron)
    rows = _products(*terms, z.digits, (MODEL, None))
    sum_ = equal_sign("", z.total, added_up(terms.left * terms.right, z.digits))
    return table(("from", "weight w", "its output a", "w · a"), rows, left={0}) + (
        f"\n\n{z.letters} {sum_} {worked_out(z.brief, f'**{z.result}**')}\n\n{_line(a, f'**{a.result}**')}{a.more}"
    )


def _products(
    names: Sequence[str], left: Array, right: Array, digits: int, colours: tuple[Colour | None, Colour | None]
) -> Iterator[tuple[str, ...]]:
    """Yield a table's rows: whose term it is, both factors with so many digits, and their product."""
    for name, *factors in zip(names, left, right, strict=True):
        shown = [number(value, digits) for value in factors]
        product = in_cell(f"{shown[0]} · {factor(factors[1], digits)}", number(factors[0] * factors[1], digits))
        yield name, *(coloured(one, c) if c else one for one, c in zip(shown, colours, strict=True)), product


def neuron_backward(walk: Walk, round_: int) -> str:
    """Return how the chosen neuron's δ comes about, every factor with where it is from."""
    view, neuron = View.of(walk, round_), walk.neuron
    delta = view.delta(neuron)
    result = _line(delta, bold(delta.result, ERROR))
    meaning = f"**δ** says how fast the loss of this example grows when z of {view.name[neuron]} grows a little.\n\n"
    if view.activation(neuron).is_joint:
        loss = LOSSES[walk.run.config.loss].title
        return (
            f"{meaning}Each output depends on every z of its layer. With the loss “{loss}” all that comes down "
            f"to the answer minus the target:\n\n{result}"
        )
    if neuron.layer == view.last:
        output = view.name[neuron]
        came = f"How fast the loss grows with {output} alone is written ∂loss/∂{output} = "
        came += coloured(view.loss_slope(neuron), ERROR)
    else:
        back = view.out_of(neuron)
        rows = _products(*back, delta.digits, (MODEL, ERROR))
        came = table(("to", "weight w", "its δ", "w · δ"), rows, left={0})
        sum_ = equal_sign("", delta.total, added_up(back.left * back.right, delta.digits))
        came += f"\n\nWhat comes back: Σ w·δ {sum_} {delta.total}"
    return f"{meaning}{came}\n\n{_slope(walk, round_)}\n\n{result}"


def _line(formula: Formula, result: str) -> str:
    """Return a formula with each sum as one number, and its result as it is to look."""
    return f"{formula.letters} = {worked_out(formula.brief, result, formula.shown)}"


def _slope(walk: Walk, round_: int) -> str:
    """Return φ′(z), the slope of φ at z, and what it means where it is zero."""
    view, neuron = View.of(walk, round_), walk.neuron
    slope = view.slope(neuron)
    said = f"The slope of φ there: φ′(z) = {number(slope)}"
    if slope:
        return said
    place = neurons(walk.run.net.sizes).index(neuron)
    if walk.dead[round_, place]:
        said += ". **It is zero for every example: the neuron is dead. Its own weights learn nothing in this step.**"
    elif walk.silent[round_, walk.example, place]:
        said += (
            ". **It is zero: the neuron is silent on this example. No error passes through it here, and its own "
            "weights learn nothing from it.**"
        )
    else:
        said += ". **It is zero: no error passes here, and this neuron's own weights learn nothing from this example.**"
    return said


def link_gradient(walk: Walk, round_: int) -> str:
    """Return the chosen link's gradient as the mean of δ·a over the examples, and its update; then the bias'."""
    view, (layer, source, target) = View.of(walk, round_), walk.link
    start, end = view.name[Neuron(layer - 1, source)], view.name[Neuron(layer, target)]
    gradient, new = view.gradient(walk.link), view.new_weight(walk.link)
    deltas, values = view.products(walk.link)
    examples = [f"**{i + 1}**" if i == walk.example else f"{i + 1}" for i in range(len(deltas))]
    rows = _products(examples, deltas, values, gradient.digits, (ERROR, None))
    sign = equal_sign("", gradient.result, mean_of_column(deltas * values, gradient.digits))
    of_bias = Neuron(layer, target)
    bias, new_bias = view.bias_gradient(of_bias), view.new_bias(of_bias)
    return table(("example", f"δ of {end}", f"a of {start}", "δ · a"), rows) + (
        "\n\nThe gradient is their mean. It says how fast the loss L, the mean over all examples, grows with this "
        f"weight alone: {gradient.letters} {sign} {bold(gradient.result, ERROR)}"
        f"\n\n{_line(new, bold(new.result, MODEL))}"
        f"\n\nThe bias of {end} is multiplied by no a, so its gradient is the mean of δ alone: "
        f"{_line(bias, bold(bias.result, ERROR))}"
        f"\n\n{_line(new_bias, bold(new_bias.result, MODEL))}"
    )


def other_loss(study: Walk | Training) -> str | None:
    """Return the sentence that says which loss a run uses in place of the one chosen, or None where it is that one."""
    used, wanted = study.run.config.loss, study.loss_wanted
    if used == wanted:
        return None
    return (
        f"{LOSSES[wanted].title} needs every target to be from 0 to 1, and here some are not. "
        f"So this run uses the loss “{LOSSES[used].title}”."
    )


def diverged(study: Walk | Training, end: str) -> str | None:
    """Return what is said of a run whose numbers became too large for a computer, with where it ends; or None."""
    if study.run.diverged_at is None:
        return None
    return f"**The numbers grow without bound**: {end}. A smaller learning rate may settle."


def walk_warning(walk: Walk) -> str | None:
    """Return what one has to know before looking at a walk: that it diverged, or that it uses another loss."""
    end = f"the walk ends after training step {len(walk.updates)}"
    return " ".join(filter(None, (other_loss(walk), diverged(walk, end)))) or None
