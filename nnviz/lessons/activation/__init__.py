"""Activation functions: what bends a neuron's line, what its slope has to do with learning, and why bend at all."""

from nnviz.lessons import Lesson, Part, Try, common
from nnviz.lessons.activation.bend import bend_scene
from nnviz.lessons.activation.kinds import kinds_scene
from nnviz.lessons.activation.learner import runs_of
from nnviz.lessons.activation.questions import bend_question, kind_question, shape_question, warning
from nnviz.lessons.activation.shapes import shapes_scene
from nnviz.lessons.activation.study import (
    BendSettings,
    KindSettings,
    ShapeSettings,
    bend_study,
    kind_study,
    shape_study,
)

LESSON = Lesson(
    prefix="activation",
    parts=(
        Part(
            "activation_shapes", "The shapes", ShapeSettings, shape_study, shapes_scene, shape_question,
            "A **weight** makes the curve steep, a **bias** shifts it; shaded is where its **slope** is nearly 0.",
            step="shapes_step",
        ),
        Part(
            "activation_kinds", "Learning with each", KindSettings, kind_study, kinds_scene, kind_question,
            "Who passes, by hours of practice? The **same neuron** tries to learn it with each of three activations.",
            step="kinds_step", runs=lambda study: runs_of(*study.learners),
        ),
        Part(
            "activation_bend", "Why bend at all", BendSettings, bend_study, bend_scene, bend_question,
            "Without an activation **two layers are only one**, and that one is a straight line.",
            step="bend_step", warning=warning, runs=lambda study: runs_of(study.straight, study.bent),
        ),
    ),
    tries=(
        Try(
            "ReLU beside its smooth relatives: where is the slope 0, and where only small?",
            {"activation_phi": "ReLU", "activation_over": "SiLU", "activation_z": "-2.0"},
        ),
        Try(
            "Twice the rate, and ReLU dies at the first steps while the logistic neuron learns",
            {"activation_part": "Learning with each", "activation_rate": "0.2"},
        ),
        Try(
            "A start from which ReLU never wakes up",
            {"activation_part": "Learning with each", "activation_seed": "3"},
        ),
        Try(
            "A single bend: what can one hidden neuron do?",
            {"activation_part": "Why bend at all", "activation_hidden": "1", "activation_bend_seed": "1"},
        ),
    ),
    terms=(
        "weight", "bias", "weighted sum", "activation function", "activation", "saturated", "silent", "dead", "delta",
        "gradient", "loss", "learning rate",
    ),
    views=(common.SIDE,),
)  # fmt: skip
