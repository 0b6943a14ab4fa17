/* A network whose neurons show what they see of the plane (nnviz/figures/board.py): a figure like the others, but drawn by
   hand. Each frame is one forward pass over a grid, a small picture for each unit, all links on one canvas. */

import { Hand } from "./board_hand.js";
import { ASIDE, laidOut, leanLayout, least, SHARE } from "./board_layout.js";
import { Links } from "./board_links.js";
import { Pace } from "./board_pace.js";
import { shadesOf, shadesTo } from "./board_paint.js";
import { datapointsOf } from "./board_points.js";
import { legendOf, Plane } from "./board_plane.js";
import { Speech } from "./board_speech.js";
import { columnsOf, Units } from "./board_units.js";
import { Buttons } from "./buttons.js";
import { el } from "./dom.js";
import { gridOf, NetworkPass, placesInTheta } from "./network.js";
import { reader } from "./unpack.js";

const AROUND = 106; // px, above and below the large picture

let count = 0;

export class Board {
  constructor(_, hears) {
    const id = `nn-board-${count++}`;
    this.hears = hears;
    this.overrides = new Map(); // what was set by hand, until the timeline moves
    this.pace = new Pace();
    this.stage = el("div", { class: "nn-board-stage" });
    this.links = new Links(this.stage, { point: (link) => this.#pointAtLink(link), open: (link) => this.#openLink(link) });
    this.units = new Units({ choose: (unit) => this.#choose(unit), point: (unit, touched) => this.#point({ unit, touched }),
      leave: (unit) => this.pointed?.unit === unit && this.#point() });
    this.plane = new Plane({ point: (at, datum) => (at || this.pointed?.at) && this.#point(at && { at, datum }),
      changed: () => this.#look(), draw: (at) => hears.draw(...at) });
    this.hand = new Hand({ set: (...one) => this.#set(...one), drop: (...one) => this.#drop(...one),
      point: (one) => this.#point(one && (one.source ? { link: one } : { bias: one })) });
    this.set = el("button", { type: "button", class: "nn-figure-button" }, "Set by hand");
    this.set.addEventListener("click", () => this.#openUnit());
    this.plane.caption.append(this.set);
    this.stage.append(this.links.canvas, this.units.element);
    this.buttons = new Buttons(this.stage, hears.press, (_plot, x, y, axes) => this.#placeOf(x, y, axes));
    this.net = el("div", { class: "nn-board-net" }, this.stage);
    this.title = el("p", { class: "nn-board-title" });
    this.said = el("p", { class: "nn-board-said", role: "status" });
    this.speech = new Speech(this.said);
    this.words = el("p", { class: "nn-said", id });
    this.plot = el("div", { class: "nn-board", role: "group", "aria-describedby": id },
      this.title, this.net, this.plane.element, this.said, this.words, this.hand.element);
    this.observer = new ResizeObserver(() => this.resize()); // what stands beside it may be hidden
    this.observer.observe(this.plot);
  }

  /** Take a network; what the visitor looks at stays, where it is still there. */
  async load(spec, arrays, look, index) {
    const side = look.dark ? 1 : 0;
    const before = this.shown;
    if (String([this.spec?.sizes, this.spec?.features]) !== String([spec.sizes, spec.features])) this.hand.hide();
    this.spec = spec;
    this.inks = Object.fromEntries(Object.entries(spec.inks).map(([name, colours]) => [name, colours[side]]));
    this.table = reader(spec.table, arrays)(side);
    this.shades = shadesOf(this.table);
    this.classes = spec.classes.map((one) => ({ ...one, colour: one.colour[side] }));
    this.joint = spec.sizes.at(-1) > 1;
    this.tables = this.joint && this.classes.map(({ colour }) => shadesTo(colour, this.inks.page));
    this.theta = { at: reader(spec.theta, arrays), now: new Float64Array(spec.theta.shape[1]) };
    this.slopes = spec.slopes && reader(spec.slopes, arrays);
    this.sentences = reader(spec.words, arrays);
    const painted = { classes: this.classes, table: this.table, span: spec.spans.at(-1), text: this.inks.text };
    this.points = datapointsOf(spec.points, arrays, painted);
    this.passes = Object.fromEntries([Units.side, Plane.side(true), Plane.side(false)]
      .map((n) => [n, new NetworkPass(spec, ...gridOf(spec.plane, n))]));
    this.plot.setAttribute("aria-label", spec.name);
    this.title.textContent = spec.title;
    this.#takeUnits(before);
    this.overrides.clear();
    this.pointed = undefined;
    const [low, high] = spec.spans.at(-1);
    this.plane.load({ ...spec, points: this.points, middle: this.joint ? undefined : (low + high) / 2 }, this.inks);
    this.buttons.load(spec.buttons);
    this.speech.load(this);
    this.index = index;
    this.resize();
    this.draw(index, false);
    this.hand.pointAtFocused();
  }

  /** Draw a place on the timeline. */
  draw(index, passing) {
    if (index !== this.index) this.overrides.clear();
    Object.assign(this, { index, passing });
    this.pace.take(passing);
    this.#paint();
    if (!passing) this.words.textContent = this.sentences(this.spec.words.shape[0] === 1 ? 0 : index);
  }

  settle(index) {
    this.draw(index, false);
  }

  follow() {} // no handle moves it

  purge = () => this.observer.disconnect();

  resize() {
    const { clientWidth: width, clientHeight: height } = this.plot;
    if (!width || !this.spec) return;
    const narrow = this.plot.closest(".nn-narrow");
    const counts = this.units.columns.map((column) => column.length);
    const beside = this.spec.buttons.some(({ axes: [, along] }) => along === "unit");
    this.units.element.dataset.beside = beside;
    const need = least(counts, this.spec.heads, beside);
    const lean = this.spec.lean && !narrow && leanLayout(width, height, need, this.title.offsetHeight);
    Object.assign(this.plot.dataset, { lean: this.spec.lean, alone: Boolean(lean?.alone) });
    this.net.style.height = narrow ? `${Math.max(need.height, 240)}px` : "";
    this.plane.resize(Math.max(120, Math.floor(narrow
      ? Math.min(width - 60, 320)
      : lean ? lean.side
        : Math.min(height - this.title.offsetHeight - AROUND, SHARE * width, width - need.width - ASIDE))));
    this.said.dataset.lines = this.net.clientWidth < 440 ? 3 : 2;
    const room = { width: Math.max(this.net.clientWidth, need.width), height: this.net.clientHeight };
    Object.assign(this.stage.style, { width: `${room.width}px`, height: `${room.height}px` });
    this.room = room;
    this.layout = laidOut(counts, this.spec.heads, room, beside);
    this.units.place(this.layout);
    this.links.lay(this.columns, this.spec.sizes, this.layout.side);
    this.buttons.place();
    if (this.index !== undefined) this.#paint();
  }

  #takeUnits(before) {
    this.columns = columnsOf(this.spec);
    this.units.load(this.columns);
    this.units.paintInputs(this.spec.offered, this.spec.plane, this.shades);
    const outputs = this.columns.at(-1);
    this.whole = this.joint ? { layer: this.columns.length - 1, name: "The likeliest class" } : outputs[0];
    const same = before && before !== this.whole && this.columns[before.layer]?.find(({ name }) => name === before.name);
    this.chosen = same || this.whole;
    this.units.mark(this.chosen === this.whole ? outputs[0] : this.chosen);
  }

  #placeOf(x, y, [, along]) {
    if (!this.layout) return [0, 0];
    if (along === "head") return this.layout.head(x, y);
    const [left, top] = this.layout.unit(x, y);
    return [left - this.layout.side / 2 - 16, top];
  }

  get shown() {
    const { unit, touched } = this.pointed ?? {};
    return unit && !unit.off && !touched ? unit : this.chosen; // what a finger touches, it chooses
  }

  /** θ at this stop, with what was set by hand. */
  #take() {
    this.theta.now.set(this.theta.at(this.index));
    for (const [parameter, value] of this.overrides) this.theta.now[parameter] = value;
    return this.theta.now;
  }

  #paint() {
    const theta = this.#take();
    const a = this.passes[Units.side].run(theta);
    const last = this.spec.sizes.length - 1;
    this.units.cross(this.spec.dead, this.overrides.size ? -1 : this.index); // of another θ nobody knows
    for (const { unit, picture } of this.units.all) {
      const { layer, index } = unit;
      if (!layer || !this.pace.has(layer, Units.every)) continue;
      if (this.tables && layer === last) picture.paint(a[layer][index], this.tables[index], [0, 1]);
      else picture.paint(a[layer][index], this.shades, unit.span);
    }
    const { room, inks, spec: { strongest } } = this;
    this.links.draw(theta, { room, strongest, inks, pointed: this.pointed?.link?.parameter }, this.passing && this.pace);
    this.#paintLarge(theta);
    this.hand.follow(theta);
    if (!this.passing || this.pointed) this.speech.say(this.pointed);
  }

  #paintLarge(theta) {
    const { shown } = this;
    const side = Plane.side(this.passing, this.pace.slow);
    const pass = this.passes[side];
    const a = (side === Units.side ? pass.a : pass.run(theta, shown.layer))[shown.layer]; // those of the small ones are there
    const output = shown.layer === this.spec.sizes.length - 1;
    const cut = output && this.plane.cut;
    this.plane.paint(side, (picture) => {
      if (shown.index === undefined) picture.paintWinner(a, this.tables, cut);
      else if (this.tables && output) picture.paint(a[shown.index], this.tables[shown.index], [0, 1], cut);
      else picture.paint(a[shown.index], this.shades, shown.span, cut);
    });
    const title = `${shown.label ?? shown.name}${shown.dead ? ", dead" : ""}`;
    if (shown === this.titled?.shown && title === this.titled.title) return;
    this.titled = { shown, title };
    this.set.hidden = !this.spec.tells || !shown.layer || shown.index === undefined;
    this.plane.title(title, legendOf(this, shown, output));
    this.plane.offerCut(output);
  }

  #look() {
    this.plane.drawPoints();
    this.#paint();
  }

  #choose(unit) {
    if (unit.off) return;
    this.chosen = unit === this.chosen ? this.whole : unit;
    this.units.mark(unit);
    this.#paint();
  }

  #point(what) {
    if (this.pointed === what || !this.spec) return;
    const painted = [this.pointed, what].some((one) => one?.unit || one?.link);
    this.pointed = what;
    if (!what?.at) this.plane.mark();
    if (painted) this.#paint();
    else this.speech.say(what);
  }

  #pointAtLink(link) {
    if (link !== this.pointed?.link && (link || this.pointed?.link)) this.#point(link && { link });
    this.stage.style.cursor = link && this.spec.tells ? "pointer" : "";
  }

  #openLink(link) {
    const name = `${link.source.name}→${link.to.name}`;
    if (this.spec.tells) this.#open(`Weight ${name}`, [{ ...link, name }], link.to.at);
  }

  #openUnit() {
    const { layer, index, name, label, at } = this.shown;
    const to = this.columns[layer][index];
    const weights = this.links.into(to).map((link) => ({ ...link, name: `${link.source.name}→${name}` }));
    const { bias } = placesInTheta(this.spec.sizes)[layer][index];
    this.#open(label, [...weights, { to, parameter: bias, name: "bias" }], at);
  }

  #open(title, parameters, [x, y]) {
    const [plot, stage] = [this.plot, this.stage].map((one) => one.getBoundingClientRect());
    this.hand.show(title, parameters, this.theta.now, this.spec.reach);
    this.hand.place([x + stage.left - plot.left, y + stage.top - plot.top], this.layout.side, plot);
  }

  #set(parameter, value) {
    this.overrides.set(parameter, value);
    this.passing = true;
    this.#paint();
  }

  #drop(parameter, value) {
    this.passing = false;
    this.#paint();
    this.hears.weigh(parameter, value);
  }
}
