"""Start: what the course is, where its pages are, and how to teach with it."""

import streamlit as st

from nnviz.lessons.glossary import term
from nnviz.lessons.line import GLANCE
from nnviz.lessons.line.study import OPENING
from nnviz.ui import page
from nnviz.ui.lesson import glance

page.head(
    "See how a neuron learns", "A neuron starts with a guess, looks at its errors, mends itself a little, and again."
)

view, words = st.columns([3, 2], gap="large")
with view:
    glance(GLANCE, OPENING)
with words:
    st.markdown(
        f"""
This line starts with a slope drawn **at random**. Each point tells it how far off it is: the orange sticks are its
**{term("error", "errors")}**. From all errors together the neuron works out which way to turn and to shift, so that the
errors get smaller on the whole, and takes **one small {term("step")}**. The violet lines are earlier ones.

A network of a million neurons learns in the same way: guess, measure the error, work out for each
{term("weight")} whether it should grow or shrink, take a small step. This course lets you stop on the way and check
the numbers yourself. What a word or a sign means, the [glossary](glossary) says.
"""
    )

page.course_map()

st.markdown("## For teachers")
links, keys, needs = st.columns(3, gap="large")
links.markdown(
    """
**Hand out a link.** Every setting is in the address of the page. Set a page up, stop at the step you want to talk
about, copy the address: whoever opens it sees the same run at the same step. (Your own points travel with it unless
they are very many.) The answer to a question is given when its run has shown it, or on request.
"""
)
keys.markdown(
    """
**Keys of the player.** Space plays and pauses; ← and → go one stop back and on; Home and End go to the first and
the last step. The slider goes through the steps of a run, backwards too. A run of very many steps has stops at some of
them, from the first to the last, and the player names the next.
"""
)
needs.markdown(
    """
**What it runs on.** Any browser on a laptop or a phone; nothing to install for students, no account, and nothing
is loaded from elsewhere. One small server serves a lecture hall, for the animations play in the browser.
"""
)
