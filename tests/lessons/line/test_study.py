"""What the settings of a line mean: the points, the batches that are offered, and the noise that was drawn."""

import numpy as np

from nnviz.core import DATASETS
from nnviz.lessons import parameters
from nnviz.lessons.line.study import LineSettings


def test_only_batches_smaller_than_the_data_are_offered():
    batch = parameters(LineSettings)["batch"]
    for name, sizes in (("four_points", (1, 2)), ("anscombe_3", (1, 2, 4, 10)), ("cars", (1, 2, 4, 10, 25)),
                        ("faithful", (1, 2, 4, 10, 25, 50, 100))):  # fmt: skip
        assert batch.options_for({"data": name}) == (*sizes, "all")
    assert batch.read("100", {"data": "four_points"}) == "all"


def test_the_noisy_line_is_as_noisy_as_it_says():
    X, y, *_ = DATASETS["noisy_line"].make(np.random.default_rng(0))
    noise = y - (2 * X + 1)
    assert 0.2 < noise.std() < 0.4
    twice = [DATASETS["noisy_line"].make(np.random.default_rng(seed)).y for seed in range(40)]
    inputs = [DATASETS["noisy_line"].make(np.random.default_rng(seed)).X for seed in range(40)]
    assert abs(np.std(np.array(twice) - 2 * np.array(inputs) - 1) - 0.3) < 0.02
