"""Gradient descent: the loss as a surface over the plane of all lines, and how a run walks down on it."""

from nnviz.lessons import Lesson, Part, Try
from nnviz.lessons.descent.surface_question import surface_question
from nnviz.lessons.descent.surface_scene import surface_scene
from nnviz.lessons.descent.surface_study import SurfaceSettings, surface_study
from nnviz.lessons.descent.surface_words import warning

LESSON = Lesson(
    prefix="descent",
    parts=(
        Part(
            "descent_surface", "Down the surface", SurfaceSettings, surface_study, surface_scene, surface_question,
            "Every line has a loss: together they are a **surface**. Each step goes **down its slope**.",
            step="surface_step", warning=warning,
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
    ),
    terms=(
        "slope and intercept", "loss", "partial derivative", "gradient", "gradient descent", "learning rate",
        "limit of the rate", "diverge", "least squares",
    ),
)  # fmt: skip
