"""What the backpropagation page takes from strangers, and the questions it asks."""

import numpy as np
import pytest

from nnviz.core import ACTIVATIONS
from nnviz.ui import backprop
from nnviz.ui.examples import from_link, from_rows, to_link

COLUMNS = ("x₁", "x₂", "y")
HOSTILE = [
    "", ";", "1,2", "1,2,3,4", "1,2,nan", "1,2,inf", "1,2,11", "a,b,c", "1,2,3;", "1,,3", "<script>,1,2", "1e99,0,0",
    ";".join(["1,2,3"] * 9), "1,2,3;" * 500,
]  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE)
def test_a_link_that_holds_no_examples_is_none(text):
    assert from_link(text, COLUMNS) is None


def test_examples_survive_a_link():
    rows = ((1.0, -0.5, 0.0), (0.123456, 10.0, -10.0))
    assert from_link(to_link(rows), COLUMNS) == rows
    assert from_link(to_link(backprop.EXAMPLES), COLUMNS) == backprop.EXAMPLES


@pytest.mark.parametrize(
    ("rows", "sentence"),
    [
        ([], "At least one example"),
        ([(1, 2, 3)] * 9, "more than 8 rows"),
        ([(1, 2)], "Row 1 does not have 3 numbers, x₁, x₂ and y"),
        ([(1, 2, 3), (1, None, 3)], "Row 2 has an empty cell; each row needs 3 numbers"),
        ([(1, "<b>", 3)], "“<b>”, which is not a number between −10 and 10"),
        ([(1, 2, -10.5)], "“-10.5”, which is not a number between −10 and 10"),
    ],
)
def test_a_table_that_is_wrong_is_told_so_in_one_sentence(rows, sentence):
    with pytest.raises(ValueError, match=r"^[^\n]+$") as error:
        from_rows(rows, COLUMNS)
    assert sentence in str(error.value)


def lesson(hidden=(3, 2), activation="tanh", loss="half_mse", seed=0, rows=backprop.EXAMPLES, example=0, link="x₁→A1"):
    network = backprop.NetworkSettings(hidden, activation, loss, 0.5, seed)
    return backprop.phase_lesson(backprop.PhaseSettings(network, rows, example, "A1", link))


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("activation", ["tanh", "relu", "sigmoid"])
def test_the_neuron_said_to_have_the_largest_share_has_it(seed, activation):
    one = lesson((3, 4), activation, seed=seed, example=seed % 4)
    walk, question = one.walk, one.question
    net = walk.run.net
    forward = net.forward(walk.run.theta[0], walk.X)
    delta = np.abs(net.backward(walk.run.theta[0], forward, walk.y, "half_mse").delta[2][walk.example])
    expected = f"B{int(delta.argmax()) + 1}" if delta.max() > 0 else "None: all are zero"
    assert question.options[question.answer] == expected
    assert len(question.options) == 5


@pytest.mark.parametrize("link", ["x₁→A1", "x₂→A1", "A1→ŷ"])
def test_with_one_neuron_the_question_is_which_way_a_weight_goes(link):
    one = lesson((1,), link=link)
    walk = one.walk
    layer, source, target = walk.link
    old, new = (walk.run.net.layers(walk.run.theta[k])[layer - 1][0][source, target] for k in (0, 1))
    assert one.question.options[one.question.answer] == ("Up" if new > old else "Down" if new < old else "It stays")


@pytest.mark.parametrize("data", backprop.CLASS_DATA)
def test_the_most_blamed_neuron_is_the_most_blamed(data):
    network = backprop.NetworkSettings((3, 2), "tanh", "half_mse", 0.2, 1)
    one = backprop.blame_lesson(backprop.BlameSettings(network, data, 10, False))
    training = one.training
    total = np.zeros(5)
    for theta in training.run.theta[training.shown]:
        forward = training.run.net.forward(theta, training.X)
        back = training.run.net.backward(theta, forward, training.y, "half_mse")
        total += np.concatenate([np.abs(delta).mean(axis=0) for delta in back.delta[1:-1]])
    assert one.question.options[one.question.answer] == ["A1", "A2", "A3", "B1", "B2"][int(total.argmax())]


def test_cross_entropy_is_used_where_the_targets_allow_it():
    assert lesson(loss="bce").walk.run.config.loss == "bce"
    assert lesson(loss="bce").walk.run.net.output == "sigmoid"
    other = lesson(loss="bce", rows=((1.0, 2.0, 3.0),))
    assert (other.walk.run.config.loss, other.loss_wanted) == ("half_mse", "bce")


@pytest.mark.parametrize("activation", sorted(set(ACTIVATIONS) - {"softmax"}))
@pytest.mark.parametrize("hidden", [(1,), (4, 4, 4)])
def test_every_network_that_can_be_chosen_fits_into_a_quarter_megabyte(activation, hidden):
    assert len(lesson(hidden, activation).scene) < 250_000
    network = backprop.NetworkSettings(hidden, activation, "half_mse", 0.5, 0)
    for data in backprop.CLASS_DATA:
        settings = backprop.BlameSettings(network, data, 100, True)
        assert len(backprop.blame_lesson.__wrapped__(settings).scene) < 250_000
