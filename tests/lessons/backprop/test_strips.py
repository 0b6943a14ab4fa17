"""The strips: each neuron's mean |δ| at every step, and what it sees at each stop."""

import numpy as np
import pytest

from nnviz.figures import palette
from nnviz.figures.numbers import number
from nnviz.lessons.backprop.strips import TABLE
from tests.lessons.backprop.trainings import CASES, STRIPS, Case, places, rgb


@pytest.fixture(params=CASES, scope="module")
def case(request):
    return Case(**CASES[request.param])


def value_of(text, read):
    """Return the number at an end of the scale: 0.02, 5×10⁷ or 10⁷."""
    words = text.removeprefix("≤ ")
    power = words.startswith("10") and len(words) > 2 and words[2] in "⁻⁰¹²³⁴⁵⁶⁷⁸⁹"
    (value,) = read(f"1×{words}" if power else words)
    return value


def test_each_strip_is_its_neurons_mean_delta_at_every_step_on_a_scale_of_logarithms(case, read):
    every, n = case.every, len(case.training.names)
    legend = [note.text for note in case.charts[STRIPS].layout.annotations]
    for i, (field, delta) in enumerate(zip(case.fields(STRIPS)[:n], every.T, strict=True)):
        positive = np.log10(delta[delta > 0])
        if case.own:
            low, high = (np.quantile(positive, 0.02), positive.max()) if positive.size else (0, 0)
        else:
            low, high = (np.log10(value_of(text, read)) for text in legend[:2])
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
    low, high = (value_of(case.charts[STRIPS].layout.annotations[i].text, read) for i in (0, 1))
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


def test_deep_colour_is_never_the_pages_own_and_the_deepest_is_the_errors():
    assert TABLE[255] == palette.ERROR._replace(word="")
    assert np.abs(rgb(TABLE[1].light) - rgb(palette.PAGE.light)).max() > 20
    assert len(TABLE) == 256


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
