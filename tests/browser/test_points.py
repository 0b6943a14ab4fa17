"""A visitor's own points: a file or a table becomes a run, or one clear sentence, and nothing in it ever runs."""

import re
from urllib.parse import quote

import numpy as np
import pytest

from nnviz.core import Network, TrainConfig, train
from tests.browser.player import Player, eventually

NAME = "<img src=x onerror=alert(1)>"
NEURON = Network((1, 1), output="identity")
DATAPOINTS = 4  # the number of their trace in the first figure
FOUR = [(1, 2), (2, 3), (3, 5), (4, 4)]
PICTURE = bytes.fromhex("89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de")
REFUSED = {
    "text": (b"x,y\n1,2\n3,four\n", "Row 3 holds “four”, which is not a number between −1 billion and 1 billion."),
    "empty cells": (b"x,y\n1,2\n3,\n", "Row 3 has an empty cell; each row needs two numbers, x and y."),
    "one column": (b"x\n1\n2\n", "The file has one column; it needs two columns of numbers."),
    "10,000 rows": (b"".join(b"%d,%d\n" % (i, i) for i in range(10_000)), "There are more than 2,000 rows"),
    "a picture": (PICTURE, "This is not a text file; a CSV file with two columns of numbers is needed."),
    "a script": (f"1,2\n3,{NAME}".encode(), f"Row 2 holds “{NAME}”"),
    "formatting": (b"1,2\n3,**:red[x]** $y$", "Row 2 holds “**:red[x]** $y$”"),
    "thousands or decimals": (b"1\t2\n3\t1,500", "Row 2 holds “1,500”, which may mean 1500 or 1.5"),
    "nothing": (b"", "A line needs at least two points, and there are none."),
}


@pytest.fixture
def dialog(open_page):
    """Return the page with its dialog for points open."""
    player = open_page("/line?step=10")
    player.page.get_by_role("button", name="Edit points").click()
    player.page.get_by_role("dialog").wait_for()
    return player


def upload(player: Player, content: bytes, name: str = "points.csv") -> None:
    file = {"name": name, "mimeType": "text/csv", "buffer": content}
    player.page.locator("[role=dialog] input[type=file]").set_input_files(file)


def run_of(points):
    X, y = np.array(points, float).T[:, :, None]
    config = TrainConfig(learning_rate=0.03, batch_size=len(X), epochs=200)
    return train(NEURON, NEURON.init("uniform", np.random.default_rng(0)), X, y, config)


def shows(player: Player, points, k: int) -> bool:
    """Return whether the page shows these points and the line of their run."""
    drawn, pixel = player.marks(0, DATAPOINTS), 2 * player.pixel(0)
    if drawn.shape != np.shape(points) or np.any(np.abs(drawn - points) > pixel) or player.place != k:
        return False
    (m, c), (x, y) = run_of(points).theta[k], player.path(0, 2)[0].T
    return bool(np.all(np.abs(m * x + c - y) < pixel[1]))


def link(player: Player) -> str:
    """Return the page's link as the browser has it now; what Playwright remembers of it may be older."""
    return str(player.page.evaluate("location.pathname + location.search"))


def table(player: Player) -> list[list[str]]:
    """Return the table of the dialog as a screen reader finds it: the names of its columns, and its rows."""
    rows = player.page.locator("[role=dialog] [data-testid=stDataFrame] canvas [role=row]")
    return [row.locator("[role=columnheader], [role=gridcell]").all_text_contents() for row in rows.all()]


def axes(player: Player) -> list[str]:
    """Return the titles of the points' axes, x and y."""
    figure = player.page.locator(".nn-plot").first
    return [figure.locator(title).text_content() for title in (".xtitle", ".ytitle")]


def stands_above_the_figures(player: Player, said) -> bool:
    return bool(said.bounding_box()["y"] < player.page.locator(".nn-plot").first.bounding_box()["y"] < 768) and (
        said.bounding_box()["x"] < player.page.locator(".nn-plot").first.bounding_box()["x"] + 20
    )


def nothing_ran(player: Player) -> None:
    assert player.page.locator("img[src=x]").count() == 0
    assert player.page.get_by_test_id("stException").count() == 0


def test_each_file_that_cannot_be_read_gets_one_sentence(dialog):
    alert = dialog.page.get_by_role("dialog").get_by_test_id("stAlert")
    for what, (content, sentence) in REFUSED.items():
        upload(dialog, content, f"{NAME}.csv")
        eventually(lambda s=sentence: alert.count() == 1 and s in alert.inner_text(), what)
        assert dialog.page.get_by_role("button", name=re.compile("^Use these")).count() == 0
        assert dialog.page.get_by_test_id("stDataFrame").count() == 0
        nothing_ran(dialog)
    upload(dialog, b"1,2\n" * 400_000)  # more than a megabyte
    dialog.page.get_by_role("dialog").get_by_text(re.compile("1(.0)? ?MB or smaller")).wait_for()
    nothing_ran(dialog)


def test_a_german_file_is_shown_before_it_is_used_and_its_names_stay_at_the_axes(dialog, open_page, visitor):
    upload(dialog, "sep=;\r\nZeit (s);Weg (m)\r\n0;1\r\n2;−2,5\r\n3;5,5\r\n;\r\n".encode("utf-8-sig"))
    eventually(lambda: table(dialog) == [["Zeit (s)", "Weg (m)"], ["0", "1"], ["2", "-2.5"], ["3", "5.5"]], "the file")
    dialog.write_into_cell(340, 52, "1,25")  # y of the first point
    dialog.page.get_by_role("button", name="Use these 3 points").click()
    points = [(0, 1.25), (2, -2.5), (3, 5.5)]
    eventually(lambda: shows(dialog, points, 10), "the run of these points", 20)
    eventually(lambda: "line_points=" in link(dialog), "they are in the link")
    other = open_page(link(dialog), on=visitor())
    assert shows(other, points, 10)
    for player in (dialog, other):
        assert axes(player) == ["Zeit (s)", "Weg (m)"]
    other.page.get_by_role("button", name="Edit points").click()
    eventually(lambda: table(other)[:2] == [["Zeit (s)", "Weg (m)"], ["0", "1.25"]], "the names are still there")


def test_the_navigation_keeps_points_of_one_s_own(open_page):
    player = open_page("/line?step=10&line_data=Your+own+points&line_points=0,1;2,2;3,5.5")
    points = [(0, 1), (2, 2), (3, 5.5)]
    assert shows(player, points, 10)
    for name in ("Activation functions", "A neuron learns a line"):
        player.turn_to(name)
    eventually(lambda: shows(player, points, 10), "the run of these points", 20)
    eventually(lambda: "line_points=" in link(player), "they are in the link again")
    assert player.page.get_by_test_id("stAlert").count() == 0


def test_many_points_are_used_though_no_link_holds_them_and_a_hostile_name_is_a_plain_label(dialog):
    x = np.linspace(-1, 1, 600)
    points = np.column_stack([x, 2 * x])
    rows = "\n".join(f"{a!r},{b!r}" for a, b in points.tolist())
    upload(dialog, f"{NAME},<b>y</b>\n{rows}".encode(), f"{NAME}.csv")
    dialog.page.get_by_role("button", name="Use these 600 points").click()
    eventually(lambda: shows(dialog, points, 10), "the run of these points", 20)
    eventually(lambda: "line_points=many" in link(dialog), "the link says that there are many")
    dialog.page.get_by_text("too many for a link").wait_for()
    assert dialog.page.get_by_test_id("stAlert").count() == 0
    assert axes(dialog) == [NAME, "<b>y</b>"]
    nothing_ran(dialog)


def test_a_comma_typed_into_the_table_is_read_as_meant_or_asked_about(dialog):
    keep, alert = dialog.page.get_by_role("button", name="Use these"), dialog.page.get_by_test_id("stAlert")
    dialog.write_into_cell(340, 52, "1,000")  # y of the first point
    alert.get_by_text("Row 1 holds “1,000”, which may mean 1000 or 1: write it as one of these.").wait_for()
    assert keep.count() == 0
    dialog.write_into_cell(340, 52, "7,5")
    keep.click()
    eventually(lambda: shows(dialog, [(1, 7.5), (2, 3), (3, 5), (4, 4)], 10), "the run with 7.5", 20)


WAYS = {
    "Standardize x, and use them": "line_standardize=true",
    "Lower the rate to 0.0001, and use them": "line_rate=0.0001",
    "Use these 3 points": None,
}


def test_where_the_line_would_fly_off_a_way_out_is_offered_and_taken(dialog):
    flew = dialog.page.get_by_text("The line flies off")
    for way, setting in WAYS.items():
        if dialog.page.get_by_role("dialog").count() == 0:
            dialog.follow("/line?step=10").page.get_by_role("button", name="Edit points").click()
        upload(dialog, b"x,y\n80,2\n100,3\n120,5\n")
        dialog.page.get_by_text("At the learning rate 0.03 the line would fly off on these points").wait_for()
        dialog.page.get_by_role("button", name=way).click()
        dialog.page.get_by_role("dialog").wait_for(state="hidden")
        if setting:
            eventually(lambda s=setting: s in link(dialog), "the setting is in the link")
            eventually(lambda: len(dialog.marks(0, DATAPOINTS)) == 3, "the points are drawn")
            assert flew.count() == 0
        else:
            flew.first.wait_for()


NO_POINTS = dict.fromkeys((NAME, "1e999,1;2,2", "1,2;" * 5000), "The points in this link cannot be read.")


def test_points_in_a_link_that_are_none_or_gone_give_the_four_points(open_page):
    address = "/line?step=10&line_data=Your+own+points&line_points="
    player = open_page(address + quote(NAME))
    for text, sentence in (NO_POINTS | {"many": "too many for the link, and are gone"}).items():
        if text != NAME:
            player.follow(address + quote(text))
        said = player.page.get_by_test_id("stAlert").filter(has_text=sentence)
        said.wait_for()
        (line,) = said.inner_text().splitlines()[-1:]
        assert line == f"{sentence} Shown instead: the four points." or text == "many"
        assert "Shown instead: the four points." in line
        assert shows(player, FOUR, 10)
        assert stands_above_the_figures(player, said)
        nothing_ran(player)
