"""A formula and what it comes to agree, digit by digit, or the page says that they do so only nearly."""

import pytest

from nnviz.figures.palette import ERROR, MODEL
from nnviz.figures.text import bold, coloured, factor, sum_of_products, worked_out


@pytest.mark.parametrize(
    ("formula", "result", "sign"),
    [("(1.00 − 2.00 + 3.00) / 3", "0.667", "="), ("(1.00 − 2.00 + 3.00) / 3", "0.666", "≈"),
     ("1.12 − 0.004", "1.12", "≈"), ("1.120 − 0.004", "1.116", "="), ("0.500·0.100 + (−0.200)·1.00", "−0.150", "="), ("φ(0.500)", "0.622", "≈"),
     ("1.00 − 1.00", "0", "=")],
)  # fmt: skip
def test_it_is_equal_only_where_a_calculator_says_so(formula, result, sign):
    assert worked_out(formula, result) == f"{formula} {sign} {result}"


def test_colours_and_bold_letters_are_no_part_of_the_arithmetic():
    formula = f"{coloured(1.25, MODEL)} − 0.5 · {coloured(factor(-0.5), ERROR)}"
    assert worked_out(formula, bold(1.5, MODEL)) == f"{formula} = {bold(1.5, MODEL)}"
    assert worked_out(formula, f"**{coloured(1.51, MODEL)}**") == f"{formula} ≈ **{coloured(1.51, MODEL)}**"


def test_a_sum_of_products_adds_up_to_the_digits_shown():
    formula = sum_of_products([0.5, -0.25], [0.1, 2.0])
    assert worked_out(formula, "−0.450").endswith(" = −0.450")


def test_what_no_calculator_takes_is_judged_by_the_value_given():
    assert worked_out("φ(0.500)", "0.622", 0.62246).endswith(" = 0.622")
    assert worked_out("φ(0.500)", "0.622", 0.62251).endswith(" ≈ 0.622")
