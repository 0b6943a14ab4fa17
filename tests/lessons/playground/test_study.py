"""The playground's run: against the core, stage by stage, and what a link may ask of it."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnviz.core import Network, TrainConfig, featured, train
from nnviz.lessons import from_link
from nnviz.lessons.playground.changes import visited
from nnviz.lessons.playground.cost import LIMIT
from nnviz.lessons.playground.settings import DATA, PlaygroundSettings, inputs_of, layers_of, layers_text, losses_for
from nnviz.lessons.playground.stages import PENALTY_RATES, RATES, Stage, stages_of, stages_text
from nnviz.lessons.playground.study import seconds

NET = Network((2, 4, 2, 1), "tanh", "tanh")


def core(run, theta, epochs, rate=0.03, **how):
    """Return θ after so many epochs of the core's own training on a run's points."""
    rows, config = run.points.training, TrainConfig("half_mse", "sgd", rate, 10, epochs, l1_clips=True, **how)
    X, y = featured(("x1", "x2"), run.points.X)[rows], run.points.y[rows]
    return train(NET, theta, X, y, config, epochs + 1).theta


def test_the_default_is_that_of_tensorflow_playground(run):
    one = run()
    assert (one.net.sizes, one.net.activations) == (NET.sizes, NET.activations)
    assert (len(one.points.X), one.points.n_training) == (500, 250)
    assert one.epochs.tolist() == list(range(301))
    start = NET.init("uniform", np.random.default_rng(0))
    assert np.array_equal(one.theta, core(one, start, 300))
    assert one.training_loss == pytest.approx(
        NET.loss(one.theta, one.points.X[:250], one.points.y[:250], "half_mse"), rel=1e-12
    )
    assert one.test_loss == pytest.approx(
        NET.loss(one.theta, one.points.X[250:], one.points.y[250:], "half_mse"), rel=1e-12
    )
    right = (one.outputs[-1, 250:, 0] >= 0) == (one.points.y[250:, 0] > 0)
    assert one.quality(one.points.test)[-1] == right.mean()


def test_another_draw_is_another_sample_with_the_same_start(run):
    one, other = run(), run(data_seed=1)
    assert not np.array_equal(one.points.X, other.points.X)
    assert np.array_equal(one.theta[0], other.theta[0])
    again = run(seed=1)
    assert np.array_equal(one.points.X, again.points.X)
    assert not np.array_equal(one.theta[0], again.theta[0])


@pytest.mark.parametrize("data", DATA)
@pytest.mark.parametrize("share", [10, 50, 90])
def test_points_are_shuffled_once_and_split(run, data, share):
    points = run(data=data, share=share, epochs=1).points
    assert points.n_training == round(share / 100 * len(points.X))
    assert np.abs(points.X).max() <= 12
    if data == "iris":
        assert np.abs(points.X).max(axis=0) == pytest.approx([5, 5])
        back = points.X * points.scaling.unit + points.scaling.middle
        assert back.min(axis=0) == pytest.approx([1.0, 0.1])
        assert back.max(axis=0) == pytest.approx([6.9, 2.5])
    if points.classes:
        assert len(points.classes) == points.actual.max() + 1
        assert np.unique(points.actual[:40]).tolist() == list(range(len(points.classes))), "they are mixed"


def test_each_task_has_the_output_that_its_loss_needs(run):
    outputs = {("wide_xor", "half_mse"): "tanh", ("wide_xor", "bce"): "sigmoid", ("plane", "half_mse"): "identity",
               ("iris", "half_mse"): "softmax", ("four_gaussians", "half_mse"): "softmax"}  # fmt: skip
    for (data, loss), output in outputs.items():
        one = run(data=data, loss=loss, epochs=20)
        assert one.net.output == output
        assert one.settings.loss in losses_for({"data": data})
        assert one.training_loss[-1] < one.training_loss[0]
    assert set(run(data="wide_xor", loss="bce", epochs=20).targets.ravel()) == {0, 1}


def test_training_on_goes_on_from_that_epoch_with_what_was_changed(run):
    first = run()
    one = run(stages=(Stage(120, 50, 0.003), Stage(150, 100, weights=((3, 1.5),))))
    assert one.changes == (120, 150)
    assert one.epochs.tolist() == list(range(251))
    assert np.array_equal(one.theta[:121], first.theta[:121])
    assert np.array_equal(one.theta[120:150], core(one, first.theta[120], 30, 0.003)[:30])
    by_hand = core(one, first.theta[120], 30, 0.003)[30].copy()
    by_hand[3] = 1.5
    assert np.array_equal(one.theta[150:], core(one, by_hand, 100, 0.003)), "the rate stays as it was changed"
    assert one.rates[[0, 119, 120, 250]].tolist() == [0.03, 0.03, 0.003, 0.003]


def test_links_that_l1_took_away_stay_away_when_it_trains_on(run):
    one = run(penalty="l1", penalty_rate=0.01, stages=(Stage(200, 60, penalty_rate=0.001),))
    zero = one.theta == 0
    assert zero[199].any()
    assert not (zero[:-1] & ~zero[1:]).any()
    again = run(penalty="l1", penalty_rate=0.01, stages=(Stage(200, 60, weights=((int(zero[199].argmax()), 2.0),)),))
    assert again.theta[200:, zero[199].argmax()].all(), "one set by hand is there again"


def test_a_stage_that_begins_before_an_earlier_one_takes_its_place(run):
    assert run(stages=(Stage(200, 50, 0.1), Stage(100, 50, 0.003))).changes == (100,)
    beyond = run(stages=(Stage(900, 20),))
    assert beyond.changes == (300,), "one beyond the end begins at the end"
    assert beyond.epochs[-1] == 320
    fresh = run(stages=(Stage(0, 20, 0.1),))
    assert fresh.epochs[-1] == 20
    assert np.array_equal(fresh.theta, core(fresh, run().theta[0], 20, 0.1))


def test_a_long_run_stops_at_some_epochs_and_at_each_change(run):
    one = run(epochs=1000, layers=(8, 8), stages=(Stage(777, 500, 0.003),))
    stops = one.epochs[one.stops]
    assert len(stops) <= 302
    assert {0, 777, 1277} <= set(stops.tolist())


@pytest.mark.parametrize("epoch", [1, 776, 1100, 1277])
def test_any_epoch_that_is_asked_for_is_a_stop_of_the_same_run(run, epoch):
    long = {"epochs": 1000, "layers": (8, 8), "stages": (Stage(777, 500, 0.003),)}
    one = run(**long)
    there = visited(one, epoch)
    asked = run(**long, asked=epoch) if "asked" in there else one
    assert ("asked" in there) == (epoch not in one.epochs[one.stops])
    stops = asked.epochs[asked.stops]
    assert epoch in stops
    assert set(one.stops) <= set(asked.stops)
    assert np.array_equal(asked.theta, one.theta)
    near = stops[(stops >= epoch - 10) & (stops <= epoch + 10)] if "asked" in there else stops[:1]
    assert (np.diff(near) == 1).all(), "from there one goes epoch by epoch"
    assert there["step"] == epoch


@pytest.mark.parametrize("text", ["", "0", "-3", "6001", "99999999", "1.5", "٣", "nan", "<b>"])
def test_a_link_that_asks_for_no_epoch_asks_for_nothing(text):
    assert from_link(PlaygroundSettings, "playground", {"playground_asked": text, "playground_epochs": "1000"}) == (
        PlaygroundSettings(epochs=1000)
    )
    assert PlaygroundSettings(asked=7) == PlaygroundSettings(), "where each epoch is a stop, none needs to be asked for"


def test_a_run_that_diverges_ends_at_its_last_finite_step(run):
    one = run(data="cones", learning_rate=10.0)
    assert one.diverged_at == one.epochs[-1]
    assert np.isfinite(one.theta).all()
    assert np.all(np.diff(one.epochs) > 0)
    assert run().diverged_at is None


def test_what_takes_over_two_seconds_ends_earlier_unless_it_is_agreed_to(run):
    long = {"batch": 1, "epochs": 1000, "share": 90, "layers": (8,) * 6}
    one = run(**long)
    assert seconds(one.settings) > LIMIT
    assert one.short
    assert 1 <= one.epochs[-1] < 1000
    assert from_link(PlaygroundSettings, "playground", {"playground_long": "true"}) == PlaygroundSettings()
    assert not run().short


STAGES = st.lists(
    st.builds(
        Stage, st.integers(0, 3000), st.integers(1, 1000), st.sampled_from([None, *RATES]),
        st.sampled_from([None, *PENALTY_RATES]),
        st.lists(st.tuples(st.integers(0, 500), st.integers(-999, 999).map(lambda n: n / 100)), max_size=3).map(tuple),
    ),
    min_size=1, max_size=5,
).map(tuple)  # fmt: skip


@given(STAGES)
def test_stages_in_a_link_mean_the_same_again(stages):
    assert stages_of(stages_text(stages)) == stages


@pytest.mark.parametrize(
    "text",
    ["", "1", "a_5", "1_5_rate7", "1_5_w3", "1_5_w3=nan", "1_5_w3=1e9", "1_5_w-1=2", "-1_5", "1_99999",
     "~".join(["1_1"] * 6),
     "1_5_foo", "1_5_penalty", "٣_5", "1_5_w3=1_0", "9" * 500],
)  # fmt: skip
def test_nonsense_is_no_stage(text):
    assert stages_of(text) is None


def test_layers_and_activations_in_a_link():
    for layers in ((), (1,), (4, 2), (8,) * 6):
        assert layers_of(layers_text(layers)) == layers
    for text in ("", "9", "0-1", "4-", "-4", "4-2-", "1-1-1-1-1-1-1", "4,2", "00"):
        assert layers_of(text) is None
    assert inputs_of("x1_x2-x1") == ("x1", "x1_x2")
    assert inputs_of("") is inputs_of("x1-x3") is inputs_of("x1,x2") is None
    assert PlaygroundSettings(phi2="relu").hidden == ("tanh", "relu")
    assert PlaygroundSettings(phi3="relu") == PlaygroundSettings(), "there is no third layer"
