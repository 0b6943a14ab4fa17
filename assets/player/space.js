/* The points of the plane on their way through the layers of a network (nnviz/figures/space.py): at each stop of the
   timeline, and at each stage of the network that a visitor goes to, or between two of them. */

import { drawPoints, datapointsOf } from "./board_points.js";
import { sharp } from "./board_paint.js";
import { el, icon } from "./dom.js";
import { placesInTheta } from "./network.js";
import { drawFlatBox, FlatView } from "./space_flat.js";
import { parting, Stages } from "./space_stages.js";
import { drawBox } from "./surface_box.js";
import { listenToTurning } from "./surface_turning.js";
import { View } from "./surface_view.js";
import { calm } from "./theme.js";
import { reader } from "./unpack.js";

const LINES = 9; // of the net over the plane, along each side
const PLACES = 33; // on each of them
const SECONDS = 1.4; // from stage to stage
const TURN = [-30, 24];

let count = 0;

export class Space {
  constructor() {
    const id = `nn-space-${count++}`;
    this.round = new View();
    this.title = el("p", { class: "nn-board-title" });
    this.canvas = el("canvas", { tabindex: 0, role: "application", "aria-describedby": id });
    this.words = el("p", { class: "nn-said", id });
    this.slider = el("input", { type: "range", min: 0, step: 0.01, "aria-label": "How far through the layers" });
    this.where = el("span", { class: "nn-space-where" });
    this.walk = el("button", { type: "button", class: "nn-button", "aria-label": "Through the layers", title: "Through the layers" });
    this.plot = el("div", { class: "nn-space", role: "group" }, this.title,
      el("div", { class: "nn-space-view" }, this.canvas),
      el("div", { class: "nn-space-way" }, this.walk, this.slider), this.where, this.words);
    listenToTurning(this.canvas, this.round, () => this.#paint());
    this.slider.addEventListener("input", () => {
      this.#stop();
      this.#go(+this.slider.value);
    });
    this.walk.addEventListener("click", () => (this.walking ? this.#stop() : this.#start()));
  }

  /** Take a network and its points; how far through the layers one looks stays. */
  async load(spec, arrays, look, index) {
    const side = look.dark ? 1 : 0;
    const last = spec.stages.length - 1;
    const same = this.spec?.stages.length === spec.stages.length;
    Object.assign(this, { spec, font: look.font, theta: reader(spec.theta, arrays), sentences: reader(spec.words, arrays) });
    this.inks = Object.fromEntries(Object.entries(spec.inks).map(([name, colours]) => [name, colours[side]]));
    this.classes = spec.classes.map((one) => ({ ...one, colour: one.colour[side] }));
    this.points = datapointsOf(spec.points, arrays,
      { classes: this.classes, table: reader(spec.table, arrays)(side), span: [0, 1], text: this.inks.text });
    const net = netOver(spec.plane);
    this.stages = new Stages(spec, [...this.points.map(({ x1 }) => x1), ...net.x1], [...this.points.map(({ x2 }) => x2), ...net.x2]);
    this.flat = spec.stages[0].ends.length === 2;
    this.view = this.flat ? new FlatView() : this.round;
    this.round.begin(...TURN);
    this.canvas.setAttribute("aria-label", this.flat ? spec.name : `${spec.name}: turn it by dragging, or here with the arrow keys`);
    this.canvas.tabIndex = this.flat ? -1 : 0;
    this.plot.setAttribute("aria-label", spec.name);
    this.title.textContent = spec.title;
    this.slider.max = last;
    this.#stop();
    this.#stand(same ? this.position : last);
    this.draw(index, false);
  }

  draw(index, passing) {
    this.index = index;
    this.stages.take(this.theta(index));
    if (!passing) this.words.textContent = this.sentences(index);
    this.#paint();
  }

  settle(index) {
    this.draw(index, false);
  }

  follow() {} // no handle moves it

  resize() {
    if (this.spec) this.#paint();
  }

  purge() {
    this.#stop();
  }

  /** Walk from where one is, or from the start, to the last stage. */
  #start() {
    const last = this.spec.stages.length - 1;
    const from = this.position >= last ? 0 : this.position;
    if (calm()) return this.#go(from === 0 && this.position >= last ? 0 : Math.floor(from) + 1);
    this.walking = true;
    this.walk.replaceChildren(icon("pause"));
    let begun;
    const tick = (now) => {
      begun ??= now;
      const to = from + (now - begun) / 1000 / SECONDS;
      this.#go(Math.min(last, eased(to)));
      if (to >= last) this.#stop();
      else this.frame = requestAnimationFrame(tick);
    };
    this.frame = requestAnimationFrame(tick);
  }

  #stop() {
    cancelAnimationFrame(this.frame);
    this.walking = false;
    this.walk.replaceChildren(icon("play"));
  }

  #go(position) {
    this.#stand(position);
    this.#paint();
  }

  #stand(position) {
    const { stages } = this.spec;
    this.position = Math.max(0, Math.min(stages.length - 1, position));
    const { title } = stages[Math.round(this.position)];
    this.slider.value = this.position;
    this.slider.setAttribute("aria-valuetext", title);
    this.where.textContent = title;
  }

  #paint() {
    const { clientWidth: width, clientHeight: height } = this.canvas;
    if (!width || !height) return;
    const pen = sharp(this.canvas, width, height);
    const { spec, view, position } = this;
    view.fit(width, height);
    const near = Math.round(position);
    const resting = Math.abs(position - near) < 0.02;
    const { axes, ends } = spec.stages[near];
    const unit = (value, axis) => (2 * (value - ends[axis][0])) / (ends[axis][1] - ends[axis][0]) - 1;
    const ticks = axes.map(({ title, ticks }, axis) => ({
      title: resting ? title : "", ticks: resting ? ticks.map(([value, text]) => [unit(value, axis), text]) : [] }));
    (this.flat ? drawFlatBox : drawBox)(pen, view, ticks, this.inks, this.font);
    const places = this.stages.between(position);
    const at = (k) => view.place(places.map((values) => values[k]));
    if (spec.parted && position > spec.stages.length - 1.5) this.#drawParting(pen, 1 - 2 * (spec.stages.length - 1 - position));
    this.#drawNet(pen, at);
    this.#drawPoints(pen, at, places);
    pen.globalAlpha = 1;
  }

  #drawNet(pen, at) {
    Object.assign(pen, { strokeStyle: this.inks.quiet, lineWidth: 1, globalAlpha: 0.45 });
    for (let line = 0, k = this.points.length; line < 2 * LINES; line++) {
      pen.beginPath();
      for (let i = 0; i < PLACES; i++, k++) pen[i ? "lineTo" : "moveTo"](...at(k));
      pen.stroke();
    }
    pen.globalAlpha = 1;
  }

  /** Those behind first; one that the output has on the wrong side has a ring. */
  #drawPoints(pen, at, places) {
    const { output } = this.stages;
    const middle = (this.classes[0].target + this.classes[1].target) / 2;
    const drawn = this.points.map((point, k) => {
      const [x, y] = at(k);
      const wrong = output[k] >= middle !== this.classes[point.target].target >= middle;
      return { ...point, x, y, wrong, depth: this.flat ? 0 : this.view.depth(places[0][k], places[1][k]) };
    });
    drawn.sort((a, b) => b.depth - a.depth);
    drawPoints(pen, drawn, this.inks.page);
    Object.assign(pen, { strokeStyle: this.inks.text, lineWidth: 1.2, globalAlpha: 0.7 });
    for (const { x, y, wrong } of drawn) {
      if (!wrong) continue;
      pen.beginPath();
      pen.arc(x, y, 7, 0, 2 * Math.PI);
      pen.stroke();
    }
  }

  /** The output's own line or plane: where its z is 0. */
  #drawParting(pen, alpha) {
    const { sizes, stages } = this.spec;
    const theta = this.theta(this.index);
    const { at, by, bias } = placesInTheta(sizes).at(-1)[0];
    const weights = Array.from({ length: sizes.at(-2) }, (_, i) => theta[at + i * by]);
    const corners = parting(stages.at(-1), weights, theta[bias]).map((place) => this.view.place(place));
    if (corners.length < 2) return;
    Object.assign(pen, { strokeStyle: this.inks.positive, fillStyle: this.inks.positive, lineWidth: 3 });
    pen.beginPath();
    for (const [i, corner] of corners.entries()) pen[i ? "lineTo" : "moveTo"](...corner);
    pen.closePath();
    pen.globalAlpha = 0.14 * alpha;
    if (!this.flat) pen.fill();
    pen.globalAlpha = alpha;
    pen.stroke();
    pen.globalAlpha = 1;
  }
}

/** The same position, slowly off each stage and slowly to the next. */
function eased(position) {
  const from = Math.floor(position);
  const share = position - from;
  return from + share * share * (3 - 2 * share);
}

/** The places of a net of lines over a plane: LINES along each side, PLACES on each. */
function netOver([x0, x1, y0, y1]) {
  const spread = (low, high, n) => Array.from({ length: n }, (_, i) => low + ((high - low) * i) / (n - 1));
  const [across, up] = [spread(x0, x1, LINES), spread(y0, y1, LINES)];
  const [alongX, alongY] = [spread(x0, x1, PLACES), spread(y0, y1, PLACES)];
  return {
    x1: [...up.flatMap(() => alongX), ...across.flatMap((x) => alongY.map(() => x))],
    x2: [...up.flatMap((y) => alongX.map(() => y)), ...across.flatMap(() => alongY)],
  };
}
