"""The page that shows a scene with a surface or with handles, as its address says, and takes what is dropped."""

from functools import partial

import boards
import pieces
import streamlit as st

from nnviz.figures.pack import pack
from nnviz.ui.player import player

st.set_page_config(layout="wide")
kind = st.query_params.get("scene", "line")
said = st.session_state.setdefault("said", [])
dropped = st.session_state.setdefault("dropped", {})
n = int(st.query_params.get("n", 4))
scenes = {"bowl": pieces.bowl_scene, "neuron": pieces.neuron_scene, "line": partial(pieces.line_scene, n)}
scenes |= {kind: partial(boards.board_scene, kind) for kind in ("small", "largest", "classes")}
scene = scenes[kind](**dropped)


def drop(values):
    """Remember what was said, and take what was dropped, unless the address says that this page is deaf."""
    said.append(values)
    if "deaf" not in st.query_params:
        dropped.update(scene.model.read(values) or {})


place = player(pack(scene), scene.timeline, key=f"{kind}_player", drop=drop, press=said.append, weigh=said.append)
st.write(f"stopped at {place}; dropped {len(said)} times: {said[-1:]}")
