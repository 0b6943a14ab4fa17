"""A whole training: every strip, neuron, fit and loss is the core's, at every stop."""

from functools import cached_property

import numpy as np
import plotly.graph_objects as go
import pytest

from nnviz.core import DATASETS, Network, Sample, TrainConfig, train
from nnviz.figures import palette
from nnviz.figures.numbers import number
from nnviz.lessons.backprop.answers import PIXELS
from nnviz.lessons.backprop.blame import blame_scene, width_of
from nnviz.lessons.backprop.strips import TABLE
from nnviz.lessons.backprop.training import MAX_STOPS, Training

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

    @cached_property
    def recorded(self):
        """The numbers of the recorded steps whose δ are all finite, from the first on."""
        return self.run.step[: len(self.every)]

    @cached_property
    def every(self):
        """Each neuron's mean |δ| at every recorded step, one pass a step, as far as all are finite."""
        found = []
        for step in self.run.step:
            delta = self.deltas(step)
            if not np.isfinite(delta).all():
                break
            found.append(delta)
        return np.array(found)

    def values(self, figure, trace, attribute):
        return self.scene.animations[figure].marks[trace].moves[attribute]

    def fields(self, figure):
        return self.scene.animations[figure].fields


@pytest.fixture(params=CASES, scope="module")
def case(request):
    return Case(**CASES[request.param])


def places(case):
    return [0, len(case.scene.timeline.steps) // 3, len(case.scene.timeline.steps) - 1]


def test_the_timeline_is_the_runs_from_the_first_step_to_the_last(case):
    steps = case.scene.timeline.steps
    assert steps[0] == 0
    assert steps[-1] == case.recorded[-1]
    assert len(steps) <= MAX_STOPS
    assert np.all(np.diff(steps) > 0) or len(steps) == 1


def test_each_strip_is_its_neurons_mean_delta_at_every_step_on_a_scale_of_logarithms(case, read):
    every, n = case.every, len(case.training.names)
    legend = [note.text for note in case.charts[STRIPS].layout.annotations]
    for i, (field, delta) in enumerate(zip(case.fields(STRIPS)[:n], every.T, strict=True)):
        positive = np.log10(delta[delta > 0])
        if case.own:
            low, high = (np.quantile(positive, 0.02), positive.max()) if positive.size else (0, 0)
        else:
            (low,), (high,) = np.log10(read(legend[0])), np.log10(read(legend[1]))
        share = np.clip((np.log10(np.maximum(delta, 1e-300)) - low) / (high - low or 1), 0, 1)
        share = share if high > low else np.ones_like(share)
        expected = np.where(delta == 0, 0, 1 + 254 * share)
        (strip,) = field.values[0]
        columns = len(strip) // len(every)
        assert len(strip) == columns * len(every) >= min(600, len(every))
        assert np.abs(strip - np.repeat(expected, columns)).max() <= 0.5 + 1e-6
        assert field.picture["y"] == i, "it lies in the row of its neuron"
    assert any("grey: 0" in text for text in legend) == (every == 0).any()


def test_the_scale_of_all_neurons_reaches_to_the_largest_and_almost_to_the_least(case, read):
    if case.own:
        return
    (low,), (high,) = (read(case.charts[STRIPS].layout.annotations[i].text) for i in (0, 1))
    positive = case.every[case.every > 0]
    assert positive.max() <= high * (1 + 1e-9)
    assert (positive < low).mean() <= 0.03
    assert high >= 10 * low * (1 - 1e-9)


def test_the_names_beside_the_strips_are_the_neurons(case):
    axis, n = case.charts[STRIPS].layout.yaxis, len(case.training.names)
    assert list(axis.tickvals) == list(range(n))
    assert axis.tickfont.size * n <= 360, "no name lies on another"
    assert [text.split(" ")[0] for text in axis.ticktext] == list(case.training.names)
    assert axis.range[0] > axis.range[1], "the first neuron is on top, as in the picture"
    if case.own:
        assert [text.split("≤ ")[1] for text in axis.ticktext] == [number(top) for top in case.every.max(axis=0)]


def test_the_line_over_the_strips_stands_where_the_run_stands_and_what_comes_is_hidden(case):
    steps, recorded = case.scene.timeline.steps, case.recorded
    assert np.array_equal(case.values(STRIPS, 1, "x"), np.column_stack([steps, steps]))
    cover, picture = case.values(STRIPS, 0, "x"), case.charts[STRIPS].layout.images[0]
    end = picture.x + picture.sizex
    assert picture.x < 0 <= recorded[-1] < end
    assert np.all(cover[:, 0] > steps)
    assert np.all(cover[:-1, 0] < steps[:-1] + picture.sizex / len(recorded))
    assert np.all(cover[:, 1:3] == end)
    assert cover[-1, 0] == pytest.approx(end), "at the last step nothing is hidden"


def test_each_neuron_has_the_colour_of_its_strip_and_its_number(case):
    mark = case.scene.animations[NETWORK].marks[-2]
    scale, n = mark.trace["marker"], len(case.training.names)
    assert list(mark.trace["text"]) == list(case.training.names)
    numbers = case.values(NETWORK, len(case.scene.animations[NETWORK].marks) - 1, "text")
    for k in places(case):
        (at,) = np.flatnonzero(case.recorded == case.scene.timeline.steps[k])
        for i, field in enumerate(case.fields(STRIPS)[:n]):
            level = field.values[0, 0, at * (field.values.shape[2] // len(case.recorded))]
            share = (mark.moves["marker.color"][k, i] - scale["cmin"]) / (scale["cmax"] - scale["cmin"])
            if case.every[at, i] == 0:
                assert (share, field.table[level]) == (0, palette.GRID)
                assert scale["colorscale"][0] == [0, palette.GRID.light]
            else:
                drawn, strip = palette.mix(palette.PAGE.light, palette.ERROR.light, share), field.table[level].light
                assert np.abs(rgb(drawn) - rgb(strip)).max() <= 1
            assert numbers[k, i] == number(case.every[at, i], 2)


def rgb(colour):
    return np.array([int(colour[i : i + 2], 16) for i in (1, 3, 5)])


def test_deep_colour_is_never_the_pages_own_and_the_deepest_is_the_errors():
    assert TABLE[255] == palette.ERROR._replace(word="")
    assert np.abs(rgb(TABLE[1].light) - rgb(palette.PAGE.light)).max() > 20
    assert len(TABLE) == 256


def test_links_wear_the_sign_of_their_weights_and_are_the_wider_the_larger_those_are(case):
    marks = case.scene.animations[NETWORK].marks[:-2]
    for k in places(case):
        weights = [w for W, _ in case.net.layers(case.theta(case.scene.timeline.steps[k])) for w in W.ravel()]
        assert len(marks) == len(weights)
        drawn = [(mark.moves["line.width"][k], mark.moves["line.color"][k], w)
                 for mark, w in zip(marks, weights, strict=True)]  # fmt: skip
        assert all(colour == (palette.MODEL if w > 0 else palette.ERROR).light for _, colour, w in drawn if w)
        widths = [width for width, _, w in sorted(drawn, key=lambda link: abs(link[2]))]
        assert widths == sorted(widths)
    assert width_of(np.array([0.0, 1.0, -1.0, 4.0, -1e300])).tolist() == [0.5, 4.75, 4.75, 9.0, 9.0]


def test_links_lead_from_neuron_to_neuron_in_the_order_of_the_weights(case):
    animation, sizes = case.scene.animations[NETWORK], case.net.sizes
    inputs = [(note["x"], note["y"]) for note in animation.layout["annotations"][: sizes[0]]]
    at = [*inputs, *zip(animation.marks[-2].trace["x"], animation.marks[-2].trace["y"], strict=True)]
    starts = np.cumsum([0, *sizes])
    ends = [(starts[k] + i, starts[k + 1] + j)
            for k in range(len(sizes) - 1) for i in range(sizes[k]) for j in range(sizes[k + 1])]  # fmt: skip
    for mark, (i, j) in zip(animation.marks[:-2], ends, strict=True):
        assert list(zip(mark.trace["x"], mark.trace["y"], strict=True)) == [at[i], at[j]]


def test_beside_its_strip_stands_what_each_hidden_neuron_sees(case):
    n, hidden = len(case.training.names), sum(case.net.sizes[1:-1])
    for k in places(case):
        theta = case.theta(case.scene.timeline.steps[k])
        if case.net.sizes[0] == 1:
            for i, mark in enumerate(case.scene.animations[STRIPS].marks[2:]):
                x = np.asarray(mark.trace["x"], float)
                assert (x.min(), x.max()) == (case.X.min(), case.X.max())
                a = np.hstack(case.net.forward(theta, x[:, None]).a[1:-1])[:, i]
                assert np.allclose((i - mark.moves["y"][k]) / 0.41, np.clip(a, -1, 1))
            continue
        fields = case.fields(STRIPS)[n + 1 :]
        assert len(fields) == hidden
        reach = 1.1 * np.abs(case.X).max()
        for i, field in enumerate(fields):
            size = field.values.shape[1]
            assert field.picture["y"] == i, "it lies in the row of its neuron"
            assert field.picture["sizing"] == "contain", "a square of the plane is a square on the screen"
            for row, column in ((0, 0), (2, size - 1), (size - 1, 3)):
                place = reach * np.array([[2 * (column + 0.5) / size - 1, 1 - 2 * (row + 0.5) / size]])
                a = np.hstack(case.net.forward(theta, place).a[1:-1])[0, i]
                assert abs(field.values[k, row, column] - 127.5 * (1 + np.clip(a, -1, 1))) <= 0.5 + 1e-6


def test_the_plane_is_not_distorted_and_reaches_a_tenth_beyond_the_points(case):
    if case.net.sizes[0] == 1:
        return
    chart = case.charts[FIT]
    assert (chart.layout.yaxis.scaleanchor, chart.layout.yaxis.constrain) == ("x", "domain")
    (picture,) = chart.layout.images
    reach = 1.1 * np.abs(case.X).max()
    assert (picture.x, picture.y, picture.sizex, picture.sizey) == pytest.approx((-reach, reach, 2 * reach, 2 * reach))
    for axis in (chart.layout.xaxis, chart.layout.yaxis):
        assert axis.range == pytest.approx((-reach, reach))


def test_the_classes_are_named_in_the_colours_of_their_marks():
    chart = Case().charts[FIT]
    for trace, symbol in zip(chart.data, "◆●", strict=True):
        assert f'<span style="color:{trace.marker.color}">{symbol}' in chart.layout.title.text


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
        picture, levels = chart.layout.images[0], case.fields(FIT)[0].values[k]
        for row, column in ((0, 0), (3, 20), (PIXELS - 1, 5), (16, PIXELS - 1), (12, 12)):
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
