"""Runs that share a timeline: what is shown at a stop is the very step that is named, however long the run is."""

import numpy as np
import pytest

from nnviz.core import DATASETS, Network, Sample, TrainConfig, train
from nnviz.lessons.activation.learner import Learner, stops
from tests.lessons.activation.conftest import EPOCHS, MANY, at, bend_case, half_mse, near, taught


def test_stops_are_steps_of_the_run_with_the_first_ones_each():
    for n_steps in (1, 5, 30, 31, 300, 900):
        step = stops(n_steps)
        assert step[0] == 0
        assert step[-1] == n_steps
        assert np.all(np.diff(step) > 0)
        assert np.array_equal(step[: min(30, n_steps)], np.arange(min(30, n_steps)))


def test_the_timeline_goes_to_the_end_and_stops_at_steps_that_were_recorded(kinds, bend):
    for case in (kinds, bend):
        longest = max(case.runs, key=lambda run: run.step[-1])
        assert np.all(np.diff(case.steps) > 0)
        assert (case.steps[0], case.steps[-1]) == (0, longest.config.epochs)
        for run in case.runs:
            assert np.isin(case.steps[case.steps <= run.step[-1]], run.step).all()
        assert len(case.steps) > 60


def test_the_parameters_at_a_stop_are_those_of_a_training_that_ends_there(kinds, bend):
    for case in (kinds, bend):
        for learner, net in zip(case.learners, case.nets, strict=True):
            assert np.array_equal(learner.theta[0], case.start), "all start from the same weights"
            for k in range(1, len(case.steps), 47):
                run = taught(net, case.start, case.data, learner.run.config.learning_rate, int(case.steps[k]))
                assert np.array_equal(learner.theta[k], run.theta[-1]), case.steps[k]


def test_the_update_at_a_stop_is_the_one_that_leaves_its_step(kinds, bend):
    for case in (kinds, bend):
        for learner in case.learners:
            for k in range(0, len(case.steps), 9):
                update = learner.update(k)
                assert np.array_equal(update.theta, at(learner.run, case.steps[k]))


def test_losses(kinds, bend, drawn, plotted):
    for case in (kinds, bend):
        for run, animation in zip(case.runs, case.scene.animations, strict=True):
            check_loss(plotted(animation).data, animation, run, case, drawn)


def check_loss(traces, animation, run, case, drawn):
    curve = next(i for i, t in enumerate(traces) if t.mode == "lines" and t.yaxis == "y2")
    here = next(i for i, t in enumerate(traces) if t.mode == "markers" and t.yaxis == "y2")
    expected = [half_mse(run.net.forward(at(run, s), case.data.X).a[-1], case.data.y) for s in case.steps]
    for k, step in [*enumerate(case.steps)][
        :: 3 if len(case.steps) % 3 == 1 else -3
    ]:  # from the first or from the last
        walked = drawn(animation, curve, k)
        assert np.array_equal(walked[:, 0], case.steps[: k + 1])
        assert near(walked[:, 1], expected[: k + 1])
        assert near(drawn(animation, here, k), [step, expected[k]])


def test_one_that_diverged_between_two_stops_is_held_where_it_ended_and_the_other_goes_on():
    case = bend_case(1, 2.0, 2, MANY)
    straight, bent = case.learners
    end = straight.run.diverged_at
    assert bent.run.diverged_at is None
    assert end not in case.steps
    after = case.steps > end
    assert np.array_equal(straight.ended, after)
    assert np.array_equal(straight.theta[after], np.broadcast_to(straight.run.theta[-1], straight.theta[after].shape))
    assert not bent.ended.any()
    assert len(np.unique(bent.theta[after], axis=0)) > 1


def dead(run, data):
    return Learner(run, data, run.step).dead


def test_both_fates_of_a_relu_happen_among_the_seeds():
    data = DATASETS["practice"].make(np.random.default_rng(1))
    relu = Network((1, 1), output="relu")
    starts = [relu.init("uniform", np.random.default_rng(seed)) for seed in range(21)]
    fates = [dead(taught(relu, start, data, 0.1, EPOCHS), data) for start in starts]
    assert {(bool(fate[0]), bool(fate[-1])) for fate in fates} >= {(False, False), (True, True)}
    fate = dead(taught(relu, starts[0], data, 0.2, EPOCHS), data)
    assert not fate[0]
    assert fate[-1]
    assert np.all(np.diff(fate.astype(int)) >= 0), "what is dead stays dead"


@pytest.mark.parametrize(("theta", "gone"), [([1.0, 0.0], False), ([-1.0, -2.0], True)])
def test_a_neuron_without_any_error_is_not_dead(theta, gone):
    data = Sample(np.array([[1.0], [-1.0]]), np.array([[1.0], [0.0]]), ("x",), ("y",))
    net, config = Network((1, 1), output="relu"), TrainConfig(batch_size=2, epochs=3)
    run = train(net, np.array(theta), data.X, data.y, config)
    assert np.array_equal(run.theta, np.tile(theta, (4, 1))), "neither moves"
    assert dead(run, data).tolist() == [gone] * 4
