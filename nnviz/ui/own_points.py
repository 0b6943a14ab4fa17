"""A visitor's own points: where they are kept, and the dialog in which they are edited."""

import streamlit as st

from nnviz.ui.page import problem
from nnviz.ui.points import MAX_ROWS, Points, from_csv, from_link, from_rows, to_link

OWN = "own"


def own_points(key: str) -> Points | None:
    """Return the points in the URL's parameter `key`; those too many for a link are kept with the session."""
    text = st.query_params.get(key)
    if text is None:
        points: Points | None = st.session_state.get(f"{key}_many")
        if points:
            st.caption("These points are too many for a link: it opens with the four points instead.")
        return points
    return from_link(text)


def _keep(points: Points, key: str, data_key: str) -> None:
    text = to_link(points)
    st.session_state[f"{key}_many"] = None if text else points
    st.session_state[data_key] = OWN
    st.query_params.pop(key, None)
    if text:
        st.query_params[key] = text


@st.dialog("Your own points")
def edit_points(start: Points, key: str, data_key: str) -> None:
    """Let the visitor edit a table or load a file; on agreeing, keep the points and choose them as data."""
    file = st.file_uploader(
        f"A CSV file: two columns of numbers, at most 1 MB and {MAX_ROWS:,} rows", key=f"{key}_file"
    )
    table = st.data_editor(
        {"x": list(start.x), "y": list(start.y)},
        num_rows="dynamic", height=300, width="stretch", hide_index=True, disabled=file is not None, key=f"{key}_table",
    )  # fmt: skip
    try:
        points = from_csv(file.getvalue()) if file else from_rows(zip(table["x"], table["y"], strict=True))
    except ValueError as error:
        problem(str(error))
        return
    if st.button(f"Use these {len(points.x):,} points", type="primary", width="stretch"):
        _keep(points, key, data_key)
        st.rerun()
