/* One figure: a Plotly figure that is drawn at any place on the timeline. */

import { Buttons } from "./buttons.js";
import { el } from "./dom.js";
import { Handles } from "./handles.js";
import { filled } from "./numbers.js";
import { glide, inOrder, pixelsOf, repaint } from "./plotly.js";
import { calm, recoloured } from "./theme.js";
import { assign, Tracks, worded } from "./tracks.js";
import { reader, restored } from "./unpack.js";

const NOW = { mode: "immediate", frame: { duration: 0, redraw: false }, transition: { duration: 0 } };
const WHOLE_WIDTH = { xref: "container", pad: { t: 6, l: 4 } }; // of a title, on a narrow screen
const CONFIG = { displayModeBar: false, responsive: false, doubleClick: "reset" };

export class Figure {
  constructor(Plotly, hears, drag, shares) {
    this.Plotly = Plotly;
    this.hears = hears;
    this.drag = drag;
    this.shares = shares;
    this.plot = el("div", { class: "nn-plot" });
    this.handles = new Handles(this.plot, drag);
    this.buttons = new Buttons(this.plot, hears.press, pixelsOf, shares);
  }

  /** Take a new figure and its tracks; the old one is replaced in place. */
  async load(spec, arrays, look, index) {
    const { data, layout } = recoloured(restored(spec.figure, arrays), look.twins);
    this.plot.setAttribute("aria-label", spec.name);
    this.plot.setAttribute("role", spec.handles.length || spec.buttons.length ? "group" : "img"); // an image hides what is in it
    this.follows = Object.entries(spec.follows);
    this.least = spec.least;
    this.focus = spec.focus && reader(spec.focus, arrays);
    this.picks = spec.picks;
    this.aim = spec.aim; // what is drawn elsewhere while a place in it is pointed at
    this.#fit();
    this.tracks = new Tracks(spec.tracks, data, arrays, look, this.shares);
    for (const [trace, patch] of this.tracks.patches(index)) merge(data[trace], patch);
    for (const [image, source] of this.tracks.pictures(index)) layout.images[image].source = source;
    this.titles = { wide: layout.title, narrow: { ...layout.title, ...(this.least ? {} : WHOLE_WIDTH) } };
    layout.title = this.#title();
    layout.font = { ...layout.font, family: look.font };
    const still = spec.handles.length || matchMedia("(pointer: coarse)").matches;
    layout.dragmode = still ? false : layout.dragmode;
    this.before = this.follows.map(([trace, what]) => [trace, pick(data[trace], Object.keys(what))]);
    await this.Plotly.react(this.plot, data, { ...layout, autosize: true }, CONFIG);
    this.handles.load(spec.handles, look);
    this.buttons.load(spec.buttons);
    if (!this.listens) {
      this.listens = true;
      this.#follow(index);
      this.plot.on("plotly_afterplot", () => { // it lays a figure out a moment after it was asked to
        this.handles.place();
        this.buttons.place();
      });
      this.plot.on("plotly_click", ({ points }) => {
        const point = points.find(({ curveNumber }) => this.picks[curveNumber]);
        if (point) this.hears.pick(this.picks[point.curveNumber], point.customdata);
      });
    }
  }

  /**
   * Draw a place. In passing, while a run plays, marks are moved by hand where that is simple; otherwise, and at rest,
   * Plotly draws all that moves.
   */
  draw(index, passing) {
    if (!passing || !glide(this.plot, this.tracks.patches(index))) this.#redraw(index);
    this.#show(this.tracks.pictures(index));
    this.#follow(index);
    this.handles.place();
  }

  /** While a handle is dragged: what the model makes of its quantities. */
  follow(outputs, index) {
    const patches = new Map(this.follows.map(([trace, what]) => [+trace, patchOf(what, outputs)]));
    if (patches.size && !glide(this.plot, patches)) this.#redraw(index, patches);
    this.#show(this.tracks.followed(outputs));
    this.handles.place();
  }

  /** What followed a handle is again what the scene says. */
  settle(index) {
    this.#redraw(index, new Map(this.before));
    this.#show(this.tracks.pictures(index));
    this.handles.place();
  }

  /** Take the size that there is now; resolves when the figure has it. */
  async resize() {
    this.#fit();
    const title = this.#title();
    if (this.plot.layout.title !== title) await this.Plotly.relayout(this.plot, { title });
    await this.Plotly.Plots.resize(this.plot);
  }

  purge() {
    this.Plotly.purge(this.plot);
  }

  #title() {
    return this.titles[this.plot.closest(".nn-narrow") ? "narrow" : "wide"];
  }

  /**
   * A figure with a least size is drawn no narrower, and on a narrow screen no lower; elsewhere it shrinks or is
   * magnified to the height there is, letters and all.
   */
  #fit() {
    const [width, height] = this.least ?? [0, 0];
    const minHeight = this.plot.closest(".nn-narrow") ? height : 0;
    // Measured as it would be unmagnified: what it was before says nothing of the place that there is now.
    Object.assign(this.plot.style, { minWidth: `${width}px`, minHeight: `${minHeight}px`, width: "", height: "", transform: "" });
    const room = this.plot.getBoundingClientRect();
    this.seen = this.plot.parentElement.clientWidth;
    const scale = this.least ? Math.min(Math.max(1, room.width / width), room.height / height) : 1;
    const size = `${100 / scale}%`;
    if (scale !== 1) Object.assign(this.plot.style, { width: size, height: size, transform: `scale(${scale})`, transformOrigin: "0 0" });
  }

  /** Where the figure is wider than its place on the screen, bring to the middle what happens at this step. */
  #follow(index) {
    if (!this.focus || this.seen >= this.least[0]) return;
    const left = this.focus(index) * this.least[0] - this.seen / 2;
    this.plot.parentElement.scrollTo({ left, behavior: calm() ? "auto" : "smooth" });
  }

  #show(pictures) {
    const images = {};
    for (const [image, source] of pictures) if (!repaint(this.plot, image, source)) images[`images[${image}].source`] = source;
    if (Object.keys(images).length) this.Plotly.relayout(this.plot, images);
  }

  /** Let Plotly draw all that moves, and what else `changes`: a map from a trace's number to a patch. */
  #redraw(index, changes = new Map()) {
    this.tracks.forget();
    const patches = this.tracks.patches(index);
    for (const [trace, patch] of changes) patches.set(+trace, merge(patches.get(+trace) ?? {}, patch));
    if (!patches.size) return;
    const drawn = this.Plotly.animate(this.plot, { data: [...patches.values()], traces: [...patches.keys()] }, NOW);
    // Plotly draws a moment later: over what has been taken hold of meanwhile. A later drawing overtakes this one, and
    // then nothing is left to do.
    const held = () => !changes.size && this.drag.held && this.follow(this.drag.outputs, index);
    drawn.then(() => {
      inOrder(this.plot);
      held();
    }, () => {});
  }
}

/** What a trace becomes by what it follows: outputs by their names, one number for a single point, and texts. */
function patchOf(follows, outputs) {
  const patch = {};
  for (const [attribute, what] of Object.entries(follows)) {
    const value = Array.isArray(what) ? worded(what.map((template) => filled(template, outputs))) : outputs[what];
    assign(patch, attribute, typeof value === "number" ? [value] : value);
  }
  return patch;
}

/** These attributes of a trace, as a patch. */
function pick(trace, attributes) {
  const patch = {};
  for (const path of attributes) assign(patch, path, path.split(".").reduce((at, key) => at?.[key], trace));
  return patch;
}

/** Write a patch into a trace, keeping what stands beside it. */
export function merge(target, patch) {
  for (const [key, value] of Object.entries(patch)) {
    const nested = value && typeof value === "object" && !Array.isArray(value) && !ArrayBuffer.isView(value);
    if (nested) merge((target[key] ??= {}), value);
    else target[key] = value;
  }
  return target;
}
