"""A run and its data as CSV: what is read back is the run, bit for bit."""

import csv
import io

import numpy as np
import pytest

from nnviz.core import Network, Sample
from nnviz.export.tables import FORMULA, data_as_csv, parameter_names, run_as_csv
from nnviz.lessons import all_lessons
from nnviz.lessons.line.study import POINTS
from nnviz.lessons.tables import from_csv

PARTS = {part.key: part for lesson in all_lessons().values() for part in lesson.parts if not part.job}
WITH_RUN = {key: runs for key, part in PARTS.items() if (runs := part.runs(part.study(part.settings())))}


def read(raw):
    return list(csv.reader(io.StringIO(raw.decode("utf-8-sig"), newline="")))


def test_the_parts_whose_run_can_be_taken_away():
    assert {"line", "descent_surface", "activation_kinds", "activation_bend", "backprop", "blame"} <= set(WITH_RUN)
    assert {"activation_shapes", "neuron"}.isdisjoint(WITH_RUN)


@pytest.mark.parametrize("key", WITH_RUN)
def test_a_run_read_back_is_the_run_bit_for_bit(key):
    runs = WITH_RUN[key]
    heads, *rows = read(run_as_csv(runs))
    first = len(runs) > 1
    assert heads[first : first + 3] == ["step", "epoch", "loss"]
    assert heads[first + 3 :] == list(parameter_names(runs[0].run.net))
    for one in runs:
        mine = np.array([row[first:] for row in rows if not first or row[0] == one.name], dtype=float)
        assert (mine[:, 0] == one.run.step).all()
        assert (mine[:, 1] == one.run.epoch(one.run.step)).all()
        assert (mine[:, 2] == one.run.losses(*one.sample[:2])).all()
        assert (mine[:, 3:] == one.run.theta).all()
    assert len({one.name for one in runs}) == len(runs)


def test_a_parameter_is_named_as_it_lies_in_theta():
    net = Network((2, 3, 2))
    names = parameter_names(net)
    theta = np.arange(net.n_parameters, dtype=float)
    (W1, b1), (W2, b2) = net.layers(theta)
    assert names[int(W1[1, 2])] == "w_x2_A3"
    assert names[int(b1[0])] == "b_A1"
    assert names[int(W2[2, 0])] == "w_A3_y1"
    assert names[int(b2[1])] == "b_y2"
    assert len(set(names)) == len(names)
    assert all(name.isascii() for name in names)


def test_the_data_of_a_line_can_be_loaded_on_its_page_again():
    sample = Sample(np.array([[0.1 + 0.2], [1e-7], [3.0]]), np.array([[1 / 3], [-2.0], [0.0]]), ("time, s",), ("wäy",))
    rows, names, *_ = from_csv(data_as_csv(sample), POINTS)
    assert rows == tuple(map(tuple, np.hstack([sample.X, sample.y]).tolist()))
    assert names == ("time, s", "wäy")


@pytest.mark.parametrize("begin", FORMULA)
def test_a_name_is_no_formula_in_a_spreadsheet(begin):
    sample = Sample(np.zeros((2, 1)), np.zeros((2, 1)), (f"{begin}HYPERLINK(A1)",), ("y",))
    assert read(data_as_csv(sample))[0][0][0] == "'"
