"""Too simple, too complex: whether networks get where they could, and what they learn of noise."""

import streamlit as st

from nnviz.lessons.glossary import term
from nnviz.lessons.simple import LESSON, grid_words, noise_words, vanish_words
from nnviz.lessons.simple.decide import decisions
from nnviz.lessons.simple.grid_study import GridStudy
from nnviz.lessons.simple.noise_study import NoiseStudy
from nnviz.lessons.simple.vanish_study import VanishStudy
from nnviz.ui import page
from nnviz.ui.lesson import View, play
from nnviz.ui.params import Controls

page.head(
    "Too simple, too complex",
    f"More {term('layer', 'layers')} and neurons can do more. Do they get there, and what do they learn of noise?",
)


def grid_controls(ask: Controls) -> None:
    ask.ask("place")
    ask.ask("activation")
    ask.ask("optimizer")
    ask.ask_in_row("rate", "target")


def show_grid(study: GridStudy, place: int) -> None:
    why, numbers = st.columns([1, 1.3], gap="large")
    here = f"{grid_words.looked_at(study, place)}\n\n{grid_words.said(study, place)}"
    why.markdown(f"## Able to, and getting there\n\n{grid_words.WHY}\n\n{here}")
    numbers.markdown(f"{grid_words.places(study, place)}\n\n{grid_words.HOW_COUNTED}")


def show_noise(study: NoiseStudy, place: int) -> None:
    why, numbers = st.columns(2, gap="large")
    why.markdown(f"## The wave and the noise\n\n{noise_words.WHY}\n\n{noise_words.AGAINST}")
    numbers.markdown(
        f"{noise_words.gaps(study, place)}\n\n{noise_words.lowest(study, place)}\n\n"
        f"{noise_words.penalties(study, place)}"
    )


def vanish_controls(ask: Controls) -> None:
    ask.ask("depth")
    ask.ask_in_row("phi", "start")
    ask.ask("gain")
    ask.ask_in_row("eta", "seed")


def show_vanish(study: VanishStudy, place: int) -> None:
    why, numbers = st.columns(2, gap="large")
    here = f"{vanish_words.all_layers(study, place)}\n\n{vanish_words.one_layer(study, place)}"
    why.markdown(f"## One factor for each layer\n\n{vanish_words.WHY}\n\n{here}\n\n{vanish_words.FORETOLD}")
    numbers.markdown(vanish_words.starts())


GRID, NOISE, VANISH = LESSON.parts
play(
    LESSON,
    View(GRID, show_grid, grid_controls),
    View(NOISE, show_noise),
    View(VANISH, show_vanish, vanish_controls),
)
st.markdown(f"## What a person decides\n\n{decisions()}")
