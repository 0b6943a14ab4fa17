"""What the tests of handles take hold with: where a thing is, and a finger that drags it."""

from collections.abc import Callable

from playwright.sync_api import Locator, Page

from tests.browser.player import Player


def handle(player: Player, name: str) -> Locator:
    """Return the handle that a screen reader calls so."""
    return player.page.locator(".nn-handle").and_(player.page.get_by_role("slider", name=name))


def middle(element: Locator) -> tuple[float, float]:
    """Return where the middle of something is on the screen."""
    box = element.bounding_box()
    assert box
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def finger(page: Page) -> Callable[..., None]:
    """Return a function that gives a phone a touch of a kind ("touchStart", "touchMove", "touchEnd") at places."""
    session = page.context.new_cdp_session(page)

    def touch(kind: str, *at: tuple[float, float]) -> None:
        points = [{"x": x, "y": y} for x, y in at]
        session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    return touch
