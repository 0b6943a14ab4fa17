"""Backpropagation: how the loss would change with every number, step by step and over a whole training."""

import streamlit as st

from nnviz.lessons.backprop import LESSON, check, training_words, words
from nnviz.lessons.backprop.study import EXAMPLES, FOUR_EXAMPLES, Walk
from nnviz.lessons.backprop.training import Training
from nnviz.lessons.glossary import term
from nnviz.lessons.network import NONE
from nnviz.ui import page
from nnviz.ui.lesson import View, play
from nnviz.ui.params import Controls
from nnviz.ui.table_editor import edit_table, own_table

THE_CHECK = (
    "A gradient says how fast the loss L grows when a weight grows. One can simply try that: make the weight "
    "larger by h = 10⁻⁵ and run forward, make it smaller by h and run forward again, and see how far apart the "
    "two losses are: (L(w + h) − L(w − h)) / 2h. The error is how far this is from the gradient, in proportion "
    "to the larger of both:"
)

page.head(
    "Backpropagation",
    f"{term('forward pass', 'Forward')}, the numbers run to an answer. {term('backward pass', 'Backward')}, each "
    "weight learns which way it has to go to make the answer better.",
)


def network(ask: Controls) -> None:
    first, second, third = st.columns(3, gap="xsmall")
    with first:
        ask.ask("a")
    with second:
        two = ask.ask("b")
    with third:
        ask.ask("c", disabled=two == NONE)
    ask.ask("loss")
    ask.ask_in_row("activation", "seed")
    ask.ask("rate")


def walk_controls(ask: Controls) -> None:
    network(ask)
    key = ask.key("examples")
    examples = own_table(key, EXAMPLES) or FOUR_EXAMPLES
    ask.give("examples", examples)
    ask.ask_in_row("neuron", "link")
    ask.ask("gradients", width="stretch")
    left, right = st.columns([5, 2], gap="xsmall", vertical_alignment="bottom")
    with left:
        ask.ask("example")
    if right.button("Edit", help="Change the examples: 1 to 8 rows of a table.", width="stretch"):
        edit_table("The examples", examples.rows, EXAMPLES, key)


def training_controls(ask: Controls) -> None:
    ask.ask("data")
    network(ask)
    ask.ask("epochs")
    ask.ask("scale", width="stretch")


def show_phase(walk: Walk, place: int) -> None:
    stop = walk.stops[place]
    first, second, third = st.columns([1, 1, 1.15], gap="large")
    title = f"## Neuron {walk.neuron_name}, example {walk.example + 1}, training step {stop.round + 1}"
    forward = [words.neuron_forward(walk, stop.round)] if walk.reached(stop, "a", walk.neuron.layer) else []
    backward = [words.neuron_backward(walk, stop.round)] if walk.reached(stop, "delta", walk.neuron.layer) else []
    first.markdown("\n\n".join([title, *forward, *backward]))
    if not forward:
        first.caption("Its z and a come on the way forward: press play.")
    if not backward:
        first.caption("Its δ comes on the way back.")
    known = walk.reached(stop, "gradient", 0)
    gradient = [words.link_gradient(walk, stop.round)] if known else []
    second.markdown("\n\n".join([f"## Link {walk.link_name}: its gradient and its step", *gradient]))
    checked = [check.gradient_check(walk, stop.round)] if known else []
    third.markdown("\n\n".join(["## A check without calculus", THE_CHECK, *checked]))
    if not known:
        second.caption("The gradient comes after the way back, when every δ is known.")
        third.caption("The numbers come with the gradients.")


def show_blame(training: Training, place: int) -> None:
    table, text = st.columns([1, 1.2], gap="large")
    title = f"## Step {training.steps[place]:,}: the mean |δ| of each neuron"
    table.markdown(f"{title}\n\n{training_words.blame_table(training, place)}")
    text.markdown(f"## Reading the figures\n\n{training_words.reading_blame(training, place)}")


phases, blame = LESSON.parts
play(LESSON, View(phases, show_phase, walk_controls), View(blame, show_blame, training_controls))
