"""What every lesson promises, asked of each that there is: a new lesson is tested by being there."""

import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import plotly.graph_objects as go
import pytest

from nnviz.figures.board import Board
from nnviz.figures.pack import pack
from nnviz.figures.palette import COLOURS
from nnviz.figures.space import HiddenSpace
from nnviz.figures.surface import Surface
from nnviz.lessons import Lesson, all_lessons, from_link, parameters

ROOT = Path(__file__).parents[2]
LESSONS = all_lessons()
PARTS = [(lesson, part) for lesson in LESSONS.values() for part in lesson.parts]
TRIES = [(lesson, one) for lesson in LESSONS.values() for one in lesson.tries]

WITHOUT_STREAMLIT = """
import sys
sys.modules["streamlit"] = None  # importing it now fails
from nnviz.figures.pack import pack
from nnviz.figures.surface import Surface
from nnviz.lessons import all_lessons
for lesson in all_lessons().values():
    for part in lesson.parts:
        study = part.study(part.settings())
        assert len(pack(part.scene(study))) > 1000
        part.question(study)
print("all lessons stand without it")
"""


@pytest.fixture(params=PARTS, ids=lambda one: one[1].key, scope="module")
def part(request):
    return request.param[1]


@pytest.fixture(scope="module")
def study(part):
    return part.study(part.settings())


@pytest.fixture(scope="module")
def scene(part, study):
    return part.scene(study)


def test_each_folder_holds_a_lesson():
    folders = {file.parent.name for file in (ROOT / "nnviz" / "lessons").glob("*/__init__.py")}
    assert set(LESSONS) == folders
    assert all(isinstance(lesson, Lesson) and lesson.parts for lesson in LESSONS.values())


def test_lessons_are_trained_drawn_and_packed_without_streamlit():
    done = subprocess.run([sys.executable, "-c", WITHOUT_STREAMLIT], cwd=ROOT, capture_output=True, text=True)
    assert done.stdout.strip() == "all lessons stand without it", done.stderr


def test_the_same_settings_give_the_same_bits(part, scene):
    assert pack(part.scene(part.study(part.settings()))) == pack(scene)


def test_plotly_accepts_every_figure(scene):
    for animation in scene.flat:
        go.Figure(animation.figure)
        for mark in animation.marks:
            assert mark.trace["type"] in ("scatter", "bar", "pie"), "what assets/plotly can draw"
            for attribute, values in mark.moves.items():
                first = values if isinstance(values, np.ndarray) else values.values
                go.Figure({"data": [{**mark.trace, **nested(attribute, first[0])}]})


def nested(path, value):
    """Return {"marker": {"color": value}} for "marker.color"."""
    for key in reversed(path.split(".")):
        value = {key: value}
    return value


def test_everything_that_moves_has_an_entry_for_each_stop(scene):
    k = len(scene.timeline)
    assert len(scene.timeline.names) == k
    assert np.all(np.diff(scene.timeline.steps) > 0)
    for animation in scene.flat:
        for mark in animation.marks:
            lengths = [len(v) if isinstance(v, np.ndarray) else len(v.values) for v in mark.moves.values()]
            assert set(lengths) <= {k}
            assert mark.trail is None or len(mark.trail) == k
        assert all(len(getattr(field.values, "theta", field.values)) in (1, k) for field in animation.fields)
        assert animation.focus is None or len(animation.focus) == k
    assert all(len(readout.values) == k for readout in scene.readouts)
    assert all(one.lengths <= {k} for one in scene.animations if isinstance(one, (Surface, Board, HiddenSpace)))
    if scene.model:
        assert all(len(quantity.values) in (1, k) for quantity in scene.model.quantities)


def test_every_figure_has_its_place_and_a_name(scene):
    assert {i for row in scene.grid for i in row} == set(range(len(scene.animations)))
    assert all(len(row) == len(scene.columns) for row in scene.grid)
    assert all(len(animation.name) > 10 for animation in scene.animations)


def test_each_colour_of_a_scene_at_any_stop_has_a_twin_for_the_dark(scene):
    lights = {colour.light for colour in COLOURS}
    assert set(re.findall("#[0-9a-f]{6}", pack(scene).decode("latin-1"))) <= lights | {one.dark for one in COLOURS}


def test_what_a_click_may_choose_is_a_parameter_with_these_options(part, scene):
    declared, chosen = {one.name: one for one in parameters(part.settings).values()}, {}
    for name, parameter in declared.items():
        chosen[name] = parameter.read("", chosen)
    for mark in (mark for animation in scene.flat for mark in animation.marks if mark.pick):
        picked = declared[mark.pick]
        assert set(mark.trace["customdata"]) >= set(map(picked.title, picked.options_for(chosen)))


def test_what_a_button_in_a_figure_puts_is_what_a_link_may_hold(part, scene):
    declared = {one.name: one for one in parameters(part.settings).values()}
    assert len({button.name for button in scene.buttons}) == len(scene.buttons)
    for button in scene.buttons:
        for name, value in (button.puts or {}).items():
            text = value if isinstance(value, str) else str(value)
            default = declared[name].default  # an empty text takes away what a visitor has made
            assert declared[name].read(text, {}) != default or value in (default, "")
        if button.takes:
            assert scene.shares is not None
            assert button.takes in (*scene.shares.names, "all")


def test_the_questions_answer_is_one_of_its_options(part, study):
    question = part.question(study)
    assert len(question.options) == len(set(question.options)) >= 2
    assert 0 <= question.answer < len(question.options)
    assert question.text.strip()
    assert question.why.strip()


def test_settings_without_a_link_are_those_of_an_empty_link(part):
    lesson = next(lesson for lesson, one in PARTS if one is part)
    assert from_link(part.settings, lesson.prefix, {}) == part.settings()
    assert hash(part.settings()) == hash(part.settings()), "they are part of a cache's key"


def test_names_in_a_link_mean_one_thing_only():
    owner = {}
    for name, lesson in LESSONS.items():
        for key in lesson.parameters:
            assert key.startswith(f"{lesson.prefix}_") or key.endswith("step")
            assert owner.setdefault(key, name) == name or key == "step"


@pytest.mark.parametrize(("lesson", "one"), TRIES, ids=lambda value: getattr(value, "text", ""))
def test_what_is_tried_in_class_is_a_run_of_its_own(lesson, one):
    assert set(one.settings) <= set(lesson.parameters)
    part = lesson.part_of(one.settings)
    settings = from_link(part.settings, lesson.prefix, one.settings)
    assert (part, settings) != (lesson.parts[0], lesson.parts[0].settings())
    study = part.study(settings)
    assert len(pack(part.scene(study))) > 1000
    assert part.question(study).why
