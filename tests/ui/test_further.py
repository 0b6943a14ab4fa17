"""What several runs at once are kept by, and that they can be taken away as one run can."""

from dataclasses import replace

import pytest

from nnviz.export.sheet import page_of
from nnviz.lessons import all_lessons
from nnviz.lessons.common import STARTS
from nnviz.ui import kept, shown
from nnviz.ui.further import words_of
from nnviz.ui.take import Taken

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
