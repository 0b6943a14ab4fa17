"""What is said before a visitor's own points are used: true of the runs it speaks of, and silent about all others."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from nnviz.lessons.common import RATES
from nnviz.lessons.line.advice import advice
from nnviz.lessons.line.study import LineSettings, study
from nnviz.lessons.tables import OWN, Table

points = st.lists(
    st.tuples(st.integers(-100, 100).map(float), st.integers(-100, 100).map(float)), min_size=2, max_size=6, unique=True
)


def of(rows, rate=0.03, **others):
    return LineSettings(data=OWN, points=Table(tuple(rows), ("x", "y")), learning_rate=rate, epochs=1000, **others)


def above_the_best(settings):
    """Return by how much the run's loss is above the smallest there is, at its start and its end."""
    shown = study(settings)
    return np.maximum(shown.losses[[0, -1]] - shown.answer.loss, 0) if shown.run.diverged_at is None else (0, np.inf)


@given(points, st.sampled_from(RATES), st.booleans())
def test_it_speaks_of_the_runs_that_do_not_settle_and_its_ways_out_make_them_settle(rows, rate, standardize):
    settings = of(rows, rate, standardize=standardize)
    start, end = above_the_best(settings)
    assume(start > 1e-9 or end > 1)
    said = advice(settings)
    if said is None:
        assert end <= start * (1 + 1e-9)
        return
    assert end >= start * (1 - 1e-6)
    assert ("swing" in said.sentence) == (end < 1e3 * (1 + start))
    assert said.ways
    for _, sets in said.ways:
        better = replace(settings, **{{"line_rate": "learning_rate"}.get(k, k.removeprefix("line_")): v
                                      for k, v in sets.items()})  # fmt: skip
        assert advice(better) is None
        start, end = above_the_best(better)
        assert end <= start
        assert better.learning_rate in RATES


@pytest.mark.parametrize("others", [{"optimizer": "adam"}, {"optimizer": "momentum"}, {"batch_size": 1}])
def test_nothing_is_said_where_the_limit_is_no_law(others):
    assert advice(of([(80, 2), (100, 3), (120, 5)])) is not None
    assert advice(of([(80, 2), (100, 3), (120, 5)], **others)) is None


def test_a_batch_of_all_points_is_all_points_however_it_is_chosen():
    assert advice(of([(80, 2), (100, 3), (120, 5)], batch_size=4)) is not None


def test_the_limit_it_names_is_the_one_that_the_runs_have():
    rows = [(8, 2), (10, 3), (12, 5)]
    A = np.column_stack([[8, 10, 12], np.ones(3)])
    limit = 2 / np.linalg.eigvalsh(A.T @ A / 3)[-1]
    assert f"below {limit:.4f}." in advice(of(rows)).sentence
    for factor, settles in ((0.99, True), (1.01, False)):
        start, end = above_the_best(of(rows, factor * limit))
        assert (end < start) == settles


def test_the_rate_that_only_swings_is_told_from_one_that_flies_off():
    rows = [(-1, 0), (1, 3)]  # x has mean 0 and standard deviation 1, so the limit is 2
    assert "swing to and fro for ever" in advice(of(rows, 2.0)).sentence
    assert "fly off" in advice(of(rows, 3.0)).sentence
    assert advice(of(rows, 1.0)) is None
    assert "line would fly off on these points" in advice(of([(1e9, 0), (-1e9, 1)], 10.0)).sentence


@pytest.mark.parametrize(
    ("rows", "rate", "standardize", "ways"),
    [
        ([(8, 2), (10, 3), (12, 5)], 0.03, False, [{"line_standardize": True}, {"line_rate": 0.01}]),
        ([(8, 2), (10, 3), (12, 5)], 5.0, False, [{"line_rate": 0.01}]),
        ([(8, 2), (10, 3), (12, 5)], 5.0, True, [{"line_rate": 1.0}]),
        ([(8e5, 2), (1e6, 3)], 0.03, False, [{"line_standardize": True}]),
        ([(8e5, 2), (1e6, 3)], 5.0, False, [{"line_standardize": True, "line_rate": 1.0}]),
    ],
)
def test_the_ways_out_are_those_that_there_are(rows, rate, standardize, ways):
    assert [dict(sets) for _, sets in advice(of(rows, rate, standardize=standardize)).ways] == ways
