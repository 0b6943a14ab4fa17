"""The page that shows a scene with a surface or with handles, as its address says, and takes what is dropped."""

import pieces
import streamlit as st

from nnviz.figures.pack import pack
from nnviz.ui.player import player

st.set_page_config(layout="wide")
kind = st.query_params.get("scene", "line")
said = st.session_state.setdefault("said", [])
line = st.session_state.setdefault("line", {"m": 0.5, "c": 1.0})
n = int(st.query_params.get("n", 4))
scene = {"bowl": pieces.bowl_scene, "neuron": pieces.neuron_scene, "line": lambda: pieces.line_scene(n, **line)}[kind]()


def drop(values):
    """Take what was dropped: of the line, its settings; and remember what was said."""
    said.append(values)
    read = scene.model.read(values)
    if kind == "line" and read:
        line.update(read)


place = player(pack(scene), scene.timeline, key=f"{kind}_player", drop=drop)
st.write(f"stopped at {place}; dropped {len(said)} times: {said[-1:]}")
