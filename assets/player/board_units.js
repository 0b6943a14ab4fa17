/* The units of a board: each a small picture that is a button. One of them is reached by the tab key, the others from
   there by the arrow keys: left and right through the layers, up and down within one. */

import { Picture } from "./board_paint.js";
import { el } from "./dom.js";
import { FEATURES } from "./features.js";
import { gridOf } from "./network.js";

const SIDE = 32; // pixels along each side
const EVERY = 3; // frames in which each layer is painted once where the computer is slow
const KEYS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

export class Units {
  static side = SIDE;
  static every = EVERY;

  /**
   * `choose(unit)` is called when one is pressed, `point(unit, touched)` when one is pointed at, by a finger or not, or has
   * the focus of the keys; and `leave(unit)` when it is not any more. A finger never leaves: it has no other way to stay.
   */
  constructor({ choose, point, leave }) {
    Object.assign(this, { choose, point, leave, columns: [] });
    this.element = el("div", { class: "nn-board-units", role: "group", "aria-label": "Neurons" });
  }

  /** Take columns of units { layer, index, name, label, off }. */
  load(columns) {
    this.columns = columns.map((column, x) => column.map((unit, y) => this.#made(unit, x, y)));
    this.all = this.columns.flat();
    this.element.replaceChildren(...this.all.map(({ button }) => button));
  }

  /** Mark the unit that the large picture shows; the tab key comes to it. */
  mark(shown) {
    for (const one of this.all) {
      const chosen = one.unit === shown;
      one.button.setAttribute("aria-pressed", chosen);
      one.button.tabIndex = chosen ? 0 : -1;
    }
  }

  /** Paint the features that are offered as inputs; they stay as they are. */
  paintInputs(offered, plane, shades) {
    const [across, up] = gridOf(plane, SIDE);
    this.columns[0].forEach(({ unit, picture }, j) => {
      const value = FEATURES[offered[j].name];
      picture.paint(across.map((x1, k) => value(x1, up[k])), shades, unit.span);
    });
  }

  /** Cross out who is dead at a stop; `dead` says since which one the neurons of each hidden layer are. */
  cross(dead, index) {
    for (const { unit, button } of this.all) {
      const is = index >= dead[unit.layer - 1]?.[unit.index];
      if (is === Boolean(unit.dead)) continue;
      unit.dead = is;
      button.dataset.dead = is;
      button.setAttribute("aria-label", is ? `${unit.label}, dead` : unit.label);
    }
  }

  place(layout) {
    this.columns.forEach((column, x) => column.forEach(({ button, unit }, y) => {
      const [left, top] = layout.unit(x, y);
      unit.at = [left, top];
      Object.assign(button.style, { left: `${left}px`, top: `${top}px` });
    }));
    this.element.dataset.dense = !layout.named;
    this.element.style.setProperty("--unit", `${layout.side}px`);
  }

  #made(unit, x, y) {
    const canvas = el("canvas");
    const name = el("span", { class: "nn-board-name", "aria-hidden": "true" }, unit.name);
    const button = el("button", { type: "button", class: "nn-board-unit", "aria-label": unit.label }, canvas, name);
    button.dataset.off = Boolean(unit.off);
    button.dataset.input = unit.layer === 0;
    button.addEventListener("click", () => this.choose(unit));
    button.addEventListener("pointerenter", ({ pointerType }) => this.point(unit, pointerType === "touch"));
    button.addEventListener("pointerleave", ({ pointerType }) => pointerType === "touch" || this.leave(unit));
    button.addEventListener("focus", () => button.matches(":focus-visible") && this.point(unit, false));
    button.addEventListener("blur", () => this.leave(unit));
    button.addEventListener("keydown", (event) => this.#press(event, x, y));
    return { unit, button, picture: new Picture(canvas, SIDE) };
  }

  #press(event, x, y) {
    const way = KEYS[event.key];
    if (!way || event.ctrlKey || event.metaKey || event.altKey) return;
    const column = this.columns[x + way[0]];
    const next = column?.[Math.max(0, Math.min(column.length - 1, y + way[1]))];
    event.preventDefault();
    next?.button.focus();
  }
}

/** The units of a board in their columns; the first has all features that are offered, the last is the output. */
export function columnsOf({ sizes, names, labels, features, offered, spans }) {
  const inputs = offered.map(({ name, title, span }) => {
    const index = features.indexOf(name);
    const off = index < 0;
    return { layer: 0, index, name: title, label: off ? `${title}, no input` : `Input ${title}`, off, span };
  });
  const others = sizes.slice(1).map((n, k) => Array.from({ length: n }, (_, index) => (
    { layer: k + 1, index, name: names[k + 1][index], label: labels[k + 1][index], span: spans[k] })));
  return [inputs, ...others];
}
