"""What the server gives a browser for the player: these files, kept for good, and nothing else."""

import re
from pathlib import Path

import plotly
import pytest

from nnviz.figures.assets import PLAYER, PLOTLY_JS, STYLE
from nnviz.figures.bundle import bundled
from nnviz.ui.player import ENTRY, _loader, _mark, address
from tests.ui.test_serving import ask

FILES = [ENTRY, STYLE, PLOTLY_JS]
MODULES = {file.name for file in PLAYER.glob("*.js")}
HOSTS = {"streamlit.js", "file.js"}
PRIVATE = ["_fullData", "_fullLayout", "js-line", "js-fill", '".point"', "d2p", ".trace$"]


def imports(module):
    """Return the addresses of what a module imports."""
    return re.findall(r'^(?:import|export) .*?from "(.*?)";$', module.read_text(), re.MULTILINE)


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_each_file_arrives_whole_with_its_kind_and_is_kept_for_good(file):
    plain, small = ask(address(file)), ask(address(file), accept_encoding="br, gzip")
    for answer in (plain, small):
        assert answer.status == 200
        assert answer.body == (bundled(file).encode() if file == ENTRY else file.read_bytes())
        kind = {".js": "text/javascript", ".css": "text/css"}[file.suffix]
        assert answer.headers["content-type"].partition(";")[0] == kind
        assert "immutable" in answer.headers["cache-control"]
        assert int(answer.headers["content-length"]) == answer.sent
    assert small.sent < 0.7 * plain.sent
    assert small.headers["vary"] == "Accept-Encoding"


@pytest.mark.parametrize(
    "path",
    [
        "", "player", "player/", "player/none.js", "player/streamlit.js/", "player/../player/streamlit.js",
        "../app.py", "..%2f..%2fapp.py", "player/..%2f..%2f..%2fapp.py", "player/%2e%2e/%2e%2e/cars.csv",
        "player//etc/passwd", "%2fetc%2fpasswd", "player\\..\\cars.csv", "player/streamlit.js%00", "cars.csv",
        "player/Streamlit.js", "package_data/plotly.min.js", "package_data/widgetbundle.js",
    ],
)  # fmt: skip
@pytest.mark.parametrize("mark", [_mark(PLAYER), "..", "", "."])
def test_whatever_else_is_asked_for_is_not_found(mark, path):
    assert ask(f"/assets/{mark}/{path}").status == 404


def test_a_page_from_before_an_update_gets_no_file_of_the_new_player_and_is_told_to_reload():
    answer = ask("/assets/0123456789ab/player/streamlit.js")
    assert answer.status == 404
    assert "reload the page" in answer.body.decode()
    assert answer.headers["cache-control"] == "no-store"


def test_plotly_js_is_the_part_for_scatter_of_the_very_version_that_the_package_is():
    whole = Path(plotly.__file__).parent / "package_data" / "plotly.min.js"
    version = re.compile(r"plotly\.js (?:\(basic - minified\) )?v([\d.]+)")
    ours, theirs = (version.search(file.read_text(encoding="utf-8")[:200])[1] for file in (PLOTLY_JS, whole))
    assert ours == theirs, (
        f"assets/plotly holds plotly.js {ours}, and the package plotly {theirs}: take dist/plotly-basic.min.js out of "
        f"npm's plotly.js-basic-dist-min {theirs}"
    )


def test_whatever_changes_in_the_folder_changes_the_mark(tmp_path):
    marks = []
    for name, text in [("a.js", "1"), ("a.js", "2"), ("b.js", "2"), ("b.js", "")]:
        (tmp_path / name).write_text(text)
        marks.append(_mark.__wrapped__(tmp_path))
    (tmp_path / "b.js").rename(tmp_path / "c.js")
    marks.append(_mark.__wrapped__(tmp_path))
    assert len(set(marks)) == 5


def test_the_component_s_script_asks_for_addresses_that_are_served():
    asked = re.findall(r'"(/assets/.*?)"', _loader())
    assert len(asked) == 2
    assert [ask(path).status for path in asked] == [200, 200]


def test_each_import_finds_its_module_beside_it_and_each_module_is_reached():
    reached, ahead = set(), list(HOSTS)
    while ahead:
        module = ahead.pop()
        assert (PLAYER / module).exists(), module
        if module not in reached:
            reached.add(module)
            for name in imports(PLAYER / module):
                assert name.startswith("./"), f"{module} imports {name}: from the same folder, or the mark is lost"
                ahead.append(name.removeprefix("./"))
    assert reached == MODULES


def test_the_player_is_sent_as_one_module_in_which_each_stands_once_and_behind_all_that_it_imports():
    whole = bundled(ENTRY)
    place = {module: whole.index(f"const ${module.removesuffix('.js')} = (") for module in MODULES - HOSTS}
    assert whole.count("= (() => {\n") == len(place)
    for module, where in place.items():
        assert all(place[name.removeprefix("./")] < where for name in imports(PLAYER / module)), module
    assert not re.search(r"^(import|export (?!default|function pictures))", whole, re.MULTILINE)
    assert whole.count("export default") == 1


@pytest.mark.parametrize("name", PRIVATE)
def test_a_private_name_of_plotly_is_used_in_one_module_alone(name):
    assert [file.name for file in PLAYER.glob("*.js") if name in file.read_text()] == ["plotly.js"]


def test_streamlit_is_known_to_its_host_alone():
    theirs = re.compile(r"--st-|setStateValue|setTriggerValue|URLSearchParams|[Ss]treamlit")
    assert [file.name for file in PLAYER.iterdir() if theirs.search(file.read_text())] == ["streamlit.js"]


def test_each_module_is_short_enough_to_be_read_in_one_sitting():
    assert {file.name: n for file in PLAYER.iterdir() if (n := len(file.read_text().splitlines())) > 260} == {}
