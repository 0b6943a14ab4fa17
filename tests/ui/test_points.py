"""A visitor's own points: what is meant is read, what is not gets one sentence."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnviz.ui.points import MAX_LINK, MAX_ROWS, Points, from_csv, from_link, from_rows, to_link

WORTH_SENDING = st.floats(-1e9, 1e9).map(lambda value: float(f"{value:.12g}"))
PAIRS = st.lists(st.tuples(WORTH_SENDING, WORTH_SENDING), min_size=2, max_size=30)
NAME = "<img src=x onerror=alert(1)>"
PICTURE = bytes.fromhex("89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de")


@given(PAIRS)
def test_a_link_brings_the_points_back(pairs):
    points = from_rows(pairs)
    assert from_link(to_link(points)) == points


@given(st.lists(st.tuples(st.floats(-1e9, 1e9), st.floats(-1e9, 1e9)), min_size=2, max_size=MAX_ROWS))
def test_a_link_is_short_or_there_is_none(pairs):
    text = to_link(from_rows(pairs))
    assert text is None or (len(text) <= MAX_LINK and len(from_link(text).x) == len(pairs))


@given(st.text())
def test_whatever_stands_in_a_link_gives_points_or_nothing(text):
    points = from_link(text)
    assert points is None or all(map(math.isfinite, points.x + points.y))


@given(st.binary(max_size=300) | st.text(max_size=300).map(lambda text: text.encode("utf-8", "surrogatepass")))
def test_whatever_a_file_holds_gives_points_or_one_sentence(raw):
    points, sentence = outcome(raw)
    if points is None:
        assert sentence.endswith(".")
        assert len(sentence) < 150
        assert sentence.isprintable()
    else:
        assert 2 <= len(points.x) == len(points.y) <= MAX_ROWS
        assert all(map(math.isfinite, points.x + points.y))


def outcome(raw):
    """Return the points of a file or the sentence about it; any other exception is a failure."""
    try:
        return from_csv(raw), ""
    except UnicodeError:
        raise
    except ValueError as error:
        return None, str(error)


@given(PAIRS, st.sampled_from(",;\t"), st.sampled_from(["", "x,y", "Zeit (s);Weg (m)"]), st.booleans())
def test_a_file_written_in_the_common_ways_is_read(pairs, mark, names, comma):
    head = [mark.join(names.replace(";", ",").split(","))] if names else []
    rows = [
        mark.join(str(value).replace(".", "," if comma and mark != "," else ".") for value in pair) for pair in pairs
    ]
    points = from_csv("\r\n".join([*head, *rows]).encode("utf-8-sig"))
    assert list(zip(points.x, points.y, strict=True)) == pairs


@pytest.mark.parametrize(
    ("raw", "points"),
    [
        (b"1,2\n3,4", Points((1, 3), (2, 4))),
        (b"a,b\n1,2\n3,4\n", Points((1, 3), (2, 4), "a", "b")),
        (b"# from a book\n\n1,2\n\n3,4\n", Points((1, 3), (2, 4))),
        (b"a;b\n1,5;2\n3;4,25", Points((1.5, 3), (2, 4.25), "a", "b")),
        (f"{NAME},y\n1,2\n3,4".encode(), Points((1, 3), (2, 4), NAME, "y")),
        (b'"speed, mph","distance"\n"1","2"\n3,4', Points((1, 3), (2, 4), "speed, mph", "distance")),
        ("Länge;Größe\n1,5;2\n3;4".encode("cp1252"), Points((1.5, 3), (2, 4), "Länge", "Größe")),
        ("Länge\tGröße\r\n1,5\t2\r\n3\t4".encode("utf-16"), Points((1.5, 3), (2, 4), "Länge", "Größe")),
        ("α,β\n1,2\n3,4".encode("utf-8-sig"), Points((1, 3), (2, 4), "α", "β")),
        (b",y\n1e3,-2E-1\n 3 , 4 ", Points((1000, 3), (-0.2, 4), "x", "y")),
    ],
)
def test_files_that_are_fine(raw, points):
    assert from_csv(raw) == points


@pytest.mark.parametrize(
    ("raw", "about"),
    [
        (b"", "there are none"),
        (b"x,y\n", "there are none"),
        (b"1,2", "there is one"),
        (b"1\n2\n3", "one column"),
        (b"x\n1\n2", "one column"),
        (b"x,y,z\n1,2,3", "3 columns"),
        (b"1,2\n3,4,5", "Row 2 has 3 columns"),
        (b"x,y\n1,2\n3,\n", "Row 3 has an empty cell"),
        (b"x,y\n1,2\n3,four\n", "Row 3 holds “four”"),
        (b"1,2\n3,inf", "“inf”"),
        (b"1,2\n3,1e300", "“1e300”"),
        (b"1,2\n3,NaN", "“NaN”"),
        (b"1,2\n3,0x10", "“0x10”"),
        (b"".join(b"%d,%d\n" % (i, i) for i in range(10_000)), "more than 2,000 rows"),
        (PICTURE, "not a text file"),
        ("1,2\n3,4".encode("utf-16")[:-1], "not a text file"),
        ("1,2\n3,4".encode("utf-16-le"), "not a text file"),
        (b"1,2\n3,\x1b[31m4", "not a text file"),
        ("1,2\n3,\u202e4".encode(), "Row 2 holds “�4”"),
        (b"1,2\n" * 300_000, "larger than 1 MB"),
        (b'1,"2\n3,4', "not valid CSV"),
        (f"1,2\n3,{NAME}".encode(), "holds “<img"),
    ],
)
def test_files_that_are_not_say_what_is_wrong(raw, about):
    with pytest.raises(ValueError, match=r"^[A-Z].*\.$") as caught:
        from_csv(raw)
    assert about in str(caught.value)
    assert "\n" not in str(caught.value)
    assert len(str(caught.value)) < 150


@pytest.mark.parametrize("rows", [[(1, 2), (3, None)], [(1, 2), (math.nan, 3)], [(1, 2), (True, "x")], [(1, 2), ()]])
def test_a_table_s_rows_are_checked_too(rows):
    with pytest.raises(ValueError, match=r"^Row 2 "):
        from_rows(rows)
