"""One slider, which changes nothing."""

import streamlit as st


@st.fragment
def page() -> None:
    """Show the slider."""
    st.slider("Nothing", 0, 20)


page()
