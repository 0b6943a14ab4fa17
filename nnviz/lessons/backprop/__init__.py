"""Backpropagation: how the loss would change with each neuron's z, number by number and over a whole training."""

from nnviz.lessons import Lesson, Part, Try
from nnviz.lessons.backprop.blame import blame_scene
from nnviz.lessons.backprop.phases import phases_scene
from nnviz.lessons.backprop.questions import largest_delta
from nnviz.lessons.backprop.study import WalkSettings, walk
from nnviz.lessons.backprop.training import OWN, TrainingSettings, training
from nnviz.lessons.backprop.training_words import most_blamed, training_warning
from nnviz.lessons.backprop.words import walk_warning
from nnviz.lessons.network import start

BLAME = "Whole training"

LESSON = Lesson(
    prefix="backprop",
    parts=(
        Part("backprop", "Step by step", WalkSettings, walk, phases_scene, largest_delta, warning=walk_warning),
        Part("blame", BLAME, TrainingSettings, training, blame_scene, most_blamed, step="blame_step",
             warning=training_warning, compared=2, start=lambda study, seed: start(study.run.net, seed)),
    ),
    tries=(
        Try(
            "A dead neuron: with ReLU, the z of B2 is negative for every example, so its slope is zero, and its own "
            "weights learn nothing. Others are silent on this example only",
            {"backprop_activation": "ReLU", "backprop_b": "3", "backprop_seed": "11", "backprop_neuron": "B2",
             "backprop_link": "A1→B2", "step": "10"},
        ),
        Try(
            "Which neuron works when? A whole training, each neuron's strip with its own scale: when is its δ largest, "
            "and what does it see then?",
            {"backprop_part": BLAME, "backprop_data": "Exclusive or", "backprop_scale": OWN},
        ),
        Try(
            "The vanishing gradient: three layers of sigmoids, and next to no δ in the first of them",
            {"backprop_part": BLAME, "backprop_activation": "Sigmoid", "backprop_a": "4", "backprop_b": "4",
             "backprop_c": "4"},
        ),
    ),
    terms=(
        "layer", "weight", "bias", "weighted sum", "activation", "forward pass", "backward pass", "backpropagation",
        "delta", "partial derivative", "gradient", "learning rate", "loss", "silent", "dead", "vanishing gradient",
        "batch", "epoch",
    ),
)  # fmt: skip
