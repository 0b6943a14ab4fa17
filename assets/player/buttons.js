/* The buttons of one figure (nnviz/figures/button.py): elements over its plot, each in its place on the axes. */

import { el } from "./dom.js";
import { pixelsOf } from "./plotly.js";

export class Buttons {
  /** `press` is called with the name of a button that changes settings; `where` gives the pixels of a place on its axes. */
  constructor(plot, press, where = pixelsOf) {
    Object.assign(this, { plot, press, where, all: [] });
    this.layer = el("div", { class: "nn-figure-buttons" });
  }

  /** Take a figure's buttons, in the order in which the tab key goes through them; who stays keeps the focus. */
  load(specs) {
    const before = new Map(this.all.map((one) => [one.spec.name, one]));
    this.all = specs.map((spec) => Object.assign(before.get(spec.name) ?? this.#made(spec), { spec }));
    const focused = this.layer.contains(document.activeElement) && document.activeElement;
    this.layer.replaceChildren(...this.all.map(({ element }) => element));
    if (focused && focused.isConnected) focused.focus({ preventScroll: true });
    for (const { spec: { sign, puts, takes }, element } of this.all) {
      element.textContent = sign;
      element.setAttribute("aria-disabled", String(!puts && !takes));
    }
    if (specs.length && this.layer.parentElement !== this.plot) this.plot.append(this.layer);
    this.place();
  }

  /** Put each where it stands on the axes. */
  place() {
    for (const { spec: { x, y, axes }, element } of this.all) {
      const [left, top] = this.where(this.plot, x, y, axes);
      element.style.transform = `translate(${left.toFixed(1)}px, ${top.toFixed(1)}px) translate(-50%, -50%)`;
    }
  }

  #made({ name }) {
    const element = el("button", { class: "nn-figure-button", type: "button", "aria-label": name, title: name });
    const one = { element };
    element.addEventListener("click", () => one.spec.puts && this.press(one.spec.name));
    return one;
  }
}
