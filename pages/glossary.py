"""Glossary: every term of the course in plain words; lessons link to them one by one."""

import streamlit as st

from nnviz.lessons.glossary import GLOSSARY
from nnviz.ui import page

page.head("Glossary", "What the words and signs of this course mean, and where you see them.")

with st.container(width=760, gap="xxsmall"):
    for group, terms in GLOSSARY.items():
        st.header(group, anchor=False, divider="gray")
        for term in terms:
            st.subheader(term.title, anchor=term.anchor)
            st.markdown(f"{term.text} *Seen in* {term.seen}.")
