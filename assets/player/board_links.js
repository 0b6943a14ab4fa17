/* The links of a board, all on one canvas: as SVG, hundreds of them would cost more than all pictures together. */

import { courseOf, distanceTo } from "./board_layout.js";
import { sharp } from "./board_paint.js";
import { el } from "./dom.js";
import { placesInTheta } from "./network.js";

const THINNEST = 0.4; // px
const THICKEST = 6;
const NEAR = 6; // px within which a link is meant

export class Links {
  constructor() {
    this.canvas = el("canvas", { "aria-hidden": "true" });
    this.all = [];
  }

  /** Take columns of units that have been placed. */
  lay(columns, sizes, side) {
    const sources = columns.map((column) => column.filter(({ off }) => !off));
    this.all = placesInTheta(sizes).flatMap((places, layer) => places.flatMap(({ at, by }, j) => {
      const [from, to] = [sources[layer - 1], columns[layer][j]];
      return from.map((source, entry) => (
        { source, to, parameter: at + source.index * by, course: courseOf(source.at, to.at, side, entry, from.length) }));
    }));
  }

  /** The links that lead to a unit. */
  into(unit) {
    return this.all.filter(({ to }) => to === unit);
  }

  /** The link at a place in px, if there is one. */
  at(x, y) {
    const near = this.all.map((link) => [distanceTo(link.course, x, y), link]);
    const [distance, link] = near.reduce((a, b) => (b[0] < a[0] ? b : a), [Infinity]);
    return distance <= NEAR ? link : undefined;
  }

  /** Draw them, thick as their weights and coloured by their signs; the one pointed at on top. */
  draw(theta, { room, strongest, inks, pointed }) {
    const pen = sharp(this.canvas, room.width, room.height);
    for (const link of this.all) if (link !== pointed) stroke(pen, link, theta, strongest, inks, 0.75);
    if (!pointed) return;
    const lineWidth = 5 + thickness(theta[pointed.parameter], strongest);
    Object.assign(pen, { strokeStyle: inks.text, globalAlpha: 0.5, lineWidth });
    curve(pen, pointed.course);
    stroke(pen, pointed, theta, strongest, inks, 1);
  }
}

/** How thick a link is whose weight is this one, `strongest` being the largest of the run; one of 0 is not drawn. */
export const thickness = (w, strongest) =>
  Math.abs(w) < 1e-9 ? 0 : THINNEST + (THICKEST - THINNEST) * Math.min(1, Math.abs(w) / strongest);

function stroke(pen, { course, parameter }, theta, strongest, inks, alpha) {
  const w = theta[parameter];
  const width = thickness(w, strongest);
  if (!width) return;
  Object.assign(pen, { strokeStyle: w > 0 ? inks.positive : inks.negative, globalAlpha: alpha, lineWidth: width });
  curve(pen, course);
}

function curve(pen, [x0, y0, x1, y1, x2, y2, x3, y3]) {
  pen.beginPath();
  pen.moveTo(x0, y0);
  pen.bezierCurveTo(x1, y1, x2, y2, x3, y3);
  pen.stroke();
}
