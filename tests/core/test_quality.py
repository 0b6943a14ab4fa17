"""How good answers are: against scikit-learn's own measures."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import accuracy_score, confusion_matrix, r2_score

from nnviz.core import accuracy, classes_of, confusion, r_squared

LABELS = st.integers(2, 4).flatmap(
    lambda n: st.tuples(st.just(n), st.lists(st.tuples(*[st.integers(0, n - 1)] * 2), min_size=1, max_size=40))
)


@given(LABELS)
def test_accuracy_and_confusion_are_those_of_scikit_learn(case):
    n, pairs = case
    actual, said = np.array(pairs).T
    assert confusion(actual, said, n).tolist() == confusion_matrix(actual, said, labels=range(n)).tolist()
    assert accuracy(actual, np.stack([said, actual])).tolist() == [accuracy_score(actual, said), 1.0]


@given(st.integers(0, 999), st.floats(0, 3), st.integers(2, 30))
def test_r_squared_is_that_of_scikit_learn(seed, noise, n):
    rng = np.random.default_rng(seed)
    y = rng.normal(size=(n, 1))
    said = np.stack([y + noise * rng.normal(size=y.shape), 0 * y + y.mean()])
    assert r_squared(y, said) == pytest.approx([r2_score(y, one) for one in said], abs=1e-12)


def test_r_squared_of_equal_targets():
    y = np.full((4, 1), 0.7)
    assert r_squared(y, np.stack([y, y + 0.1])).tolist() == [r2_score(y, y), r2_score(y, y + 0.1)] == [1, 0]


def test_classes():
    assert classes_of(np.array([[-0.1], [0.0], [3.0]])).tolist() == [0, 1, 1]
    assert classes_of(np.array([[0.4], [0.5]]), 0.5).tolist() == [0, 1]
    assert classes_of(np.array([[0.2, 0.5, 0.3], [0.4, 0.4, 0.2]])).tolist() == [1, 0]
