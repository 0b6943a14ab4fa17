/* Streamlit as the player's host: it brings the scene, the theme and the page's address, and is told where one stops. */

import { el } from "./dom.js";
import { pictureButtons } from "./pictures.js";
import { Player } from "./player.js";
import { part, unpack } from "./unpack.js";

const THEME = {
  "--nn-text": "--st-text-color",
  "--nn-pale": "--st-gray-text-color",
  "--nn-page": "--st-background-color",
  "--nn-hover": "--st-secondary-background-color",
  "--nn-border": "--st-border-color",
  "--nn-accent": "--st-primary-color",
  "--nn-font": "--st-font",
};

const style = el("link", { rel: "stylesheet", href: new URL("player.css", import.meta.url) });
await new Promise((done) => { // figures measure their place as soon as there is one
  style.onload = style.onerror = done;
  document.head.append(style);
});

const players = new WeakMap();

/* For each step that the address comes to name, Streamlit adds an entry to the browser's history, and on leaving a page
   another without any of its settings. With Back one wants the page as it was, not its steps one by one. */
const push = history.pushState.bind(history);
history.pushState = (state, title, address) => {
  const to = new URL(address ?? "", location.href);
  const leaves = location.search && !to.search;
  if (to.pathname !== location.pathname) push(state, title, address);
  else if (!leaves) history.replaceState(state, title, address);
};

addEventListener("popstate", () => {
  for (const root of document.querySelectorAll(".nn-player")) players.get(root.parentElement)?.hold();
});

// On a phone the navigation lies over the page; who has chosen a page wants to see it.
document.addEventListener("click", ({ target }) => {
  if (!target.closest?.("[data-testid=stSidebarNavLink]") || innerWidth > 768) return;
  document.querySelector("[data-testid=stSidebarCollapseButton] button")?.click();
});

/** The component's entry: Streamlit calls it at mount, on each rerun and on each change of theme. */
export default function render({ parentElement, data, plotly, setStateValue, setTriggerValue }) {
  const player = players.get(parentElement) ?? mounted(parentElement);
  const [cue, scene] = part(data);
  player.update(unpack(scene), cue, {
    plotly,
    look: look(player.root),
    step: stepInAddress(cue.param),
    stopped: (step, moved) => setStateValue("stop", { take: cue.take, known: cue.known, step, moved }),
    picked: (pick, name) => setTriggerValue("picked", { pick, name }),
    dropped: (values) => setTriggerValue("dropped", values),
    pressed: (name) => setTriggerValue("pressed", name),
    weighed: (said) => setTriggerValue("weighed", said),
  });
  return () => setTimeout(() => {
    // Streamlit ends a call that a newer one has overtaken too: the player is still wanted as long as it has its place.
    if (parentElement.isConnected || !players.delete(parentElement)) return;
    player.destroy();
    player.root.remove();
  });
}

/** The entry of the component that saves pictures: buttons for the figures of the player that the page shows. */
export function pictures({ parentElement }) {
  const player = [...document.querySelectorAll(".nn-player")].map((root) => players.get(root.parentElement)).find(Boolean);
  const list = dressed(el("div", {}));
  if (player?.scene) list.append(...pictureButtons(player));
  parentElement.replaceChildren(list);
}

function mounted(parentElement) {
  const root = dressed(el("section", { class: "nn-player", "aria-label": "Animation" }));
  parentElement.append(root);
  const player = new Player(root);
  players.set(parentElement, player);
  return player;
}

/** An element in the colours of Streamlit's theme. */
function dressed(element) {
  for (const [ours, theirs] of Object.entries(THEME)) element.style.setProperty(ours, `var(${theirs})`);
  return element;
}

function look(element) {
  const theirs = getComputedStyle(element);
  const page = theirs.getPropertyValue("--st-background-color").trim() || "#ffffff";
  const [r, g, b] = [1, 3, 5].map((i) => parseInt(page.slice(i, i + 2), 16));
  return { dark: r + g + b < 384, font: theirs.getPropertyValue("--st-font").trim() || "sans-serif" };
}

function stepInAddress(param) {
  const text = new URLSearchParams(location.search).get(param) ?? "";
  return /^\d{1,9}$/.test(text) ? +text : undefined;
}
