"""The questions that the backpropagation lesson asks, and what its runs are made of."""

import numpy as np
import pytest

from nnviz.core import ACTIVATIONS
from nnviz.figures.pack import pack
from nnviz.lessons import from_link
from nnviz.lessons.backprop import LESSON
from nnviz.lessons.backprop.study import FOUR_EXAMPLES, WalkSettings
from nnviz.lessons.backprop.training import CLASS_DATA, OWN, SAME, TrainingSettings
from nnviz.lessons.networks import NONE, NetworkSettings
from nnviz.lessons.tables import Table

STEPS, BLAME = LESSON.parts


def network(hidden, activation, loss="half_mse", rate=0.5, seed=0):
    return NetworkSettings(*hidden, *[NONE] * (3 - len(hidden)), loss, activation, seed, rate)


def walk_of(hidden=(3, 2), activation="tanh", loss="half_mse", seed=0, examples=FOUR_EXAMPLES, example=0,
            link="x₁→A1"):  # fmt: skip
    count = len(examples.rows)
    settings = WalkSettings(
        network(hidden, activation, loss, seed=seed), examples, "A1", link, f"{example + 1} of {count}"
    )
    return STEPS.study(settings)


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("activation", ["tanh", "relu", "sigmoid"])
def test_the_neuron_said_to_have_the_largest_share_has_it(seed, activation):
    walk = walk_of((3, 4), activation, seed=seed, example=seed % 4)
    question = STEPS.question(walk)
    net = walk.run.net
    forward = net.forward(walk.run.theta[0], walk.sample.X)
    delta = np.abs(net.backward(walk.run.theta[0], forward, walk.sample.y, "half_mse").delta[2][walk.example])
    expected = f"B{int(delta.argmax()) + 1}" if delta.max() > 0 else "None: all are zero"
    assert question.options[question.answer] == expected
    assert len(question.options) == 5


@pytest.mark.parametrize("link", ["x₁→A1", "x₂→A1", "A1→ŷ"])
def test_with_one_neuron_the_question_is_which_way_a_weight_goes(link):
    walk = walk_of((1,), link=link)
    question = STEPS.question(walk)
    layer, source, target = walk.link
    old, new = (walk.run.net.layers(walk.run.theta[k])[layer - 1][0][source, target] for k in (0, 1))
    assert question.options[question.answer] == ("Up" if new > old else "Down" if new < old else "It stays")


@pytest.mark.parametrize("data", CLASS_DATA)
def test_the_most_blamed_neuron_is_the_most_blamed(data):
    training = BLAME.study(TrainingSettings(data, network((3, 2), "tanh", rate=0.2, seed=1), 10, SAME))
    question = BLAME.question(training)
    total = np.zeros(5)
    for theta in training.run.theta[training.places]:
        forward = training.run.net.forward(theta, training.sample.X)
        back = training.run.net.backward(theta, forward, training.sample.y, "half_mse")
        total += np.concatenate([np.abs(delta).mean(axis=0) for delta in back.delta[1:-1]])
    assert question.options[question.answer] == ["A1", "A2", "A3", "B1", "B2"][int(total.argmax())]


def test_cross_entropy_is_used_where_the_targets_allow_it():
    assert walk_of(loss="bce").run.config.loss == "bce"
    assert walk_of(loss="bce").run.net.output == "sigmoid"
    other = walk_of(loss="bce", examples=Table(((1.0, 2.0, 3.0),), ("x₁", "x₂", "y")))
    assert (other.run.config.loss, other.loss_wanted) == ("half_mse", "bce")


@pytest.mark.parametrize("activation", sorted(set(ACTIVATIONS) - {"softmax"}))
@pytest.mark.parametrize("hidden", [(1,), (4, 4, 4)])
def test_every_network_that_can_be_chosen_fits_into_a_quarter_megabyte(activation, hidden):
    assert len(pack(STEPS.scene(walk_of(hidden, activation)))) < 250_000
    for data in CLASS_DATA:
        training = BLAME.study(TrainingSettings(data, network(hidden, activation), 100, OWN))
        assert len(pack(BLAME.scene(training))) < 250_000


def opened(**query):
    return from_link(WalkSettings, "backprop", {f"backprop_{name}": text for name, text in query.items()})


def test_a_link_says_which_neuron_link_and_example_are_looked_at():
    walk = STEPS.study(opened(a="4", b="1", c="3", neuron="C3", link="B1→C2", examples="1,2,3;4,5,6", example="2 of 2"))
    assert walk.run.net.sizes == (2, 4, 1, 3, 1)
    assert (walk.neuron_name, walk.link_name, walk.example) == ("C3", "B1→C2", 1)
    assert (tuple(walk.neuron), tuple(walk.link)) == ((3, 2), (3, 0, 1))
    assert walk.sample.rows.tolist() == [[1, 2, 3], [4, 5, 6]]


@pytest.mark.parametrize(
    "query",
    [
        {"neuron": "C1"},
        {"neuron": "x₁"},
        {"b": NONE, "neuron": "B1", "link": "A1→B1"},
        {"link": "A1→ŷ"},
        {"example": "4 of 4", "examples": "1,2,3"},
        {"example": "0 of 4"},
    ],
)
def test_what_the_network_or_the_table_does_not_have_falls_back(query):
    walk = STEPS.study(opened(**query))
    assert (walk.neuron_name, walk.link_name, walk.example) == ("A1", "x₁→A1", 0)


def test_where_there_is_no_second_layer_there_is_no_third():
    assert opened(b=NONE, c="3").network.hidden == (3,)
