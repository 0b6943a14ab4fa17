"""A visitor's own file: whatever it holds becomes a table, or one sentence that says what is wrong with it."""

import math
from itertools import chain

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnviz.lessons.backprop.study import EXAMPLES
from nnviz.lessons.line.study import POINTS
from nnviz.lessons.tables import Table, from_csv
from tests.lessons.test_tables import NAME, NAMES, both, rows_of, worth_sending

PICTURE = bytes.fromhex("89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de")
PHOTOGRAPH = bytes.fromhex("ffd8ffe000104a46494600010101004800480000ffe100be45786966000049492a00080000000600")


@both
@given(raw=st.binary(max_size=300) | st.text(max_size=300).map(lambda text: text.encode("utf-8", "surrogatepass")))
def test_whatever_a_file_holds_gives_a_table_or_one_sentence(rules, raw):
    table, sentence = outcome(raw, rules)
    if table is None:
        assert sentence.endswith(".")
        assert len(sentence) < 150
        assert sentence.isprintable()
    else:
        assert rules.least <= len(table.rows) <= rules.most
        assert {len(table.names), *map(len, table.rows)} == {len(rules.columns)}
        assert all(map(math.isfinite, chain(*table.rows)))


def outcome(raw, rules):
    """Return the table of a file or the sentence about it; any other exception is a failure."""
    try:
        return from_csv(raw, rules), ""
    except UnicodeError:
        raise
    except ValueError as error:
        return None, str(error)


@both
@given(data=st.data(), mark=st.sampled_from(",;\t"), names=st.sampled_from([(), "xyz", NAMES]), comma=st.booleans())
def test_a_file_written_in_the_common_ways_is_read(rules, data, mark, names, comma):
    rows = data.draw(rows_of(rules, worth_sending(rules)))
    head = [mark.join(names[: len(rules.columns)])] if names else []
    lines = [mark.join(str(value).replace(".", "," if comma and mark != "," else ".") for value in row) for row in rows]
    table = from_csv("\r\n".join([*head, *lines]).encode("utf-8-sig"), rules)
    assert list(table.rows) == rows
    assert table.names == (tuple(names[: len(rules.columns)]) or rules.columns)


@pytest.mark.parametrize(
    ("raw", "rows", "names"),
    [
        (b"1,2\n3,4", ((1, 2), (3, 4)), ("x", "y")),
        (b"a,b\n1,2\n3,4\n", ((1, 2), (3, 4)), ("a", "b")),
        (b"# from a book\n\n1,2\n\n3,4\n", ((1, 2), (3, 4)), ("x", "y")),
        (b"a;b\n1,5;2\n3;4,25", ((1.5, 2), (3, 4.25)), ("a", "b")),
        (f"{NAME},y\n1,2\n3,4".encode(), ((1, 2), (3, 4)), (NAME, "y")),
        (b'"speed, mph","distance"\n"1","2"\n3,4', ((1, 2), (3, 4)), ("speed, mph", "distance")),
        ("Länge;Größe\n1,5;2\n3;4".encode("cp1252"), ((1.5, 2), (3, 4)), ("Länge", "Größe")),
        ("Länge\tGröße\r\n1,5\t2\r\n3\t4".encode("utf-16"), ((1.5, 2), (3, 4)), ("Länge", "Größe")),
        ("α,β\n1,2\n3,4".encode("utf-8-sig"), ((1, 2), (3, 4)), ("α", "β")),
        (b",y\n1e3,-2E-1\n 3 , 4 ", ((1000, -0.2), (3, 4)), ("x", "y")),
        (b"sep=;\r\nx;y\r\n1;2\r\n3;4\r\n", ((1, 2), (3, 4)), ("x", "y")),
        (b"SEP=,\na;b,c\n1,2\n3,4\n", ((1, 2), (3, 4)), ("a;b", "c")),
        (b"sep=\t\n1,5\t2\n3\t4", ((1.5, 2), (3, 4)), ("x", "y")),
        (b"a;b\n1;2\n3;4\n;\n;\n", ((1, 2), (3, 4)), ("a", "b")),
        (b"a,b,,\n1,2,,\n3,4,,\n,,,\n", ((1, 2), (3, 4)), ("a", "b")),
        ("a;b\n−1;–2\n3;−4,5".encode(), ((-1, -2), (3, -4.5)), ("a", "b")),
        (b"1.234,5;2\n1.000;3", ((1234.5, 2), (1000, 3)), ("x", "y")),
        (b'"1,000",2.5\n"3","4"', ((1000, 2.5), (3, 4)), ("x", "y")),
        (b'"7,5","8,25"\n1,2', ((7.5, 8.25), (1, 2)), ("x", "y")),
        (b"1,234;2,000\n3,500;4,125", ((1.234, 2), (3.5, 4.125)), ("x", "y")),
        (b"1.234;2\n3;4", ((1.234, 2), (3, 4)), ("x", "y")),
        (b"Na;K\n1;2\n3;4", ((1, 2), (3, 4)), ("Na", "K")),
        (f"{'x' * 60},y\n1,2\n3,4".encode(), ((1, 2), (3, 4)), ("x" * 39 + "…", "y")),
    ],
)
def test_files_of_points_that_are_fine(raw, rows, names):
    assert from_csv(raw, POINTS) == Table(rows, names)


@pytest.mark.parametrize(
    ("raw", "rows", "names"),
    [
        (b"1,2,0", ((1, 2, 0),), ("x₁", "x₂", "y")),
        (b"a;;c\n0,5;-1;1\n", ((0.5, -1, 1),), ("a", "x₂", "c")),
    ],
)
def test_files_of_examples_that_are_fine(raw, rows, names):
    assert from_csv(raw, EXAMPLES) == Table(rows, names)


@pytest.mark.parametrize(
    ("rules", "raw", "about"),
    [
        (POINTS, b"", "there are none"),
        (POINTS, b"x,y\n", "there are none"),
        (POINTS, b"1,2", "there is one"),
        (POINTS, b"1\n2\n3", "one column"),
        (POINTS, b"x\n1\n2", "one column"),
        (POINTS, b"x,y,z\n1,2,3", "3 columns"),
        (POINTS, b"1,2\n3,4,5", "Row 2 has 3 columns"),
        (POINTS, b"x,y\n1,2\n3,\n", "Row 3 has an empty cell"),
        (POINTS, b"x,y\n1,2\n3,four\n", "Row 3 holds “four”"),
        (POINTS, b"1,2\n3,inf", "“inf”"),
        (POINTS, b"1,2\n3,1e300", "“1e300”"),
        (POINTS, b"1e300,1e300\n1,2\n3,4", "Row 1 holds “1e300”"),
        (POINTS, b"1,2\n3,NaN", "“NaN”"),
        (POINTS, b"1,2\n3,0x10", "“0x10”"),
        (POINTS, b"".join(b"%d,%d\n" % (i, i) for i in range(10_000)), "more than 2,000 rows"),
        (POINTS, PICTURE, "not a text file"),
        (POINTS, "1,2\n3,4".encode("utf-16")[:-1], "not a text file"),
        (POINTS, "1,2\n3,4".encode("utf-16-le"), "not a text file"),
        (POINTS, b"1,2\n3,\x1b[31m4", "not a text file"),
        (POINTS, "1,2\n3,\u202e4".encode(), "Row 2 holds “�4”"),
        (POINTS, b"1,2\n" * 300_000, "larger than 1 MB"),
        (POINTS, b"nan,nan\n1,2\n3,4", "Row 1 holds “nan”, which is not a number"),
        (POINTS, b"inf,-inf\n1,2\n3,4", "Row 1 holds “inf”"),
        (POINTS, b"N/A;null\n1;2\n3;4", "Row 1 holds “N/A”"),
        (POINTS, b";\n;\n", "there are none"),
        (POINTS, b"sep=;", "there are none"),
        (POINTS, b"a;b\n1;2\n;\n3;4", "Row 3 has an empty cell"),
        (POINTS, b"1,000\t2\n3\t4", "“1,000”, which may mean 1000 or 1: write it as one of these"),
        (POINTS, b"1.5;2,5\n1.234;5,678", "Row 2 holds “5,678”, which may mean 5678 or 5.678"),
        (POINTS, PHOTOGRAPH, "not a text file"),
        (POINTS, b"1,2\n3,1_000", "“1_000”, which is not a number between −1 billion and 1 billion"),
        (POINTS, b'1,"2\n3,4', "not valid CSV"),
        (POINTS, f"1,2\n3,{NAME}".encode(), "holds “<img"),
        (EXAMPLES, b"a,b\n1,2", "The file has two columns; it needs 3 columns of numbers"),
        (EXAMPLES, b"100,200,300\n1,2,3", "Row 1 holds “100”, which is not a number between −10 and 10"),
        (EXAMPLES, PICTURE, "a CSV file with 3 columns of numbers is needed"),
    ],
)
def test_files_that_are_not_say_what_is_wrong(rules, raw, about):
    with pytest.raises(ValueError, match=r"^[A-Z].*\.$") as caught:
        from_csv(raw, rules)
    assert about in str(caught.value)
    assert "\n" not in str(caught.value)
    assert len(str(caught.value)) < 150
