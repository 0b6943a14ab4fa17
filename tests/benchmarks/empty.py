"""The app's own server around a page that has one slider in a fragment: what a change costs at least."""

from pathlib import Path

import streamlit as st

from app import served

app = st.App(Path(__file__).with_name("empty_page.py"), middleware=[served])
