"""The course's table of contents, without the server: its pages in their sections and in order."""

import ast
from functools import cache
from pathlib import Path
from typing import NamedTuple

PAGES = Path(__file__).parents[2] / "pages"


class Entry(NamedTuple):
    """A page that shows a lesson: the lesson's folder, the page's title, what it is about, and its section."""

    name: str
    title: str
    about: str
    section: str


@cache
def contents() -> tuple[Entry, ...]:
    """Return the entries of pages/contents.py: read and not run, because to run it takes a server."""
    found = []
    for node in ast.walk(ast.parse((PAGES / "contents.py").read_text(encoding="utf-8"))):
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "course":
            assert isinstance(node.value, ast.Dict)
            for section, pages in zip(node.value.keys, node.value.values, strict=True):
                assert section is not None
                assert isinstance(pages, ast.List)
                found += [_entry(page, ast.literal_eval(section)) for page in pages.elts]
    return tuple(found)


def _entry(page: ast.expr, section: str) -> Entry:
    assert isinstance(page, ast.Call)
    said = {word.arg: ast.literal_eval(word.value) for word in page.keywords}
    return Entry(Path(ast.literal_eval(page.args[0])).stem, said["title"], said.get("help", ""), section)


def entry_of(name: str) -> Entry:
    """Return the entry of a lesson by its folder; one that has no page goes by the folder's name."""
    return next((entry for entry in contents() if entry.name == name), Entry(name, name, "", ""))
