/* The values above the figures that change with the step. */

import { el, room } from "./dom.js";
import { filled } from "./numbers.js";
import { reader } from "./unpack.js";

export class Readouts {
  constructor(timeline, shares) {
    this.timeline = timeline;
    this.shares = shares;
    this.element = el("dl", { class: "nn-readouts" });
    this.all = [];
    timeline.addEventListener("move", () => this.show());
    shares.addEventListener("change", () => this.show());
  }

  /** Take a scene's readouts; they show the place of the timeline's next "move". */
  load({ header, arrays }, look) {
    this.all = header.readouts.map(({ label, values, colour, wide, follows }) => {
      const value = el("dd", colour ? { style: `color: ${colour[look.dark ? 1 : 0]}` } : {});
      if (!wide) value.style.minWidth = room(values.words);
      return { label, value, wide, follows, at: reader(values, arrays) };
    });
    this.element.replaceChildren(...this.all.map(({ label, value, wide }) =>
      el("div", wide ? { class: "nn-wide" } : {}, el("dt", {}, label), value)));
  }

  /** While a handle is dragged: what the model makes of its quantities. */
  follow(outputs) {
    for (const { value, follows } of this.all) if (follows) value.textContent = filled(follows, outputs);
  }

  show() {
    const { index } = this.timeline;
    const outputs = this.shares.taken.size && this.shares.at(index);
    for (const { value, at, follows } of this.all) {
      value.textContent = outputs && follows ? filled(follows, outputs) : at(index);
    }
  }
}
