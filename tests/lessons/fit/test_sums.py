"""Every sum that is written of a line by hand is followed with a calculator of the tests' own: "=" or nothing where the
digits shown come to what is written, and "≈" where not.
"""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nnviz.lessons.fit.outlier import why_study
from nnviz.lessons.fit.outlier_words import why_question
from nnviz.lessons.fit.questions import fit_question
from nnviz.lessons.fit.study import FitSettings, study
from nnviz.lessons.fit.words import compared, errors, loss
from tests.arithmetic import calculate, comes_to, plain
from tests.lessons.fit.cases import FITS, OUTLIERS, own

NEAR = st.floats(-20, 20).map(lambda value: round(value, 3))


def check(formula, said):
    """Fail if what is said to come of a formula has no "≈" and differs, or has one and does not."""
    result = said.removeprefix("≈ ").removeprefix("= ")
    lost = formula.startswith((f"{result} + ", f"{result} − ")) and calculate(formula) != calculate(result)
    assert (comes_to(formula, result) and not lost) == (not said.startswith("≈")), (formula, said)


def follow(fitted, place):
    """Follow the table of the points and the loss below it; return the squares written."""
    squares = []
    for row in plain(errors(fitted, place)).splitlines()[2:]:
        _, y, guess, error, square = row.strip("| ").split(" | ")
        check(f"{guess} − ({y})", error)
        check(f"({error.removeprefix('≈ ')})·({error.removeprefix('≈ ')})", square)
        squares.append(square.removeprefix("≈ "))
    formula, said = re.search(r"mean \(ŷ − y\)² = ½ · (.*) ([=≈] .*)$", plain(loss(fitted, place))).groups()
    shown = f"({' + '.join(squares)}) / {len(squares)}" if "…" in formula else formula
    check(f"{shown} / 2", said)
    return squares


def follow_changes(said):
    """Follow "from one number to another, a change of so much"; return how many there are."""
    found = re.findall(r"from (\S+) to (\S+), a change of (≈ )?(\S*\d)", said)
    for before, after, about, by in found:
        check(f"{after} − ({before})", f"{about}{by.removeprefix('+')}")
    return len(found)


@pytest.mark.parametrize("name", FITS)
def test_each_error_its_square_and_the_loss_can_be_followed(name):
    fitted = study(FITS[name])
    for place in range(0, len(fitted.theta), max(1, len(fitted.theta) // 12)):
        follow(fitted, place)


@given(st.lists(st.tuples(NEAR, NEAR), min_size=2, max_size=9), NEAR, NEAR)
@settings(max_examples=60)
def test_they_can_be_of_any_points_and_any_line(points, m, c):
    fitted = study(FitSettings(own(*points), m=m, c=c))
    for place in range(len(fitted.theta)):
        follow(fitted, place)


def test_there_are_squares_that_do_not_add_up():
    said = errors(study(FITS["other units"]), 0)
    assert "≈ 422,000" in said
    assert "≈" not in errors(study(FITS["four points"]), 0)


@given(NEAR, NEAR)
@settings(max_examples=30)
def test_how_far_one_s_best_is_from_least_squares_can_be_followed(m, c):
    fitted = study(FitSettings(m=m, c=c, answer=True))
    _, _, least, best, *_, last = plain(compared(fitted, 0)).splitlines()
    rows = [row.strip("| ").split(" | ")[1:] for row in (least, best)]
    told = re.search(r"off by (.*) in m and by (.*) in c\. Its loss is (.*) above the smallest", last).groups()
    for one, other, said in zip(*rows, told, strict=True):
        check(f"{other} − ({one})", said.replace("+", ""))


def test_no_number_of_the_comparison_has_more_digits_than_are_read():
    said = compared(study(FitSettings(m=0.81, c=1.47, answer=True)), 0)
    assert calculate(re.search(r"smallest, about (\S+) %", said)[1]) < 1
    for number in re.findall(r"\d+\.\d+", said):
        assert len(number.replace(".", "").lstrip("0")) <= 4, number


@pytest.mark.parametrize("name", FITS)
def test_what_a_neuron_changes_can_be_followed(name):
    fitted = study(FITS[name])
    why = fit_question(fitted).why
    found = re.search(r"From ŷ = (\S+)·x (.*) it comes to ŷ = (\S+)·x (.*): m changes by (.*), c by (.*)\. The", why)
    assert bool(found) == (fitted.run is not None)
    if found:
        m, c, new_m, new_c, by_m, by_c = found.groups()
        for before, after, by in ((m, new_m, by_m), (c.replace(" ", ""), new_c.replace(" ", ""), by_c)):
            before, after = before.removeprefix("+"), after.removeprefix("+")
            if by != "0":
                check(f"({after}) − ({before})", by.replace("+", ""))


@pytest.mark.parametrize("name", OUTLIERS)
def test_how_far_the_best_lines_turn_can_be_followed(name):
    assert follow_changes(why_question(why_study(OUTLIERS[name])).why) == 2
