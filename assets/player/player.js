/* The player: Plotly figures, readouts and a transport that follow one timeline, forwards and backwards. Python packs
   what is to be played (nnviz/figures/pack.py); nothing on the server runs while it plays. */

import { el } from "./dom.js";
import { Drag } from "./drag.js";
import { Figures } from "./figures.js";
import { listenToKeys } from "./keys.js";
import { Readouts } from "./readouts.js";
import { calm } from "./theme.js";
import { Shares } from "./shares.js";
import { Timeline } from "./timeline.js";
import { Transport } from "./transport.js";
import { list } from "./unpack.js";

const NARROW = 640; // px; below that, the figures stand one below the other
const STAYED = 150; // ms after which a visitor has stopped, and is not only on their way
const LEFT = 2000; // ms within which a page that another address was given to has followed it

/**
 * Where it stands, the player does not know; what it needs of its surroundings is one object, its host:
 *   plotly          the address of plotly.js
 *   look            how the page looks: { dark, font }
 *   step            the step that the page's address names, if it does
 *   stopped(step, moved)  is called when the visitor has stopped at another step, or at any after playing;
 *                   `moved` is when they last moved by themselves, and not because a run became shorter
 *   picked(what, name)  is called when they have clicked a point by which something may be chosen
 *   dropped(values)     is called when they have let go of a handle: what its model's quantities are now, by their names
 *   pressed(name)       is called when they have pressed a button in a figure that changes settings
 *   weighed(said)       is called when they have set a weight of a network by hand: { parameter, value, step }, or have
 *                   drawn a point into its plane: { x1, x2, step }
 */
export class Player {
  constructor(root) {
    this.root = root;
    this.timeline = new Timeline();
    this.shares = new Shares();
    this.readouts = new Readouts(this.timeline, this.shares);
    this.drag = new Drag(this.timeline, (values) => this.host.dropped(values));
    const weigh = (said) => this.#ask("weighed", { ...said, step: this.timeline.step });
    const hears = { pick: (what, name) => this.#ask("picked", what, name), press: (name) => this.#ask("pressed", name),
      weigh: (parameter, value) => weigh({ parameter, value }), draw: (x1, x2) => weigh({ x1, x2 }) };
    this.figures = new Figures(this.timeline, hears, this.drag, this.shares);
    this.said = el("span", { class: "nn-said", role: "status" });
    const transport = new Transport(this.timeline);
    transport.element.append(this.figures.more);
    root.replaceChildren(this.readouts.element, this.figures.element, transport.element, this.said);
    this.timeline.addEventListener("mode", () => {
      if (!this.timeline.playing) return;
      clearTimeout(this.telling);
      this.told = undefined; // who plays to the end once more has seen it once more
    });
    this.timeline.addEventListener("stop", () => {
      this.moved = Date.now();
      this.wanted = this.timeline.step; // a new run that is on its way will show this step too
      this.#tell();
    });
    this.drag.addEventListener("change", () => this.readouts.follow(this.drag.outputs));
    this.drag.addEventListener("settle", () => this.readouts.show());
    this.ignoreKeys = listenToKeys(root, this.timeline);
    this.#narrow(); // the first figures need to know it
    this.observer = new ResizeObserver(() => this.#resize());
    this.observer.observe(root);
  }

  /**
   * Show a scene, as it was unpacked. The cue { session, take, step } says where to stand; one whose `take` is known
   * already has been followed. A cue from another session knows no better than the visitor who has lost the one before:
   * they stay where they are, and the page is told. Called again with the same scene, look and cue, it does nothing.
   */
  async update(scene, cue, host) {
    this.host = host;
    const { id, autoplay } = scene.header;
    const { dark, font } = host.look;
    const same = id === this.id && dark === this.dark && font === this.font;
    const first = this.take === undefined;
    const lost = !first && cue.session !== this.session;
    const heard = cue.heard !== this.heard; // what was clicked, dropped, pressed or set
    this.heard = cue.heard;
    if (same && (heard || lost)) this.drag.settle();
    if (heard || lost) this.#answered();
    const cued = !lost && cue.take !== this.take;
    if (same && !cued && !lost) return;
    this.left = undefined;
    if (cued) {
      // Coming back to a page, its address knows better than the cue where the visitor was.
      this.wanted = (first ? host.step : undefined) ?? cue.step;
    }
    if (cued || lost) Object.assign(this, { session: cue.session, take: cue.take, told: lost ? undefined : cue.step });
    if (same) this.timeline.show(this.wanted);
    else {
      Object.assign(this, { id, dark, font });
      this.root.ariaBusy = true;
      await this.#load(scene);
      if (scene === this.scene) this.root.ariaBusy = false;
    }
    if (this.gone) return;
    // A step asked for may not be on this timeline: what is shown is the nearest, and the page must speak of that one.
    if (!this.timeline.playing) this.#tell();
    if (cued && autoplay && this.figures.ready && !calm()) {
      this.timeline.set({ loop: true });
      this.timeline.play();
    }
  }

  /** The page is about to follow another address. A stop told now would bring it the controls as they were: wait for it. */
  hold() {
    this.left = Date.now();
  }

  destroy() {
    this.gone = true;
    this.observer.disconnect();
    this.ignoreKeys();
    this.figures.destroy();
    this.timeline.pause();
    clearTimeout(this.telling);
  }

  /** Figures, readouts and timeline take a scene; resolves when it is drawn. */
  #load(scene) {
    const { header, arrays } = (this.scene = scene);
    const { look, plotly } = this.host;
    const coloured = { ...look, twins: look.dark ? header.twins : {} };
    this.drag.load(scene);
    this.shares.load(scene);
    this.readouts.load(scene, coloured);
    const drawn = this.figures.load(scene, coloured, plotly);
    this.timeline.load(list(header.steps, arrays), list(header.names, arrays), header.seconds, this.wanted);
    return drawn;
  }

  /** Say where the visitor stopped, once they have: the page shows that step's arithmetic. */
  #tell() {
    clearTimeout(this.telling);
    this.telling = setTimeout(() => {
      // Nothing is told while something is dragged, nor before the page has answered what it was asked: with each message
      // the browser sends the controls as it knows them, and those that the page is setting it does not know yet.
      if (this.drag.active || this.waiting || Date.now() < this.left + LEFT) return this.#tell();
      const { step, name } = this.timeline;
      this.said.textContent = name;
      if (step === this.told) return;
      this.told = step;
      this.host.stopped(step, this.moved);
    }, STAYED);
  }

  /** Say to the host what changes settings, one thing after the other: the next when the page has answered the last. */
  #ask(...said) {
    if (this.waiting) this.waiting.push(said);
    else {
      this.waiting = [];
      const [what, ...about] = said;
      this.host[what](...about);
    }
  }

  /** What was said last has been answered: go on with what was said meanwhile. */
  #answered() {
    const waited = this.waiting ?? [];
    this.waiting = undefined;
    for (const said of waited) this.#ask(...said);
  }

  #resize() {
    if (!this.root.clientWidth) return; // on its way off the page
    this.#narrow();
    this.figures.resize();
  }

  #narrow() {
    this.root.classList.toggle("nn-narrow", this.root.clientWidth < NARROW);
  }
}
