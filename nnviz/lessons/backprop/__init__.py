"""Backpropagation: how the loss would change with each neuron's z, number by number and over a whole training."""

from nnviz.lessons import Lesson, Part, Try
from nnviz.lessons.backprop.blame import blame_scene
from nnviz.lessons.backprop.phases import phases_scene
from nnviz.lessons.backprop.questions import largest_delta, most_blamed
from nnviz.lessons.backprop.study import OWN, TrainingSettings, WalkSettings, training, walk
from nnviz.lessons.backprop.words import walk_warning

BLAME = "Whole training"

LESSON = Lesson(
    prefix="backprop",
    parts=(
        Part("backprop", "Step by step", WalkSettings, walk, phases_scene, largest_delta, warning=walk_warning),
        Part("blame", BLAME, TrainingSettings, training, blame_scene, most_blamed, step="blame_step"),
    ),
    tries=(
        Try(
            "A dead neuron: with ReLU, the z of B2 is negative for every example, so its slope is zero, and its own "
            "weights learn nothing. Others are silent on this example only",
            {"backprop_activation": "ReLU", "backprop_b": "3", "backprop_seed": "11", "backprop_neuron": "B2",
             "backprop_link": "A1→B2", "step": "10"},
        ),
        Try(
            "Who carried the blame? A whole training, each neuron's strip with its own scale: when does its share "
            "fade?",
            {"backprop_part": BLAME, "backprop_data": "Exclusive or", "backprop_scale": OWN},
        ),
        Try(
            "The vanishing gradient: three layers of sigmoids, and hardly any error reaches the first",
            {"backprop_part": BLAME, "backprop_activation": "Sigmoid", "backprop_a": "4", "backprop_b": "4",
             "backprop_c": "4"},
        ),
    ),
)  # fmt: skip
