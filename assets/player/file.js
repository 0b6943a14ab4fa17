/* A file as the player's host: the scene stands in the file itself (nnviz/figures/export.py), and nothing is loaded. */

import { pictureButtons } from "./pictures.js";
import { Player } from "./player.js";
import { unpack } from "./unpack.js";

const main = document.querySelector("main");
const button = document.querySelector(".nn-look");
const night = matchMedia("(prefers-color-scheme: dark)");
const scene = unpack(Uint8Array.from(atob(document.getElementById("scene").textContent), (c) => c.charCodeAt(0)));
const player = new Player(document.querySelector(".nn-player"));
const cue = { session: "file", take: 1, heard: 0, step: +main.dataset.step };
let dark = night.matches;

const host = {
  plotly: "plotly.js",
  step: /^#step=\d{1,9}$/.test(location.hash) ? +location.hash.slice(6) : undefined,
  stopped(step) {
    try {
      history.replaceState(null, "", `#step=${step}`);
    } catch { /* a page inside another one may have no address of its own */ }
  },
  picked: answered,
  pressed: answered,
  weighed: answered,
  dropped: answered,
};

/** There is nobody to answer what a hand has done: the run stays the one that stands here. */
function answered() {
  cue.heard += 1;
  show();
}

function show() {
  document.documentElement.dataset.look = dark ? "dark" : "light";
  button.textContent = dark ? "Light" : "Dark";
  host.look = { dark, font: getComputedStyle(document.body).fontFamily };
  player.update(scene, { ...cue }, host);
}

function turn(to) {
  dark = to;
  show();
}

button.onclick = () => turn(!dark);
night.onchange = () => turn(night.matches);
addEventListener("hashchange", () => {
  const step = /^#step=(\d{1,9})$/.exec(location.hash)?.[1];
  if (step === undefined) return;
  Object.assign(cue, { take: cue.take + 1, step: +step });
  show();
});
show();
document.querySelector(".nn-pictures").append(...pictureButtons(player));
