"""What a neuron computes: weigh the inputs, add them up with a bias, and send the sum through an activation."""

from nnviz.lessons import Lesson, Part, Try
from nnviz.lessons.neuron.corners import logic_scene
from nnviz.lessons.neuron.logic import XOR, LogicSettings, logic_dropped, logic_study
from nnviz.lessons.neuron.logic_words import logic_question
from nnviz.lessons.neuron.questions import neuron_question
from nnviz.lessons.neuron.scene import neuron_scene
from nnviz.lessons.neuron.study import NeuronSettings, dropped, neuron_study

LOGIC = "AND, OR, exclusive or"

LESSON = Lesson(
    prefix="neuron",
    parts=(
        Part(
            "neuron", "One neuron", NeuronSettings, neuron_study, neuron_scene, neuron_question,
            "**Drag a number** in the drawing, or step it with the arrow keys; then press play.",
            step="neuron_step", drops=dropped,
        ),
        Part(
            "logic", LOGIC, LogicSettings, logic_study, logic_scene, logic_question,
            "**Drag w₁, w₂ and b** until the neuron is right at all four corners; then play the check.",
            step="gate_step", drops=logic_dropped,
        ),
    ),
    tries=(
        Try(
            "One input: the line z and the curve φ(z). A bias shifts them",
            {"neuron_inputs": "1", "neuron_walk": "Bias b"},
        ),
        Try(
            "A weight turns: the line z = 0 swings round as w₁ grows, and z = 0 is where ReLU begins to rise",
            {"neuron_phi": "ReLU", "neuron_walk": "Weight w₁"},
        ),
        Try(
            "A threshold: the neuron says yes or no, and the line z = 0 is the border",
            {"neuron_phi": "Threshold", "neuron_w1": "1", "neuron_w2": "1", "neuron_b": "-1"},
        ),
        Try("Three inputs: no picture of all, and the sum goes on", {"neuron_inputs": "3"}),
        Try(
            "OR: find weights and a bias for which all four corners are right",
            {"neuron_part": LOGIC, "neuron_gate": "OR"},
        ),
        Try(
            "Exclusive or: can you find weights for which all four corners are right?",
            {"neuron_part": LOGIC, "neuron_gate": XOR, "neuron_gate_w1": "1", "neuron_gate_w2": "1",
             "neuron_gate_b": "-0.5"},
        ),
    ),
    terms=("weight", "bias", "weighted sum", "activation function", "activation", "slope and intercept"),
)  # fmt: skip
