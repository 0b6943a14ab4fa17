"""The playground by finger: a point drawn into the plane, a weight set by hand, and where the output is on a phone."""

import numpy as np
import pytest

from tests.browser.player import eventually
from tests.browser.test_playground import in_link, points_in_link

PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}


def test_a_phone_shows_output_and_transport_and_a_finger_draws_a_point_and_sets_a_weight(open_page, visitor):
    page = visitor(alone=True, **PHONE)
    player = open_page("/playground?playground_data=Your+own+points&playground_pen=dogs", on=page)
    output, transport = (page.locator(one).bounding_box() for one in (".nn-board-frame", ".nn-slider"))
    assert 0 <= output["y"] <= output["y"] + output["height"] <= transport["y"] < 844, "both are in view at once"
    plane = page.locator(".nn-board-frame canvas[tabindex]")
    plane.scroll_into_view_if_needed()
    box = plane.bounding_box()
    plane.tap(position={"x": 0.75 * box["width"], "y": 0.25 * box["height"]})
    eventually(lambda: len(points_in_link(player)) == 9, "a ninth point")
    assert np.array(points_in_link(player)[-1].split(","), float) == pytest.approx([3, 3, 1], abs=0.1)
    player.drawn()
    page.locator(".nn-board-unit[aria-label^='Neuron A2']").tap()
    page.get_by_role("button", name="Set by hand").tap()
    slider = page.get_by_role("slider", name="x₁→A2")
    low, high = float(slider.get_attribute("min")), float(slider.get_attribute("max"))
    box = slider.bounding_box()
    slider.tap(position={"x": 0.8 * box["width"], "y": box["height"] / 2})
    eventually(lambda: "playground_more" in in_link(player), "the weight is in the link")
    place, _, value = in_link(player)["playground_more"].rpartition("w")[2].partition("=")
    assert place == "1"
    assert float(value) == pytest.approx(low + 0.8 * (high - low), abs=0.15 * (high - low))
    assert player.fits_a_phone()
