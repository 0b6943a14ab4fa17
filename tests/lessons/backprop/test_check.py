"""The check of the gradients: beside differences, and with the reason where these say little."""

import math

import numpy as np
import pytest

from nnviz.core import central_difference
from nnviz.figures.numbers import number
from nnviz.lessons import from_link
from nnviz.lessons.backprop import LESSON, check
from nnviz.lessons.backprop.study import WalkSettings


def test_the_check_stands_beside_central_differences(case):
    walk = case.walk
    text = check.gradient_check(walk, 0)
    differences = central_difference(case.net, case.theta[0], case.X, case.y, case.loss, 1e-5)
    layer, i = walk.neuron
    k, s, t = walk.link
    both = [case.net.layers(v) for v in (case.backward[0].grad, differences)]
    for g, d in (
        [v[k - 1][0][s, t] for v in both],
        [v[layer - 1][1][i] for v in both],
        *zip(both[0][layer - 1][0][:, i], both[1][layer - 1][0][:, i], strict=True),
    ):
        assert f":orange[{number(g, 6)}] | {number(d, 6)} | " in text
    errors = check.relative_error(case.backward[0].grad, differences)
    assert f"of all {case.net.n_parameters}: **{number(errors.max(), 2)}**" in text
    assert errors.max() < 1e-4 or "kink" in text


def test_a_gradient_that_is_wrong_shows():
    assert check.relative_error(np.array([1.0]), np.array([1.1]))[0] > 0.09
    assert check.relative_error(np.array([0.2]), np.array([-0.2]))[0] == 2


def walk_of(**query):
    settings = from_link(WalkSettings, "backprop", {f"backprop_{name}": text for name, text in query.items()})
    return LESSON.parts[0].study(settings)


FAR = {"examples": "10,10,10;10,-10,-10", "example": "1 of 2"}
CROSS = {"loss": "Binary cross-entropy", "rate": "10", "activation": "Identity"}


@pytest.mark.parametrize(
    ("query", "step", "reason"),
    [
        ({}, 0, ""),
        ({"activation": "ELU", "rate": "0.2"}, 0, ""),
        ({"activation": "ELU", "rate": "0.2", "a": "4", "b": "4", "c": "4", "seed": "5", **FAR}, 1, "16 digits"),
        ({"activation": "ELU", "rate": "10", "a": "4", "b": "4", "c": "4", **FAR}, 2, "none is left"),
        ({"activation": "SiLU", "rate": "10", **FAR}, 2, "16 digits"),
        ({**CROSS, "examples": "1,0.5,0;0.5,-1,1;-1,0.5,1;-0.5,-1,0"}, 2, "1 − ŷ"),
        ({**CROSS, "examples": "1,0.5,0;10,-3,1", "example": "1 of 2"}, 2, "−ln ŷ"),
        ({"loss": "Binary cross-entropy"}, 0, ""),
    ],
)
def test_where_differences_say_little_the_reason_is_said_and_elsewhere_none(query, step, reason):
    walk = walk_of(**query)
    said = check.gradient_check(walk, step).split("\n\n")[1]
    theta, loss = walk.updates[step].theta, walk.run.config.loss
    differences = central_difference(walk.run.net, theta, walk.sample.X, walk.sample.y, loss, 1e-5)
    worst = check.relative_error(walk.updates[step].backward.grad, differences).max()
    assert (worst > 1e-4) == bool(reason)
    assert reason in said
    assert ("nudging" in said) == bool(reason)
    assert said.endswith("**") == (not reason)


def test_how_many_digits_are_left_is_what_the_losses_leave(read):
    walk = walk_of(activation="SiLU", rate="10", **FAR)
    loss, difference, _, left = read(check.gradient_check(walk, 2).split("nudging is")[1].replace(", ", " "))
    net, theta, X, y = walk.run.net, walk.updates[2].theta, walk.sample.X, walk.sample.y
    assert loss == pytest.approx(net.loss(theta, X, y, "half_mse"), rel=0.01)
    away = net.loss(theta + 1e-5 * np.eye(len(theta)), X, y, "half_mse")
    back = net.loss(theta - 1e-5 * np.eye(len(theta)), X, y, "half_mse")
    assert np.isclose(np.abs(away - back), difference, rtol=0.1).any()
    assert left == math.floor(math.log10(difference / loss / 2.2e-16))


@pytest.mark.parametrize("activation", ["Identity", "Tanh", "ELU", "Softplus", "SiLU"])
@pytest.mark.parametrize("loss", ["Half mean squared error", "Binary cross-entropy"])
def test_no_large_error_is_without_a_reason(activation, loss):
    for rate in ("0.2", "2", "10"):
        for far in (FAR, {"examples": "1,0.5,0;10,-3,1", "example": "1 of 2"}, {}):
            walk = walk_of(activation=activation, rate=rate, loss=loss, seed="5", **far)
            for step, update in enumerate(walk.updates):
                differences = central_difference(
                    walk.run.net, update.theta, walk.sample.X, walk.sample.y, walk.run.config.loss, 1e-5
                )
                large = check.relative_error(update.backward.grad, differences).max() > 1e-4
                assert ("nudging" in check.gradient_check(walk, step)) == large
