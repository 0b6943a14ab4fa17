"""The page that plays the scene, and says at which step it was stopped."""

import streamlit as st
from scene import SCENE

from nnviz.figures.pack import pack
from nnviz.ui.player import player

st.set_page_config(layout="wide")
st.write(f"stopped at {SCENE.timeline.steps[player(pack(SCENE), SCENE.timeline, key='stage')]}")
