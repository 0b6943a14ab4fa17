/* All figures of a scene, side by side in a grid. */

import { Board } from "./board.js";
import { el } from "./dom.js";
import { Figure } from "./figure.js";
import { loadPlotly } from "./plotly.js";
import { listenToPointing } from "./pointing.js";
import { Space } from "./space.js";
import { Surface } from "./surface.js";

const KINDS = { board: Board, space: Space, surface: Surface };
const ASIDE = 40; // px; who has scrolled so far has seen that one can

export class Figures {
  constructor(timeline, hears, drag, shares) {
    this.timeline = timeline;
    this.hears = hears;
    this.drag = drag;
    this.shares = shares;
    this.element = el("div", { class: "nn-figures" });
    this.more = el("span", { class: "nn-more", "aria-hidden": "true", hidden: "" }, "There is more to the right →");
    this.element.addEventListener("scroll", () => this.element.scrollLeft > ASIDE && this.more.remove());
    this.all = [];
    this.work = Promise.resolve();
    this.ready = false;
    timeline.addEventListener("move", () => this.#draw());
    drag.addEventListener("change", () => this.#follow());
    shares.addEventListener("change", () => {
      this.#draw();
      for (const figure of this.all) figure.buttons?.mark();
    });
    drag.addEventListener("settle", () => this.ready && this.all.forEach((figure) => figure.settle(timeline.index)));
  }

  /** Show a scene's figures. One scene after the other: Plotly cannot draw two into one figure at a time. */
  load(scene, look, address) {
    this.ready = false;
    this.scene = scene;
    this.work = this.work.catch(() => {}).then(() => this.#load(scene, look, address));
    return this.work;
  }

  resize() {
    this.resized = !this.ready; // what is not drawn yet is measured again once it is
    if (!this.ready) return;
    const sized = Promise.allSettled(this.all.map((figure) => figure.resize()));
    sized.then(() => this.ready && this.#reach()); // until Plotly has drawn it anew, a figure is as wide as it was
  }

  destroy() {
    this.ready = false;
    this.scene = undefined;
    this.work.catch(() => {}).then(() => this.all.forEach((figure) => figure.purge()));
  }

  async #load(scene, look, address) {
    const { header: { figures, grid, columns }, arrays } = scene;
    const stale = () => scene !== this.scene; // a newer one came, or the visitor left
    if (stale()) return;
    this.#arrange(figures, grid, columns);
    if (!this.all.length) this.element.replaceChildren(...figures.map(coming));
    let Plotly;
    try {
      Plotly = await loadPlotly(address);
    } catch {
      this.all = [];
      this.element.replaceChildren(failed(address));
      return;
    }
    if (stale()) return;
    const kinds = figures.map(({ kind }) => KINDS[kind] ?? Figure);
    if (this.all.length !== kinds.length || kinds.some((kind, i) => !(this.all[i] instanceof kind))) {
      this.#replace(kinds.map((Kind) => new Kind(Plotly, this.hears, this.drag, this.shares)));
    }
    const { index } = this.timeline;
    for (const [i, figure] of this.all.entries()) {
      await figure.load(figures[i], arrays, look, index);
      // What is painted by hand is seen before Plotly, which takes longer, begins with the next.
      if (kinds[i] !== Figure && i + 1 < kinds.length) await seen();
      if (stale()) return;
    }
    this.ready = true;
    this.#reach();
    if (this.resized) this.resize();
    if (index !== this.timeline.index) this.#draw();
    if (this.drag.held) this.#follow(); // what the hand holds stays in it, whatever comes
  }

  #arrange(figures, grid, columns) {
    const { style, classList } = this.element;
    style.setProperty("--areas", grid.map((row) => `"${row.map((i) => `f${i}`).join(" ")}"`).join(" "));
    style.setProperty("--columns", columns.map((c) => `minmax(0, ${c}fr)`).join(" "));
    style.setProperty("--least", `${Math.max(0, ...figures.map((figure) => figure.least?.[1] ?? 0))}px`);
    classList.toggle("nn-sideways", figures.some((figure) => figure.least));
  }

  /** What is wider than its place takes the focus, so that the keys scroll it. */
  #reach() {
    const wide = this.element.scrollWidth > this.element.clientWidth + 1;
    this.more.hidden = !wide;
    const name = "The figure is wider than the screen: in it, ← and → scroll; elsewhere they go a step back and on";
    for (const [key, value] of Object.entries({ tabindex: 0, role: "region", "aria-label": name, title: name })) {
      if (wide) this.element.setAttribute(key, value);
      else this.element.removeAttribute(key);
    }
  }

  #replace(all) {
    for (const figure of this.all) figure.purge();
    this.all = all;
    listenToPointing(all);
    this.element.replaceChildren(...all.map(({ plot }) => plot));
    all.forEach(({ plot }, i) => plot.style.setProperty("grid-area", `f${i}`));
  }

  /** While a handle is dragged: draw what the model makes of its quantities. */
  #follow() {
    if (!this.ready) return;
    const { outputs } = this.drag;
    for (const figure of this.all) figure.follow(outputs, this.timeline.index);
  }

  #draw() {
    if (this.ready) for (const figure of this.all) figure.draw(this.timeline.index, this.timeline.playing);
  }
}

/** What stands in a figure's place, and is as large, until plotly.js is there. */
function coming({ least }, i) {
  const place = el("div", { class: "nn-plot nn-coming" });
  place.style.setProperty("grid-area", `f${i}`);
  if (least) place.style.setProperty("min-width", `${least[0]}px`);
  if (least) place.style.setProperty("--high", `${least[1]}px`);
  return place;
}

/** Resolves with the next frame, or soon where there are none: in a tab in the background. */
function seen() {
  return new Promise((resolve) => {
    requestAnimationFrame(() => setTimeout(resolve));
    setTimeout(resolve, 100);
  });
}

function failed(address) {
  return el("p", { class: "nn-failed", role: "alert" },
    `The figures cannot be drawn: this browser could not load plotly.js from ${address}. ` +
    "Check the connection, or what blocks scripts, and reload the page.");
}
