"""Too simple, too complex: which networks arrive, what they learn of noise, and why depth is hard."""

from nnviz.lessons import Lesson, Part, Try
from nnviz.lessons.simple import noise_words, vanish_words
from nnviz.lessons.simple.grid_scene import grid_scene
from nnviz.lessons.simple.grid_study import GridSettings, grid_job, grid_study
from nnviz.lessons.simple.grid_words import grid_question
from nnviz.lessons.simple.noise_scene import noise_scene
from nnviz.lessons.simple.noise_study import NoiseSettings, noise_study
from nnviz.lessons.simple.vanish_scene import vanish_scene
from nnviz.lessons.simple.vanish_study import VanishSettings, vanish_study

LESSON = Lesson(
    prefix="simple",
    parts=(
        Part(
            "simple_grid", "Deep and wide", GridSettings, grid_study, grid_scene, grid_question,
            "More layers and neurons can do more. **Do they get there?** Sixteen random starts of each.",
            step="grid_step", job=grid_job,
        ),
        Part(
            "simple_noise", "Fitting noise", NoiseSettings, noise_study, noise_scene, noise_words.noise_question,
            "A few noisy points: what a network learns of the **wave**, and what of the **noise**.",
            step="noise_step", warning=noise_words.warning,
        ),
        Part(
            "simple_vanish", "Vanishing and exploding", VanishSettings, vanish_study, vanish_scene,
            vanish_words.vanish_question,
            "Many layers multiply **δ** many times: it fades or bursts, unless each one keeps it **level**.",
            step="vanish_step", warning=vanish_words.warning,
        ),
    ),
    tries=(
        Try("One layer of two is too simple: none of sixteen starts arrives", {"simple_place": "1 layer of 2 neurons"}),
        Try(
            "ReLU: narrow and deep, hardly a start arrives. Train the whole grid and compare",
            {"simple_activation": "ReLU", "simple_place": "4 layers of 2 neurons"},
        ),
        Try(
            "Gradient descent in place of Adam: how many arrive at a loss of 0.05?",
            {"simple_optimizer": "Gradient descent", "simple_rate": "0.1", "simple_target": "0.05"},
        ),
        Try(
            "Forty points in place of twelve: what becomes of the gap?",
            {"simple_part": "Fitting noise", "simple_n": "40"},
        ),
        Try("L2 holds the large network back", {"simple_part": "Fitting noise", "simple_l2": "0.001"}),
        Try("Stop early: where would you have stopped?", {"simple_part": "Fitting noise", "simple_early": "true"}),
        Try("No noise: is a large network bad then?", {"simple_part": "Fitting noise", "simple_noise": "0"}),
        Try(
            "A hundred layers of sigmoid: what is left of δ in the first?",
            {"simple_part": "Vanishing and exploding", "simple_depth": "100"},
        ),
        Try(
            "The same with tanh and He's weights",
            {"simple_part": "Vanishing and exploding", "simple_depth": "100", "simple_phi": "Tanh",
             "simple_start": "He"},
        ),
        Try(
            "Weights three times as large: δ explodes",
            {"simple_part": "Vanishing and exploding", "simple_phi": "ReLU", "simple_start": "He",
             "simple_gain": "3", "simple_eta": "0.0001"},
        ),
    ),
    terms=(
        "layer", "loss", "held-out loss", "overfitting", "L2 penalty", "delta", "vanishing gradient", "Adam", "seed",
    ),
)  # fmt: skip
