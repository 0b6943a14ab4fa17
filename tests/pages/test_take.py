"""What can be taken away costs a page one button: nothing of it is made before somebody asks."""

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

PAGES = Path(__file__).parents[2] / "pages"


def failing(*_, **__):
    raise AssertionError("made before anybody asked")


@pytest.mark.parametrize("page", ["line", "activation", "neuron"])
def test_nothing_is_made_before_it_is_asked_for(page, monkeypatch):
    for name in ("page_of", "run_as_csv", "data_as_csv", "as_numpy", "as_sklearn", "as_torch", "to_json"):
        monkeypatch.setattr(f"nnviz.ui.take.{name}", failing)
    test = AppTest.from_file(str(PAGES / f"{page}.py"), default_timeout=60).run()
    assert not test.exception
    (button,) = [one for one in test.button if one.label == "Take it away"]
    button.click().run()
    assert not test.exception
    said = " ".join(one.value for one in test.markdown)
    assert "**This page as one file**" in said
    assert ("**The data it learned from, and the network" in said) == (page == "line"), "where there is a run"
