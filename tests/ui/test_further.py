"""What several runs at once are kept by, and that they can be taken away as one run can."""

from dataclasses import replace
from typing import NamedTuple
from urllib.parse import parse_qsl

import pytest

from nnviz.export.sheet import page_of, sheet_of
from nnviz.lessons import all_lessons
from nnviz.lessons.common import STARTS
from nnviz.lessons.compare import from_text, may_be_kept, others_of
from nnviz.lessons.settings import from_json, read_json
from nnviz.lessons.tables import OWN, Table
from nnviz.ui import kept, shown
from nnviz.ui.further import words_of
from nnviz.ui.take import Taken, _settings_file

LESSON = all_lessons()["line"]
LINE = LESSON.parts[0]
ONE = LINE.settings()


@pytest.fixture(autouse=True)
def empty(monkeypatch):
    monkeypatch.setattr(shown, "_kept", kept.Kept(kept.ROOM))


def test_all_starts_are_trained_once_whichever_is_one_s_own(monkeypatch):
    trained = []
    monkeypatch.setattr(shown, "luck", lambda *these, luck=shown.luck: trained.append(these) or luck(*these))
    seen = [shown.shown_luck(LINE, replace(ONE, seed=seed)) for seed in (0, 7, 7)]
    assert len(trained) == 1
    assert [one.study.seed for one in seen] == [0, 7, 7]
    assert seen[1] is seen[2]
    assert seen[0].picks == {"seed": frozenset(map(str, range(STARTS)))}


def test_a_warning_names_the_run_that_it_is_for():
    beside = shown.shown_beside(LINE, (ONE, replace(ONE, learning_rate=10.0)))
    assert beside.warning.startswith("B: ")
    assert beside.warning.endswith(shown.shown(LINE, replace(ONE, learning_rate=10.0)).warning)


def test_what_is_seen_of_several_runs_can_be_taken_away():
    beside, from_all = shown.shown_beside(LINE, (ONE, replace(ONE, seed=3))), shown.shown_luck(LINE, ONE)
    for seen, said in ((beside, "## Side by side"), (from_all, "## Was that luck?")):
        assert words_of(seen.study, 0).startswith(said)
        assert len(page_of(LESSON, LINE, ONE, seen, 0)) > len(seen.scene)
    names = [one.name for one in Taken(LESSON, LINE, ONE, beside, 0, lambda *_: None).runs]
    assert names == ["A", "B"]
    assert Taken(LESSON, LINE, ONE, from_all, 0, lambda *_: None).runs == ()
    assert words_of(shown.shown(LINE, ONE).study, 0) is None


def taken(seen):
    return Taken(LESSON, LINE, seen.settings, seen.shown, 3, lambda *_: None)


class Case(NamedTuple):
    settings: object
    shown: shown.Shown
    others: tuple
    from_all: bool


@pytest.fixture(params=["alone", "beside", "from all"])
def case(request):
    if request.param == "alone":
        return Case(ONE, shown.shown(LINE, ONE), (), False)
    if request.param == "from all":
        settings = replace(ONE, seed=4)
        return Case(settings, shown.shown_luck(LINE, settings), (), True)
    others = (replace(ONE, seed=3), replace(ONE, data=OWN, points=Table(((0.1, 1 / 3), (2.0, 3.0)), ("a|b", "y"))))
    return Case(ONE, shown.shown_beside(LINE, (*others, ONE)), others, False)


def test_a_file_of_settings_holds_what_is_seen(case):
    said = read_json(_settings_file(taken(case), {"step": 3}))
    assert from_json(said, LINE.settings, "line") == case.settings
    assert others_of(said, LINE, "line") == case.others, "with all digits"
    assert said["from_all_starts"] is case.from_all


def test_an_exported_file_says_what_is_seen_and_its_address_opens_it(case):
    seen = taken(case).seen
    sheet = sheet_of(LESSON, LINE, case.settings, case.shown, 3, seen=seen)
    query = dict(parse_qsl(sheet.link.partition("?")[2]))
    assert set(query) <= set(LESSON.parameters)
    assert query.get("line_luck") == ("line" if case.from_all else None)
    assert [one.seed for one in from_text(LINE, query.get("line_against", ""))] == [one.seed for one in case.others]
    assert sheet.settings["Epochs"] == "200"
    assert sheet.settings["Starting line"] == ("A: 3, B: 0, C: 0" if case.others else str(case.settings.seed))
    more = ", side by side" if case.others else ", from 32 starts" if case.from_all else "line"
    assert sheet.title.endswith(more)


@pytest.mark.parametrize(
    "beside", [None, 3, "x", {}, [1, None, "a"], [{"line_rate": []}] * 9, [{"line_rate": "1e999"}]]
)
def test_whatever_a_file_has_beside_its_run_is_allowed_or_left_out(beside):
    runs = others_of({"beside": beside}, LINE, "line")
    assert len(runs) < 3
    assert all(run == ONE for run in runs)


def test_a_run_that_a_link_cannot_hold_is_not_kept():
    long = replace(ONE, data=OWN, points=Table(tuple((float(i), i / 7) for i in range(900)), ("x", "y")))
    assert not may_be_kept(LINE, long), "its points would be others"
    assert may_be_kept(LINE, ONE)
