/* A surface's cells: painted one by one, those behind first, each in the colour of its height and its light; and what
   they hide. From below, a surface is as glass: so one sees into a bowl through the wall that is nearer. */

import { HEIGHT } from "./surface_view.js";

const LIGHTS = 16;
const LIGHT = [-0.45, -0.35, 0.82]; // where light comes from
const SEAM = 0.4; // px by which a cell reaches over its neighbours, or the page would shine through between them
const GLASS = 0.35;
const ABOVE = 0.03; // by how much, in heights of the box, what hides something has to be higher

/** The colours of a table [[r, g, b], …] in every light, as words for a canvas: LIGHTS for each of them. */
export function lit(table) {
  const brightness = (light) => 0.72 + (0.34 * light) / (LIGHTS - 1);
  return table.flatMap((rgb) => Array.from({ length: LIGHTS }, (_, light) =>
    `rgb(${rgb.map((part) => Math.min(255, Math.round(part * brightness(light)))).join()})`));
}

export class Mesh {
  /** Take a grid's size in points, and how it looks: `colours` as `lit` gives them, and the `rings`' heights and ink. */
  constructor([columns, rows], look) {
    Object.assign(this, { columns, rows }, look);
    const points = columns * rows;
    this.height = new Float64Array(points);
    this.x = new Float64Array(points);
    this.y = new Float64Array(points);
    this.halves = columns % 2 && rows % 2; // whether every second line of the grid ends at its edges
  }

  /** Take heights, of which those from `low` to `high` lie within the box. */
  take(heights, low, high) {
    const { height } = this;
    for (let i = 0; i < height.length; i++) height[i] = (2 * (heights[i] - low)) / (high - low) - 1;
  }

  /**
   * Paint all cells; while something `moves`, those of every second line of the grid, through heights that are on it, and
   * without the outlines that leave no seam between them: in an eighth of the time.
   */
  paint(pen, view, moves) {
    const { columns, rows } = this;
    const by = moves && this.halves ? 2 : 1;
    this.moves = moves;
    this.#project(view, by);
    pen.lineWidth = SEAM;
    const [right, away] = [view.sin > 0, view.cos > 0]; // whether what is farther has the smaller u, the larger v
    for (let b = 0; b < rows - 1; b += by) {
      const j = away ? rows - 1 - by - b : b;
      for (let a = 0; a < columns - 1; a += by) {
        const i = right ? a : columns - 1 - by - a;
        this.#cell(pen, j * columns + i, by);
      }
    }
    pen.globalAlpha = 1;
  }

  /**
   * Whether the surface hides a place: on the way from there to the visitor, sight goes below the surface and comes out of
   * it again, through the side that is not glass.
   */
  hides([u, v, w], view) {
    let below = false;
    const by = 2 / Math.max(this.columns, this.rows);
    const rise = (by * view.flat) / (view.steep * HEIGHT);
    for (let k = 1; ; k++) {
      const [x, y, sight] = [u + k * by * view.sin, v - k * by * view.cos, w + k * rise];
      if (sight > 1 || Math.abs(x) > 1 || Math.abs(y) > 1) return false;
      const height = this.#heightAt(x, y);
      if (below && height < sight) return true;
      below ||= height > sight + ABOVE;
    }
  }

  #heightAt(u, v) {
    const { columns, rows, height } = this;
    const [x, y] = [((u + 1) / 2) * (columns - 1), ((v + 1) / 2) * (rows - 1)];
    const [i, j] = [Math.min(Math.floor(x), columns - 2), Math.min(Math.floor(y), rows - 2)];
    const [a, b, at] = [x - i, y - j, j * columns + i];
    const near = height[at] + a * (height[at + 1] - height[at]);
    const far = height[at + columns] + a * (height[at + columns + 1] - height[at + columns]);
    return near + b * (far - near);
  }

  #project(view, by) {
    const { columns, rows, height, x, y } = this;
    for (let j = 0; j < rows; j += by) {
      const v = (2 * j) / (rows - 1) - 1;
      for (let i = 0; i < columns; i += by) {
        const [at, u] = [j * columns + i, (2 * i) / (columns - 1) - 1];
        x[at] = view.across(u, v);
        y[at] = view.down(u, v, height[at]);
      }
    }
  }

  /** Paint the cell between a point of the grid and the one that lies `by` lines on along both axes. */
  #cell(pen, a, by) {
    const { x, y, height, columns, rows, colours } = this;
    const [b, c, d] = [a + by, a + by * columns + by, a + by * columns];
    const [ha, hb, hc, hd] = [height[a], height[b], height[c], height[d]];
    const [low, high] = [Math.min(ha, hb, hc, hd), Math.max(ha, hb, hc, hd)];
    if (low > 1 || high < -1) return;
    const middle = Math.max(-1, Math.min(1, (ha + hb + hc + hd) / 4));
    const shades = colours.length / LIGHTS;
    const shade = Math.min(shades - 1, Math.floor(((middle + 1) / 2) * shades));
    const light = brightness(hc - ha + (hb - hd), hc - ha - (hb - hd), (columns - 1) / by, (rows - 1) / by);
    pen.fillStyle = pen.strokeStyle = colours[shade * LIGHTS + light];
    const glass = (x[c] - x[a]) * (y[d] - y[b]) > (x[d] - x[b]) * (y[c] - y[a]);
    pen.globalAlpha = glass ? GLASS : 1;
    const seam = glass ? 0 : SEAM; // glass would be thicker there
    if (high <= 1 && low >= -1) this.#fill(pen, a, b, c, d, seam);
    else fillPart(pen, [a, b, c, d].map((at) => [x[at], y[at], height[at]]));
    for (const ring of this.rings) if (ring > low && ring < high) this.#ring(pen, [a, b, c, d], ring, glass);
  }

  #fill(pen, a, b, c, d, seam) {
    const { x, y } = this;
    const [mx, my] = [(x[a] + x[b] + x[c] + x[d]) / 4, (y[a] + y[b] + y[c] + y[d]) / 4];
    pen.beginPath();
    pen.moveTo(x[a] + (x[a] > mx ? seam : -seam), y[a] + (y[a] > my ? seam : -seam));
    pen.lineTo(x[b] + (x[b] > mx ? seam : -seam), y[b] + (y[b] > my ? seam : -seam));
    pen.lineTo(x[c] + (x[c] > mx ? seam : -seam), y[c] + (y[c] > my ? seam : -seam));
    pen.lineTo(x[d] + (x[d] > mx ? seam : -seam), y[d] + (y[d] > my ? seam : -seam));
    pen.closePath();
    pen.fill();
    if (!this.moves && seam) pen.stroke();
  }

  /** The part of a ring that lies in a cell: it enters and leaves where the height of an edge passes the ring's. */
  #ring(pen, corners, ring, glass) {
    const { x, y, height } = this;
    pen.strokeStyle = this.ink;
    pen.lineWidth = 1;
    pen.globalAlpha = glass ? 0.2 : 0.5;
    pen.beginPath();
    let pair = 0;
    for (let side = 0; side < 4; side++) {
      const [p, q] = [corners[side], corners[(side + 1) % 4]];
      if (height[p] < ring === height[q] < ring) continue;
      const share = (ring - height[p]) / (height[q] - height[p]);
      const at = [x[p] + share * (x[q] - x[p]), y[p] + share * (y[q] - y[p])];
      if (pair++ % 2) pen.lineTo(...at);
      else pen.moveTo(...at);
    }
    pen.stroke();
    pen.lineWidth = SEAM;
  }
}

/** How brightly a cell is lit, from 0 to 15, that rises so much from end to end along both axes, twice over. */
function brightness(along, upward, across, away) {
  const [x, y] = [(-along * HEIGHT * across) / 4, (-upward * HEIGHT * away) / 4];
  const light = (x * LIGHT[0] + y * LIGHT[1] + LIGHT[2]) / Math.sqrt(x * x + y * y + 1);
  return Math.round(Math.max(0, Math.min(1, light)) * (LIGHTS - 1));
}

/** Fill what lies within the box of a cell with corners [x, y, height], after Sutherland and Hodgman. */
function fillPart(pen, corners) {
  let part = corners;
  for (const [edge, side] of [[1, 1], [-1, -1]]) {
    const outside = ([, , height]) => (height - edge) * side > 0;
    part = part.flatMap((to, i) => {
      const from = part[(i || part.length) - 1];
      if (outside(from) && outside(to)) return [];
      if (!outside(from) && !outside(to)) return [to];
      const share = (edge - from[2]) / (to[2] - from[2]);
      const crossing = to.map((value, axis) => from[axis] + share * (value - from[axis]));
      return outside(to) ? [crossing] : [crossing, to];
    });
  }
  pen.beginPath();
  for (const [x, y] of part) pen.lineTo(x, y);
  pen.closePath();
  pen.fill();
  if (pen.globalAlpha === 1) pen.stroke();
}
