"""All points, a few or one in every step: the runs, the clouds and the spread of the steps, computed here by hand."""

from dataclasses import replace
from itertools import combinations

import numpy as np
import pytest

from nnviz.core import DATASETS
from nnviz.figures.palette import ANSWER, DATA, ERROR, QUIET
from nnviz.lessons.descent.examples_scene import examples_scene
from nnviz.lessons.descent.examples_study import ExamplesSettings, by_formula, examples_study, small_batches
from nnviz.lessons.descent.examples_words import examples_question, measured, rest, warning, without_putting_back
from nnviz.lessons.descent.race_scene import LOOKS

SPREAD, LOSSES = 3, 4
CASES = {
    "a bowl": {},
    "four points": {"data": "four_points", "small": 2, "steps": 20, "share": 0.1},
    "a last batch that is smaller": {"data": "sine", "small": 25, "steps": 100, "seed": 4},
    "one point a step flies off": {"data": "cars", "share": 0.5, "steps": 100},
    "many points": {"data": "faithful", "small": 100, "share": 0.05, "steps": 50},
}


@pytest.fixture(params=CASES.values(), ids=CASES, scope="module")
def settings(request):
    return ExamplesSettings(**request.param)


@pytest.fixture(scope="module")
def study(settings):
    return examples_study(settings)


@pytest.fixture(scope="module")
def scene(study):
    return examples_scene(study)


@pytest.fixture(scope="module")
def points(settings):
    X, y, *_ = DATASETS[settings.data].make(np.random.default_rng(0))
    return X[:, 0], y[:, 0]


def each_slope(theta, x, y):
    """Return the gradient of each point's own half squared error at one line (N, 2)."""
    error = theta[0] * x + theta[1] - y
    return np.column_stack([error * x, error])


def loss(theta, x, y):
    m, c = np.moveaxis(theta, -1, 0)[..., None]
    return np.mean((m * x + c - y) ** 2, axis=-1) / 2


def test_each_run_takes_its_batches_in_the_shuffled_order_of_every_epoch(settings, study, points):
    x, y = points
    limit = 2 / np.linalg.eigvalsh([[(x * x).mean(), x.mean()], [x.mean(), 1]]).max()
    assert study.rate == pytest.approx(settings.share * limit)
    assert [walker.size for walker in study.walkers] == [len(x), settings.small, 1]
    for walker in study.walkers:
        theta, k, epoch = walker.theta[0], 0, 0
        assert np.array_equal(theta, study.walkers[0].theta[0])
        while k < settings.steps:
            order = np.random.default_rng((settings.seed, epoch)).permutation(len(x))
            for first in range(0, len(x), walker.size):
                rows = order[first : first + walker.size]
                theta = theta - study.rate * each_slope(theta, x[rows], y[rows]).mean(axis=0)
                k += 1
                if k <= settings.steps:
                    assert np.allclose(walker.theta[k], theta, rtol=1e-6, atol=1e-6 * np.abs(theta).max())
            epoch += 1


def test_the_spread_of_one_point_is_exact_and_that_of_batches_as_the_formula_says(study, points):
    x, y = points
    for k in (0, 3, len(study.steps) - 1):
        each = each_slope(study.walkers[0].theta[k], x, y)
        one = study.rate * np.sqrt(((each - each.mean(axis=0)) ** 2).sum(axis=1).mean())
        assert study.spreads[k, 0] == pytest.approx(one, rel=1e-9)
        for i, size in enumerate(study.sizes):
            exact = one / np.sqrt(size) * np.sqrt((len(x) - size) / (len(x) - 1))
            assert one * by_formula(np.array(size), len(x)) == pytest.approx(exact, rel=1e-9)
            assert study.spreads[k, i] == pytest.approx(exact, rel=0.2)


def test_the_formula_is_the_root_mean_square_over_all_batches_there_are():
    study = examples_study(ExamplesSettings(data="four_points", small=2, steps=10))
    x, y = np.array([1.0, 2.0, 3.0, 4.0]), np.array([2.0, 3.0, 5.0, 4.0])
    for k in (0, 10):
        each = each_slope(study.walkers[0].theta[k], x, y)
        off = [each[list(pair)].mean(axis=0) - each.mean(axis=0) for pair in combinations(range(4), 2)]
        exact = study.rate * np.sqrt(np.square(off).sum(axis=1).mean())
        assert study.spreads[k, 0] * by_formula(np.array(2), 4) == pytest.approx(exact, rel=1e-9)


def test_small_batches_scatter_as_the_rule_says_and_half_of_all_points_by_a_third_less():
    study = examples_study(ExamplesSettings())
    ratio = study.spreads[0] * np.sqrt(study.sizes) / study.spreads[0, 0]
    assert np.allclose(ratio[:2], 1, atol=0.1)
    assert study.sizes[-1] == 25
    assert 0.6 < ratio[-1] < 0.8


def test_the_dots_are_where_steps_of_real_batches_lead(settings, study, points):
    x, y = points
    full, _, one = study.walkers
    tips = study.tips(full)
    assert tips.shape[1] == 1
    assert np.allclose(tips[:-1, 0], full.theta[1:], rtol=1e-9, atol=1e-9)
    k = min(5, len(study.steps) - 1)
    leads = one.theta[k] - study.rate * each_slope(one.theta[k], x, y)
    tips = study.tips(one)[k]
    assert len(tips) == min(20, len(x))
    apart = np.linalg.norm(tips[:, None] - leads, axis=-1)
    assert np.allclose(apart.min(axis=1), 0, atol=1e-9 * (1 + np.abs(leads).max()))
    assert len(set(apart.argmin(axis=1).tolist())) > 0.8 * len(tips)


def test_each_plane_shows_its_own_run_and_its_cloud(study, scene, drawn, trace_of):
    assert len({str(scene.animations[i].layout["xaxis"]["range"]) for i in range(3)}) == 1
    for i, (walker, look) in enumerate(zip(study.walkers, LOOKS, strict=False)):
        plane = scene.animations[i]
        for k in (0, 4, len(study.steps) - 1):
            if np.abs(study.bowl.outside(walker.theta[: k + 1])).max() > 1:
                continue
            path = drawn(plane, trace_of(plane, look.colour, "lines"), k)
            assert np.allclose(path, walker.theta[: k + 1])
            assert np.allclose(drawn(plane, trace_of(plane, DATA, "markers"), k), study.tips(walker)[k])
            assert np.allclose(drawn(plane, trace_of(plane, look.colour, "markers"), k), walker.theta[[k]])


def test_the_spread_is_drawn_by_batch_size_beside_the_rule_and_the_formula(study, scene, drawn, trace_of):
    figure = scene.animations[SPREAD]
    for k in (0, 2, len(study.steps) - 1):
        x, y = drawn(figure, trace_of(figure, ERROR, "markers"), k).T
        assert x.tolist() == list(study.sizes)
        assert np.allclose(y, study.spreads[k])
        x, y = drawn(figure, trace_of(figure, ANSWER, "lines"), k).T
        assert np.allclose(y * np.sqrt(x), study.spreads[k, 0])
        x, y = drawn(figure, trace_of(figure, QUIET, "lines"), k).T
        assert np.allclose(y, study.spreads[k, 0] * np.sqrt((study.n - x) / (study.n - 1) / x))
    low, high = 10 ** np.array(figure.layout["yaxis"]["range"])
    assert low < study.spreads.min()
    assert study.spreads.max() < high


def test_the_readouts_count_the_points_looked_at(study, scene, read, points):
    k = 4
    assert read(scene.readouts[-1].values[k]) == [len(points[0]) * k, study.walkers[1].size * k, k]
    for readout, walker in zip(scene.readouts[1:4], study.walkers, strict=True):
        assert read(readout.values[k]) == pytest.approx([loss(walker.theta[k], *points)], rel=5e-3)


def test_the_runs_answer_the_question(study, points):
    ends = [loss(walker.theta[-1], *points) for walker in study.walkers]
    question = examples_question(study)
    assert question.answer == int(np.argmin(ends))
    assert len(question.options) == 4
    assert [i for i, reason in enumerate(question.reasons) if not reason] == [question.answer]


def test_not_always_does_the_run_of_all_points_win():
    answers = {
        examples_question(examples_study(ExamplesSettings(data=data, share=share, steps=steps, seed=seed))).answer
        for data in ("noisy_line", "curve") for share in (0.02, 0.2) for steps in (10, 50) for seed in range(3)
    }  # fmt: skip
    assert len(answers) > 1


def test_the_warning_is_there_exactly_where_a_run_ends_further_off(study, points):
    off = [loss(walker.theta[-1], *points) > loss(walker.theta[0], *points) for walker in study.walkers]
    said = warning(study)
    assert (said is not None) == any(off)
    if said is not None:
        assert f"{2 / (np.square(points[0]).max() + 1):.3g}" in said


def test_the_words_name_the_numbers_of_the_step(read, points, study):
    x, y = points
    last = len(study.steps) - 1
    full = [study.rate * np.linalg.norm(each_slope(study.walkers[0].theta[k], x, y).mean(axis=0)) for k in (0, last)]
    at, *said = read(rest(study, last).replace(",", ""))
    assert at == last
    assert np.allclose(said[0:2] + said[3:5], [full[1], study.spreads[-1, 0], full[0], study.spreads[0, 0]],
                       rtol=6e-3, atol=1e-12)  # fmt: skip
    first = read(rest(study, 0).replace(",", ""))
    assert np.allclose(first[:3], [0, full[0], study.spreads[0, 0]], rtol=6e-3), "nothing of later steps"
    for size, spread in zip(study.sizes, study.spreads[3], strict=True):
        row = next(line for line in measured(study, 3).splitlines() if line.startswith(f"| {size} |"))
        assert read(row.replace(",", ""))[1] == pytest.approx(spread, rel=6e-3)


def test_a_batch_is_said_to_be_closer_than_the_rule_only_where_it_is(read):
    some, none = set(), set()
    for data, seed in ((data, seed) for data in ("four_points", "noisy_line", "faithful") for seed in range(4)):
        study = examples_study(ExamplesSettings(data=data, small=2, seed=seed))
        for k in (0, 7, 50):
            said, _, others = without_putting_back(study, k).replace("1/√size", "").partition("; of ")
            ratio = dict(zip(study.sizes[1:], study.spreads[k, 1:] / study.spreads[k, 0], strict=True))
            closer = [size for size, share in ratio.items() if share < 1 / np.sqrt(size)]
            assert read(said) == [k, *closer]
            assert read(others) == [size for size in ratio if size not in closer]
            (none if others else some).add(data)
    assert some
    assert none


def test_runs_of_one_loss_are_equally_small_and_each_reason_says_so():
    one = examples_study(ExamplesSettings(data="four_points", small=2, steps=10))
    full = one.walkers[0]
    study = replace(one, walkers=(full, replace(full, size=2), one.walkers[2]))
    question = examples_question(study)
    losses = [loss(walker.theta[-1], study.sample.X[:, 0], study.sample.y[:, 0]) for walker in study.walkers]
    tie = losses[0] < losses[2]
    assert (question.options[question.answer] == "Two or more are equally small") == tie
    assert [("just as small" in reason) for reason in question.reasons[:2]] == [tie, tie]
    assert "just as small" not in question.reasons[2]


def test_losses_that_differ_are_written_with_digits_that_differ(study, read):
    last = study.above[:, -1]
    shown = [read(part)[-2] for part in examples_question(study).why.replace(",", "").split("have: ")[1].split("; ")]
    assert len(set(shown)) == len(set(last.tolist()))


@pytest.mark.parametrize("data", ["four_points", "noisy_line", "anscombe_2", "faithful"])
def test_a_small_batch_is_smaller_than_all_and_larger_than_one(data):
    n = len(DATASETS[data].make(np.random.default_rng(0)).X)
    assert all(1 < size < n for size in small_batches({"data": data}))
    assert small_batches({"data": data})
