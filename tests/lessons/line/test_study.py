"""What the settings of a line mean: the points, the batches that are offered, and the noise that was drawn."""

from pathlib import Path

import numpy as np

from nnviz.core import DATASETS
from nnviz.lessons import parameters
from nnviz.lessons.line.study import OPENING, POINTS, LineSettings, study
from nnviz.lessons.tables import OWN, Lost


def test_only_batches_smaller_than_the_data_are_offered():
    batch = parameters(LineSettings)["batch"]
    for name, sizes in (("four_points", (1, 2)), ("anscombe_3", (1, 2, 4, 10)), ("cars", (1, 2, 4, 10, 25)),
                        ("faithful", (1, 2, 4, 10, 25, 50, 100))):  # fmt: skip
        assert batch.options_for({"data": name}) == (*sizes, "all")
    assert batch.read("100", {"data": "four_points"}) == "all"


def test_a_run_starts_with_a_slope_at_random_and_an_intercept_that_is_not(fit):
    starts = np.array([fit(seed=seed, epochs=1).run.theta[0] for seed in range(21)])
    assert len(np.unique(starts[:, 0])) == 21
    assert np.all(np.abs(starts[:, 0]) <= 0.5)
    assert np.all(starts[:, 1] == 0.1)
    line, start = ((Path(__file__).parents[3] / "pages" / f"{name}.py").read_text() for name in ("line", "start"))
    assert "m was drawn at random, and c begins at 0.1" in line
    assert "starts with a slope drawn **at random**" in start


def test_the_noisy_line_is_as_noisy_as_it_says():
    X, y, *_ = DATASETS["noisy_line"].make(np.random.default_rng(0))
    noise = y - (2 * X + 1)
    assert 0.2 < noise.std() < 0.4
    twice = [DATASETS["noisy_line"].make(np.random.default_rng(seed)).y for seed in range(40)]
    inputs = [DATASETS["noisy_line"].make(np.random.default_rng(seed)).X for seed in range(40)]
    assert abs(np.std(np.array(twice) - 2 * np.array(inputs) - 1) - 0.3) < 0.02


def test_the_run_that_the_start_page_opens_with_makes_its_errors_smaller_on_the_whole():
    opening = study(OPENING)
    assert np.all(np.diff(opening.losses) < 0)
    assert opening.losses[-1] < 0.1 * opening.losses[0]


def test_where_a_link_s_own_points_are_lost_it_is_the_four_points_that_are_learned_from():
    four = DATASETS["four_points"].make(np.random.default_rng(0))
    assert POINTS.instead == "the four points"
    for lost in (None, Lost("The points are gone.")):
        learned = study(LineSettings(OWN, lost, epochs=1))
        assert np.array_equal(learned.sample.X, four.X)
        assert np.array_equal(learned.sample.y, four.y)
    assert parameters(LineSettings)["batch"].options_for({}) == (1, 2, "all"), "and their number that counts"
