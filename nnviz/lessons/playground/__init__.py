"""The playground: data in the plane, a network to build, and a picture of what each neuron sees, on one timeline."""

from nnviz.lessons import Lesson, Part, Switch, Try
from nnviz.lessons.playground.changes import by_hand
from nnviz.lessons.playground.hidden import HIDE
from nnviz.lessons.playground.questions import quality_question
from nnviz.lessons.playground.scene import playground_scene
from nnviz.lessons.playground.seen_beside import course_of, start_of
from nnviz.lessons.playground.settings import PlaygroundSettings
from nnviz.lessons.playground.study import play
from nnviz.lessons.playground.taken import runs_of
from nnviz.lessons.playground.words import warning

SAY = Switch(
    "say", "What is going on in this run?", help="A few sentences from its numbers; at its end they are there."
)

LESSON = Lesson(
    prefix="playground",
    parts=(
        Part("playground", "Playground", PlaygroundSettings, play, playground_scene, quality_question, warning=warning,
             drops=by_hand, runs=runs_of, course=course_of, compared=0, start=start_of),
    ),
    tries=(
        Try("Exclusive or with two neurons: which starts find the answer? Change the start",
            {"playground_data": "Exclusive or", "playground_layers": "2", "playground_rate": "0.1"}),
        Try("The circle needs no hidden layer, if the network is given x₁² and x₂²",
            {"playground_layers": "0", "playground_inputs": "x1_squared-x2_squared"}),
        Try("The spiral: two layers of eight, and a thousand epochs",
            {"playground_data": "Spiral", "playground_layers": "8-8", "playground_epochs": "1000"}),
        Try("Learning by heart: much noise, few points for training, a large network",
            {"playground_noise": "50 %", "playground_share": "10 %", "playground_layers": "8-8",
             "playground_rate": "0.1", "playground_epochs": "500"}),
        Try("L1 makes links vanish: which ones are left?",
            {"playground_penalty": "L1", "playground_penalty_rate": "0.003", "playground_layers": "6"}),
        Try("Too large a rate: what does the loss do?",
            {"playground_rate": "3", "playground_activation": "ReLU"}),
        Try("Six layers of sigmoids: the error hardly reaches the first one",
            {"playground_activation": "Sigmoid", "playground_layers": "4-4-4-4-4-4"}),
        Try("ReLU draws with straight edges",
            {"playground_activation": "ReLU", "playground_layers": "6"}),
        Try("One point a step",
            {"playground_batch": "1", "playground_data": "Exclusive or", "playground_noise": "25 %"}),
        Try("Values instead of classes: six hills",
            {"playground_data": "Six hills", "playground_layers": "8-4", "playground_rate": "0.1"}),
        Try("Three kinds of iris, by their petals",
            {"playground_data": "Iris petals"}),
    ),
    views=(SAY, HIDE),
    terms=(
        "layer", "weight", "bias", "activation", "loss", "learning rate", "batch", "epoch", "dead",
        "vanishing gradient", "test points", "overfitting", "penalty",
    ),
)  # fmt: skip
