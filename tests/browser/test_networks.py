"""The page on networks in a real browser: what is built in the drawing, and what is left without some neurons."""

import re

import numpy as np
import pytest

from nnviz.core import Network
from nnviz.figures.numbers import number
from nnviz.figures.palette import MODEL
from nnviz.figures.shares import PALE
from nnviz.lessons.common import HIDDEN
from nnviz.lessons.networks.curve_scene import curve_scene
from nnviz.lessons.networks.curve_study import CurveSettings, curve_study
from tests.browser.player import eventually

SHAPES, CURVE = "/networks", "/networks?networks_part=On+a+curve"
SUM, PANELS = 0, 1
WHOLE, POINTS, LEFT, BENDS = 1, 2, 3, 4
OUTPUTS = "async (given) => (await import('./shares.js')).outputs(...given)"
SIDES = """(trace) => {
  const plot = document.querySelector(".nn-plot"), group = plot.querySelector(`.trace${plot._fullData[trace].uid}`);
  const [marks, names] = ["path.point", ".textpoint text"].map((one) => [...group.querySelectorAll(one)]
    .map((drawn) => drawn.getBoundingClientRect()).map((box) => box.y + box.height / 2));
  return marks.map((y, k) => (Math.abs(names[k] - y) < 5 ? "middle" : names[k] < y ? "top" : "bottom"));
}"""
COUNTED = """() => {
  window.redrawn = 0;
  const { animate } = Plotly;
  Plotly.animate = (...said) => { window.redrawn += 1; return animate(...said); };
}"""


@pytest.fixture(scope="module")
def study():
    return curve_study(CurveSettings())


def without(study, place, *names):
    """Return the network's θ at a place with the weights of these neurons at 0."""
    theta = study.theta[place].copy()
    for name in names:
        study.net.layers(theta)[-1][0][study.names.index(name)] = 0.0
    return theta


def left(study, place, *names):
    """Return the core's loss without these neurons, as it is written, and its output where the curve is drawn."""
    theta = without(study, place, *names)
    loss = study.net.loss(theta, study.sample.X, study.sample.y, "half_mse")
    return number(loss), study.net.forward(theta, study.shares.x[:, None]).a[-1][:, 0]


def is_left(player, study, place, *names):
    """Return whether loss, curve and bends are those of the network without these neurons."""
    loss, output = left(study, place, *names)
    (path,) = player.path(SUM, LEFT)
    off = np.abs(np.interp(path[:, 0], study.shares.x, output) - path[:, 1])
    there = [k for k, name in enumerate(study.names) if name not in names]
    theta, x = without(study, place, *names), study.bends[place, there]
    marks = np.column_stack([x, study.net.forward(theta, x[:, None]).a[-1][:, 0]])
    drawn = player.marks(SUM, BENDS)[there]
    return (
        player.readouts[2] == loss
        and off.max() < 3 * player.pixel(SUM)[1]
        and np.all(np.abs(drawn - marks) < 3 * player.pixel(SUM))
    )


def test_a_neuron_taken_away_is_the_core_s_output_with_its_weight_at_0_and_nothing_is_asked(open_page, page, study):
    sent = []
    page.on("websocket", lambda socket: socket.on("framesent", lambda frame: sent.append(frame)))
    player, last = open_page(CURVE), len(study.steps) - 1
    player.go(last)
    eventually(lambda: is_left(player, study, last), "the whole network")
    sides = curve_scene(study).animations[SUM].marks[BENDS].moves["textposition"]
    above = [side.split()[0] for side in sides[last]]
    eventually(lambda: page.evaluate(SIDES, BENDS) == above, "names on their own sides")
    assert [side.split()[0] for side in sides[0]] != above
    page.get_by_role("heading", name="Who is missed, at step 500").wait_for()
    page.evaluate(COUNTED)
    before = len(sent)
    a3 = page.get_by_role("button", name="Take A3 away", exact=True)
    assert a3.get_attribute("aria-pressed") == "false"
    a3.click()
    eventually(lambda: is_left(player, study, last, "A3"), "what is left without A3")
    assert a3.get_attribute("aria-pressed") == "true"
    (dashed,) = player.path(SUM, WHOLE)
    assert np.abs(np.interp(dashed[:, 0], study.shares.x, left(study, last)[1]) - dashed[:, 1]).max() < 0.05
    page.keyboard.press("Tab")  # the focus goes on to A4
    page.keyboard.press(" ")
    eventually(lambda: is_left(player, study, last, "A3", "A4"), "without both")
    assert player.readouts[1] == number(study.losses[last]), "the run is what it was"
    share = page.evaluate("(k) => document.querySelectorAll('.nn-plot')[1]._fullData[3 * k].opacity", 2)
    assert share == PALE
    assert len(sent) == before, "nothing is asked of the server"
    player.go(20)
    eventually(lambda: is_left(player, study, 20, "A3", "A4"), "also at another step")
    drawn = page.evaluate("window.redrawn")
    player.press("Play")
    eventually(lambda: player.place > 40, "it plays")
    turns = int((sides[21:] != sides[20:-1]).any(axis=1).sum())
    assert page.evaluate("window.redrawn") <= drawn + turns < drawn + 10, "moved by hand, but for names that turn"
    player.press("Pause")
    place = player.place
    eventually(lambda: is_left(player, study, place, "A3", "A4"), "where it was stopped")
    everything = page.get_by_role("button", name="Take all neurons away", exact=True)
    everything.click()
    eventually(lambda: player.readouts[2] == left(study, place, *study.names)[0], "the bias alone")
    everything.click()
    eventually(lambda: is_left(player, study, place), "all are back")
    page.get_by_role("slider", name="Start").press("ArrowRight")
    other = curve_study(CurveSettings(seed=4))
    eventually(lambda: is_left(player, other, player.place), "another run")


@pytest.mark.parametrize("sizes", [(1, 5, 1), (1, 4, 3, 1)], ids=str)
def test_a_browser_makes_of_a_network_s_shares_what_the_core_makes(modules, sizes):
    """Every activation, and any neurons taken away: the core's own output with their weights at 0."""
    rng = np.random.default_rng(2)
    x, point = np.linspace(-3, 3, 31), 7
    X, y = np.sort(rng.normal(size=20)), rng.normal(size=20)
    for name in HIDDEN:
        net = Network(sizes, name)
        theta, there = rng.normal(size=net.n_parameters), rng.random(sizes[-2]) < 0.5
        bends = rng.normal(size=sizes[-2])
        spec = {"sizes": sizes, "activations": net.activations, "x": x.tolist(), "X": X.tolist(), "y": y.tolist(),
                "point": point, "below": -99.0}  # fmt: skip
        said = modules.evaluate(OUTPUTS, [spec, theta.tolist(), there.tolist(), bends.tolist()])
        rest = theta.copy()
        net.layers(rest)[-1][0][~there] = 0.0

        def output(theta, x, net=net):
            return net.forward(theta, x[:, None]).a[-1][:, 0]

        for one, expected in {
            "whole": output(theta, x), "left": output(rest, x), "sum": output(rest, X)[point],
            "gap": np.append(output(theta, x), output(rest, x)[::-1]), "mark": output(rest, X)[[point]],
            "loss": net.loss(rest, X[:, None], y[:, None], "half_mse"),
            "bends": np.where(there, output(rest, bends), -99.0),
        }.items():  # fmt: skip
            np.testing.assert_allclose(said[one], expected, rtol=1e-9, atol=1e-9, err_msg=f"{name} {one}")
        weights, a = net.layers(theta)[-1][0][:, 0], net.forward(theta, x[:, None]).a[-2]
        for k, is_there in enumerate(there):
            np.testing.assert_allclose(said[f"share{k + 1}"], weights[k] * a[:, k], rtol=1e-9, atol=1e-9)
            assert said[f"seen{k + 1}"] == (1 if is_there else PALE)


def built(page):
    """Return the layers that the address says were built."""
    found = re.search(r"networks_layers=([\d-]+)", page.evaluate("location.search"))
    return found and found[1]


def counted(player):
    """Return how many layers there are, and how many numbers to learn are counted."""
    return player.page.locator(".nn-readouts dt").inner_text(), player.readouts[0].split()[-1].rstrip(".")


def test_a_network_is_built_in_its_drawing_with_mouse_and_keys(open_page):
    player = open_page(SHAPES)
    page = player.page
    more = page.get_by_role("button", name="Add one neuron to hidden layer A", exact=True)
    more.click()
    page.keyboard.press("Enter")
    eventually(lambda: built(page) == "2-6-1", "both are heard, one after the other")
    page.keyboard.press("Enter")
    eventually(lambda: built(page) == "2-7-1", "the button keeps the focus over the new drawing")
    page.get_by_role("button", name="Take one neuron away from hidden layer A", exact=True).click()
    eventually(lambda: built(page) == "2-6-1", "one less")
    assert page.get_by_role("radio", name="Build one").is_checked()
    page.get_by_role("button", name="Add a layer after hidden layer A", exact=True).click()
    eventually(lambda: built(page) == "2-6-6-1", "a layer more")
    player.drawn().press("Last step")
    eventually(lambda: counted(player) == ("3 layers of weights, deep", "67"), "2·6 + 6 + 6·6 + 6 + 6·1 + 1")
    page.wait_for_url(re.compile("shape_step=3"))
    page.get_by_role("button", name="Take hidden layer B away", exact=True).click()
    eventually(lambda: counted(player) == ("2 layers of weights", "25"), "who has counted all sees all counted")
    eventually(lambda: player.place == 2, "and stands at its end")
    least = page.get_by_role("button", name="Take one neuron away from the output", exact=True)
    assert least.get_attribute("aria-disabled") == "true"
    least.click(force=True)
    page.wait_for_timeout(300)
    assert built(page) == "2-6-1", "no neuron less than one"
    player.press("First step")
    player.press("One step on")
    eventually(lambda: player.colour(0, 0) == f"rgb{tuple(bytes.fromhex(MODEL.light[1:]))}", "the links counted now")
    assert counted(player)[1] == "18"
    page.goto(re.sub("networks_layers=[^&]*", "networks_layers=2-x-999", page.url))
    player.drawn()
    assert counted(player)[0] == "2 layers of weights", "nonsense is the network that one begins with"


def meet(*two):
    """Return whether what is drawn of two elements touches."""
    boxes = [one.bounding_box() for one in two]
    ends = [[(box[at], box[at] + box[size]) for at, size in (("x", "width"), ("y", "height"))] for box in boxes]
    return all(a[0] <= b[1] and b[0] <= a[1] for a, b in zip(*ends, strict=True))


def test_on_a_projector_in_the_dark_all_is_in_view_and_on_a_phone_nothing_is_cut_off(open_page, visitor, study):
    player = open_page(CURVE, on=visitor(color_scheme="dark"))
    seen = [*player.page.locator(".nn-plot").all(), player.page.locator(".nn-transport"),
            *player.page.locator(".st-key-controls").get_by_role("slider").all()]  # fmt: skip
    assert len(seen) >= 8
    boxes = [place.bounding_box() for place in seen]
    assert all(box["y"] >= 0 and box["y"] + box["height"] <= 768 for box in boxes)
    assert player.colour(SUM, LEFT) == f"rgb{tuple(bytes.fromhex(MODEL.dark[1:]))}"
    panels = player.page.locator(".nn-plot").nth(PANELS).bounding_box()
    names = player.page.locator(".nn-figure-button").all()
    assert len(names) == len(curve_scene(curve_study(CurveSettings())).buttons)
    for name in names:
        box = name.bounding_box()
        assert panels["x"] <= box["x"] <= box["x"] + box["width"] <= panels["x"] + panels["width"]
        assert panels["y"] <= box["y"] <= box["y"] + box["height"] <= panels["y"] + panels["height"]
    phone = visitor(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    player = open_page(CURVE, on=phone)
    assert player.fits_a_phone()
    panels = curve_scene(study).animations[PANELS]
    numbers = np.array([mark.moves["text"][:, 0] for mark in panels.marks if "text" in mark.moves])
    k = int(np.char.str_len(numbers).max(axis=0).argmax())
    player.go(k)
    said, buttons = (player.page.locator(one) for one in (".nn-plot >> nth=1 >> .textpoint text", ".nn-figure-button"))
    eventually(lambda: set(said.all_text_contents()) == set(numbers[:, k]), "the longest number")
    over = [(one.text_content(), two.text_content()) for one in said.all() for two in buttons.all() if meet(one, two)]
    assert not over, f"a number lies on a button: {over}"
