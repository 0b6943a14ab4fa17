"""The questions that the backpropagation lesson asks, and what its runs are made of."""

import re

import numpy as np
import pytest

from nnviz.core import ACTIVATIONS, central_difference
from nnviz.figures.numbers import number
from nnviz.figures.pack import pack
from nnviz.lessons import from_link
from nnviz.lessons.backprop import LESSON, check, words
from nnviz.lessons.backprop.study import FOUR_EXAMPLES, WalkSettings
from nnviz.lessons.backprop.training import CLASS_DATA, OWN, SAME, TrainingSettings
from nnviz.lessons.network import NONE, NetworkSettings
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


def by_link(one):
    return from_link(WalkSettings, "backprop", dict(one.settings))


def test_the_neuron_of_the_link_about_dead_neurons_is_dead_and_another_is_only_silent():
    one = next(one for one in LESSON.tries if "dead" in one.text)
    walk = STEPS.study(by_link(one))
    layer, place = walk.neuron
    assert walk.neuron_name in one.text
    for update in walk.updates:
        assert (update.forward.z[layer][:, place] <= 0).all()
        assert not update.backward.delta[layer][:, place].any()
        assert not walk.run.net.layers(update.grad)[layer - 1][0][:, place].any()
    z = np.concatenate(walk.updates[0].forward.z[1:-1], axis=1)
    silent = (z[walk.example] <= 0) & (z > 0).any(axis=0)
    assert silent.any(), "others are silent on this example only"
    bias = number(walk.run.net.layers(walk.run.theta[0])[layer - 1][1][place])
    captions = next(mark.moves["text"] for mark in STEPS.scene(walk).animations[0].marks
                    if "<b>x₁</b>" in mark.moves.get("text", [[]])[0])  # fmt: skip
    assert f"<b>{walk.neuron_name}</b>, b {bias}, dead" in captions[int(one.settings["step"])]
    said = words.neuron_backward(walk, 0)
    assert "for every example: the neuron is dead" in said


def test_a_silent_neuron_is_not_called_dead():
    walk = STEPS.study(opened(activation="ReLU", b="3", seed="11", neuron="B3"))
    z = walk.updates[0].forward.z[2][:, 2]
    assert z[0] < 0 < z.max()
    said = words.neuron_backward(walk, 0)
    assert "silent on this example" in said
    assert "dead" not in said


@pytest.mark.parametrize("activation", ["ReLU", "Leaky ReLU", "Tanh"])
@pytest.mark.parametrize("examples", ["1,0.5,0;0.5,-1,1;-1,0.5,1;-0.5,-1,0", "0,0,1;0,1,0;1,0,0"])
def test_no_start_stands_on_a_kink_so_every_check_holds(activation, examples):
    for a, b, c in (("4", "3", NONE), ("2", "2", "2"), ("4", "4", "4")):
        for seed in range(0, 21, 2):
            walk = STEPS.study(opened(a=a, b=b, c=c, seed=str(seed), activation=activation, examples=examples,
                                      example="1 of 3" if examples.startswith("0") else "1 of 4"))  # fmt: skip
            differences = central_difference(walk.run.net, walk.run.theta[0], walk.sample.X, walk.sample.y,
                                             walk.run.config.loss, check.H)  # fmt: skip
            assert check.relative_error(walk.updates[0].grad, differences).max() < 1e-4
            assert not check.at_kink(walk, 0)


@pytest.mark.parametrize("seed", range(8))
@pytest.mark.parametrize("activation", ["tanh", "relu", "sigmoid"])
def test_each_wrong_neuron_gets_its_own_reason_and_it_is_true(seed, activation):
    walk = walk_of((3, 4), activation, seed=seed, example=seed % 4)
    question, net = STEPS.question(walk), walk.run.net
    forward = net.forward(walk.run.theta[0], walk.sample.X)
    back = net.backward(walk.run.theta[0], forward, walk.sample.y, "half_mse")
    came = np.abs(net.layers(walk.run.theta[0])[2][0] @ back.delta[3][walk.example])
    z, a = forward.z[2][walk.example], forward.a[2][walk.example]
    slope = {"tanh": 1 - a**2, "sigmoid": a * (1 - a), "relu": (z > 0) * 1.0}[activation]
    best = question.answer
    assert [reason == "" for reason in question.reasons] == [i == best for i in range(5)]
    for i, reason in enumerate(question.reasons[:4]):
        if i == best:
            continue
        assert f"B{i + 1}" in reason
        if "slope φ′(z) of" in reason and "is 0" in reason:
            assert slope[i] == 0
        elif best < 4:
            assert ("less comes back" in reason) == (came[i] < came[best])
            assert ("is flatter" in reason) == (slope[i] < slope[best])
        assert question.verdict(question.options[i]).count(reason) == 1
    if best < 4:
        assert number(back.delta[2][walk.example, best]) in question.reasons[4]


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("activation", ["tanh", "relu"])
def test_each_wrong_way_of_a_weight_gets_its_own_reason(seed, activation):
    walk = walk_of((1,), activation, seed=seed, link="x₁→A1")
    question = STEPS.question(walk)
    gradient = walk.run.net.layers(walk.updates[0].grad)[0][0][0, 0]
    for i, reason in enumerate(question.reasons):
        if i == question.answer:
            assert reason == ""
        elif gradient == 0:
            assert "Its gradient is 0" in reason
        elif i == 2:
            assert "not 0" in reason
        else:
            assert ("positive" in reason) == (gradient > 0)
            assert (i == 0) == (gradient > 0)


def test_a_part_warns_of_another_loss_and_of_numbers_without_bound_and_else_says_nothing():
    assert STEPS.warning(STEPS.study(opened())) is None
    other = STEPS.warning(STEPS.study(opened(loss="Binary cross-entropy", examples="1,2,3", example="1 of 1")))
    assert "Binary cross-entropy needs every target to be from 0 to 1" in other
    assert "without bound" not in other
    wild = STEPS.study(opened(activation="Identity", a="4", b="4", c="4", rate="10", examples="10,10,10;10,-10,-10",
                              example="1 of 2"))  # fmt: skip
    assert wild.run.diverged_at is not None
    assert f"after training step {len(wild.updates)}" in STEPS.warning(wild)


def test_a_weight_that_does_not_move_is_not_said_to_have_been_moved():
    question = LESSON.parts[0].question(walk_of((1, 1), "threshold"))
    assert question.options[question.answer] == "It stays"
    assert question.why.endswith("so nothing moves it.")
    assert "goes against" not in question.why


@pytest.mark.parametrize(
    "query",
    [
        {"activation": "Sigmoid", "a": "3", "b": "4", "seed": "0", "example": "2 of 4"},
        {"activation": "Sigmoid", "a": "3", "b": "4", "seed": "10", "example": "2 of 4"},
        {"activation": "Identity", "a": "4", "b": "2", "c": "4", "seed": "12"},
        {"activation": "Identity", "a": "4", "b": "2", "c": "4", "seed": "20", "example": "4 of 4"},
    ],
)
def test_what_is_said_to_be_smaller_is_written_smaller(query, read):
    question = STEPS.question(STEPS.study(opened(**query)))
    pairs = [pair for reason in question.reasons for pair in re.findall(r"(\S+) against ([^ ,.]+\.?\d*)", reason)]
    assert pairs
    assert all(read(one) < read(other) for one, other in pairs)
    assert any(len(one.lstrip("0.")) > 3 for pair in pairs for one in pair), "a run in which three digits are too few"
    amounts = [abs(read(amount)[0]) for amount in re.findall(r"\*\*(.*?)\*\*", question.why)]
    best = amounts.pop(question.answer)
    assert all(amount < best for amount in amounts)


def test_where_the_slopes_are_the_same_only_the_other_reason_is_given():
    question = STEPS.question(STEPS.study(opened(activation="Identity", a="3", b="4")))
    for reason in filter(None, question.reasons[:4]):
        assert "flatter: " not in reason
        assert "less comes back" in reason
