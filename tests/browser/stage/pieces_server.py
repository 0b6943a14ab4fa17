"""The app's own server around the page with a surface or with handles."""

from pathlib import Path

import streamlit as st

from app import served

app = st.App(Path(__file__).with_name("pieces_page.py"), middleware=[served])
