"""The app's own server around another page: what the player needs, and nothing of the course."""

from pathlib import Path

import streamlit as st

from app import served

app = st.App(Path(__file__).with_name("page.py"), middleware=[served])
