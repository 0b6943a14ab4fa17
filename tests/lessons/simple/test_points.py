"""The points: those held out are others than those trained on, and stay the same whatever is trained on."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from nnviz.lessons.simple.points import END, HELD_OUT, points, wave


@given(st.integers(2, 80), st.floats(0, 1), st.integers(0, 20))
def test_no_point_is_in_both_and_more_points_leave_those_held_out_as_they_are(n, noise, seed):
    both = points(n, noise, 1.0, seed)
    assert not set(both.training.x.ravel()) & set(both.held_out.x.ravel())
    more = points(n + 10, noise, 1.0, seed)
    assert np.array_equal(both.held_out, more.held_out)
    assert np.array_equal(both.training, np.array(more.training)[:, :n])
    assert np.abs(both.training.x).max() <= END
    assert both.held_out.x.shape == (HELD_OUT, 1)


def test_without_noise_they_lie_on_the_wave_and_noise_is_a_standard_deviation():
    X, y = points(4000, 0.0, 2.0, 0).training
    assert np.allclose(y, np.sin(2 * np.pi * X / 3))
    X, y = points(4000, 0.3, 2.0, 0).training
    assert np.std(y - wave(X, 2.0)) == np.float64(0.3).round(1) or abs(np.std(y - wave(X, 2.0)) - 0.3) < 0.02
