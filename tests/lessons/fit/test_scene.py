"""The figures of a line by hand hold the core's own numbers: every trace, every readout, at every stop."""

import numpy as np
import pytest

from nnviz.core import Network, least_squares
from nnviz.figures.palette import ANSWER, DATA, ERROR, MODEL, PATH, QUIET
from nnviz.lessons.fit.scene import fit_scene
from nnviz.lessons.fit.study import FitSettings, candidates_of, own_line, ranked, study
from tests.lessons.fit.cases import FITS, KEPT

NEURON = Network((1, 1), output="identity")
POINTS, LOSS = range(2)


class Case:
    """A line by hand, its scene, and what it was made of."""

    def __init__(self, settings):
        self.settings, self.study = settings, study(settings)
        self.scene = fit_scene(self.study)
        self.sample = settings.points.sample
        self.x, self.y = self.sample.X[:, 0], self.sample.y[:, 0]
        self.theta = self.study.theta

    def loss(self, lines):
        return float(NEURON.loss(np.array(lines), self.sample.X, self.sample.y, "half_mse"))


@pytest.fixture(params=FITS, scope="module")
def case(request):
    return Case(FITS[request.param])


def find(animation, colour, mode, **has):
    """Return the places of the traces with this colour and mode, and these settings."""
    return [
        i
        for i, mark in enumerate(animation.marks)
        if mark.trace["mode"] == mode
        and colour.light in (mark.trace.get(kind, {}).get("color") for kind in ("line", "marker", "textfont"))
        and all(mark.trace.get(key) == value for key, value in has.items())
    ]


def pieces(places):
    gaps = np.flatnonzero(np.isnan(places).any(axis=1))
    return [piece[~np.isnan(piece).any(axis=1)] for piece in np.split(places, gaps + 1) if len(piece)]


def test_the_line_of_each_stop_is_what_the_neuron_predicts(case, drawn):
    animation = case.scene.animations[POINTS]
    (line,) = find(animation, MODEL, "lines")
    for place, (m, c) in enumerate(case.theta):
        x, y = drawn(animation, line, place).T
        assert x[0] < case.x.min() <= case.x.max() < x[1]
        assert y == pytest.approx(m * x + c, rel=1e-9, abs=1e-9)


def test_the_first_line_is_one_s_own_and_by_hand_those_to_choose_from_come_after_it(case):
    assert case.theta[0] == pytest.approx(own_line(case.settings))
    if not case.settings.neuron:
        assert case.scene.timeline.names.tolist() == ["your line", "line 1", "line 2", "line 3"]
        assert case.theta[1:] == pytest.approx(candidates_of(case.sample))


def test_sticks_and_squares_are_the_errors(case, drawn):
    animation = case.scene.animations[POINTS]
    sticks, squares = (find(animation, ERROR, "lines", fill=fill) for fill in (None, "toself"))
    assert (len(sticks), len(squares)) == {"both": (1, 1), "sticks": (1, 0), "squares": (0, 1)}[case.settings.errors]
    aspect = animation.layout["yaxis"]["scaleratio"]
    assert animation.layout["yaxis"]["scaleanchor"] == "x"
    for place, (m, c) in enumerate(case.theta):
        guess = m * case.x + c
        for trace in sticks:
            parts = np.array(pieces(drawn(animation, trace, place)))
            assert np.allclose(parts[:, 0], np.column_stack([case.x, case.y]))
            assert np.allclose(parts[:, 1], np.column_stack([case.x, guess]))
        for trace in squares:
            for part, x, y, e in zip(
                pieces(drawn(animation, trace, place)), case.x, case.y, guess - case.y, strict=True
            ):
                assert part.min(axis=0) == pytest.approx([x, min(y, y + e)], rel=1e-9, abs=1e-9)
                assert np.ptp(part, axis=0) == pytest.approx([aspect * abs(e), abs(e)], rel=1e-9, abs=1e-9)
                across, up = part[:-1].T
                area = abs(np.dot(across, np.roll(up, 1)) - np.dot(up, np.roll(across, 1))) / 2
                assert area / aspect == pytest.approx(e * e, rel=1e-6, abs=1e-6)


def test_kept_lines_and_those_to_choose_from_are_drawn_where_they_lie(case, drawn):
    animation = case.scene.animations[POINTS]
    for colour, lines in (
        (PATH, case.settings.kept), (QUIET, () if case.settings.neuron else candidates_of(case.sample)),
    ):  # fmt: skip
        found = find(animation, colour, "lines")
        assert len(found) == bool(len(lines))
        for trace in found:
            for part, (m, c) in zip(pieces(drawn(animation, trace, 0)), lines, strict=True):
                assert part[:, 1] == pytest.approx(m * part[:, 0] + c, rel=1e-9, abs=1e-9)


def test_each_line_to_choose_from_has_its_name_at_its_end(case):
    animation = case.scene.animations[POINTS]
    for trace in find(animation, QUIET, "text"):
        names = animation.marks[trace].trace
        assert names["text"] == ["line 1", "line 2", "line 3"]
        (left, right), (low, high) = (animation.layout[axis]["range"] for axis in ("xaxis", "yaxis"))
        before = names["x"] - 0.02 * np.ptp(case.study.frame.hands)
        m, c = candidates_of(case.sample).T
        assert names["y"] == pytest.approx(m * before + c, abs=0.02 * (high - low))
        assert np.all((left < before) & (before < right) & (low < names["y"]) & (names["y"] < high)), "it is seen"


def test_least_squares_is_drawn_where_it_may_be_told_and_nowhere_else(case, drawn):
    animation = case.scene.animations[POINTS]
    low, high = animation.layout["yaxis"]["range"]
    lines, words = find(animation, ANSWER, "lines"), find(animation, ANSWER, "text")
    m, c = least_squares(case.sample.X, case.sample.y).theta
    may = [case.settings.answer or (case.study.arrived and k == len(case.theta) - 1) for k in range(len(case.theta))]
    assert len(lines) == len(words) == any(may)
    for place, told in enumerate(may):
        for trace in lines:
            x, y = drawn(animation, trace, place).T
            assert y == pytest.approx(m * x + c) if told else y.max() < low - 10 * (high - low)
        for trace in words:
            assert (low < drawn(animation, trace, place)[0, 1] < high) == told
    floor = case.scene.animations[LOSS].layout.get("shapes", [])
    assert [shape["y0"] for shape in floor] == pytest.approx([case.loss([m, c])] * case.settings.answer, abs=1e-9)


def test_bars_are_the_losses_of_the_line_now_and_of_the_kept_ones_the_best_first(case, drawn):
    animation = case.scene.animations[LOSS]
    if case.settings.neuron:
        return  # then they are a curve
    (now,) = find(animation, ERROR, "lines")
    for place, line in enumerate(case.theta):
        assert drawn(animation, now, place)[:, 1] == pytest.approx([0, case.loss(line)], abs=1e-9)
    kept = find(animation, PATH, "lines")
    heights = [part[1, 1] for trace in kept for part in pieces(drawn(animation, trace, 0))]
    assert heights == pytest.approx(sorted(case.loss(line) for line in case.settings.kept))
    first, *letters = animation.layout["xaxis"]["ticktext"]
    order = [letter for letter, _, _ in ranked(case.settings)]
    assert (first, letters) == ("now", order + [""] * (5 - len(order)))


STEEP = {"by a slope": FitSettings(m=50.0), "far up": FitSettings(m=0.5, c=40.0), "kept": FitSettings(kept=KEPT)}


@pytest.mark.parametrize("name", [*STEEP, *FITS])
def test_a_bar_that_is_cut_is_marked_and_no_other(name):
    case = Case({**FITS, **STEEP}[name])
    if case.settings.neuron:
        return  # then they are a curve
    animation = case.scene.animations[LOSS]
    top = animation.layout["yaxis"]["range"][1]
    (now,) = find(animation, ERROR, "text")
    words = animation.marks[now].moves["text"][:, 0]
    assert list(words) == ["outside ↑" if case.loss(line) > top else " " for line in case.theta]
    assert animation.marks[now].follows == {"text": ("{high:outside}",)}
    assert case.scene.model.given["top"] == top
    order = [line for _, line, _ in ranked(case.settings)]
    wanted = [place for place, line in enumerate(order, 1) if case.loss(line) > top]
    marks = [animation.marks[trace].trace for trace in find(animation, PATH, "text")]
    assert [x for mark in marks for x in mark["x"]] == wanted
    assert name not in STEEP or wanted or words[0] != " "


@pytest.mark.parametrize(
    "kept", [KEPT, ((1.0, 1.0), (1.0, 1.0), (0.99, 1.02)), ((0.0, 40.0), (50.0, -40.0), (0.1, 3.0))]
)
def test_each_kept_line_has_its_letter_on_it_where_it_is_seen(kept):
    case = Case(FitSettings(kept=kept))
    animation = case.scene.animations[POINTS]
    (trace,) = find(animation, PATH, "markers+text")
    mark = animation.marks[trace].trace
    found = dict(zip(mark["text"], zip(mark["x"], mark["y"], strict=True), strict=True))
    low, high = animation.layout["yaxis"]["range"]
    for letter, (m, c) in zip("ABCDE", kept, strict=False):
        if letter in found:
            x, y = found[letter]
            assert y == pytest.approx(m * x + c)
            assert low < y < high
            assert all(abs(x - grip.x["1"]) > 0.25 for grip in animation.handles), "beside the rings"
        else:
            inside = low + 0.1 * (high - low), high - 0.1 * (high - low)
            assert not any(inside[0] < m * x + c < inside[1] for x in np.linspace(1.5, 3.8, 200)[::40])
    assert found


def test_while_a_neuron_runs_its_losses_are_a_curve(drawn, trace_of):
    case = Case(FITS["a neuron"])
    animation = case.scene.animations[LOSS]
    mark = trace_of(animation, ERROR, "markers")
    for place, line in enumerate(case.theta):
        step, loss = drawn(animation, mark, place)[0]
        assert step == case.scene.timeline.steps[place]
        assert loss == pytest.approx(case.loss(line), rel=1e-9)


def test_readouts_say_the_numbers_of_their_line(case, read):
    _, equation, total, loss = (readout.values for readout in case.scene.readouts)
    for place, (m, c) in enumerate(case.theta):
        slope, intercept = equation[place].removeprefix("ŷ = ").split("·x ")
        error, size = m * case.x + c - case.y, 1e-9 * max(np.abs(case.y).max(), 1) ** 2
        assert read(slope) + read(intercept.replace(" ", "")) == pytest.approx([m, c], rel=0.0051, abs=1e-9)
        assert read(total[place]) == pytest.approx([np.sum(error**2)], rel=0.0051, abs=size)
        assert read(loss[place]) == pytest.approx([np.mean(error**2) / 2], rel=0.0051, abs=size)


def test_what_a_hand_moves_is_the_line_of_the_stop_and_the_points_are_the_data(case, drawn, trace_of):
    m, c = (quantity.values for quantity in case.scene.model.quantities)
    assert np.array_equal(np.column_stack([m, c]), case.theta)
    given = case.scene.model.given
    assert np.array_equal(given["x"], case.x)
    assert np.array_equal(given["y"], case.y)
    animation = case.scene.animations[POINTS]
    (line,) = find(animation, MODEL, "lines")
    assert np.array_equal(given["ends"], animation.marks[line].trace["x"])
    assert given["aspect"] == animation.layout["yaxis"]["scaleratio"]
    points = drawn(animation, trace_of(animation, DATA, "markers"), 0)
    assert np.array_equal(points, np.column_stack([case.x, case.y]))


def test_the_rings_lie_on_the_line_beside_the_points_and_within_the_figure(case):
    animation = case.scene.animations[POINTS]
    low, high = animation.layout["xaxis"]["range"]
    places = []
    for grip in animation.handles:
        x, m, c = grip.x["1"], grip.y["m"], grip.y["c"]
        assert (m, c) == (x, 1.0), "at m·x + c"
        assert low < x < high
        places.append(x)
    assert places[0] < case.x.min() <= case.x.max() < places[-1]
