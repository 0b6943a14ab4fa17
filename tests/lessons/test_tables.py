"""A visitor's own table, of points or of examples: what is meant is read, what is not gets one sentence."""

import math
from itertools import chain

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnviz.lessons.backprop.study import EXAMPLES, FOUR_EXAMPLES
from nnviz.lessons.line.study import POINTS
from nnviz.lessons.tables import Table, from_link, from_rows, lost, to_link

NAME = "<img src=x onerror=alert(1)>"
HOSTILE = [
    None, "", ";", "1,2", "1,2,3,4", "1,2,nan", "1,2,inf", "1,2,11", "a,b,c", "1,2,3;", "1,,3", "<script>,1,2",
    "1e99,0,0", ";".join(["1,2,3"] * 9), "1,2,3;" * 500, "1e999,1;2,2", NAME, "1,2;" * 5000,
]  # fmt: skip
NAMES = ("Zeit (s)", "Weg (m)", "Länge")
both = pytest.mark.parametrize("rules", [POINTS, EXAMPLES], ids=lambda rules: rules.row)


HEADS = st.text(st.characters(exclude_categories=["Cc", "Cs"]), max_size=60)
WAYS = {
    "7,5": 7.5, "−2": -2, "–0,5": -0.5, "1.234,5": 1234.5, "1,234.5": 1234.5, "1.234.567": 1234567, "1 234,5": 1234.5,
    "1’000": 1000, "1\u202f000": 1000, "0,125": 0.125, "1.234": 1.234, ",5": 0.5, "+3": 3, "1,5e-3": 0.0015,
}  # fmt: skip


def numbers(rules):
    return st.floats(-rules.largest, rules.largest)


def worth_sending(rules):
    return numbers(rules).map(lambda value: float(f"{value:.{rules.digits}g}"))


def rows_of(rules, number, most=30):
    return st.lists(st.tuples(*[number] * len(rules.columns)), min_size=rules.least, max_size=min(rules.most, most))


@both
@given(data=st.data())
def test_a_link_brings_the_table_back(rules, data):
    table = from_rows(data.draw(rows_of(rules, worth_sending(rules))), rules)
    assert from_link(to_link(table, rules), rules) == table


@both
@given(data=st.data())
def test_a_link_is_short_or_there_is_none(rules, data):
    rows = data.draw(rows_of(rules, numbers(rules), rules.most))
    text = to_link(from_rows(rows, rules), rules)
    assert text is None or (len(text) <= rules.longest and len(from_link(text, rules).rows) == len(rows))


@given(names=st.lists(HEADS, min_size=2, max_size=2), rows=rows_of(POINTS, worth_sending(POINTS), 5))
def test_names_survive_a_link_whatever_they_hold_and_are_short_and_plain(names, rows):
    table = from_rows(rows, POINTS, names)
    assert from_link(to_link(table, POINTS), POINTS) == table
    assert all(0 < len(name) <= 40 and name.isprintable() for name in table.names)


def test_names_that_do_not_fit_are_left_out_of_a_link_and_the_rows_are_not():
    table = from_rows([(0.5, 100 + i) for i in range(220)], POINTS, ["time " * 8, "way " * 8])
    text = to_link(table, POINTS)
    assert len(text) <= POINTS.longest < len(text) + 80
    assert from_link(text, POINTS) == Table(table.rows, ("x", "y"))


@pytest.mark.parametrize(
    ("names", "read"),
    [
        ("|time (s)|way (m)", ("time (s)", "way (m)")),
        ("|time||", ("x", "y")),
        ("|time", ("x", "y")),
        ("||way", ("x", "way")),
        ("|%00|%7C%25", ("�", "|%")),
        (f"|{NAME}|{'y' * 200}", (NAME, "y" * 39 + "…")),
        ("|a\u202eb|\u00a0a \n b ", ("a�b", "a b")),
    ],
)
def test_names_in_a_link_are_hostile_until_checked(names, read):
    assert from_link(f"1,2;3,4{names}", POINTS) == Table(((1, 2), (3, 4)), read)


@given(rows_of(EXAMPLES, numbers(EXAMPLES)))
def test_a_link_holds_all_examples_that_are_allowed(rows):
    assert to_link(from_rows(rows, EXAMPLES), EXAMPLES) is not None


@pytest.mark.parametrize(
    ("rules", "rows", "text"),
    [
        (POINTS, [(1, 2), (2, 3.5)], "1,2;2,3.5"),
        (POINTS, [(-1e9, 1 / 3), (1e-20, 0)], "-1000000000,0.333333333333;1e-20,0"),
        (EXAMPLES, [(1, 0.5, 0), (0.5, -1, 1)], "1,0.5,0;0.5,-1,1"),
        (EXAMPLES, [(1 / 3, -10, 1e-20)], "0.333333,-10,1e-20"),
    ],
)
def test_a_link_reads_like_the_table_it_holds(rules, rows, text):
    assert to_link(from_rows(rows, rules), rules) == text


def test_examples_survive_a_link():
    table = Table(((1.0, -0.5, 0.0), (0.123456, 10.0, -10.0)), EXAMPLES.columns)
    assert from_link(to_link(table, EXAMPLES), EXAMPLES) == table
    assert from_link(to_link(FOUR_EXAMPLES, EXAMPLES), EXAMPLES) == FOUR_EXAMPLES


@both
def test_what_is_said_of_a_link_without_a_table_is_why_and_what_is_shown(rules):
    for text, why in (("many", "were too many for the link, and are gone"), (NAME, "in this link cannot be read")):
        said = lost(text, rules).sentence
        assert f"The {rules.row}s" in said
        assert why in said
        assert f"Shown instead: {rules.instead}." in said
        assert NAME not in said


@both
@given(text=st.text() | st.text("0123456789.,;-e"))
def test_whatever_stands_in_a_link_gives_a_table_or_nothing(rules, text):
    table = from_link(text, rules)
    assert table is None or all(map(math.isfinite, chain(*table.rows)))


@both
@pytest.mark.parametrize("text", HOSTILE)
def test_a_link_that_holds_no_table_is_none(rules, text):
    assert from_link(text, rules) is None


@pytest.mark.parametrize(("typed", "value"), WAYS.items())
def test_a_number_typed_in_any_clear_way_is_read_as_it_is_meant(typed, value):
    assert from_rows([(1, f" {typed} "), (2, 3)], POINTS).rows[0] == (1, value)


@given(st.integers(1, 999), st.lists(st.integers(0, 999), min_size=1, max_size=2), st.integers(0, 99))
def test_decimals_are_never_read_as_thousands_nor_thousands_as_decimals(first, groups, decimals):
    whole = int(f"{first}{''.join(f'{group:03}' for group in groups)}")
    for point, comma in (".,", ",."):
        text = comma.join([str(first), *(f"{group:03}" for group in groups)])
        assert from_rows([(f"{text}{point}{decimals:02}", 0)] * 2, POINTS).rows[0][0] == float(f"{whole}.{decimals:02}")
        assert from_rows([(f"{whole}{point}{decimals:02}", 0)] * 2, POINTS).rows[0][0] == float(
            f"{whole}.{decimals:02}"
        )


@given(st.integers(1, 999), st.integers(0, 999), st.sampled_from(["", "-", "+", "−"]))
def test_what_may_be_thousands_or_decimals_is_asked_about(first, group, sign):
    with pytest.raises(ValueError, match="which may mean") as caught:
        from_rows([(1, 2), (3, f"{sign}{first},{group:03}")], POINTS)
    assert f"{first * 1000 + group} or " in str(caught.value)
    assert len(str(caught.value)) < 150


@pytest.mark.parametrize("rows", [[(1, 2), (3, None)], [(1, 2), (math.nan, 3)], [(1, 2), (True, "x")], [(1, 2), ()]])
def test_a_table_s_rows_are_checked_too(rows):
    with pytest.raises(ValueError, match=r"^Row 2 "):
        from_rows(rows, POINTS)


@pytest.mark.parametrize(
    ("rows", "sentence"),
    [
        ([], "At least one example"),
        ([(1, 2, 3)] * 9, "more than 8 rows"),
        ([(1, 2)], "Row 1 has two columns; each row needs 3 numbers, x₁, x₂ and y"),
        ([(1, 2, 3), (1, None, 3)], "Row 2 has an empty cell; each row needs 3 numbers"),
        ([(1, "<b>", 3)], "“<b>”, which is not a number between −10 and 10"),
        ([(1, 2, -10.5)], "“-10.5”, which is not a number between −10 and 10"),
    ],
)
def test_a_table_that_is_wrong_is_told_so_in_one_sentence(rows, sentence):
    with pytest.raises(ValueError, match=r"^[^\n]+$") as error:
        from_rows(rows, EXAMPLES)
    assert sentence in str(error.value)


@pytest.mark.parametrize(
    ("rules", "least", "most", "largest"), [(POINTS, 2, 2_000, 1_000_000_000), (EXAMPLES, 1, 8, 10)]
)
def test_what_is_just_allowed_is_taken_and_anything_more_or_less_is_not(rules, least, most, largest):
    row = [largest, *[-largest] * (len(rules.columns) - 1)]
    for count in (least, most):
        assert from_rows([row] * count, rules).rows == (tuple(row),) * count
    for wrong in ([row] * (least - 1), [row] * (most + 1), [[*row[1:], largest * 1.01]] * most):
        with pytest.raises(ValueError, match=r"\.$"):
            from_rows(wrong, rules)
