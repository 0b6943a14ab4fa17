"""The course as a folder, and one page as a file: all that is needed is there, and a stranger's text stays text."""

import re
import subprocess
import sys
from base64 import b64decode
from html.parser import HTMLParser
from urllib.parse import parse_qsl

import pytest

from nnviz.export.contents import contents
from nnviz.export.course import PLOTLY, START, Made, export, found_for
from nnviz.export.sheet import link_of, page_of
from nnviz.figures.export import Asked, Sheet, as_file
from nnviz.figures.pack import pack
from nnviz.figures.text import as_html
from nnviz.lessons import all_lessons, from_link
from nnviz.lessons.tables import OWN, Table

HOSTILE = "</script><img src=x onerror=alert(1)>"
LINE = all_lessons()["line"]


class Elements(HTMLParser):
    """The elements of a page, each with its attributes."""

    def __init__(self, text):
        super().__init__()
        self.found = []
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        self.found.append((tag, dict(attributes)))


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("stick") / "course"
    return folder, export(folder)


def test_every_lesson_has_its_entry_in_the_table_of_contents():
    assert {entry.name for entry in contents()} == set(all_lessons())
    assert all(entry.title and entry.about and entry.section for entry in contents())


def test_the_start_page_leads_to_each_part_and_to_each_thing_to_try(folder):
    where, files = folder
    links = [a["href"] for tag, a in Elements((where / START).read_text()).found if tag == "a"]
    assert len(links) == len(set(links)) == sum(len(one.parts) + len(one.tries) for one in all_lessons().values())
    assert {START, PLOTLY, *links} == {file.name for file in files} == {file.name for file in where.iterdir()}


def test_what_a_job_finds_is_in_the_folder_and_what_it_measures_is_not_but_where_it_is_seen(folder):
    where, _ = folder
    grid = all_lessons()["simple"].parts[0]
    settings = grid.settings()
    job = grid.job(settings)
    found = found_for(grid, settings)
    assert len(found) == len(job.pieces)
    assert (found[3].losses == job.do(job.pieces[3]).losses).all()
    assert Made.of(grid, settings).scene == pack(grid.scene(grid.study(settings, found)))
    assert Made.of(grid, settings).scene != pack(grid.scene(grid.study(settings)))
    timing = all_lessons()["gpus"].parts[1]
    assert found_for(timing, timing.settings()) == ()
    text = (where / "gpus-gpus_timing.html").read_text()
    assert "This is measured where the course runs." in text
    assert "press “Time it on this server”" in text
    assert "<code>/gpus?gpus_part=Timed+here</code>" in text
    assert "where the course runs" not in (where / "simple-simple_grid.html").read_text()


@pytest.mark.parametrize(
    "name", [name for name, lesson in all_lessons().items() if any(one.job for one in lesson.parts)]
)
def test_a_page_saved_before_its_job_was_done_says_so_and_one_saved_after_does_not(name):
    lesson = all_lessons()[name]
    part = next(one for one in lesson.parts if one.job)
    settings = part.settings()
    job = part.job(settings)
    found = tuple(map(job.do, job.pieces[:1]))
    assert not part.studied(settings, found).whole
    whole = found_for(part, settings) or found * len(job.pieces)  # what does not last is not in the folder
    for known, is_said in (((), True), (found, True), (whole, False)):
        study = part.studied(settings, known)
        shown = Made(study, part.question(study), None, b"", None)
        text = page_of(lesson, part, settings, shown, 0).decode()
        assert ("When this page was saved, this had not been computed" in text) == is_said
        assert (f"press “{job.title}”" in text) == is_said


def test_a_file_of_the_folder_asks_for_plotly_and_for_nothing_else(folder):
    for file in folder[1]:
        if file.suffix == ".html" and file.name != START:
            found = Elements(file.read_text()).found
            assert [a.get("src") for tag, a in found if tag == "script" and "src" in a] == [PLOTLY]
            assert not [tag for tag, _ in found if tag in ("link", "img", "iframe", "object")]


def test_it_is_written_without_the_server_and_a_folder_that_cannot_be_made_is_said_in_a_sentence(tmp_path):
    (tmp_path / "file").touch()
    program = "import sys; sys.modules['streamlit'] = None; from nnviz.export.__main__ import main; main()"
    done = subprocess.run([sys.executable, "-c", program, str(tmp_path / "file" / "x")], capture_output=True, text=True)
    assert done.returncode == 1
    assert re.fullmatch(r"The course cannot be written to .+: .+\.\n", done.stderr)


def page(step=0, **settings):
    part = LINE.parts[0]
    chosen = part.settings(**settings)
    made = Made.of(part, chosen)
    return page_of(LINE, part, chosen, made, step).decode(), made.scene


def test_a_file_holds_its_scene_byte_for_byte_and_its_settings_in_words():
    text, scene = page(7, learning_rate=0.1)
    assert b64decode(re.search(r'id="scene">([^<]*)<', text)[1]) == scene
    assert "<dt>Learning rate η</dt><dd>0.1</dd>" in text
    assert "/line?line_rate=0.1&amp;step=7" in text
    assert '<main data-step="7">' in text


@pytest.mark.parametrize("name", [HOSTILE, "<!--<script>", '"><svg onload=alert(1)>', "&lt;b&gt;"])
def test_a_hostile_name_ends_no_element_and_begins_none(name):
    own = Table(((1.0, 2.0), (2.0, 3.0)), (name, "y"))
    text, _ = page(data=OWN, points=own)
    plain, _ = page(data=OWN, points=Table(own.rows, ("x", "y")))
    assert [tag for tag, _ in Elements(text).found] == [tag for tag, _ in Elements(plain).found]
    sheets = [as_file(b"", Sheet(one, one, (one,), {one: one}, Asked(one, (one,), one), 0, one)) for one in (name, "x")]
    tags, usual = ([tag for tag, _ in Elements(sheet).found] for sheet in sheets)
    assert tags == usual


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("**a** *b*", "<b>a</b> <i>b</i>"), (":blue[ŷ] = 2*x", "ŷ = 2*x"), ("[loss](glossary#loss)", "loss"),
        ("<b>", "&lt;b&gt;"), ("a\\*b", "a*b"),
    ],
)  # fmt: skip
def test_words_of_a_page_become_html(said, shown):
    assert as_html(said) == shown


def test_the_link_in_a_file_opens_the_same_settings():
    for name, lesson in all_lessons().items():
        for one in lesson.tries:
            part = lesson.part_of(one.settings)
            settings = from_link(part.settings, lesson.prefix, one.settings)
            pairs = parse_qsl(link_of(lesson, part, settings, 3).partition("?")[2])
            again = dict(pairs)
            assert link_of(lesson, part, settings, 0).startswith(f"/{name}")
            assert lesson.part_of(again) is part
            assert again[part.step] == "3"
            if len(pairs) == len(again):
                assert from_link(part.settings, lesson.prefix, again) == settings
