"""The start page: a line that finds its points by itself, and the map of the course."""

import ast

import numpy as np
import pytest

from nnviz.lessons import all_lessons
from nnviz.lessons.line.study import OPENING, study
from tests.browser.player import eventually
from tests.browser.server import ROOT


def titles() -> list[str]:
    """Return the titles of all lessons in the table of contents, in order."""
    tree = ast.parse((ROOT / "pages" / "contents.py").read_text())
    course = next(
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "course"
    )
    calls = [node for node in ast.walk(course) if isinstance(node, ast.Call)]
    return [keyword.value.value for call in calls for keyword in call.keywords if keyword.arg == "title"]


def test_a_line_plays_by_itself_and_is_the_run_s_line_when_it_is_stopped(open_page):
    player = open_page("/")
    eventually(lambda: player.place > 3, "the opening line moves")
    player.press("Pause")
    shown = study(OPENING)
    (drawn,) = player.path(0, 2)
    m, c = shown.run.theta[player.place]
    assert drawn[:, 1] == pytest.approx(m * drawn[:, 0] + c, abs=2 * player.pixel(0)[1])
    assert np.ptp(drawn[:, 0]) >= np.ptp(shown.sample.X)


def test_nothing_moves_for_a_visitor_who_asked_for_less_motion(open_page, visitor):
    player = open_page("/", on=visitor(reduced_motion="reduce"))
    player.page.wait_for_timeout(500)
    assert player.place == 0
    player.press("Play")
    eventually(lambda: player.place > 0, "it plays when it is asked to")


def test_the_map_leads_to_every_lesson(open_page):
    player = open_page("/")
    cards = player.page.get_by_test_id("stPageLink")
    assert cards.all_inner_texts() == titles()
    assert cards.count() == len(all_lessons())
    cards.first.click()
    player.page.get_by_role("heading", name=titles()[0], level=1).wait_for()


def test_one_turns_over_from_each_lesson_to_the_next_and_back(open_page):
    player = open_page("/")
    player.page.get_by_test_id("stPageLink").first.click()
    for before, title, after in zip(["", *titles()], titles(), [*titles()[1:], ""], strict=False):
        player.page.get_by_role("heading", name=title, level=1).wait_for()
        player.drawn()
        turns = player.page.locator(".st-key-turn").get_by_test_id("stPageLink")
        assert turns.all_inner_texts() == [text for text in (before and f"← {before}", after and f"{after} →") if text]
        if after:
            turns.last.click()
