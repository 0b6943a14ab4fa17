"""The pages' furniture: controls, cache and player. The only package code that imports Streamlit."""
