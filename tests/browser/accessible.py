"""What axe finds wrong on a page, in so far as it is wrong."""

from typing import Any

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

# A table that is wider than a phone scrolls by itself. Browsers let the keys scroll what holds nothing to stop at;
# axe (4.10) does not know that.
WIDE_TABLE = ("scrollable-region-focusable", "<table>")
SECTIONS = "[data-testid=stSidebarNavItems]"  # Streamlit's (1.67) own list: its sections stand between list and items
FOUND = {"resultTypes": ["violations"], "preload": False}  # the rest of the report takes longer than the looking
LOOK = """([given, options]) => axe.run(given, options)
  .then(({ violations, passes }) => ({ violations, passes: passes.length }))"""
BY_COLOUR = ("color-contrast", "link-in-text-block")
"""The rules that look at colours: what they find is all that another look of the same page can bring."""


def violations(page: Page, without: tuple[str, ...] = (), only: tuple[str, ...] = ()) -> list[tuple[Any, ...]]:
    """Return what violates a rule: its name, where, and the HTML. Rules may be left out, or all but some of them."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    rules = {name: {"enabled": False} for name in without}
    options = {**FOUND, "runOnly": list(only)} if only else {**FOUND, "rules": rules}
    found = page.evaluate(LOOK, [{"exclude": [[SECTIONS]]}, options])
    assert found["passes"] > (0 if only else 20), "it has looked"
    return [
        (one["id"], node["target"], node["html"][:160]) for one in found["violations"] for node in one["nodes"]
        if (one["id"], node["html"]) != WIDE_TABLE
    ]  # fmt: skip
