"""Every page of the course runs, whatever stands in its address. Pages are found by listing the folder."""

import ast
import re
from functools import cache
from html import unescape
from pathlib import Path
from urllib.parse import parse_qsl

import pytest
from streamlit.testing.v1 import AppTest

from nnviz.lessons import Choice, Number, Several, Switch, all_lessons, from_link, parameters
from nnviz.ui.shown import shown

FOLDER = Path(__file__).parents[2] / "pages"
CONTENTS = FOLDER / "contents.py"
CONTROLS = ("selectbox", "select_slider", "slider", "toggle", "checkbox", "radio", "button_group", "number_input")
PAGES = sorted(path for path in FOLDER.rglob("*.py") if path != CONTENTS)
NONSENSE = ["inf", "-99999", "1e999", "nan", "null", "[]", "9" * 400, "½", "\0", "<script>alert(1)</script>", "own"]


def run(page, **query):
    test = AppTest.from_file(str(page), default_timeout=60)
    for key, value in query.items():
        test.query_params[key] = value
    return test.run()


def declared():
    """Return every parameter that a lesson declares, by its name in a link."""
    return {key: parameter for lesson in all_lessons().values() for key, parameter in lesson.parameters.items()}


def chosen(test):
    """Return what the page's controls are set to, by their labels."""
    return {(w.type, w.label): w.value for kind in CONTROLS for w in test.get(kind)}


@cache
def as_it_comes(page):
    """Return what the controls of a page without an address of its own are set to."""
    return chosen(run(page))


@pytest.fixture(params=PAGES, ids=lambda page: page.stem)
def page(request):
    return request.param


def test_the_page_runs(page):
    test = run(page)
    assert not test.exception
    assert test.main.children, "it shows something"


def test_the_page_is_in_the_table_of_contents(page):
    calls = [node for node in ast.walk(ast.parse(CONTENTS.read_text())) if isinstance(node, ast.Call)]
    listed = [ast.literal_eval(call.args[0]) for call in calls if ast.unparse(call.func) == "st.Page"]
    assert listed.count(page.name) == 1


def test_the_page_reads_like_a_lesson(page):
    assert len(page.read_text().splitlines()) <= 120


@pytest.mark.parametrize("shift", range(0, len(NONSENSE), 3))
def test_nonsense_in_every_parameter_of_its_address_changes_nothing(page, shift):
    """Each parameter has other nonsense than its neighbours, and other nonsense each time."""
    test = run(page, **{key: NONSENSE[(i + shift) % len(NONSENSE)] for i, key in enumerate(declared())})
    assert not test.exception
    assert chosen(test) == as_it_comes(page)


def test_nothing_in_every_parameter_of_its_address_does_no_harm(page):
    """Nothing chosen is a value that Streamlit gives to segments, whatever they require."""
    assert not run(page, **dict.fromkeys(declared(), "")).exception


def test_nothing_but_declared_parameters_comes_into_an_address():
    """Each is found where it is written: a key of a widget, or of the address."""
    files = [*FOLDER.rglob("*.py"), *FOLDER.parent.glob("nnviz/ui/**/*.py")]
    calls = [node for file in files for node in ast.walk(ast.parse(file.read_text())) if isinstance(node, ast.Call)]
    bound = [call for call in calls if any(word.arg == "bind" for word in call.keywords)]
    assert not bound, "only ui/params.py binds widgets, and it gives them the names that lessons declare"


VALUES = {
    Choice: lambda one: [one.title(option) for option in one.options_for({})] if not callable(one.options) else [],
    Number: lambda one: [f"{one.low:g}", f"{one.high:g}", f"{(one.low + one.high) // 2:g}"],
    Several: lambda one: [one.title(option) for option in one.options[:2]],
    Switch: lambda one: ["true", "false"],
}
SETTINGS = [
    (name, lesson, part, key, value)
    for name, lesson in all_lessons().items()
    for part in lesson.parts
    for key, parameter in parameters(part.settings, lesson.prefix).items()
    for value in VALUES.get(type(parameter), lambda one: [])(parameter)
]


@pytest.mark.parametrize("case", SETTINGS[:: max(1, len(SETTINGS) // 60)], ids=lambda c: f"{c[3]}={c[4]}")
def test_a_page_and_its_lesson_read_a_link_alike(case, monkeypatch):
    name, lesson, part, key, value = case
    asked = []

    def noted(part, settings, *found):
        """Note what is asked for, and answer with what every link of the part has in common: nothing is computed."""
        asked.append((part, settings))
        return shown(part, from_link(part.settings, lesson.prefix, {}), *found)

    for where in ("further", "lesson"):  # a part whose results are asked for has no further runs
        monkeypatch.setattr(f"nnviz.ui.{where}.shown", noted)
    query = {key: value} | ({f"{lesson.prefix}_part": part.title} if len(lesson.parts) > 1 else {})
    assert not run(FOLDER / f"{name}.py", **query).exception
    assert asked == [(part, from_link(part.settings, lesson.prefix, query))]


def test_the_links_for_the_class_set_what_they_say(page):
    for link in re.findall(r'href="\?([^"]*)"', " ".join(html.proto.body for html in run(page).get("html"))):
        settings = dict(parse_qsl(unescape(link)))
        test = run(page, **settings)
        assert not test.exception
        assert settings.items() <= test.query_params.items(), "what a control does not know falls out of the address"
        assert chosen(test) != as_it_comes(page)


@pytest.mark.parametrize(
    ("step", "shown"),
    [("57", 57), ("200", 200), ("999999999", 200), *((odd, 0) for odd in ("-3", "1e2", "٣", "inf", "", "9" * 5000))],
)
def test_the_step_in_the_address_is_the_one_whose_arithmetic_is_shown(step, shown):
    texts = [text.value for text in run(FOLDER / "line.py", step=step).markdown]
    assert any(text.startswith(f"## Step {shown}:") for text in texts)


def test_the_table_of_contents_opens_the_course():
    test = run(CONTENTS)
    assert not test.exception
    assert test.main.children


def test_a_page_that_is_listed_exists():
    calls = [node for node in ast.walk(ast.parse(CONTENTS.read_text())) if isinstance(node, ast.Call)]
    listed = {ast.literal_eval(call.args[0]) for call in calls if ast.unparse(call.func) == "st.Page"}
    assert listed <= {page.name for page in PAGES}
