"""Divide and conquer on a curve: shares, sums and losses are computed here by hand, and compared with what is shown."""

import re
from itertools import pairwise

import numpy as np
import pytest

from nnviz.core import DATASETS, Network
from nnviz.figures.palette import PATH
from nnviz.figures.shares import Made, Shares
from nnviz.lessons.network import NONE
from nnviz.lessons.networks.curve_panels import grid
from nnviz.lessons.networks.curve_scene import curve_scene, heights
from nnviz.lessons.networks.curve_study import CurveSettings, curve_study
from nnviz.lessons.networks.curve_words import curve_question, divide, missed, shares_table
from tests.lessons.test_sums import follow

SUM, PANELS = 0, 1
CASES = {
    "five ReLUs": {},
    "one neuron": {"first": 1, "epochs": 50},
    "eight tanh": {"first": 8, "activation": "tanh", "epochs": 100},
    "two layers": {"first": 4, "second": 3, "activation": "relu", "epochs": 100},
    "a leak": {"data": "curve", "first": 4, "activation": "leaky_relu", "seed": 1, "epochs": 100},
    "a line": {"data": "noisy_line", "first": 8, "seed": 2, "learning_rate": 0.1},
}
PHI = {"relu": lambda z: np.maximum(z, 0), "leaky_relu": lambda z: np.where(z > 0, z, 0.01 * z), "tanh": np.tanh}


@pytest.fixture(params=CASES.values(), ids=CASES, scope="module")
def settings(request):
    return CurveSettings(**request.param)


@pytest.fixture(scope="module")
def study(settings):
    return curve_study(settings)


@pytest.fixture(scope="module")
def scene(study):
    return curve_scene(study)


@pytest.fixture(scope="module")
def points(settings):
    X, y, *_ = DATASETS[settings.data].make(np.random.default_rng(0))
    order = np.argsort(X[:, 0], kind="stable")
    return X[order, 0], y[order, 0]


def by_hand(settings, theta, x):
    """Return each neuron's share (m, H) at inputs x (m,), and the output's bias."""
    sizes = [1, settings.first, *([] if settings.second == NONE else [settings.second]), 1]
    a, at = x[:, None], 0
    for n, m in pairwise(sizes[:-1]):
        z = a @ theta[at : at + n * m].reshape(n, m) + theta[at + n * m : at + (n + 1) * m]
        a, at = PHI[settings.activation](z), at + (n + 1) * m
    return a * theta[at:-1], theta[-1]


def loss(y, output):
    return np.mean((output - y) ** 2) / 2


def test_shares_and_bias_add_up_to_the_output(settings, study, points):
    x, outputs = study.shares.x, study.shares.outputs
    H = len(study.names)
    assert np.array_equal(study.x, points[0])
    for k in (0, 7, len(study.steps) // 2, len(study.steps) - 1):
        each, bias = by_hand(settings, study.theta[k], x)
        shown = np.column_stack([outputs[f"share{i + 1}"][k] for i in range(H)])
        assert np.allclose(shown, each, rtol=0, atol=1e-9)
        whole = study.net.forward(study.theta[k], x[:, None]).z[-1][:, 0]
        assert np.allclose(shown.sum(axis=1) + bias, whole, rtol=0, atol=1e-9)
        assert np.allclose(outputs["whole"][k], whole, rtol=0, atol=1e-9)
        assert np.allclose(outputs["left"][k], whole, rtol=0, atol=1e-9)
        at = by_hand(settings, study.theta[k], points[0][[study.point]])[0][0]
        assert np.allclose([outputs[f"mark{i + 1}"][k, 0] for i in range(H)], at, rtol=0, atol=1e-9)
        assert outputs["sum"][k] == pytest.approx(at.sum() + bias, abs=1e-9)
        each, bias = by_hand(settings, study.theta[k], points[0])
        assert outputs["loss"][k] == pytest.approx(loss(points[1], each.sum(axis=1) + bias))


def test_without_a_neuron_the_loss_is_that_of_the_rest(settings, study, points):
    x, y = points
    for place in (0, len(study.steps) - 1):
        each, bias = by_hand(settings, study.theta[place], x)
        rest = [loss(y, each.sum(axis=1) - each[:, k] + bias) for k in range(len(study.names))]
        assert np.allclose(study.without(place), rest, rtol=1e-9, atol=1e-15)


def test_the_curve_bends_where_its_neurons_do_and_nowhere_else(settings, study):
    assert study.bends_of_its_own == (settings.second == NONE and settings.activation != "tanh")
    if not study.bends_of_its_own:
        assert study.shares.bends is None
        return
    x = np.linspace(study.x[0], study.x[-1], 4001)
    for k in (0, len(study.steps) - 1):
        slopes = np.diff(study.net.forward(study.theta[k], x[:, None]).a[-1][:, 0])
        bent = x[1:-1][np.abs(np.diff(slopes)) > 1e-9]
        named = study.bends[k]
        assert np.all(np.abs(bent[:, None] - named).min(axis=1) < 2 * (x[1] - x[0])), "each bend has a neuron"
        weights = study.net.layers(study.theta[k])[-1][0][:, 0] * study.net.layers(study.theta[k])[0][0][0]
        assert np.array_equal(study.shares.bends[k], np.clip(named, -20 * np.ptp(study.x), 20 * np.ptp(study.x)))
        inside = (named > x[1]) & (named < x[-2]) & (np.abs(weights) > 1e-3)
        assert np.all(np.abs(bent - named[inside][:, None]).min(axis=1) < 2 * (x[1] - x[0])), "and each neuron its bend"


def test_each_neuron_has_a_panel_with_its_own_share(study, scene):
    panels = scene.animations[PANELS]
    H = len(study.names)
    drawn = [mark for mark in panels.marks if mark.trace["mode"] == "lines"]
    assert [mark.moves["y"].output for mark in drawn[:H]] == [f"share{k + 1}" for k in range(H)]
    biases = study.net.layers(study.theta)[-1][1][:, 0]
    assert np.array_equal(drawn[H].moves["y"], np.column_stack([biases, biases]))
    assert len({mark.trace["yaxis"] for mark in drawn}) == H + 1
    taking = [button for button in panels.buttons if button.takes != "all"]
    assert [button.takes for button in taking] == list(study.names)
    assert [button.axes[1] for button in taking] == [mark.trace["yaxis"] for mark in drawn[:H]]
    ranges = {str(panels.layout[name]["range"]) for name in panels.layout if name.startswith("yaxis")}
    assert len(ranges) == 1, "one scale for all"


@pytest.mark.parametrize("n", range(2, 10))
def test_panels_do_not_lie_over_each_other(n):
    rows, columns = grid(n)
    assert rows * columns >= n > (rows - 1) * columns
    scene = curve_scene(curve_study(CurveSettings(first=n - 1, epochs=50)))
    layout = scene.animations[PANELS].layout
    boxes = [
        (*layout[f"xaxis{k or ''}"]["domain"], *layout[f"yaxis{k or ''}"]["domain"]) for k in (0, *range(2, n + 1))
    ]
    for i, (a, b, c, d) in enumerate(boxes):
        assert 0 <= a < b <= 1
        assert 0 <= c < d <= 1
        assert all(b <= e or f <= a or d <= g or h <= c for e, f, g, h in boxes[i + 1 :])


def test_data_and_curve_are_inside_the_axes_at_the_end(study, scene):
    low, high = scene.animations[SUM].layout["yaxis"]["range"]
    assert low < study.y.min()
    assert high > study.y.max()
    assert [low, high] == heights(study).tolist()


def test_nothing_is_violet_while_nothing_is_away(study, scene):
    gap, dashed = scene.animations[SUM].marks[:2]
    assert gap.trace["line"]["color"] == dashed.trace["line"]["color"] == PATH.light
    n = len(study.shares.x)
    for values in gap.moves["y"].values:
        assert np.array_equal(values[:n], values[n:][::-1])
    assert np.array_equal(dashed.moves["y"].values, study.shares.outputs["left"])


def test_readouts_say_the_core_s_numbers(study, scene, read, points):
    for k in (0, len(study.steps) - 1):
        step, whole, left, at = (read(readout.values[k]) for readout in scene.readouts)
        output = study.net.forward(study.theta[k], points[0][:, None]).a[-1][:, 0]
        assert step == [study.steps[k]]
        assert whole == left == pytest.approx([loss(points[1], output)], rel=6e-3)
        assert at == pytest.approx([output[study.point]], rel=6e-3)


def test_the_sum_at_a_point_can_be_followed(settings, study):
    for place in range(0, len(study.steps), 9):
        assert follow(shares_table(study, place)) >= len(study.names) + (len(study.names) > 0)


def test_the_question_is_answered_by_taking_each_away(settings, study, points):
    question = curve_question(study)
    each, bias = by_hand(settings, study.theta[-1], points[0])
    if len(study.names) == 1:
        rest = each.sum(axis=1) - each[:, 0] + bias
        assert np.allclose(rest, rest[0])
        assert question.options[question.answer] == "A level line"
        return
    losses = [loss(points[1], each.sum(axis=1) - each[:, k] + bias) for k in range(len(study.names))]
    assert question.options[question.answer] == study.names[int(np.argmax(losses))]


def test_only_the_neurons_of_a_first_layer_are_said_to_get_x_itself(settings, study):
    text = divide(study)
    assert ("gets x itself" in text) == ("one simple shape" in text) == (settings.second == NONE)
    assert ("what layer A has made of x" in text) == (settings.second != NONE)


def said(study, place):
    """Return whom the words call missed most, without whom the loss would be smaller, and who makes no difference."""
    text = missed(study, place)
    names = lambda pattern: re.findall(r"[AB]\d", (re.search(pattern, text) or [""])[0])  # noqa: E731
    return names(r"\*\*[AB]\d\*\* is missed"), names(r"Without [^.]* smaller"), names(r"\. [^.]* no difference")


def test_who_is_missed_is_read_off_the_losses_of_the_step():
    some = np.zeros(3)
    for settings in (CurveSettings(), CurveSettings(seed=0, first=4), CurveSettings(data="noisy_line", first=8)):
        study = curve_study(settings)
        for place in (0, 3, 20, len(study.steps) - 1):
            here, without = study.losses[place], study.without(place)
            most, better, idle = said(study, place)
            even = np.isclose(without, here, rtol=1e-9, atol=0)
            assert set(idle) == {name for name, one in zip(study.names, even, strict=True) if one}
            assert set(better) == {
                name for name, one, same in zip(study.names, without < here, even, strict=True) if one and not same
            }
            assert most == ([study.names[int(without.argmax())]] if (without > here * (1 + 1e-9)).any() else [])
            some += [bool(most), bool(better), bool(idle)]
    assert some.min() > 0
    assert some[1:].max() < 12, "each of the sentences is said, and left out, somewhere"


def test_a_bend_beyond_the_data_is_called_so():
    study = curve_study(CurveSettings(seed=0, first=4))
    for place in (0, len(study.steps) - 1):
        rows = re.findall(r"\| A\d \|[^|]*\| ([^|]*) \|", missed(study, place))
        for x, row in zip(study.bends[place], rows, strict=True):
            assert (study.x[0] <= x <= study.x[-1]) != ("beyond" in row or "far" in row)


def test_when_no_neuron_does_anything_none_is_missed():
    study = curve_study(CurveSettings(first=3))
    dead = study.theta.copy()
    W, b = study.net.layers(dead)[0]
    W[...], b[...] = 0.0, -1.0  # each z is −1, and its ReLU silent for every x
    study.__dict__["theta"] = dead
    question = curve_question(study)
    assert question.options[question.answer] == "None: it would not grow"
    assert said(study, -1) == ([], [], ["A1", "A2", "A3"])


@pytest.mark.parametrize("net", [Network((2, 3, 1)), Network((1, 3, 2)), Network((1, 3, 1), output="sigmoid")], ids=str)
def test_a_network_whose_output_is_no_sum_over_one_input_has_no_shares(net):
    with pytest.raises(ValueError, match="one input"):
        Shares(net, np.zeros((1, net.n_parameters)), np.zeros(2), np.zeros(2), np.zeros(2), 0, ("A1",))


def test_what_is_made_in_the_browser_is_not_sent(scene):
    assert sum(isinstance(v, Made) for one in scene.animations for mark in one.marks for v in mark.moves.values()) > 4
