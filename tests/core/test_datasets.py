"""Data sets: what their sources say of them, and that each is ready to be trained on."""

import hashlib

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from nnviz.core import DATASETS, Sample, measured, standardized

NOISY = [name for name, entry in DATASETS.items() if entry.noise is not None]
EXACT = [name for name in DATASETS if name not in NOISY]
# Of [X y], rounded to 9 decimals so that another processor's sine changes nothing, from seed 0.
CHECKSUMS = {
    "four_points": "ab16cafb3e19fb19",
    "noisy_line": "ce3321f407fd6d3b",
    "sine": "001c6a2d46a139ba",
    "curve": "abe39c52473acd58",
    "cars": "eb957b8d8d1ae6f8",
    "faithful": "c1528a01fabb3e45",
    "anscombe_1": "a09ff236ba9fa309",
    "anscombe_2": "12373808b9de7ecb",
    "anscombe_3": "cce38636d879e657",
    "anscombe_4": "88da6526511f0d8c",
    "practice": "cdd977b3cea650e2",
    "xor": "4b1def427f87114a",
    "circle": "0edcb110d9052427",
}


def data(name: str, seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    return DATASETS[name].make(np.random.default_rng(seed))[:2]


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


@pytest.mark.parametrize("name", CHECKSUMS)
def test_usual_draws_stay_as_they_are(name: str) -> None:
    # Links to a page name a seed: its data must not change under them.
    table = np.round(np.column_stack(data(name)), 9) + 0.0
    assert hashlib.sha256(table.tobytes()).hexdigest().startswith(CHECKSUMS[name])


def test_sample_names_its_columns() -> None:
    sample = DATASETS["cars"].make(np.random.default_rng(0))
    assert (sample.inputs, sample.outputs) == (("speed (mph)",), ("stopping distance (ft)",))
    assert sample.X.shape == sample.y.shape == (50, 1)


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
    measured.table.cache_clear()
    assert len(data("cars")[0]) == 50


def test_standardized() -> None:
    X = np.column_stack([np.arange(6.0), np.full(6, 0.7)])  # the mean of six times 0.7 is not quite 0.7
    scaled = standardized(X)
    assert scaled[:, 0] == pytest.approx((np.arange(6.0) - 2.5) / np.sqrt(35 / 12))
    assert not scaled[:, 1].any()


def noisy(name: str, noise: float | None) -> Sample:
    return DATASETS[name].make(np.random.default_rng(3), noise)


@pytest.mark.parametrize("name", NOISY)
def test_noise_is_the_usual_amount_unless_another_is_given(name: str) -> None:
    entry = DATASETS[name]
    usual, same, more = (noisy(name, noise) for noise in (None, entry.noise, entry.noise + 1.0))
    assert np.array_equal(usual.rows, same.rows)
    assert not np.array_equal(usual.rows, more.rows)


@pytest.mark.parametrize("name", ["noisy_line", "sine", "curve", "practice", "xor", "circle"])
def test_only_y_is_noisy_and_the_points_stay_where_they_are(name: str) -> None:
    assert np.array_equal(noisy(name, None).X, noisy(name, DATASETS[name].noise + 1.0).X)


@pytest.mark.parametrize(
    ("name", "truth"),
    [("noisy_line", lambda x: 2 * x + 1), ("sine", np.sin), ("curve", lambda x: x**2 - 0.5)],
)
def test_noise_is_the_standard_deviation_of_y(name: str, truth) -> None:
    exact, some, twice = (noisy(name, noise) for noise in (0.0, 0.2, 0.4))
    assert np.allclose(exact.y, truth(exact.X), rtol=1e-14, atol=1e-15)
    assert np.std(some.y - exact.y) == pytest.approx(0.2, rel=0.25)
    assert np.allclose(twice.y - exact.y, 2 * (some.y - exact.y), atol=1e-14)


def test_luck_is_in_hours() -> None:
    X, y, *_ = noisy("practice", 0.0)
    assert np.array_equal(y, X > 3.25)
    hours = 0.05  # 3.5 and 3 hours lie five standard deviations of luck from 3.25
    assert np.array_equal(noisy("practice", hours).y, y)


@pytest.mark.parametrize(("name", "gap"), [("xor", 0.05), ("circle", 0.1)])
def test_noise_of_classes_crosses_the_border_from_no_farther_than_it_reaches(name: str, gap: float) -> None:
    X, y, *_ = noisy(name, 0.0)
    assert np.array_equal(noisy(name, 0.7 * gap).y, y)  # not even both coordinates together reach over the gap
    changed = (noisy(name, 0.3).y != y)[:, 0]
    far = np.abs(X).min(axis=1) if name == "xor" else np.abs(np.hypot(*X.T) - 0.6)
    assert 0.02 < changed.mean() < 0.3
    assert far[changed].max() <= 0.3 * (1.0 if name == "xor" else np.sqrt(2))


@pytest.mark.parametrize("name", NOISY)
@pytest.mark.parametrize("noise", [-0.1, float("nan"), float("inf"), "much", True])
def test_refuses_noise_that_is_no_amount(name: str, noise) -> None:
    with pytest.raises(ValueError, match="noise must be a finite number of at least 0"):
        noisy(name, noise)


@pytest.mark.parametrize("name", EXACT)
@pytest.mark.parametrize("noise", [0.0, 0.5])
def test_measured_and_exact_data_take_no_noise(name: str, noise: float) -> None:
    with pytest.raises(ValueError, match=f"{name} takes no noise"):
        noisy(name, noise)


def rows(n: int) -> Sample:
    """A sample whose rows can be told apart: row i holds i, and −i as its target."""
    return Sample(np.arange(float(n))[:, None], -np.arange(float(n))[:, None], ("i",), ("−i",))


@given(n=st.integers(2, 60), share=st.floats(0, 1, exclude_min=True, exclude_max=True), seed=st.integers(0, 99))
def test_split_parts_share_no_row_and_miss_none(n: int, share: float, seed: int) -> None:
    training, held_out = rows(n).split(share, np.random.default_rng(seed))
    assert min(len(training.X), len(held_out.X)) >= 1
    assert not set(training.X[:, 0]) & set(held_out.X[:, 0])
    assert sorted([*training.X[:, 0], *held_out.X[:, 0]]) == list(range(n))
    for part in (training, held_out):
        assert np.array_equal(part.y, -part.X)
        assert (part.inputs, part.outputs) == (("i",), ("−i",))


@given(n=st.integers(20, 60), share=st.floats(0.1, 0.9))
def test_split_gives_training_its_share_in_an_order_of_the_seed(n: int, share: float) -> None:
    parts = [rows(n).split(share, np.random.default_rng(seed))[0].X for seed in (0, 0, 1)]
    assert abs(len(parts[0]) - share * n) <= 0.5
    assert np.array_equal(parts[0], parts[1])
    assume(len(parts[0]) > 3)
    assert not np.array_equal(parts[0], parts[2])


@pytest.mark.parametrize("share", [0.0, 1.0, -0.5, 1.5, float("nan")])
def test_refuses_a_share_that_leaves_one_part_empty(share: float) -> None:
    with pytest.raises(ValueError, match="share must be a number between 0 and 1"):
        rows(9).split(share, np.random.default_rng(0))


def test_refuses_to_split_one_row() -> None:
    with pytest.raises(ValueError, match="only 2 rows or more can be split, not 1"):
        rows(1).split(0.5, np.random.default_rng(0))


def test_sample_standardized_says_so_in_the_names_of_its_inputs() -> None:
    cars = DATASETS["cars"].make(np.random.default_rng(0))
    scaled = cars.standardized()
    assert scaled.X.mean() == pytest.approx(0.0, abs=1e-14)
    assert scaled.X.std() == pytest.approx(1.0)
    assert np.array_equal(scaled.y, cars.y)
    assert scaled.inputs == ("speed (mph), standardized",)
    assert scaled.outputs == cars.outputs
    assert cars.X.mean() == pytest.approx(15.4)
