"""The table of contents: the pages of the course, in their sections and in order."""

import streamlit as st

from nnviz.figures.assets import ASSETS
from nnviz.ui import page

start, glossary = st.Page("start.py", title="Start", default=True), st.Page("glossary.py", title="Glossary")
course = {
    "One neuron": [
        st.Page(
            "neuron.py",
            title="What a neuron computes",
            help="Inputs times weights, a bias, and the activation: the sum of one neuron, with numbers to drag.",
        ),
        st.Page(
            "fit.py",
            title="Fit a line by hand",
            help="Drag a line until its squares are small; then let a neuron go on from there.",
        ),
        st.Page(
            "line.py",
            title="A neuron learns a line",
            help="One neuron, one straight line: how it turns and shifts until it lies on the points.",
        ),
        st.Page(
            "descent.py",
            title="Gradient descent",
            help="The loss as a surface over all lines, and how step after step leads down on it.",
        ),
        st.Page(
            "activation.py",
            title="Activation functions",
            help="What bends a neuron's line, and why it learns only where the curve has a slope.",
        ),
    ],
    "Networks": [
        st.Page(
            "networks.py",
            title="Networks",
            help="How neurons are put together in layers, and how they divide the work among them.",
        ),
        st.Page(
            "backprop.py",
            title="Backpropagation",
            help="How the error comes back through a network, and every weight gets its step: number by number.",
        ),
        st.Page(
            "simple.py",
            title="Too simple, too complex",
            help="Which networks arrive, what they learn of noise, and why many layers are hard.",
        ),
        st.Page(
            "gpus.py",
            title="Why GPUs",
            help="A layer is one matrix product: why it can be computed all at once, drawn and timed.",
        ),
    ],
    "Playground": [
        st.Page(
            "playground.py",
            title="Playground",
            help="Build a network, choose its data, and watch what every neuron sees: with all its settings.",
        ),
    ],
}
st.session_state["course"] = course  # the start page draws its map of the lessons from it
st.set_page_config(page_title="nnviz", page_icon=str(ASSETS / "logo.svg"), layout="wide")
chosen = st.navigation({"": [start, glossary], **course}, position="top")
chosen.run()
page.turn(chosen, [lesson for section in course.values() for lesson in section])
