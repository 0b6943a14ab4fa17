"""Divide and conquer on the plane: what is drawn is the core's, and what is said holds wherever it is said."""

from dataclasses import replace

import numpy as np
import pytest

from nnviz.lessons import from_link
from nnviz.lessons.networks import LESSON
from nnviz.lessons.networks.plane_scene import plane_scene, stages
from nnviz.lessons.networks.plane_study import DATA, HALF, PlaneSettings, best_line, plane_study, sample_of, seen
from nnviz.lessons.networks.plane_words import moved, percent, plane_question, plane_warning, way, what

CASES = [
    {}, {"first": 2, "second": "–"}, {"first": 3, "second": "–", "data": "circle"}, {"first": 8, "second": "–"},
    {"first": 1, "second": 1}, {"first": 5, "second": 3, "activation": "relu"}, {"activation": "identity"},
]  # fmt: skip


@pytest.fixture(scope="module", params=CASES, ids=str)
def study(request):
    return plane_study(PlaneSettings(**request.param, epochs=50))


def test_every_stage_is_the_core_s_layer_at_that_step_along_its_directions(study):
    all_stages = stages(study)
    assert [(one.layer, one.summed) for one in all_stages][:3] == [(0, False), (1, True), (1, False)]
    assert all_stages[-1].layer == len(study.net.sizes) - 2
    for k in (0, 17, len(study.steps) - 1):
        fwd = study.net.forward(study.theta[k], study.sample.X)
        for stage in all_stages:
            values = (fwd.z if stage.summed else fwd.a)[stage.layer]
            places = stage.seen(values)
            n = values.shape[1]
            if n <= study.directions:  # as it is: each neuron is a direction
                np.testing.assert_allclose(places[:, :n], values, atol=1e-12)
                assert (places[:, n:] == 0).all()
            lows, highs = np.transpose(stage.ends)
            assert (places >= lows - 1e-9).all()
            assert (places <= highs + 1e-9).all(), "the axes hold all steps"
            assert np.allclose(highs - lows, highs[0] - lows[0]), (
                "and are equally long, so that shapes keep their looks"
            )


def test_more_neurons_are_seen_along_their_principal_components():
    rng = np.random.default_rng(5)
    values = rng.normal(size=(300, 4)) @ rng.normal(size=(4, 4)) + 3
    view = seen(values, 2)
    assert not view.whole
    np.testing.assert_allclose(view.basis.T @ view.basis, np.eye(2), atol=1e-12)
    spread = np.sort(np.linalg.eigvalsh(np.cov(values.T, bias=True)))[::-1]
    places = (values - view.mean) @ view.basis
    np.testing.assert_allclose(places.var(axis=0), spread[:2], rtol=1e-9)
    np.testing.assert_allclose(places.mean(axis=0), 0, atol=1e-9)
    for axis in view.basis.T:
        assert axis[np.abs(axis).argmax()] > 0, "so that the same settings are never seen turned over"


def test_the_share_that_is_seen_is_that_of_the_variance():
    study = plane_study(PlaneSettings(first=8, second="–", epochs=50))
    for k in (0, 50):
        a = study.net.forward(study.theta[k], study.sample.X).a[1]
        along = ((a - a.mean(axis=0)) @ study.views[1].basis) ** 2
        share = along.sum() / ((a - a.mean(axis=0)) ** 2).sum()
        assert study.share(1, k) == pytest.approx(share)
        assert f"They hold {percent(share)} of the points’ spread" in moved(study, k)
    assert study.share(0, 0) == pytest.approx(1)
    assert percent(0.9999) == "nearly 100 %"
    assert percent(1.0) == "100 %"
    assert percent(0.881) == "88.1 %"


def test_points_on_the_correct_side_are_counted_one_by_one(study):
    scene = plane_scene(study)
    for k in (0, 25, 50):
        outputs = study.net.forward(study.theta[k], study.sample.X).a[-1][:, 0]
        right = sum((output >= HALF) == (y == 1) for output, y in zip(outputs, study.sample.y[:, 0], strict=True))
        assert scene.readouts[2].values[k] == f"{right} of 200"
        assert f"has :blue[**{right}**] of 200 points on the correct side" in moved(study, k)


@pytest.mark.parametrize("data", DATA)
def test_the_best_straight_line_found_is_one_that_there_is_and_no_random_one_is_better(data):
    sample, rng = sample_of(data), np.random.default_rng(7)
    count = best_line(data)
    assert len(sample.X) / 2 < count < len(sample.X), "no straight line parts these points"
    normals = rng.normal(size=(20_000, 2))
    shift = rng.uniform(-1, 1, 20_000)
    said = shift * np.linalg.norm(normals, axis=1) < sample.X @ normals.T
    right = (said == (sample.y == 1)).sum(axis=0)
    assert np.maximum(right, 200 - right).max() <= count


def test_words_follow_what_the_layers_have_gained():
    study = plane_study(PlaneSettings())
    best = study.straight
    gained = int(np.flatnonzero((study.right > best) & (study.right < 200))[0])
    assert f"the layers have made {study.right[gained] - best} more possible." in moved(study, gained)
    assert "All of them" not in moved(study, gained)
    assert study.right[-1] == 200
    assert "more possible. All of them." in moved(study, -1)
    assert f"worse than that line, by {best - study.right[0]}." in moved(study, 0)
    level = replace(study)
    vars(level)["right"] = np.full(len(study.steps), best)
    assert "gained nothing" in moved(level, 0)


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        (
            {"first": 2, "second": "–"},
            "Layer A has 2 neurons: its space is shown as it is, with the output’s line z = 0.",
        ),
        (
            {"first": 4, "second": 3},
            "Layer B has 3 neurons: its space is shown as it is, with the output’s plane z = 0.",
        ),
        ({"first": 4, "second": 1}, "Layer B has one neuron: its space is a line"),
        (
            {"first": 4, "second": 5},
            "Layer B has 5 neurons: its space has 5 directions. It is seen along its **first two",
        ),
    ],
)
def test_how_the_last_hidden_layer_is_seen_is_said(settings, said):
    study = plane_study(PlaneSettings(**settings, epochs=50))
    assert said in moved(study, 3)
    assert plane_scene(study).animations[1].parted == ("as it is" in said or "a line" in said)


def test_a_point_s_way_is_the_core_s():
    study = plane_study(PlaneSettings(point=42, epochs=50))
    text = way(study, 30)
    fwd = study.net.forward(study.theta[30], study.sample.X[[41]])
    for level in range(1, 4):
        for z, a in zip(fwd.z[level][0], fwd.a[level][0], strict=True):
            assert f"{z:.3g}"[:4].replace("-", "−").rstrip("0") in text
            assert f"{a:.3g}"[:4].replace("-", "−").rstrip("0") in text
    said, wanted = int(fwd.a[-1][0, 0] >= HALF), int(study.sample.y[41, 0])
    assert f"which is class {said} " in text
    assert text.endswith("right." if said == wanted else "wrong.")


@pytest.mark.parametrize("settings", [{}, {"activation": "identity"}, {"first": 3, "second": "–", "data": "circle"}])
def test_the_question_is_answered_by_counting_and_asked_only_before_the_figures_tell(settings):
    study = plane_study(PlaneSettings(**settings))
    question, right = plane_question(study), int(study.right[-1])
    ends = {"Fewer than 120": (0, 119), "120 to 179": (120, 179), "180 to 199": (180, 199), "All 200": (200, 200)}
    assert tuple(ends) == question.options
    low, high = ends[question.options[question.answer]]
    assert low <= right <= high
    told = int(np.flatnonzero(study.steps == question.seen_from)[0])
    assert all(low <= count <= high for count in study.right[told:])
    assert told == 1 or not low <= study.right[told - 1] <= high


def tried(text):
    """Return the study of the example for the class that begins with this text."""
    (one,) = [one for one in LESSON.tries if one.text.startswith(text)]
    return plane_study(from_link(PlaneSettings, LESSON.prefix, one.settings))


def test_the_examples_show_what_they_say():
    assert tried("Without a bend").right.max() <= best_line("xor")
    alone = tried("One neuron in the first layer")
    assert alone.right[-1] <= best_line("xor")
    bowl = tried("A disc in a ring")
    assert bowl.directions == 3
    assert bowl.right[-1] > 0.95 * 200
    assert tried("Eight neurons, seen").views[-1].whole is False
    assert tried("ReLU").net.activations[0] == "relu"


def test_a_run_that_grows_without_bound_says_so():
    study = plane_study(PlaneSettings())
    assert plane_warning(study) is None
    assert "without bound" in plane_warning(replace(study, run=replace(study.run, diverged_at=7)))


def test_what_the_layers_do_is_said_for_the_phi_and_the_neurons_that_there_are():
    bent, straight, single = (
        what(plane_study(PlaneSettings(epochs=50, **settings)))
        for settings in ({}, {"activation": "identity"}, {"first": 1})
    )
    assert "bent borders" in bent
    assert bent.endswith("then its φ bends it.")
    assert "bent borders" not in straight
    assert straight.endswith("no bend, nothing to gain.")
    assert "bent borders" not in single
    assert "but one such picture" in single
