"""Parameters of a link: what is allowed is read, whatever else stands there is the default."""

from dataclasses import FrozenInstanceError, dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnviz.lessons import (
    Choice,
    Entry,
    Number,
    Several,
    Step,
    Switch,
    Text,
    all_lessons,
    from_link,
    nested,
    parameters,
    setting,
)

EVERY = [pytest.param(lesson, key, id=key) for lesson in all_lessons().values() for key in lesson.parameters]


@dataclass(frozen=True)
class Inner:
    size: int = setting(Choice("size", "Size", options=(1, 2, 3), default=2))
    deep: bool = setting(Switch("deep", "Deep"))


@dataclass(frozen=True)
class Settings:
    network: Inner = nested(Inner)
    rate: float = setting(Number("rate", "Rate", low=0.0, high=1.0, step=0.1, default=0.5))
    seed: int = setting(Number("seed", "Seed", low=0, high=20, step=1, default=0))
    over: tuple = setting(Several("over", "Over", options=("a", "b"), most=2, title=str.upper))
    link: str = setting(Choice("link", "Link", options=lambda chosen: tuple(range(chosen["size"])), default=0))
    rows: tuple | None = setting(Text("rows", "Rows", meaning=lambda text: tuple(text) if text == "abc" else None))


def test_a_link_sets_what_it_names_and_leaves_the_rest_as_it_is():
    made = from_link(Settings, "x", {"x_size": "3", "x_rate": "0.25", "x_link": "2", "x_rows": "abc", "y_seed": "5"})
    assert made == Settings(Inner(size=3), rate=0.25, link=2, rows=("a", "b", "c"))
    assert from_link(Settings, "x", {"x_deep": "TRUE", "x_over": "B"}) == Settings(Inner(deep=True), over=("b",))


def test_whole_numbers_stay_whole():
    seed = from_link(Settings, "x", {"x_seed": "7.0"}).seed
    assert (seed, type(seed)) == (7, int)


def test_what_other_settings_took_away_falls_back():
    assert from_link(Settings, "x", {"x_size": "1", "x_link": "2"}).link == 0


def test_parameters_are_listed_by_their_full_names_in_order():
    assert list(parameters(Settings, "x")) == [
        f"x_{n}" for n in ("size", "deep", "rate", "seed", "over", "link", "rows")
    ]


def test_settings_are_a_key_and_stay_as_they_are():
    assert {Settings(): 1}[Settings()] == 1
    with pytest.raises(FrozenInstanceError):
        Settings().rate = 1


@pytest.mark.parametrize(
    "value", ["", "inf", "-inf", "nan", "1e999", "1.01", "-0.01", "½", "0,5", "\0", "null", "9" * 400]
)
def test_a_number_out_of_its_limits_is_the_default(value):
    assert from_link(Settings, "x", {"x_rate": value}) == Settings()


@pytest.mark.parametrize(
    ("text", "value"), [("", None), ("0", 0.0), ("-2.5", -2.5), ("3", 3.0), ("3.1", None), ("nan", None)]
)
def test_a_field_may_be_empty_and_holds_a_number_within_its_limits_otherwise(text, value):
    assert Entry("m", "Slope m", low=-3.0, high=3.0, step=0.1).read(text, {}) == value


@given(st.text())
def test_a_step_is_a_short_whole_number_or_none(text):
    step = Step().read(text, {})
    assert step == (int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0)


@pytest.mark.parametrize(("lesson", "key"), EVERY)
@given(text=st.text(max_size=30) | st.sampled_from(["inf", "-1", "1e9", "None", "[]", "own", "true", "0"]))
def test_whatever_stands_in_a_link_a_lesson_has_settings_for_it(lesson, key, text):
    part = lesson.part_of({key: text})
    chosen = {}
    for name, parameter in parameters(part.settings, lesson.prefix).items():
        chosen[parameter.name] = value = parameter.read(text if name == key else "", chosen)
        if isinstance(parameter, Choice):
            assert value in parameter.options_for(chosen)
        elif isinstance(parameter, Number):
            assert parameter.low <= value <= parameter.high
    assert hash(from_link(part.settings, lesson.prefix, {key: text})) is not None
