/* Weights and biases that are set by hand, where they stand: a few sliders over the drawing. */

import { el } from "./dom.js";
import { number } from "./numbers.js";

const STEP = 0.01;

export class Hand {
  /**
   * `set(parameter, value)` is called while one is moved, `drop(parameter, value)` when it is let go; `point(one)` with
   * the one of the parameters that is pointed at or has the focus, or nothing.
   */
  constructor({ set, drop, point }) {
    Object.assign(this, { set, drop, point });
    this.rows = el("div", { class: "nn-board-rows" });
    this.close = el("button", { type: "button", class: "nn-board-close", "aria-label": "Close" }, "×");
    this.title = el("strong");
    this.element = el("div", { class: "nn-board-hand", role: "group", hidden: "" },
      el("p", {}, this.title, this.close), this.rows);
    this.close.addEventListener("click", () => this.hide());
    this.element.addEventListener("keydown", (event) => event.key === "Escape" && this.hide());
  }

  get open() {
    return !this.element.hidden;
  }

  /** Show sliders for parameters [{ parameter, name, … }], from −reach to reach, with the focus on the first. */
  show(title, parameters, theta, reach) {
    Object.assign(this, { parameters, back: document.activeElement });
    this.title.textContent = title;
    this.element.setAttribute("aria-label", title);
    this.inputs = parameters.map((one) => {
      const { parameter, name } = one;
      const input = el("input", { type: "range", min: -reach, max: reach, step: STEP, "aria-label": name });
      const value = el("output");
      input.addEventListener("input", () => {
        value.textContent = number(+input.value);
        this.set(parameter, +input.value);
      });
      input.addEventListener("change", () => this.drop(parameter, +input.value));
      const row = el("label", {}, el("span", {}, name), input, value);
      input.addEventListener("focus", () => this.point(one));
      row.addEventListener("pointerenter", () => this.point(one));
      for (const left of ["blur", "pointerleave"]) row.addEventListener(left, () => this.pointAtFocused(), true);
      return { input, value, row };
    });
    this.rows.replaceChildren(...this.inputs.map(({ row }) => row));
    this.element.hidden = false;
    this.follow(theta);
    this.inputs[0].input.focus();
  }

  /** Stand beside a unit at [left, top], within the room there is. */
  place([left, top], unit, room) {
    const { offsetWidth: width, offsetHeight: height, style } = this.element;
    const beside = left > width + unit ? left - unit / 2 - width - 10 : left + unit / 2 + 10;
    const within = (at, size, most) => `${Math.max(0, Math.min(at, most - size))}px`;
    Object.assign(style, { left: within(beside, width, room.width), top: within(top - height / 2, height, room.height) });
  }

  /** Show what the parameters are. */
  follow(theta) {
    if (!this.open) return;
    this.parameters.forEach(({ parameter }, i) => {
      const { input, value } = this.inputs[i];
      if (document.activeElement === input && input.matches(":active")) return; // it is in the hand
      input.value = theta[parameter];
      value.textContent = number(theta[parameter]);
    });
  }

  /** Say again which of them has the focus. */
  pointAtFocused() {
    if (!this.open) return;
    this.point(this.parameters[this.inputs.findIndex(({ input }) => input === document.activeElement)]);
  }

  hide() {
    if (!this.open) return;
    this.element.hidden = true;
    this.point();
    this.back?.focus();
  }
}
