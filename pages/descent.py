"""Gradient descent: the same line, seen from the plane of all lines."""

import streamlit as st

from nnviz.lessons.descent import LESSON, surface_words
from nnviz.lessons.descent.surface_study import SurfaceStudy
from nnviz.lessons.glossary import term
from nnviz.ui import page
from nnviz.ui.lesson import View, play

page.head(
    "Gradient descent",
    f"Each line is a place in the plane of m and c, and its {term('loss')} the height there. Learning is walking "
    "downhill.",
)


def show_surface(study: SurfaceStudy, place: int) -> None:
    st.markdown(surface_words.last_stop(study, place))
    rule, points = st.columns([1, 1.2], gap="large")
    rule.markdown(f"{surface_words.THE_RULE}\n\n{surface_words.new_weights(study, place)}")
    points.markdown(f"{surface_words.PUSH}\n\n{surface_words.contributions(study, place)}")
    st.markdown(f"{surface_words.RIGHT_ANGLE}\n\n{surface_words.curvature(study)}")


VIEWS = {"descent_surface": View(LESSON.parts[0], show_surface)}
play(LESSON, *(VIEWS[part.key] for part in LESSON.parts))
