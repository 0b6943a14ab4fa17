"""Gradient descent: the loss as a surface over the plane of all lines, and how a run walks down on it."""

from nnviz.lessons import Lesson, Part, Try
from nnviz.lessons.descent.examples_scene import examples_scene
from nnviz.lessons.descent.examples_study import ExamplesSettings, examples_study
from nnviz.lessons.descent.examples_words import examples_question
from nnviz.lessons.descent.examples_words import warning as examples_warning
from nnviz.lessons.descent.race_question import race_question
from nnviz.lessons.descent.race_scene import race_scene
from nnviz.lessons.descent.race_study import RaceSettings, race_study
from nnviz.lessons.descent.standardize_scene import standardize_scene
from nnviz.lessons.descent.standardize_study import StandardizeSettings, standardize_study
from nnviz.lessons.descent.standardize_words import standardize_question
from nnviz.lessons.descent.standardize_words import warning as standardize_warning
from nnviz.lessons.descent.surface_question import surface_question
from nnviz.lessons.descent.surface_scene import surface_scene
from nnviz.lessons.descent.surface_study import SurfaceSettings, surface_study
from nnviz.lessons.descent.surface_words import warning
from nnviz.lessons.descent.valleys_question import valley_question
from nnviz.lessons.descent.valleys_scene import valley_scene
from nnviz.lessons.descent.valleys_study import ValleySettings, valley_study
from nnviz.lessons.lines import start_of

LESSON = Lesson(
    prefix="descent",
    parts=(
        Part(
            "descent_surface", "Down the surface", SurfaceSettings, surface_study, surface_scene, surface_question,
            "Every line has a loss: together they are a **surface**. Each step goes **down its slope**.",
            step="surface_step", warning=warning, compared=1, start=start_of,
        ),
        Part(
            "descent_race", "Race", RaceSettings, race_study, race_scene, race_question,
            "One start, one surface: **which step** is too short, too long, or right?",
            step="race_step",
        ),
        Part(
            "descent_standardize", "Why standardize", StandardizeSettings, standardize_study, standardize_scene,
            standardize_question,
            "The same points, the same start: what **units of x** do to the surface, and to the way down.",
            step="standardize_step", warning=standardize_warning,
        ),
        Part(
            "descent_examples", "One example at a time", ExamplesSettings, examples_study, examples_scene,
            examples_question,
            "All points, a few, or **one point** in every step: cheaper steps, and a path that **trembles**.",
            step="examples_step", warning=examples_warning,
        ),
        Part(
            "descent_valleys", "Two valleys", ValleySettings, valley_study, valley_scene, valley_question,
            "A neuron with a bend can have **two lowest places**. All runs go down; **not all to the best**.",
            step="valleys_step",
        ),
    ),
    tries=(
        Try(
            "A narrow valley: the steps go across it first, then crawl along",
            {"descent_data": "Four points", "descent_rate": "0.1", "descent_epochs": "100"},
        ),
        Try(
            "A rate near the limit: the path jumps from one side of the valley to the other",
            {"descent_data": "Four points", "descent_rate": "0.2"},
        ),
        Try(
            "In a narrow valley even the best rate is slow",
            {"descent_part": "Race", "descent_data": "Four points"},
        ),
        Try(
            "Three optimizers in a narrow valley",
            {"descent_part": "Race", "descent_race": "Optimizers", "descent_data": "Four points"},
        ),
        Try(
            "One point, ten points, all points a step: the path trembles",
            {"descent_part": "Race", "descent_race": "Batch sizes"},
        ),
        Try(
            "At half the limit: standardized, one step arrives",
            {"descent_part": "Why standardize", "descent_same": "The part of its limit"},
        ),
        Try(
            "Speed and stopping distance of cars: a ravine so narrow that both need rates of their own",
            {"descent_part": "Why standardize", "descent_ravine": "Cars", "descent_same": "The part of its limit"},
        ),
        Try(
            "Small steps tremble less: a quarter of the rate",
            {"descent_part": "One example at a time", "descent_step_share": "0.05", "descent_steps": "100"},
        ),
        Try(
            "The small batch is half of all points: drawn without putting back, its noise is far below 1/√size",
            {"descent_part": "One example at a time", "descent_small": "25"},
        ),
        Try(
            "A small step to the right, and the run ends in the better valley",
            {"descent_part": "Two valleys", "descent_start_w": "0.5"},
        ),
    ),
    terms=(
        "slope and intercept", "loss", "partial derivative", "gradient", "gradient descent", "learning rate",
        "limit of the rate", "Hessian", "condition number", "diverge", "least squares", "optimizer", "momentum",
        "Adam", "batch", "epoch",
    ),
)  # fmt: skip
