"""Gradient descent: the same line, seen from the plane of all lines."""

import streamlit as st

from nnviz.lessons.descent import LESSON, examples_words, race_words, standardize_words, surface_words, valleys_words
from nnviz.lessons.descent.examples_study import ExamplesStudy
from nnviz.lessons.descent.race_study import RaceStudy
from nnviz.lessons.descent.standardize_study import SAME_RATE, StandardizeStudy
from nnviz.lessons.descent.surface_study import SurfaceStudy
from nnviz.lessons.descent.valleys_study import ValleyStudy
from nnviz.lessons.glossary import term
from nnviz.ui import page
from nnviz.ui.lesson import View, play
from nnviz.ui.params import Controls

page.head(
    "Gradient descent",
    f"A neuron's two numbers (of a line: its slope and intercept) are a place, and its {term('loss')} is the height "
    "there. Learning is walking downhill.",
)


def show_surface(study: SurfaceStudy, place: int) -> None:
    st.markdown(surface_words.last_stop(study, place))
    rule, points = st.columns([1, 1.2], gap="large")
    rule.markdown(f"{surface_words.THE_RULE}\n\n{surface_words.new_weights(study, place)}")
    points.markdown(f"{surface_words.PUSH}\n\n{surface_words.contributions(study, place)}")
    st.markdown(f"{surface_words.RIGHT_ANGLE}\n\n{surface_words.curvature(study)}")


def race_controls(ask: Controls) -> None:
    ask.ask("data")
    kind = ask.ask("race")
    if not ask.ask(kind):
        st.caption("None is chosen: the usual ones race.")
    if kind == "optimizers":
        ask.ask_in_row("share", "adaptive")
    elif kind == "batches":
        ask.ask("share")
    ask.ask("epochs")
    if cut := race_words.cut_short(ask.chosen()):
        st.caption(cut)
    ask.ask("seed")


def show_race(study: RaceStudy, place: int) -> None:
    st.markdown("## What the eigenvalues say")
    here, best = st.columns([1, 1], gap="large")
    here.markdown(f"{race_words.valley(study)}\n\n{race_words.steps_of(study, place)}")
    best.markdown(f"{race_words.at_the_best_rate()}\n\n{race_words.measured_table()}")


def standardize_controls(ask: Controls) -> None:
    ask.ask("ravine")
    ask.ask("same_rate" if ask.ask("same") == SAME_RATE else "same_share")
    ask.ask_in_row("epochs", "seed")


def show_standardize(study: StandardizeStudy, place: int) -> None:
    st.markdown("## The same points, another surface")
    why, numbers = st.columns(2, gap="large")
    why.markdown(f"{standardize_words.WHY}\n\n{standardize_words.ONE_STEP}")
    both = standardize_words.both_lines(study, place)
    numbers.markdown(
        f"{standardize_words.standardizing(study)}\n\n{standardize_words.hessians(study, place)}\n\n{both}"
    )


def show_examples(study: ExamplesStudy, place: int) -> None:
    st.markdown("## Right on average, and off by some noise")
    why, numbers = st.columns(2, gap="large")
    why.markdown(f"{examples_words.WHY}\n\n{examples_words.rest(study, place)}")
    numbers.markdown(
        f"{examples_words.THE_RULE} {examples_words.without_putting_back(study, place)}\n\n"
        f"{examples_words.measured(study, place)}"
    )


def show_valleys(study: ValleyStudy, place: int) -> None:
    st.markdown("## Where it ends depends on where it starts")
    belief, level = st.columns(2, gap="large")
    belief.markdown(
        f"{valleys_words.THE_BELIEF}\n\n{valleys_words.ends(study, place)}\n\n{valleys_words.here(study, place)}"
    )
    level.markdown(f"{valleys_words.LEVEL}\n\n{valleys_words.level_places()}\n\n{valleys_words.third_way()}")


SURFACE, RACE, STANDARDIZE, EXAMPLES, VALLEYS = LESSON.parts
play(
    LESSON,
    View(SURFACE, show_surface),
    View(RACE, show_race, race_controls),
    View(STANDARDIZE, show_standardize, standardize_controls),
    View(EXAMPLES, show_examples),
    View(VALLEYS, show_valleys),
)
