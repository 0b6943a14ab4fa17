"""Divide and conquer on the plane, in the browser: points go through the layers, at a step and over the training."""

import numpy as np
import pytest

from nnviz.lessons.networks.plane_scene import stages
from nnviz.lessons.networks.plane_study import PlaneSettings, plane_study
from tests.browser.player import eventually

PAGE = "/networks?networks_part=On+the+plane"
LEFT, RIGHT, TOP, BOTTOM = 52, 14, 10, 42  # as space_flat.js lays its square out
CANVAS = ".nn-space-view canvas"
AT = """(canvas, places) => {
  const pen = canvas.getContext("2d");
  const ratio = canvas.width / canvas.clientWidth;
  return places.map(([x, y]) => Array.from(pen.getImageData(Math.round(x * ratio), Math.round(y * ratio), 1, 1).data));
}"""


def coloured(player, study, stage, k) -> float:
    """Return the share of the points at whose places of a stage (by the core) the picture has their class's colour."""
    fwd = study.net.forward(study.theta[k], study.sample.X)
    places = stage.seen((fwd.z if stage.summed else fwd.a)[stage.layer])
    lows, highs = np.transpose(stage.ends)
    units = 2 * (places - lows) / (highs - lows) - 1
    box = player.page.locator(CANVAS).bounding_box()
    room = box["width"] - LEFT - RIGHT, box["height"] - TOP - BOTTOM
    half = min(room) / 2
    xy = np.column_stack([LEFT + room[0] / 2 + half * units[:, 0], TOP + half - half * units[:, 1]])
    red, _, blue, seen = np.array(player.page.locator(CANVAS).evaluate(AT, xy.tolist())).T
    return float(((seen > 200) & ((blue > red) == (study.classes == 1))).mean())


def through(player):
    """Return the slider that says how far through the layers one looks."""
    return player.page.get_by_role("slider", name="How far through the layers")


def test_points_lie_where_the_layers_put_them_and_go_there_by_slider_keys_and_play(open_page):
    player, study = open_page(PAGE), plane_study(PlaneSettings())
    all_stages, last = stages(study), len(stages(study)) - 1
    for k in (0, 120):
        player.go(k)
        eventually(lambda k=k: coloured(player, study, all_stages[last], k) > 0.8, f"layer B at {k}", 10)
    through(player).fill("0")
    assert coloured(player, study, all_stages[0], 120) > 0.97
    assert coloured(player, study, all_stages[last], 120) < 0.6, "they are not there now"
    through(player).fill("1")
    assert coloured(player, study, all_stages[1], 120) > 0.9
    through(player).focus()
    player.page.keyboard.press("Home")
    assert player.page.locator(".nn-space-where").inner_text().startswith("The plane itself")
    assert player.place == 120, "its keys are not the timeline's"
    player.page.get_by_role("button", name="Through the layers").click()
    eventually(lambda: through(player).input_value() == str(last), "it has come to the last layer", 15)
    assert coloured(player, study, all_stages[last], 120) > 0.8
    assert player.readouts[2] == f"{study.right[120]} of 200"
    assert player.page.get_by_role("button", name="Set by hand").count() == 0, "nothing here would follow it"


@pytest.mark.parametrize("screen", [{"width": 1366, "height": 650}, {"width": 390, "height": 844}], ids=str)
def test_three_neurons_are_a_space_to_turn_on_every_screen(open_page, visitor, screen):
    page = visitor(viewport=screen)
    player = open_page(f"{PAGE}&networks_pdata=Circle&networks_pa=3&networks_pb=–", on=page)
    if screen["width"] < 400:
        assert player.fits_a_phone()
    else:
        box = page.locator(".nn-transport").bounding_box()
        assert box["y"] + box["height"] <= screen["height"], "figures and transport are in view together"
    canvas = page.locator(CANVAS)
    before = canvas.evaluate("(one) => one.toDataURL()")
    canvas.focus()
    page.keyboard.press("ArrowLeft")
    assert canvas.evaluate("(one) => one.toDataURL()") != before
    assert player.place == 0
