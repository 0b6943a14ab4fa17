"""The page that plays the scene, and says at which step it was stopped."""

import streamlit as st
from scene import SCENE

from nnviz.ui.player import pack, player

st.set_page_config(layout="wide")
st.write(f"stopped at {player(pack(SCENE), key='stage')}")
