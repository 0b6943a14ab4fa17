"""What axe finds wrong on a page, in so far as it is wrong."""

from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

# A table that is wider than a phone scrolls by itself. Browsers let the keys scroll what holds nothing to stop at;
# axe (4.10) does not know that.
WIDE_TABLE = ("scrollable-region-focusable", "<table>")
SECTIONS = "[data-testid=stSidebarNavItems]"  # Streamlit's (1.67) own list: its sections stand between list and items
FOUND = {"resultTypes": ["violations"], "preload": False}  # the rest of the report takes longer than the looking


def violations(page: Page, without: tuple[str, ...] = ()) -> list[tuple[Any, ...]]:
    """Return what violates a rule: its name, where, and the HTML. Rules may be left out."""
    rules = {name: {"enabled": False} for name in without}
    found = Axe().run(page, context={"exclude": [[SECTIONS]]}, options={**FOUND, "rules": rules}).response
    assert len(found["passes"]) > 20, "it has looked"
    return [
        (one["id"], node["target"], node["html"][:160]) for one in found["violations"] for node in one["nodes"]
        if (one["id"], node["html"]) != WIDE_TABLE
    ]  # fmt: skip
