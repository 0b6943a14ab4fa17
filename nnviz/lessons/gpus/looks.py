"""How the three ways are told from each other, in both parts: by colour, by how a line is broken, by a sign."""

from typing import NamedTuple

from nnviz.figures.palette import RUNS, Colour


class Look(NamedTuple):
    """A way's colour, the dashes of its line, its mark in figures and its sign in words."""

    colour: Colour
    dash: str
    symbol: str
    sign: str


LOOKS = (
    Look(RUNS[0], "dot", "circle", "●"),
    Look(RUNS[1], "dash", "square", "■"),
    Look(RUNS[2], "solid", "diamond", "◆"),
)
"""From one after the other to all at once."""
