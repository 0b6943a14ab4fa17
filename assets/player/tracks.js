/* What moves in one figure: its tracks, each as a function from a place on the timeline to a value. */

import { neuronHeights } from "./activations.js";
import { el } from "./dom.js";
import { blend, reader } from "./unpack.js";

/** A trail that has not begun: of a trace without any point, Plotly would leave on the page what it has drawn before. */
const NOWHERE = { x: [null], y: [null] };

export class Tracks {
  /** The tracks of a figure whose traces are `data`, in the colours of a look. */
  constructor(tracks, data, arrays, look, shares) {
    this.moves = tracks.map((track) => ({ ...track, ...KINDS[track.kind](track, arrays, look, data, shares) }));
  }

  /** What each trace has to become at a place: a map from its number to a Plotly frame's entry, of what changed only. */
  patches(index) {
    const patches = new Map();
    const patch = (trace) => patches.get(trace) ?? patches.set(trace, {}).get(trace);
    for (const [{ kind, trace, attribute, x, y }, value] of this.#changes(index, false)) {
      if (kind === "trail") Object.assign(patch(trace), value ? { x: x.slice(0, value), y: y.slice(0, value) } : NOWHERE);
      else assign(patch(trace), attribute, value);
    }
    return patches;
  }

  /** The pictures that change at a place: pairs of an image's number and its source. */
  *pictures(index) {
    for (const [move, value] of this.#changes(index, true)) yield painted(move, value);
  }

  /** The pictures of neurons that follow a handle, as the outputs of its model make them. */
  *followed(outputs) {
    for (const move of this.moves) {
      if (!move.heights?.follows) continue;
      move.drawn = undefined;
      yield painted(move, outputs[move.heights.follows]);
    }
  }

  /** Take everything but the pictures for changed. */
  forget() {
    for (const move of this.moves) if (!move.canvas) move.drawn = undefined;
  }

  /** The moves (those of fields, or all others) whose value at a place is not what is drawn already. */
  *#changes(index, fields) {
    for (const move of this.moves) {
      if (Boolean(move.canvas) !== fields) continue;
      const value = move.at(index);
      if (alike(value, move.drawn)) continue;
      move.drawn = value;
      yield [move, value];
    }
  }
}

/** A text that shows nothing: one that is empty Plotly takes off the page, and with it the next one that comes there. */
const BLANK = "\u00a0";
export const worded = (text) => (Array.isArray(text) ? text.map(worded) : text || BLANK);

/** What a track of each kind needs beside its own settings; `at` gives its value. */
const KINDS = {
  track({ attribute, values, basis }, arrays, look) {
    const at = reader(values, arrays, look.twins);
    if (attribute === "text") return { at: (k) => worded(at(k)) };
    return { at: basis ? blend(at, basis, arrays) : at };
  },
  made: ({ output }, arrays, look, data, shares) => ({ at: (k) => shares.at(k)[output] }),
  trail({ trace, count }, arrays, look, data) {
    const { x, y } = data[trace];
    return { x, y, at: reader(count, arrays) };
  },
  field({ values, table }, arrays, look) {
    const [rows, height, width] = values.shape;
    const at = reader(values, arrays);
    return {
      canvas: el("canvas", { width, height }),
      table: shadesOf(table, arrays, look),
      places: (value) => value,
      at: rows === 1 ? () => at(0) : at,
    };
  },
  neuron({ heights: { theta, cells, activation }, table, plane, span: [low, high] }, arrays, look) {
    const [x0, x1, y0, y1] = plane;
    const n = cells + 1;
    const shades = shadesOf(table, arrays, look);
    const values = new Float64Array(n * n);
    const place = (value) => Math.round((Math.max(0, Math.min(1, (value - low) / (high - low))) * (shades.length - 1)));
    return {
      canvas: el("canvas", { width: n, height: n }),
      table: shades,
      places: (row) => neuronHeights(values, [n, n], [x0, x1, y1, y0], row, activation).map(place), // the top comes first
      at: reader(theta, arrays),
    };
  },
};

/** A colour table as a canvas stores its pixels. */
function shadesOf(table, arrays, look) {
  const shades = reader(table, arrays)(look.dark ? 1 : 0);
  return Uint32Array.from({ length: shades.length / 3 }, (_, i) =>
    (255 << 24) | (shades[3 * i + 2] << 16) | (shades[3 * i + 1] << 8) | shades[3 * i]);
}

/** An image's number and its source, for a value of a move that is a picture. */
function painted({ image, canvas, table, places }, value) {
  const context = canvas.getContext("2d");
  const picture = context.createImageData(canvas.width, canvas.height);
  const pixels = new Uint32Array(picture.data.buffer);
  const shades = places(value);
  for (let k = 0; k < pixels.length; k++) pixels[k] = table[shades[k]]; // in each frame of what is played or dragged
  context.putImageData(picture, 0, 0);
  return [image, canvas.toDataURL()];
}

/** Write `value` at a path such as "marker.color". */
export function assign(target, path, value) {
  const keys = path.split(".");
  const last = keys.pop();
  keys.reduce((at, key) => (at[key] ??= {}), target)[last] = value;
}

function alike(a, b) {
  if (a === b) return true;
  return typeof a === "object" && a.length === b?.length && a.every((v, i) => v === b[i]);
}
