/* What follows a handle: the quantities of a scene, the model that makes its outputs of them, and when they are dropped. */

import { line } from "./model_line.js";
import { neuron } from "./model_neuron.js";
import { outlier } from "./model_outlier.js";
import { reader, restored } from "./unpack.js";

const MODELS = { line, neuron, outlier };
const PAUSE = 400; // ms after which who used the keys has let go

/**
 * It says as events: "change" when the outputs are others, "settle" when the scene's own numbers hold again. While
 * something is `held`, and from the drop until Python's answer, the dragged picture stays.
 */
export class Drag extends EventTarget {
  constructor(timeline, onDrop) {
    super();
    this.timeline = timeline;
    this.onDrop = onDrop;
    this.held = false;
    this.dropped = false;
    this.quantities = [];
    timeline.addEventListener("move", () => this.held || this.#take());
    for (const event of ["stop", "mode"]) timeline.addEventListener(event, () => this.drop());
  }

  /** Take a scene's model. What is held stays as it is; what was dropped has been answered. */
  load({ header: { model }, arrays }) {
    this.model = model && MODELS[model.name];
    this.given = model && restored(model.given, arrays);
    this.quantities = (model?.quantities ?? []).map((quantity) => ({ ...quantity, at: entry(quantity.values, arrays) }));
    this.dropped = false;
    if (!this.quantities.length) this.held = false;
    if (!this.held) this.#take();
  }

  /** Take hold, where the timeline stands. */
  hold() {
    clearTimeout(this.timer);
    if (this.held) return;
    this.timeline.pause();
    this.held = true;
    this.before = { ...this.values };
  }

  /** Set quantities by their names, as finely as a hand moves. */
  set(values) {
    for (const { name, low, high } of this.quantities) {
      if (name in values) this.raw[name] = Math.max(low, Math.min(high, values[name]));
    }
    this.#round();
    this.#say("change");
  }

  /** Let go: say what the quantities are, unless they are what they were. */
  drop() {
    clearTimeout(this.timer);
    if (!this.held) return;
    this.held = false;
    this.raw = { ...this.values };
    if (this.quantities.every(({ name }) => this.values[name] === this.before[name])) {
      if (!this.dropped) this.settle();
      return;
    }
    this.dropped = true;
    this.onDrop(this.values);
  }

  /** Let go unless another key is pressed soon. */
  dropSoon() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.drop(), PAUSE);
  }

  /** Show the scene's own numbers again. */
  settle() {
    if (this.held || !this.model) return;
    this.dropped = false;
    this.#take();
    this.#say("settle");
  }

  /** What the model makes of the quantities. */
  get outputs() {
    return { ...this.values, ...this.model(this.values, this.given) };
  }

  /** Whether the picture is that of the hand and not that of the scene. */
  get active() {
    return Boolean(this.model) && (this.held || this.dropped);
  }

  #take() {
    this.raw = Object.fromEntries(this.quantities.map(({ name, at }) => [name, at(this.timeline.index)]));
    this.values = { ...this.raw };
  }

  #round() {
    this.values = Object.fromEntries(this.quantities.map(({ name, low, high, step }) => {
      const rounded = +(Math.round(this.raw[name] / step) * step).toFixed(10);
      return [name, Math.max(low, Math.min(high, rounded))];
    }));
  }

  #say(what) {
    this.dispatchEvent(new Event(what));
  }
}

/** A packed array as a function of the place on the timeline; one that stays has a single entry. */
function entry(packed, arrays) {
  const at = reader(packed, arrays);
  return packed.shape[0] === 1 ? () => at(0) : at;
}
