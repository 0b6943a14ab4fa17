"""A number on the page is the number meant, to three digits."""

import math
from decimal import Context, Decimal
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nnviz.figures.numbers import agrees, calculated, cleared, digits_between, number, signed
from nnviz.figures.text import mean, terms_digits
from tests.arithmetic import calculate

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


@settings(max_examples=500)
@given(st.floats(1, 10), st.integers(-8, 8), st.sampled_from([1, -1]), st.integers(1, 12))
def test_a_number_is_written_as_exact_decimals_round_it(mantissa, size, sign, digits):
    value = sign * mantissa * 10.0**size
    exact = Context(prec=digits).create_decimal(Decimal(value))
    power = exact.adjusted()
    if -4 <= power < 6:
        text = f"{exact:,.{max(digits - 1 - power, 0)}f}"
    else:
        raised = "".join("⁻" if letter == "-" else "⁰¹²³⁴⁵⁶⁷⁸⁹"[int(letter)] for letter in str(power))
        text = f"{exact.scaleb(-power):.{digits - 1}f}×10{raised}"
    assert number(value, digits) == text.replace("-", "−")


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


@given(FINITE.filter(lambda value: value == 0 or abs(value) > 1e-290))
def test_a_number_that_was_written_is_read_to_its_last_digit(value):
    written = number(value, 5)
    assert agrees(calculated(written), written)
    assert agrees(value, written) or abs(value) >= 1e5, "a long whole number is rounded to its first digits"


@pytest.mark.parametrize(
    ("formula", "result"),
    [("0.500·0.100 + (−0.200)·1.00", "-0.15"), ("(1.00 − 2.00 + 3.00) / 3", "2/3"), ("−(2.00)", "-2"),
     ("1,250 − 0.03 · (−2.00)", "1250.06"), ("1.20×10⁻⁷ + 1×10²", "100.00000012"), ("½·(0.500 − 1)²", "0.125")],
)  # fmt: skip
def test_a_formula_comes_to_what_a_calculator_makes_of_it(formula, result):
    assert calculated(formula) == Fraction(result)


@pytest.mark.parametrize("formula", ["φ(0.500)", "(1.00 + … + 2.00) / 9", "", "1.00 /", "1.00 / 0", "m − 0.03", "∞"])
def test_what_no_calculator_takes_comes_to_nothing(formula):
    assert calculated(formula) is None


@pytest.mark.parametrize(
    ("value", "written", "true"),
    [(0.1249, "0.125", True), (0.1244, "0.125", False), (1e-9, "0", False), (0, "0", True), (-0.5, "−0.500", True),
     (1.204e-7, "1.20×10⁻⁷", True), (1.206e-7, "1.20×10⁻⁷", False), (41_987, "42,000", False), (math.inf, "∞", False)],
)  # fmt: skip
def test_a_value_agrees_with_what_is_written_to_the_last_digit(value, written, true):
    assert agrees(value, written) == true


@given(st.floats(-1e6, 1e6), st.floats(1e-6, 1e3))
def test_two_numbers_are_written_so_that_their_difference_is_seen(value, change):
    digits = digits_between(value, value + change)
    before, after = (calculated(number(v, digits)) for v in (value, value + change))
    if digits < 9:
        assert float(after - before) == pytest.approx(change, rel=0.11)
    assert 3 <= digits <= 9


def test_two_numbers_that_are_the_same_need_no_more_digits():
    assert digits_between(1.5, 1.5) == digits_between(0, 0) == digits_between(1, math.inf) == 3
    assert digits_between(1.12345, 1.12345 - 3.2e-4) == 6


def test_what_rounding_leaves_of_a_difference_is_zero():
    left = 0.1 + 0.2 - 0.3
    assert left != 0
    assert cleared([left, 0.01, -1e-9], [0.3, 0.3, 0.3]).tolist() == [0, 0.01, -1e-9]
    assert cleared(1e-20, 0) == 1e-20 != np.float64(0)


@pytest.mark.parametrize(
    ("value", "written"),
    [("−0.674 / 4", "−0.169"), ("0.585 · 0.500", "0.293"), ("−0.1578 / 4", "−0.0395"), ("2.50×10⁶ / 4", "6.25×10⁵")],
)
def test_what_lies_in_the_middle_is_rounded_as_at_school(value, written):
    lower = written[:-1] + str(int(written[-1]) - 1) if "×" not in written else "6.24×10⁵"
    for shown in (calculated(value), float(calculated(value))):
        assert agrees(shown, written)
        assert not agrees(shown, lower)


TERMS = st.lists(st.floats(-1e3, 1e3).filter(lambda v: abs(v) > 1e-3), min_size=1, max_size=3)


@given(TERMS, st.floats(1e-6, 1) | st.floats(-1, -1e-6), st.integers(3, 5))
def test_terms_that_cancel_have_the_digits_that_lead_to_what_they_come_to(terms, rest, digits):
    terms = [*terms, rest - sum(terms)]
    value = math.fsum(terms) / len(terms)
    formula = mean(np.array(terms), terms_digits(np.array(terms), value, digits))
    said = calculate(number(value, digits))
    assert abs(calculate(formula) - said) <= abs(said) / 100


def test_numbers_that_do_not_cancel_keep_three_digits():
    assert terms_digits(np.array([1.2345, 2.3456]), 1.79) == 3
    assert terms_digits(np.array([0.2981, 0.1982, -3.2964, 2.8006]), 0.000125) > 3
    assert terms_digits(np.array([0.1, 0.2, -0.30004]), 0.0) == 3, "of a residue there are no digits"
    assert mean(np.array([0.1 + 0.2, -0.3])) == "(0.300 − 0.300) / 2"
