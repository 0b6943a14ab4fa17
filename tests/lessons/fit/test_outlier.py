"""Why squares: both best lines on the outlier's way, what is said of them, and where several tie."""

import re

import numpy as np
import pytest

from nnviz.core import least_distances
from nnviz.figures.palette import ANSWER, MODEL
from nnviz.lessons import from_link
from nnviz.lessons.fit import LESSON, outlier_words
from nnviz.lessons.fit.outlier import WhySettings, outlier_of, why_study
from nnviz.lessons.fit.outlier_scene import why_scene
from tests.lessons.fit.cases import OUTLIERS

LINES, SLOPES = range(2)


@pytest.fixture(params=OUTLIERS, scope="module")
def study(request):
    return why_study(OUTLIERS[request.param])


@pytest.fixture
def scene(study):
    return why_scene(study)


def all_points(study, place):
    rest = study.rest
    return np.append(rest.X[:, 0], study.x), np.append(rest.y[:, 0], study.y[place])


def test_the_outlier_goes_from_the_line_of_the_others_to_where_it_was_set(study):
    x, y = study.rest.X[:, 0], study.rest.y[:, 0]
    if np.ptp(x):
        m, c = np.polyfit(x, y, 1)
        assert study.y[0] == pytest.approx(m * study.x + c)
        assert study.by_squares[0] == pytest.approx([m, c]), "a point on the line moves it nowhere"
    assert np.allclose(np.diff(study.y), np.diff(study.y)[0])


def test_where_it_was_set_is_its_last_stop():
    for settings in OUTLIERS.values():
        assert outlier_of(settings) == pytest.approx((why_study(settings).x, why_study(settings).y[-1]))
    assert outlier_of(WhySettings(y=3.5)) == (outlier_of(WhySettings())[0], 3.5)


def test_each_line_has_the_least_of_its_own_sum(study):
    rng = np.random.default_rng(1)
    for place in range(0, len(study.y), 8):
        x, y = all_points(study, place)
        for lines, sum_of in ((study.by_squares, np.square), (study.by_distances, np.abs)):
            best = sum_of(lines[place, 0] * x + lines[place, 1] - y).sum()
            others = lines[place] + rng.normal(size=(300, 2)) * 10.0 ** rng.integers(-4, 2, (300, 1))
            assert sum_of(others[:, :1] * x + others[:, 1:] - y).sum(axis=1).min() >= best * (1 - 1e-9)


def test_the_figures_show_both_lines_and_their_slopes(study, scene, drawn, read):
    figure, slopes = scene.animations[LINES], scene.animations[SLOPES]
    thick = [i for i, mark in enumerate(figure.marks) if mark.trace.get("line", {}).get("width") == 4]
    by_colour = {figure.marks[i].trace["line"]["color"]: i for i in thick}
    curves = {m.trace["line"]["color"]: i for i, m in enumerate(slopes.marks) if m.trail is not None}
    marks = {m.trace["marker"]["color"]: i for i, m in enumerate(slopes.marks) if m.trail is None}
    for place in range(0, len(study.y), 5):
        for colour, lines in ((ANSWER.light, study.by_squares), (MODEL.light, study.by_distances)):
            m, c = lines[place]
            x, y = drawn(figure, by_colour[colour], place).T
            assert y == pytest.approx(m * x + c, rel=1e-9, abs=1e-9)
            walked = np.column_stack([study.y, lines[:, 0]])[: place + 1]
            assert np.array_equal(drawn(slopes, curves[colour], place), walked)
            assert np.array_equal(drawn(slopes, marks[colour], place), walked[-1:])
        assert np.array_equal(drawn(figure, len(figure.marks) - 1, place), [[study.x, study.y[place]]])


def test_readouts_say_the_lines_and_their_least_sums(study, scene, read):
    at, squares, total, distances, absolute = (readout.values for readout in scene.readouts)
    for place in range(len(study.y)):
        x, y = all_points(study, place)
        size = 1e-9 * max(np.abs(y).max(), 1.0)
        assert read(at[place].replace(", ", " ")) == pytest.approx([study.x, study.y[place]], rel=0.0051, abs=size)
        for said, (m, c) in ((squares, study.by_squares[place]), (distances, study.by_distances[place])):
            slope, intercept = said[place].removeprefix("ŷ = ").split("·x ")
            assert read(slope) + read(intercept.replace(" ", "")) == pytest.approx([m, c], rel=0.0051, abs=size)
        (m, c), (p, q) = study.by_squares[place], study.by_distances[place]
        assert read(total[place]) == pytest.approx([np.square(m * x + c - y).sum()], rel=0.0051, abs=size**2)
        ties = least_distances(x[:, None], y[:, None]).lines
        assert read(absolute[place])[0] == pytest.approx(np.abs(p * x + q - y).sum(), rel=0.0051, abs=size)
        assert absolute[place].endswith(" (a tie)") == (len(ties) > 1)


def test_the_outlier_stays_within_the_figure_and_can_be_dragged_there(study, scene):
    layout = scene.animations[LINES].layout
    for quantity, axis in zip(scene.model.quantities, ("xaxis", "yaxis"), strict=True):
        low, high = layout[axis]["range"]
        assert (quantity.low, quantity.high) == (low, high)
        assert np.all((quantity.values > low) & (quantity.values < high))


def test_while_it_is_dragged_each_line_and_mark_follows_its_own_output(scene):
    figure, slopes = scene.animations
    followed = {m.trace["line"]["color"]: dict(m.follows) for m in figure.marks if "line" in m.trace and m.follows}
    assert followed == {ANSWER.light: {"y": "squares_line"}, MODEL.light: {"y": "distances_line"}}
    assert dict(figure.marks[-1].follows) == {"x": "x", "y": "y"}
    marks = {m.trace["marker"]["color"]: dict(m.follows) for m in slopes.marks if "marker" in m.trace}
    assert marks == {ANSWER.light: {"x": "y", "y": "squares_m"}, MODEL.light: {"x": "y", "y": "distances_m"}}


def test_what_is_dragged_joins_the_points_that_stay(study, scene):
    given = scene.model.given
    assert np.array_equal(given["x"], study.rest.X[:, 0])
    assert np.array_equal(given["y"], study.rest.y[:, 0])


def test_where_several_lines_tie_the_page_says_so_and_nowhere_else(study):
    for place in range(len(study.y)):
        x, y = all_points(study, place)
        lines = least_distances(x[:, None], y[:, None]).lines
        said = outlier_words.ties(study, place)
        assert ("Several lines tie here" in said) == (len(lines) > 1)
        assert ("the only best one" in said) == (len(lines) == 1)


def test_of_lines_that_tie_the_same_is_drawn_while_the_outlier_moves_on():
    study = why_study(WhySettings(x=5.2, y=4.85))
    assert study.tied.all()
    assert np.ptp(np.diff(study.by_distances[:, 0])) < 1e-9, "it turns steadily, and does not jump to and fro"


def test_an_outlier_right_above_the_middle_turns_neither_line(read):
    (one,) = (one for one in LESSON.tries if "right above the middle" in one.text)
    study = why_study(from_link(WhySettings, "fit", one.settings))
    assert np.ptp(study.by_squares[:, 0]) < 1e-12
    assert np.ptp(study.by_distances[:, 0]) < 1e-12
    question = outlier_words.why_question(study)
    assert question.options[question.answer] == "Both the same"
    assert read(question.why.replace(",", "")) == [0.8, 0.8, 0, 1.0, 1.0, 0], "and no rounding is told as a change"


def test_there_are_stops_with_a_tie_and_without():
    tied = [why_study(settings).tied for settings in OUTLIERS.values()]
    assert np.any(np.concatenate(tied))
    assert not np.all(np.concatenate(tied))
    square = why_study(OUTLIERS["one point and its own mirror"])
    assert square.tied[-1], "two points above each other on both sides: all lines between them are as good"


def test_both_sums_of_both_lines_are_told(study, read):
    for place in (0, 17, len(study.y) - 1):
        x, y = all_points(study, place)
        head, _, *rows = outlier_words.sums(study, place).split("\n")[:4]
        assert [len(re.split(r"(?<!\\)\|", row)) for row in (head, *rows)] == [5, 5, 5], "three cells each"
        for row, (m, c) in zip(rows, (study.by_squares[place], study.by_distances[place]), strict=True):
            error = m * x + c - y
            size = 1e-9 * max(np.abs(y).max(), 1.0)
            wanted = [np.square(error).sum(), np.abs(error).sum()]
            assert read(row.partition("]")[2]) == pytest.approx(wanted, rel=0.0051, abs=size)


@pytest.mark.parametrize(
    ("name", "answer"),
    [
        ("four points", "The one by squares"),
        ("one point decides", "The one by distances"),
        ("all on a line", "Both the same"),
    ],
)
def test_the_question_is_answered_by_how_far_the_slopes_have_turned(name, answer):
    study = why_study(OUTLIERS[name])
    question = outlier_words.why_question(study)
    turned = [abs(lines[-1, 0] - lines[0, 0]) for lines in (study.by_squares, study.by_distances)]
    wanted = "Both the same" if turned[0] == pytest.approx(turned[1], abs=1e-9) else (
        "The one by squares" if turned[0] > turned[1] else "The one by distances")  # fmt: skip
    assert question.options[question.answer] == wanted
    assert answer == wanted
