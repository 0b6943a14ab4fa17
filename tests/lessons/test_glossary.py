"""The glossary has every term once, and every link to it leads somewhere."""

import ast
import re
from collections import Counter
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from nnviz.lessons.glossary import GLOSSARY, term

ROOT = Path(__file__).parents[2]
TERMS = [one for group in GLOSSARY.values() for one in group]
FILES = [*ROOT.glob("nnviz/lessons/**/*.py"), *ROOT.glob("pages/**/*.py")]
NEEDED = {
    "weight", "bias", "slope and intercept", "weighted sum", "activation function", "activation", "prediction", "error",
    "loss", "gradient", "partial derivative", "learning rate", "step", "epoch", "batch", "gradient descent",
    "optimizer", "momentum", "Adam", "least squares", "limit of the rate", "Hessian", "standardize", "delta",
    "backpropagation", "forward pass", "backward pass", "layer", "saturated", "silent", "dead", "vanishing gradient",
    "seed", "outlier", "Anscombe", "diverge",
}  # fmt: skip


def test_every_term_is_there_once():
    for what in ("name", "anchor", "title"):
        assert max(Counter(getattr(one, what) for one in TERMS).values()) == 1
    assert {one.name for one in TERMS} >= NEEDED


def test_every_link_to_the_glossary_leads_to_a_term():
    anchors, names = {one.anchor for one in TERMS}, {one.name for one in TERMS}
    for file in FILES:
        text = file.read_text()
        assert set(re.findall(r"glossary#([\w-]+)", text)) <= anchors, file
        calls = [node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Call)]
        linked = [call.args[0] for call in calls if ast.unparse(call.func) == "term"]
        assert {ast.literal_eval(name) for name in linked} <= names, file


def test_a_link_is_relative_and_says_what_it_is_told_to():
    assert term("learning rate", "η") == "[η](glossary#learning-rate)"
    assert term("Adam") == "[Adam](glossary#adam)"
    with pytest.raises(KeyError):
        term("learning")


def test_an_entry_is_short_and_says_where_it_is_seen():
    pages = {page.stem for page in (ROOT / "pages").glob("*.py")}
    for one in TERMS:
        assert len(one.text.split()) <= 80, one.name
        assert re.search(r"\]\((\w+)\)$", one.seen).group(1) in pages, one.name


def test_the_page_has_a_place_for_every_term():
    test = AppTest.from_file(str(ROOT / "pages" / "glossary.py")).run()
    assert not test.exception
    assert [heading.proto.anchor for heading in test.subheader] == [one.anchor for one in TERMS]
