"""The playground's figures hold what the core returns; its buttons and its weights set by hand are settings."""

import numpy as np
import pytest

from nnviz.core import featured
from nnviz.figures.pack import pack
from nnviz.lessons.playground.changes import longer, weight_set, with_stage
from nnviz.lessons.playground.looks import dead_since
from nnviz.lessons.playground.scene import playground_scene
from nnviz.lessons.playground.settings import MOST_LAYERS, PlaygroundSettings, inputs_of, layers_of
from nnviz.lessons.playground.stages import MOST_STAGES, Stage, stages_of

EVERY = ("x1", "x2", "x1_squared", "x2_squared", "x1_x2", "sin_x1", "sin_x2")
LARGEST = {"layers": (8,) * 6, "inputs": EVERY}


def buttons(**settings):
    return {button.name: button.puts for button in _scene(PlaygroundSettings(**settings, epochs=1)).buttons}


def _scene(settings):
    from nnviz.lessons.playground.study import play

    return playground_scene(play(settings))


def test_the_board_is_the_run(run):
    one = run()
    board, curve = playground_scene(one).animations
    assert np.array_equal(board.theta, one.theta[one.stops])
    assert board.points.held_out.sum() == 250
    assert np.array_equal(board.points.held_out, np.arange(500) >= 250)
    kinds = [kind.target for kind in board.classes]
    assert np.array_equal(np.array(kinds)[board.points.targets.astype(int)], one.points.y[:, 0])
    k, h = 37, 1e-6
    X, y = featured(("x1", "x2"), one.points.X[:250]), one.points.y[:250]
    for place in (0, 9, 24):
        up, down = (one.net.loss(one.theta[k] + sign * h * np.eye(25)[place], X, y, "half_mse") for sign in (1, -1))
        assert board.slopes[k, place] == pytest.approx((up - down) / (2 * h), rel=1e-4, abs=1e-8)
    test, training = (mark.trace["y"] for mark in curve.marks[:2])
    assert np.array_equal(test, one.test_loss)
    assert np.array_equal(training, one.training_loss)
    assert curve.layout["yaxis"]["range"][1] > max(one.test_loss.max(), one.training_loss.max())


def test_a_neuron_is_crossed_out_from_the_first_stop_on_at_which_it_is_dead(run):
    one = run(activation="relu", learning_rate=3.0, epochs=1000)
    board = playground_scene(one).animations[0]
    since = dead_since(one)
    assert since
    assert len(one.stops) < len(one.epochs), "so a stop and an epoch differ"
    for neuron, stop in enumerate(board.dead_from):
        assert (stop < len(one.stops)) == (neuron in since)
        if neuron in since:
            assert one.epochs[one.stops[stop]] >= since[neuron]
            assert stop == 0 or one.epochs[one.stops[stop - 1]] < since[neuron]
    assert (playground_scene(run()).animations[0].dead_from == 301).all(), "of tanh none is"


def test_the_readouts_are_those_of_the_stop(run):
    for settings, last in (({}, "100 %"), ({"data": "cones"}, "0.595")):
        one = run(**settings)
        readouts = playground_scene(one).readouts
        assert [float(readouts[i].values[-1]) for i in (1, 2)] == pytest.approx(
            [one.training_loss[-1], one.test_loss[-1]], rel=0.006
        )
        assert readouts[3].values[-1] == last
        rows = one.points.test
        if settings:
            y, said = one.targets[rows], one.outputs[-1][rows]
            assert 1 - ((y - said) ** 2).sum() / ((y - y.mean()) ** 2).sum() == pytest.approx(0.595, abs=5e-4)


@pytest.mark.parametrize("log", [False, True])
def test_losses_stay_in_the_figure_and_changes_are_marked(run, log):
    one = run(stages=(Stage(120, 50, 0.003),), log=log)
    curve = playground_scene(one).animations[1]
    low, high = curve.layout["yaxis"]["range"]
    both = np.concatenate([one.training_loss, one.test_loss])
    drawn = np.log10(both) if log else both
    assert low < drawn.min()
    assert drawn.max() < high
    assert len(curve.layout["yaxis"].get("tickvals", range(3))) >= 2
    assert [shape["x0"] for shape in curve.layout["shapes"]] == [120]
    names = playground_scene(one).timeline.names
    assert [i for i, name in enumerate(names) if "changed" in name] == [120]


@pytest.mark.parametrize(("settings", "most"), [({}, 102_400), (LARGEST, 600_000)])
def test_what_is_sent_is_not_too_much(run, settings, most):
    assert len(pack(playground_scene(run(**settings)))) < most


@pytest.mark.parametrize(
    "settings", [{"data": "cones", "learning_rate": 10.0}, {"data": "plane", "learning_rate": 3.0}]
)
def test_a_run_that_diverges_can_be_drawn(run, settings):
    one = run(**settings)
    scene = playground_scene(one)
    assert one.diverged_at is not None
    assert len(pack(scene)) > 1000
    assert scene.timeline.names[-1].endswith("its last step with a number")


def test_buttons_add_and_take_away_and_stop_at_the_ends():
    found = buttons(layers=(4, 8))
    assert layers_of(found["One neuron more in layer A"]["layers"]) == (5, 8)
    assert layers_of(found["One neuron less in layer B"]["layers"]) == (4, 7)
    assert "One neuron more in layer B" not in {name for name, puts in found.items() if puts}
    assert layers_of(found["Take away layer A"]["layers"]) == (8,)
    assert layers_of(found["Add a hidden layer"]["layers"]) == (4, 8, 8)
    assert layers_of(buttons(layers=(1,))["Take away layer A"]["layers"]) == ()
    assert buttons(layers=(1,))["One neuron less in layer A"] is None
    assert buttons(layers=(2,) * MOST_LAYERS)["Add a hidden layer"] is None
    assert inputs_of(found["Take x₁·x₂ as an input"]["inputs"]) == ("x1", "x2", "x1_x2")
    assert inputs_of(found["Leave the input x₁ out"]["inputs"]) == ("x2",)
    assert buttons(inputs=("x2",))["Leave the input x₂ out"] is None, "one input stays"


def test_buttons_draw_other_weights_and_other_points_where_any_are_drawn():
    start, points = "Start from other weights", "Draw other points"
    found = buttons(seed=3, data_seed=20, stages=(Stage(1, 5, 0.1),))
    assert found[start] == {"seed": 4, "more": ""}
    assert found[points] == {"draw": 0, "more": ""}, "after the last comes the first"
    assert buttons(initializer="zeros")[start] is None, "those start alike"
    assert buttons(data="iris")[points] is None, "those are measured"
    assert buttons(data="own")[points] is None


def test_longer_is_the_same_run_and_as_many_epochs_more(run):
    settings = PlaygroundSettings(epochs=300)
    for wanted in ((Stage(300, 300),), (Stage(300, 600),), (Stage(300, 900),), (Stage(300, 900), Stage(1200, 300))):
        settings = PlaygroundSettings(epochs=300, stages=stages_of(longer(settings)["more"]))
        assert settings.stages == wanted
    once = run(epochs=30, stages=stages_of(longer(PlaygroundSettings(epochs=30))["more"]))
    assert np.array_equal(once.theta, run(epochs=60).theta)
    changed = Stage(20, 10, 0.003)
    assert stages_of(longer(PlaygroundSettings(epochs=20, stages=(changed,)))["more"]) == (changed, Stage(30, 20))
    assert longer(PlaygroundSettings(stages=tuple(Stage(10 * i, 10, 0.01) for i in range(MOST_STAGES)))) == {}


def test_a_weight_set_by_hand_is_a_stage_and_several_at_one_epoch_are_one(run):
    first = weight_set(run(), {"parameter": 3, "value": 1.25, "step": 120})
    assert first["step"] == 120
    stages = stages_of(first["more"])
    assert stages == (Stage(120, 300, weights=((3, 1.25),)),)
    second = weight_set(run(stages=stages), {"parameter": 5, "value": -2.0, "step": 120})
    assert stages_of(second["more"]) == (Stage(120, 300, weights=((3, 1.25), (5, -2.0))),)
    again = weight_set(run(stages=stages), {"parameter": 3, "value": 0.5, "step": 120})
    assert stages_of(again["more"]) == (Stage(120, 300, weights=((3, 0.5),)),)
    earlier = weight_set(run(stages=stages), {"parameter": 0, "value": 1.0, "step": 60})
    assert stages_of(earlier["more"]) == (Stage(60, 300, weights=((0, 1.0),)),), "what came after is let go"
    full = run(stages=tuple(Stage(10 * i, 10, 0.01) for i in range(MOST_STAGES)), epochs=10)
    assert with_stage(full, Stage(50, 10)) == {}
