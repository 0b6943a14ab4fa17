"""A matrix product that fills: each step is what its workers do, and each number drawn is the layer's own."""

import re
from fractions import Fraction
from itertools import product

import numpy as np
import pytest

from nnviz.lessons.gpus.fill_scene import fill_scene
from nnviz.lessons.gpus.fill_study import FillSettings, fill_study
from nnviz.lessons.gpus.fill_words import fill_question, formula, same_work, the_cell, ways_table
from tests.arithmetic import calculate, plain

SHAPES = [(4, 3, 4, 0), (2, 1, 2, 3), (5, 4, 6, 20), (2, 4, 6, 7), (5, 1, 2, 11)]
FACTOR_X, FACTOR_W, IN_WORK = 5, 6, 7
PICTURE, COUNTS = range(2)


@pytest.fixture(scope="module", params=SHAPES, ids=str)
def study(request):
    return fill_study(FillSettings(*request.param))


@pytest.fixture(scope="module")
def scene(study):
    return fill_scene(study)


def exact(values):
    """Return numbers as the exact decimals that they are written with."""
    return np.vectorize(lambda value: Fraction(f"{value:.1f}"), otypes=[object])(values)


def of_way(study, way):
    return np.flatnonzero(study.way == way)


def test_at_the_end_of_each_way_every_cell_is_the_cores_z(study):
    z = study.net.forward(study.theta, study.X).z[1]
    W, b = (exact(one) for one in study.weights)
    by_hand = exact(study.X) @ W + b
    for way in range(3):
        last = of_way(study, way)[-1]
        assert (study.z[last] == z).all()
        assert np.allclose(study.z[last], by_hand.astype(float), atol=1e-12)


def test_in_every_step_each_worker_adds_one_product_to_a_cell_of_their_own(study):
    for way, workers in enumerate((1, study.neurons, study.points * study.neurons)):
        stops = of_way(study, way)
        assert study.ways[way].workers == workers
        assert (study.done[stops[0]] == -1).all(), "a way begins with empty cells"
        products = study.done[stops].clip(0)
        added = np.diff(products, axis=0)
        assert set(np.unique(added)) <= {0, 1}
        assert (added.sum(axis=(1, 2)) == workers).all()
        assert products[-1].sum() == study.multiplications == study.X.size * study.neurons
        assert len(stops) == study.ways[way].steps + 1


def test_a_cell_that_is_begun_is_its_bias_and_the_products_so_far(study):
    X, (W, b) = exact(study.X), map(exact, study.weights)
    for k, i, j in product(range(len(study.step)), range(study.points), range(study.neurons)):
        done = study.done[k, i, j]
        if done < 0:
            assert np.isnan(study.z[k, i, j])
        else:
            assert abs(study.z[k, i, j] - float(b[j] + sum(X[i, :done] * W[:done, j]))) < 1e-12


def inside(box_x, box_y, places):
    """Return which of the places lie within a rectangle, corners x (5,), y (5,); none where there is no rectangle."""
    (x, y), edges = np.array(places).T, (box_x.min(), box_x.max(), box_y.min(), box_y.max())
    return (edges[0] < x) & (x < edges[1]) & (edges[2] < y) & (y < edges[3])


def test_the_factors_that_stand_out_are_those_whose_product_was_added(study, scene):
    marks = scene.animations[PICTURE].marks
    numbers = {name: marks[place].trace for name, place in (("X", 8), ("W", 9), ("Z", 11))}
    places = {name: list(zip(trace["x"], trace["y"], strict=True)) for name, trace in numbers.items()}
    read = {name: np.array([float(calculate(text)) for text in numbers[name]["text"]]) for name in ("X", "W")}
    for k in of_way(study, 0)[1:]:
        x, w, cell = (
            inside(*(marks[mark].moves[axis][k] for axis in "xy"), places[name])
            for mark, name in ((FACTOR_X, "X"), (FACTOR_W, "W"), (IN_WORK, "Z"))
        )
        assert x.sum() == w.sum() == 1
        i, j = divmod(int(np.flatnonzero(study.done[k] != study.done[k - 1])[0]), study.neurons)
        before = study.weights[1][j] if study.done[k, i, j] == 1 else study.z[k - 1, i, j]
        assert np.isclose(before + (read["X"][x] * read["W"][w])[0], study.z[k, i, j])
        if study.done[k, i, j] < study.inputs:
            assert np.flatnonzero(cell).tolist() == [i * study.neurons + j]


def test_the_picture_writes_the_studys_numbers(study, scene):
    written = scene.animations[PICTURE].marks[11].moves["text"]
    for k, texts in enumerate(written):
        for text, z, done in zip(texts, study.z[k].flat, study.done[k].flat, strict=True):
            assert text.startswith("<b>") == (done == study.inputs), "whole sums stand out"
            assert (text == "") == (done < 0)
            assert not text or abs(float(calculate(re.sub("</?b>", "", text))) - z) < 1e-12


def test_the_lines_count_multiplications_and_no_way_is_drawn_before_it_runs(study, scene):
    marks = scene.animations[COUNTS].marks
    for way, (line, end) in enumerate(zip(marks[0:6:2], marks[1:6:2], strict=True)):
        assert line.trace["y"][-1] == study.multiplications
        assert line.trace["x"][-1] == study.ways[way].steps
        stops = of_way(study, way)
        assert line.trail[stops].tolist() == list(range(1, len(stops) + 1))
        assert not line.trail[: stops[0]].any()
        said = end.moves["text"][:, 0]
        assert [bool(text) for text in said] == [k >= stops[-1] for k in range(len(said))]
    products = [study.done[k].clip(0).sum() for k in range(len(study.step))]
    assert marks[6].moves["y"][:, 0].tolist() == products
    said = [re.search(r": (\d+) workers?, (\d+) steps?, (\d+) of", text) for text in scene.readouts[0].values]
    assert [int(one[3]) for one in said] == products == [int(one[1]) * int(one[2]) for one in said]


def test_every_sum_that_is_shown_can_be_followed(study):
    for k in range(len(study.step)):
        shown = [plain(formula(study, k)), *([the_cell(study, k)] if study.step[k] else [])]
        for text in (one.replace("\u00a0", " ") for one in shown):
            ((sum_, z),) = re.findall(r"(?::|z =) (−?\d[^=:z]*) = (−?\d+\.\d\d)(?!\d)", text)
            assert calculate(sum_) == calculate(z), text
    told = same_work(study, len(study.step) - 1)
    for one, other, steps in re.findall(r"(\d+) / (\d+) = (\d+)", told):
        assert int(one) == int(other) * int(steps)
    assert len(re.findall(" / ", told)) == 2


def test_a_sum_breaks_before_a_sign_and_nowhere_else(study):
    for place in range(0, len(study.step), 7):
        for line in formula(study, place).split("\n\n")[1:]:
            pieces = line.removeprefix("z = b").removeprefix("z =\u00a0").split(" ")
            assert all(re.match(r"[+=]\u00a0", piece) for piece in pieces[1:])
            assert pieces[0] != "="


def test_the_question_is_answered_by_counting_and_by_nothing_before_the_end(study, scene):
    question = fill_question(study)
    answer, last = question.options[question.answer], len(study.step) - 1
    taken = int((study.way == 2).sum()) - 1
    assert answer == f"{taken} step{'s' * (taken > 1)}"
    assert question.reasons[question.answer] == ""
    assert all(why for place, why in enumerate(question.reasons) if place != question.answer)
    assert not same_work(study, last - 1)
    assert "all at once" not in ways_table(study, last - 1)
    assert f"**{taken}**" in ways_table(study, last)
    assert not any(" of " in name for name in scene.timeline.names), "nor by how a stop is called"


@pytest.mark.parametrize("inputs", [1, 4])
def test_more_cells_take_more_steps_only_where_there_are_not_more_workers(inputs):
    few, many = (fill_study(FillSettings(points, inputs, neurons)) for points, neurons in ((2, 2), (5, 6)))
    longer = [many.ways[way].steps > few.ways[way].steps for way in range(3)]
    assert longer == [True, True, False]
