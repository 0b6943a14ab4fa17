"""Settings written down and read back are the same; whatever else a file says falls back, or is refused."""

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnviz.lessons import all_lessons, from_link
from nnviz.lessons.line.study import LineSettings
from nnviz.lessons.settings import NO_SETTINGS, from_json, in_words, read_json, to_json, to_link
from nnviz.lessons.tables import OWN, Lost, Table

LESSONS = all_lessons().values()
LINE = LineSettings()
MADE = [(lesson, part.settings()) for lesson in LESSONS for part in lesson.parts] + [
    (lesson, from_link(lesson.part_of(one.settings).settings, lesson.prefix, one.settings))
    for lesson in LESSONS
    for one in lesson.tries
]
OWNERS = [replace(LINE, data=OWN, points=Table(((0.1 + 0.2, -1e-9), (1e8, 3.0)), ("a|b", "</script>")))]
ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=9),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(["rows", "names", "x"]), inner),
    max_leaves=8,
)


def test_a_file_of_settings_gives_them_back_with_every_digit():
    for lesson, settings in [*MADE, *((all_lessons()["line"], one) for one in OWNERS)]:
        said = read_json(to_json(settings, lesson.prefix, page="x").encode())
        assert said["page"] == "x"
        assert from_json(said, type(settings), lesson.prefix) == settings


def test_a_link_names_what_differs_from_the_default_and_gives_it_back():
    for lesson, settings in MADE:
        pairs = to_link(settings, lesson.prefix)
        assert (pairs == []) == (settings == type(settings)())
        if len(dict(pairs)) == len(pairs):  # a link that names several of one needs the page itself to read it
            assert from_link(type(settings), lesson.prefix, dict(pairs)) == settings


def test_a_table_that_is_lost_or_too_long_stands_in_no_link_but_in_a_file_if_it_is_there():
    many = replace(LINE, data=OWN, points=Table(tuple((i / 7, i / 3) for i in range(2000)), ("x", "y")))
    for settings in (many, replace(LINE, data=OWN, points=Lost("gone"))):
        assert to_link(settings, "line") == [("line_data", "Your own points")]
    assert from_json(read_json(to_json(many, "line").encode()), LineSettings, "line") == many


@given(st.dictionaries(st.sampled_from([f"line_{n}" for n in ("data", "points", "rate", "seed", "batch")]), ANYTHING))
def test_whatever_a_file_says_settings_are_allowed_ones(told):
    settings = from_json({"settings": told}, LineSettings, "line")
    assert 0 <= settings.seed <= 99
    assert 0 < settings.learning_rate <= 10
    assert settings.points is None or len(settings.points.rows) >= 2


def test_of_several_options_a_file_may_name_no_more_than_are_allowed():
    lesson = all_lessons()["descent"]
    race = lesson.parts[1].settings
    titles = ["0.01", "0.02", "0.05", "0.1", "0.25", "0.5", "best", "0.9"]
    said = {"settings": {"descent_rates": titles}}
    assert len(from_json(said, race, "descent").rates) == 5
    assert from_json({"settings": {"descent_rates": [[], {}, "7"]}}, race, "descent") == race()


@pytest.mark.parametrize("raw", [b"", b"[]", b"{}", b'{"settings": 3}', b"\xff\xfe", b"[" * 100_000, b"nonsense"])
def test_what_is_no_file_of_settings_is_refused_in_a_sentence(raw):
    with pytest.raises(ValueError, match=NO_SETTINGS.partition(":")[0]):
        read_json(raw)


def test_a_huge_file_is_refused_before_it_is_read():
    with pytest.raises(ValueError, match="larger than 200 kB"):
        read_json(json.dumps({"settings": {"x": "y" * 300_000}}).encode())


def test_settings_in_words_say_what_the_controls_say():
    words = in_words(replace(LINE, learning_rate=0.1, standardize=True, optimizer="adam"))
    assert words["Learning rate η"] == "0.1"
    assert words["Standardize x"] == "on"
    assert words["Optimizer"] == "Adam"
    assert "Your own points" not in words
    assert in_words(OWNERS[0])["Your own points"] == "2 points"


def test_what_is_tacit_is_said_only_where_it_is_another():
    playground = all_lessons()["playground"].parts[0].settings
    usual, other = in_words(playground()), in_words(playground(phi2="relu", log=True))
    assert other.keys() - usual.keys() == {"φ of layer B", "Loss on a logarithmic axis"}
    assert other["φ of layer B"] == "ReLU"
    assert "Train as long as it takes" not in usual
    assert in_words(playground(), whole=True)["φ of layer B"] == "as all"
