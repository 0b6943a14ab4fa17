"""Every page of the course runs, whatever stands in its address. Pages are found by listing the folder."""

import ast
import re
from html import unescape
from pathlib import Path
from urllib.parse import parse_qsl

import pytest
from streamlit.testing.v1 import AppTest

FOLDER = Path(__file__).parents[2] / "pages"
CONTENTS = FOLDER / "contents.py"
CONTROLS = ("selectbox", "select_slider", "slider", "toggle", "checkbox", "radio", "button_group", "number_input")
PAGES = sorted(path for path in FOLDER.glob("*.py") if path != CONTENTS)
NONSENSE = ["", "inf", "-99999", "1e999", "nan", "null", "[]", "9" * 400, "½", "\0", "<script>alert(1)</script>", "own"]


def keys():
    """Return every text of the program that could be a key in the address, which is more than there are."""
    files = [*FOLDER.glob("*.py"), *FOLDER.parent.glob("nnviz/ui/*.py")]
    texts = (
        node.value for file in files for node in ast.walk(ast.parse(file.read_text())) if isinstance(node, ast.Constant)
    )
    return sorted({text for text in texts if isinstance(text, str) and text.isidentifier() and text.islower()})


def run(page, **query):
    test = AppTest.from_file(str(page), default_timeout=60)
    for key, value in query.items():
        test.query_params[key] = value
    return test.run()


def chosen(test):
    """Return what the page's controls are set to, by their labels."""
    return {(w.type, w.label): w.value for kind in CONTROLS for w in test.get(kind)}


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
    assert len(page.read_text().splitlines()) <= 80


@pytest.mark.parametrize("value", NONSENSE)
def test_nonsense_in_every_parameter_of_its_address_changes_nothing(page, value):
    test = run(page, **dict.fromkeys(keys(), value))
    assert not test.exception
    if value not in ("", "own"):  # nothing chosen, and the visitor's own data, are values a control may have
        assert chosen(test) == chosen(run(page))


def test_the_links_for_the_class_set_what_they_say(page):
    for link in re.findall(r'href="\?([^"]*)"', " ".join(html.proto.body for html in run(page).get("html"))):
        settings = dict(parse_qsl(unescape(link)))
        test = run(page, **settings)
        assert not test.exception
        assert settings.items() <= test.query_params.items(), "what a control does not know falls out of the address"
        assert chosen(test) != chosen(run(page))


@pytest.mark.parametrize(
    ("step", "shown"),
    [("57", 57), ("200", 200), ("999999999", 200), *((odd, 0) for odd in ("-3", "1e2", "٣", "inf", "", "9" * 5000))],
)
def test_the_step_in_the_address_is_the_one_whose_arithmetic_is_shown(step, shown):
    texts = [text.value for text in run(FOLDER / "line.py", step=step).markdown]
    assert any(text.startswith(f"#### Step {shown}:") for text in texts)


def test_the_table_of_contents_opens_the_course():
    test = run(CONTENTS)
    assert not test.exception
    assert test.main.children


def test_a_page_that_is_listed_exists():
    calls = [node for node in ast.walk(ast.parse(CONTENTS.read_text())) if isinstance(node, ast.Call)]
    listed = {ast.literal_eval(call.args[0]) for call in calls if ast.unparse(call.func) == "st.Page"}
    assert listed <= {page.name for page in PAGES}
