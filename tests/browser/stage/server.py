"""The app's own server around another page: what the player needs, and nothing of the course."""

from pathlib import Path

import streamlit as st
from starlette.routing import Route

from app import asset

app = st.App(Path(__file__).with_name("page.py"), routes=[Route("/assets/{path:path}", asset)])
