"""The timeline: which stop a step means, and what the stops are called."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnviz.core import Network, TrainConfig, train
from nnviz.figures.timeline import Timeline, of_run, of_steps, spread

ASCENDING = st.lists(st.integers(0, 10**6), min_size=1, max_size=50, unique=True).map(sorted)


@given(ASCENDING, st.integers(-10, 10**9))
def test_a_step_means_the_nearest_stop_and_of_two_the_earlier(steps, step):
    distances = [abs(one - step) for one in steps]
    timeline = Timeline(np.array(steps), np.array([""] * len(steps)))
    assert timeline.index(step) == distances.index(min(distances))


def test_the_stops_of_a_run_are_its_recorded_steps():
    X = np.linspace(-1, 1, 50)[:, None]
    net = Network((1, 1))
    run = train(net, np.zeros(2), X, 2 * X, TrainConfig(batch_size=1, epochs=100))
    timeline = of_run(run)
    assert run.step[-1] == 5000
    assert len(timeline) == len(run.theta) == 1000
    for place in (0, 1, 493, 999):
        assert timeline.index(int(run.step[place])) == place == run.index(int(run.step[place]))
        assert timeline.names[place] == f"step {run.step[place]:,} of 5,000"


def test_names_have_separated_thousands():
    assert list(of_steps(np.array([0, 1500])).names) == ["step 0 of 1,500", "step 1,500 of 1,500"]


@pytest.mark.parametrize(("n", "most"), [(1, 5), (5, 5), (6, 5), (1000, 120), (7, 3)])
def test_spread_places_reach_from_the_first_to_the_last(n, most):
    places = spread(n, most)
    assert (places[0], places[-1], len(places)) == (0, n - 1, min(n, most))
    gaps = np.diff(places)
    assert not len(gaps) or gaps.max() - gaps.min() <= 1
