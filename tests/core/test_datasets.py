"""Data sets: what their sources say of them, and that each is ready to be trained on."""

import numpy as np
import pytest

from nnviz.core import DATASETS, datasets, standardized


def data(name: str, seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    return DATASETS[name].make(np.random.default_rng(seed))


@pytest.mark.parametrize("name", DATASETS)
def test_every_entry_is_complete_and_reproducible(name: str) -> None:
    entry = DATASETS[name]
    X, y = data(name)
    assert entry.name == name
    assert all((entry.title, entry.description, entry.source))
    assert entry.task in ("regression", "classification")
    assert X.dtype == y.dtype == np.float64
    assert len(X) == len(y)
    assert X.shape[1] == len(entry.inputs)
    assert y.shape[1] == len(entry.outputs)
    assert np.isfinite(X).all()
    assert np.isfinite(y).all()
    again = data(name)
    assert np.array_equal(X, again[0])
    assert np.array_equal(y, again[1])
    X += 1.0  # a fresh array each time: this changes no other
    assert np.array_equal(data(name)[0], again[0])


def test_cars() -> None:
    X, y = data("cars")
    assert X.shape == (50, 1)
    assert X.mean() == pytest.approx(15.4)
    assert y.mean() == pytest.approx(42.98)
    assert np.polyfit(X[:, 0], y[:, 0], 1) == pytest.approx([3.932409, -17.579095], abs=1e-6)  # R's lm


def test_faithful() -> None:
    X, y = data("faithful")
    assert X.shape == (272, 1)
    assert X.mean() == pytest.approx(3.487783, abs=1e-6)
    assert y.mean() == pytest.approx(70.897059, abs=1e-6)
    assert np.corrcoef(X[:, 0], y[:, 0])[0, 1] == pytest.approx(0.9008112, abs=1e-7)


@pytest.mark.parametrize("i", [1, 2, 3, 4])
def test_anscombe(i: int) -> None:
    X, y = data(f"anscombe_{i}")
    assert len(X) == 11
    assert X.mean() == 9.0
    assert X.var(ddof=1) == pytest.approx(11.0)
    assert y.mean() == pytest.approx(7.50, abs=0.005)
    assert y.var(ddof=1) == pytest.approx(4.125, abs=0.003)
    assert np.polyfit(X[:, 0], y[:, 0], 1) == pytest.approx([0.5, 3.0], abs=0.003)


def test_generated_ones_are_what_they_say() -> None:
    X, y = data("noisy_line")
    assert np.polyfit(X[:, 0], y[:, 0], 1) == pytest.approx([2.0, 1.0], abs=0.3)
    X, y = data("curve")
    line = np.polyval(np.polyfit(X[:, 0], y[:, 0], 1), X[:, 0])
    assert np.var(y[:, 0] - line) > 0.9 * np.var(y)  # a line explains next to nothing of a bend
    X, y = data("circle")
    assert y.mean() == 0.5
    assert np.hypot(*X[y[:, 0] == 1].T).max() < 0.6 < np.hypot(*X[y[:, 0] == 0].T).min()
    X, y = data("practice", 1)
    assert y[X < 2].max() == 0 < y[X > 5].min()
    assert np.diff(y[:, 0]).min() < 0  # not quite in order: one who practised more did not pass
    X, y = data("xor")
    assert np.array_equal(y[:, 0] == 1, X[:, 0] * X[:, 1] < 0)
    assert not np.array_equal(data("xor", 1)[0], X)


def test_tables_are_found_from_any_directory(tmp_path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    datasets._table.cache_clear()
    assert len(data("cars")[0]) == 50


def test_standardized() -> None:
    X = np.column_stack([np.arange(6.0), np.full(6, 0.7)])  # the mean of six times 0.7 is not quite 0.7
    scaled = standardized(X)
    assert scaled[:, 0] == pytest.approx((np.arange(6.0) - 2.5) / np.sqrt(35 / 12))
    assert not scaled[:, 1].any()
