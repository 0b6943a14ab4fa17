"""A number on the page is the number meant, to three digits."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnviz.figures.numbers import number, signed

FINITE = st.floats(-1e300, 1e300, allow_subnormal=False)


@given(FINITE)
def test_what_is_read_is_what_was_written_to_three_digits(read, value):
    (back,) = read(number(value))
    assert math.isclose(back, value, rel_tol=0.00501) or value == back == 0


@given(FINITE)
def test_text_has_a_true_minus_and_nothing_foreign(value):
    text = number(value)
    assert text.startswith("−") == (value < 0)
    assert set(text) <= set("−0123456789.,×⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


@given(FINITE.filter(bool))
def test_below_a_thousand_three_digits_count(value):
    mantissa = number(value).partition("×")[0].lstrip("−")
    digits = mantissa.replace(",", "").replace(".", "").lstrip("0")
    assert len(digits) == 3 or (abs(value) >= 999 and "×" not in number(value))


@given(st.floats(1e-250, 1e250))
def test_a_larger_number_never_reads_smaller(read, value):
    assert read(number(value)) <= read(number(value * 1.001))


@given(FINITE)
def test_a_second_term_has_its_sign_set_off(value):
    assert signed(value) == (f"− {number(-value)}" if value < 0 else f"+ {number(value)}")


@pytest.mark.parametrize(
    ("value", "text"),
    [(0.0312, "0.0312"), (-1.5, "−1.50"), (42_000, "42,000"), (1.2e-7, "1.20×10⁻⁷"), (-0.0, "0"), (999.9, "1,000"),
     (999_999, "1.00×10⁶"), (0.0001, "0.000100"), (0.00009996, "0.000100"), (math.inf, "∞"), (-math.inf, "−∞"),
     (math.nan, "undefined")],
)  # fmt: skip
def test_examples(value, text):
    assert number(value) == text
