/* The large picture of a board: what one unit sees of the plane, with the datapoints, and a place that is pointed at. */

import { Picture, sharp } from "./board_paint.js";
import { drawPoints } from "./board_points.js";
import { el } from "./dom.js";
import { number } from "./numbers.js";

const SLOW = 32; // pixels along each side while a run plays on a slow computer: as the small pictures have
const PASSING = 50; // while it plays on another
const RESTING = 100;
const NEAR = 9; // px within which a datapoint is meant
const STEP = 1 / 40; // of the plane, by a key
const KEYS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };

export class Plane {
  /** `point(place, datapoint)` is called with what is pointed at, or nothing; `changed` when what is shown is; and
   *  `draw(place)` where a point is to be added, on a plane that `draws`. */
  constructor({ point, changed, draw }) {
    Object.assign(this, { point, draw });
    this.coarse = el("canvas", { "aria-hidden": "true" });
    this.fine = el("canvas", { "aria-hidden": "true" });
    this.dots = el("canvas", { tabindex: 0, role: "application" });
    this.cross = el("span", { class: "nn-board-cross", hidden: "" });
    this.ticks = Array.from({ length: 6 }, () => el("span", { class: "nn-board-tick" }));
    this.frame = el("div", { class: "nn-board-frame" }, this.coarse, this.fine, this.dots, this.cross, ...this.ticks);
    this.whose = el("span");
    this.caption = el("p", { class: "nn-board-caption" }, this.whose);
    this.ends = [el("span"), el("span")];
    this.bar = el("span", { class: "nn-board-bar" });
    this.legend = el("p", { class: "nn-board-legend" });
    this.switches = { held: toggle("Test points", changed), cut: toggle("Cut", changed) };
    this.element = el("div", { class: "nn-board-large" }, this.caption, this.frame, this.legend,
      el("div", { class: "nn-board-switches" }, ...Object.values(this.switches).map(({ label }) => label)));
    this.switches.held.box.checked = true;
    this.pictures = { [SLOW]: new Picture(this.coarse, SLOW), [PASSING]: new Picture(this.coarse, PASSING),
      [RESTING]: new Picture(this.fine, RESTING) };
    this.#listen();
  }

  /** The number of pixels along each side: few while a run plays, fewer on a slow computer. */
  static side = (passing, slow) => (passing ? (slow ? SLOW : PASSING) : RESTING);

  get cut() {
    return this.switches.cut.box.checked;
  }

  /** Take a plane, its datapoints { x1, x2, … } and how the page looks. */
  load({ plane, axes, points, middle, name, draws }, inks) {
    Object.assign(this, { plane, points, inks, draws });
    const [x0, x1, y0, y1] = plane.map(tick);
    const texts = [[x0, "left"], [axes[0], "middle"], [x1, "right"], [y0, "low"], [axes[1], "upright"], [y1, "high"]];
    texts.forEach(([text, where], i) => {
      this.ticks[i].textContent = text;
      this.ticks[i].dataset.at = where;
    });
    this.switches.held.label.hidden = !points.some(({ hollow }) => hollow);
    this.switches.cut.words.textContent = middle === undefined ? "Likeliest class alone" : `Cut at ${tick(middle)}`;
    const adds = draws ? "; a click or Enter adds a point there" : "";
    this.dots.setAttribute("aria-label", `${name}: point at a place with the mouse, or here with the arrow keys${adds}`);
  }

  /** What the classes are told apart by cuts the output alone: for what a hidden neuron sees there is none. */
  offerCut(output) {
    const { box, label } = this.switches.cut;
    box.disabled = !output;
    label.title = output ? "" : "Of the output alone: only there a class is decided";
  }

  /** Say whose picture it is, and between which values its colours go; or which class has which. */
  title(caption, { ends, table, classes }) {
    this.whose.textContent = caption;
    if (classes) {
      this.legend.replaceChildren(...classes.map(({ name, colour }) => el("span", { style: `--c: ${colour}` }, el("i"), name)));
      return;
    }
    this.ends.forEach((end, i) => (end.textContent = tick(ends[i])));
    this.bar.style.background = `linear-gradient(to right, ${table})`;
    this.legend.replaceChildren(this.ends[0], this.bar, this.ends[1]);
  }

  /** Paint through `paint(picture)`, of `side` pixels: roughly in passing, finely at rest. */
  paint(side, paint) {
    this.fine.hidden = side !== RESTING;
    paint(this.pictures[side]);
  }

  resize(side) {
    this.size = side;
    this.frame.style.setProperty("--side", `${side}px`);
    this.drawPoints();
  }

  drawPoints() {
    if (!this.size) return;
    const shown = this.points.filter(({ hollow }) => !hollow || this.switches.held.box.checked);
    this.shown = shown.map((one) => ({ ...one, ...this.#pixel(one.x1, one.x2) }));
    drawPoints(sharp(this.dots, this.size, this.size), this.shown, this.inks.page);
  }

  /** Show where a place is, or that none is pointed at. */
  mark(place) {
    this.cross.hidden = !place;
    if (!place) return;
    const { x, y } = this.#pixel(...place);
    this.cross.style.transform = `translate(${x}px, ${y}px)`;
  }

  #pixel(x1, x2) {
    const [x0, xn, y0, yn] = this.plane;
    return { x: ((x1 - x0) / (xn - x0)) * this.size, y: ((yn - x2) / (yn - y0)) * this.size };
  }

  #listen() {
    const { dots } = this;
    const go = (x, y) => {
      const near = this.shown.map((one) => [Math.hypot(one.x - x, one.y - y), one]).sort(([a], [b]) => a - b)[0];
      const [x0, xn, y0, yn] = this.plane;
      const hit = near?.[0] <= NEAR ? near[1] : undefined;
      this.at = hit ? [hit.x1, hit.x2] : [x0 + (x / this.size) * (xn - x0), yn - (y / this.size) * (yn - y0)];
      this.mark(this.at);
      this.point(this.at, hit);
    };
    const leave = () => {
      this.mark();
      this.point();
    };
    for (const name of ["pointermove", "pointerdown"]) {
      dots.addEventListener(name, (event) => {
        const box = dots.getBoundingClientRect();
        go(event.clientX - box.left, event.clientY - box.top);
      });
    }
    dots.addEventListener("pointerleave", ({ pointerType }) => pointerType === "touch" || leave()); // a finger's place stays
    for (const name of ["pointercancel", "blur"]) dots.addEventListener(name, leave);
    dots.addEventListener("click", () => this.draws && this.at && this.draw(this.at));
    dots.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && this.draws && this.at) this.draw(this.at);
      const way = KEYS[event.key];
      if (!way || event.ctrlKey || event.metaKey || event.altKey) return;
      event.preventDefault();
      const [x0, xn, y0, yn] = this.plane;
      const [u, v] = this.at ?? [(x0 + xn) / 2, (y0 + yn) / 2];
      const held = (value, low, high) => Math.max(low, Math.min(high, value));
      const { x, y } = this.#pixel(held(u + way[0] * STEP * (xn - x0), x0, xn), held(v + way[1] * STEP * (yn - y0), y0, yn));
      go(x, y);
    });
  }
}

/** The legend of what a board shows of a unit: which colours mean what. */
export function legendOf({ classes, tables, inks }, { index, span }, output) {
  if (index === undefined) return { classes };
  if (tables && output) return { ends: [0, 1], table: `${inks.page}, ${classes[index].colour}` };
  return { ends: span, table: `${inks.negative}, ${inks.page}, ${inks.positive}` };
}

/** A round number as an axis has it. */
const tick = (value) => {
  const plain = String(value).replace("-", "−");
  return plain.length <= 4 ? plain : number(value);
};

function toggle(text, changed) {
  const box = el("input", { type: "checkbox" });
  const words = el("span", {}, text);
  box.addEventListener("change", changed);
  return { box, words, label: el("label", {}, box, words) };
}
