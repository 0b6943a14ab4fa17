"""The table of contents: the pages of the course, in order."""

import streamlit as st

from nnviz.ui.player import ASSETS

course = [
    st.Page("start.py", title="Start", default=True),
    st.Page(
        "neuron.py",
        title="What a neuron computes",
        icon=":material/calculate:",
        help="Inputs times weights, a bias, and the activation: the sum of one neuron, with numbers to drag.",
    ),
    st.Page(
        "line.py",
        title="A neuron learns a line",
        help="One neuron, one straight line: how it turns and shifts until it lies on the points.",
    ),
    st.Page(
        "descent.py",
        title="Gradient descent",
        icon=":material/landscape:",
        help="The loss as a surface over all lines, and how step after step leads down on it.",
    ),
    st.Page(
        "activation.py",
        title="Activation functions",
        help="What bends a neuron's line, and why it learns only where the curve has a slope.",
    ),
    st.Page(
        "backprop.py",
        title="Backpropagation",
        help="How the error comes back through a network, and every weight gets its step: number by number.",
    ),
    st.Page("glossary.py", title="Glossary"),
]
st.session_state["course"] = course[1:-1]  # the start page draws its map of the lessons from the same list
st.set_page_config(page_title="nnviz", page_icon=str(ASSETS / "logo.svg"), layout="wide")
st.navigation(course, position="top").run()
