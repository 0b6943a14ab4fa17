/* One surface, a figure like the others, but drawn by hand on a canvas and turned by hand (nnviz/figures/surface.py). */

import { neuronHeights } from "./activations.js";
import { density } from "./density.js";
import { el } from "./dom.js";
import { drawBox } from "./surface_box.js";
import { piecesOf, within } from "./surface_lines.js";
import { lit, Mesh } from "./surface_mesh.js";
import { listenToTurning } from "./surface_turning.js";
import { View } from "./surface_view.js";
import { list, reader } from "./unpack.js";

const HOW = "turn it by dragging, or here with the arrow keys; Home sets it straight";
const FAINT = 0.4;
const SIZE = 14; // px, of a point's name
const RESTED = 150; // ms after which what was turned or dragged is painted as finely as it is at rest

let count = 0;

export class Surface {
  constructor() {
    this.view = new View();
    const id = `nn-surface-${count++}`;
    this.canvas = el("canvas", { tabindex: 0, role: "application", "aria-describedby": id });
    this.under = el("canvas", { "aria-hidden": "true" }); // what paths and points lie on
    this.said = el("p", { class: "nn-said", id });
    this.title = el("p", { class: "nn-title", "aria-hidden": "true" });
    this.plot = el("div", { class: "nn-surface" }, this.title, this.under, this.canvas, this.said);
    listenToTurning(this.canvas, this.view, () => this.#soon());
  }

  /** Take a new surface; what the visitor sees it from stays. */
  async load(spec, arrays, look, index) {
    const side = look.dark ? 1 : 0;
    const ours = (colours) => colours[side];
    Object.assign(this, { font: look.font, axes: spec.axes });
    this.inks = Object.fromEntries(Object.entries(spec.inks).map(([name, colours]) => [name, ours(colours)]));
    const label = `${spec.name}: ${HOW}`;
    for (const name of ["aria-label", "title"]) this.canvas.setAttribute(name, label);
    this.title.textContent = spec.title;
    this.words = at(spec.words, arrays);
    this.#takeHeights(spec, arrays, reader(spec.table, arrays)(side));
    this.paths = spec.paths.map((path) => this.#path({ ...path, colour: ours(path.colour) }, arrays));
    this.marks = spec.marks.map((mark) => ({ ...mark, colour: ours(mark.colour), at: at(mark.places, arrays) }));
    this.view.begin(spec.turn, spec.tilt);
    this.ticks = spec.axes.map(({ title, ticks }, axis) => (
      { title, ticks: ticks.map(([value, text]) => [this.#unit(value, axis), text]) }));
    this.#go(index);
    this.said.textContent = this.words(index);
    this.resize();
  }

  /** Draw a place on the timeline. */
  draw(index, passing) {
    this.#go(index);
    if (!passing) this.said.textContent = this.words(index);
    this.#paint(passing);
  }

  settle(index) {
    this.draw(index, false);
  }

  /** While a handle is dragged: what the model makes of its quantities. */
  follow(outputs) {
    const { heights, marks } = this;
    if (!heights.follows && !marks.some((point) => point.follows)) return;
    if (heights.follows) this.#neuron(outputs[heights.follows]);
    for (const point of marks) if (point.follows) point.place = point.follows.map((name) => outputs[name]);
    this.#paint(true);
    this.#refine();
  }

  resize() {
    const { clientWidth: width, clientHeight: height } = this.canvas;
    if (!width || !height || !this.mesh) return;
    const size = { width: Math.round(width * density()), height: Math.round(height * density()) };
    for (const canvas of [this.under, this.canvas]) Object.assign(canvas, size);
    this.stale = true;
    this.#paint();
  }

  purge() {
    cancelAnimationFrame(this.frame);
    clearTimeout(this.finer);
  }

  #soon() {
    cancelAnimationFrame(this.frame);
    this.stale = true;
    this.frame = requestAnimationFrame(() => this.#paint(true));
    this.#refine();
  }

  /** Paint once more when nothing has been turned or dragged for a moment. */
  #refine() {
    clearTimeout(this.finer);
    this.finer = setTimeout(() => {
      this.stale = true;
      this.#paint();
    }, RESTED);
  }

  /** Where a value of an axis lies in the box, from −1 to 1. */
  #unit(value, axis) {
    const { low, high } = this.axes[axis];
    return (2 * (value - low)) / (high - low) - 1;
  }

  #units(place) {
    return Array.from(place, (value, axis) => this.#unit(value, axis));
  }

  #takeHeights({ heights, rings }, arrays, table) {
    this.stale = true;
    const still = heights.values;
    const size = still ? [still.shape[1], still.shape[0]] : [heights.cells + 1, heights.cells + 1];
    const shades = Array.from({ length: table.length / 3 }, (_, i) => Array.from(table.subarray(3 * i, 3 * i + 3)));
    const edges = [...rings.map((ring) => this.#unit(ring, 2)), 1, -1];
    this.mesh = new Mesh(size, { colours: lit(shades), rings: edges, ink: this.inks.ring });
    this.heights = { ...heights, at: heights.theta && reader(heights.theta, arrays) };
    this.values = still ? Float64Array.from(list(still, arrays).flatMap((row) => Array.from(row))) : new Float64Array(size[0] * size[1]);
    if (still) this.mesh.take(this.values, this.axes[2].low, this.axes[2].high);
  }

  /** Take the heights of a neuron with these weights and bias. */
  #neuron(theta) {
    const [x, y, z] = this.axes;
    const { columns, rows } = this.mesh;
    this.stale = true;
    neuronHeights(this.values, [columns, rows], [x.low, x.high, y.low, y.high], theta, this.heights.activation);
    this.mesh.take(this.values, z.low, z.high);
  }

  #path(path, arrays) {
    const cells = [this.mesh.columns - 1, this.mesh.rows - 1];
    const [, n] = path.places.shape;
    const rows = reader(path.places, arrays);
    const pieces = (places) => piecesOf(places, ...cells);
    const made = { ...path, count: path.trail ? reader(path.trail, arrays) : () => Infinity };
    if (!path.moves) {
      const still = pieces(list(path.places, arrays).map((place) => this.#units(place)));
      return { ...made, at: () => still };
    }
    const split = (row) => Array.from({ length: n }, (_, i) => this.#units(row.subarray(3 * i, 3 * i + 3)));
    return { ...made, at: (index) => pieces(split(rows(index))) };
  }

  #go(index) {
    if (this.heights.at) this.#neuron(this.heights.at(index));
    for (const path of this.paths) this.#walk(path, index);
    for (const point of this.marks) point.place = point.at(index);
  }

  #walk(path, index) {
    const pieces = path.at(index);
    if (pieces !== path.pieces) path.hidden = undefined;
    Object.assign(path, { pieces, upto: path.count(index) });
  }

  #paint(moves = false) {
    const { canvas, view } = this;
    const pen = sharp(canvas);
    view.fit(canvas.clientWidth, canvas.clientHeight);
    if (this.stale) this.#paintUnder(moves);
    Object.assign(pen, { lineJoin: "round", lineCap: "round" });
    for (const path of this.paths) this.#line(pen, path);
    const names = [];
    for (const mark of this.marks) {
      const unit = this.#units(mark.place);
      if (within(unit)) this.#mark(pen, { ...mark, unit }, names);
    }
    pen.globalAlpha = 1;
  }

  /** Paint what paths and points lie on: the box and the surface. It stays until either is another or is turned. */
  #paintUnder(moves) {
    const { view, mesh, inks } = this;
    const pen = sharp(this.under);
    this.stale = false;
    pen.lineJoin = "round";
    drawBox(pen, view, this.ticks, inks, this.font);
    mesh.paint(pen, view, moves);
    for (const path of this.paths) path.hidden = undefined;
  }

  /** Draw a path as far as it has come, faintly where it is hidden. */
  #line(pen, path) {
    const { pieces, upto } = path;
    path.hidden ??= pieces.map(({ middle }) => this.mesh.hides(middle, this.view));
    const stroke = (which, look) => {
      pen.beginPath();
      pieces.forEach((piece, i) => {
        if (!which(piece, i)) return;
        pen.moveTo(...this.view.place(piece.from));
        pen.lineTo(...this.view.place(piece.to));
      });
      Object.assign(pen, look);
      pen.stroke();
    };
    stroke(({ k }) => k < upto, { strokeStyle: path.colour, lineWidth: path.width / 2, globalAlpha: FAINT });
    const seen = ({ k }, i) => k < upto && !path.hidden[i];
    stroke(seen, { strokeStyle: this.inks.page, lineWidth: path.width + 2, globalAlpha: 0.7 });
    stroke(seen, { strokeStyle: path.colour, lineWidth: path.width, globalAlpha: 1 });
  }

  /** Draw a point, faintly where it is hidden, and its name: above it or, where another of the `names` is, below. */
  #mark(pen, { unit, colour, label }, names) {
    const [x, y] = this.view.place(unit);
    pen.globalAlpha = this.mesh.hides(unit, this.view) ? FAINT : 1;
    pen.beginPath();
    pen.arc(x, y, 7, 0, 2 * Math.PI);
    Object.assign(pen, { fillStyle: colour, strokeStyle: "#ffffff", lineWidth: 2 });
    pen.fill();
    pen.stroke();
    Object.assign(pen, { font: `${SIZE}px ${this.font}`, textAlign: "center", textBaseline: "alphabetic", lineWidth: 4 });
    Object.assign(pen, { globalAlpha: 1, strokeStyle: this.inks.page });
    if (!label) return;
    const half = pen.measureText(label).width / 2;
    const taken = names.some((one) => Math.abs(one.x - x) < one.half + half && Math.abs(one.y - y) < SIZE);
    const line = y + (taken ? 14 + SIZE / 2 : -14);
    pen.strokeText(label, x, line);
    pen.fillText(label, x, line);
    if (!taken) names.push({ x, y, half });
  }
}

/** A packed array as a function of the place on the timeline; one that stays has a single entry. */
function at(packed, arrays) {
  const entry = reader(packed, arrays);
  return packed.shape[0] === 1 ? () => entry(0) : entry;
}

/** A canvas's empty pen, in px of the page. */
function sharp(canvas) {
  const pen = canvas.getContext("2d");
  pen.setTransform(density(), 0, 0, density(), 0, 0);
  pen.clearRect(0, 0, canvas.clientWidth, canvas.clientHeight);
  return pen;
}
