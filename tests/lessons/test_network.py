"""The network that a visitor makes: its layers, its loss where the targets allow it, and its start."""

from dataclasses import dataclass

import numpy as np
import pytest

from nnviz.core import Sample
from nnviz.lessons import from_link, nested, parameters
from nnviz.lessons.network import NONE, NetworkSettings, layers, may_follow

X = np.array([[0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])


def sample(y):
    y = np.array(y, float)
    return Sample(X, y, ("x₁", "x₂"), tuple(f"y{i}" for i in range(y.shape[1])))


CLASSES = sample([[1, 0, 0], [0, 1, 0], [0, 0.5, 0.5]])
NUMBERS = sample([[0.5], [-2], [3]])


@dataclass(frozen=True)
class Nesting:
    """Settings of some lesson that has a network."""

    network: NetworkSettings = nested(NetworkSettings)


def test_a_lesson_with_another_prefix_nests_it():
    assert list(parameters(Nesting, "play"))[:3] == ["play_a", "play_b", "play_c"]
    network = from_link(Nesting, "play", {"play_a": "1", "play_c": "4", "play_loss": "Mean squared error"}).network
    assert (network.hidden, network.loss) == ((1, 2, 4), "mse")


@pytest.mark.parametrize(
    ("chosen", "hidden"),
    [((3,), (3,)), ((3, 2, NONE), (3, 2)), ((3, NONE, 4), (3,)), ((NONE, 2), ()), ((1, 2, 3, 4, 5), (1, 2, 3, 4, 5))],
)
def test_the_layers_end_at_the_first_that_there_is_not(chosen, hidden):
    assert layers(chosen) == hidden


@pytest.mark.parametrize(
    ("loss", "targets", "may"),
    [
        ("half_mse", [[-7.0, 9.0]], True),
        ("bce", [[0.0], [1.0]], True),
        ("bce", [[0.0], [1.01]], False),
        ("bce", [[-0.01], [1.0]], False),
        ("cross_entropy", [[0.2, 0.8], [1.0, 0.0]], True),
        ("cross_entropy", [[0.2, 0.7]], False),
        ("cross_entropy", [[1.5, -0.5]], False),
        ("cross_entropy", [[1.0], [1.0]], False),
    ],
)
def test_a_loss_follows_only_targets_that_it_is_defined_for(loss, targets, may):
    assert may_follow(loss, np.array(targets)) == may


@pytest.mark.parametrize(
    ("data", "wanted", "used", "output"),
    [
        (CLASSES, "cross_entropy", "cross_entropy", "softmax"),
        (CLASSES, "bce", "bce", "sigmoid"),
        (CLASSES, "mse", "mse", "identity"),
        (NUMBERS, "cross_entropy", "half_mse", "identity"),
        (NUMBERS, "bce", "half_mse", "identity"),
    ],
)
def test_the_loss_is_the_one_wanted_where_it_can_be_and_the_output_fits_it(data, wanted, used, output):
    run = NetworkSettings(2, 3, NONE, wanted).trained(data, epochs=2)
    assert (run.config.loss, run.net.output) == (used, output)
    assert run.net.sizes == (2, 2, 3, data.y.shape[1])


def test_the_seed_is_the_start_and_what_else_is_said_is_how_it_is_trained():
    one, again, other = (NetworkSettings(seed=seed).trained(NUMBERS, epochs=3, batch_size=1) for seed in (1, 1, 2))
    assert np.array_equal(one.theta, again.theta)
    assert not np.array_equal(one.theta[0], other.theta[0])
    assert list(one.step) == list(range(10))
