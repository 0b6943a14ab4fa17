"""A whole training: every neuron, link, fit and loss is the core's, at every stop."""

import numpy as np
import pytest

from nnviz.figures import palette
from nnviz.figures.numbers import number
from nnviz.lessons.backprop.answers import PIXELS
from nnviz.lessons.backprop.blame import width_of
from nnviz.lessons.backprop.training import MAX_STOPS
from tests.lessons.backprop.trainings import CASES, FIT, LOSS, NETWORK, STRIPS, Case, places, rgb


@pytest.fixture(params=CASES, scope="module")
def case(request):
    return Case(**CASES[request.param])


def test_the_timeline_is_the_runs_from_the_first_step_to_the_last(case):
    steps = case.scene.timeline.steps
    assert steps[0] == 0
    assert steps[-1] == case.recorded[-1]
    assert len(steps) <= MAX_STOPS
    assert np.all(np.diff(steps) > 0) or len(steps) == 1


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
    for trace, symbol in zip(chart.data[:2], "◆●", strict=True):
        assert f'<span style="color:{trace.marker.color}">{symbol}' in chart.layout.title.text


def test_the_fit_or_the_boundary_is_what_the_network_answers(case):
    chart = case.charts[FIT]
    for k in places(case):
        theta = case.theta(case.scene.timeline.steps[k])
        if case.net.sizes[0] == 1:
            n = case.net.sizes[-1]
            for j, curve in enumerate(chart.data[n : 2 * n]):
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
    classes = [trace for trace in chart.data if trace.mode == "markers"]
    drawn = [(x, y) for trace in classes for x, y in zip(trace.x, trace.y, strict=True)]
    assert sorted(drawn) == sorted(map(tuple, case.X))
    for c, trace in enumerate(classes):
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
    assert low <= losses[0] <= min(losses.max(), 1e4 * losses[0]) <= high  # what lies above is outside, and said so


def test_an_answer_that_has_left_the_picture_is_said_to_be_outside(case):
    chart, words = case.charts[FIT], case.values(FIT, len(case.charts[FIT].data) - 1, "text")
    for k in places(case):
        theta = case.theta(case.scene.timeline.steps[k])
        if case.net.sizes[0] == 1:
            low, high = chart.layout.yaxis.range
            answer = case.net.forward(theta, np.linspace(case.X.min(), case.X.max(), 64)[:, None]).a[-1]
            assert ("outside" in words[k, 0]) == (not ((answer >= low) & (answer <= high)).any())
            assert ("↑" in words[k, 0]) == ("outside" in words[k, 0] and bool((answer > high).any()))
            continue
        side = chart.layout.images[0].x * (1 - 1 / PIXELS)
        plane = np.stack(np.meshgrid(*[np.linspace(side, -side, PIXELS)] * 2), axis=-1).reshape(-1, 2)
        answer = case.net.forward(theta, plane).a[-1][:, 0]
        assert ("&lt; 0 all over" in words[k, 0]) == bool((answer < 0).all())
        assert ("&gt; 1" in words[k, 0] or "> 1" in words[k, 0]) == bool((answer > 1).all())


def test_a_run_that_diverges_ends_outside_and_one_that_settles_inside():
    for settings, said in (("it diverges", "outside"), ("curve", ""), ("circle", "")):
        case = Case(**CASES[settings])
        words = case.values(FIT, len(case.charts[FIT].data) - 1, "text")
        assert words[0, 0] == " "
        assert said in words[-1, 0]
        assert (words[-1, 0] == " ") == (not said)
