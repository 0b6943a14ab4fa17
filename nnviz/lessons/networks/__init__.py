"""Networks: how neurons are put together, and how they share the work."""

from nnviz.lessons import Lesson, Part, Try
from nnviz.lessons.networks.shape_scene import shape_scene
from nnviz.lessons.networks.shape_study import ShapeSettings, shape_study
from nnviz.lessons.networks.shape_words import shape_question

LESSON = Lesson(
    prefix="networks",
    parts=(
        Part(
            "networks_shape", "Configurations", ShapeSettings, shape_study, shape_scene, shape_question,
            "How many layers, how many neurons: what a network **can** learn, and how many numbers it **has** to.",
            step="shape_step",
        ),
    ),
    tries=(
        Try(
            "Deep: how many numbers in four layers of weights?",
            {"networks_shape": "Deep"},
        ),
        Try(
            "A hundred layers of weights",
            {"networks_shape": "100 layers", "shape_step": "100"},
        ),
        Try(
            "Your own: start with three inputs and three neurons, and build",
            {"networks_shape": "Build one", "networks_layers": "3-3-1"},
        ),
    ),
    terms=("layer", "weight", "bias"),
)  # fmt: skip
