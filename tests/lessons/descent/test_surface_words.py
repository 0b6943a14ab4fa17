"""What is said of a run down the surface: its numbers, its rate, its question; each computed here by hand."""

import re

import numpy as np
import pytest

from nnviz.figures.numbers import number
from nnviz.lessons import from_link
from nnviz.lessons.descent import LESSON
from nnviz.lessons.descent.surface_question import arrivals, surface_question
from nnviz.lessons.descent.surface_study import SurfaceSettings, surface_study
from nnviz.lessons.descent.surface_words import contributions, curvature, last_stop, new_weights, warning
from tests.arithmetic import calculate, comes_to, plain
from tests.lessons.descent.surfaces import parts, slopes


def test_the_numbers_above_are_those_of_the_step(case, read):
    _, line, *slopes_shown, loss = case.scene.readouts
    for k in case.seen[:: max(1, len(case.seen) // 5)]:
        m, c = case.theta[k]
        assert np.allclose(read(line.values[k].replace("− ", "−"))[-2:], [m, c], rtol=0.006, atol=1e-9)
        assert read(loss.values[k])[0] == pytest.approx(case.loss(m, c), rel=0.006)
        each = np.array(slopes(case, m, c))
        shown = [read(readout.values[k].replace("− ", "−").replace(", ", " ")) for readout in slopes_shown]
        there = [each] if len(shown) == 1 else np.column_stack([each, -case.rate * each])
        assert np.allclose(shown, there, rtol=0.006, atol=1e-7 + 1e-9 * np.abs(each).max())


def test_the_rule_below_leads_to_the_next_place_and_says_which_way(case, read):
    for k in case.seen[case.seen < len(case.theta) - 1][:: max(1, len(case.seen) // 5)]:
        before, after = case.theta[k], case.theta[k + 1]
        for line, old, new in zip(new_weights(case.study, k).split("\n\n"), before, after, strict=True):
            formula = plain(line.partition("$ = ")[2]).partition(": ")[0]
            left, sign, right = re.fullmatch(r"(.*) ([=≈]) (.*)", formula).groups()
            lost = left.startswith(f"{right} − ") and calculate(left) != calculate(
                right
            )  # all of the step, in rounding
            assert (sign == "=") == (comes_to(left, right) and not lost)
            shown = read(formula)
            assert shown[0] == pytest.approx(old, rel=0.006)
            assert shown[2] == pytest.approx((old - new) / case.rate, rel=0.01, abs=1e-9 * abs(old))
            assert ("(" in left) == (shown[2] < 0), "brackets are for what has a minus"
            assert shown[-1] == pytest.approx(new, rel=0.006)
            assert line.endswith("grows" if new > old else "shrinks" if new < old else "stays")


def test_the_points_that_push_up_and_down_add_up_to_the_slope(case, read):
    x, y, n = case.study.sample.X[:, 0], case.study.sample.y[:, 0], len(case.study.sample.X)
    for k in case.seen[:: max(1, len(case.seen) // 5)]:
        m, c = case.theta[k]
        each = (m * x + c - y) * x, m * x + c - y
        for row, mine in zip(contributions(case.study, k).split("\n")[2:], each, strict=True):
            smaller, larger, slope, what = [cell.replace("+ ", "").replace("− ", "−") for cell in row.split("|")[2:6]]
            assert np.allclose(read(smaller), [(mine > 0).sum(), n, mine[mine > 0].sum() / n], rtol=0.006, atol=1e-12)
            assert np.allclose(read(larger), [(mine < 0).sum(), n, mine[mine < 0].sum() / n], rtol=0.006, atol=1e-12)
            assert read(slope)[0] == pytest.approx(mine.mean(), rel=0.006, abs=1e-9)
            (up, down), total = [read(cell)[2] for cell in (smaller, larger)], slope.strip().strip(":orange[]*")
            assert comes_to(f"{up!r} - {abs(down)!r}", total.removeprefix("≈ ")) == ("≈" not in total)
            assert what.strip() == ("shrinks" if mine.mean() > 0 else "grows")


def test_the_answer_is_who_stays_near_from_the_earliest_step(case):
    best = np.polyfit(case.study.sample.X[:, 0], case.study.sample.y[:, 0], 1)
    when = []
    for i in (0, 1):
        near = [abs(theta[i] - best[i]) <= 0.1 * abs(case.theta[0, i] - best[i]) for theta in case.theta]
        when.append(next((k for k in range(len(near)) if all(near[k:])), None))
    assert arrivals(case.study) == when
    m, c = when
    answer = surface_question(case.study).options[surface_question(case.study).answer]
    if case.rate > case.limit * (1 + 1e-9):
        return  # of such a run another question is asked
    if m is None and c is None:
        assert answer.startswith("Neither")
    elif m == c:
        assert answer.startswith("Both")
    else:
        assert answer[0] == ("m" if c is None or (m is not None and m < c) else "c")


def test_a_run_that_climbs_out_is_asked_when_it_leaves_the_picture(case):
    question = surface_question(case.study)
    assert ("picture" in question.text) == (case.rate > case.limit * (1 + 1e-9))
    if "picture" not in question.text:
        return
    out = [k for k in range(len(case.theta)) if k not in case.seen]
    last = {"With the first step": 1, "With step 2 to 5": 5, "Later than step 5": np.inf}
    answer = question.options[question.answer]
    assert answer == (next(one for one, step in last.items() if out[0] <= step) if out else "Not in this run")
    assert question.seen_from == (out[0] if out else None), "the figures do not tell it before"
    first, second = (np.abs(parts(case.study)[k, 1]) for k in (0, 1))
    assert f" {number(second / first)} times as long" in question.text


def test_of_a_rate_that_does_not_settle_that_is_said_with_one_that_does(case, read):
    across, advice = np.abs(parts(case.study)[:8, 1]), warning(case.study)
    at_it = abs(case.rate / case.limit - 1) < 1e-9
    side = "just" if at_it else "above" if case.rate > case.limit else "below"
    said = curvature(case.study)
    assert f"is {side} " in said
    shown, limit = read(said.replace(", ", " "))
    assert at_it or (shown > limit) == (side == "above")
    assert ("ends further away" in said) == bool(np.all(across[1:] > across[:-1] * (1 + 1e-6)))
    assert ("ends as far away" in said) == np.allclose(across, across[0])
    assert ("ends nearer" in said) == bool(np.all(across[1:] < across[:-1] * (1 - 1e-6)))
    assert (advice is None) == (side == "below")
    if advice is None:
        return
    assert said.partition("On these points ")[2].partition(":")[0] in advice.sentence
    grown = case.loss(*case.theta[-1]) > case.loss(*case.theta[0])
    assert ("climbs out" in advice.sentence) == (grown and side == "above")
    ((label, sets),) = advice.ways
    settings = from_link(SurfaceSettings, LESSON.prefix, {name: f"{rate:g}" for name, rate in sets.items()})
    assert label == f"Lower η to {settings.learning_rate:g}"
    assert settings.learning_rate < 0.99 * case.limit


def test_how_a_run_ends_is_said(case):
    end = last_stop(case.study, len(case.theta) - 1)
    assert ("can hold" in end) == (case.study.run.diverged_at is not None)


def test_what_is_said_of_the_runs_for_the_class_is_so():
    narrow, near = (
        parts(surface_study(from_link(SurfaceSettings, LESSON.prefix, one.settings))) for one in LESSON.tries[:2]
    )
    assert "across it first, then crawl along" in LESSON.tries[0].text
    assert abs(narrow[3, 1]) < 0.01 * abs(narrow[0, 1])
    assert 0.9 * abs(narrow[0, 0]) < abs(narrow[3, 0])
    assert "from one side of the valley to the other" in LESSON.tries[1].text
    assert np.all(near[1:20, 1] * near[:19, 1] < 0)
