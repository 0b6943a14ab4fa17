"""Letters stand beside the ends of curves, apart from each other, and within the figure."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from nnviz.figures.letters import APART, CLOSE, INSIDE, heights_apart, letters_at
from nnviz.figures.palette import RUNS

PARTS = st.floats(0, 1)


def ends(runs):
    return st.tuples(*(arrays(float, (runs, 4), elements=PARTS) for _ in "xy"))


@given(st.integers(2, 3).flatmap(ends))
def test_letters_of_close_ends_are_apart_and_all_are_inside(both):
    x, y = both
    placed = heights_apart(x, y)
    assert (placed >= INSIDE - 1e-9).all()
    assert (placed <= 1 - INSIDE + 1e-9).all()
    for i in range(len(x)):
        for j in range(i):
            close = np.abs(x[i] - x[j]) <= CLOSE
            assert (np.abs(placed[i] - placed[j])[close] >= APART - 1e-9).all()
            higher = close & (y[i] > y[j])
            assert (placed[i] > placed[j])[higher].all(), "in the order of the ends"


def test_a_letter_whose_end_has_room_stands_at_its_height():
    x, y = np.array([[0.2], [0.8], [0.8]]), np.array([[0.5], [0.3], [0.7]])
    assert np.allclose(heights_apart(x, y), y)
    assert np.allclose(heights_apart(x[:2], y[:2]), y[:2])


def test_close_ends_are_named_around_their_middle():
    y = np.array([[0.5], [0.52]])
    assert np.allclose(heights_apart(np.full((2, 1), 0.5), y), [[0.51 - APART / 2], [0.51 + APART / 2]])


def test_on_a_logarithmic_axis_letters_are_placed_by_powers():
    axes = {"xaxis": {"range": [0, 10]}, "yaxis": {"type": "log", "range": [-4, 0]}}
    marks = letters_at(np.array([[5.0], [5.0]]), np.array([[1e-2], [1e-2]]), "AB", RUNS, axes)
    heights = [float(mark.moves["y"][0, 0]) for mark in marks]
    assert np.allclose(np.log10(heights), [-2 - 4 * APART / 2, -2 + 4 * APART / 2])
    assert [mark.trace["text"] for mark in marks] == [["A"], ["B"]]
