"""What is on the screen while a run plays, frame by frame, is the run's at that very step."""

import re

import numpy as np
import pytest

from nnviz.lessons.line.study import LineSettings, study
from tests.browser.player import eventually

# In one go, so that no frame can be drawn in between: the step that the player names, and the corners it has drawn.
PASSING = """() => {
  const corners = (figure, trace) => {
    const plot = document.querySelectorAll(".nn-plot")[figure];
    const { uid } = plot._fullData[trace];
    const { xaxis, yaxis } = plot._fullLayout;
    const [path] = plot.querySelectorAll(`.trace${uid} .js-line`);
    return path.getAttribute("d").slice(1).split(/[ML]/).map((corner) => {
      const [x, y] = corner.split(",");
      return [xaxis.p2d(+x), yaxis.p2d(+y)];
    });
  };
  return [+document.querySelector(".nn-slider").value, corners(0, 2), corners(2, 0)];
}"""


def test_each_frame_in_passing_shows_the_line_and_the_loss_of_its_own_step(lead):
    player = lead("/line?line_rate=0.1")
    shown = study(LineSettings(learning_rate=0.1))
    run, losses = shown.run, shown.losses
    player.press("Play")
    eventually(lambda: player.place > 8, "it plays")
    seen = []
    for _ in range(12):
        place, line, loss = player.page.evaluate(PASSING)
        line, loss = np.array(line), np.array(loss)
        m, c = run.theta[place]
        assert line[:, 1] == pytest.approx(m * line[:, 0] + c, abs=player.pixel(0)[1])
        assert loss[-1] == pytest.approx([run.step[place], losses[place]], abs=player.pixel(2).max())
        assert len(loss) == place + 1
        seen.append(place)
        player.page.wait_for_timeout(90)
    assert len(set(seen)) > 6, "the frames were taken while it moved"


def test_in_passing_at_rest_and_zoomed_the_same_marks_are_drawn_where_they_belong(lead):
    player = lead("/line")
    order = """() => [...document.querySelectorAll(".nn-plot")].map((plot) =>
      [...plot.querySelectorAll(".scatterlayer .trace")].map((trace) =>
        plot._fullData.findIndex((full) => trace.classList.contains(`trace${full.uid}`))))"""
    player.go(10)
    at_rest = player.page.evaluate(order)
    player.press("Play")
    eventually(lambda: player.place > 15, "it plays")
    assert player.page.evaluate(order) == at_rest == [[0, 1, 2, 3, 4], [0, 1, 2], [0, 1]]
    # Zooming while it plays leaves the line where the run has it.
    run = study(LineSettings(learning_rate=0.03)).run
    player.page.evaluate(
        """() => Plotly.relayout(document.querySelector(".nn-plot"), {"xaxis.range": [2, 3], "yaxis.range": [1, 5]})"""
    )
    eventually(lambda: player.place > 30, "it plays on")
    player.press("Pause")
    (drawn,) = player.path(0, 2)
    m, c = run.theta[player.place]
    assert drawn[:, 1] == pytest.approx(m * drawn[:, 0] + c, abs=2 * player.pixel(0)[1])


@pytest.mark.parametrize(
    ("asked", "shown"),
    [("/line?step=9999", 200), ("/activation?activation_part=Learning+with+each&kinds_step=300", None)],
)
def test_page_and_timeline_speak_of_the_same_step_whatever_step_was_asked_for(open_page, asked, shown):
    player = open_page(asked)
    step = int(player.readouts[0].replace(",", ""))
    assert shown in (None, step)
    player.page.get_by_role("heading", name=f"Step {step}: ").wait_for()
    player.page.wait_for_url(re.compile(rf"step={step}$"))


WORDS = """() => [...document.querySelectorAll(".nn-plot")].slice(0, 2)
  .map((plot) => [...plot.querySelectorAll(".textpoint")].map((one) => one.textContent.trim()).join())"""


def test_words_that_come_later_stand_there_at_once(open_page):
    player = open_page("/line?line_rate=0.3&line_epochs=10")
    assert player.page.evaluate(WORDS) == ["", ""]
    for place, words in [(7, ["the line is outside ↑", "outside →"]), (0, ["", ""]),
                         (8, ["the line is outside ↓", "outside ←"])]:  # fmt: skip
        player.go(place)
        player.page.get_by_role("heading", name=f"Step {place}:").wait_for()
        eventually(lambda words=words: player.page.evaluate(WORDS) == words, f"the words of step {place}", 5)
