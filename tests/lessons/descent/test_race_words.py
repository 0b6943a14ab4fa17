"""What is said of a race: of its rates, its limit and its question; each computed here by hand."""

import numpy as np
import pytest

from nnviz.core import DATASETS, Network, TrainConfig, train
from nnviz.figures.numbers import number
from nnviz.lessons.descent.race_question import race_question
from nnviz.lessons.descent.race_study import Racer, RaceSettings, RaceStudy, race_study
from nnviz.lessons.descent.race_words import factors, fate, measured, measured_table, steps_of, valley
from tests.arithmetic import comes_to
from tests.lessons.descent.races import curvatures

NEURON = Network((1, 1), output="identity")


@pytest.fixture
def study(race):
    return race[1]


@pytest.mark.parametrize("k", [0, 1, 7, 20])
def test_a_step_and_all_steps_leave_what_the_table_says_along_the_valley_and_across_it(study, read, k):
    if study.kind != "rates":
        assert "|" not in steps_of(study, 0)
        return
    x, y = study.sample.X[:, 0], study.sample.y[:, 0]
    _, directions = np.linalg.eigh([[np.mean(x * x), np.mean(x)], [np.mean(x), 1]])
    heads, _, *rows = steps_of(study, k).split("\n")
    assert f"/ {k} steps" in heads
    for racer, row in zip(study.racers, rows, strict=True):
        eta = row.split("η = ")[1].split()[0]
        for cell, curve in zip(row.split("|")[2:4], curvatures(study.sample), strict=True):
            sure, cell = not cell.strip().startswith("≈"), cell.strip().removeprefix("≈ ").split(" / ")[0]
            assert comes_to(f"1 − {eta}·{number(curve)}", cell) == sure
        first, second, now = ((at - np.polyfit(x, y, 1)) @ directions for at in racer.at[[0, 1, k]])
        assert np.allclose(second / first, factors(study, racer), rtol=1e-6, atol=1e-9)
        for cell, one, all_ in zip(row.split("|")[2:4], second / first, now / first, strict=True):
            assert all_ == pytest.approx(one**k, rel=1e-4, abs=1e-9)
            assert np.allclose(read(cell), [one, all_], rtol=0.006, atol=1e-6)


@pytest.mark.parametrize("data", ["noisy_line", "four_points", "sine"])
def test_what_is_said_to_become_of_a_rate_is_what_becomes_of_it(data):
    shares = (0.1, 0.9, 1.0, 1.02, 1.1)
    study = race_study(RaceSettings(data=data, rates=shares, epochs=100))
    x = study.sample.X[:, 0]
    _, directions = np.linalg.eigh([[np.mean(x * x), np.mean(x)], [np.mean(x), 1]])
    best = np.polyfit(x, study.sample.y[:, 0], 1)
    said = [fate(study, racer) for racer in study.racers]
    for racer, words in zip(study.racers, said, strict=True):
        across = (racer.at - best) @ directions[:, 1]
        swings = bool((across[1:11] * across[:10] < 0).all())
        assert swings == ("swing" in words and "without" not in words)
        size = abs(across[20] / across[0])
        assert ("flies off" in words) == (size > 1.1)
        assert ("for ever" in words) == (0.999 < size < 1.001)
        assert ("settles" in words) == (size < 0.9)
    assert len(set(said)) == 4


@pytest.mark.parametrize("name", ["noisy_line", "four_points", "sine", "faithful", "anscombe_1"])
def test_at_the_best_rate_runs_keep_to_the_formulas(name):
    sample = DATASETS[name].make(np.random.default_rng(0))
    low, high = curvatures(sample)
    kappa, is_ = high / low, measured(sample)
    assert is_.kappa == pytest.approx(kappa)
    assert is_.leaves == pytest.approx((kappa - 1) / (kappa + 1), rel=1e-6)
    exact = np.log(100) / -np.log((kappa - 1) / (kappa + 1))
    assert is_.distance == np.ceil(exact - 1e-6)
    assert abs(is_.distance - 0.5 * kappa * np.log(100)) < 1 + 0.01 * is_.distance
    assert abs(is_.loss - is_.distance / 2) <= 1


def test_standardized_one_step_arrives():
    sample = DATASETS["cars"].make(np.random.default_rng(0)).standardized()
    is_ = measured(sample)
    assert (is_.kappa, is_.distance, is_.loss) == (pytest.approx(1), 1, 1)
    assert is_.leaves == 0


def test_the_table_holds_what_was_measured_beside_what_the_formulas_say(read):
    rows = [[cell.strip() for cell in row.split("|")[1:-1]] for row in measured_table().split("\n")[2:]]
    kappas = [read(row[1])[0] for row in rows]
    assert kappas == sorted(kappas)
    assert kappas[-1] > 500
    for row, kappa in zip(rows, kappas, strict=True):
        (worst, left), (rule, distance), (half, loss) = (read(cell) for cell in row[2:])
        assert worst == pytest.approx((kappa - 1) / (kappa + 1), abs=0.003)
        assert left == pytest.approx(worst, abs=1e-3)
        assert rule == pytest.approx(0.5 * kappa * np.log(100), rel=0.01)
        assert half == pytest.approx(rule / 2, rel=0.01)
        assert abs(distance - rule) < 2 + 0.01 * rule
        assert abs(loss - half) < 2 + 0.01 * half


def test_the_words_hold_the_eigenvalues_of_these_points(study, read):
    low, high = curvatures(study.sample)
    text = valley(study)
    shown = {}
    for name, value in (("λₘₐₓ", high), ("λₘᵢₙ", low), ("2 / λₘₐₓ", 2 / high), ("**κ", high / low)):
        sign, written = next(
            (rest[1], rest[3:].split()[0].strip(",.)*;")) for rest in text.split(name)[1:] if rest[1] in "=≈"
        )
        assert read(written)[0] == pytest.approx(value, rel=0.006)
        shown[name] = sign, written
    steep, flat = shown["λₘₐₓ"][1], shown["λₘᵢₙ"][1]
    for name, formula in (("2 / λₘₐₓ", f"2 / {steep}"), ("**κ", f"{steep} / {flat}")):
        assert (shown[name][0] == "=") == comes_to(formula, shown[name][1])


def test_the_answer_is_who_is_there_for_good_from_the_earliest_epoch(study):
    best = np.polyfit(study.sample.X[:, 0], study.sample.y[:, 0], 1)
    when = []
    for racer in study.racers:
        above = [np.mean(((at - best)[0] * study.sample.X + (at - best)[1]) ** 2) for at in racer.at]
        there = [value <= 0.01 * above[0] for value in above]
        when.append(next((k for k in range(len(there)) if all(there[k:])), np.inf))
    question = race_question(study)
    first = [i for i, epoch in enumerate(when) if epoch == min(when)]
    if min(when) == np.inf:
        assert question.options[question.answer] == "None of them"
    elif len(first) > 1:
        assert question.options[question.answer].startswith("Two or more")
    else:
        assert question.options[question.answer].endswith(study.racers[first[0]].name)
    assert len(question.reasons) == len(question.options)
    best = [i for i, racer in enumerate(study.racers) if racer.rate == pytest.approx(2 / sum(curvatures(study.sample)))]
    loses = bool(study.kind == "rates" and best and min(when) < np.inf and when[best[0]] > min(when))
    assert ("best fixed rate" in question.why) == loses


@pytest.mark.parametrize(("away", "way"), [((0.01, 3.0), "across"), ((3.0, 0.01), "along")])
def test_where_the_best_rate_is_not_the_first_it_is_said_in_which_direction_it_loses(away, way, read):
    sample = DATASETS["four_points"].make(np.random.default_rng(0))
    x, y = sample.X[:, 0], sample.y[:, 0]
    curves, directions = np.linalg.eigh([[np.mean(x * x), np.mean(x)], [np.mean(x), 1]])
    start = np.polyfit(x, y, 1) + directions @ away
    rates = tuple(share * 2 / curves.sum() for share in (0.9, 1, 1.01))
    run = train(NEURON, np.tile(start, (3, 1)), sample.X, sample.y, TrainConfig("half_mse", "sgd", rates, 4, 100))
    racers = [Racer(f"η = {number(rate)}", rate, run.theta[:, i], run.step, None) for i, rate in enumerate(rates)]
    study = RaceStudy(sample, "rates", tuple(racers))
    question = race_question(study)
    apart = ((study.racers[0].theta[0] - np.polyfit(x, y, 1)) @ directions) ** 2 * curves
    side = ("along", "across").index(way)
    first = study.racers[question.answer]
    best = racers[1]
    said = question.why.partition("best fixed rate")[2]
    assert f"lies {way} the valley" in said
    share, winner, _, loser, _ = read(said.replace(", ", " "))
    assert share == pytest.approx(100 * apart[side] / apart.sum(), rel=5e-3)
    step = [abs(1 - one.rate * curves[side]) for one in (first, best)]
    assert [winner, loser] == pytest.approx(step, rel=5e-3)
    assert step[0] < step[1]


@pytest.mark.parametrize(
    ("race", "end"),
    [
        ({"rates": (0.02, "best")}, "■ η = 1.49"),
        ({"rates": (0.01, 1.1)}, "None of them"),
        ({"rates": (0.5, "best"), "data": "sine"}, "Two or more at the same epoch"),
    ],
)
def test_each_kind_of_answer_occurs(race, end):
    question = race_question(race_study(RaceSettings(**race)))
    assert question.options[question.answer] == end
