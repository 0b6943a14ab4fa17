"""AND, OR and exclusive or: what is said of each corner is what the core says, and what no neuron can do."""

import itertools
import re

import numpy as np
import pytest

from nnviz.core import Network
from nnviz.figures.numbers import number
from nnviz.figures.palette import ANSWER, ERROR, TEXT
from nnviz.lessons.neuron import LESSON
from nnviz.lessons.neuron.corners import logic_scene
from nnviz.lessons.neuron.logic import CORNERS, GATES, XOR, LogicSettings, best_count, logic_dropped, logic_study
from nnviz.lessons.neuron.logic_words import NO_LINE, corner_table, logic_question, verdict
from tests.arithmetic import plain

NET = Network((2, 1), output="threshold")
TRUTH = {"AND": lambda x, y: x and y, "OR": lambda x, y: x or y, XOR: lambda x, y: x != y}
SOLVED = {"AND": (1.0, 1.0, -1.5), "OR": (1.0, 1.0, -0.5)}
SOME = [(0.5, -1.0, 0.2), (1.0, 1.0, -1.5), (1.0, 1.0, -0.5), (-1.0, -1.0, 1.4), (0.0, 0.0, 0.0), (1.0, -1.0, -0.5)]
CASES = [(gate, theta) for gate in GATES for theta in SOME]


def right(gate, theta):
    """Return at which of the corners the core's neuron says what the gate does."""
    says = NET.forward(np.array(theta), CORNERS).a[1][:, 0]
    return [bool(s) == bool(TRUTH[gate](x, y)) for s, (x, y) in zip(says, CORNERS, strict=True)]


@pytest.fixture(params=CASES, ids=str, scope="module")
def case(request):
    gate, theta = request.param
    return logic_study(LogicSettings(gate, *theta)), right(gate, theta)


def test_the_corners_are_all_pairs_of_0_and_1():
    assert {tuple(corner) for corner in CORNERS.tolist()} == set(itertools.product((0, 1), repeat=2))


def test_what_is_right_is_what_the_core_says(case):
    study, expected = case
    assert study.right.tolist() == expected
    assert study.count == sum(expected)
    assert logic_question(study).answer == sum(expected)


def test_a_corner_is_judged_from_its_stop_on(case):
    study, expected = case
    marks = logic_scene(study).animations[1].marks
    said = marks[-1].moves["text"]
    for k in range(4):
        words = ["✓ right" if one else "✗ wrong" for one in expected[: k + 1]] + ["…"] * (3 - k)
        assert list(said[k]) == words
    assert marks[-1].follows["text"] == ("…",) * 4, "what a hand changes is judged when it is let go"
    assert logic_scene(study).readouts[-1].values.tolist() == [f"{sum(expected[: k + 1])} of {k + 1}" for k in range(4)]


def test_figure_and_readouts_show_the_corner_of_the_stop(case, shown, heights):
    study, _ = case
    scene = logic_scene(study)
    wanted, z, says, _ = scene.readouts
    theta = study.passes.theta[0]
    forward = NET.forward(theta, CORNERS)
    for k, (x, y) in enumerate(CORNERS):
        assert wanted.values[k] == str(int(bool(TRUTH[study.gate](x, y))))
        assert z.values[k] == number(0 if abs(forward.z[1][k, 0]) < 1e-12 else forward.z[1][k, 0])
        assert says.values[k] == f"{forward.a[1][k, 0]:g}"
        assert heights(scene.animations[1], 1, k).tolist() == [[x, y]]
        texts = shown(scene.animations[0], k)
        assert {
            f"x₁ = {x:g}",
            f"x₂ = {y:g}",
            f"{forward.a[1][k, 0]:g}",
            z.values[k],
            f"w₁·x₁ = {number(theta[0] * x)}",
        } <= set(texts)
    ends = heights(scene.animations[1], 0, 0)
    assert np.isnan(ends).any() or np.allclose(NET.forward(theta, ends).z[1], 0)
    (field,) = scene.animations[1].fields
    assert field.values.activation == "threshold"
    assert (field.values.theta == theta).all()


@pytest.mark.parametrize("gate", GATES)
def test_the_diagonals_of_exclusive_or_alone_are_drawn_and_not_before_all_corners_are_checked(gate):
    """They tell how many corners can be right at most, which is asked before."""
    marks = logic_scene(logic_study(LogicSettings(gate))).animations[1].marks
    crossing = [mark for mark in marks if "opacity" in mark.moves]
    assert len(crossing) == (2 if gate == XOR else 0)
    for mark in crossing:
        assert list(mark.moves["opacity"]) == [0, 0, 0, 1]
        assert mark.trace["opacity"] == 0
    for mark in crossing[:1]:
        ends = np.column_stack([mark.trace["x"], mark.trace["y"]]).astype(float).reshape(-1)
        (x0, y0, x1, y1), (u0, v0, u1, v1) = (ends[at : at + 4].round() for at in (0, 6))
        assert {(x0, y0), (x1, y1), (u0, v0), (u1, v1)} == set(map(tuple, CORNERS))
        assert TRUTH[XOR](x0, y0) == TRUTH[XOR](x1, y1) != TRUTH[XOR](u0, v0) == TRUTH[XOR](u1, v1)


def test_what_is_right_is_green_and_what_is_wrong_is_not(case):
    study, expected = case
    scene = logic_scene(study)
    so_far = scene.readouts[-1].colours
    assert [one is ANSWER for one in so_far] == [all(expected[: k + 1]) for k in range(4)]
    assert set(so_far) <= {ANSWER, ERROR}
    shades = scene.animations[1].marks[-1].moves["textfont.color"]
    for k in range(4):
        wanted = [ANSWER.light if one else ERROR.light for one in expected[: k + 1]]
        assert list(shades[k]) == wanted + [TEXT.light] * (3 - k)
    said = corner_table(study, 3)
    assert said.count(f":{ANSWER.word}[✓ right]") == sum(expected)
    assert said.count(f":{ERROR.word}[✗ wrong]") == 4 - sum(expected)


def test_the_table_holds_the_corners_so_far(case, read):
    study, expected = case
    w1, w2, b = study.passes.theta[0]
    for place in range(4):
        rows = corner_table(study, place).splitlines()[2:]
        assert len(rows) == place + 1
        for (x, y), row, ok in zip(CORNERS, rows, expected, strict=False):
            corner, sum_, says, wanted, judged = (cell.strip() for cell in row.strip("|").split("|"))
            sum_, z = re.split(" [=≈] ", sum_)
            assert corner == f"({x:g}, {y:g})"
            assert eval_sum(sum_, read) == pytest.approx(w1 * x + w2 * y + b)
            assert read(z) == pytest.approx([w1 * x + w2 * y + b], rel=0.006, abs=1e-12)
            assert says[6] == ("1" if read(z)[0] >= 0 else "0")
            assert wanted[7] == str(int(bool(TRUTH[study.gate](x, y))))
            assert plain(judged) == ("✓ right" if ok else "✗ wrong")


def eval_sum(text, read):
    """Return what a sum such as 0.500·1 + (−1.00)·0 − 0.200 comes to."""
    a, x, c, y, b = read(text.replace("− ", "−"))
    return a * x + c * y + b


def test_what_it_comes_to_is_said_when_all_corners_are_checked(case):
    study, expected = case
    assert "corners are right" not in verdict(study, 2)
    said = verdict(study, 3)
    assert ("All four corners are right" in said) == all(expected)
    assert all(expected) or said.startswith(f"**{sum(expected)} of 4 corners are right.**")
    assert (NO_LINE in said) == (study.gate == XOR)
    assert study.gate != XOR or "**3 of 4**" in said


def test_weights_for_and_and_or_exist_and_a_handle_can_have_them():
    for gate, theta in SOLVED.items():
        assert all(right(gate, theta))
        study = logic_study(LogicSettings(gate, *theta))
        assert "this neuron is" in verdict(study, 3)
        said = dict(zip(("w1", "w2", "b"), theta, strict=True))
        read = study.passes.model(("x1", "x2")).read({"x1": 0, "x2": 0, **said})
        assert logic_dropped(study, read) == dict(zip(("gate_w1", "gate_w2", "gate_b"), theta, strict=True))


def test_no_numbers_that_the_handles_reach_are_exclusive_or_and_three_corners_can_be_right():
    grid = np.arange(-20, 21) / 10
    theta = np.stack(np.meshgrid(grid, grid, grid), axis=-1).reshape(-1, 3)
    says = NET.forward(theta, CORNERS).a[1][..., 0]
    for gate in GATES:
        wanted = np.array([bool(TRUTH[gate](x, y)) for x, y in CORNERS])
        assert (says == wanted).sum(axis=1).max() == best_count(gate) == (3 if gate == XOR else 4)


def test_it_opens_with_a_neuron_that_has_none_of_them_right_yet():
    assert not any(all(right(gate, (0.5, -1.0, 0.2))) for gate in GATES)


def test_the_settings_of_both_parts_have_names_of_their_own():
    names = {"neuron_gate_w1", "neuron_gate_w2", "neuron_gate_b", "neuron_w1", "neuron_w2", "neuron_b"}
    assert names <= set(LESSON.parameters)
