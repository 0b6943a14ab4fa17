"""The controls of the page on which a line is fitted by hand: what belongs to points goes with them."""

import re
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

PAGE = Path(__file__).parents[2] / "pages" / "fit.py"


def run(**query):
    test = AppTest.from_file(str(PAGE), default_timeout=60)
    for key, value in query.items():
        test.query_params[key] = value
    test.run()
    assert not test.exception
    return test


def button(test, label):
    (found,) = (one for one in test.button if one.label == label)
    return found


def kept(test):
    """Return what the buttons of the kept lines say."""
    return [one.label for one in test.button if re.match(r"\*\*[A-E]:\*\*", one.label)]


def field(test, label):
    (found,) = (one for one in test.number_input if one.label == label)
    return found


def test_other_points_begin_with_another_line_and_no_kept_ones():
    test = run(fit_m="0.5", fit_c="2", fit_kept="1,1;0.5,2")
    assert len(kept(test)) == 2
    test.selectbox(key="fit_data").select("anscombe_1").run()
    assert not test.exception
    assert kept(test) == []
    assert (field(test, "Slope m").value, field(test, "Intercept c").value) == (None, None)


def test_a_link_that_brings_points_and_a_line_keeps_both():
    test = run(fit_data="Anscombe I", fit_m="0.5", fit_kept="1,1")
    assert field(test, "Slope m").value == 0.5
    assert len(kept(test)) == 1


def test_a_line_is_kept_once_and_at_most_five_are():
    test = run(fit_m="1", fit_c="1")
    button(test, "Keep my line").click().run()
    assert kept(test) == ["**A:** 1.00·x + 1.00, loss 0.250"]
    assert button(test, "Keep my line").disabled, "it is there already"
    full = run(fit_m="1", fit_c="1", fit_kept="0,1;0,2;0,3;0,4;0,5")
    assert button(full, "Keep my line").disabled
    test.button(key="fit_drop_A").click().run()
    assert kept(test) == []
    assert not button(test, "Keep my line").disabled


def test_a_kept_line_is_brought_back_with_all_its_digits():
    test = run(fit_kept="0.123456,2.5;1,1")
    test.button(key="fit_back_A").click().run()
    assert field(test, "Slope m").value == pytest.approx(0.123456, abs=0)
    assert field(test, "Intercept c").value == 2.5


def test_a_line_outside_the_figure_is_told_how_it_comes_back():
    said = "Your line lies outside the figure. Empty both fields, and it comes back."
    assert said in [one.value for one in run(fit_c="40").caption]
    assert said not in [one.value for one in run(fit_c="4").caption]
