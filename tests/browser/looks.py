"""How a page is looked at: on a projector, through a small window, in the dark, with a finger on a phone.

One loaded page serves several looks: it is drawn in another size as it would have been at first (test_resize.py).
"""

from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Page

DESKTOP = {"viewport": {"width": 1366, "height": 768}, "color_scheme": "light"}
PROJECTOR = {"width": 1366, "height": 650}
"""A projector's screen without its browser's own bars."""
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}


@contextmanager
def touched(page: Page, mobile: bool) -> Iterator[None]:
    """Give a tab a finger in place of a mouse, and, where it is `mobile`, the way in which a phone lays pages out."""
    session = page.context.new_cdp_session(page)
    try:
        session.send("Emulation.setTouchEmulationEnabled", {"enabled": True, "maxTouchPoints": 1})
        if mobile:
            size = {**(page.viewport_size or PHONE["viewport"]), "deviceScaleFactor": 1, "mobile": True}
            session.send("Emulation.setDeviceMetricsOverride", size)
        yield
    finally:  # also where a test fails: the tab is used again
        session.detach()


@contextmanager
def as_a_phone(page: Page) -> Iterator[None]:
    """Make a phone of the tab that a page is loaded in."""
    page.set_viewport_size(PHONE["viewport"])
    with touched(page, mobile=True):
        yield
