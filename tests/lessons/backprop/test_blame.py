"""A whole training: every strip, neuron, fit and loss is the core's, at every stop."""

import numpy as np
import plotly.graph_objects as go
import pytest

from nnviz.core import DATASETS, Network, Sample, TrainConfig, train
from nnviz.figures.numbers import number
from nnviz.lessons.backprop.answers import PIXELS
from nnviz.lessons.backprop.blame import ROW_PIXELS, blame_scene
from nnviz.lessons.backprop.study import MAX_STOPS, Training

STRIPS, NETWORK, FIT, LOSS = range(4)
CASES = {
    "circle": {},
    "xor, own scales": {"data": "xor", "sizes": (2, 4, 4, 4, 1), "own": True, "epochs": 20},
    "curve": {"data": "curve", "sizes": (1, 3, 2, 1), "rate": 0.2},
    "cross-entropy": {"data": "xor", "loss": "bce", "output": "sigmoid", "hidden": "relu", "epochs": 5},
    "all hidden neurons die": {"data": "curve", "sizes": (1, 3, 2, 1), "hidden": "relu", "rate": 2.0},
    "5,000 steps": {"data": "xor", "epochs": 250, "rate": 0.1},
    "two outputs": {"data": "two curves", "sizes": (1, 3, 2), "rate": 0.2, "epochs": 10},
    "softmax": {
        "data": "sectors",
        "sizes": (2, 8, 8, 8, 8, 3),
        "loss": "cross_entropy",
        "output": "softmax",
        "epochs": 5,
        "rate": 0.1,
    },
    "it diverges": {"data": "curve", "sizes": (1, 4, 4, 1), "hidden": "relu", "rate": 10.0},
}


def sample_of(data):
    """Return a data set of the course, or one with several outputs: made of one, as there is none yet."""
    if data == "two curves":
        curve = sample_of("curve")
        return Sample(curve.X, np.hstack([curve.y, -curve.y]), curve.inputs, ("y₁", "y₂"))
    if data == "sectors":
        circle = sample_of("circle")
        angle = np.arctan2(circle.X[:, 1], circle.X[:, 0])
        sector = np.minimum((angle + np.pi) // (2 * np.pi / 3), 2).astype(int)
        return Sample(circle.X, np.eye(3)[sector], circle.inputs, ("a", "b", "c"))
    return DATASETS[data].make(np.random.default_rng(0))


class Case:
    def __init__(self, data="circle", sizes=(2, 3, 2, 1), hidden="tanh", output="identity", loss="half_mse", rate=0.5,
                 epochs=50, own=False):  # fmt: skip
        sample = sample_of(data)
        self.X, self.y = sample.X, sample.y
        self.net = Network(sizes, hidden, output)
        config = TrainConfig(loss=loss, learning_rate=rate, batch_size=10, epochs=epochs, shuffle=True)
        theta = self.net.init("xavier", np.random.default_rng(1))
        self.run, self.own, self.loss = train(self.net, theta, self.X, self.y, config), own, loss
        self.training = Training(self.run, sample, own, loss)
        self.scene = blame_scene(self.training)
        self.charts = [go.Figure(animation.figure) for animation in self.scene.animations]

    def theta(self, step):
        (k,) = np.flatnonzero(self.run.step == step)
        return self.run.theta[k]

    def deltas(self, step):
        """Return each neuron's mean |δ| at a step, by one pass of its own."""
        theta = self.theta(step)
        back = self.net.backward(theta, self.net.forward(theta, self.X), self.y, self.loss)
        return np.array([np.mean(np.abs(layer[:, i])) for layer in back.delta[1:] for i in range(layer.shape[1])])

    def values(self, figure, trace, attribute):
        return self.scene.animations[figure].marks[trace].moves[attribute]

    def field(self, figure):
        (field,) = self.scene.animations[figure].fields
        return field


@pytest.fixture(params=CASES, scope="module")
def case(request):
    return Case(**CASES[request.param])


def places(case):
    return [0, len(case.scene.timeline.steps) // 3, len(case.scene.timeline.steps) - 1]


def test_the_timeline_is_the_runs_from_the_first_step_to_the_last(case):
    steps = case.scene.timeline.steps
    assert steps[0] == 0
    assert steps[-1] == case.run.step[-1]
    assert len(steps) <= MAX_STOPS
    assert np.all(np.diff(steps) > 0) or len(steps) == 1


def test_each_strip_is_its_neurons_mean_delta_at_every_step(case):
    blame = np.array([case.deltas(step) for step in case.scene.timeline.steps])
    largest = blame.max(axis=0) if case.own else np.full(blame.shape[1], blame.max())
    levels = case.field(STRIPS).values[0]
    assert levels.shape == (blame.shape[1] * ROW_PIXELS, len(case.scene.timeline.steps))
    for i in range(blame.shape[1]):
        expected = 255 * np.sqrt(blame[:, i] / (largest[i] or 1))
        for row in levels[i * ROW_PIXELS : (i + 1) * ROW_PIXELS]:
            assert np.abs(row - expected).max() <= 0.5 + 1e-6
    axis = case.charts[STRIPS].layout.yaxis
    assert list(axis.tickvals) == list(range(blame.shape[1]))
    assert axis.tickfont.size * blame.shape[1] <= 360, "no name lies on another"
    assert [text.split(" ")[0] for text in axis.ticktext] == list(case.training.names)
    assert axis.range[0] > axis.range[1], "the first neuron is on top, as in the picture"
    if case.own:
        assert [text.split("≤ ")[1] for text in axis.ticktext] == [number(top) for top in blame.max(axis=0)]
    else:
        assert f"full colour {number(blame.max())}," in case.charts[STRIPS].layout.title.text


def test_the_line_over_the_strips_stands_where_the_run_stands(case):
    steps, picture = case.scene.timeline.steps, case.charts[STRIPS].layout.images[0]
    assert np.array_equal(case.values(STRIPS, 1, "x"), np.column_stack([steps, steps]))
    assert np.array_equal(case.values(STRIPS, 0, "x")[:, 0], steps)
    width = picture.sizex / len(steps)
    if np.allclose(np.diff(steps), np.diff(steps)[:1]):
        columns = (steps - picture.x) // width
        assert np.array_equal(columns, np.arange(len(steps)))


def test_the_neurons_are_as_large_and_as_deep_as_their_blame(case):
    sizes, colours = (case.values(NETWORK, 2, attribute) for attribute in ("marker.size", "marker.color"))
    top = np.array([case.deltas(step) for step in case.scene.timeline.steps])
    largest = top.max(axis=0) if case.own else top.max()
    chart = case.charts[NETWORK]
    largest_size = chart.data[3].marker.size
    assert largest_size == 42 or max(case.net.sizes) > 4
    assert chart.data[3].text[case.net.sizes[0] :] == case.training.names
    assert chart.data[3].x[case.net.sizes[0] :] == chart.data[2].x
    for k in places(case):
        blame = case.deltas(case.scene.timeline.steps[k])
        depth = np.sqrt(blame / np.where(largest > 0, largest, 1))
        assert np.allclose(colours[k], depth)
        assert np.allclose((sizes[k] - 6) / (largest_size - 6), depth)


def test_the_fit_or_the_boundary_is_what_the_network_answers(case):
    chart = case.charts[FIT]
    for k in places(case):
        theta = case.theta(case.scene.timeline.steps[k])
        if case.net.sizes[0] == 1:
            n = case.net.sizes[-1]
            for j, curve in enumerate(chart.data[n:]):
                x = np.asarray(curve.x, float)
                assert np.allclose(case.values(FIT, n + j, "y")[k], case.net.forward(theta, x[:, None]).a[-1][:, j])
            continue
        picture, levels = chart.layout.images[0], case.field(FIT).values[k]
        for row, column in ((0, 0), (3, 20), (PIXELS - 1, 5), (16, PIXELS - 1)):
            x = picture.x + (column + 0.5) * picture.sizex / PIXELS
            y = picture.y - (row + 0.5) * picture.sizey / PIXELS
            answer = case.net.forward(theta, np.array([[x, y]])).a[-1][0, 0]
            assert abs(levels[row, column] - 255 * np.clip(answer, 0, 1)) <= 0.5 + 1e-6


def test_the_points_are_the_data_by_class(case):
    chart = case.charts[FIT]
    n = case.net.sizes[-1]
    if case.net.sizes[0] == 1:
        drawn = [(x, y) for trace in chart.data[:n] for x, y in zip(trace.x, trace.y, strict=True)]
        assert sorted(drawn) == sorted(
            (x, y) for j in range(n) for x, y in zip(case.X[:, 0], case.y[:, j], strict=True)
        )
        return
    drawn = [(x, y) for trace in chart.data for x, y in zip(trace.x, trace.y, strict=True)]
    assert sorted(drawn) == sorted(map(tuple, case.X))
    for c, trace in enumerate(chart.data):
        assert set(zip(trace.x, trace.y, strict=True)) == set(map(tuple, case.X[case.y[:, 0] == c]))


def test_the_loss_is_the_loss_so_far(case):
    steps = case.scene.timeline.steps
    losses = np.array([case.net.loss(case.theta(step), case.X, case.y, case.loss) for step in steps])
    chart = case.scene.animations[LOSS]
    assert np.allclose(case.charts[LOSS].data[0].y, losses)
    assert np.array_equal(case.values(LOSS, 1, "x")[:, 0], steps)
    assert np.allclose(case.values(LOSS, 1, "y")[:, 0], losses)
    (trail,) = (mark.trail for mark in chart.marks if mark.trail is not None)
    assert np.array_equal(trail, np.arange(1, len(steps) + 1))


def test_the_readouts_are_the_runs(case):
    step, epoch, loss, most = (r.values for r in case.scene.readouts)
    for k in places(case):
        n = int(case.scene.timeline.steps[k])
        assert step[k] == f"{n:,}"
        assert epoch[k] == f"{n // -(-len(case.X) // 10):,}"
        assert loss[k] == number(case.net.loss(case.theta(n), case.X, case.y, case.loss))
        hidden = case.deltas(n)[: -case.net.sizes[-1]]
        named = f"{case.training.names[int(hidden.argmax())]}: {number(hidden.max())}"
        assert most[k] == (named if hidden.any() else "none: every δ is 0")


def test_a_loss_that_explodes_has_an_axis_of_powers_and_one_that_falls_has_not(case):
    losses = np.array(
        [case.net.loss(case.theta(step), case.X, case.y, case.loss) for step in case.scene.timeline.steps]
    )
    axis = case.charts[LOSS].layout.yaxis
    explodes = losses.max() > 20 * losses[0]
    assert axis.type == ("log" if explodes else None)
    low, high = 10.0 ** np.array(axis.range) if explodes else axis.range
    assert low <= losses[0] <= losses.max() <= high
