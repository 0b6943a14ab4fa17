"""Networks: how neurons are put together, and how they share the work."""

from nnviz.lessons import Lesson, Part, Try
from nnviz.lessons.networks.curve_scene import curve_scene
from nnviz.lessons.networks.curve_study import CurveSettings, curve_study
from nnviz.lessons.networks.curve_words import curve_question, curve_warning
from nnviz.lessons.networks.plane_scene import plane_scene
from nnviz.lessons.networks.plane_study import PlaneSettings, plane_study
from nnviz.lessons.networks.plane_words import plane_question, plane_warning
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
        Part(
            "networks_curve", "On a curve", CurveSettings, curve_study, curve_scene, curve_question,
            "**Divide and conquer**: each neuron adds its share, and the sum of all is the curve. Take any away.",
            step="curve_step", warning=curve_warning,
        ),
        Part(
            "networks_plane", "On the plane", PlaneSettings, plane_study, plane_scene, plane_question,
            "What each neuron **sees**, and how the layers **move the points** until a straight line can part them.",
            step="plane_step", warning=plane_warning,
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
        Try(
            "Smooth shapes: a sine out of three tanh neurons",
            {"networks_part": "On a curve", "networks_a": "3", "networks_activation": "Tanh"},
        ),
        Try(
            "Eight neurons for a straight line: who is missed then?",
            {"networks_part": "On a curve", "networks_data": "Noisy line", "networks_a": "8"},
        ),
        Try(
            "Two hidden layers: the shapes that are added up are no longer simple",
            {"networks_part": "On a curve", "networks_a": "4", "networks_b": "4"},
        ),
        Try(
            "One neuron in the first layer: no later one can undo what it does not see",
            {"networks_part": "On the plane", "networks_pa": "1"},
        ),
        Try(
            "A disc in a ring, three neurons: the plane becomes a bowl, and a plane cuts it. Turn it",
            {"networks_part": "On the plane", "networks_pdata": "Circle", "networks_pa": "3", "networks_pb": "–"},
        ),
        Try(
            "ReLU folds the plane along straight lines",
            {"networks_part": "On the plane", "networks_pactivation": "ReLU"},
        ),
        Try(
            "Without a bend the layers only turn and stretch: nothing is gained",
            {"networks_part": "On the plane", "networks_pactivation": "Identity"},
        ),
        Try(
            "Eight neurons, seen along two principal components",
            {"networks_part": "On the plane", "networks_pa": "8", "networks_pb": "–"},
        ),
    ),
    terms=(
        "layer", "parameters", "deep", "share", "hidden space", "principal component", "weight", "bias", "weighted sum",
        "activation function", "activation", "loss", "dead", "learning rate", "Adam", "epoch", "seed",
    ),
)  # fmt: skip
