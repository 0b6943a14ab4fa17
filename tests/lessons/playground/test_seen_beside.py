"""Runs of the playground side by side and from all starts: judged by the test points, epoch by epoch."""

import time
from dataclasses import replace

import numpy as np
import pytest

from nnviz.figures.board import Board
from nnviz.lessons.common import STARTS
from nnviz.lessons.compare import compare_scene, compare_words, compared, from_text, to_text
from nnviz.lessons.luck import luck, may_be_repeated
from nnviz.lessons.playground import LESSON
from nnviz.lessons.playground.seen_beside import CHANGED, TOO_LONG, seconds_of_all
from nnviz.lessons.playground.settings import PlaygroundSettings
from nnviz.lessons.playground.stages import Stage
from nnviz.lessons.playground.study import play

(PART,) = LESSON.parts
SHORT = PlaygroundSettings(epochs=20)
NOISY = {"data": "gaussians", "noise": 50, "share": 10, "epochs": 500}


def side_by_side(*changes):
    settings = [replace(SHORT, **change) for change in changes]
    return compared(PART, settings, [play(one) for one in settings])


def test_each_board_is_its_own_run_s_at_the_epoch_and_nothing_is_set_in_it():
    study = side_by_side({}, {"layers": (3,), "inputs": ("x1", "x2_squared"), "epochs": 10})
    scene = compare_scene(study)
    runs = [play(one) for one in study.settings]
    boards = [one for one in scene.animations if isinstance(one, Board)]
    for k, epoch in enumerate(scene.timeline.steps.tolist()):
        for board, run in zip(boards, runs, strict=True):
            assert (board.theta[k] == run.theta[min(epoch, int(run.epochs[-1]))]).all()
    assert [board.features for board in boards] == [("x1", "x2"), ("x1", "x2_squared")]
    assert not any(board.tells or board.draws or board.buttons or board.offered for board in boards)
    assert [board.title for board in boards] == [
        "A: inputs x₁, x₂, hidden layers 4-2, …", "B: inputs x₁, x₂², hidden layers 3, …",
    ]  # fmt: skip
    told = {one.label: one.values for one in scene.readouts}
    assert told["Epoch"][-1] == "20"
    assert told["B: test loss"][-1].endswith("(ended at epoch 10)")
    assert study.comparable, "other inputs, and yet the same test points"
    assert "They are different from the start." in compare_words(study, 0)


def test_who_is_ahead_is_ahead_on_the_test_points():
    study = side_by_side({**NOISY, "layers": (8, 8), "learning_rate": 0.3},
                         {**NOISY, "layers": (1,)})  # fmt: skip
    large, small = (play(one) for one in study.settings)
    end = study.ahead[-1]
    assert large.training_loss[-1] < small.training_loss[-1]
    assert large.test_loss[-1] > small.test_loss[-1], "the test needs a run that learned by heart"
    assert end == "B"
    assert "by the test loss (half mean squared error): **B**" in compare_words(study, len(study.steps) - 1)


@pytest.mark.parametrize(
    ("other", "parting", "said"),
    [
        ({"learning_rate": 0.1}, (0, 1), "part with the first epoch"),
        ({"stages": (Stage(12, 20, 0.3),)}, (12, 13), "Until epoch 12 they are the same network; at epoch 13"),
        ({"stages": (Stage(12, 20, weights=((0, 1.5),)),)}, (11, 12), "at epoch 12 they part"),
        ({"initializer": "he"}, (0, 0), "different from the start"),
        ({"stages": (Stage(20, 20),)}, None, "never part"),
    ],
)
def test_runs_that_were_trained_on_part_where_something_was_changed(other, parting, said):
    study = side_by_side({}, other)
    assert study.parting == parting
    assert said in compare_words(study, 0)
    if "stages" in other:
        assert "Trained on" in study.differences
        assert "_" not in "".join(study.differences["Trained on"]), "in words"


@pytest.mark.parametrize("other", [{"noise": 25}, {"share": 80}, {"loss": "mse"}, {"data_seed": 3}])
def test_of_other_test_points_or_another_loss_nobody_is_ahead(other):
    assert not side_by_side({}, other).comparable


def test_a_link_holds_a_run_that_was_trained_on():
    runs = (replace(SHORT, stages=(Stage(12, 20, 0.3), Stage(15, 5, weights=((0, 1.5),)))), SHORT)
    assert from_text(PART, to_text(PART, runs)) == runs


def test_a_run_that_was_changed_on_the_way_or_takes_long_is_not_trained_from_all_starts(monkeypatch):
    changed = play(replace(SHORT, stages=(Stage(12, 20),)))
    assert not may_be_repeated(PART, changed)
    assert PART.course(changed).why == CHANGED
    run = play(SHORT)
    assert may_be_repeated(PART, run)
    monkeypatch.setattr("nnviz.lessons.playground.seen_beside.LONGEST", 0.9 * seconds_of_all(run))
    assert not may_be_repeated(PART, run)
    assert PART.course(run).why == TOO_LONG


def test_a_run_from_all_starts_that_flies_off_within_an_epoch_is_counted_and_drawn():
    run = play(replace(SHORT, learning_rate=10.0, data="cones", activation="relu"))
    study = luck(PART, run, 0)
    assert run.diverged_at is not None
    assert study.flew_off > 0
    assert np.isfinite(study.losses).all()
    assert (np.diff(study.steps) > 0).all()


def test_the_estimate_for_all_starts_is_within_a_factor_of_two():
    pairs = []
    for settings in ({}, {"batch": 1, "epochs": 50}, {"layers": (8, 8)}, {"penalty": "l1", "epochs": 100}):
        run = play(PlaygroundSettings(**settings))
        begun = time.process_time()
        assert luck(PART, run, 0).losses.shape[1] == STARTS
        pairs.append((seconds_of_all(run), time.process_time() - begun))
    ratios = sorted(said / took for said, took in pairs)
    assert ratios[-1] < 4 * ratios[0], "another machine is faster as a whole"
