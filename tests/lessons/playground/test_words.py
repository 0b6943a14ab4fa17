"""What is said of a run beside its figures: how good it is, what was changed, what takes long, and what axes are."""

import re

import numpy as np
import pytest
from sklearn.metrics import confusion_matrix, r2_score

from nnviz.lessons.playground.questions import quality_question
from nnviz.lessons.playground.settings import OWN, PlaygroundSettings
from nnviz.lessons.playground.stages import Stage
from nnviz.lessons.playground.study import play
from nnviz.lessons.playground.words import answers, asks_first, axes, changes, takes_no_noise, warning
from nnviz.lessons.tables import Lost, Table


@pytest.mark.parametrize("data", ["wide_circle", "iris", "four_gaussians"])
@pytest.mark.parametrize("place", [0, 10])
def test_the_table_counts_what_is_said_of_each_class(run, data, place):
    one = run(data=data, epochs=10)
    said = one.outputs[place, one.points.n_training :]
    classes = said.argmax(axis=1) if said.shape[1] > 1 else (said[:, 0] >= 0).astype(int)
    counts = confusion_matrix(one.points.actual[one.points.test], classes, labels=range(len(one.points.classes)))
    text = answers(one, place)
    rows = [re.findall(r"\d+", re.sub(r"^\| is [^|]*", "", row)) for row in text.splitlines() if row.startswith("| is")]
    assert [[int(count) for count in row] for row in rows] == counts.tolist()
    assert f"**{np.trace(counts)}** are right" in text


def test_a_name_that_would_end_a_cell_or_begin_a_tag_stands_in_the_table_as_it_is(run):
    rows = tuple((float(i), float(i * i % 7), float(i % 2)) for i in range(8))
    own = Table(rows, ("a", "b", "c"), ("x|y|", "<b>"))
    lines = answers(run(data=OWN, own=own, epochs=1), 0).splitlines()
    cells = [re.findall(r"(?<!\\)\|", line) for line in lines if line.startswith("|")]
    assert [len(bars) for bars in cells] == [4] * 4
    assert "said: x\\|y\\|" in "".join(lines)
    assert "<b>" not in "".join(lines)


def test_r_squared_is_said_of_both_kinds_of_points(run):
    one = run(data="cones")
    rows = (one.points.test, one.points.training)
    test, training = (r2_score(one.targets[part], one.outputs[-1][part]) for part in rows)
    numbers = re.match(r"\*\*R² = (.*)\*\* on the 600 test points, (.*) on the 600", answers(one, len(one.stops) - 1))
    assert [float(text) for text in numbers.groups()] == pytest.approx([test, training], rel=0.006)


def test_changes_are_said_with_their_epochs(run):
    assert changes(run()) == ""
    one = run(stages=(Stage(120, 50, 0.003), Stage(150, 20, weights=((0, 1.0),))))
    assert changes(one) == (
        "Changed on the way: from epoch 120 on η = 0.003; from epoch 150 on a weight or bias set by hand."
    )


def test_what_takes_long_is_asked_for_first():
    assert asks_first(PlaygroundSettings()) is None
    long = PlaygroundSettings(batch=1, epochs=1000, share=90)
    assert "4.9 s" in asks_first(long)
    assert asks_first(PlaygroundSettings(batch=1, epochs=1000, share=90, long=True)) is None


def test_warnings(run):
    assert warning(run()) is None
    assert "in epoch" in warning(run(data="cones", learning_rate=10.0))
    lost = play(PlaygroundSettings(data=OWN, own=Lost("They are gone."), epochs=1))
    assert warning(lost) == "They are gone."


def test_the_epoch_in_which_it_diverged_is_the_one_of_the_next_step(run):
    one = run(data="cones", learning_rate=10.0)
    leg, X, y = one.legs[-1], one.features[:600], one.targets[:600]
    last, per_epoch = leg.run.step[-1], leg.run.steps_per_epoch
    with np.errstate(all="ignore"):
        after = leg.run.update(len(leg.run.step) - 1, X, y).theta_after
        assert not (np.isfinite(after).all() and np.isfinite(one.net.loss(after, X, y, "mse")))
    assert one.diverged_at == last // per_epoch + 1


def test_axes_are_said_where_inputs_were_scaled(run):
    assert axes(run()) is None
    assert "**x₁** is petal length \\(cm\\), minus 3.95, over 0.590" in axes(run(data="iris", epochs=10))
    table = Table(((1.0, 2.0, 0.0), (3.0, 4.0, 1.0), (2.0, 1.0, 0.0), (4.0, 4.0, 1.0)), ("a", "b", "c"), ("*x*", "y"))
    said = axes(play(PlaygroundSettings(data=OWN, own=table, epochs=1)))
    assert said == "2 classes: \\*x\\* (2), y (2)."
    assert takes_no_noise({"data": OWN})
    assert takes_no_noise({"data": "iris"})
    assert not takes_no_noise({"data": "spiral"})


@pytest.mark.parametrize("settings", [{}, {"layers": ()}, {"data": "cones"}, {"data": "iris"}, {"data": "spiral"}])
def test_the_question_is_answered_by_the_test_points(run, settings):
    one = run(**settings)
    question, rows = quality_question(one), one.points.test
    if one.points.classes:
        value = 100 * np.mean(one.said[-1][rows] == one.points.actual[rows])
    else:
        value = r2_score(one.targets[rows], one.outputs[-1][rows])
    bounds = [float(text) for text in re.findall(r"[\d.]+", question.options[question.answer])]
    if question.answer == 0:
        assert value < bounds[0]
    elif question.answer == 3:
        assert value >= bounds[0]
    else:
        assert bounds[0] <= value < bounds[1]
