"""What is timed is the layer itself, in each way; what is said of it is what was measured."""

import math
import pickle
import re
from dataclasses import replace

import numpy as np
import pytest

from nnviz.core import Network
from nnviz.figures.numbers import number
from nnviz.figures.pack import pack
from nnviz.lessons.gpus import timing
from nnviz.lessons.gpus.timing import POINTS, SIZES, WAYS, Timed, fastest, layer, multiplications
from nnviz.lessons.gpus.timing_scene import timing_scene
from nnviz.lessons.gpus.timing_study import TimingSettings, timing_job, timing_study
from nnviz.lessons.gpus.timing_words import beside_chips, duration, growth, timed_table, timing_question, when
from tests.arithmetic import plain

WORK = np.array([multiplications(size, size) for size in SIZES])
RISING = np.array([12, 16, 20, 24, 29, 29, 31, 32, np.nan]) * 1e6


def found(*rates):
    """Return what is found with these multiplications a second (K,) in each way; nan where it is not timed."""
    seconds = np.stack([WORK / np.broadcast_to(rate, WORK.shape) for rate in rates], axis=1)
    rows = [tuple(None if math.isnan(one) else one for one in row) for row in seconds.tolist()]
    return tuple(Timed(row, 1.7e9, "Python 3, NumPy 2") for row in rows)


REAL = found(RISING, np.geomspace(1e8, 6e9, 9), np.geomspace(5e8, 3e10, 9))
SLOWER = found(2e7, 1e7, 1e7)
PEAK = found(2e7, 3e7, np.array([4, 4, 4, 9, 8, 7, 6, 6, 6]) * 1e8)
FALLING = found(2e7, 3e7, np.geomspace(8e8, 1e8, 9))
ALL = {"real": REAL, "slower": SLOWER, "peak": PEAK, "falling": FALLING, "a part": REAL[:3], "none": ()}


def study_of(timed):
    return timing_study(TimingSettings(), timed)


@pytest.fixture(params=ALL.values(), ids=ALL)
def study(request):
    return study_of(request.param)


@pytest.mark.parametrize("size", SIZES[:5])
def test_all_ways_come_to_the_cores_z(size):
    X, W, b = layer(size)
    net = Network((size, size), output="identity")
    z = net.forward(np.concatenate([W.ravel(), b]), X).z[1]
    assert X.shape == (POINTS, size)
    for name, ready in WAYS.items():
        found = np.array(ready(X, W, b)())
        assert np.allclose(found if found.shape == z.shape and "product" in name else found.T, z, atol=1e-12), name


def test_the_fastest_round_counts_and_is_shared_among_its_runs():
    now, costs = [0.0], iter([0.004] * 7 + [0.003] * 4 + [0.009] * 99)

    def run():
        now[0] += next(costs)

    assert math.isclose(fastest(run, clock=lambda: now[0]), 0.003)


def test_a_layer_that_would_take_too_long_is_not_timed(monkeypatch):
    """One neuron of it takes 0.1 s by this clock: ten are just not too long, eleven are."""
    monkeypatch.setattr(timing, "_round", lambda run, runs, clock: 0.1 * len(run()))
    monkeypatch.setattr(timing, "WAYS", {"slow": lambda X, W, b: lambda: [0.0] * len(b)})
    for size, seconds in ((10, 1.0), (11, None)):
        assert timing.timed(size).seconds == (seconds,)


def test_a_long_run_is_not_repeated_as_often():
    now, runs = [0.0], []

    def run():
        runs.append(1)
        now[0] += 0.6

    fastest(run, clock=lambda: now[0])
    assert len(runs) == 2


def test_the_job_times_each_size_once_and_for_everyone(monkeypatch):
    job = timing_job(TimingSettings())
    assert job.pieces == SIZES
    assert job == timing_job(TimingSettings())
    monkeypatch.setattr(timing, "ROUND", 0.001)
    (one,) = (job.do(piece) for piece in job.pieces[:1])
    assert len(one.seconds) == len(WAYS)
    assert all(second > 0 for second in one.seconds)
    assert pickle.loads(pickle.dumps(one)) == one, "it comes from another process"
    assert "NumPy" in one.software


def test_the_curves_are_what_was_measured_and_are_drawn_as_far_as_the_timeline_is(study):
    work, time, rate = timing_scene(study).animations
    assert np.array_equal(work.marks[1].trace["y"], POINTS * study.sizes.astype(float) ** 2)
    for way in range(3):
        for figure, values in ((time, study.seconds), (rate, study.rates)):
            curve, dot = figure.marks[2 * way : 2 * way + 2]
            assert np.array_equal(curve.trace["y"], values[way], equal_nan=True)
            assert curve.trail.tolist() == list(range(1, len(SIZES) + 1))
            assert np.array_equal(dot.moves["y"][:, 0], values[way], equal_nan=True)
            low, high = figure.layout["yaxis"]["range"]
            shown = values[way][np.isfinite(values[way])]
            assert np.all((low <= np.log10(shown)) & (np.log10(shown) <= high))
    assert (len(time.layout["annotations"]) == 1) == (not study.begun)
    assert len(pack(timing_scene(study))) > 1000


def test_the_axes_do_not_tell_what_was_measured():
    ranges = [
        [figure.layout["yaxis"]["range"] for figure in timing_scene(study_of(timed)).animations]
        for timed in (REAL, SLOWER, ())
    ]
    assert ranges[0] == ranges[1] == ranges[2]


def test_what_was_not_timed_is_a_dash_and_nothing_is_claimed_of_it():
    study = study_of(REAL)
    last = len(SIZES) - 1
    python = plain(timed_table(study, last)).splitlines()[2]
    assert python.count("–") == 3
    assert timing_scene(study).readouts[2].values[last] == "–"
    assert "1,024" not in growth(study, last), "it is said of the largest size with all ways"
    assert not np.isfinite(study_of(()).seconds).any()
    assert "not timed yet" in timed_table(study_of(()), 0)
    assert when(study_of(())) == growth(study_of(()), 3) == ""


@pytest.mark.parametrize(
    ("timed", "pays", "most"), [(REAL, True, None), (SLOWER, False, None), (PEAK, True, "32"), (FALLING, False, None)]
)
def test_that_it_pays_more_with_more_to_do_is_said_only_where_it_did(timed, pays, most):
    study = study_of(timed)
    said = growth(study, len(SIZES) - 1)
    assert ("it pays more" in said) == pays
    assert re.findall(r"most with ([\d,]+)", said) == ([most] if most else [])
    first, last = study.gains[2, [0, study.last]]
    assert [number(gain, 2) for gain in (first, last)] == re.findall(r"about ([\d.,]+) times", said)[:2]
    assert (last > first) == pays


@pytest.mark.parametrize(("rate", "said"), [(3.35e10, "about 1,000 times as many"), (9e13, "no more than here")])
def test_the_best_here_is_set_beside_a_chips_peak(rate, said):
    """67×10¹² operations are half as many multiplications."""
    told = beside_chips(study_of(found(2e7, 3e7, rate)))
    assert said in told
    assert "half of them, 3.35×10¹³," in told
    assert not beside_chips(study_of(REAL[:-1])), "the best is known when all is"


@pytest.mark.parametrize(("gain", "option"), [(0.4, "not faster"), (1, "not faster"), (3, "Up to 10"), (10, "Up to 10"),
    (99, "10 to 100"), (420, "100 to 1,000"), (2e3, "1,000 to 10,000"), (3e4, "More than 10,000")])  # fmt: skip
def test_the_question_is_answered_by_the_measurement(gain, option):
    question = timing_question(study_of(found(1e7, 1e7, gain * 1e7)))
    assert option in question.options[question.answer]
    assert question.seen_from == len(SIZES) - 1
    assert timing_question(study_of(REAL)).seen_from == len(SIZES) - 2, "plain Python has no time for the largest"


@pytest.mark.parametrize("timed", [(), REAL[:-1]], ids=["none", "most"])
def test_before_all_is_timed_multiplications_are_asked_about(timed):
    question = timing_question(study_of(timed))
    assert question.options[question.answer] == "2 times as many"
    assert f"{64 * 128 * 64:,} multiplications instead of" in question.why
    assert f"{64 * 64 * 64:,}" in question.why


@pytest.mark.parametrize(("seconds", "said"), [(1.2, "1.20 s"), (0.136, "136 ms"), (8.214e-5, "82.1 µs"),
    (9.999e-4, "1.00 ms"), (4e-8, "40.0 ns"), (float("nan"), "–")])  # fmt: skip
def test_a_time_has_the_unit_that_people_would_choose(seconds, said):
    assert duration(seconds).replace("\u00a0", " ") == said


def test_a_way_that_was_left_out_on_the_way_is_no_undefined_number():
    timed = list(REAL)
    timed[3] = replace(timed[3], seconds=(None, *timed[3].seconds[1:]))
    for place in range(len(SIZES)):
        said = growth(study_of(tuple(timed)), place)
        assert "undefined" not in said
        assert f"with {SIZES[3]}." not in said
