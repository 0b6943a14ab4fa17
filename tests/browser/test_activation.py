"""The page on activation functions in a real browser: what is on the screen is the core's, and every control acts."""

import re

import numpy as np
import pytest

from nnviz.core import ACTIVATIONS, DATASETS, Network, TrainConfig, train
from nnviz.figures.palette import DATA, ERROR, MODEL
from tests.browser.conftest import Player, eventually

PAGE = "/activation"
LEARNING, BEND = f"{PAGE}?activation_part=Learning+with+each", f"{PAGE}?activation_part=Why+bend+at+all"
PARTS = (PAGE, LEARNING, BEND)
KINDS = ("threshold", "sigmoid", "relu")
VALUES, SLOPES, OUTPUTS = range(3)
STICKS, CURVE, POINTS, SAID = range(4)
SEEN = "[...document.querySelectorAll('.nn-plot svg, .nn-readouts dd')].map((e) => e.innerHTML).join()"


def close(player: Player, figure, drawn, expected) -> bool:
    """Return whether places drawn are the expected ones, to a pixel or two."""
    return np.shape(drawn) == np.shape(expected) and bool(np.all(np.abs(drawn - expected) < 2 * player.pixel(figure)))


def kinds(rate=0.1, seed=0):
    """Return the data and the three runs that the page's settings ask for, by the core alone."""
    X, y, *_ = DATASETS["practice"].make(np.random.default_rng(1))
    config = TrainConfig("half_mse", "sgd", rate, len(X), 900)
    nets = [Network((1, 1), output=name) for name in KINDS]
    return X, y, [train(net, net.init("uniform", np.random.default_rng(seed)), X, y, config) for net in nets]


@pytest.mark.parametrize(
    ("query", "name", "theta"),
    [
        ("", "sigmoid", lambda k: (0.1 + 0.02 * k, 0.0)),
        ("?activation_phi=ReLU&activation_bias=0.5", "relu", lambda k: (0.1 + 0.02 * k, 0.5)),
        (
            "?activation_phi=SiLU&activation_sweep=Bias:+left+to+right&activation_weight=1.5",
            "silu",
            lambda k: (1.5, 4 - 0.04 * k),
        ),
    ],
)
def test_the_inputs_lie_where_weight_and_bias_put_them(open_page, query, name, theta):
    player = open_page(PAGE + query)
    x = np.linspace(-1.2, 1.2, 7)
    net, phi = Network((1, 1), output=name), ACTIVATIONS[name]
    for k in (0, 90, 200):
        player.go(k)
        forward = net.forward(np.array(theta(k)), x[:, None])
        z, a = forward.z[1][:, 0], forward.a[1][:, 0]
        expected = [(z, a), (z, phi.slope(z, a)), (x, a)]
        for figure, places, trace in zip((VALUES, SLOPES, OUTPUTS), expected, (1, 1, 1), strict=True):
            eventually(
                lambda f=figure, t=trace, p=places: close(player, f, player.marks(f, t), np.column_stack(p)),
                f"the inputs of figure {figure} at {k}",
            )


@pytest.mark.parametrize(("query", "rate", "seed"), [("", 0.1, 0), ("&activation_seed=3", 0.1, 3)])
def test_each_neuron_on_the_screen_is_that_of_the_step(open_page, query, rate, seed):
    X, y, runs = kinds(rate, seed)
    player = open_page(LEARNING + query)
    for step, button in ((0, None), (1, "One step on"), (900, "Last step")):
        if button:
            player.press(button)
        eventually(lambda s=step: player.readouts[0] == str(s), f"step {step}")
        for figure, run in enumerate(runs):
            theta = run.theta[step]
            (path,) = eventually(lambda f=figure: player.path(f, CURVE), "the curve")
            away = np.abs(path[:, 0] + theta[1] / theta[0]) > 2 * player.pixel(figure)[0]  # of the threshold's jump
            heights = run.net.forward(theta, path[away, :1]).a[1][:, 0]
            assert np.all(np.abs(path[away, 1] - heights) < 3 * player.pixel(figure)[1])
            assert close(player, figure, player.marks(figure, POINTS), np.column_stack([X, y]))
            grad = run.net.backward(theta, run.net.forward(theta, X), y, "half_mse").grad[0]
            assert (player.readouts[1 + figure] == "0") == (grad == 0)


def test_the_page_says_what_becomes_of_each(open_page):
    player = open_page(f"{LEARNING}&activation_seed=3&kinds_step=900")
    said = [plot.locator(".textpoint").text_content().strip() for plot in player.page.locator(".nn-plot").all()]
    assert said == ["slope 0 everywhere: nothing moves", "learning", "dead: z ≤ 0 for every example"]
    player.page.get_by_role("heading", name="Step 900: the gradient of each", level=2).wait_for()


def test_before_the_run_is_seen_nothing_says_what_becomes_of_the_neurons(open_page):
    player = open_page(f"{LEARNING}&activation_seed=3")
    said = [plot.locator(".textpoint").text_content().strip() for plot in player.page.locator(".nn-plot").all()]
    assert said[1:] == ["at the start", "at the start"]


def test_the_update_that_led_to_a_step_is_read_and_the_next_stop_is_named(open_page, read):
    player = open_page(f"{LEARNING}&kinds_step=300")
    player.page.get_by_text("from step 300 to step 301. The next stop on the timeline is step 305.").wait_for()
    *_, runs = kinds()
    player.page.get_by_text("What led here", exact=True).click()
    player.page.get_by_text(
        "from step 299 to step 300. The stop before this one on the timeline is step 295."
    ).wait_for()
    new = player.page.get_by_text(re.compile("^w ←"))
    eventually(lambda: new.count() == 3, "three new weights")
    for line, run in zip(new.all_text_contents(), runs, strict=True):
        assert read(line)[-1] == pytest.approx(run.theta[300, 0], rel=0.001)


def test_a_rate_at_which_one_flies_off_warns_above_the_figures_and_gives_nothing_away(open_page):
    player = open_page(f"{BEND}&activation_bend_rate=2&activation_bend_seed=2")
    warned = player.page.get_by_test_id("stAlert").filter(has_text="not both runs stay finite")
    assert warned.bounding_box()["y"] < player.page.locator(".nn-plot").first.bounding_box()["y"]
    assert "ReLU" not in warned.text_content()
    player.page.get_by_text("Which of the two flies off first?").first.wait_for()
    player.press("Last step")
    said = [plot.locator(".textpoint") for plot in player.page.locator(".nn-plot").all()]
    eventually(lambda: said[0].text_content().strip() == "diverged: the rate is too high", "the one that flew off")
    assert said[1].text_content().strip() == "all hidden neurons dead: a flat line"


def test_what_does_not_move_stays_on_the_screen(open_page):
    player = open_page(f"{LEARNING}&activation_seed=3")
    for button in ("Last step", "One step back", "First step"):
        player.press(button)
        for figure in range(3):
            assert len(player.marks(figure, POINTS)) == 12
            assert len(player.path(figure, CURVE)) == 1


def test_the_matrices_are_those_of_the_step(open_page, read):
    player = open_page(f"{BEND}&activation_hidden=2&bend_step=25")
    X, y, *_ = DATASETS["curve"].make(np.random.default_rng(0))
    net = Network((1, 2, 1), hidden="identity")
    start = net.init("xavier", np.random.default_rng(0))
    run = train(net, start, X, y, TrainConfig("half_mse", "sgd", 0.3, len(X), 900))
    (V, _), (W, _) = net.layers(run.theta[25])
    player.page.get_by_role("heading", name="Step 25: two layers without").wait_for()
    shown = " ".join(player.page.locator("annotation").all_text_contents())
    numbers = [n for body in re.findall(r"begin\{pmatrix\}(.*?)\\end", shown) for n in read(body)]
    for value in (*V.ravel(), *W.ravel(), (V @ W)[0, 0]):
        assert np.isclose(numbers, value, rtol=0.006).any()
    assert read(player.readouts[2])[0] == 0
    assert player.page.get_by_text("0 up to rounding", exact=False).count() >= 1


def choose(page, label, option) -> None:
    page.get_by_role("combobox", name=label, exact=True).click()
    page.get_by_role("option", name=option, exact=True).click()


CONTROLS = {
    "activation": (PAGE, lambda page: choose(page, re.compile("Activation φ"), "ReLU")),
    "overlay": (PAGE, lambda page: choose(page, re.compile("Lay over it"), "Tanh")),
    "sweep": (PAGE, lambda page: page.get_by_text("Bias: left to right").click()),
    "bias": (PAGE, lambda page: page.get_by_role("slider", name="Bias b").press("ArrowRight")),
    "weight": (
        f"{PAGE}?activation_sweep=Bias:+left+to+right",
        lambda page: page.get_by_role("slider", name="Weight w").press("ArrowRight"),
    ),
    "z": (PAGE, lambda page: page.get_by_role("slider", name="Look at z").press("ArrowRight")),
    "rate": (LEARNING, lambda page: page.get_by_role("slider", name="Learning rate η").press("ArrowRight")),
    "seed": (LEARNING, lambda page: page.get_by_role("slider", name="Starting neuron").press("ArrowRight")),
    "hidden": (BEND, lambda page: page.get_by_role("slider", name="Neurons in the hidden").press("ArrowRight")),
    "bend rate": (BEND, lambda page: page.get_by_role("slider", name="Learning rate η").press("ArrowRight")),
    "bend seed": (BEND, lambda page: page.get_by_role("slider", name="Starting weights").press("ArrowRight")),
    "part": (PAGE, lambda page: page.get_by_role("radio", name="Why bend at all").click()),
}


@pytest.mark.parametrize("control", CONTROLS)
def test_every_control_changes_what_one_sees(open_page, control):
    path, act = CONTROLS[control]
    player = open_page(path)
    player.press("Last step")
    player.page.wait_for_timeout(300)
    before, address = (player.page.evaluate(code) for code in (SEEN, "location.href"))
    act(player.page)
    eventually(lambda: player.page.evaluate(SEEN) != before, f"{control} shows")
    eventually(lambda: player.page.evaluate("location.href") != address, "the address follows")
    assert player.page.get_by_test_id("stException").count() == 0


@pytest.mark.parametrize("path", PARTS)
def test_the_keys_alone_play_stop_and_step(open_page, path):
    player = open_page(path)
    page = player.page
    page.keyboard.press("End")
    last = int(page.locator(".nn-slider").get_attribute("max"))
    eventually(lambda: player.place == last, "the last step")
    page.keyboard.press("ArrowLeft")
    eventually(lambda: player.place == last - 1, "one back")
    page.keyboard.press("Home")
    page.keyboard.press(" ")
    eventually(lambda: player.place > 3, "it plays")
    page.keyboard.press(" ")
    stopped = player.place
    page.wait_for_timeout(300)
    assert player.place == stopped
    for _ in range(60):  # the tab key reaches every control of the part
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.closest('.st-key-controls') !== null"):
            break
    else:
        pytest.fail("no control is reached with the tab key")


def test_the_parts_are_chosen_with_the_keys(open_page):
    player = open_page(PAGE)
    player.page.get_by_role("radio", name="The shapes").focus()
    player.page.keyboard.press("ArrowRight")
    focused = "document.activeElement.innerText"
    eventually(lambda: player.page.evaluate(focused) == "Learning with each", "the next part has the focus")
    player.page.keyboard.press("Enter")
    player.page.wait_for_url(re.compile("activation_part=Learning"))


@pytest.mark.parametrize("path", PARTS)
def test_in_the_dark_the_colours_are_the_dark_ones(open_page, visitor, path):
    player = open_page(path, on=visitor(color_scheme="dark"))
    marks = {(0, 0): MODEL, (0, 1): DATA} if path == PAGE else {(1, CURVE if path == LEARNING else 0): MODEL}
    if path == LEARNING:
        marks[(1, STICKS)] = ERROR
    for (figure, trace), colour in marks.items():
        assert player.colour(figure, trace) == f"rgb{tuple(bytes.fromhex(colour.dark[1:]))}"


@pytest.mark.parametrize("path", PARTS)
def test_on_a_phone_nothing_is_cut_off_and_the_figures_come_first(open_page, visitor, path):
    phone = visitor(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    player = open_page(path, on=phone)
    assert player.fits_a_phone()
    controls = phone.locator(".st-key-controls").get_by_role("slider").first
    tops = [
        place.bounding_box()["y"]
        for place in (phone.locator(".nn-plot").first, phone.locator(".nn-transport"), controls)
    ]
    assert tops == sorted(tops)


@pytest.mark.parametrize("path", PARTS)
def test_on_a_projector_figures_controls_and_transport_are_seen_together(open_page, path):
    player = open_page(path)
    seen = [*player.page.locator(".nn-plot").all(), player.page.locator(".nn-transport"),
            *player.page.locator(".st-key-controls").get_by_role("slider").all()]  # fmt: skip
    assert len(seen) >= 5
    for place in seen:
        box = place.bounding_box()
        assert box["y"] >= 0
        assert box["y"] + box["height"] <= 768


FATES = (
    "It is still learning at the end",
    "It settles: its gradient all but fades, though not all z are 0 or less",
    "It dies on the way: from some step on every z is 0 or less",
    "It is dead from the start",
)


def fate(run, X, y) -> str:
    """Return what becomes of a ReLU neuron whose loss does not rise again at the end of its run."""
    silent = [(run.net.forward(theta, X).z[1] <= 0).all() for theta in run.theta[[0, -1]]]
    forward = run.net.forward(run.theta[[0, -1]], X)
    first, last = np.linalg.norm(run.net.backward(run.theta[[0, -1]], forward, y, "half_mse").grad, axis=1)
    return FATES[3 if silent[0] else 2 if silent[-1] else 1 if last <= 1e-3 * first else 0]


@pytest.mark.parametrize(("rate", "seed"), [(0.02, 0), (0.1, 0), (0.1, 3), (0.2, 1)])
def test_predictions_right_and_wrong_are_judged_by_the_run(open_page, rate, seed):
    X, y, runs = kinds(rate, seed)
    right = fate(runs[2], X, y)
    player = open_page(f"{LEARNING}&activation_rate={rate}&activation_seed={seed}")
    player.page.get_by_role("button", name="Show the answer").click()
    for option in FATES:
        player.predict(option)
        said = "Yes." if option == right else f"Not this time. The answer is: {right}."
        player.page.get_by_test_id("stAlert").filter(has_text=said).wait_for()


def test_a_prediction_about_the_sweep_is_counted_at_its_end(open_page):
    z = 5.0 * np.linspace(-1.2, 1.2, 7)
    count = int((np.abs(ACTIVATIONS["sigmoid"].slope(z, ACTIVATIONS["sigmoid"].value(z))) < 0.05).sum())
    assert count == 4
    player = open_page(PAGE)
    player.predict("More than half")
    player.press("Last step")
    player.page.get_by_test_id("stAlert").filter(has_text=f"Yes. It is {count} of 7").wait_for()
    eventually(lambda: f"{count} of 7" in player.readouts, "the end of the sweep agrees")


def test_the_links_for_the_class_set_the_page(open_page):
    player = open_page(PAGE)
    links = player.page.locator("li a[href^='?']").evaluate_all("all => all.map((a) => a.getAttribute('href'))")
    assert len(links) == 4
    for link in links:
        before = player.page.evaluate(SEEN)
        player = open_page(PAGE + link)
        eventually(lambda b=before, p=player: p.page.evaluate(SEEN) != b, link)
        for setting in link[1:].split("&"):
            assert setting.split("=")[0] in player.page.url
