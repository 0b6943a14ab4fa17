"""The server: the course in pages/, and the files that browsers load. Start it with `streamlit run app.py`."""

from pathlib import Path

import numpy  # noqa: F401
import pandas  # noqa: F401
import streamlit as st
from starlette.middleware import Middleware

from nnviz.lessons import all_lessons
from nnviz.ui.host import Door, lifespan
from nnviz.ui.memory import keep_memory
from nnviz.ui.reruns import lighten_reruns
from nnviz.ui.sessions import hold_few_files, revive_lost_sessions
from nnviz.ui.site import layer

# pandas, the lessons and the player are imported here and not by the first visitor: two visitors who come at the same
# moment could otherwise meet a module that is only half imported.

PAGES = Path(__file__).parent / "pages"

keep_memory()
lighten_reruns()
hold_few_files()
revive_lost_sessions()
names = ["", *(file.stem for file in PAGES.glob("*.py"))]
served = layer(names, with_player=["", *all_lessons()], below=st.get_option("server.baseUrlPath"))
app = st.App(PAGES / "contents.py", middleware=[Middleware(Door), served], lifespan=lifespan)
