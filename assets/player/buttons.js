/* The buttons of one figure (nnviz/figures/button.py): elements over its plot, each in its place on the axes. */

import { el } from "./dom.js";

export class Buttons {
  /**
   * `press` is called with the name of a button that changes settings; `where` gives the pixels of a place on its axes;
   * `shares` are what others take from.
   */
  constructor(plot, press, where, shares) {
    Object.assign(this, { plot, press, where, shares, all: [] });
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
      element.classList.toggle("nn-puts", Boolean(puts)); // what only the course can answer
    }
    this.mark();
    if (specs.length && this.layer.parentElement !== this.plot) this.plot.append(this.layer);
    this.place();
  }

  /** Put each where it stands on the axes. */
  place() {
    for (const { spec: { x, y, axes, shift: [right, up] }, element } of this.all) {
      const [left, top] = this.where(this.plot, x, y, axes);
      const [across, down] = [left + right, top - up].map((px) => px.toFixed(1));
      element.style.transform = `translate(${across}px, ${down}px) translate(-50%, -50%)`;
    }
  }

  /** Say of each that takes something away whether it is away. */
  mark() {
    for (const { spec: { takes }, element } of this.all) {
      if (takes) element.setAttribute("aria-pressed", String(this.shares.isTaken(takes)));
    }
  }

  #made({ name }) {
    const element = el("button", { class: "nn-figure-button", type: "button", "aria-label": name, title: name });
    const one = { element };
    element.addEventListener("click", () => {
      const { puts, takes, name: pressed } = one.spec;
      if (takes) this.shares.toggle(takes);
      else if (puts) this.press(pressed);
    });
    return one;
  }
}
