"""Fit a line by hand: before a machine finds the best line, a person does."""

from collections.abc import Mapping
from typing import Any

from nnviz.lessons import Lesson, Part, Try
from nnviz.lessons.fit.outlier import STOPS, WhySettings, WhyStudy, why_study
from nnviz.lessons.fit.outlier_scene import why_scene
from nnviz.lessons.fit.outlier_words import why_question
from nnviz.lessons.fit.questions import fit_question
from nnviz.lessons.fit.scene import fit_scene
from nnviz.lessons.fit.study import FitSettings, FitStudy, study


def dropped(study: FitStudy, values: Mapping[str, float]) -> Mapping[str, Any]:
    """Return the settings of a line that was dropped: it is the visitor's own, and the first stop of the timeline."""
    return {**values, "fit_step": 0}


def outlier_dropped(study: WhyStudy, values: Mapping[str, float]) -> Mapping[str, Any]:
    """Return the settings of an outlier that was dropped: it has come to its place, the last stop of the timeline."""
    return {**values, "why_step": STOPS - 1}


LESSON = Lesson(
    prefix="fit",
    parts=(
        Part(
            "fit", "By hand", FitSettings, study, fit_scene, fit_question,
            "Take the line by its rings: the ends **turn** it, the middle **shifts** it. How small can its squares be?",
            step="fit_step", drops=dropped,
        ),
        Part(
            "why", "Why squares", WhySettings, why_study, why_scene, why_question,
            "One point lies apart. What it does to the best line depends on **how errors are added up**.",
            step="why_step", drops=outlier_dropped,
        ),
    ),
    tries=(
        Try("Draw a line, then let a neuron go on from it: which way will it go?", {"fit_neuron": "true"}),
        Try("A bend: how good can a straight line be?", {"fit_data": "Anscombe II"}),
        Try(
            "An outlier above: who comes nearest to the best line by eye?",
            {"fit_data": "Anscombe III", "fit_m": "0.4", "fit_c": "4"},
        ),
        Try(
            "Three lines kept by three people: which is best, and how far is the neuron from it?",
            {"fit_kept": "0.5,2;1,1;0.7,2", "fit_m": "0.7", "fit_c": "2", "fit_neuron": "true"},
        ),
        Try(
            "An outlier right above the middle turns neither of the best lines: why?",
            {"fit_part": "Why squares", "fit_x": "2.5", "fit_y": "8"},
        ),
        Try("Eleven points and one outlier", {"fit_part": "Why squares", "fit_data": "Anscombe I"}),
    ),
    terms=("slope and intercept", "prediction", "error", "loss", "least squares", "gradient descent", "outlier"),
)  # fmt: skip
