"""The question's answer and reasons are those of the run, recomputed here from θ at every step."""

import re

import numpy as np
import pytest

from nnviz.lessons.line.questions import OPTIONS, TENFOLD, question

RUNS = {
    "there": ({"epochs": 1000, "learning_rate": 0.1}, 0),
    "nearer": ({"epochs": 2}, 1),
    "swinging": ({"data": "cars", "standardize": True, "learning_rate": 2.0}, 2),
    "swinging, an odd number of times": (
        {"data": "faithful", "standardize": True, "learning_rate": 2.0, "epochs": 5},
        2,
    ),
    "further": ({"learning_rate": 0.3, "epochs": 5}, 3),
    "one step too long": ({"learning_rate": 0.3, "epochs": 1}, 3),
    "small batches": ({"data": "noisy_line", "batch_size": 1, "learning_rate": 0.5, "epochs": 20}, 1),
    "Adam": ({"optimizer": "adam", "learning_rate": 0.1, "epochs": 20}, 1),
}


def losses_of(case):
    m, c = case.run.theta.T
    with np.errstate(over="ignore"):
        return np.mean((np.outer(m, case.sample.X[:, 0]) + c[:, None] - case.sample.y[:, 0]) ** 2, axis=1) / 2


@pytest.mark.parametrize("name", RUNS)
def test_the_answer_is_the_run_s(fit, name):
    settings, expected = RUNS[name]
    case = fit(**settings)
    losses = losses_of(case)
    m, c = np.polyfit(case.sample.X[:, 0], case.sample.y[:, 0], 1)
    best = np.mean((m * case.sample.X[:, 0] + c - case.sample.y[:, 0]) ** 2) / 2
    come = (losses[0] - losses[-1]) / (losses[0] - best)
    true = [come >= 0.99, 1e-6 < come < 0.99, abs(come) <= 1e-6, come < -1e-6]
    asked = question(case.study)
    assert asked.options == OPTIONS
    assert asked.answer == true.index(True) == expected
    assert sum(true) == 1


@pytest.mark.parametrize("name", RUNS)
def test_each_wrong_choice_has_a_reason_of_its_own(fit, name):
    settings, expected = RUNS[name]
    case = fit(**settings)
    asked = question(case.study)
    assert [bool(reason) for reason in asked.reasons] == [i != expected for i in range(4)]
    fell = losses_of(case)[-1] < losses_of(case)[0] * (1 - 1e-6)
    assert any("fall" in reason or "of the way down" in reason for reason in asked.reasons) == fell
    for option, reason in zip(asked.options, asked.reasons, strict=True):
        assert reason in asked.verdict(option)


@pytest.mark.parametrize(
    "settings",
    [{"learning_rate": 0.3, "epochs": 1000}, {"data": "cars", "learning_rate": 0.1},
     {"data": "cars", "learning_rate": 10.0},
     {"xy": [(-1, 1), (1, 2), (0, 5)], "learning_rate": 2.01, "epochs": 1000, "seed": 1},
     {"data": "cars", "learning_rate": 0.0085, "epochs": 1000}],
)  # fmt: skip
def test_of_a_run_that_flies_off_it_is_asked_when(fit, settings):
    case = fit(**settings)
    asked = question(case.study)
    if case.run.diverged_at is None:
        assert asked.options == OPTIONS
        return
    losses = losses_of(case)
    step = int(np.flatnonzero(losses >= 10 * losses[0])[0])
    assert asked.answer == sum(step > last for _, last in TENFOLD)
    assert asked.seen_from == step  # from there on the loss that is shown tells it
    assert f"At step {step} " in asked.why
    for place, reason in enumerate(asked.reasons):
        assert bool(reason) == (place != asked.answer)
        if place < asked.answer:
            assert f"At step {TENFOLD[place][1]} it is only" in reason


def test_the_limit_explains_the_end_where_it_is_the_reason(fit):
    assert "is below" in question(fit().study).why
    assert "is exactly" in question(fit(**RUNS["swinging"][0]).study).why
    assert "for ever" in question(fit(**RUNS["swinging"][0]).study).why
    assert "is above" in question(fit(**RUNS["further"][0]).study).why


@pytest.mark.parametrize("name", RUNS)
def test_the_question_names_the_way_down_and_the_steps_that_this_run_has(fit, read, name):
    case = fit(**RUNS[name][0])
    asked = question(case.study)
    m, c = np.polyfit(case.sample.X[:, 0], case.sample.y[:, 0], 1)
    best = np.mean((m * case.sample.X[:, 0] + c - case.sample.y[:, 0]) ** 2) / 2
    losses = losses_of(case)
    said = [losses[0], best, case.run.step[-1], case.study.rate]
    assert read(asked.text) == pytest.approx(said, rel=0.0051)
    assert read(asked.why.replace(", ", " "))[:3] == pytest.approx([losses[0], losses[-1], best], rel=0.00051)


def test_a_loss_that_has_grown_is_written_so_that_this_is_seen(fit, read):
    for name in ("further", "one step too long"):
        case = fit(**RUNS[name][0])
        first, last, _ = read(question(case.study).why.replace(", ", " "))[:3]
        assert first < last
        assert [first, last] == pytest.approx(losses_of(case)[[0, -1]], rel=0.0051)


def test_the_reasons_with_a_share_of_the_way_down_are_the_run_s(fit, read):
    for name in ("there", "nearer", "small batches"):
        case = fit(**RUNS[name][0])
        losses = losses_of(case)
        m, c = np.polyfit(case.sample.X[:, 0], case.sample.y[:, 0], 1)
        best = np.mean((m * case.sample.X[:, 0] + c - case.sample.y[:, 0]) ** 2) / 2
        percent = 100 * (losses[0] - losses[-1]) / (losses[0] - best)
        asked = question(case.study)
        for reason in (asked.reasons[1 - RUNS[name][1]], asked.reasons[2], asked.reasons[3]):
            assert read(reason)[0] == pytest.approx(percent, rel=0.0051)


@pytest.mark.parametrize("name", RUNS)
def test_a_verdict_says_each_number_once_and_with_the_digits_of_the_question(fit, name):
    case = fit(**RUNS[name][0])
    asked = question(case.study)
    start = re.search(r"starts at (\S+) and", asked.text)[1]
    for option in asked.options:
        verdict = asked.verdict(option).replace(f"Your choice, “{option}”: ", "")
        assert verdict.count("The loss ") == 1
        assert f"The loss goes from {start} to " in verdict, "with the digits of the question"
        reason = verdict.removesuffix(asked.why).partition("**. ")[2]
        assert not {*re.findall(r"\d[\d,.]*\d", reason)} & {*re.findall(r"\d[\d,.]*\d", asked.why)}
        assert "100.0 %" not in verdict
        assert verdict.count("99 %") <= 1
        assert "less than 99 %." not in verdict


def test_of_a_way_that_is_all_but_done_it_is_not_said_that_all_is_done(fit):
    asked = question(fit(epochs=1000, learning_rate=0.1).study)
    assert asked.reasons[1] == "It has come more than 99.9 % of the way down."
    assert "more than 99.9 % of the way down" in asked.reasons[3]


def test_an_option_is_short_enough_for_its_closed_box(fit):
    flies = question(fit(learning_rate=0.3, epochs=1000).study)
    assert all(len(option) <= 40 for asked in (question(fit().study), flies) for option in asked.options)
