"""Two changes of a page right behind each other: Streamlit ends the call that was overtaken, and the player stays."""

from nnviz.figures.assets import PLOTLY_JS
from nnviz.figures.pack import pack, part
from tests.browser.conftest import MODULES
from tests.browser.stage.scene import SCENE

CALLS = """async ([bytes, plotly]) => {
  const { default: render } = await import("./streamlit.js");
  const place = document.body.appendChild(document.createElement("div"));
  const call = () => render({ parentElement: place, data: Uint8Array.from(bytes), plotly, setStateValue() {} });
  const later = () => new Promise((done) => setTimeout(done, 60));
  const [overtaken, latest] = [call(), call()];
  const player = place.querySelector(".nn-player");
  overtaken();
  await later();
  const stays = player.isConnected && place.querySelectorAll(".nn-player").length === 1;
  place.remove();
  latest();
  await later();
  return [stays, place.children.length];
}"""


def test_an_overtaken_call_takes_no_player_away_and_the_end_of_its_place_does(modules):
    cue = part({"session": "a", "take": 1, "step": 0, "param": "step"})
    data = list(cue + pack(SCENE))
    assert modules.evaluate(CALLS, [data, f"{MODULES}{PLOTLY_JS.name}"]) == [True, 0]
