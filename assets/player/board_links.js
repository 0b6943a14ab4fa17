/* The links of a board, all on one canvas: as SVG, hundreds of them would cost more than all pictures together. */

import { courseOf, distanceTo } from "./board_layout.js";
import { sharp } from "./board_paint.js";
import { el } from "./dom.js";
import { placesInTheta } from "./network.js";

const THINNEST = 0.4; // px
const THICKEST = 6;
const NEAR = 6; // px within which a link is meant
const NEAR_FINGER = 14;
const SEEN = 0.15; // px by which a link's thickness changes before it is seen in passing
const MARGIN = 4; // px by which steep thick links reach below the pictures at their ends
const EVERY = 3; // frames in which each layer's links are drawn once where the computer is slow

export class Links {
  /** On a stage; `point(link)` is called when one is pointed at, or none any more, `open(link)` when one is pressed. */
  constructor(stage, { point, open }) {
    this.canvas = el("canvas", { "aria-hidden": "true" });
    this.layers = [];
    const at = (event) => this.#meant(stage, event);
    for (const name of ["pointermove", "pointerdown"]) stage.addEventListener(name, (event) => point(at(event)));
    stage.addEventListener("pointerleave", ({ pointerType }) => pointerType === "touch" || point());
    stage.addEventListener("click", (event) => {
      const link = at(event);
      if (link) open(link);
    });
  }

  /** Every link, layer by layer. */
  get all() {
    return this.layers.flatMap(({ links }) => links);
  }

  /** Take columns of units that have been placed. */
  lay(columns, sizes, side) {
    this.laid = true;
    const sources = columns.map((column) => column.filter(({ off }) => !off));
    this.layers = placesInTheta(sizes).slice(1).map((places, before) => {
      const from = sources[before];
      const links = places.flatMap(({ at, by }, j) => {
        const to = columns[before + 1][j];
        return from.map((source, entry) => (
          { source, to, parameter: at + source.index * by, course: courseOf(source.at, to.at, side, entry, from.length) }));
      });
      const [left, right] = [links[0].course[0] - MARGIN, links[0].course[6] + MARGIN];
      return { links, left, right, drawn: new Float64Array(links.length) };
    });
  }

  /** The links that lead to a unit. */
  into(unit) {
    return this.all.filter(({ to }) => to === unit);
  }

  /** The link that an event on the stage means, if it means one. */
  #meant(stage, { clientX, clientY, target, pointerType }) {
    if (target.closest("button")) return undefined;
    const { left, top } = stage.getBoundingClientRect();
    const near = this.all.map((link) => [distanceTo(link.course, clientX - left, clientY - top), link]);
    const [distance, link] = near.reduce((a, b) => (b[0] < a[0] ? b : a), [Infinity]);
    return distance <= (pointerType === "touch" ? NEAR_FINGER : NEAR) ? link : undefined;
  }

  /**
   * Draw them, thick as their weights and coloured by their signs; the one whose weight is pointed at on top. At rest all are; in
   * passing, at a `pace`, a layer's are only where that would be seen, and when it is their turn.
   */
  draw(theta, look, pace) {
    const whole = !pace || look.pointed !== this.pointed || this.laid;
    if (whole) sharp(this.canvas, look.room.width, look.room.height);
    this.layers.forEach((layer, i) => {
      if (whole || (pace.has(i, EVERY) && differs(layer, theta, look.strongest))) drawLayer(this.canvas, layer, theta, look);
    });
    Object.assign(this, { pointed: look.pointed, laid: false });
  }
}

/** How thick a link is whose weight is this one, `strongest` being the largest of the run; one of 0 is not drawn. */
export const thickness = (w, strongest) =>
  Math.abs(w) < 1e-9 ? 0 : THINNEST + (THICKEST - THINNEST) * Math.min(1, Math.abs(w) / strongest);

const signed = (w, strongest) => Math.sign(w) * thickness(w, strongest);

const differs = ({ links, drawn }, theta, strongest) =>
  links.some(({ parameter }, i) => Math.abs(signed(theta[parameter], strongest) - drawn[i]) >= SEEN);

function drawLayer(canvas, { links, left, right, drawn }, theta, { room, strongest, inks, pointed }) {
  const pen = canvas.getContext("2d");
  pen.clearRect(left, 0, right - left, room.height);
  links.forEach((link, i) => {
    drawn[i] = signed(theta[link.parameter], strongest);
    if (link.parameter !== pointed) stroke(pen, link.course, drawn[i], inks, 0.75);
  });
  const place = links.findIndex(({ parameter }) => parameter === pointed);
  if (place < 0) return;
  Object.assign(pen, { strokeStyle: inks.text, globalAlpha: 0.5, lineWidth: 5 + Math.abs(drawn[place]) });
  curve(pen, links[place].course);
  stroke(pen, links[place].course, drawn[place], inks, 1);
}

function stroke(pen, course, width, inks, alpha) {
  if (!width) return;
  pen.strokeStyle = width > 0 ? inks.positive : inks.negative;
  pen.globalAlpha = alpha;
  pen.lineWidth = Math.abs(width);
  curve(pen, course);
}

function curve(pen, [x0, y0, x1, y1, x2, y2, x3, y3]) {
  pen.beginPath();
  pen.moveTo(x0, y0);
  pen.bezierCurveTo(x1, y1, x2, y2, x3, y3);
  pen.stroke();
}
