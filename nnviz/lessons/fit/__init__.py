"""Fit a line by hand: before a machine finds the best line, a person does."""

from collections.abc import Mapping
from typing import Any

from nnviz.lessons import Lesson, Part, Try
from nnviz.lessons.fit.questions import fit_question
from nnviz.lessons.fit.scene import fit_scene
from nnviz.lessons.fit.study import FitSettings, FitStudy, study


def dropped(study: FitStudy, values: Mapping[str, float]) -> Mapping[str, Any]:
    """Return the settings of a line that was dropped: it is the visitor's own, and the first stop of the timeline."""
    return {**values, "step": 0}


LESSON = Lesson(
    prefix="fit",
    parts=(Part("fit", "By hand", FitSettings, study, fit_scene, fit_question, drops=dropped),),
    tries=(
        Try("Draw a line, then let a neuron go on from it: which way will it go?", {"fit_neuron": "true"}),
        Try("A bend: how good can a straight line be?", {"fit_data": "Anscombe II"}),
    ),
    terms=("slope and intercept", "prediction", "error", "loss", "least squares", "gradient descent", "outlier"),
)
