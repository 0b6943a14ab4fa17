"""The activation functions' page: its three parts, each with its controls, its runs, and the words under them."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import streamlit as st

from nnviz.core import ACTIVATIONS, DATASETS, LeastSquares, Network, Run, TrainConfig, least_squares, train
from nnviz.figures import activation_words as words
from nnviz.figures.activation import INPUTS, Sweep, shapes_scene, sweep, title
from nnviz.figures.bend import bend_scene
from nnviz.figures.learning import KINDS, Examples, dead, kinds_scene, stops
from nnviz.figures.numbers import number
from nnviz.ui import controls
from nnviz.ui.lesson import Question
from nnviz.ui.player import pack

SHAPES = (*KINDS, *(name for name, phi in ACTIVATIONS.items() if name not in KINDS and not phi.is_joint))
"""The order history took them, then the others, but for the joint ones: those are no functions of one z alone."""
SWEEPS = {"weight": "Weight: flat to steep", "bias": "Bias: left to right"}
STEPS = 900
LUCK = 1  # of the learners whose data are drawn: one who practised more than another did not pass


class Lesson(NamedTuple):
    """What a part shows: its runs, what they learn from, its figures as the player takes them, and its question."""

    scene: bytes
    question: Question
    runs: tuple[Run, ...] = ()
    data: Examples | None = None
    sweep: Sweep | None = None


class Part(NamedTuple):
    """One of the page's three parts: what it is about, and how its settings become a lesson and words."""

    title: str
    about: str
    key: str
    settings: Callable[[], Any]
    lesson: Callable[[Any], Lesson]
    show: Callable[[Any, Lesson, int], None]


# ---- the shapes ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class ShapeSettings:
    """The function looked at, those laid over it, what moves, the weight or bias that does not, and the chosen z."""

    activation: str
    overlays: tuple[str, ...]
    swept: str
    other: float
    z: float


def shape_settings() -> ShapeSettings:
    """Show the controls and return what they are set to."""
    activation = st.selectbox(
        "Activation φ", SHAPES, 1, format_func=title, key="activation_phi", bind="query-params",
        help="The first three are in the order history took them: 1943, the 1980s, 2010.",
    )  # fmt: skip
    overlays = st.multiselect(
        "Lay over it", SHAPES, format_func=title, key="activation_over", bind="query-params", max_selections=3,
    )  # fmt: skip
    swept = st.radio("The timeline moves the", list(SWEEPS), format_func=SWEEPS.__getitem__,
                     key="activation_sweep", bind="query-params")  # fmt: skip
    if swept == "weight":
        other = st.slider("Bias b", -1.5, 1.5, 0.0, 0.1, key="activation_bias", bind="query-params")
    else:
        other = st.slider("Weight w", 0.2, 3.0, 2.0, 0.1, key="activation_weight", bind="query-params")
    z = st.slider("Look at z", -8.0, 8.0, 2.0, 0.1, key="activation_z", bind="query-params",
                  help="The diamond: φ and its slope there are given as numbers.")  # fmt: skip
    return ShapeSettings(activation, tuple(name for name in overlays if name != activation), swept, other, z)


@st.cache_data(max_entries=500, show_spinner=False)
def shape_lesson(settings: ShapeSettings) -> Lesson:
    """Return the sweep of these settings with its figures and its question."""
    neuron = sweep(settings.activation, settings.swept, settings.other)
    scene = pack(shapes_scene(neuron, settings.overlays, settings.z))
    return Lesson(scene, shape_question(neuron), sweep=neuron)


def shape_question(neuron: Sweep) -> Question:
    """Ask what the end of the sweep does to the inputs; the answer is counted there."""
    count, all_of = int(neuron.n_flat[-1]), len(INPUTS)
    w, b = neuron.theta[-1]
    z = f"from {number(neuron.z[-1].min())} to {number(neuron.z[-1].max())}"
    return Question(
        f"At the end of the timeline, with w = {number(w)} and b = {number(b)}: on how many of the {all_of} inputs "
        f"will the slope of {title(neuron.activation)} be nearly zero, so that the neuron hardly learns from them?",
        ("None of them", "Some, but fewer than half", "More than half", "All of them"),
        0 if count == 0 else 3 if count == all_of else 1 if count < all_of / 2 else 2,
        f"It is {count} of {all_of}: their z = w·x + b then lies {z}, and the flat parts are shaded.",
    )


def show_shape(settings: ShapeSettings, lesson: Lesson, step: int) -> None:
    """Show the arithmetic at the chosen z, and of the inputs at this place of the sweep."""
    assert lesson.sweep is not None
    k = min(step, len(lesson.sweep.theta) - 1)
    one, all_inputs = st.columns(2, gap="large")
    one.markdown(f"#### At the chosen z\n\n{words.chosen(settings.activation, settings.z)}")
    all_inputs.markdown(f"#### The inputs, here\n\n{words.inputs(lesson.sweep, k)}")


# ---- learning with each ----------------------------------------------------------------------------


@dataclass(frozen=True)
class KindSettings:
    """How the three neurons learn; all three start from the same w and b."""

    learning_rate: float
    seed: int


def kind_settings() -> KindSettings:
    """Show the controls and return what they are set to."""
    return KindSettings(
        controls.learning_rate("activation_rate", 0.1), controls.seed("activation_seed", "Starting neuron")
    )


@st.cache_data(max_entries=500, show_spinner=False)
def kind_lesson(settings: KindSettings) -> Lesson:
    """Return the runs of one neuron with each activation, from the same start on the same data."""
    data = examples("practice", LUCK)
    config = full_batches(data, settings.learning_rate)
    runs = []
    for name in KINDS:
        net = Network((1, 1), output=name)
        runs.append(train(net, net.init("uniform", np.random.default_rng(settings.seed)), data.X, data.y, config))
    return Lesson(pack(kinds_scene(tuple(runs), data)), kind_question(runs[-1], data), tuple(runs), data)


def examples(name: str, seed: int = 0) -> Examples:
    """Return a data set of the course with one input and one output."""
    dataset = DATASETS[name]
    return Examples(*dataset.make(np.random.default_rng(seed))[:2], dataset.inputs[0], dataset.outputs[0])


def full_batches(data: Examples, learning_rate: float) -> TrainConfig:
    """Return how both trainings of this page go: plain descent, all examples at each step."""
    return TrainConfig(
        loss="half_mse", optimizer="sgd", learning_rate=learning_rate, batch_size=len(data.X), epochs=STEPS
    )


def kind_question(relu: Run, data: Examples) -> Question:
    """Ask what becomes of the ReLU neuron; the answer is read off its run."""
    gone = dead(relu, data, relu.step)
    first, last = relu.losses(data.X, data.y)[[0, -1]]
    w, b = relu.theta[0]
    if gone[0]:
        why = "Already at the start its z is 0 or less for all examples, so its gradient is exactly 0."
    elif gone[-1]:
        why = f"From step {int(relu.step[gone.argmax()])} on its z is 0 or less for all examples: gradient exactly 0."
    else:
        why = f"Some examples keep a z above 0, and its loss goes from {number(first)} to {number(last)}."
    return Question(
        f"All three start with w = {number(w)} and b = {number(b)}. What becomes of the ReLU neuron?",
        ("It keeps learning", "It dies on the way", "It is dead from the start"),
        2 if gone[0] else 1 if gone[-1] else 0,
        why,
    )


def nearest_stop(step: int) -> int:
    """Return the timeline's stop nearest to a step: what is drawn is that one, whatever step a link asks for."""
    all_stops = stops(STEPS)
    return int(all_stops[np.argmin(np.abs(all_stops - step))])


def show_kinds(settings: KindSettings, lesson: Lesson, step: int) -> None:
    """Show the arithmetic of each neuron's gradient at this step."""
    assert lesson.data is not None
    step = nearest_stop(step)
    st.markdown(
        f"#### Step {step:,}: the gradient of each\n\nThe error goes back through the slope: "
        "**δ = (ŷ − y) · φ′(z)**. Where the slope is 0, so is δ, however large the error."
    )
    for place, run in zip(st.columns(3, gap="large"), lesson.runs, strict=True):
        k = min(step, len(run.theta) - 1)
        sums = words.gradient(run, run.update(k, lesson.data.X, lesson.data.y), lesson.data.y)
        place.markdown(f"**{title(run.net.activations[0])}**\n\n{sums}")
        if run.diverged_at is not None:
            place.warning(f"It diverged: step {run.diverged_at:,} is the last with finite numbers. Try a smaller rate.")


# ---- why bend at all -------------------------------------------------------------------------------


@dataclass(frozen=True)
class BendSettings:
    """The network of both runs: how many hidden neurons, how it learns, and where it starts."""

    hidden: int
    learning_rate: float
    seed: int


def bend_settings() -> BendSettings:
    """Show the controls and return what they are set to."""
    return BendSettings(
        st.slider("Neurons in the hidden layer", 1, 6, 4, key="activation_hidden", bind="query-params"),
        controls.learning_rate("activation_bend_rate", 0.3),
        controls.seed("activation_bend_seed", "Starting weights"),
    )


@st.cache_data(max_entries=500, show_spinner=False)
def bend_lesson(settings: BendSettings) -> Lesson:
    """Return two runs from the same weights on the same curve: without an activation, and with ReLU."""
    data = examples("curve")
    config = full_batches(data, settings.learning_rate)
    straight, bent = (Network((1, settings.hidden, 1), hidden=name) for name in ("identity", "relu"))
    theta = straight.init("xavier", np.random.default_rng(settings.seed))
    line, curve = (train(net, theta, data.X, data.y, config) for net in (straight, bent))
    answer = least_squares(data.X, data.y)
    scene = pack(bend_scene(line, curve, data, answer))
    return Lesson(scene, bend_question(line, curve, data, answer), (line, curve), data)


def bend_question(straight: Run, bent: Run, data: Examples, answer: LeastSquares) -> Question:
    """Ask how much the bends will help; the answer is the quotient of the two losses at the end."""
    without, with_relu = (float(run.losses(data.X, data.y)[-1]) for run in (straight, bent))
    ratio = without / max(with_relu, 1e-12)
    return Question(
        f"Both start from the same weights. After {STEPS} steps, how does the loss with ReLU compare with the loss "
        "without an activation?",
        ("About the same, or worse", "Smaller, but more than a tenth", "Less than a tenth"),
        0 if ratio < 1.25 else 1 if ratio <= 10 else 2,
        f"Without: {number(without)}. With ReLU: {number(with_relu)}. Whatever their weights, the layers without an "
        f"activation are one straight line, and the best of all lines has a loss of {number(answer.loss)}.",
    )


def show_bend(settings: BendSettings, lesson: Lesson, step: int) -> None:
    """Show both layers of this step, what they multiply out into, and that the outputs agree."""
    assert lesson.data is not None
    step = nearest_stop(step)
    straight = lesson.runs[0]
    for kind, run in zip(("without an activation", "with ReLU"), lesson.runs, strict=True):
        if run.diverged_at is not None:
            st.warning(f"The layers {kind} diverged after step {run.diverged_at:,}. Try a smaller rate.")
    st.markdown(f"#### Step {step:,}: two layers without an activation are one")
    product, outputs = st.columns([1.4, 1], gap="large")
    product.markdown(words.multiplying(straight, step))
    outputs.markdown(words.agreement(straight, step, lesson.data.X))


PARTS = {
    part.title: part
    for part in (
        Part(
            "The shapes",
            "A weight makes the curve **steep**, a bias **shifts** it; where it is flat, its **slope** is nearly 0.",
            "shapes", shape_settings, shape_lesson, show_shape,
        ),
        Part(
            "Learning with each",
            "Who passes, by hours of practice? The **same neuron** learns it with three activations at once.",
            "kinds", kind_settings, kind_lesson, show_kinds,
        ),
        Part(
            "Why bend at all",
            "Without an activation **two layers are only one**, and that one is a straight line.",
            "bend", bend_settings, bend_lesson, show_bend,
        ),
    )
}  # fmt: skip


def choose_part() -> Part:
    """Show the choice of the part with its one sentence, and return it."""
    row = st.container(horizontal=True, vertical_alignment="center", gap="medium")
    chosen = row.segmented_control(
        "Part", list(PARTS), default="The shapes", required=True, key="activation_part", bind="query-params",
        label_visibility="collapsed",
    )  # fmt: skip
    part = PARTS[chosen or "The shapes"]
    row.markdown(part.about)
    return part
