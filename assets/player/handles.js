/* The handles of one figure: elements over its plot that are dragged with a mouse or a finger, and by arrow keys when they
   have the focus. They change a scene's quantities; what follows is drawn by those who listen to the drag. */

import { el } from "./dom.js";
import { number } from "./numbers.js";
import { plotArea } from "./plotly.js";

const REACH = 300; // px in which a number in a drawing goes through its whole range
const KEYS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };

export class Handles {
  constructor(plot, drag) {
    Object.assign(this, { plot, drag, all: [] });
    this.layer = el("div", { class: "nn-handles" });
  }

  /** Take a figure's handles; those that stay what they were keep the focus, and the pointer that holds them. */
  load(specs, look) {
    const same = specs.length === this.all.length && specs.every((spec, i) => nameOf(spec) === nameOf(this.all[i].spec));
    if (!same) {
      this.all = specs.map((spec) => this.#made(spec));
      this.layer.replaceChildren(...this.all.map(({ element }) => element));
    }
    specs.forEach((spec, i) => {
      this.all[i].spec = spec;
      this.all[i].element.style.setProperty("--handle", spec.colour[look.dark ? 1 : 0]);
    });
    if (specs.length && this.layer.parentElement !== this.plot) this.plot.append(this.layer);
    this.place();
  }

  /** Put each where its quantities say, with its value for a screen reader. */
  place() {
    if (!this.all.length || !this.drag.model) return;
    const { left, top, width, height, up, across } = plotArea(this.plot);
    Object.assign(this.layer.style, { left: `${left}px`, top: `${top}px`, width: `${width}px`, height: `${height}px` });
    for (const { spec, element } of this.all) {
      const [x, y] = KINDS[spec.kind].at(spec, this.drag.values);
      element.style.transform = `translate(${across(x).toFixed(2)}px, ${up(y).toFixed(2)}px)`;
      for (const [key, said] of Object.entries(KINDS[spec.kind].said(spec, this.drag, [x, y]))) {
        if (key === "text") element.firstChild.textContent = said;
        else if (element.getAttribute(key) !== `${said}`) element.setAttribute(key, said);
      }
    }
  }

  #made(spec) {
    const element = el("div", { class: `nn-handle nn-${spec.kind}`, tabindex: 0, role: "slider" }, el("span"));
    const handle = { spec, element };
    element.addEventListener("pointerdown", (event) => this.#grab(handle, event));
    element.addEventListener("keydown", (event) => this.#press(handle, event));
    element.addEventListener("blur", () => this.drag.drop());
    return handle;
  }

  /** Follow a pointer until it lets go, at most once a frame. */
  #grab(handle, event) {
    const { button, pointerId: by } = event;
    if (button || this.grabbed) return;
    event.preventDefault();
    event.stopPropagation();
    const { element } = handle;
    element.focus();
    element.setPointerCapture(by);
    this.drag.hold();
    this.grabbed = true;
    const [start, area, size] = [{ ...this.drag.raw }, plotArea(this.plot), this.#size()];
    const isBy = ({ pointerId }) => pointerId === by;
    let [to, frame] = [event, undefined];
    const follow = () => {
      frame = undefined;
      const away = [to.clientX - event.clientX, event.clientY - to.clientY].map((px) => px / size);
      this.drag.set(KINDS[handle.spec.kind].dragged(handle.spec, start, away, this.drag, area));
    };
    const move = (next) => {
      if (!isBy(next)) return;
      to = next;
      frame ??= requestAnimationFrame(follow);
    };
    const end = (last) => {
      if (!isBy(last)) return;
      if (frame) {
        cancelAnimationFrame(frame);
        follow();
      }
      for (const name of ENDS) element.removeEventListener(name, end);
      element.removeEventListener("pointermove", move);
      this.grabbed = false;
      this.drag.drop();
    };
    element.addEventListener("pointermove", move);
    for (const name of ENDS) element.addEventListener(name, end);
  }

  #press({ spec }, event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const values = KINDS[spec.kind].pressed(spec, this.drag, event.key, plotArea(this.plot));
    if (!values) return;
    event.preventDefault();
    this.drag.hold();
    this.drag.set(values);
    this.drag.dropSoon();
  }

  /** How many pixels of the screen one of the figure is: a figure may be magnified. */
  #size() {
    return this.plot.getBoundingClientRect().width / this.plot.offsetWidth || 1;
  }
}

const ENDS = ["pointerup", "pointercancel", "lostpointercapture"];
const nameOf = ({ kind, name, quantity }) => `${kind} ${name ?? quantity}`;
const sum = (terms, values) => Object.entries(terms).reduce((all, [name, factor]) => all + factor * (values[name] ?? 1), 0);
const quantityOf = (drag, name) => drag.quantities.find((quantity) => quantity.name === name);

/** A place changes its quantities by what it is moved, in the units of its axes. */
function moved({ moves }, start, [x, y]) {
  return Object.fromEntries(Object.entries(moves).map(([name, [across, up]]) => [name, start[name] + across * x + up * y]));
}

const KINDS = {
  grip: {
    at: ({ x, y }, values) => [sum(x, values), sum(y, values)],
    dragged(spec, start, [right, up], _, { width, height, ends, heights }) {
      return moved(spec, start, [(right * (ends[1] - ends[0])) / width, (up * (heights[1] - heights[0])) / height]);
    },
    /** A key goes one step of the only quantity there is along this axis, or a hundredth of the axis. */
    pressed(spec, drag, key, { ends, heights }) {
      if (!KEYS[key]) return undefined;
      const sides = Object.values(spec.moves);
      const [free, upright] = [sides.some(([across]) => across), sides.some(([, up]) => up)];
      let [x, y] = KEYS[key];
      if (!free) [x, y] = [0, x + y];
      if (!upright) [x, y] = [x + y, 0];
      const spans = [ends[1] - ends[0], heights[1] - heights[0]];
      const by = [x, y].map((sign, axis) => sign * stepAlong(spec, drag, axis, Math.abs(spans[axis]) / 100));
      return moved(spec, drag.raw, by);
    },
    said: ({ name }, { values }, [x, y]) => (
      { "aria-label": name, "aria-valuenow": y, "aria-valuetext": `x ${number(x)}, y ${number(y)}; ${inWords(values)}` }),
  },
  pill: {
    at: ({ x, y }) => [x, y],
    dragged({ quantity }, start, [right, up], drag) {
      const { low, high } = quantityOf(drag, quantity);
      return { [quantity]: start[quantity] + ((right + up) * (high - low)) / REACH };
    },
    pressed({ quantity }, drag, key) {
      const { low, high, step } = quantityOf(drag, quantity);
      const steps = { PageUp: 10, PageDown: -10 }[key] ?? (KEYS[key] && KEYS[key][0] + KEYS[key][1]);
      const to = { Home: low, End: high }[key] ?? (steps && drag.values[quantity] + steps * step);
      return to === undefined ? undefined : { [quantity]: to };
    },
    said({ quantity, symbol }, drag) {
      const { label, low, high } = quantityOf(drag, quantity);
      const value = number(drag.values[quantity]);
      const range = { "aria-valuenow": drag.values[quantity], "aria-valuemin": low, "aria-valuemax": high };
      return { text: symbol ? `${symbol} = ${value}` : value, "aria-label": label, ...range, "aria-valuetext": value };
    },
  },
};

function stepAlong({ moves }, drag, axis, otherwise) {
  const names = Object.keys(moves).filter((name) => moves[name][axis]);
  return names.length === 1 ? quantityOf(drag, names[0]).step / Math.abs(moves[names[0]][axis]) : otherwise;
}

const inWords = (values) => Object.entries(values).map(([name, value]) => `${name} = ${number(value)}`).join(", ");
