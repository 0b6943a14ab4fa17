"""A surface in the browser: it shows what its heights say, is turned by hand and by keys, and stays so."""

import io
import math

import numpy as np
import pytest
from PIL import Image

from nnviz.figures.palette import ANSWER, MODEL, PATH, sequential
from tests.browser.conftest import visitors
from tests.browser.looks import PHONE
from tests.browser.player import Player, eventually
from tests.browser.stage.pieces import NEURON, K, bowl_scene, neuron_scene, walk

HEIGHT, SIDE, TOP, BOTTOM = 0.62, 46, 28, 42  # as surface_view.js lays a box out


@pytest.fixture(scope="session")
def stage(serve):
    """Return the address of a server that shows scenes with surfaces and handles."""
    return serve(script="tests/browser/stage/pieces_server.py")


WIDE_ENOUGH = "document.querySelector('.nn-surface canvas[tabindex]').width > 300"


def show(page, stage, scene):
    """Open a scene of the stage."""
    page.goto(f"{stage}/?scene={scene}")
    player = Player(page).drawn()
    page.wait_for_function(WIDE_ENOUGH)
    return player


@pytest.fixture(scope="module")
def opened(browsers, stage):
    """Return the bowl, opened once for all tests that step and turn it."""
    with visitors(browsers) as come:
        yield show(come(), stage, "bowl")


@pytest.fixture
def bowl(opened):
    """Return the bowl in the light, at its first step, and turned as at first."""
    opened.page.bring_to_front()
    opened.page.emulate_media(color_scheme="light")
    opened.go(0)
    canvas(opened).focus()
    opened.page.keyboard.press("Home")
    canvas(opened).evaluate("(one) => one.blur()")
    return opened


def canvas(player):
    return player.page.locator(".nn-surface canvas[tabindex]")


def picture(player):
    """Return what is seen of the surface, (height, width, 3)."""
    shot = player.page.locator(".nn-surface").screenshot()
    return np.array(Image.open(io.BytesIO(shot)).convert("RGB"))


def seen(player, surface, place, turn=None, tilt=None):
    """Return where a place (x, y, z) is on the canvas in px, by the rules of an axonometric projection."""
    axes = (surface.x, surface.y, surface.z)
    u, v, w = (2 * (at - axis.low) / (axis.high - axis.low) - 1 for at, axis in zip(place, axes, strict=True))
    a, t = math.radians(surface.turn if turn is None else turn), math.radians(surface.tilt if tilt is None else tilt)
    box = canvas(player).bounding_box()
    across = (box["width"] - 2 * SIDE) / (2 * math.sqrt(2))
    up = (box["height"] - TOP - BOTTOM) / (2 * math.sqrt(2) * math.sin(t) + 2 * HEIGHT * math.cos(t))
    scale = min(across, up)
    depth = v * math.cos(a) - u * math.sin(a)
    x = box["width"] / 2 + scale * (u * math.cos(a) + v * math.sin(a))
    y = (box["height"] + TOP - BOTTOM) / 2 - scale * (depth * math.sin(t) + w * HEIGHT * math.cos(t))
    return x, y


def rgb(colour):
    return np.array(list(bytes.fromhex(colour[1:])))


def colour_at(player, place):
    x, y = place
    return picture(player)[round(y), round(x), :3].astype(int)


@pytest.mark.parametrize("look", ["light", "dark"])
def test_a_point_is_drawn_where_its_numbers_say_at_every_step(bowl, look):
    player, surface = bowl, bowl_scene().animations[0]
    player.page.emulate_media(color_scheme=look)
    for k in (0, 3, 40):
        player.go(k)
        place = seen(player, surface, walk()[k])
        wanted = rgb(getattr(MODEL, look))
        eventually(lambda p=place, w=wanted: np.abs(colour_at(player, p) - w).max() <= 2, f"the point of step {k}", 5)
    still = seen(player, surface, (0, 0, 0.2))
    player.go(0)
    eventually(lambda: np.abs(colour_at(player, still) - rgb(getattr(ANSWER, look))).max() <= 2, "the lowest place", 5)


def test_a_path_is_drawn_as_far_as_the_run_has_come(bowl):
    player, surface, walked = bowl, bowl_scene().animations[0], walk()
    later = [seen(player, surface, (walked[k] + walked[k + 1]) / 2) for k in (4, 8)]
    for k, drawn in ((20, True), (1, False), (7, [True, False])):
        player.go(k)
        player.page.wait_for_timeout(100)
        near = [np.abs(colour_at(player, place) - rgb(PATH.light)).max() < 8 for place in later]
        assert near == ([drawn] * 2 if isinstance(drawn, bool) else drawn), k


def test_of_a_path_nothing_is_seen_before_the_run_has_come_there(bowl):
    player = bowl

    def violet() -> int:
        """Return how many pixels are redder than green, as the path is and nothing else: it is drawn over blue."""
        red, green, _ = np.moveaxis(picture(player).astype(int), -1, 0)
        return int((red > green + 4).sum())

    player.go(20)
    eventually(lambda: violet() > 200, "the path", 5)
    player.go(0)
    eventually(lambda: violet() == 0, "the surface alone", 5)


def test_height_is_shown_by_colour_and_what_is_too_high_is_cut_off(bowl):
    player, surface = bowl, bowl_scene().animations[0]
    canvas(player).focus()
    for _ in range(12):
        player.page.keyboard.press("ArrowUp")  # from above, nothing stands before anything
    table = np.array([rgb(colour.light) for colour in sequential(MODEL, 64)])
    values = surface.heights.values
    low, high = [], []
    for i, j in ((10, 24), (12, 20), (20, 36), (26, 4)):
        x, y = np.linspace(-2, 2, 41)[j] + 0.05, np.linspace(-3, 3, 41)[i] + 0.075
        z = values[i : i + 2, j : j + 2].mean()
        got = colour_at(player, seen(player, surface, (x, y, z), tilt=88)).astype(float)
        wanted = table[min(63, int(z / 6 * 64))].astype(float)  # light changes how bright it is, and hardly its hue
        assert np.abs(got / got.sum() - wanted / wanted.sum()).max() < 0.03, (x, y)
        (high if z > 2.5 else low).append(got[0])
    assert min(low) > max(high), "the higher, the bluer"
    corner = seen(player, surface, (1.95, 2.95, 6), tilt=88)
    x, y = map(round, corner)
    assert values[-1, -1] > 6
    assert picture(player)[y - 1 : y + 2, x - 1 : x + 2].min() > 220, "the surface is open where it leaves the axis"


def test_keys_turn_it_and_home_sets_it_straight(bowl):
    player, surface = bowl, bowl_scene().animations[0]
    player.go(3)
    place = walk()[3]
    canvas(player).focus()
    before = picture(player)
    player.page.keyboard.press("ArrowRight")
    player.page.keyboard.press("ArrowUp")
    turned = seen(player, surface, place, surface.turn - 5, surface.tilt + 5)
    eventually(lambda: np.abs(colour_at(player, turned) - rgb(MODEL.light)).max() <= 2, "it is turned by 5 degrees", 5)
    assert player.place == 3, "the keys turn it, and do not step"
    for _ in range(40):
        player.page.keyboard.press("ArrowDown")
    flat = seen(player, surface, (0, -3, 0), surface.turn - 5, 6)
    assert flat[1] > seen(player, surface, (0, 3, 0), surface.turn - 5, 6)[1], "it is never seen from below"
    player.page.keyboard.press("Home")
    eventually(lambda: np.array_equal(picture(player), before), "it is as it was at first", 5)
    assert player.place == 3
    canvas(player).evaluate("(one) => one.blur()")
    player.page.keyboard.press("ArrowRight")
    eventually(lambda: player.place == 4, "beside it, the keys step")


@pytest.mark.parametrize("by", ["mouse", "finger"])
def test_it_is_turned_by_dragging_and_the_page_does_not_scroll(visitor, stage, bowl, by):
    player, surface = bowl, bowl_scene().animations[0]
    if by == "finger":
        player = show(visitor(**PHONE | {"viewport": {"width": 390, "height": 600}}), stage, "bowl")
    player.go(3)
    canvas(player).scroll_into_view_if_needed()
    box = canvas(player).bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    if by == "mouse":
        player.page.mouse.move(x, y)
        player.page.mouse.down()
        player.page.mouse.move(x + 50, y + 25, steps=5)
        player.page.mouse.up()
    else:
        touch = player.page.context.new_cdp_session(player.page)
        for kind, share in (("touchStart", 0), ("touchMove", 0.5), ("touchMove", 1), ("touchEnd", None)):
            points = [] if share is None else [{"x": x + 50 * share, "y": y + 25 * share}]
            touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})
    place = seen(player, surface, walk()[3], surface.turn - 20, surface.tilt + 10)
    if by == "mouse":
        eventually(lambda: np.abs(colour_at(player, place) - rgb(MODEL.light)).max() <= 2, "turned by 20° and 10°", 5)
    else:
        view = canvas(player).evaluate("(one) => [one.width / one.clientWidth, one.getBoundingClientRect().top]")
        ratio, top = view
        pixel = picture(player)[round(place[1] * ratio), round(place[0] * ratio), :3].astype(int)
        assert np.abs(pixel - rgb(MODEL.light)).max() <= 2
        assert top == pytest.approx(box["y"], abs=1), "the page stayed where it was"


def test_the_view_is_kept_over_steps_and_a_new_look(bowl):
    player, surface = bowl, bowl_scene().animations[0]
    canvas(player).focus()
    for _ in range(4):
        player.page.keyboard.press("ArrowLeft")
    for k in (5, 9):
        player.go(k)
        place = seen(player, surface, walk()[k], surface.turn + 20)
        eventually(lambda p=place: np.abs(colour_at(player, p) - rgb(MODEL.light)).max() <= 2, "it stays turned", 5)
    player.page.emulate_media(color_scheme="dark")  # the same scene is loaded again, in other colours
    eventually(lambda: np.abs(colour_at(player, place) - rgb(MODEL.dark)).max() <= 2, "and in the dark", 10)


def test_a_neuron_s_surface_moves_with_its_parameters(page, stage):
    player, surface = show(page, stage, "neuron"), neuron_scene().animations[0]
    for k in (0, 60, K - 1):
        player.go(k)
        place = (0.5, -1.0, math.tanh(NEURON[k] @ [0.5, -1.0, 1.0]))
        at = seen(player, surface, place)
        eventually(lambda p=at: np.abs(colour_at(player, p) - rgb(ANSWER.light)).max() <= 2, f"the point of {k}", 5)
    shots = []
    for k in (20, 80):
        player.go(k)
        shots.append(picture(player).astype(int))
    assert (np.abs(shots[0] - shots[1]).max(axis=-1) > 30).mean() > 0.02, "the surface is another one"


def test_it_says_in_words_what_it_shows_and_how_it_is_turned(bowl):
    player, surface = bowl, bowl_scene().animations[0]
    name = canvas(player).get_attribute("aria-label")
    assert name.startswith(surface.name)
    assert "arrow keys" in name
    for k in (0, 12):
        player.go(k)
        eventually(
            lambda k=k: (
                player.page.locator(f"#{canvas(player).get_attribute('aria-describedby')}").text_content()
                == surface.words[k]
            ),
            "the words of the step",
        )
