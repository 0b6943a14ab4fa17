/* How a board's pictures are painted: values as colours, on canvases. */

import { density } from "./density.js";

const LEVELS = 64;

export const rgbOf = (hex) => [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16));
const pixelOf = ([r, g, b]) => ((255 << 24) | (b << 16) | (g << 8) | r) >>> 0;

/** A colour table (n, 3) of bytes as a canvas stores its pixels. */
export const shadesOf = (table) =>
  Uint32Array.from({ length: table.length / 3 }, (_, i) => pixelOf(table.subarray(3 * i, 3 * i + 3)));

/** From the page's own colour to another one, as a canvas stores its pixels. */
export function shadesTo(colour, page) {
  const [from, to] = [rgbOf(page), rgbOf(colour)];
  return Uint32Array.from({ length: LEVELS }, (_, i) =>
    pixelOf(to.map((part, k) => Math.round(from[k] + ((part - from[k]) * i) / (LEVELS - 1)))));
}

/** A canvas of side × side pixels that is painted anew and again; two may share a canvas. */
export class Picture {
  constructor(canvas, side) {
    Object.assign(canvas, { width: side, height: side });
    this.pen = canvas.getContext("2d", { alpha: false });
    this.image = this.pen.createImageData(side, side);
    this.pixels = new Uint32Array(this.image.data.buffer);
  }

  /** Paint values (side², the uppermost row first): the colours go from `low` to `high`, and stay so beyond. */
  paint(values, shades, [low, high], cut = false) {
    const { pixels } = this;
    const last = shades.length - 1;
    const scale = last / (high - low);
    for (let k = 0; k < pixels.length; k++) {
      const at = (values[k] - low) * scale;
      const place = at > 0 ? (at < last ? at : last) : 0; // also what is no number
      pixels[k] = shades[cut ? (2 * place >= last ? last : 0) : (place + 0.5) | 0];
    }
    this.#put();
  }

  /** Paint the likeliest of several classes, paler where it is less sure. */
  paintWinner(units, tables, cut = false) {
    const { pixels } = this;
    const fair = 1 / units.length;
    for (let k = 0; k < pixels.length; k++) {
      let best = 0;
      for (let c = 1; c < units.length; c++) if (units[c][k] > units[best][k]) best = c;
      const sure = cut ? 1 : (units[best][k] - fair) / (1 - fair);
      pixels[k] = tables[best][Math.round(Math.max(0, Math.min(1, sure || 0)) * (LEVELS - 1))];
    }
    this.#put();
  }

  #put() {
    const { canvas } = this.pen;
    const { width, height } = this.image;
    if (canvas.width !== width) Object.assign(canvas, { width, height });
    this.pen.putImageData(this.image, 0, 0);
  }
}

/** A canvas's empty pen, in px of the page; its size is set where it is another. */
export function sharp(canvas, width, height) {
  const [w, h] = [Math.round(width * density()), Math.round(height * density())];
  if (canvas.width !== w || canvas.height !== h) Object.assign(canvas, { width: w, height: h });
  const pen = canvas.getContext("2d");
  pen.setTransform(density(), 0, 0, density(), 0, 0);
  pen.clearRect(0, 0, width, height);
  return pen;
}
