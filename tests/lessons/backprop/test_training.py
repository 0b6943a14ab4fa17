"""What is said of a whole training is of every step of it, and only where that run shows it."""

import numpy as np
import pytest

from nnviz.core import DATASETS, Network, TrainConfig
from nnviz.figures.numbers import digits_apart, number
from nnviz.lessons import from_link
from nnviz.lessons.backprop import LESSON
from nnviz.lessons.backprop.training_words import (
    blame_table,
    from_layer_to_layer,
    most_blamed,
    reading_blame,
)

_, PART = LESSON.parts


def study_of(**query):
    return PART.study(from_link(PART.settings, "backprop", {f"backprop_{name}": text for name, text in query.items()}))


def by_hand(hidden, seed, steps=1000, rate=0.5):
    """Return the mean |δ| of each hidden neuron at every step (steps + 1, neurons) of a training with tanh.

    Training and backward pass are written out here; of the core are only the start and the order of the examples.
    """
    sample = DATASETS["circle"].make(np.random.default_rng(0))
    net = Network((2, *hidden, 1))
    start = net.init("xavier", np.random.default_rng(seed))
    layers = [(W.copy(), b.copy()) for W, b in net.layers(start)]
    order = TrainConfig(batch_size=10, epochs=50, shuffle=True)

    def back(X, y):
        values = [X]
        for i, (W, b) in enumerate(layers):
            z = values[-1] @ W + b
            values.append(z if i == len(layers) - 1 else np.tanh(z))
        deltas = [values[-1] - y]
        for (W, _), a in zip(layers[:0:-1], values[-2:0:-1], strict=True):
            deltas.insert(0, (deltas[0] @ W.T) * (1 - a**2))
        return values, deltas

    found = []
    for step in range(steps + 1):
        _, deltas = back(sample.X, sample.y)
        found.append(np.concatenate([np.abs(delta).mean(axis=0) for delta in deltas[:-1]]))
        epoch, place = divmod(step, 20)
        if step < steps:
            rows = order.order(200, epoch)[place * 10 : place * 10 + 10]
            values, deltas = back(sample.X[rows], sample.y[rows])
            for i, delta in enumerate(deltas):
                W, b = layers[i]
                layers[i] = W - rate * values[i].T @ delta / 10, b - rate * delta.mean(axis=0)
    return np.array(found)


def cells(table):
    return {row[0]: row[1:] for row in ([c.strip() for c in line.split("|")[1:-1]] for line in table.splitlines()[2:])}


TWO = {"seed": "13", "a": "4", "b": "4"}


@pytest.mark.parametrize(("query", "hidden", "seed"), [({}, (3, 2), 0), (TWO, (4, 4), 13)])
def test_means_and_the_answer_are_of_every_step(query, hidden, seed, read):
    training, every = study_of(**query), by_hand(hidden, seed)
    assert np.allclose(training.every.delta[:, :-1], every, rtol=1e-6)
    for k, step in enumerate(training.steps):
        assert np.allclose(training.so_far(k).delta[:-1], every[: step + 1].mean(axis=0), rtol=1e-6)
    for k in (1, len(training.steps) // 2, len(training.steps) - 1):
        rows, until = cells(blame_table(training, k)), every[: training.steps[k] + 1]
        for name, delta in zip(training.names[:-1], until.T, strict=True):
            assert rows[name][0] == number(delta[0])
            assert number(delta[-1]) in rows[name][1]
            assert rows[name][2] == number(delta.mean())
    question = most_blamed(training)
    assert question.answer == every.mean(axis=0).argmax()
    for i, mean in enumerate(every.mean(axis=0)):
        assert number(mean) in (question.why if i == question.answer else question.reasons[i])


def test_the_neuron_that_only_the_stops_make_the_largest_is_not_the_answer():
    training = study_of(**TWO)
    question = most_blamed(training)
    assert question.options[question.answer] == "A4"
    assert "**0.0807**" in question.why
    assert "**0.0782**" in question.reasons[0]
    assert question.verdict("A1").startswith("**Not this time.** The answer is: **A4**. Your choice, “A1”: ")


def test_the_answer_names_the_last_step_that_its_means_are_of():
    for query in ({}, {"data": "Curve", "epochs": "100"}):
        training = study_of(**query)
        assert most_blamed(training).why.endswith(
            f"These are means over all steps from 0 to {len(training.every.delta) - 1:,}."
        )
        assert training.steps[-1] != training.steps[-2]


def test_the_mean_so_far_is_also_of_the_steps_between_the_stops():
    training = study_of(data="Curve", epochs="100")  # a stop every five steps
    k = training.steps.tolist().index(10)
    rows = cells(blame_table(training, k))
    found = [errors_of(training, step) for step in range(11)]
    for i, name in enumerate(training.names):
        assert rows[name][2] == number(np.mean([delta[i] for delta in found]))
        assert rows[name][2] != number(training.delta[: k + 1, i].mean()), "stops are not all steps"


def errors_of(training, step):
    """Return each neuron's mean |δ| at a step, by one pass of its own."""
    net, sample, theta = training.run.net, training.sample, training.run.theta[step]
    back = net.backward(theta, net.forward(theta, sample.X), sample.y, "half_mse")
    return [np.mean(np.abs(delta[:, i])) for delta in back.delta[1:] for i in range(delta.shape[1])]


@pytest.mark.parametrize(
    "query", [{}, {"data": "Curve"}, {"data": "Curve", "epochs": "100"}, {"epochs": "100"}, {"epochs": "10"}]
)
def test_every_step_is_recorded_and_all_stops_are_equally_far_apart(query):
    training = study_of(**query)
    assert np.array_equal(training.run.step, np.arange(len(training.run.step)))
    (gap,) = set(np.diff(training.steps).tolist())
    said = reading_blame(training, 0)
    assert (f"From stop to stop it is {gap} steps" in said) == (gap > 1)


THREE = {"a": "4", "b": "4", "c": "4"}


def ends(training):
    """Return the mean |δ| of the first hidden layer and of the output, over all steps."""
    means, first = training.every.delta.mean(axis=0), training.run.net.sizes[1]
    return means[:first].mean(), means[training.n_hidden :].mean()


@pytest.mark.parametrize(
    ("query", "says"),
    [
        ({**THREE, "activation": "Sigmoid"}, ("shrinks", "vanishes")),
        ({**THREE, "activation": "Tanh", "epochs": "100"}, ("shrinks",)),
        ({"activation": "Identity", "rate": "10"}, ("grows", "explodes")),
        ({}, ()),
        ({**THREE, "activation": "Threshold"}, ("No δ at all arrives",)),
    ],
)
def test_the_gradient_vanishes_explodes_or_neither_as_the_run_has_it(query, says, read):
    training = study_of(**query)
    last = len(training.places) - 1
    said = from_layer_to_layer(training, training.so_far(last))
    assert said in reading_blame(training, last)
    words = ("shrinks", "vanishes", "grows", "explodes", "No δ at all arrives")
    assert tuple(word for word in words if word in said) == says
    first, output = ends(training)
    ratio = first / output
    assert ("shrinks" in says) == (0 < ratio <= 1 / 3)
    assert ("grows" in says) == (ratio >= 3)
    if ratio and says:
        assert f"from {number(output)} to {number(first)}" in said
        *_, weights, slopes, both = read(said.replace(",", ""))
        assert weights * slopes == pytest.approx(ratio, rel=0.02)
        assert both == pytest.approx(ratio, rel=0.06)


def test_slopes_are_blamed_only_as_far_as_they_shrink_what_comes_back():
    grows = study_of(activation="Identity", rate="10")
    assert "the slopes φ′(z) by 1.00" in from_layer_to_layer(grows, grows.so_far(3))
    shrinks = study_of(**THREE, activation="Sigmoid")
    net, sample, found = shrinks.run.net, shrinks.sample, []
    for theta in shrinks.run.theta:
        forward = net.forward(theta, sample.X)
        delta = net.backward(theta, forward, sample.y, "half_mse").delta
        W = net.layers(theta)[1][0]
        a = forward.a[1]
        comes = delta[2] @ W.T
        assert np.allclose(comes * a * (1 - a), delta[1])
        found.append(np.abs(comes).mean(axis=0))
    assert np.allclose(shrinks.every.back[:, :4], found)


def test_the_link_for_a_vanishing_gradient_shows_one_that_vanishes():
    (one,) = (one for one in LESSON.tries if "anishing" in one.text)
    training = PART.study(from_link(PART.settings, LESSON.prefix, one.settings))
    for delta in training.every.delta:
        assert delta[:4].max() < delta[-1] / 30, "at every step"
    assert "vanishes" in reading_blame(training, 0)


def test_where_no_hidden_neuron_has_a_delta_that_is_the_answer():
    question = most_blamed(study_of(activation="Threshold"))
    assert question.options[question.answer] == "None: every δ is 0"
    question = most_blamed(study_of(a="1", b="–"))
    assert question.options[question.answer] == "A1"
    assert len(question.options) == 2


@pytest.mark.parametrize("query", [{}, {"activation": "ReLU"}, {"activation": "Threshold"}, {**THREE, "seed": "3"}])
def test_every_wrong_option_has_a_reason_of_its_own_and_the_right_one_none(query):
    question = most_blamed(study_of(**query))
    if question.reasons:
        assert len(question.reasons) == len(question.options)
        assert question.reasons[question.answer] == ""
        assert len(set(question.reasons)) == len(question.options)
        assert all(r.startswith(f"{o}: ") for o, r in zip(question.options[:-1], question.reasons, strict=False) if r)


def test_a_warning_says_that_the_run_diverged_or_that_another_loss_is_used_and_nothing_else():
    assert PART.warning(study_of()) is None
    diverged = study_of(activation="Identity", rate="10")
    assert f"after step {diverged.run.diverged_at}" in PART.warning(diverged)
    assert np.isfinite(diverged.every.delta).all()
    other = PART.warning(study_of(data="Curve", loss="Binary cross-entropy"))
    assert "Half mean squared error" in other
    assert "grow" not in other
    assert PART.warning(study_of(loss="Binary cross-entropy")) is None


def test_where_two_means_look_alike_more_digits_are_shown():
    assert digits_apart(0.08071, 0.08073) == 4
    assert digits_apart(0.08071, 0.08173) == 3
    assert digits_apart(0.5, 0.0) == 3
    assert digits_apart(0.5, 0.5) is None


@pytest.mark.parametrize("query", [{}, {"data": "Curve", "rate": "0.05"}])
def test_the_loss_said_is_that_of_the_start_and_of_the_stop(query, read):
    training = study_of(**query)
    net, sample = training.run.net, training.sample
    for k in (0, len(training.places) // 2, len(training.places) - 1):
        said = reading_blame(training, k).split("The loss L of all points was ")[1]
        losses = [np.mean((net.forward(theta, sample.X).a[-1] - sample.y) ** 2) / 2
                  for theta in training.run.theta[[0, training.steps[k]]]]  # fmt: skip
        assert read(said) == pytest.approx(losses, rel=6e-3)
