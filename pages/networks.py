"""Networks: how neurons are put together, and how they share the work."""

from functools import partial

import streamlit as st

from nnviz.lessons.glossary import term
from nnviz.lessons.networks import LESSON, curve_words, plane_words, shape_words
from nnviz.lessons.networks.curve_study import Curve
from nnviz.lessons.networks.plane_study import Plane
from nnviz.lessons.networks.shape_study import Shape
from nnviz.ui import page
from nnviz.ui.lesson import View, play
from nnviz.ui.params import Controls

page.head(
    "Networks",
    f"Neurons side by side are a {term('layer')}; layers one after another are a network, and share the work.",
)


def shape_controls(ask: Controls) -> None:
    ask.ask("shape")
    ask.bring("layers")
    st.caption("In the drawing, **−** and **+** change a layer, **×** takes it away, **+ layer** adds one after it.")


def trained_controls(ask: Controls, begin: str = "") -> None:
    """Ask for what a network is trained on and how; the names of a part's parameters may begin with a letter."""
    data, a, b, activation, rate, epochs, seed, point = (
        f"{begin}{name}" for name in ("data", "a", "b", "activation", "rate", "epochs", "seed", "point")
    )
    ask.ask(data)
    ask.ask_in_row(a, b)
    ask.ask(activation)
    ask.ask_in_row(rate, epochs)
    ask.ask_in_row(seed, point)


def curve_controls(ask: Controls) -> None:
    trained_controls(ask)
    st.caption("Press a neuron’s name in the figure: it is taken away, and given back.")


def show_shape(study: Shape, place: int) -> None:
    left, right = st.columns([1, 1.1], gap="large")
    left.markdown(f"{shape_words.WHY_SO_MANY}\n\n{shape_words.depth(study)}")
    right.markdown(shape_words.counted(study, place))


def show_curve(study: Curve, place: int) -> None:
    st.markdown(curve_words.divide(study))
    left, right = st.columns(2, gap="large")
    left.markdown(curve_words.shares_table(study, place))
    right.markdown(curve_words.missed(study, place))


def show_plane(study: Plane, place: int) -> None:
    left, right = st.columns([1.4, 1], gap="large")
    left.markdown(f"{plane_words.what(study)}\n\n{plane_words.moved(study, place)}")
    right.markdown(plane_words.way(study, place))


SHAPE, CURVE, PLANE = LESSON.parts
play(
    LESSON,
    View(SHAPE, show_shape, shape_controls),
    View(CURVE, show_curve, curve_controls),
    View(PLANE, show_plane, partial(trained_controls, begin="p")),
)
