"""The table of contents: the pages of the course, in order."""

import streamlit as st

from nnviz.ui.player import ASSETS

course = [
    st.Page("start.py", title="Start", icon=":material/home:", default=True),
    st.Page(
        "fit.py",
        title="Fit a line by hand",
        icon=":material/pan_tool_alt:",
        help="Drag a line until its squares are small; then let a neuron go on from there.",
    ),
    st.Page(
        "line.py",
        title="A neuron learns a line",
        icon=":material/show_chart:",
        help="One neuron, one straight line: how it turns and shifts until it lies on the points.",
    ),
    st.Page(
        "activation.py",
        title="Activation functions",
        icon=":material/ssid_chart:",
        help="What bends a neuron's line, and why it learns only where the curve has a slope.",
    ),
    st.Page(
        "backprop.py",
        title="Backpropagation",
        icon=":material/hub:",
        help="How the error comes back through a network, and every weight gets its step: number by number.",
    ),
    st.Page("glossary.py", title="Glossary", icon=":material/menu_book:"),
]
st.session_state["course"] = course[1:-1]  # the start page draws its map of the lessons from the same list
st.set_page_config(page_title="nnviz", page_icon=str(ASSETS / "logo.svg"), layout="wide")
st.navigation(course, position="top").run()
