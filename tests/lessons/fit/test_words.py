"""What is said of a line by hand is computed from it: the arithmetic, the questions, and how far one's best is."""

import re
from dataclasses import replace

import numpy as np
import pytest

from nnviz.core import Network, least_squares
from nnviz.lessons.fit import words
from nnviz.lessons.fit.points import PointSettings
from nnviz.lessons.fit.questions import fit_question
from nnviz.lessons.fit.study import FitSettings, candidates_of, study
from tests.lessons.fit.cases import FITS, own

NEURON = Network((1, 1), output="identity")


@pytest.fixture(params=FITS, scope="module")
def fitted(request):
    return study(FITS[request.param])


def places(fitted):
    return sorted({0, len(fitted.theta) // 2, len(fitted.theta) - 1})


def plain(text):
    """Return Markdown without its colours and bold."""
    return re.sub(r":\w+\[([^\]]*)\]", r"\1", text.replace("**", ""))


def loss_of(fitted, line):
    return float(NEURON.loss(np.array(line), fitted.sample.X, fitted.sample.y, "half_mse"))


def test_the_table_holds_each_point_with_its_error_and_the_square_of_it(fitted, read):
    for place in places(fitted):
        m, c = fitted.theta[place]
        rows = plain(words.errors(fitted, place)).splitlines()[2:]
        for row, x, y in zip(rows, fitted.sample.X[:, 0], fitted.sample.y[:, 0], strict=True):
            error = m * x + c - y
            cells = [read(cell)[0] for cell in row.strip("| ").split(" | ")]
            size = 1e-9 * max(abs(y), 1.0)
            assert cells == pytest.approx([x, y, m * x + c, error, error * error], rel=0.0051, abs=size)


def test_the_sum_that_is_written_out_comes_to_the_loss(fitted, read):
    for place in places(fitted):
        said = plain(words.loss(fitted, place))
        assert read(re.split("[=≈]", said)[-1]) == pytest.approx(
            [loss_of(fitted, fitted.theta[place])], rel=0.0051, abs=1e-9
        )


def test_the_heading_says_which_line_it_is(fitted):
    for place in places(fitted):
        name = fitted.run is None and ("Your line", "Line 1", "Line 2", "Line 3")[place]
        assert (
            words.title(fitted, place)
            == f"## {name or f'Step {fitted.run.step[fitted.stops[place]]:,}'}: point by point"
        )


def test_how_far_one_s_best_is_from_least_squares_is_told_only_where_it_may_be(fitted, read):
    answer = least_squares(fitted.sample.X, fitted.sample.y)
    for place in places(fitted):
        said = plain(words.compared(fitted, place))
        if not fitted.known(place):
            assert "least squares |" not in said
            assert not re.search(r"\d\.\d", said), "no number that tells"
            continue
        best = min((fitted.own, *fitted.kept), key=lambda line: loss_of(fitted, line))
        _, _, first, second, *_ = said.splitlines()
        size = 1e-6 * max(np.abs(fitted.sample.y).max(), 1.0)
        for row, line in ((first, answer.theta), (second, best)):
            cells = [read(cell)[0] for cell in row.strip("| ").split(" | ")[1:]]
            assert cells == pytest.approx([*line, loss_of(fitted, line)], rel=0.0051, abs=size)
        off_m, off_c, over = re.search(
            r"off by (\S+) in m and by (\S+) in c\. Its loss is (\S+) above", said.replace("≈ ", "")
        ).groups()
        wanted = [*(best - answer.theta), loss_of(fitted, best) - answer.loss]
        assert [read(one)[0] for one in (off_m, off_c, over)] == pytest.approx(wanted, rel=0.0051, abs=1e-9 * size)


def test_a_neuron_that_has_not_arrived_says_so_at_its_end():
    fitted = study(FITS["a neuron in a narrow valley"])
    assert "has not arrived" in words.compared(fitted, len(fitted.theta) - 1)
    assert "on its way" in words.compared(fitted, 0)
    arrived = study(FITS["a neuron"])
    assert "has not arrived" not in words.compared(arrived, len(arrived.theta) - 1)


CHOICES = {
    "line 3": FitSettings(),
    "line 1": FitSettings(PointSettings("anscombe_4")),
    "line 2": FitSettings(own((0, 0), (1, 6), (2, 3), (3, 4), (4, 1))),
    "a tie": FitSettings(own((0, 1), (1, 0))),
}


@pytest.mark.parametrize("name", CHOICES)
def test_the_best_of_the_three_lines_is_the_one_with_the_smallest_loss(name, read):
    fitted = study(CHOICES[name])
    question = fit_question(fitted)
    losses = [loss_of(fitted, line) for line in candidates_of(fitted.sample)]
    least = np.flatnonzero(np.isclose(losses, min(losses), atol=1e-12))
    assert question.answer == (least[0] if len(least) == 1 else 3)
    assert (name == "a tie") == (len(least) > 1)
    if name != "a tie":
        assert question.options[question.answer] == name.capitalize()
    for place, reason in enumerate(question.reasons[:3]):
        if place != question.answer:
            assert read(reason.split(" is ")[1].split(". ")[0].rstrip("."))[0] == pytest.approx(
                losses[place], rel=0.0051, abs=1e-9
            )


WAYS = {
    "m grows, c shrinks": FitSettings(m=0.0, c=3.5),
    "m shrinks, c grows": FitSettings(m=2.0, c=-1.0),
    "m grows, c grows": FitSettings(m=0.0, c=0.0),
    "m shrinks, c shrinks": FitSettings(m=1.5, c=3.0),
    "One of the two stays as it is": FitSettings(m=0.8, c=1.5),
}


@pytest.mark.parametrize("name", WAYS)
def test_which_way_a_neuron_goes_is_read_off_its_run(name, read):
    fitted = study(replace(WAYS[name], neuron=True))
    question = fit_question(fitted)
    change = fitted.theta[-1] - fitted.theta[0]
    said = {1: "grows", -1: "shrinks"}
    wanted = "One of the two stays as it is" if np.abs(change).min() < 1e-9 else (
        f"m {said[int(np.sign(change[0]))]}, c {said[int(np.sign(change[1]))]}")  # fmt: skip
    assert question.options[question.answer] == wanted == name
    assert f"makes {fitted.stops[-1]:,} steps" in question.text
