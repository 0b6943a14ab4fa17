"""What a page gives away, each thing downloaded once from the real page, opened, and compared with the core."""

import csv
import io
import json
import re
from base64 import b64decode
from xml.etree import ElementTree

import numpy as np
from PIL import Image

from nnviz.figures.palette import MODEL, TEXT
from nnviz.lessons import all_lessons, from_link
from nnviz.lessons.line.study import POINTS
from nnviz.lessons.tables import from_csv
from tests.browser.player import eventually

SVG = "{http://www.w3.org/2000/svg}"
NAME = "=a</script>"
QUERY = {"line_data": "Your own points", "line_points": f"1,2;2,3;3,5;4,4.5|{NAME}|way", "line_rate": "0.05",
         "line_epochs": "100", "step": "20"}  # fmt: skip


def saved(page, press, tmp_path):
    """Return the name and the bytes of the file that a press saves."""
    with page.expect_download() as coming:
        press()
    file = tmp_path / coming.value.suggested_filename
    coming.value.save_as(file)
    return file.name, file.read_bytes()


def test_everything_that_can_be_taken_away_is_the_page_s_own(open_page, visitor, tmp_path):
    part = all_lessons()["line"].parts[0]
    settings = from_link(part.settings, "line", QUERY)
    study = part.study(settings)
    page = visitor(color_scheme="dark")
    page.set_default_timeout(15_000)
    query = "&".join(f"{key}={value}" for key, value in QUERY.items())
    player = open_page(f"/line?{query}", on=page)
    page.get_by_role("button", name="Take it away").click()
    dialog = page.get_by_role("dialog")

    def taken(name):
        button = dialog.get_by_role("button", name=name, exact=True)
        return saved(page, button.click, tmp_path)

    (name, whole), (_, bare), (plotly, _) = taken("The page"), taken("The page without plotly.js"), taken("plotly.js")
    assert name == "line-line.html"
    assert f'src="{plotly}"'.encode() in bare
    assert len(whole) > 1_190_000 > 4 * len(bare)
    assert f"({len(whole) / 1e6:.1f} MB)" in dialog.inner_text()
    assert re.search(rb'<main data-step="20">', whole)
    assert whole.count(b"</script>") == 3

    heads, *rows = csv.reader(taken("The run (CSV)")[1].decode().splitlines())
    assert heads == ["step", "epoch", "loss", "m", "c"]
    run = np.array(rows, dtype=float)
    assert (run[:, 0] == study.run.step).all()
    assert (run[:, 3:] == study.run.theta).all(), "bit for bit"
    assert (run[:, 2] == study.losses).all()
    points = from_csv(taken("The data (CSV)")[1], POINTS)
    assert points[:2] == (settings.points.rows, (f"'{NAME}", "way"))
    for label, word in (("NumPy", b"def backward"), ("scikit-learn", b"MLPRegressor"), ("PyTorch", b"nn.Linear(1, 1)")):
        assert word in taken(label)[1]

    drawing = dialog.locator(".nn-picture").first
    name, svg = saved(page, drawing.get_by_text("SVG").click, tmp_path)
    assert name.endswith("-step-20.svg")
    text = "".join(ElementTree.fromstring(svg).itertext())
    assert "step 20 of 100" in text
    assert "rgb(255, 255, 255)" in svg.decode(), "on white, from a dark page"
    _, png = saved(page, drawing.get_by_text("PNG").click, tmp_path)
    picture = np.asarray(Image.open(io.BytesIO(png)).convert("RGB"))
    assert picture.shape == (1200, 1800, 3)
    assert (picture == 255).all(axis=2).mean() > 0.7
    assert (picture == tuple(bytes.fromhex(MODEL.light[1:]))).all(axis=2).sum() > 1000, "the line in its print colour"

    told = json.loads(taken("The settings")[1])
    assert told["settings"]["line_rate"] == "0.05"
    told["settings"] |= {"line_rate": "0.1", "line_points": {"names": ["u", "v"], "rows": [[0, 0], [1, 3], [2, 3]]}}
    told["step"] = 7
    file = tmp_path / "changed.json"
    file.write_text(json.dumps(told))
    dialog.locator("input[type=file]").set_input_files(file)
    dialog.get_by_role("button", name="Use these settings").click()
    dialog.wait_for(state="detached")
    player.drawn()
    eventually(lambda: player.readouts[0] == "7", "the step of the file")
    eventually(lambda: "line_rate=0.1" in page.url and "0%2C0%3B1%2C3%3B2%2C3" in page.url, "its settings")
    assert "v" in page.locator(".nn-plot").first.locator(".ytitle").text_content()


def test_a_file_of_settings_brings_back_runs_side_by_side(open_page, visitor, tmp_path):
    player = open_page("/line?line_against=line~rate%3D0.1&line_epochs=20&step=7")
    page = player.page
    page.get_by_role("button", name="Take it away").click()
    button = page.get_by_role("dialog").get_by_role("button", name="The settings", exact=True)
    _, raw = saved(page, button.click, tmp_path)
    file = tmp_path / "both.json"
    file.write_bytes(raw)

    player = open_page("/line", on=visitor())
    page = player.page
    page.get_by_role("button", name="Take it away").click()
    dialog = page.get_by_role("dialog")
    dialog.locator("input[type=file]").set_input_files(file)
    dialog.get_by_role("button", name="Use these settings").click()
    page.get_by_role("row", name="Learning rate η 0.1 0.03").wait_for()
    player.drawn()
    eventually(lambda: player.readouts[0] == "7", "the step of the file")
    eventually(lambda: "line_against=line~rate" in page.url and "line_epochs=20" in page.url, "both are in the link")


def test_a_board_on_paper_is_the_network_of_the_step_with_its_words(open_page, visitor, tmp_path):
    part = all_lessons()["playground"].parts[0]
    run = part.study(from_link(part.settings, "playground", {"playground_epochs": "100"}))
    page = visitor(color_scheme="dark")
    page.set_default_timeout(15_000)
    open_page("/playground?playground_epochs=100&step=60", on=page)
    page.locator(".nn-board-unit").nth(-2).click()  # B2: the large picture is that of what is chosen
    page.get_by_role("button", name="Take it away").click()
    drawing = page.get_by_role("dialog").locator(".nn-picture").first
    name, svg = saved(page, drawing.get_by_text("SVG").click, tmp_path)
    assert name.endswith("-step-60.svg")
    found = ElementTree.fromstring(svg)
    words = [one.text for one in found.iter(f"{SVG}text")]
    assert words[0].endswith("· epoch 60 of 100")
    assert {"A1", "B2", "x₁", "−6"} <= {*words}
    assert any(one.startswith("Neuron B2") for one in words)
    assert found.find(f"{SVG}rect").get("fill") == "#ffffff", "on white, from a dark page"

    images = [one.get("href") for one in found.iter(f"{SVG}image")]
    sizes = {Image.open(io.BytesIO(b64decode(href.partition(",")[2]))).size: href for href in images}
    fine = Image.open(io.BytesIO(b64decode(sizes[100, 100].partition(",")[2]))).convert("RGB")
    x = -6 + 12 * (np.arange(100) + 0.5) / 100
    places = np.column_stack([axis.ravel() for axis in np.meshgrid(x, -x)])
    B2 = run.net.forward(run.theta[60], places).a[2][:, 1].reshape(100, 100)
    red, _, blue = np.asarray(fine, dtype=float).transpose(2, 0, 1)
    sure = np.abs(B2) > 0.2
    assert ((blue > red) == (B2 > 0))[sure].mean() > 0.99, "what the core says B2 sees"

    _, png = saved(page, drawing.get_by_text("PNG").click, tmp_path)
    picture = np.asarray(Image.open(io.BytesIO(png)).convert("RGB"))
    assert picture.shape == (972, 2040, 3)
    assert (picture == 255).all(axis=2).mean() > 0.5, "white, but for what is drawn"
    assert (picture == tuple(bytes.fromhex(TEXT.light[1:]))).all(axis=2).sum() > 500, "words in ink"
