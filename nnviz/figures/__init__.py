"""Figures: arrays and core objects in, Plotly figures and animations out."""
