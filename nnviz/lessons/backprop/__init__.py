"""Backpropagation: how each neuron gets its share of the error, number by number and over a whole training."""

from nnviz.lessons import Lesson, Part, Try
from nnviz.lessons.backprop.blame import blame_scene
from nnviz.lessons.backprop.phases import phases_scene
from nnviz.lessons.backprop.questions import largest_delta
from nnviz.lessons.backprop.study import WalkSettings, walk
from nnviz.lessons.backprop.training import OWN, TrainingSettings, training
from nnviz.lessons.backprop.training_words import most_blamed, training_warning

BLAME = "Whole training"

LESSON = Lesson(
    prefix="backprop",
    parts=(
        Part("backprop", "Step by step", WalkSettings, walk, phases_scene, largest_delta),
        Part("blame", BLAME, TrainingSettings, training, blame_scene, most_blamed, step="blame_step",
             warning=training_warning),
    ),
    tries=(
        Try(
            "Dead neurons: with ReLU, a neuron whose z is negative has slope zero and hands no error back here",
            {"backprop_activation": "ReLU", "backprop_a": "4", "backprop_b": "3", "backprop_neuron": "A2",
             "step": "10"},
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
)  # fmt: skip
