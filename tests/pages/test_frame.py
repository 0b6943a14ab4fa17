"""The frame of a lesson: its question, answered when the run was seen or on request, its warning, its links.

A player of the test's own says where the visitor is.
"""

import re
from dataclasses import replace
from html import unescape
from pathlib import Path
from urllib.parse import parse_qsl

import pytest
from streamlit.testing.v1 import AppTest

from nnviz.lessons import Question, all_lessons
from nnviz.ui.shown import shown

PAGE = Path(__file__).parents[2] / "pages" / "line.py"
QUESTION = Question(
    "Which?", ("red", "green", "blue"), 1, "Green it is.", ("Red is no plant's.", "", "Blue is the sky's."), True
)
PART = all_lessons()["line"].parts[0]
WARNING = "Beware of red."
TO_START = "Go to the start and ask me"
TO_SEEN = "Go to where it is seen"


class Lesson:
    """The page of the line, with the question, and a player that says of the visitor what the test wants."""

    def __init__(self, monkeypatch):
        self.place, self.moved, self.question = 0, None, QUESTION
        monkeypatch.setattr("nnviz.ui.further.shown", self.shown)
        monkeypatch.setattr("nnviz.ui.lesson.player", lambda scene, timeline, **_: self.place % len(timeline))
        monkeypatch.setattr("nnviz.ui.lesson.last_move", lambda key: self.moved)
        monkeypatch.setattr("nnviz.ui.lesson.go_to", lambda key, step: setattr(self, "place", step))
        self.test = AppTest.from_file(str(PAGE), default_timeout=60).run()

    def shown(self, part, settings):
        return replace(shown(part, settings), question=self.question, warning=WARNING)

    def choose(self, option):
        box = next(box for box in self.test.selectbox if box.label == self.question.text)
        assert box.value is None or self.answers, "nothing is chosen for a visitor"
        box.select(option).run()

    def move(self, place):
        self.place, self.moved = place, (self.moved or 0) + 1
        self.test.run()

    def press(self, label):
        next(button for button in self.test.button if button.label == label).click().run()

    @property
    def asks(self):
        """Whether the question stands there, with its options."""
        boxes = [box.label for box in self.test.selectbox]
        assert (self.question.text in boxes) == (self.question.text in [one.value for one in self.test.markdown])
        assert (self.question.text in boxes) != (TO_START in [button.label for button in self.test.button])
        return self.question.text in boxes

    @property
    def answers(self):
        """What is answered below the figures, behind the question's own text."""
        begun = f"{self.question.text}\n\n"
        said = [one.value for one in (*self.test.success, *self.test.info)]
        assert all(one.startswith(begun) for one in said)
        return [one.removeprefix(begun) for one in said]

    @property
    def verdict(self):
        """What stands at the top, in the question's place."""
        return next((one.value for one in self.test.markdown if "below the figures" in one.value), None)

    @property
    def offers(self):
        return [button.label for button in self.test.button]

    @property
    def warned(self):
        return WARNING in [warning.value for warning in self.test.warning]


@pytest.fixture
def lesson(monkeypatch):
    return Lesson(monkeypatch)


def test_an_answer_waits_for_the_end_of_the_run(lesson):
    lesson.choose("green")
    lesson.move(3)
    assert not lesson.answers
    lesson.move(-1)
    assert lesson.answers == ["**Yes.** Green it is."]
    lesson.move(0)
    assert lesson.answers == ["**Yes.** Green it is."]


@pytest.mark.parametrize(("guess", "said"), [("green", "**Yes.** The answer is: **green**. Why"),
                                             ("red", "**Not this time.** The answer is: **green**. Why"),
                                             (None, "The answer is: **green**. Why")])  # fmt: skip
def test_the_verdict_stands_in_the_question_s_place(lesson, guess, said):
    if guess:
        lesson.choose(guess)
    assert lesson.verdict is None
    lesson.move(-1)
    assert said in lesson.verdict
    assert ("Not" in lesson.verdict, "Yes" in lesson.verdict) == ("Not" in said, "Yes" in said)


@pytest.mark.parametrize(("guess", "reason"), [("red", "Red is no plant's."), ("blue", "Blue is the sky's.")])
def test_a_wrong_choice_gets_the_reason_that_belongs_to_it(lesson, guess, reason):
    lesson.choose(guess)
    lesson.move(-1)
    assert lesson.answers == [
        f"**Not this time.** The answer is: **green**. Your choice, “{guess}”: {reason} Green it is."
    ]


def test_an_end_that_the_visitor_did_not_go_to_is_none(lesson):
    lesson.place = -1
    lesson.test.run()
    assert not lesson.answers


def test_another_question_is_asked_anew_at_the_end_of_the_last_run(lesson):
    lesson.move(-1)
    assert lesson.answers == ["**green.** Green it is."]
    lesson.question = replace(QUESTION, text="And now?")
    lesson.test.run()
    assert not lesson.answers
    assert not lesson.asks, "its answer is on the screen"
    lesson.press(TO_START)
    assert lesson.place == 0
    assert lesson.asks
    lesson.choose("blue")
    assert not lesson.answers
    lesson.move(-1)
    assert len(lesson.answers) == 1


def test_a_question_is_asked_only_where_the_figures_do_not_show_its_answer(lesson):
    lesson.question = replace(QUESTION, seen_from=20)
    for place, asks in [(0, True), (19, True), (20, False), (30, False), (19, True)]:
        lesson.move(place)
        assert lesson.asks == asks, place
        assert not lesson.answers
    lesson.move(-1)
    assert lesson.asks, "who has the answer sees what was asked"
    assert lesson.answers == ["**green.** Green it is."]


def test_who_has_chosen_keeps_question_and_choice_on_the_way_to_the_end(lesson):
    lesson.question = replace(QUESTION, seen_from=20)
    lesson.test.run()
    lesson.choose("green")
    lesson.move(19)
    assert lesson.asks
    assert not lesson.answers
    lesson.move(30)
    assert lesson.asks
    assert lesson.answers == ["**Yes.** Green it is."], "the figures show it"


@pytest.mark.parametrize(
    ("seen_from", "when"), [(None, "been seen to its end"), (20, "figures show it, or at the end")]
)
def test_before_the_answer_it_is_said_when_it_comes(lesson, seen_from, when):
    lesson.question = replace(QUESTION, seen_from=seen_from)
    lesson.test.run()
    assert any(one.value.endswith(f"{when}.") for one in lesson.test.caption)
    lesson.choose("green")
    assert any(one.value.startswith("Now press play") and when in one.value for one in lesson.test.caption)


@pytest.mark.parametrize(("seen_from", "place"), [(20, 20), (None, 200)])
def test_an_answer_leads_to_where_it_is_seen(lesson, seen_from, place):
    lesson.question = replace(QUESTION, seen_from=seen_from)
    lesson.test.run()
    lesson.press("Show the answer")
    assert lesson.verdict.endswith("Why, and where it is seen: below the figures.")
    lesson.press(TO_SEEN)
    assert lesson.place == place
    assert TO_SEEN not in lesson.offers, "one is there"
    assert lesson.verdict.endswith("Why: below the figures.")
    assert len(lesson.answers) == 1
    lesson.move(30)
    assert TO_SEEN in lesson.offers


def test_at_the_start_a_question_is_asked_whatever_the_figures_show(lesson):
    lesson.question = replace(QUESTION, seen_from=0)
    lesson.test.run()
    assert lesson.asks


def test_on_request_who_was_not_asked_gets_the_answer_too(lesson):
    lesson.place = -1
    lesson.test.run()
    lesson.press("Show the answer")
    assert lesson.answers == ["**green.** Green it is."]
    assert lesson.asks


def test_on_request_the_answer_comes_at_once(lesson):
    lesson.press("Show the answer")
    assert lesson.answers == ["**green.** Green it is."]
    assert "Show the answer" not in [button.label for button in lesson.test.button]


def test_a_warning_that_would_give_the_answer_away_waits_for_it(lesson):
    assert not lesson.warned
    lesson.move(-1)
    assert lesson.warned


def test_any_other_warning_is_said_at_once(lesson):
    lesson.question = replace(QUESTION, spoilt=False)
    lesson.test.run()
    assert lesson.warned
    assert not lesson.answers


def test_the_start_page_promises_no_stop_at_every_step():
    run = shown(PART, replace(PART.settings(), data="faithful", batch_size=1))
    assert len(run.timeline) < len(run.study.run.step), "some steps have no stop"
    said = " ".join(one.value for one in AppTest.from_file(str(PAGE.parent / "start.py")).run(timeout=60).markdown)
    assert not re.search(r"\b(every|any|each) step\b|one step back", said)


def test_the_links_for_the_class_stand_under_the_title_of_the_part_they_open():
    test = AppTest.from_file(str(PAGE.parent / "activation.py"), default_timeout=60).run()
    lesson = all_lessons()["activation"]
    after = list(test.main)[[getattr(one, "value", "") for one in test.main].index("## In the classroom") + 1 :]
    titles = [one.value.removeprefix("### ") for one in after if one.type == "markdown"]
    links = [parse_qsl(unescape(link)) for one in after if one.type == "html"
             for link in re.findall(r'href="\?([^"]*)"', one.proto.body)]  # fmt: skip
    assert titles == [part.title for part in lesson.parts]
    assert [lesson.part_of(dict(link)).title for link in links] == sorted(
        (lesson.part_of(dict(link)).title for link in links), key=titles.index
    )
    assert len(links) == len(lesson.tries)
