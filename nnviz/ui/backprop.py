"""The backpropagation page: its controls, its runs, and the words under them."""

from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import streamlit as st

from nnviz.core import ACTIVATIONS, DATASETS, LOSSES, Array, Network, Run, TrainConfig, train
from nnviz.figures import backprop_words as words
from nnviz.figures.blame import Training, blame_scene
from nnviz.figures.network import Drawing, link_names, names
from nnviz.figures.phases import ROUNDS, Walk, phases_scene
from nnviz.ui import controls
from nnviz.ui.backprop_questions import largest_delta, most_blamed
from nnviz.ui.examples import Examples, edit_examples, from_link
from nnviz.ui.lesson import Question
from nnviz.ui.player import Choice, pack

COLUMNS = ("x₁", "x₂", "y")
EXAMPLES: Examples = ((1.0, 0.5, 0.0), (0.5, -1.0, 1.0), (-1.0, 0.5, 1.0), (-0.5, -1.0, 0.0))
HIDDEN = tuple(name for name, phi in ACTIVATIONS.items() if not phi.is_joint)
ERRORS = tuple(name for name, loss in LOSSES.items() if loss.targets != "distribution")
NEURON, LINK = "backprop_neuron", "backprop_link"
STEPS, BLAME = "Step by step", "Whole training"
CLASS_DATA = ("circle", "xor", "curve")
BATCH = 10
SAME, OWN = "Same for all", "Each its own"


@dataclass(frozen=True)
class NetworkSettings:
    """The network and how it learns, for both parts of the page."""

    hidden: tuple[int, ...]
    activation: str
    loss: str
    learning_rate: float
    seed: int

    def trained(self, X: Array, y: Array, **how: Any) -> Run:
        """Return the run on X, y; `how` is the rest of its TrainConfig. The same seed gives the same start.

        The loss is cross-entropy only where all targets lie from 0 to 1.
        """
        unit = LOSSES[self.loss].targets == "any" or bool((y >= 0).all() and (y <= 1).all())
        loss = self.loss if unit else "half_mse"
        net = Network((X.shape[1], *self.hidden, 1), self.activation, (LOSSES[loss].outputs or ("identity",))[0])
        theta = net.init("xavier", np.random.default_rng(self.seed))
        return train(net, theta, X, y, TrainConfig(loss=loss, learning_rate=self.learning_rate, **how))


@dataclass(frozen=True)
class PhaseSettings:
    """Everything that decides what the first part shows."""

    network: NetworkSettings
    examples: Examples
    example: int
    neuron: str
    link: str


class PhaseLesson(NamedTuple):
    """A few training steps, what of them is looked at, the figure as the player takes it, and a question."""

    walk: Walk
    scene: bytes
    question: Question
    loss_wanted: str


@st.cache_data(max_entries=500, show_spinner=False)
def phase_lesson(settings: PhaseSettings) -> PhaseLesson:
    """Return the training steps of these settings with their figure."""
    rows = np.array(settings.examples)
    X, y = rows[:, :-1], rows[:, -1:]
    run = settings.network.trained(X, y, batch_size=len(X), epochs=ROUNDS)
    drawing = Drawing(run.net.sizes)
    neuron = drawing.neurons[names(run.net.sizes).index(settings.neuron)]
    link = drawing.links[link_names(run.net.sizes).index(settings.link)]
    walk = Walk(run, X, y, settings.example, neuron, link)
    return PhaseLesson(walk, pack(phases_scene(walk)), largest_delta(walk), settings.network.loss)


@dataclass(frozen=True)
class BlameSettings:
    """Everything that decides what the second part shows."""

    network: NetworkSettings
    data: str
    epochs: int
    own_scale: bool


class BlameLesson(NamedTuple):
    """A whole training, its figures as the player takes them, and a question."""

    training: Training
    scene: bytes
    question: Question
    loss_wanted: str


@st.cache_data(max_entries=200, show_spinner=False)
def blame_lesson(settings: BlameSettings) -> BlameLesson:
    """Return the training of these settings with its figures."""
    dataset = DATASETS[settings.data]
    X, y, *_ = dataset.make(np.random.default_rng(0))
    run = settings.network.trained(X, y, batch_size=BATCH, epochs=settings.epochs, shuffle=True)
    training = Training(run, X, y, (*dataset.inputs, *dataset.outputs), settings.own_scale)
    scene = pack(blame_scene(training))
    return BlameLesson(training, scene, most_blamed(training), settings.network.loss)


def part() -> str:
    """Show the choice of the page's part and return it."""
    chosen = st.segmented_control(
        "Part", (STEPS, BLAME), default=STEPS, required=True, key="backprop_part", bind="query-params",
        label_visibility="collapsed", width="stretch",
    )  # fmt: skip
    return BLAME if chosen == BLAME else STEPS


def network_settings() -> NetworkSettings:
    """Show the controls of the network and return what they are set to."""
    a, b, c = st.columns(3, gap="xsmall")
    sizes = [int(a.selectbox("Layer A", (1, 2, 3, 4), 2, key="backprop_a", bind="query-params"))]
    second = b.selectbox("Layer B", ("–", 1, 2, 3, 4), 2, key="backprop_b", bind="query-params")
    third = c.selectbox("Layer C", ("–", 1, 2, 3, 4), 0, key="backprop_c", bind="query-params", disabled=second == "–")
    if second != "–":
        sizes += [int(str(n)) for n in (second, third) if n != "–"]
    loss = st.selectbox(
        "Loss", ERRORS, ERRORS.index("half_mse"), key="backprop_loss", bind="query-params",
        format_func=lambda name: LOSSES[name].title,
        help="Cross-entropy has a sigmoid as output and needs targets from 0 to 1; "
        "with squared errors the output is z itself.",
    )  # fmt: skip
    left, right = st.columns(2, gap="xsmall")
    with left:
        activation = st.selectbox(
            "Activation φ", HIDDEN, HIDDEN.index("tanh"), key="backprop_activation", bind="query-params",
            format_func=lambda name: ACTIVATIONS[name].title, help="Of the hidden neurons.",
        )  # fmt: skip
    with right:
        seed = controls.seed("backprop_seed", "Start")
    rate = controls.learning_rate("backprop_rate", 0.5)
    return NetworkSettings(tuple(sizes), activation, loss, rate, seed)


def _one_of(label: str, options: tuple[str, ...], default: str, key: str, help: str) -> str:
    """Return an option that depends on other controls: what is no longer there falls back to the default."""
    if st.session_state.get(key, default) not in options:
        st.session_state[key] = default
    return st.selectbox(label, options, options.index(default), key=key, bind="query-params", help=help)


def phase_settings() -> PhaseSettings:
    """Show the controls of the first part and return what they are set to."""
    network = network_settings()
    examples = from_link(st.query_params.get("backprop_examples"), COLUMNS) or EXAMPLES
    sizes = (len(COLUMNS) - 1, *network.hidden, 1)
    left, right = st.columns(2, gap="xsmall")
    with left:
        neuron = _one_of("Neuron", names(sizes)[sizes[0] :], "A1", NEURON, "Or click it in the drawing.")
    with right:
        link = _one_of("Link", link_names(sizes), "x₁→A1", LINK, "Or click its number in the drawing.")
    titles = tuple(f"{i} of {len(examples)}" for i in range(1, len(examples) + 1))
    left, right = st.columns([5, 2], gap="xsmall", vertical_alignment="bottom")
    with left:
        shown = _one_of("Example", titles, titles[0], "backprop_example", "Its numbers are in the neurons.")
    if right.button("Edit", help="Change the examples: 1 to 8 rows of a table.", width="stretch"):
        edit_examples(examples, COLUMNS, "backprop_examples")
    return PhaseSettings(network, examples, titles.index(shown), neuron, link)


def blame_settings() -> BlameSettings:
    """Show the controls of the second part and return what they are set to."""
    data = st.selectbox(
        "Data", CLASS_DATA, format_func=lambda name: DATASETS[name].title, key="backprop_data", bind="query-params",
        help="What the network is trained on, ten examples a step.",
    )  # fmt: skip
    network = network_settings()
    epochs = st.select_slider(
        "Epochs", (10, 20, 50, 100), 50, key="backprop_epochs", bind="query-params",
        help="How often training goes through all examples.",
    )  # fmt: skip
    scale = st.segmented_control(
        "Scale of the strips", (SAME, OWN), default=SAME, required=True, key="backprop_scale", bind="query-params",
        width="stretch", help="One scale compares neurons; a scale of its own shows when each one was blamed most.",
    )  # fmt: skip
    return BlameSettings(network, data, epochs, scale == OWN)


def choices(settings: PhaseSettings) -> tuple[Choice, ...]:
    """Return what a click in the drawing may choose."""
    sizes = (len(COLUMNS) - 1, *settings.network.hidden, 1)
    return Choice(NEURON, names(sizes)[sizes[0] :]), Choice(LINK, link_names(sizes))


def _note_other_loss(used: str, wanted: str) -> None:
    if used != wanted:
        st.info(
            f"{LOSSES[wanted].title} needs every target to be from 0 to 1, and here some are not. "
            f"So this run uses the loss “{LOSSES[used].title}”.", icon=":material/info:",
        )  # fmt: skip


def show_phase(lesson: PhaseLesson, step: int) -> None:
    """Show the arithmetic of the training step that the timeline stands in."""
    walk = lesson.walk
    _note_other_loss(walk.run.config.loss, lesson.loss_wanted)
    stop = walk.stops[min(step, len(walk.stops) - 1)]
    layer, round_ = walk.neuron.layer, stop.round
    sizes = walk.run.net.sizes
    neuron = names(sizes)[walk.drawing.neurons.index(walk.neuron)]
    link = link_names(sizes)[walk.drawing.links.index(walk.link)]
    if walk.run.diverged_at is not None:
        st.warning(
            "**The numbers grow without bound**: a learning rate this large overshoots further with every step. "
            f"The walk ends after training step {len(walk.updates)}.", icon=":material/warning:",
        )  # fmt: skip
    first, second, third = st.columns(3, gap="large")
    with first:
        st.markdown(f"#### Neuron {neuron}, example {walk.example + 1}, training step {round_ + 1}")
        if walk.reached(stop, "a", layer):
            st.markdown(words.neuron_forward(walk, round_))
        else:
            st.caption("Its z and a come on the way forward: press play.")
        if walk.reached(stop, "delta", layer):
            st.markdown(words.neuron_backward(walk, round_))
        else:
            st.caption("Its δ comes on the way back.")
    with second:
        st.markdown(f"#### Link {link}: its gradient and its step")
        if walk.reached(stop, "gradient", 0):
            st.markdown(words.link_gradient(walk, round_))
        else:
            st.caption("The gradient comes after the way back, when every δ is known.")
    with third:
        st.markdown("#### A check one can believe")
        st.markdown(
            "A gradient says how fast the loss C grows with a weight. So nudge the weight by h = 10⁻⁵ up and down, "
            "run forward twice, and see: (C(w + h) − C(w − h)) / 2h. No calculus, the same numbers:"
        )
        if walk.reached(stop, "gradient", 0):
            st.markdown(words.gradient_check(walk, round_))
        else:
            st.caption("The numbers come with the gradients.")


def show_blame(lesson: BlameLesson, step: int) -> None:
    """Show each neuron's mean |δ| at the step where the timeline stands, and where it comes from."""
    training = lesson.training
    _note_other_loss(training.run.config.loss, lesson.loss_wanted)
    if training.run.diverged_at is not None:
        st.warning(
            f"**The training flew off to infinity** after step {training.run.diverged_at:,}: "
            "try a smaller learning rate.",
            icon=":material/warning:",
        )
    table, text = st.columns([1, 1.2], gap="large")
    k = int(np.argmin(np.abs(training.steps - step)))
    with table:
        st.markdown(f"#### Step {training.steps[k]:,}: the mean |δ| of each neuron")
        st.markdown(words.blame_table(training, k))
    with text:
        st.markdown("#### Reading the strips")
        st.markdown(words.reading_blame(training, k))
